"""Proofme's client: protocol plus transport. Believes only what it reads itself; never repeats a create."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from math import inf
from typing import Final

from console.base.clock import Clock, SystemClock
from console.domain.account import Account, Credentials
from console.domain.customer import CustomerId
from console.domain.errors import ProviderConflict, ProviderRefused
from console.domain.operation import OperationCall, OperationResult
from console.domain.outbox import (
    VERIFICATION_STEP,
    CreateIntent,
    FrozenRequest,
    Search,
    SearchResult,
    StepResult,
)
from console.domain.verification import RawDocument, Snapshot
from console.domain.webhook import Delivery, Notice
from console.providers.contract import (
    Client,
    FetchedPicture,
    FetchedPictures,
    Http,
    HttpReply,
    KnownVerification,
)
from console.providers.proofme import creating, endpoints, mapping, protocol
from console.providers.proofme.calls import Calls
from console.providers.proofme.finding import find_of_customer, find_ours
from console.providers.proofme.mapping import ResultState
from console.providers.proofme.opening import open_data
from console.providers.proofme.operating import FullReading, Operator
from console.providers.proofme.protocol import Reading

_LIMIT: Final = 100
_MOST_PAGES: Final = 10_000
_UNSUPPORTED_ENCODING: Final = 415
_CLOSED: Final = "the result is encrypted; load the account's PGP key to open it."
_NO_PICTURES: Final = "The result of this identification holds no pictures."
_SEVERAL: Final = (
    "Proofme lists several identifications with this reference. Look in its dashboard which one is meant."
)


class ProofmeClient:
    """One Proofme account."""

    def __init__(self, account: Account, credentials: Credentials, http: Http, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._calls = Calls(account, credentials, http)
        self._private_key = credentials.value("pgp_private_key").strip().encode()
        self._operator = Operator(self._calls, self._read_fully)

    async def check_credentials(self) -> None:
        """Reads one line of the list. Raises a `ProviderFault`."""
        reply = await self._calls.get(endpoints.build_list_path(endpoints.CREATED, offset=0, limit=1))
        protocol.read_page(reply.body)

    async def list_verifications(self, changed_since: datetime | None) -> AsyncIterator[tuple[Snapshot, ...]]:
        """Every identification; rows lack template and result, so they are partial. With `changed_since` ordered by
        last change, ending at the first page that holds only older ones."""
        column = endpoints.CREATED if changed_since is None else endpoints.UPDATED
        offset = 0
        for _ in range(_MOST_PAGES):
            reply = await self._calls.get(endpoints.build_list_path(column, offset, _LIMIT))
            page = protocol.read_page(reply.body)
            yield tuple(self._to_listed(reading, raw) for reading, raw in page.rows)
            offset += page.size
            if page.size == 0 or _is_last(page, offset) or _is_older(page, changed_since):
                return

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """The identification with its template and, after SUCCESS, its result: opened where the account has the key.
        Raises a `ProviderFault`; a result that cannot be opened is no fault, its reason is among the details."""
        return (await self._read_fully(known)).snapshot

    async def fetch_pictures(self, known: KnownVerification) -> FetchedPictures:
        """Those in the identification's result, as it was opened with the account's key. Raises a `ProviderFault`."""
        reading = await self._read_fully(known)
        source = self._account.base_url + endpoints.build_data_path(known.id)
        files = tuple(
            FetchedPicture(each.name.partition(".")[0], each.media_type, each.body, source)
            for each in reading.pictures
        )
        if files or not reading.snapshot.verification.encrypted:
            return FetchedPictures(files, reason=_NO_PICTURES)
        return FetchedPictures(files, (_CLOSED,))

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """One step: the identification. Raises `InputInvalid` naming the field."""
        return None if done else creating.build_create_request(self._account, intent)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Make the identification. Raises `ProviderFault` or `OutcomeUncertain`; never sends twice what was taken.

        409 means a call that came twice: what is there under our reference is ours. https://docs.proofme.id/#/api/errors
        """
        sent_at_s = self._clock.monotonic_s()
        try:
            reply = await self._send_create(request)
        except ProviderConflict:
            sent_ago_s = self._clock.monotonic_s() - sent_at_s
            found = await self.find_created(intent, (), replace(request, sent_ago_s=sent_ago_s))
            if found.step is None:
                raise
            return found.step
        reading = protocol.read_identification(reply.body)
        snapshot = self._to_snapshot(reading, (RawDocument("identification", reply.body),), intent)
        if reading.found.description != creating.read_sent_description(request):
            words = "Proofme stored another description than the one we sent."
            snapshot = replace(snapshot, verification=replace(snapshot.verification, comment=words))
        return StepResult(VERIFICATION_STEP, str(snapshot.verification.id), snapshot)

    async def find_created(
        self, intent: CreateIntent, done: tuple[StepResult, ...], pending: FrozenRequest
    ) -> SearchResult:
        """By our reference, see `finding.find_ours`. Raises a `ProviderFault`."""
        found = await find_ours(self._calls, intent.reference, pending.sent_ago_s)
        if len(found.rows) > 1:
            return SearchResult(Search.UNDECIDED, reason=_SEVERAL)
        if found.rows:
            [(reading, raw)] = found.rows
            snapshot = self._to_snapshot(reading, (RawDocument("row", raw),), intent)
            step = StepResult(VERIFICATION_STEP, str(snapshot.verification.id), snapshot)
            return SearchResult(Search.FOUND, step)
        if found.is_certain:
            return SearchResult(Search.ABSENT)
        return SearchResult(
            Search.UNDECIDED, reason="Part of Proofme's list cannot be read, so ours may be in it."
        )

    async def fetch_customer_verifications(self, customer_id: CustomerId) -> tuple[Snapshot, ...]:
        """See `finding.find_of_customer`. Raises a `ProviderFault`."""
        rows = await find_of_customer(self._calls, customer_id)
        return tuple(self._to_listed(reading, raw) for reading, raw in rows)

    async def has_reference(self, reference: str) -> bool:
        """Whether an identification carries it, however old it is. Raises a `ProviderFault`."""
        return bool((await find_ours(self._calls, reference, inf)).rows)

    async def perform(self, call: OperationCall) -> OperationResult:
        """See `operating.Operator`."""
        return await self._operator.perform(call)

    def read_webhook(self, delivery: Delivery, key: str) -> Notice:
        """See `protocol.read_webhook`; `key` is unused, deliveries are not signed. Raises `WebhookRefused`."""
        return protocol.read_webhook(delivery)

    async def _send_create(self, request: FrozenRequest) -> HttpReply:
        try:
            return await self._calls.write(request)
        except ProviderRefused as fault:
            if fault.status != _UNSUPPORTED_ENCODING or not creating.is_form(request):
                raise
        # Refused for its encoding, so nothing was made: once more as JSON; https://docs.proofme.id/#/api/errors
        return await self._calls.write(creating.switch_encoding(request))

    async def _read_fully(self, known: KnownVerification) -> FullReading:
        reply = await self._calls.get(endpoints.build_read_path(known.id))
        reading = protocol.read_identification(reply.body, known.id)
        raw = (RawDocument("identification", reply.body),)
        if mapping.to_status(reading.found.status or "") != mapping.SUCCESS:
            return FullReading(self._to_snapshot(reading, raw))
        data_reply = await self._calls.get_unless_gone(endpoints.build_data_path(known.id))
        if data_reply is None:
            return FullReading(self._to_snapshot(reading, raw, result=ResultState(exists=False)))
        whole = protocol.read_identification(data_reply.body, known.id)
        result = await open_data(whole.found.identification_data, self._private_key)
        more = tuple(name for name in whole.unreadable if name not in reading.unreadable)
        # The second answer holds the first one's details too, and those of the stored result.
        joined = Reading(reading.found, whole.details or reading.details, reading.unreadable + more)
        snapshot = self._to_snapshot(joined, (*raw, RawDocument("data", data_reply.body)), result=result)
        return FullReading(snapshot, result.opened.pictures if result.opened is not None else ())

    def _to_listed(self, reading: Reading, raw: bytes) -> Snapshot:
        return replace(self._to_snapshot(reading, (RawDocument("row", raw),)), partial=True)

    def _to_snapshot(
        self,
        reading: Reading,
        raw: tuple[RawDocument, ...],
        intent: CreateIntent | None = None,
        result: ResultState | None = None,
    ) -> Snapshot:
        name = intent.name if intent is not None else ""
        email = intent.email if intent is not None else ""
        verification = mapping.to_verification(
            reading.found, self._account.environment, name, result=result, details=reading.details
        )
        return Snapshot(
            verification,
            attempts=(mapping.to_attempt(verification),),
            customer=mapping.to_customer(reading.found, name, email),
            raw=raw,
            unreadable=reading.unreadable,
        )


def _is_last(page: protocol.Page, offset: int) -> bool:
    """`count` may be the total or the page's size: a short page ends the list unless the total says otherwise."""
    if page.total is not None and page.total > page.size:
        return offset >= page.total
    return page.size < _LIMIT


def _is_older(page: protocol.Page, changed_since: datetime | None) -> bool:
    if changed_since is None:
        return False
    moments = [reading.found.updated_at for reading, _ in page.rows]
    return bool(moments) and all(moment is not None and moment < changed_since for moment in moments)


def build_client(account: Account, credentials: Credentials, http: Http) -> Client:
    """The factory the registry finds. No I/O. Raises `InputInvalid` for an account without any key."""
    return ProofmeClient(account, credentials, http, SystemClock())
