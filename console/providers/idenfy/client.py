"""iDenfy's client: protocol plus transport. Asks for a status only when told to; never repeats a create."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from console.base.clock import Clock, SystemClock
from console.domain.account import Account, Credentials
from console.domain.customer import CustomerId
from console.domain.fact import Fact
from console.domain.operation import OperationCall, OperationResult
from console.domain.outbox import CreateIntent, FrozenRequest, SearchResult, StepResult
from console.domain.phase import Phase
from console.domain.verification import HostedLink, RawDocument, Snapshot, Verification
from console.domain.webhook import Delivery, Notice
from console.providers.contract import Client, FetchedPictures, FetchedReport, Http, KnownVerification
from console.providers.idenfy import (
    endpoints,
    mapping,
    operations,
    picturing,
    protocol,
    reading_sessions,
    requests,
    searching,
    webhooks,
)
from console.providers.idenfy.calling import Caller
from console.providers.idenfy.operating import REPORT_BYTES, REPORT_DEADLINE_S, Operator
from console.providers.idenfy.reports import read_report
from console.providers.idenfy.words import INFORMATION_UNTIL
from console.providers.reading import read_object

_DEFAULT_EXPIRY_S: Final = 86_400
_LONGEST_EXPIRY_S: Final = 2_592_000


class IdenfyClient:
    """One iDenfy account. Every answer is checked to be about the session that was asked for."""

    def __init__(self, account: Account, credentials: Credentials, http: Http, clock: Clock) -> None:
        self._account = account
        self._caller = Caller(account, credentials, http)
        self._clock = clock
        self._is_reviewed_by_people = account.settings.get("manual_review", "").strip().lower() == "yes"
        self._operator = Operator(self._caller, is_reviewed_by_people=self._is_reviewed_by_people)

    async def check_credentials(self) -> None:
        """Reads one line of the list. Raises a `ProviderFault`."""
        reply = await self._caller.get(endpoints.build_list_path(per_page=1))
        protocol.read_list(reply.body, self._account.base_url)

    async def list_verifications(self, changed_since: datetime | None) -> AsyncIterator[tuple[Snapshot, ...]]:
        """Every session with id and status only; the list has no times, so `changed_since` cannot shorten it."""
        async for page in reading_sessions.list_pages(self._caller):
            yield page.snapshots

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """Status and, after a verdict, the document's data. Not for waiting: iDenfy forbids regular reading.

        Raises a `ProviderFault`. https://documentation.idenfy.com/kyc/data-retrieval
        """
        return await reading_sessions.fetch_session(
            self._caller, known, is_reviewed_by_people=self._is_reviewed_by_people
        )

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """One step: the token, or the request for more information. Raises `InputInvalid` naming the field."""
        if done:
            return None
        if intent.operation == operations.INFORMATION:
            return requests.build_information_request(intent)
        return requests.build_token_request(self._account, intent)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Make the session, or the link for more information. Raises `ProviderFault` or `OutcomeUncertain`; never
        sends twice."""
        made_at = self._clock.now()
        reply = await self._caller.send(request)
        if request.step == requests.INFORMATION_STEP:
            return _to_information(reply.body, request, intent, made_at)
        return self._to_session(reply.body, request, intent, made_at)

    async def find_created(
        self, intent: CreateIntent, done: tuple[StepResult, ...], pending: FrozenRequest
    ) -> SearchResult:
        """See `searching.find_created`. Raises a `ProviderFault`."""
        return await searching.find_created(self._caller, intent, pending)

    async def fetch_customer_verifications(self, customer_id: CustomerId) -> tuple[Snapshot, ...]:
        """See `reading_sessions.fetch_client`: the list, never the status of each. Raises a `ProviderFault`."""
        return await reading_sessions.fetch_client(self._caller, customer_id)

    async def has_reference(self, reference: str) -> bool:
        """A new customer's reference is the clientId. Raises a `ProviderFault`."""
        return bool(await reading_sessions.fetch_client(self._caller, reference))

    async def perform(self, call: OperationCall) -> OperationResult:
        """See `operating.Operator`. Raises a `ProviderFault`, `InputInvalid` or `OutcomeUncertain`."""
        return await self._operator.perform(call)

    async def fetch_report(self, known: KnownVerification) -> FetchedReport:
        """The PDF iDenfy makes on demand. Raises `ProviderNotFound` or `ReportUnreadable`."""
        reply = await self._caller.post(
            endpoints.GENERATE_PDF,
            requests.build_report_body(known.id, {}),
            max_bytes=REPORT_BYTES,
            deadline_s=REPORT_DEADLINE_S,
        )
        source = self._account.base_url + endpoints.GENERATE_PDF
        return FetchedReport(read_report(reply.body), source, request_id="")

    async def fetch_pictures(self, known: KnownVerification) -> FetchedPictures:
        """See `picturing.fetch_pictures`."""
        return await picturing.fetch_pictures(self._caller, known)

    def read_webhook(self, delivery: Delivery, key: str) -> Notice:
        """See `webhooks.read_webhook`. Raises `WebhookRefused`."""
        return webhooks.read_webhook(delivery, key, is_reviewed_by_people=self._is_reviewed_by_people)

    def _to_session(
        self, body: bytes, request: FrozenRequest, intent: CreateIntent, made_at: datetime
    ) -> StepResult:
        look = protocol.read_token(body)
        token = look.reply
        sent = read_object(request.body, "The console")
        session = mapping.Session(
            token.scan_ref or "", token.client_id or str(sent["clientId"]), _text(sent, "externalRef")
        )
        url = token.redirect_url or endpoints.build_redirect_url(
            self._account.base_url, token.auth_token or ""
        )
        life_s = token.expiry_time if token.expiry_time is not None else _DEFAULT_EXPIRY_S
        link = HostedLink(url, made_at + timedelta(seconds=min(max(life_s, 0), _LONGEST_EXPIRY_S)))
        declared = mapping.to_declared(sent, intent.name)
        verification = mapping.to_created(session, link, declared, made_at, look.details)
        snapshot = Snapshot(
            verification,
            attempts=(mapping.to_attempt(verification, made_at, None),),
            customer=mapping.to_customer(session, intent.name, intent.email),
            raw=(RawDocument("token", body),),
            unreadable=look.unreadable,
        )
        return StepResult(requests.STEP, session.scan_ref, snapshot)


def _to_information(
    body: bytes, request: FrozenRequest, intent: CreateIntent, made_at: datetime
) -> StepResult:
    """The link replaces the session's own, which opens nothing any more; the verdict stays until iDenfy says more."""
    url = protocol.read_information(body)
    life_s = read_object(request.body, "The console").get("lifetime", _DEFAULT_EXPIRY_S)
    until = made_at + timedelta(seconds=life_s if isinstance(life_s, int) else _DEFAULT_EXPIRY_S)
    verification = Verification(
        intent.verification_id,
        CustomerId(intent.customer_id),
        Phase.UNKNOWN,
        "",
        hosted_link=HostedLink(url, until),
        details=(Fact(INFORMATION_UNTIL, until.isoformat()),),
    )
    raw = (RawDocument("information", body),)
    return StepResult(request.step, intent.verification_id, Snapshot(verification, raw=raw, partial=True))


def _text(document: Mapping[str, object], key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""


def build_client(account: Account, credentials: Credentials, http: Http) -> Client:
    """The factory the registry finds. No I/O."""
    return IdenfyClient(account, credentials, http, SystemClock())
