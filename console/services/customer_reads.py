"""Reads a customer's verifications after a webhook that named only the customer; several words make one read."""

from __future__ import annotations

import asyncio
from typing import Final

from console.base.tasks import end_within
from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.errors import ConsoleError
from console.domain.timeline import EventSource
from console.domain.verification import VerificationKey
from console.providers.contract import ReadsCustomers
from console.sync.coordinator import Coordinator

# A verdict moves its customer through several statuses within moments; what comes meanwhile is told by the same read.
_SETTLING_S: Final = 0.5


class CustomerReads:
    """Goes through the account's own connection, so within its budget."""

    def __init__(self, settling_s: float = _SETTLING_S) -> None:
        self._settling_s = settling_s
        self._waiting: dict[tuple[AccountId, CustomerId], asyncio.Task[tuple[VerificationKey, ...]]] = {}
        self._tasks: set[asyncio.Task[tuple[VerificationKey, ...]]] = set()

    async def read(self, coordinator: Coordinator, customer_id: CustomerId) -> tuple[VerificationKey, ...]:
        """Read and save what the provider has of the customer; none where it knows nobody or its client cannot ask.

        Raises the provider's fault as it came: then nothing is known.
        """
        key = (coordinator.account.id, customer_id)
        task = self._waiting.get(key)
        if task is None:
            task = asyncio.create_task(self._read_soon(coordinator, customer_id), name="customer's read")
            self._waiting[key] = task
            self._tasks.add(task)
            task.add_done_callback(self._end)
        # One of several who wait may go away; the read is for the others too.
        return await asyncio.shield(task)

    async def stop(self) -> None:
        """Drop what is not read yet; idempotent."""
        await end_within(self._tasks, 0.0)

    async def _read_soon(
        self, coordinator: Coordinator, customer_id: CustomerId
    ) -> tuple[VerificationKey, ...]:
        try:
            await asyncio.sleep(self._settling_s)
        finally:
            # From here on a later word needs a later look.
            del self._waiting[coordinator.account.id, customer_id]
        client = (await coordinator.connected()).client
        if not isinstance(client, ReadsCustomers):
            return ()
        try:
            found = await client.fetch_customer_verifications(customer_id)
        except ConsoleError as fault:
            coordinator.note_fault(fault)
            raise
        if found:
            await coordinator.record(found, EventSource.WEBHOOK)
        return tuple(VerificationKey(coordinator.account.id, each.verification.id) for each in found)

    def _end(self, task: asyncio.Task[tuple[VerificationKey, ...]]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # marks it as seen: who waited may be gone
