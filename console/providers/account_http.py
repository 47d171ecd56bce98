"""One account's requests: budget, deadlines, repetition of reads, every answer outside 2xx as one of our errors.

Knows no HTTP library: the bytes travel through a `Wire`. Knows no provider and keeps nothing it carries.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol
from urllib.parse import SplitResult, urlsplit

from console.domain.account import Account
from console.domain.errors import (
    ConsoleError,
    InputInvalid,
    ProviderFailed,
    ProviderFault,
    ProviderThrottled,
    ProviderTooSlow,
    ProviderUnauthorised,
    ProviderUnreachable,
    ReplyUnreadable,
)
from console.domain.provider import Environment
from console.providers.budget import LONGEST_PAUSE_S, Budget
from console.providers.contract import ErrorFacts, Exchange, HttpReply, HttpRequest
from console.providers.faults import (
    build_status_fault,
    build_uncertain,
    read_retry_after_s,
    to_throttled_sentence,
)

_TRIES: Final = 3
_FIRST_WAIT_S: Final = 0.3
# Requests of one account on the wire at once; more only fill the provider's queue instead of ours.
_AT_ONCE: Final = 20
# A write nobody waits for any more may still end by itself this long; only then its connection is dropped.
_LATE_WRITE_S: Final = 30.0
# How long a request waits at a closed gate before it gives up; nothing was sent then.
_PATIENCE_S: Final = 15.0
_CREDENTIAL_HEADERS: Final = frozenset({"authorization", "x-api-key", "cookie", "proxy-authorization"})

Observer = Callable[[Exchange], None]


class Loss(StrEnum):
    """How an exchange ended without a whole answer; the value goes into an error's detail."""

    UNREACHABLE = "no connection"
    UNTRUSTED = "tls refused"
    DROPPED = "connection lost"
    SLOW = "timed out"
    CUT = "cut short"
    GARBLED = "not http"
    TOO_LARGE = "too large"
    UNSENDABLE = "not a request"

    @property
    def was_sent(self) -> bool:
        """False when it is certain that the provider never saw the request."""
        return self not in {Loss.UNREACHABLE, Loss.UNTRUSTED, Loss.UNSENDABLE}


_SENTENCES: Final = {
    Loss.UNREACHABLE: "cannot be reached. Check the network connection.",
    Loss.UNTRUSTED: "could not prove its identity (TLS certificate). Nothing was sent.",
    Loss.DROPPED: "closed the connection without an answer. Try again later.",
    Loss.SLOW: "did not answer in time. Try again later.",
    Loss.CUT: "sent an answer that was cut short. Try again later.",
    Loss.GARBLED: "answered in a way that cannot be read. Try again later.",
    Loss.TOO_LARGE: "sent more data than expected; it was not read.",
    Loss.UNSENDABLE: "cannot be asked this: it holds characters that cannot be sent. Nothing was sent.",
}


