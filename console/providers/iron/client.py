"""Iron's client: its protocol carried by the transport; knows no rules and keeps no facts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from console.base.ids import new_uuid
from console.domain.account import Account, Credentials
from console.domain.customer import Customer, CustomerId
from console.domain.errors import (
    InputInvalid,
    OutcomeUncertain,
    ProviderForbidden,
    ProviderNotFound,
    ReplyUnreadable,
)
from console.domain.outbox import CreateIntent, FrozenRequest, StepResult
from console.domain.verification import RawDocument, Snapshot
from console.domain.webhook import Delivery, Notice
from console.providers.contract import Client, Http, HttpReply, HttpRequest, KnownVerification
from console.providers.iron import endpoints, mapping, protocol, wire
from console.providers.iron.manifest import CUSTOMER_TYPES, DEFAULT_API_VERSION
from console.providers.iron.protocol import Page, Read

CUSTOMER_STEP: Final = "customer"
VERIFICATION_STEP: Final = "verification"
_OPTIONS: Final = frozenset({"with_edd", "customer_type"})
_SWITCH: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
# Customers looked at together while listing; one batch is one page for the caller.
_BATCH: Final = 20


def build_client(account: Account, credentials: Credentials, http: Http) -> Client:
    """The client of one Iron account; keys as in the manifest."""
    return IronClient(account, credentials, http)


class IronClient:
    """Lists, reads and creates; every write carries an idempotency key."""

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self._http = http
        api_version = account.settings.get("api_version", DEFAULT_API_VERSION)
        self._headers = protocol.build_headers(credentials.value("api_key"), api_version)
        self._scoped_headers = protocol.build_headers(
            credentials.value("api_key"), api_version, account.settings.get("sub_partner_id", "")
        )
        # What a customer looked like in the last full listing: an unchanged one is not asked for again.
        self._seen: dict[str, int] = {}

    async def check_credentials(self) -> None:
        """Read one customer. Raises a `ProviderFault`."""
        reply = await self._read(endpoints.build_customers_path(1))
        protocol.read_customers(reply.body)

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """The identification, its customer and, where it explains something, what is missing."""
        reply = await self._read(endpoints.build_identification_path(known.id), self._headers)
        read = protocol.read_identification(reply.body)
        raw = [RawDocument("identification", reply.body)]
        customer_id = read.model.customer_id or known.customer_id
        customer = await self._fetch_customer(customer_id, raw) if customer_id else None
        phase = mapping.to_phase(read.model, customer.model if customer else None)
        requirements = None
        if customer is not None and mapping.needs_requirements(phase):
            requirements = await self._fetch_requirements(customer.id, raw)
        return mapping.to_snapshot(read, customer, requirements, customer_id=customer_id, raw=raw)

    async def list_verifications(self, changed_since: datetime | None) -> AsyncIterator[tuple[Snapshot, ...]]:
        """Customers page by page, newest first, with all identifications of each.

        With `changed_since` customers whose record is the same as in the last listing are passed over.
        """
        cursor, seen_cursors = "", set[str]()
        while True:
            reply = await self._read(endpoints.build_customers_path(endpoints.LARGEST_PAGE, cursor))
            page = protocol.read_customers(reply.body)
            wanted = [item for item in page.items if self._is_wanted(item, changed_since)]
            for start in range(0, len(wanted), _BATCH):
                snapshots = await self._fetch_customers(wanted[start : start + _BATCH])
                if snapshots:
                    yield snapshots
            cursor = page.cursor
            # A cursor that comes back would go round for ever.
            if not cursor or cursor in seen_cursors:
                return
            seen_cursors.add(cursor)

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """The customer unless it exists, then a Link identification; https://docs.iron.xyz/hosted"""
        _verify_options(intent)
        made = {result.step: result.id for result in done}
        if VERIFICATION_STEP in made:
            return None
        customer_id = intent.customer_id or made.get(CUSTOMER_STEP, "")
        if not customer_id:
            return _freeze(CUSTOMER_STEP, endpoints.CUSTOMERS, _to_customer_fields(intent))
        fields: dict[str, object] = {"type": "Link"}
        if "with_edd" in intent.options:
            fields["with_edd"] = _to_switch(intent, "with_edd")
        return _freeze(VERIFICATION_STEP, endpoints.build_create_path(customer_id), fields)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Send once. Raises `OutcomeUncertain` when the answer cannot be read: the record may exist."""
        headers = (*self._scoped_headers, *request.headers)
        reply = await self._http.send(
            HttpRequest(
                request.method,
                request.path,
                headers,
                request.body,
                is_safe=False,
                read_error=protocol.read_error,
            )
        )
        try:
            if request.step == CUSTOMER_STEP:
                return StepResult(request.step, protocol.read_customer(reply.body).id)
            read = protocol.read_identification(reply.body)
        except ReplyUnreadable as error:
            raise OutcomeUncertain(
                "Iron took the request but its answer cannot be read. Look there before trying again."
            ) from error
        return StepResult(request.step, read.id, _to_created(read, reply.body, intent))

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
            reads = await self._fetch_identifications(customer.id)
            phases = [mapping.to_phase(read.model, customer.model) for read in reads]
            requirements = None
            if any(mapping.needs_requirements(phase) for phase in phases):
                requirements = await self._fetch_requirements(customer.id, [])
        except (ProviderNotFound, ReplyUnreadable) as fault:
            self._seen.pop(customer.id, None)
            return fault
        return tuple(
            mapping.to_snapshot(read, customer, requirements, customer_id=customer.id) for read in reads
        )

    async def _fetch_identifications(self, customer_id: str) -> list[Read[wire.Identification]]:
        reads: dict[str, Read[wire.Identification]] = {}
        cursor, seen_cursors = "", set[str]()
        while True:
            path = endpoints.build_identifications_path(customer_id, endpoints.LARGEST_PAGE, cursor)
            page: Page[wire.Identification] = protocol.read_identifications((await self._read(path)).body)
            reads.update((item.id, item) for item in page.items)
            cursor = page.cursor
            if not cursor or cursor in seen_cursors:
                return list(reads.values())
            seen_cursors.add(cursor)

    async def _fetch_customer(self, customer_id: str, raw: list[RawDocument]) -> Read[wire.Customer] | None:
        try:
            reply = await self._read(endpoints.build_customer_path(customer_id))
        except (ProviderNotFound, ProviderForbidden):
            return None
        raw.append(RawDocument("customer", reply.body))
        return protocol.read_customer(reply.body)

    async def _fetch_requirements(self, customer_id: str, raw: list[RawDocument]) -> wire.Requirements | None:
        try:
            reply = await self._read(endpoints.build_requirements_path(customer_id))
        except (ProviderNotFound, ProviderForbidden):
            return None
        raw.append(RawDocument("requirements", reply.body))
        return protocol.read_requirements(reply.body)

    async def _read(self, path: str, headers: tuple[tuple[str, str], ...] | None = None) -> HttpReply:
        # The sub-partner header is not accepted when one identification is read.
        chosen = self._scoped_headers if headers is None else headers
        return await self._http.send(HttpRequest("GET", path, chosen, read_error=protocol.read_error))


def _freeze(step: str, path: str, fields: dict[str, object]) -> FrozenRequest:
    key = new_uuid()
    headers = protocol.build_write_headers(key)
    return FrozenRequest(step, "POST", path, headers, protocol.build_body(fields), key)


def _to_customer_fields(intent: CreateIntent) -> dict[str, object]:
    """https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer"""
    email = intent.email.strip()
    if not email:
        raise InputInvalid("Iron needs an e-mail address for a new customer.", field="email")
    if "@" not in email.strip("@") or any(character.isspace() for character in email):
        raise InputInvalid("This is not an e-mail address.", field="email")
    kind = intent.options.get("customer_type", "") or CUSTOMER_TYPES[0]
    if kind not in CUSTOMER_TYPES:
        raise InputInvalid("The kind of customer is Person or Business.", field="customer_type")
    if kind != CUSTOMER_TYPES[0] and "with_edd" in intent.options and _to_switch(intent, "with_edd"):
        raise InputInvalid("Enhanced due diligence is for persons only.", field="with_edd")
    fields: dict[str, object] = {"customer_type": kind, "email": email}
    if intent.name.strip():
        fields["name"] = intent.name.strip()
    return {**fields, "external_id": intent.reference}


def _verify_options(intent: CreateIntent) -> None:
    for name in intent.options:
        if name not in _OPTIONS:
            raise InputInvalid(f"Iron has no option {name}; it knows customer_type and with_edd.", field=name)


def _to_switch(intent: CreateIntent, name: str) -> bool:
    value = _SWITCH.get(intent.options[name].strip().casefold())
    if value is None:
        raise InputInvalid(f"{name} is either true or false.", field=name)
    return value


def _to_created(read: Read[wire.Identification], body: bytes, intent: CreateIntent) -> Snapshot:
    """What was just made, with what we know of a customer we made ourselves a moment before."""
    customer_id = CustomerId(read.model.customer_id or intent.customer_id)
    snapshot = mapping.to_snapshot(
        read, None, customer_id=customer_id, raw=(RawDocument("identification", body),)
    )
    if intent.customer_id:
        return snapshot
    customer = Customer(customer_id, intent.name.strip(), intent.email.strip(), intent.reference)
    declared = mapping.to_declared(customer)
    verification = replace(snapshot.verification, reference=intent.reference, declared=declared)
    return replace(snapshot, verification=verification, customer=customer)
