"""Checkout.com's client: its protocol carried by the transport; knows no rules and keeps no facts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from console.domain.account import Account, Credentials
from console.domain.customer import Customer
from console.domain.errors import (
    OutcomeUncertain,
    ProviderFault,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
    ProviderUnauthorised,
    ReplyUnreadable,
    ReportUnreadable,
)
from console.domain.outbox import CreateIntent, FrozenRequest, StepResult
from console.domain.verification import RawDocument, Snapshot
from console.domain.webhook import Delivery, Notice
from console.providers.checkout import endpoints, mapping, protocol, wire
from console.providers.checkout.manifest import DEFAULT_REDIRECT_URL, TITLE
from console.providers.contract import Client, FetchedReport, Http, HttpReply, HttpRequest, KnownVerification

CUSTOMER_STEP: Final = "customer"
VERIFICATION_STEP: Final = "verification"
_JSON: Final = (("Content-Type", "application/json"),)
_FORM: Final = (("Content-Type", "application/x-www-form-urlencoded"),)
_WANTS_PDF: Final = (("Accept", "application/pdf, application/json"),)
_LARGEST_REPORT: Final = 50_000_000
_REPORT_DEADLINE_S: Final = 120.0
_MOST_PAGES: Final = 20
# Applicants change rarely: read once per session of the program, forgotten all at once beyond this many.
_MOST_APPLICANTS: Final = 5_000
# A token is replaced this long before it runs out, so that it never dies on its way.
_TOKEN_MARGIN_S: Final = 30.0


def build_client(account: Account, credentials: Credentials, http: Http) -> Client:
    """The client of one Checkout.com account; keys as in the manifest. A secret key goes before an access key."""
    return CheckoutClient(account, credentials, http)


class CheckoutClient:
    """Reads by id, creates, fetches reports; no create is ever repeated, nothing there makes that safe."""

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self._http = http
        self._authorizer = _Authorizer(account, credentials, http)
        journeys = account.settings.get("user_journey_ids", "")
        redirect_url = account.settings.get("redirect_url", "") or DEFAULT_REDIRECT_URL
        self._defaults = {"user_journey_id": journeys, "redirect_url": redirect_url}
        self._applicants: dict[str, Customer] = {}

    async def check_credentials(self) -> None:
        """Ask for an applicant who does not exist: "not found" is what good credentials are told."""
        try:
            await self._read(endpoints.build_applicant_path(endpoints.NOBODY))
        except ProviderNotFound:
            return

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """The verification, its attempts and its applicant."""
        reply = await self._read(endpoints.build_verification_path(known.id))
        verification_id, model, unreadable = protocol.read_verification(reply.body)
        raw = [RawDocument("verification", reply.body)]
        applicant_id = model.applicant_id or known.customer_id
        (attempts, wrong), customer = await asyncio.gather(
            self._fetch_attempts(verification_id, raw), self._fetch_applicant(applicant_id, raw)
        )
        return mapping.to_snapshot(
            verification_id,
            model,
            attempts,
            customer,
            customer_id=applicant_id,
            raw=raw,
            unreadable=(*unreadable, *wrong),
        )

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """An applicant carrying our reference unless one exists, then verification and first attempt in one call."""
        made = {result.step: result.id for result in done}
        if VERIFICATION_STEP in made:
            return None
        applicant_id = intent.customer_id or made.get(CUSTOMER_STEP, "")
        body = protocol.build_verification_body(intent, self._defaults, applicant_id)
        if applicant_id:
            return FrozenRequest(VERIFICATION_STEP, "POST", endpoints.CREATE_AND_OPEN, _JSON, body)
        external_id = mapping.to_external_id(intent.reference)
        body = protocol.build_applicant_body(intent, external_id)
        return FrozenRequest(CUSTOMER_STEP, "POST", endpoints.APPLICANTS, _JSON, body)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Send once. Raises `OutcomeUncertain` when the answer cannot be read: the record may exist."""
        reply = await self._send(
            HttpRequest(request.method, request.path, request.headers, request.body, is_safe=False)
        )
        try:
            if request.step == CUSTOMER_STEP:
                applicant_id, applicant = protocol.read_applicant(reply.body)
                self._applicants[applicant_id] = mapping.to_customer(applicant_id, applicant)
                return StepResult(request.step, applicant_id)
            verification_id, model, unreadable = protocol.read_verification(reply.body)
        except ReplyUnreadable as error:
            raise OutcomeUncertain(
                f"{TITLE} took the request but its answer cannot be read. Look there before trying again."
            ) from error
        raw = [RawDocument("verification", reply.body)]
        attempts = await self._fetch_first_attempt(verification_id, raw)
        customer = self._applicants.get(model.applicant_id or intent.customer_id)
        snapshot = mapping.to_snapshot(
            verification_id,
            model,
            attempts,
            customer,
            customer_id=intent.customer_id,
            raw=raw,
            unreadable=unreadable,
        )
        return StepResult(request.step, verification_id, snapshot)

    async def fetch_report(self, known: KnownVerification) -> FetchedReport:
        """Ask for the link, then fetch the PDF without credentials; the link is neither kept nor logged."""
        path = endpoints.build_report_path(known.id)
        try:
            reply = await self._send(HttpRequest("GET", path, _WANTS_PDF, max_bytes=_LARGEST_REPORT))
        except ProviderNotFound as fault:
            raise ProviderNotFound(
                f"{TITLE} has not made the report yet. Try again in a while.",
                fault.detail,
                status=fault.status,
                request_id=fault.request_id,
            ) from fault
        request_id = reply.headers.get("cko-request-id", "")
        link = protocol.read_report_link(reply)
        if link:
            reply = await self._fetch_signed(link)
        protocol.verify_pdf(reply.body)
        return FetchedReport(reply.body, protocol.build_source(link) if link else path, request_id)

    def read_webhook(self, delivery: Delivery, key: str) -> Notice:
        """See `protocol.read_webhook`."""
        return protocol.read_webhook(delivery, key)

    async def _fetch_signed(self, link: str) -> HttpReply:
        request = HttpRequest(
            "GET", link, _WANTS_PDF, max_bytes=_LARGEST_REPORT, deadline_s=_REPORT_DEADLINE_S
        )
        try:
            return await self._http.send(request)
        except ReplyUnreadable as fault:
            raise ReportUnreadable(fault.user_message, fault.detail, status=fault.status) from fault
        except (ProviderForbidden, ProviderNotFound, ProviderRefused, ProviderUnauthorised) as fault:
            raise ReportUnreadable(
                "The link to the report has run out or was refused. Fetch the report again.",
                fault.detail,
                status=fault.status,
            ) from fault

    async def _fetch_attempts(
        self, verification_id: str, raw: list[RawDocument]
    ) -> tuple[tuple[wire.Attempt, ...], tuple[str, ...]]:
        found: dict[str, wire.Attempt] = {}
        unreadable: tuple[str, ...] = ()
        skip = 0
        for _ in range(_MOST_PAGES):
            reply = await self._read(endpoints.build_attempts_path(verification_id, skip))
            attempts, rows, total, wrong = protocol.read_attempts(reply.body)
            raw.append(RawDocument("attempts", reply.body))
            unreadable = (*unreadable, *wrong)
            found.update((attempt.id or "", attempt) for attempt in attempts)
            skip += rows
            # The seed page's total is larger than its list: an empty page ends it too.
            if rows < endpoints.PAGE_SIZE or skip >= total:
                break
        return tuple(found.values()), unreadable

    async def _fetch_first_attempt(
        self, verification_id: str, raw: list[RawDocument]
    ) -> tuple[wire.Attempt, ...] | None:
        """The create succeeded whatever happens here; without it the next read tells."""
        try:
            return (await self._fetch_attempts(verification_id, raw))[0]
        except ProviderFault:
            return None

    async def _fetch_applicant(self, applicant_id: str, raw: list[RawDocument]) -> Customer | None:
        if not applicant_id or applicant_id in self._applicants:
            return self._applicants.get(applicant_id)
        try:
            reply = await self._read(endpoints.build_applicant_path(applicant_id))
            read_id, model = protocol.read_applicant(reply.body)
        except (ProviderNotFound, ProviderForbidden, ReplyUnreadable):
            return None
        raw.append(RawDocument("applicant", reply.body))
        if len(self._applicants) >= _MOST_APPLICANTS:
            self._applicants.clear()
        customer = self._applicants[applicant_id] = mapping.to_customer(read_id, model)
        return customer

    async def _read(self, path: str) -> HttpReply:
        return await self._send(HttpRequest("GET", path))

    async def _send(self, request: HttpRequest) -> HttpReply:
        """With credentials; a refused access token is replaced once."""
        try:
            return await self._http.send(await self._authorizer.authorize(request))
        except ProviderUnauthorised:
            if not self._authorizer.forget_token():
                raise
        return await self._http.send(await self._authorizer.authorize(request))


