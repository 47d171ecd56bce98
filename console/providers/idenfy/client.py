"""iDenfy's client: protocol plus transport. Asks for a status only when told to; never repeats a create."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from console.base.clock import Clock, SystemClock
from console.domain.account import Account, Credentials
from console.domain.errors import (
    ProviderFailed,
    ProviderFault,
    ProviderNotFound,
    ProviderRefused,
    ProviderThrottled,
    ProviderUnauthorised,
)
from console.domain.outbox import CreateIntent, FrozenRequest, StepResult
from console.domain.verification import HostedLink, RawDocument, Snapshot
from console.domain.webhook import Delivery, Notice
from console.providers.contract import (
    Client,
    FetchedReport,
    Http,
    HttpReply,
    HttpRequest,
    KnownVerification,
)
from console.providers.idenfy import endpoints, mapping, protocol
from console.providers.idenfy.wire import Data
from console.providers.reading import read_object

_PER_PAGE: Final = 100
_MOST_PAGES: Final = 10_000
# Base64 adds a third; a report holds several photos.
_REPORT_BYTES: Final = 80_000_000
_REPORT_DEADLINE_S: Final = 120.0
_DEFAULT_EXPIRY_S: Final = 86_400
_JSON: Final = ("content-type", "application/json")


class IdenfyClient:
    """One iDenfy account. Every answer is checked to be about the session that was asked for."""

    def __init__(self, account: Account, credentials: Credentials, http: Http, clock: Clock) -> None:
        self._account = account
        self._http = http
        self._clock = clock
        pair = f"{credentials.value('api_key')}:{credentials.value('api_secret')}"
        self._authorization = ("authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
        self._is_reviewed_by_people = account.settings.get("manual_review", "").strip().lower() == "yes"

    async def check_credentials(self) -> None:
        """Reads one line of the list. Raises a `ProviderFault`."""
        reply = await self._get(endpoints.build_list_path(per_page=1))
        protocol.read_list(reply.body, self._account.base_url)

    async def list_verifications(self, changed_since: datetime | None) -> AsyncIterator[tuple[Snapshot, ...]]:
        """Every session with id and status only; the list has no times, so `changed_since` cannot shorten it."""
        path: str | None = endpoints.build_list_path(_PER_PAGE)
        seen: set[str] = set()
        while path is not None and path not in seen and len(seen) < _MOST_PAGES:
            seen.add(path)
            reply = await self._get(path)
            page = protocol.read_list(reply.body, self._account.base_url)
            yield page.snapshots
            path = page.next_path

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """Status and, after a verdict, the document's data. Not for waiting: iDenfy forbids regular reading.

        Raises a `ProviderFault`. https://documentation.idenfy.com/kyc/data-retrieval
        """
        body = protocol.build_scan_ref_body(known.id)
        status_reply = await self._post(endpoints.STATUS, body)
        reply, unreadable = protocol.read_status(status_reply.body, known.id)
        raw = [RawDocument("status", status_reply.body)]
        data: Data | None = None
        if reply.status in mapping.VERDICTS:
            data_reply = await self._post_unless_gone(endpoints.DATA, body)
            if data_reply is not None:
                data, more = protocol.read_data(data_reply.body, known.id)
                unreadable += more
                raw.append(RawDocument("data", data_reply.body))
        client_id = reply.client_id or known.customer_id
        session = mapping.Session(known.id, client_id, reply.external_ref or "")
        verification = mapping.to_read(
            session, reply, data, is_reviewed_by_people=self._is_reviewed_by_people
        )
        return Snapshot(
            verification,
            attempts=(mapping.to_attempt(verification, None, None),),
            customer=mapping.to_customer(session) if client_id else None,
            raw=tuple(raw),
            # Before a verdict the answer has neither times nor the link: what the create told must stay.
            partial=mapping.is_undecided(reply.status or ""),
            unreadable=unreadable,
        )

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """One step: the token. Raises `InputInvalid` naming the field."""
        return None if done else protocol.build_token_request(self._account, intent)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Make the session. Raises `ProviderFault` or `OutcomeUncertain`; never sends twice."""
        made_at = self._clock.now()
        reply = await self._send(
            HttpRequest(
                request.method,
                request.path,
                (*request.headers, self._authorization),
                request.body,
                is_safe=False,
                read_error=protocol.read_error,
            )
        )
        token, unreadable = protocol.read_token(reply.body)
        sent = read_object(request.body, "The console")
        session = mapping.Session(
            token.scan_ref or "", token.client_id or str(sent["clientId"]), _text(sent, "externalRef")
        )
        url = token.redirect_url or endpoints.build_redirect_url(
            self._account.base_url, token.auth_token or ""
        )
        life_s = token.expiry_time if token.expiry_time is not None else _DEFAULT_EXPIRY_S
        link = HostedLink(url, made_at + timedelta(seconds=min(max(life_s, 0), 2_592_000)))
        verification = mapping.to_created(session, link, mapping.to_declared(sent, intent.name), made_at)
        snapshot = Snapshot(
            verification,
            attempts=(mapping.to_attempt(verification, made_at, None),),
            customer=mapping.to_customer(session, intent.name, intent.email),
            raw=(RawDocument("token", reply.body),),
            unreadable=unreadable,
        )
        return StepResult(protocol.STEP, session.scan_ref, snapshot)

    async def fetch_report(self, known: KnownVerification) -> FetchedReport:
        """The PDF iDenfy makes on demand. Raises `ProviderNotFound` or `ReportUnreadable`."""
        reply = await self._post(
            endpoints.GENERATE_PDF,
            protocol.build_report_body(known.id),
            max_bytes=_REPORT_BYTES,
            deadline_s=_REPORT_DEADLINE_S,
        )
        source = self._account.base_url + endpoints.GENERATE_PDF
        return FetchedReport(protocol.read_report(reply.body), source, request_id="")

    def read_webhook(self, delivery: Delivery, key: str) -> Notice:
        """See `protocol.read_webhook`. Raises `WebhookRefused`."""
        return protocol.read_webhook(delivery, key, is_reviewed_by_people=self._is_reviewed_by_people)

    async def _get(self, path: str) -> HttpReply:
        return await self._send(
            HttpRequest("GET", path, (self._authorization,), read_error=protocol.read_error)
        )

    async def _post(
        self, path: str, body: bytes, *, max_bytes: int = 8_000_000, deadline_s: float = 30.0
    ) -> HttpReply:
        """A read: iDenfy's read calls are POST, and repeating one changes nothing."""
        return await self._send(
            HttpRequest(
                "POST",
                path,
                (_JSON, self._authorization),
                body,
                max_bytes=max_bytes,
                deadline_s=deadline_s,
                read_error=protocol.read_error,
            )
        )

    async def _post_unless_gone(self, path: str, body: bytes) -> HttpReply | None:
        try:
            return await self._post(path, body)
        except ProviderNotFound:
            return None

    async def _send(self, request: HttpRequest) -> HttpReply:
        try:
            return await self._http.send(request)
        except ProviderRefused as fault:
            raise _to_precise(fault) from fault


# Every enveloped error may come with status 400: the identifier tells what it is.
# https://documentation.idenfy.com/kyc/id-error-messages
_BY_IDENTIFIER: Final[Mapping[str, tuple[type[ProviderFault], str]]] = {
    "UNAUTHORIZED": (ProviderUnauthorised, "iDenfy refused the credentials of this account. Check its keys."),
    "TOO_MANY_REQUESTS": (ProviderThrottled, "iDenfy asks us to wait before the next request."),
    "INTERNAL_ERROR": (ProviderFailed, "iDenfy has a problem of its own at the moment. Try again later."),
}


def _to_precise(fault: ProviderRefused) -> ProviderFault:
    for code in fault.provider_codes:
        if code in _BY_IDENTIFIER:
            kind, sentence = _BY_IDENTIFIER[code]
            return kind(sentence, fault.detail, status=fault.status, provider_codes=fault.provider_codes)
    return fault


def _text(document: Mapping[str, object], key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""


def build_client(account: Account, credentials: Credentials, http: Http) -> Client:
    """The factory the registry finds. No I/O."""
    return IdenfyClient(account, credentials, http, SystemClock())
