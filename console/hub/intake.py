"""A plain ASGI app that takes webhook deliveries whole and hands them on; never logs or keeps a body.

It also shows the customer a page at the end of a hosted flow, see `thanks`.

A 2xx is sent only after the callback has returned, so what the sender was told is saved is saved.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, cast

from console.base.clock import Clock
from console.domain.errors import ConsoleError, WebhookRefused
from console.domain.webhook import Delivery
from console.hub.thanks import HEADERS, build_page

_log = logging.getLogger(__name__)

# Both providers and tokens are chosen by us; anything else cannot be an address of ours.
_PATH: Final = re.compile(r"/webhooks/(?P<provider>[a-z0-9_-]{1,40})/(?P<token>[A-Za-z0-9_-]{16,128})")
_CONTENT: Final = frozenset({"", "application/json", "application/x-www-form-urlencoded"})
_LONGEST_LENGTH: Final = 12
_READING: Final = frozenset({"GET", "HEAD"})

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# Given provider, token and delivery; must have saved everything when it returns.
# Raises `WebhookRefused` with the status the sender is told.
Apply = Callable[[str, str, Delivery], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Sizes in bytes, times in seconds. Senders wait 10 to 15 s for an answer, so a body must come sooner."""

    max_bytes: int = 2_000_000
    body_s: float = 8.0


class SenderGone(Exception):
    """The sender hung up before its body was complete."""


class Intake:
    """`/webhooks/{provider}/{token}`, POST only, and `/thanks/{outcome}`, GET only."""

    def __init__(self, apply: Apply, clock: Clock, limits: IntakeLimits) -> None:
        self._apply = apply
        self._clock = clock
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; never raises, so that a traceback cannot carry a body into a log."""
        if scope["type"] != "http":
            return
        page = build_page(cast(str, scope["path"])) if scope["method"] in _READING else None
        if page is not None:
            await _send_page(send, page, is_wanted=scope["method"] == "GET")
            return
        try:
            status = await self._answer(scope, receive)
        except SenderGone:
            return
        await _send_status(send, status)

    async def _answer(self, scope: Scope, receive: Receive) -> int:
        address = _PATH.fullmatch(cast(str, scope["path"]))
        if address is None:
            return HTTPStatus.NOT_FOUND
        if scope["method"] != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        provider = address["provider"]
        try:
            delivery = await self._read(scope, receive)
            await self._apply(provider, address["token"], delivery)
        except WebhookRefused as refusal:
            _log.info(
                "delivery for %s refused with %d: %s", provider, refusal.http_status, refusal.user_message
            )
            return refusal.http_status
        except SenderGone:
            raise
        except ConsoleError as error:
            # The sender keeps it and tries again: nothing was acknowledged.
            _log.info("delivery for %s not applied: %s", provider, error.code)
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Exception as error:
            # Only the kind: the words of an unexpected error may hold what was delivered.
            _log.error("delivery for %s failed: %s", provider, type(error).__name__)
            return HTTPStatus.INTERNAL_SERVER_ERROR
        return HTTPStatus.OK

    async def _read(self, scope: Scope, receive: Receive) -> Delivery:
        headers = _to_headers(cast("Iterable[tuple[bytes, bytes]]", scope["headers"]))
        content = headers.get("content-type", "").partition(";")[0].strip().lower()
        if content not in _CONTENT and not content.endswith("+json"):
            raise WebhookRefused("The delivery is neither JSON nor a form.", http_status=400)
        length = headers.get("content-length", "").strip()
        if length.isascii() and length.isdigit() and int(length[:_LONGEST_LENGTH]) > self._limits.max_bytes:
            raise WebhookRefused("The delivery is too large.", http_status=413)
        received_at = self._clock.now()
        try:
            async with asyncio.timeout(self._limits.body_s):
                body = await self._read_body(receive)
        except TimeoutError as error:
            raise WebhookRefused("The delivery came too slowly.", http_status=408) from error
        return Delivery(headers, body, received_at)

    async def _read_body(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise SenderGone
            body += cast(bytes, message.get("body", b""))
            if len(body) > self._limits.max_bytes:
                raise WebhookRefused("The delivery is too large.", http_status=413)
            if not message.get("more_body", False):
                return bytes(body)


def _to_headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case; a repeated header is joined, so that a second signature cannot hide behind a first."""
    headers: dict[str, str] = {}
    for name, value in pairs:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


async def _send_page(send: Send, page: bytes, *, is_wanted: bool) -> None:
    headers = [*HEADERS, (b"content-length", str(len(page)).encode())]
    await send({"type": "http.response.start", "status": int(HTTPStatus.OK), "headers": headers})
    await send({"type": "http.response.body", "body": page if is_wanted else b""})


async def _send_status(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0")]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"POST"))
    if status >= HTTPStatus.BAD_REQUEST:
        # What is left of a refused body is not worth reading.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": b""})
