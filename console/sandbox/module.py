"""What a simulated provider is: the interface and the values it shares with the core; holds no behaviour.

How to write a provider module
------------------------------
1. Make `console/sandbox/<provider>.py` or a package `console/sandbox/<provider>/` that has
   `def build_module(kernel: Kernel) -> ProviderModule`. The registry finds it by name; an absent one is left out.
2. Keep state in plain mutable dataclasses. Everything runs in one event loop: no locks are needed, and a step that
   changes state must not await between its reads and its writes.
3. `routes()` are Starlette routes whose paths are below `base_path`; they are counted in `/calls` and faults apply to
   them. Read a body with the module's own strict pydantic models; answer errors exactly as the provider's sheet does.
4. Time: `kernel.clock.now()` for protocol clocks and every stored moment. Later things:
   `kernel.scheduler.at(moment, callback)` for protocol clocks, `kernel.people.after(seconds, callback)` for what a
   scripted person or reviewer does (divided by --speed, dropped when nobody moves). Callbacks are plain functions.
5. Randomness only from `kernel.random("<provider>:<purpose>")`, ids only from it or `kernel.new_uuid("<provider>")`:
   the same seed and number of people give the same ids, names and histories.
   World histories are placed before `kernel.started_at`, so that open sessions are unexpired.
6. Each new record: `kernel.ledger.add("<provider>", LedgerRow(...))`, `by="world"` from `seed`, else `by="api"`.
7. Events: `kernel.webhooks.publish(WebhookEvent(...))`; it filters by subscription, refuses targets that are not
   loopback, records deliveries and retries.
8. Hosted links: `kernel.hosted_url("<provider>", token)`; the core draws the page from `hosted_session(token)` and takes
   a person's steps through `journey`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from pydantic import JsonValue
    from starlette.routing import BaseRoute

MadeBy = Literal["world", "api"]
RecordKind = Literal["customer", "verification", "attempt"]

STEPS: tuple[str, ...] = (
    "open",
    "capture",
    "submit",
    "approve",
    "decline",
    "suspect",
    "review",
    "retry",
    "inconclusive",
    "step_up",
    "abort",
    "refuse",
    "expire",
    "archive",
    "finish",
)


class ImpossibleStep(Exception):
    """The step is impossible from here or unknown at this provider (409); its text is shown."""


class UnknownId(Exception):
    """This provider has no such verification (404)."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person lives; invented."""

    street: str
    city: str
    postcode: str
    country: str
    """ISO 3166 two letters."""


@dataclass(frozen=True, slots=True)
class Person:
    """A synthetic person; every value is invented."""

    number: int
    given_name: str
    """Empty for people with a single name."""
    family_name: str
    full_name: str
    """In the order of the person's own custom and script."""
    latin_given_name: str
    latin_family_name: str
    script: str
    birth_date: date
    gender: Literal["F", "M"]
    nationality: str
    """ISO 3166 two letters."""
    nationality3: str
    """ISO 3166 three letters."""
    email: str
    """ASCII, at a reserved example domain."""
    phone: str
    """E.164."""
    document_type: Literal["PASSPORT", "ID_CARD", "DRIVER_LICENSE", "RESIDENCE_PERMIT"]
    document_number: str
    document_issued: date
    document_expires: date
    address: Address
    reference: str
    """The partner's own reference of this person: ASCII letters, digits and '-', at most 40."""
    providers: tuple[str, ...]
    """Where the person is a customer; the first is the main one."""


@dataclass(frozen=True, slots=True)
class JourneyInput:
    """One step taken by hand. Empty `labels` and `codes` mean the step's usual ones."""

    step: str
    labels: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    comment: str | None = None
    final: bool = True


@dataclass(frozen=True, slots=True)
class JourneyResult:
    """How the record stands after a step, as `POST /journeys` answers it."""

    status: str
    """The provider's raw status after the step."""
    attempt_id: str | None = None


