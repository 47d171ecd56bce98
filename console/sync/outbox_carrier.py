"""Carries a held item forward: freezes a request, saves it, sends it once, saves the answer. Never repeats by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, Protocol

from console.domain.account import AccountId
from console.domain.errors import ConsoleError, NotSupported, ProviderFault, StoreUnavailable
from console.domain.outbox import FrozenRequest, OutboxItem, OutboxState, StepResult
from console.domain.timeline import EventSource
from console.providers.contract import Client, CreatesVerifications
from console.sync.coordinator import Coordinator
from console.sync.outbox_ages import Ages
from console.sync.outbox_hold import Hold, HoldLostError
from console.sync.outbox_words import UNCERTAIN_FAULTS, to_ended, to_interrupted

_log = logging.getLogger(__name__)

# What an answer is worth: the lease is renewed meanwhile.
_WAITS_S: Final = (0.2, 1.0, 3.0)


class Coordinators(Protocol):
    """Finds the coordinator of an account."""

    def __call__(self, account_id: AccountId) -> Coordinator:
        """Raises `NotKnown`."""
        ...


class Carrier:
    """What it is handed is held; how it ended stands in the hold's item."""

    def __init__(self, coordinators: Coordinators, ages: Ages) -> None:
        self._coordinators = coordinators
        self._ages = ages

    def coordinator(self, item: OutboxItem) -> Coordinator:
        """The item's account. Raises `NotKnown`."""
        return self._coordinators(item.account_id)

    async def creator(self, item: OutboxItem) -> CreatesVerifications:
        """The client that makes what the item asks for. Raises `NotSupported`, `NotKnown`, `KeyringUnavailable`."""
        client: Client = (await self.coordinator(item).connected()).client
        if not isinstance(client, CreatesVerifications):
            raise NotSupported("This provider's interface cannot create verifications.")
        return client

    async def carry(self, hold: Hold) -> None:
        """Send what is still missing, step by step, and save how it ended. Raises nothing of the provider's."""
        try:
            await self._send_steps(hold)
        except HoldLostError:
            return
        except ConsoleError as error:
            await self._end(hold, error)
        except asyncio.CancelledError:
            # What is on the wire goes on; the next start looks how it ended.
            await self._interrupt(hold)
            raise
        except Exception:
            _log.exception("an outbox item could not be carried on")
            await self._interrupt(hold)

    async def send_pending(self, hold: Hold) -> None:
        """Send the frozen request and save the answer.

        Raises what `send_step` raises, and `HoldLostError` after recording what came: nothing that was told is lost.
        """
        item, client = hold.item, await self.creator(hold.item)
        if item.pending is None:
            raise AssertionError("a request is frozen before it is sent")
        result = await client.send_step(item.pending, item.intent)
        await self.accept_step(hold, result)

    async def accept_step(self, hold: Hold, result: StepResult, audited: str = "") -> None:
        """Keep what a step made: in the outbox first, for nobody could ask for it again. Raises `HoldLostError`."""
        kept = replace(hold.item, done=(*hold.item.done, result), pending=None)
        try:
            await _insist(lambda: hold.save(kept, audited))
            if hold.on_made is not None:
                hold.on_made(result)
        finally:
            await self._record(kept, result)

    async def record_made(self, item: OutboxItem) -> None:
        """Put what the steps made into the store again, where that failed the first time."""
        for result in item.done:
            await self._record(item, result)

    async def _record(self, item: OutboxItem, result: StepResult) -> None:
        snapshot = result.snapshot
        if snapshot is not None:
            await _insist(lambda: self.coordinator(item).record((snapshot,), EventSource.US))

    async def _send_steps(self, hold: Hold) -> None:
        client = await self.creator(hold.item)
        while (request := client.build_next_step(hold.item.intent, hold.item.done)) is not None:
            await self._freeze(hold, request)
            await self.send_pending(hold)
        item = hold.item
        self._ages.forget(item.id)
        made = item.made_verification_id or item.intent.verification_id or None
        await hold.end(
            replace(item, state=OutboxState.ACCEPTED, verification_id=made, pending=None, reason="", code="")
        )

    async def _freeze(self, hold: Hold, request: FrozenRequest) -> None:
        """In the store before the first byte leaves: the same bytes may have to be sent again, or looked for."""
        is_first = hold.item.state is not OutboxState.SENDING
        await self.note_sending(hold, replace(hold.item, pending=request, first_sent_at=hold.now()))
        if is_first:
            hold.tell()

    async def note_sending(self, hold: Hold, item: OutboxItem) -> None:
        """Save that the pending request leaves now. Raises `HoldLostError`: then it must not."""
        await hold.save(replace(item, state=OutboxState.SENDING, last_sent_at=hold.now()))
        self._ages.note_sent(hold.item)

    async def _end(self, hold: Hold, error: ConsoleError) -> None:
        item = hold.item
        if isinstance(error, ProviderFault) and not isinstance(error, UNCERTAIN_FAULTS):
            self.coordinator(item).note_fault(error)
        await save_end(hold, to_ended(item, error))

    async def _interrupt(self, hold: Hold) -> None:
        await save_end(hold, to_interrupted(hold.item))


async def _insist(deed: Callable[[], Awaitable[object]]) -> None:
    """Once more, and again: another program may be writing just now. Raises what the last try raised."""
    for wait_s in _WAITS_S:
        try:
            await deed()
        except StoreUnavailable as error:
            _log.info("an answer could not be kept yet: %s", error.code)
            await asyncio.sleep(wait_s)
        else:
            return
    await deed()


async def save_end(hold: Hold, item: OutboxItem) -> None:
    """Save how it ended for now. A disk that refuses even this leaves it to the next look, once the lease is over."""
    try:
        await hold.end(item)
    except HoldLostError:
        return
    except ConsoleError as error:
        _log.info("the end of an outbox item could not be saved: %s", error.code)
