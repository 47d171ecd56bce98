"""Iron's client: its protocol carried by the transport; knows no rules and keeps no facts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

from console.domain.account import Account, Credentials
from console.domain.customer import CustomerId
from console.domain.errors import ProviderNotFound, ReplyUnreadable
from console.domain.operation import OperationCall, OperationResult
from console.domain.outbox import CreateIntent, FrozenRequest, SearchResult, StepResult
from console.domain.verification import RawDocument, Snapshot
from console.domain.webhook import Delivery, Notice
from console.providers.contract import Client, Http, KnownVerification
from console.providers.iron import creating, finding, mapping, protocol, wire
from console.providers.iron.calls import IronCalls
from console.providers.iron.fetching import IronRecords
from console.providers.iron.operating import IronOperator
from console.providers.iron.protocol import Read

# Customers looked at together while listing; one batch is one page for the caller.
_BATCH: Final = 20


def build_client(account: Account, credentials: Credentials, http: Http) -> Client:
    """The client of one Iron account; keys as in the manifest."""
    return IronClient(account, credentials, http)


class IronClient:
    """Lists, reads, creates and operates; every create carries an idempotency key."""

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self._settings = account.settings
        self._calls = IronCalls(account, credentials, http)
        self._records = IronRecords(self._calls)
        self._operator = IronOperator(self._calls)
        # What a customer looked like in the last full listing: an unchanged one is not asked for again.
        self._seen: dict[str, int] = {}

    async def check_credentials(self) -> None:
        """Read one customer. Raises a `ProviderFault`."""
        await self._records.check()

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """The identification, its customer and, where it explains something, what is missing."""
        raw: list[RawDocument] = []
        read = await self._records.fetch_identification(known.id, raw)
        customer_id = read.model.customer_id or known.customer_id
        customer = await self._records.fetch_customer(customer_id, raw) if customer_id else None
        phase = mapping.to_phase(read.model, customer.model if customer else None)
        requirements = None
        if customer is not None and mapping.needs_requirements(phase):
            requirements = await self._records.fetch_requirements(customer.id, raw)
        return mapping.to_snapshot(read, customer, requirements, customer_id=customer_id, raw=raw)

    async def list_verifications(self, changed_since: datetime | None) -> AsyncIterator[tuple[Snapshot, ...]]:
        """Customers page by page, newest first, with all identifications of each.

        With `changed_since` customers whose record is the same as in the last listing are passed over.
        """
        async for page in self._records.iter_customers():
            wanted = [item for item in page.items if self._is_wanted(item, changed_since)]
            for start in range(0, len(wanted), _BATCH):
                snapshots = await self._fetch_customers(wanted[start : start + _BATCH])
                if snapshots:
                    yield snapshots

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """See `creating.build_next_step`."""
        return creating.build_next_step(intent, done, self._settings)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Send once. Raises `OutcomeUncertain` when the answer cannot be read: the record may exist."""
        reply = await self._calls.send(request)
        return creating.read_answer(request, intent, reply.body)

    async def find_created(
        self, intent: CreateIntent, done: tuple[StepResult, ...], pending: FrozenRequest
    ) -> SearchResult:
        """See `finding.find_created`."""
        return await finding.find_created(self._records, intent, done, pending)

    async def fetch_customer_verifications(self, customer_id: CustomerId) -> tuple[Snapshot, ...]:
        """All identifications of a customer. Raises a `ProviderFault`, also for a customer who is not there."""
        reads = await self._records.fetch_identifications(customer_id)
        customer = await self._records.fetch_customer(customer_id, []) if reads else None
        phases = [mapping.to_phase(read.model, customer.model if customer else None) for read in reads]
        requirements = None
        if any(mapping.needs_requirements(phase) for phase in phases):
            requirements = await self._records.fetch_requirements(customer_id, [])
        return tuple(
            mapping.to_snapshot(read, customer, requirements, customer_id=customer_id) for read in reads
        )

    async def has_reference(self, reference: str) -> bool:
        """Whether a customer carries it; https://docs.iron.xyz/reference-2025-03-13/customer/get-all-customers"""
        page = await self._records.search_customers(reference)
        return any(item.model.external_id == reference for item in page.items)

    async def perform(self, call: OperationCall) -> OperationResult:
        """See `operating.IronOperator`."""
        return await self._operator.perform(call)

    def read_webhook(self, delivery: Delivery, key: str) -> Notice:
        """See `protocol.read_webhook`."""
        return protocol.read_webhook(delivery, key)

    def _is_wanted(self, read: Read[wire.Customer], changed_since: datetime | None) -> bool:
        model = read.model
        if model.identification_ids == []:
            return False
        looks = hash(
            (model.updated_at, model.status, model.identification_status, *(model.identification_ids or ()))
        )
        is_same = self._seen.get(read.id) == looks and model.identification_ids is not None
        self._seen[read.id] = looks
        return changed_since is None or not is_same

    async def _fetch_customers(self, customers: Sequence[Read[wire.Customer]]) -> tuple[Snapshot, ...]:
        """One customer that cannot be read must not keep the others from being seen; all of them is a fault."""
        results = await asyncio.gather(*(self._fetch_listed(customer) for customer in customers))
        faults = [result for result in results if isinstance(result, ReplyUnreadable)]
        if faults and len(faults) == len(results):
            raise faults[0]
        return tuple(snapshot for result in results if isinstance(result, tuple) for snapshot in result)

    async def _fetch_listed(
        self, customer: Read[wire.Customer]
    ) -> tuple[Snapshot, ...] | ProviderNotFound | ReplyUnreadable:
        try:
            reads = await self._records.fetch_identifications(customer.id)
            phases = [mapping.to_phase(read.model, customer.model) for read in reads]
            requirements = None
            if any(mapping.needs_requirements(phase) for phase in phases):
                requirements = await self._records.fetch_requirements(customer.id, [])
        except (ProviderNotFound, ReplyUnreadable) as fault:
            self._seen.pop(customer.id, None)
            return fault
        return tuple(
            mapping.to_snapshot(read, customer, requirements, customer_id=customer.id) for read in reads
        )
