"""Stands at the wire and notes every request that makes something, with the outbox item that had it written down.

Sends what it is given and changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from console.base.clock import Clock
from console.bootstrap import OpenConsole
from console.domain.outbox import FrozenRequest, OutboxId, OutboxState
from console.providers.contract import HttpReply, HttpRequest
from console.providers.transport import Transport
from console.store.store import Store
from tests.faults.checker import History, Sent

Exchanges = Callable[[HttpRequest, str, tuple[tuple[str, str], ...]], Awaitable[HttpReply]]
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ORDER = count()


class WireWatcher:
    """Hears what one program sends."""

    def __init__(self, exchange: Exchanges, store: Store, clock: Clock, history: History) -> None:
        self._exchange = exchange
        self._store = store
        self._clock = clock
        self._history = history

    async def exchange(
        self, request: HttpRequest, url: str, headers: tuple[tuple[str, str], ...]
    ) -> HttpReply:
        """As the real wire does."""
        if request.is_safe:
            return await self._exchange(request, url, headers)
        place = len(self._history.sent)
        self._history.sent.append(self._find_sent(request))
        status = 0
        try:
            reply = await self._exchange(request, url, headers)
            status = reply.status
        finally:
            self._history.sent[place] = replace(self._history.sent[place], ended=next(_ORDER), status=status)
        return reply

    def _find_sent(self, request: HttpRequest) -> Sent:
        now = self._clock.now()
        for held in self._store.read.load_open_outbox():
            item, lease = held.item, held.lease
            if item.state is not OutboxState.SENDING or item.pending is None or lease is None:
                continue
            if (item.pending.path, item.pending.body) == (request.url, request.body):
                return Sent(item.id, lease.holder, item.pending, now, lease.until, next(_ORDER))
        left = FrozenRequest("", request.method, request.url, (), request.body)
        return Sent(OutboxId(""), "", left, now, _LONG_AGO, next(_ORDER))


def watch_wire(console: OpenConsole, history: History) -> None:
    """From now on, whether or not something was sent before."""
    connector = console._connector
    if connector._transport is None:
        connector._transport = Transport(connector._note)
    wire = connector._transport._wire
    watcher = WireWatcher(wire.exchange, console.store, console._clock, history)
    # Accounts that were opened before hold the wire itself.
    wire.exchange = watcher.exchange
