"""The simulated Checkout.com as the core sees it; joins the parts and holds no rules of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.routing import BaseRoute

from console.sandbox.checkout.announcing import to_event_name
from console.sandbox.checkout.answering import Guard
from console.sandbox.checkout.applicant_endpoints import ApplicantEndpoints
from console.sandbox.checkout.auth import Credentials
from console.sandbox.checkout.catalogue import AttemptStatus, Event
from console.sandbox.checkout.endpoints import Endpoints
from console.sandbox.checkout.engine import BASE_PATH, PROVIDER, Engine, draw_id
from console.sandbox.checkout.files import SignedFiles
from console.sandbox.checkout.journeys import POSSIBLE, Journeys
from console.sandbox.checkout.open_endpoints import OpenEndpoints
from console.sandbox.checkout.scenarios import read_scenario
from console.sandbox.checkout.state import Applicant, Attempt, Verification
from console.sandbox.checkout.world import World
from console.sandbox.kernel import Kernel
from console.sandbox.module import (
    HostedSession,
    ImpossibleStep,
    JourneyInput,
    JourneyResult,
    KnownId,
    ModuleState,
    Person,
    ProviderModule,
)

if TYPE_CHECKING:
    from pydantic import JsonValue

_SCENARIO_DELAY_S = 15.0
_CLOSING_TEXTS = {
    AttemptStatus.EXPIRED: "This link has run out. Ask for a new one.",
    AttemptStatus.TERMINATED: "This link was replaced by a newer one.",
    AttemptStatus.CHECKS_INCONCLUSIVE: "The pictures could not be used. You will be asked again.",
}


def build_module(kernel: Kernel) -> ProviderModule:
    """The simulated Checkout.com of one running simulator."""
    return CheckoutModule(kernel)


class CheckoutModule:
    """See `ProviderModule`."""

    name = PROVIDER
    base_path = BASE_PATH

    def __init__(self, kernel: Kernel) -> None:
        self._engine = Engine(kernel)
        self._credentials = Credentials(kernel.random("checkout:keys"), kernel.clock)
        file_key = draw_id(kernel.random("checkout:keys"), "")
        files = SignedFiles(self._engine.base_url, file_key, kernel.clock)
        guard = Guard(self._credentials, kernel.random("checkout:requests"))
        self._open_endpoints = OpenEndpoints(self._engine, self._credentials, files)
        self._applicants = ApplicantEndpoints(self._engine, guard)
        self._endpoints = Endpoints(self._engine, guard, files)
        self._endpoints.on_new_attempt = self._start_scenario
        self._journeys = Journeys(self._engine)
        self._world = World(self._engine, self._journeys)

    @property
    def webhook_key(self) -> str:
        """The signature key of every delivery."""
        return self._engine.webhook_key

    def routes(self) -> Sequence[BaseRoute]:
        """Paths as documented; the token call and signed files are below the same address here."""
        return (
            *self._open_endpoints.routes(),
            *self._applicants.routes(),
            *self._endpoints.routes(),
        )

    def start_line(self) -> Mapping[str, JsonValue]:
        """Both kinds of credentials, and the account's user journeys."""
        base_url = self._engine.base_url
        return {
            "base_url": base_url,
            "token_url": f"{base_url}/connect/token",
            "secret_key": self._credentials.secret_key,
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret,
            "webhook_key": self._engine.webhook_key,
            "user_journey_ids": list(self._engine.user_journey_ids),
        }

    def seed(self, people: Sequence[Person]) -> None:
        """See `World.seed`."""
        self._world.seed(people)

    def start_people(self) -> None:
        """See `World.start_people`."""
        self._world.start_people()

    def state(self) -> ModuleState:
        """Applicants are the customers."""
        records = self._engine.records
        statuses = Counter(each.status.value for each in records.verifications.values())
        return ModuleState(len(records.applicants), len(records.verifications), statuses)

    def known_ids(self) -> Iterable[KnownId]:
        """The only list there is: the interface has none."""
        for applicant in self._engine.records.applicants.values():
            yield _to_known_id("customer", applicant.id, applicant)
        for verification in self._engine.records.verifications.values():
            applicant = self._engine.records.applicants[verification.applicant_id]
            yield _to_known_id("verification", verification.id, applicant)

    def switch(self, values: bytes) -> Mapping[str, JsonValue]:
        """See `Switches.change`."""
        return self._engine.switches.change(values)

    def journey(self, verification_id: str, journey: JourneyInput) -> JourneyResult:
        """See `Journeys.take`."""
        return self._journeys.take(verification_id, journey)

    def hosted_session(self, token: str) -> HostedSession | None:
        """One attempt's page; whoever left it by a way of its own is sent back with the documented query."""
        found = self._engine.records.by_token.get(token)
        if found is None:
            return None
        verification, attempt = found
        return HostedSession(
            verification_id=verification.id,
            provider_title="Checkout.com",
            person_name=verification.name,
            status=attempt.status.value,
            is_over=attempt.is_over,
            closing_text=_CLOSING_TEXTS.get(attempt.status, "Thank you. You can close this page."),
            steps=POSSIBLE.get(attempt.status, ()),
            return_url=_build_return_url(verification, attempt),
        )

    def _start_scenario(self, verification: Verification, attempt: Attempt) -> None:
        """Play what the applicant's external id asks for; without waiting when nobody moves by themselves."""
        applicant = self._engine.records.applicants[verification.applicant_id]
        scenario = read_scenario(applicant.external_applicant_id)
        if scenario is None:
            return
        step = scenario.first if len(verification.attempts) == 1 else scenario.last

        def play() -> None:
            if verification.live_attempt is attempt:
                self._take_if_possible(verification, step)

        people = self._engine.kernel.people
        if people.move:
            people.after(_SCENARIO_DELAY_S, play)
        else:
            self._engine.kernel.scheduler.after(0.0, play)

    def _take_if_possible(self, verification: Verification, step: JourneyInput) -> None:
        try:
            self._journeys.take(verification.id, step)
        except ImpossibleStep:
            # Somebody took another way meanwhile; the scenario ends here.
            return


def _build_return_url(verification: Verification, attempt: Attempt) -> str:
    """`id`, `event` and, when unsuccessful, `response_code`; nothing when nobody went through the flow.

    Source: https://www.checkout.com/docs/business-operations/manage-identities/integrate-via-web
    """
    if attempt.left_by is None:
        return ""
    query = {"id": verification.id, "event": to_event_name(attempt.left_by)}
    if attempt.left_by is not Event.CAPTURE_COMPLETED and attempt.codes:
        query["response_code"] = str(attempt.codes[0])
    parts = urlsplit(attempt.redirect_url)
    joined = "&".join(part for part in (parts.query, urlencode(query)) if part)
    return urlunsplit(parts._replace(query=joined))


def _to_known_id(kind: Literal["customer", "verification"], record_id: str, applicant: Applicant) -> KnownId:
    return KnownId(
        PROVIDER,
        kind,
        record_id,
        applicant.external_applicant_id or "",
        applicant.external_applicant_name or "",
        applicant.email or "",
    )
