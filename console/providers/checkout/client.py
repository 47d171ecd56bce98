"""Checkout.com's client: its parts joined behind the abilities it has; knows no rules and keeps no facts."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from console.domain.account import Account, Credentials
from console.domain.customer import CustomerId
from console.domain.errors import (
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
    ProviderUnauthorised,
    ReplyUnreadable,
    ReportUnreadable,
)
from console.domain.operation import OperationCall, OperationResult
from console.domain.outbox import CreateIntent, FrozenRequest, SearchResult, StepResult
from console.domain.provider import Environment
from console.domain.verification import Snapshot
from console.domain.webhook import Delivery, Notice
from console.providers.checkout import endpoints, mapping, picturing, protocol, webhooks
from console.providers.checkout.authorizing import Sender
from console.providers.checkout.creating import Creator
from console.providers.checkout.fetching import Reader
from console.providers.checkout.manifest import SIMULATOR_RETURN_PATH, TITLE
from console.providers.checkout.operating import Operator
from console.providers.contract import (
    Client,
    FetchedPictures,
    FetchedReport,
    Http,
    HttpReply,
    HttpRequest,
    KnownVerification,
)

_WANTS_PDF: Final = (("Accept", "application/pdf, application/json"),)
_LARGEST_REPORT: Final = 50_000_000
_REPORT_DEADLINE_S: Final = 120.0


def build_client(account: Account, credentials: Credentials, http: Http) -> Client:
    """The client of one Checkout.com account; keys as in the manifest. A secret key goes before an access key."""
    return CheckoutClient(account, credentials, http)


class CheckoutClient:
    """Reads by id, creates, operates, fetches reports; no create is ever repeated, nothing there makes that safe."""

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self._sender = Sender(account, credentials, http)
        self._reader = Reader(self._sender)
        defaults = {
            "user_journey_id": account.settings.get("user_journey_ids", ""),
            "redirect_url": account.settings.get("redirect_url", "") or _find_simulator_page(account),
        }
        self._creator = Creator(
            self._sender, self._reader, defaults, is_live=account.environment is Environment.LIVE
        )
        self._operator = Operator(self._sender, self._reader)
        self._webhook_authorization = credentials.value("webhook_authorization")

    async def check_credentials(self) -> None:
        """Ask for an applicant who does not exist: "not found" is what good credentials are told."""
        try:
            await self._sender.read(endpoints.build_applicant_path(endpoints.NOBODY))
        except ProviderNotFound:
            return

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """The verification, its attempts and its applicant. Raises a `ProviderFault`."""
        return await self._reader.fetch_snapshot(known.id, known.customer_id)

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """See `Creator.build_next_step`."""
        return self._creator.build_next_step(intent, done)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """See `Creator.send_step`."""
        return await self._creator.send_step(request, intent)

    async def find_created(
        self, intent: CreateIntent, done: tuple[StepResult, ...], pending: FrozenRequest
    ) -> SearchResult:
        """See `Creator.find_created`."""
        return await self._creator.find_created(intent, done, pending)

    async def fetch_customer_reference(self, customer_id: CustomerId) -> str:
        """Ours, as the applicant's `external_applicant_id` holds it. Raises a `ProviderFault`."""
        reply = await self._sender.read(endpoints.build_applicant_path(customer_id))
        return mapping.to_reference(protocol.read_applicant(reply.body)[1].external_applicant_id or "")

    async def perform(self, call: OperationCall) -> OperationResult:
        """See `Operator.perform`."""
        return await self._operator.perform(call)

    def read_webhook(self, delivery: Delivery, key: str) -> Notice:
        """See `webhooks.read_webhook`; the account's own authorization header is looked for where one is set."""
        return webhooks.read_webhook(delivery, key, self._webhook_authorization)

    async def fetch_report(self, known: KnownVerification) -> FetchedReport:
        """Ask for the link, then fetch the PDF without credentials; the link is neither kept nor logged.

        The answer may also be the PDF itself. https://api-reference.checkout.com/tag/Identity-Verification
        """
        path = endpoints.build_report_path(known.id)
        try:
            reply = await self._sender.send(HttpRequest("GET", path, _WANTS_PDF, max_bytes=_LARGEST_REPORT))
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

    async def fetch_pictures(self, known: KnownVerification) -> FetchedPictures:
        """See `picturing.fetch_pictures`."""
        return await picturing.fetch_pictures(self._sender, known)

    async def _fetch_signed(self, link: str) -> HttpReply:
        request = HttpRequest(
            "GET", link, _WANTS_PDF, max_bytes=_LARGEST_REPORT, deadline_s=_REPORT_DEADLINE_S
        )
        try:
            return await self._sender.fetch_signed(request)
        except ReplyUnreadable as fault:
            raise ReportUnreadable(fault.user_message, fault.detail, status=fault.status) from fault
        except (ProviderForbidden, ProviderNotFound, ProviderRefused, ProviderUnauthorised) as fault:
            raise ReportUnreadable(
                "The link to the report has run out or was refused. Fetch the report again.",
                fault.detail,
                status=fault.status,
            ) from fault


def _find_simulator_page(account: Account) -> str:
    """Where a simulator account's customers end; empty for any other, whose customers are never sent to a stranger's."""
    is_simulator = account.environment is Environment.SIMULATOR
    return urljoin(account.base_url, SIMULATOR_RETURN_PATH) if is_simulator else ""
