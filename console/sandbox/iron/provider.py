"""Iron as a provider module: joins its book, API, seeding and scripts; adds no rule of its own."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue
from starlette.routing import BaseRoute

from console.sandbox.iron.book import IronBook
from console.sandbox.iron.customers import IronCustomers
from console.sandbox.iron.events import IronEvents
from console.sandbox.iron.extras import IronExtras
from console.sandbox.iron.gate import Gate
from console.sandbox.iron.identifications import IronIdentifications
from console.sandbox.iron.journeys import possible_steps, take_step
from console.sandbox.iron.records import Switches
from console.sandbox.iron.requests import SwitchValues
from console.sandbox.iron.scripts import IronScripts
from console.sandbox.iron.seeding import seed_world
from console.sandbox.kernel import Kernel
from console.sandbox.module import (
    HostedSession,
    JourneyInput,
    JourneyResult,
    KnownId,
    ModuleState,
    Person,
    UnknownId,
)

_CLOSING = {
    "Approved": "Thank you. Your identity is confirmed. You can close this page.",
    "Declined": "Thank you. Your identity could not be confirmed. You can close this page.",
    "Expired": "This link has expired. Ask for a new one.",
    "Archived": "This link is no longer used. You can close this page.",
}


class IronModule:
    """See ProviderModule."""

    name = "iron"
    base_path = "/iron/api"

    def __init__(self, kernel: Kernel) -> None:
        secrets = kernel.random("iron:secrets")
        self._api_key = f"iron_sandbox_{secrets.getrandbits(128):032x}"
        self.webhook_key = "whsec_" + base64.b64encode(secrets.randbytes(32)).decode()
        self._kernel = kernel
        self._switches = Switches()
        events = IronEvents(kernel.webhooks, self.webhook_key, self._switches)
        gate = Gate(kernel, self._switches, self._api_key)
        self._book = IronBook(kernel, events, self._switches)
        self._scripts = IronScripts(kernel, self._book)
        self._customers = IronCustomers(self._book, gate)
        self._identifications = IronIdentifications(
            kernel, self._book, self._switches, gate, self._scripts.expect_review
        )
        self._extras = IronExtras(kernel, self._book, events, gate)

    def routes(self) -> Sequence[BaseRoute]:
        """Iron's whole identity part; what routes are and do is in their own modules."""
        # The customers come last: one of their routes takes any path before `/external`.
        return (*self._identifications.routes(), *self._extras.routes(), *self._customers.routes())

    def start_line(self) -> Mapping[str, JsonValue]:
        """Address and secrets of the one simulated partner."""
        return {
            "base_url": self._kernel.origin + self.base_path,
            "api_key": self._api_key,
            "webhook_key": self.webhook_key,
        }

    def seed(self, people: Sequence[Person]) -> None:
        """Histories that show every documented status, code and label."""
        self._scripts.take_on(seed_world(self._kernel, self._book, people))

    def start_people(self) -> None:
        """Open attempts are carried on by people and reviewers."""
        self._scripts.start()

    def state(self) -> ModuleState:
        """Counts by the raw status of an identification."""
        attempts = self._book.identifications
        by_status = Counter(each.status for each in attempts.values())
        return ModuleState(len(self._book.customers), len(attempts), dict(by_status))

    def known_ids(self) -> Iterable[KnownId]:
        """Customers with their identifications."""
        for customer in self._book.customers.values():
            who = (customer.external_id or "", customer.name, customer.email)
            yield KnownId(self.name, "customer", customer.id, *who)
            for identification_id in customer.identification_ids:
                yield KnownId(self.name, "verification", identification_id, *who)

    def journey(self, verification_id: str, journey: JourneyInput) -> JourneyResult:
        """One step by hand; a reviewer follows where people move. Raises ImpossibleStep, UnknownId."""
        identification = self._book.identifications.get(verification_id)
        if identification is None:
            raise UnknownId(verification_id)
        take_step(self._book, identification, journey)
        self._scripts.expect_review(identification)
        return JourneyResult(identification.status)

    def hosted_session(self, token: str) -> HostedSession | None:
        """Iron documents no return address, so the page ends where it is; https://docs.iron.xyz/hosted"""
        identification = self._book.tokens.get(token)
        if identification is None:
            return None
        steps = possible_steps(identification)
        return HostedSession(
            verification_id=identification.id,
            provider_title="Iron",
            person_name=self._book.owner(identification).name,
            status=identification.status,
            is_over=not steps,
            closing_text=_CLOSING.get(identification.status, ""),
            steps=steps,
        )

    def switch(self, values: bytes) -> Mapping[str, JsonValue]:
        """Set the simulator's own switches from JSON; answers all of them. Raises ValidationError."""
        for name, value in SwitchValues.model_validate_json(values).model_dump(exclude_none=True).items():
            setattr(self._switches, name, value)
        names = SwitchValues.model_fields
        return {name: getattr(self._switches, name) for name in names}