class AnswerLostError(Exception):
    """No whole answer came; `loss` says how it ended."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss.value)
        self.loss = loss


class Wire(Protocol):
    """Sends one request and reads the whole answer, whatever its status."""

    async def exchange(
        self, request: HttpRequest, url: str, headers: tuple[tuple[str, str], ...]
    ) -> HttpReply:
        """Raises `AnswerLostError`; may be cancelled."""
        ...


class AccountHttp:
    """`contract.Http` for one account. `pending` collects what is on the wire, for an orderly end."""

    def __init__(
        self,
        account: Account,
        title: str,
        budget: Budget,
        wire: Wire,
        *,
        observe: Observer,
        pending: set[asyncio.Task[HttpReply]],
    ) -> None:
        _verify_base_url(account)
        self._account = account
        self._title = title
        self._budget = budget
        self._wire = wire
        self._observe = observe
        self._pending = pending
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._random = random.Random()  # noqa: S311 - jitter is no secret

    @property
    def requests_left(self) -> float:
        """Requests this account could send at once; infinite without a limit."""
        return self._budget.requests_left

    async def send(self, request: HttpRequest) -> HttpReply:
        """See `contract.Http`. Cancelling the caller never interrupts a request that is on the wire."""
        url = self._to_url(request)
        self._verify_headers(request)
        loop = asyncio.get_running_loop()
        ends_at: float | None = None
        failures = 0
        while True:
            await self._await_turn()
            if ends_at is None:
                ends_at = loop.time() + request.deadline_s
            try:
                return await self._send_once(request, url, ends_at - loop.time())
            except ProviderFault as fault:
                failures += 1
                own_s = _FIRST_WAIT_S * 2.0 ** (failures - 1) * (0.5 + self._random.random())
                wait_s = max(own_s, _asked_wait_s(fault))
                is_last = failures == _TRIES or loop.time() + wait_s >= ends_at
                if is_last or not (request.is_safe and _is_worth_repeating(fault)):
                    raise
            await asyncio.sleep(wait_s)

    async def _await_turn(self) -> None:
        """Within the budget, past the gate, and with a slot in hand that `_settle` gives back."""
        await self._budget.acquire()
        while (pause_s := self._budget.pause_left_s()) > 0.0:
            if pause_s > _PATIENCE_S:
                raise ProviderThrottled(to_throttled_sentence(self._title), status=429, retry_after_s=pause_s)
            await asyncio.sleep(pause_s)
        await self._slots.acquire()

    async def _send_once(self, request: HttpRequest, url: str, deadline_s: float) -> HttpReply:
        task = asyncio.create_task(self._transact(request, url, deadline_s), name="provider request")
        self._pending.add(task)
        task.add_done_callback(self._settle)
        # `wait` leaves the task alone when its waiter is cancelled or the time is up.
        done, _ = await asyncio.wait({task}, timeout=None if request.is_safe else deadline_s)
        if not done:
            raise build_uncertain(self._title, Loss.SLOW)
        return task.result()

    def _settle(self, task: asyncio.Task[HttpReply]) -> None:
        self._slots.release()
        self._pending.discard(task)
        if not task.cancelled():
            task.exception()  # marks it as seen: its waiter may be gone

    async def _transact(self, request: HttpRequest, url: str, deadline_s: float) -> HttpReply:
        loop = asyncio.get_running_loop()
        began_at = loop.time()
        status = 0
        fault: ConsoleError | None = None
        try:
            reply = await self._exchange(request, url, deadline_s)
            status = reply.status
            self._verify_reply(request, reply)
        except ConsoleError as error:
            fault = error
            raise
        finally:
            self._observe(Exchange(self._account.id, loop.time() - began_at, status, fault))
        self._budget.note_accepted()
        return reply

    async def _exchange(self, request: HttpRequest, url: str, deadline_s: float) -> HttpReply:
        lasts_s = deadline_s if request.is_safe else deadline_s + _LATE_WRITE_S
        try:
            # A body that drips never trips a read timeout: the whole exchange has an end of its own.
            async with asyncio.timeout(lasts_s):
                return await self._wire.exchange(request, url, _to_headers(request))
        except TimeoutError as error:
            raise self._to_fault(request, Loss.SLOW) from error
        except AnswerLostError as error:
            raise self._to_fault(request, error.loss) from error

    def _to_fault(self, request: HttpRequest, loss: Loss) -> ConsoleError:
        sentence = f"{self._title} {_SENTENCES[loss]}"
        if loss.was_sent and not request.is_safe:
            return build_uncertain(self._title, loss)
        match loss:
            case Loss.UNREACHABLE | Loss.UNTRUSTED | Loss.DROPPED:
                return ProviderUnreachable(sentence, loss)
            case Loss.SLOW:
                return ProviderTooSlow(sentence, loss)
            case Loss.UNSENDABLE:
                # What we made ourselves was wrong with what it was made of; a whole address was theirs.
                is_ours = request.url.startswith("/")
                return InputInvalid(sentence, loss) if is_ours else self._to_unsafe_address()
            case _:
                return ReplyUnreadable(sentence, loss)

    def _verify_reply(self, request: HttpRequest, reply: HttpReply) -> None:
        status = reply.status
        is_success = 200 <= status < 300
        if is_success and not _is_html(reply):
            return
        if not request.is_safe and not (400 <= status < 500 and status != 408):
            raise build_uncertain(self._title, f"HTTP {status}")
        if is_success:
            sentence = f"{self._title} answered with a web page instead of data. Check the account's address."
            raise ReplyUnreadable(sentence, "html", status=status)
        raise self._to_status_fault(request, reply)

    def _to_status_fault(self, request: HttpRequest, reply: HttpReply) -> ProviderFault:
        facts = ErrorFacts()
        if request.read_error is not None and not _is_html(reply):
            facts = request.read_error(reply.status, reply.headers, reply.body)
        retry_after_s = read_retry_after_s(reply.headers.get("retry-after", ""))
        if reply.status == 429:
            retry_after_s = self._budget.close_gate(retry_after_s, self._random.random())
        elif retry_after_s is not None:
            retry_after_s = min(retry_after_s, LONGEST_PAUSE_S)
        return build_status_fault(self._title, reply.status, facts, retry_after_s)

    def _to_url(self, request: HttpRequest) -> str:
        if request.url.startswith("/"):
            return self._account.base_url + request.url
        parts = _split(request.url)
        if parts is not None and _is_allowed(parts, self._account):
            return request.url
        raise self._to_unsafe_address()

    def _to_unsafe_address(self) -> ReplyUnreadable:
        return ReplyUnreadable(f"{self._title} gave an address that is not safe to open.", "unsafe address")

    def _verify_headers(self, request: HttpRequest) -> None:
        """Whatever of them is no plain text comes from the account's keys; an HTTP library's error would tell them."""
        if all(value.isascii() and value.isprintable() for _, value in request.headers):
            return
        raise ProviderUnauthorised(
            f"The keys of this account hold characters that {self._title} cannot be sent. Copy them again.",
            Loss.UNSENDABLE,
        )


def _asked_wait_s(fault: ProviderFault) -> float:
    """What a provider in trouble asks for; the pause after "too many" is kept by the gate, for every request."""
    return 0.0 if isinstance(fault, ProviderThrottled) else fault.retry_after_s or 0.0


def _is_worth_repeating(fault: ProviderFault) -> bool:
    if isinstance(fault, ProviderUnreachable):
        return fault.detail != Loss.UNTRUSTED
    # A short pause is waited for at the gate; an answer that was cut short may come whole the next time.
    return isinstance(fault, ProviderFailed | ProviderThrottled) or fault.detail == Loss.CUT


def _is_html(reply: HttpReply) -> bool:
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = reply.body[:64].lstrip().lower()
    return kind in {"text/html", "application/xhtml+xml"} or start.startswith((b"<!doctype", b"<html"))


def _to_headers(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    if request.url.startswith("/"):
        return request.headers
    return tuple((name, value) for name, value in request.headers if name.lower() not in _CREDENTIAL_HEADERS)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what validates it
    except ValueError:
        return None
    return parts if parts.hostname and parts.username is None and parts.password is None else None


def _is_allowed(parts: SplitResult, account: Account) -> bool:
    if parts.scheme == "https":
        return True
    base = _split(account.base_url)
    is_same_host = base is not None and (parts.hostname, parts.port) == (base.hostname, base.port)
    return parts.scheme == "http" and account.environment is Environment.SIMULATOR and is_same_host


def _verify_base_url(account: Account) -> None:
    parts = _split(account.base_url)
    if parts is None or not _is_allowed(parts, account) or account.base_url.endswith("/"):
        raise InputInvalid(
            "The address must start with https://, name a host and not end in a slash.", field="base_url"
        )
