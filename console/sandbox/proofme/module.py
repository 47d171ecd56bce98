"""The simulated Proofme as the core sees it; joins the parts and holds the steps a person can take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

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
    UnknownId,
)
from console.sandbox.proofme.bodies import build_error
from console.sandbox.proofme.endpoints import Endpoints
from console.sandbox.proofme.engine import BASE_PATH, PROVIDER, Engine
from console.sandbox.proofme.requests import Switches
from console.sandbox.proofme.state import Identification, Status
from console.sandbox.proofme.world import World

if TYPE_CHECKING:
    from pydantic import JsonValue

_KEY_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_STEPS = ("open", "capture", "submit", "approve", "decline", "finish")


def build_module(kernel: Kernel) -> ProviderModule:
    """What the registry calls; the world is empty until it is seeded."""
    return ProofmeModule(kernel)


class ProofmeModule:
    """See `ProviderModule`."""

    name = PROVIDER
    base_path = BASE_PATH
    webhook_key = ""

    def __init__(self, kernel: Kernel) -> None:
        self._engine = Engine(kernel)
        source = kernel.random("proofme:keys")
        self._api_key = "proofme_" + "".join(source.choice(_KEY_LETTERS) for _ in range(40))
        self._endpoints = Endpoints(self._engine, self._api_key)
        self._world = World(self._engine)

    def routes(self) -> Sequence[BaseRoute]:
        """Below `/v1`, see `Endpoints`."""
        return self._endpoints.routes()

    def start_line(self) -> Mapping[str, JsonValue]:
        """The key and templates of one account; the PGP key is the one downloaded with the API key."""
        return {
            "base_url": self._engine.base_url,
            "api_key": self._api_key,
            "template_ids": list(self._engine.records.templates),
            "pgp_private_key": self._engine.key.private_key_armoured,
        }

    def seed(self, people: Sequence[Person]) -> None:
        """One identification per person, in a fixed round of outcomes; see `World`."""
        self._world.seed(people)

    def start_people(self) -> None:
        """Let those with an open identification scan and finish; the first open one waits for a person at the desk."""
        self._world.start_people()

    def state(self) -> ModuleState:
        """Count references as customers: Proofme itself has no such object."""
        identifications = self._engine.records.identifications.values()
        statuses = Counter(each.status.value for each in identifications)
        return ModuleState(len({each.reference for each in identifications}), len(identifications), statuses)

    def known_ids(self) -> Iterable[KnownId]:
        """Every identification with our reference; its name is what follows the reference in the description."""
        for each in self._engine.records.identifications.values():
            name = (each.description or "").removeprefix(each.reference).strip()
            yield KnownId(PROVIDER, "verification", each.id, each.reference, name)

    def journey(self, verification_id: str, journey: JourneyInput) -> JourneyResult:
        """Take one step; capture and submit are only recorded, as no status shows them."""
        identification = self._engine.records.identifications.get(verification_id)
        if identification is None:
            raise UnknownId(verification_id)
        if journey.step not in _STEPS:
            raise ImpossibleStep(f"Proofme has no step {journey.step}")
        if identification.status is not Status.PENDING:
            raise ImpossibleStep(f"the identification is {identification.status} already")
        self._take(identification, journey.step)
        return JourneyResult(identification.status)

    def hosted_session(self, token: str) -> HostedSession | None:
        """The page behind `myPageUrl`: its token is the identification's id. Ends at `redirectUrl` as it was sent."""
        identification = self._engine.records.identifications.get(token)
        if identification is None:
            return None
        is_scanned = identification.scanned_at is not None
        return HostedSession(
            verification_id=identification.id,
            provider_title="Proofme",
            person_name=(identification.description or "").removeprefix(identification.reference).strip(),
            status=identification.status.value,
            is_over=identification.status is not Status.PENDING,
            steps=("finish", "approve", "decline")
            if is_scanned
            else ("open", "finish", "approve", "decline"),
            return_url=identification.redirect_url or "",
        )

    def switch(self, values: bytes) -> Mapping[str, JsonValue]:
        """Set any of `Switches` from JSON; answers all of them. Raises ValidationError."""
        wanted = Switches.model_validate_json(values)
        for name in wanted.model_fields_set:
            setattr(self._engine.switches, name, getattr(wanted, name))
        return self._engine.switches.model_dump()

    def build_refusal(self, status: int) -> Response:
        """The general error shape for a path or a method that does not exist."""
        return JSONResponse(build_error(status, "There is nothing at this address"), status)

    def _take(self, identification: Identification, step: str) -> None:
        now = self._engine.now()
        if step == "open" and identification.scanned_at is not None:
            raise ImpossibleStep("the page was opened before")
        self._engine.scan(identification, now)
        if step in {"approve", "finish"}:
            self._engine.end(identification, Status.SUCCESS, now)
        elif step == "decline":
            self._engine.end(identification, Status.FAILED, now)