@dataclass(frozen=True, slots=True)
class HostedSession:
    """What the hosted page shows for a link's token."""

    verification_id: str
    provider_title: str
    person_name: str
    status: str
    is_over: bool
    """True: the link can't be used any more, the closing page is shown."""
    closing_text: str = ""
    """Words of the closing page; the usual ones when empty."""
    steps: tuple[str, ...] = ()
    """Names from STEPS a person may take now, in the order of the buttons."""
    language: str = "en"
    """Language of the page's own words (ISO 639 two letters); English where the page has no words in it."""
    return_url: str = ""
    """Where the browser goes from the closing page, with the query the provider documents; empty: it stays."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One record ever made (`GET /ledger/{provider}`); idempotency_key as received, if any."""

    id: str
    kind: RecordKind
    created_at: datetime
    by: MadeBy
    customer_id: str | None = None
    reference: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class KnownId:
    """One row of `GET /ids`, in the columns of the `import` command."""

    provider: str
    kind: Literal["customer", "verification"]
    id: str
    customer_reference: str = ""
    customer_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ModuleState:
    """One provider's object in `GET /state`."""

    customers: int
    verifications: int
    by_status: Mapping[str, int]
    """Verifications by raw status."""


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One thing a provider tells its subscribers.

    `build_headers(body)` is called for every try, so that signatures and timestamps (wall time) are fresh; the content
    type is part of it. `targets` are addresses the record itself carries (a webhookUrl, a callbackUrl); they get the
    event besides the subscriptions. `retries_s` are the waits between tries, in simulator seconds. `taken` are the
    answers that count as received (any of 200 to 299 when empty), `timeout_s` is how long one is waited for.
    """

    provider: str
    event: str
    subject_id: str
    body: bytes
    build_headers: Callable[[bytes], Mapping[str, str]]
    aliases: tuple[str, ...] = ()
    """Other names by which a subscription may ask for this event."""
    targets: tuple[str, ...] = ()
    use_subscriptions: bool = True
    retries_s: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0)
    taken: frozenset[int] = frozenset()
    timeout_s: float = 5.0


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """How the simulator is started; `speed` 0 means nobody moves, `port` 0 any free one. `is_pages_only`: other machines
    reach the hosted pages and nothing else."""

    host: str = "127.0.0.1"
    port: int = 0
    customers: int = 500
    seed: int = 1
    speed: float = 1.0
    faults_file: Path | None = None
    is_pages_only: bool = False


class ProviderModule(Protocol):
    """One simulated provider. Everything is called from the event loop."""

    @property
    def name(self) -> str:
        """iron, checkout, idenfy or proofme."""
        ...

    @property
    def base_path(self) -> str:
        """The path of `base_url`, such as `/iron/api`; no trailing slash."""
        ...

    @property
    def webhook_key(self) -> str:
        """The secret its webhooks are signed with; empty where they are not signed."""
        ...

    def routes(self) -> Sequence[BaseRoute]:
        """The provider's API below `base_path`."""
        ...

    def start_line(self) -> Mapping[str, JsonValue]:
        """The object under `providers.<name>` of the start line, with exactly its keys."""
        ...

    def seed(self, people: Sequence[Person]) -> None:
        """Make the world's records for these people, all `by="world"`.

        From 20 people in the whole world (five here): one open, unexpired session that no script touches and one
        decided one; from 100 (25 here): every documented status; from 500 (125 here): every label, code and tag.
        """
        ...

    def start_people(self) -> None:
        """Put the scripts of the seeded people into `kernel.people`; called once, only when somebody moves."""
        ...

    def state(self) -> ModuleState:
        """Counts of what exists now, erased records included where the provider still answers for them."""
        ...

    def known_ids(self) -> Iterable[KnownId]:
        """Every id a partner would have noted down, as `GET /ids` lists them: customers and verifications."""
        ...

    def journey(self, verification_id: str, journey: JourneyInput) -> JourneyResult:
        """Take one step of the table in interfaces.md section 3.

        Raises ImpossibleStep, UnknownId.
        """
        ...

    def hosted_session(self, token: str) -> HostedSession | None:
        """What a hosted link shows; None for an unknown token."""
        ...


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook subscription made through the control API; no events means every event."""

    id: str
    provider: str
    url: str
    events: tuple[str, ...] = ()
    label: str = "Simulator subscription"
    is_enabled: bool = True
