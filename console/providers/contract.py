"""What a provider's client offers: one Protocol per ability. No I/O here, and no provider by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, runtime_checkable

from console.domain.account import Account, AccountId, Credentials
from console.domain.customer import CustomerId
from console.domain.errors import ConsoleError
from console.domain.operation import OperationCall, OperationResult
from console.domain.outbox import CreateIntent, FrozenRequest, SearchResult, StepResult
from console.domain.verification import Snapshot, VerificationId
from console.domain.webhook import Delivery, Notice

RECORD_BYTES: Final = 1_000_000
"""Of one record without files, many times what any of them holds: ours, no provider documents a size. Several are read
at once for every account, so that a hostile answer to each of them still fits into memory."""


@dataclass(frozen=True, slots=True)
class ErrorFacts:
    """What an error body says: machine codes, words for people, the id to quote to the provider's support."""

    codes: tuple[str, ...] = ()
    message: str = ""
    request_id: str = ""


# Whether a secret can be what it is for (its field's key, its value); raises `InputInvalid` naming the field. No I/O.
SecretCheck = Callable[[str, str], None]

# Reads an error answer (status, headers in lower case, body); total, never raises.
ErrorReader = Callable[[int, Mapping[str, str], bytes], ErrorFacts]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request below an account's base URL (`url` starts with a slash), or to an absolute `url`.

    The client puts its credentials into `headers`; for an absolute `url` (a signed link) the transport takes
    them out again. `is_safe` is true for reads: only these are ever repeated by the transport. `deadline_s`
    counts from the moment the request leaves, repetitions included, not the waiting for the account's budget.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    is_safe: bool = True
    max_bytes: int = 8_000_000
    deadline_s: float = 30.0
    read_error: ErrorReader | None = None


@dataclass(frozen=True, slots=True)
class HttpReply:
    """The whole answer, decoded and within its size limit. `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Http(Protocol):
    """The transport a client is given.

    `send` returns any answer of 200 to 299 and raises a `ProviderFault` for everything else; a write that may
    have reached the provider without a clear answer (connection lost, 5xx, web page) raises `OutcomeUncertain`.
    """

    async def send(self, request: HttpRequest) -> HttpReply:
        """Send one request within the account's budget."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that went over the wire, as the observer of a transport is told: nothing of its content.

    `status` is 0 when no answer came; `fault` is what the caller was or will be told, None when all went well.
    """

    account_id: AccountId
    seconds: float
    status: int
    fault: ConsoleError | None = None


@dataclass(frozen=True, slots=True)
class KnownVerification:
    """What sync remembers of a verification when it asks for it again."""

    id: VerificationId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class FetchedReport:
    """The PDF bytes exactly as received, checked from `%PDF-` to `%%EOF`; `source` without its query."""

    body: bytes = field(repr=False)
    source: str
    request_id: str


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """A picture's bytes exactly as received, whole as far as its kind tells; `role` is the provider's own word for it,
    `source` the address without its query."""

    role: str
    media_type: str
    body: bytes = field(repr=False)
    source: str
    request_id: str = ""
    attempt_id: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPictures:
    """What came of asking for every picture: `missing` holds a sentence for each that could not be fetched, `reason`
    says why there is none at all."""

    files: tuple[FetchedPicture, ...]
    missing: tuple[str, ...] = ()
    reason: str = "The provider has no pictures of this verification."


class Client(Protocol):
    """What every provider's client has. `base_url` never ends in a slash."""

    async def check_credentials(self) -> None:
        """One harmless call that proves the credentials. Raises a `ProviderFault`."""
        ...

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """Read one verification as fully as the provider lets us. Raises a `ProviderFault`."""
        ...


@runtime_checkable
class ListsVerifications(Protocol):
    """Ability.LISTS: the provider can tell which verifications exist."""

    def list_verifications(self, changed_since: datetime | None) -> AsyncIterator[tuple[Snapshot, ...]]:
        """Page by page, newest first where the provider sorts. With `changed_since` a client may stop early
        once everything older is certainly unchanged. Rows that give little are marked `partial`."""
        ...


@runtime_checkable
class CreatesVerifications(Protocol):
    """Ability.CREATES: in one or several steps, each frozen before it is sent."""

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """The next request, or None when the intent is complete. Pure; `InputInvalid` names a wrong field.
        The same arguments give the same bytes except for a fresh idempotency key."""
        ...

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Send one frozen request once and read the answer. Raises `ProviderFault` or `OutcomeUncertain`."""
        ...


@runtime_checkable
class FindsLostCreates(Protocol):
    """Beside CreatesVerifications: looks at the provider for a create whose answer was lost. Sends nothing twice."""

    async def find_created(
        self, intent: CreateIntent, done: tuple[StepResult, ...], pending: FrozenRequest
    ) -> SearchResult:
        """Whether `pending` took effect: by our reference, by listing attempts, by the customer's id. Only reads."""
        ...


@runtime_checkable
class ReadsCustomers(Protocol):
    """The provider can be asked for one customer, so that nothing is judged or sent for somebody it knows already."""

    async def fetch_customer_verifications(self, customer_id: CustomerId) -> tuple[Snapshot, ...]:
        """Every verification of a customer; none where nobody is known. Raises a `ProviderFault`."""
        ...

    async def has_reference(self, reference: str) -> bool:
        """Whether the provider has something under a reference that a create would send. Raises a `ProviderFault`."""
        ...


@runtime_checkable
class TellsReferences(Protocol):
    """A customer's record tells our reference, so that an id somebody typed can be checked before it is believed."""

    async def fetch_customer_reference(self, customer_id: CustomerId) -> str:
        """Empty where it has none. Raises a `ProviderFault`, `ProviderNotFound` for an id that is nobody's."""
        ...


@runtime_checkable
class Operates(Protocol):
    """Carries out what the provider's operations.py describes, but for CREATE: those go through the outbox, where
    `CreateIntent.operation` names them to `build_next_step`."""

    async def perform(self, call: OperationCall) -> OperationResult:
        """One documented call. `InputInvalid` names a wrong field before anything is sent; else the provider's fault
        or `OutcomeUncertain` for a change without a clear answer."""
        ...


@runtime_checkable
class FetchesReports(Protocol):
    """Ability.REPORTS."""

    async def fetch_report(self, known: KnownVerification) -> FetchedReport:
        """Raises `ProviderNotFound` while there is none yet, `ReportUnreadable` for anything but a whole PDF."""
        ...


@runtime_checkable
class FetchesPictures(Protocol):
    """The documents and faces of a verification can be fetched; no videos: nobody asked for them to be kept."""

    async def fetch_pictures(self, known: KnownVerification) -> FetchedPictures:
        """Every picture, one after the other; one that fails costs the others nothing. Raises what makes all fail."""
        ...


@runtime_checkable
class ReadsWebhooks(Protocol):
    """Ability.WEBHOOKS: verification first (raw bytes, constant time), then reading; no I/O."""

    def read_webhook(self, delivery: Delivery, key: str) -> Notice:
        """Raises `WebhookRefused`; an unknown event still gives a Notice."""
        ...


class ClientFactory(Protocol):
    """How a provider package makes its client: `build_client` in its client.py."""

    def __call__(self, account: Account, credentials: Credentials, http: Http) -> Client:
        """No I/O."""
        ...
