"""Subscriptions and deliveries of webhooks: loopback targets only, and no DNS query for any other."""

from __future__ import annotations

import asyncio
import ipaddress
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import httpx

from console.sandbox.clock import Scheduler, SimClock
from console.sandbox.module import Subscription, WebhookEvent

_NOT_LOOPBACK = "the simulator delivers to loopback addresses only"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try; `status` is None when no answer came, `error` says why."""

    id: str
    provider: str
    event: str
    subject_id: str
    url: str
    attempt: int
    delivered: bool
    status: int | None
    error: str | None
    at: datetime


class UnfitAddress(Exception):
    """The address can't be a webhook target at all."""


class Webhooks:
    """Sends events to subscribers and to the addresses that records carry, and remembers every try."""

    def __init__(self, scheduler: Scheduler, clock: SimClock) -> None:
        self._scheduler = scheduler
        self._clock = clock
        self._subscriptions: dict[str, Subscription] = {}
        self._deliveries: list[Delivery] = []
        self._running: set[asyncio.Task[None]] = set()
        self._last: dict[str, asyncio.Task[None]] = {}
        self._client: httpx.AsyncClient | None = None

    def subscribe(self, provider: str, url: str, events: Sequence[str]) -> Subscription:
        """Raises UnfitAddress where the address isn't http or https with a host."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UnfitAddress("the url must be http or https and name a host")
        made = Subscription(str(uuid.uuid4()), provider, url, tuple(events))
        self._subscriptions[made.id] = made
        return made

    def unsubscribe(self, subscription_id: str) -> bool:
        """False when there is no such subscription. Deliveries under way still end."""
        return self._subscriptions.pop(subscription_id, None) is not None

    def subscriptions(self, provider: str) -> Sequence[Subscription]:
        """One provider's, in the order they were made, switched off ones included."""
        return [each for each in self._subscriptions.values() if each.provider == provider]

    def change(self, subscription: Subscription) -> None:
        """Put this one in the place of the one with the same id."""
        self._subscriptions[subscription.id] = subscription

    def deliveries(self) -> Sequence[Delivery]:
        """Every try so far in the order they ended, those to foreign addresses included, which never left."""
        return self._deliveries

    def publish(self, event: WebhookEvent) -> None:
        """Send the event to everybody who wants it; returns at once."""
        names = {event.event, *event.aliases}
        wanted = [
            each.url
            for each in self._subscriptions.values()
            if each.is_enabled
            and each.provider == event.provider
            and (not each.events or names & set(each.events))
        ]
        targets = (*wanted, *event.targets) if event.use_subscriptions else event.targets
        for url in dict.fromkeys(targets):
            self._start(event, url, 1)

    async def settle(self) -> None:
        """Wait until nothing is being sent."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def aclose(self) -> None:
        """Drop what is being sent and close the connections; nothing is tried again."""
        for task in set(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    def _start(self, event: WebhookEvent, url: str, attempt: int) -> None:
        previous = self._last.get(url)
        task = asyncio.get_running_loop().create_task(self._deliver(event, url, attempt, previous))
        self._last[url] = task
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(
        self, event: WebhookEvent, url: str, attempt: int, previous: asyncio.Task[None] | None
    ) -> None:
        if previous is not None and not previous.done():
            await asyncio.wait([previous])
        status, error = await self._try(event, url)
        delivered = status is not None and _is_taken(event, status)
        self._deliveries.append(
            Delivery(
                id=str(uuid.uuid4()),
                provider=event.provider,
                event=event.event,
                subject_id=event.subject_id,
                url=url,
                attempt=attempt,
                delivered=delivered,
                status=status,
                error=error,
                at=self._clock.now(),
            )
        )
        if not delivered and error != _NOT_LOOPBACK and attempt <= len(event.retries_s):
            self._scheduler.after(event.retries_s[attempt - 1], self._again(event, url, attempt + 1))

    def _again(self, event: WebhookEvent, url: str, attempt: int) -> Callable[[], None]:
        return lambda: self._start(event, url, attempt)

    async def _try(self, event: WebhookEvent, url: str) -> tuple[int | None, str | None]:
        target = find_loopback_target(url)
        if target is None:
            return None, _NOT_LOOPBACK
        try:
            status = await self._post(target, event)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return None, f"{type(error).__name__}: {error}"
        return status, None

    async def _post(self, url: str, event: WebhookEvent) -> int:
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, follow_redirects=False)
        headers = dict(event.build_headers(event.body))
        async with self._client.stream(
            "POST", url, content=event.body, headers=headers, timeout=event.timeout_s
        ) as answer:
            return answer.status_code


def _is_taken(event: WebhookEvent, status: int) -> bool:
    return status in event.taken if event.taken else 200 <= status < 300


def find_loopback_target(url: str) -> str | None:
    """The address to send to when it is on loopback, with `localhost` written as a number; None for any other."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if host == "localhost":
        host = "127.0.0.1"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    if not address.is_loopback:
        return None
    shown = f"[{host}]" if address.version == 6 else host
    netloc = shown if port is None else f"{shown}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