class _Authorizer:
    """Puts the bearer credential on a request: the secret key, or an access token that is fetched when needed."""

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self._http = http
        self._secret_key = credentials.value("secret_key")
        self._form = protocol.build_token_form(
            _pick(account, credentials, "client_id"), credentials.value("client_secret")
        )
        self._token_url = account.settings.get("token_url", "") or endpoints.TOKEN_URLS.get(
            account.environment, ""
        )
        self._lock = asyncio.Lock()
        self._token = ""
        self._ends_at = 0.0

    async def authorize(self, request: HttpRequest) -> HttpRequest:
        """The request with its credential. Raises a `ProviderFault` when no token can be had."""
        credential = self._secret_key or await self._current_token()
        return replace(
            request,
            headers=(*request.headers, *protocol.build_bearer(credential)),
            read_error=protocol.read_error,
        )

    def forget_token(self) -> bool:
        """True when there was a token to forget, so that another try makes sense."""
        had_token, self._token = bool(self._token), ""
        return had_token

    async def _current_token(self) -> str:
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if not self._token or now >= self._ends_at:
                token = await self._fetch_token()
                self._token = token.value
                self._ends_at = now + max(token.lives_s - _TOKEN_MARGIN_S, token.lives_s / 2)
            return self._token

    async def _fetch_token(self) -> protocol.Token:
        # Repeating it is harmless: a token is not a record.
        request = HttpRequest("POST", self._token_url, _FORM, self._form, read_error=protocol.read_error)
        try:
            return protocol.read_token((await self._http.send(request)).body)
        except ProviderRefused as fault:
            raise ProviderUnauthorised(
                f"{TITLE} refused the access key of this account. Check its id and secret.",
                fault.detail,
                status=fault.status,
                provider_codes=fault.provider_codes,
            ) from fault


def _pick(account: Account, credentials: Credentials, key: str) -> str:
    return credentials.value(key) or account.settings.get(key, "")
