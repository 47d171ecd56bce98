"""The synthetic past of the simulated Checkout.com, and what its people do while the simulator runs."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from console.sandbox.checkout.catalogue import (
    NEVER_STARTED_CODE,
    RISK_LABELS,
    AttemptStatus,
    Status,
    codes_of_family,
)
from console.sandbox.checkout.engine import Engine
from console.sandbox.checkout.journeys import Journeys
from console.sandbox.checkout.machine import Verdict, build_approval
from console.sandbox.checkout.requests import NewApplicant
from console.sandbox.checkout.state import Applicant, Attempt, Identity, Verification
from console.sandbox.module import ImpossibleStep, JourneyInput, Person

if TYPE_CHECKING:
    from pydantic import JsonValue

REDIRECT_URL: Final = "https://partner.example.org/return"

_DOCUMENT_TYPES: Final[Mapping[str, str]] = {
    "PASSPORT": "Passport",
    "ID_CARD": "ID",
    "DRIVER_LICENSE": "Driving licence",
    "RESIDENCE_PERMIT": "Residence Permit",
}
# One round of outcomes; 25 people see every status, 125 (five rounds) every code and label.
_ROUND: Final = (
    "approved",
    "pending",
    "declined",
    "capturing",
    "approved after expired",
    "unusable",
    "checks",
    "approved with label",
    "created",
    "refused",
    "approved after terminated",
    "aborted",
    "declined",
    "inconclusive",
    "approved",
    "pending",
    "approved after unusable",
    "declined with label",
    "expired",
    "approved",
    "capturing",
    "aborted",
    "unusable",
    "declined",
    "approved after aborted",
)
_CAPTURE_CODES: Final = (613, 614)
_FIRST_OPEN: Final = _ROUND.index("pending")
_RUNNING: Final = frozenset({"pending", "capturing", "checks"})
_MAX_ATTEMPTS: Final = 3


class World:
    """Seeds histories through the same moves the interface uses, dated before the simulator started."""

    def __init__(self, engine: Engine, journeys: Journeys) -> None:
        self._engine = engine
        self._machine = engine.machine
        self._journeys = journeys
        self._chance = engine.kernel.random("checkout:world")
        self._walkers: list[Verification] = []
        retry_codes = [code for code in codes_of_family(61) if code != NEVER_STARTED_CODE]
        captures = [code for code in retry_codes if code // 100 in _CAPTURE_CODES]
        # Codes of attempts that were followed by another one are drawn apart: no verification shows them any more.
        self._retry_codes: Mapping[str, Iterator[int]] = {
            "aborted": itertools.cycle(code for code in retry_codes if code not in captures),
            "unusable": itertools.cycle(captures),
            "past aborted": itertools.cycle(retry_codes),
            "past unusable": itertools.cycle(captures),
        }
        self._decline_codes = itertools.cycle(codes_of_family(62))
        self._labels = itertools.cycle(RISK_LABELS)

    def seed(self, people: Sequence[Person]) -> None:
        """One applicant per person, with outcomes dealt in rounds so that small worlds see every kind."""
        for number, person in enumerate(people):
            applicant = self._add_applicant(person)
            kind = _ROUND[number % len(_ROUND)]
            verification = self._add_verification(applicant, person, kind)
            self._play(verification, kind)
            if kind in _RUNNING and number != _FIRST_OPEN:
                self._walkers.append(verification)
            if kind == "inconclusive":
                self._play(self._add_verification(applicant, person, "approved"), "approved")

    def start_people(self) -> None:
        """Let the people of running verifications go on; the first open one is left to whoever looks."""
        for verification in self._walkers:
            self._walk(verification)

    def _add_applicant(self, person: Person) -> Applicant:
        days = self._chance.randrange(200, 400)
        new = NewApplicant(
            external_applicant_id="ext_" + person.reference.replace("-", "_"),
            email=person.email,
            external_applicant_name=person.full_name,
        )
        return self._engine.add_applicant(new, self._engine.kernel.started_at - timedelta(days=days), "world")

    def _add_verification(self, applicant: Applicant, person: Person, kind: str) -> Verification:
        if kind in _RUNNING:
            ago = timedelta(seconds=self._chance.randrange(60, 240) + 60 * (kind == "checks"))
        else:
            ago = timedelta(seconds=self._chance.randrange(3600 * 4, 86400 * 180))
        journeys = self._engine.user_journey_ids
        return self._engine.add_verification(
            applicant,
            _declare(person, self._chance),
            self._engine.kernel.started_at - ago,
            "world",
            user_journey_id=journeys[person.number % len(journeys)],
            redirect_url=REDIRECT_URL,
            identity=_identify(person, self._chance),
        )

    def _play(self, verification: Verification, kind: str) -> None:
        """Take a new verification to the state its kind names."""
        tick = self._ticks(verification.created_on, kind)
        last, _, earlier = kind.partition(" after ")
        if earlier:
            attempt = self._attempt(verification, next(tick))
            self._end_attempt(verification, attempt, f"past {earlier}", tick)
            tick = self._ticks(attempt.modified_on + timedelta(seconds=30), kind)
        if last != "created":
            self._end_attempt(verification, self._attempt(verification, next(tick)), last, tick)

    def _end_attempt(
        self, verification: Verification, attempt: Attempt, kind: str, tick: Iterator[datetime]
    ) -> None:
        if kind in {"pending", "past terminated"}:
            return
        if kind.endswith("expired"):
            self._machine.expire(verification, attempt, attempt.created_on + timedelta(minutes=15))
            return
        self._machine.open(verification, attempt, next(tick))
        if kind.endswith("aborted"):
            self._machine.abort(verification, attempt, self._draw_retry_codes(kind), next(tick))
        elif kind == "refused":
            self._machine.refuse(verification, attempt, next(tick))
        elif kind != "capturing":
            self._machine.submit(verification, attempt, next(tick))
            self._check(verification, attempt, kind, tick)

    def _check(
        self, verification: Verification, attempt: Attempt, kind: str, tick: Iterator[datetime]
    ) -> None:
        labels = (next(self._labels),) if kind.endswith("with label") else ()
        if kind.endswith("unusable"):
            self._machine.ask_retry(verification, attempt, self._draw_retry_codes(kind), next(tick))
        elif kind == "inconclusive":
            self._machine.close(verification, next(tick))
        elif kind.startswith("declined"):
            codes = tuple(sorted(next(self._decline_codes) for _ in range(2)))
            verdict = Verdict(Status.DECLINED, codes, labels)
            self._machine.decide(verification, attempt, verdict, next(tick))
            self._machine.create_report(verification, next(tick))
        elif kind.startswith("approved"):
            self._machine.decide(verification, attempt, build_approval(labels), next(tick))
            self._machine.create_report(verification, next(tick))

    def _draw_retry_codes(self, kind: str) -> tuple[int, ...]:
        count = 3 if kind.endswith("unusable") else 1
        return tuple(sorted(next(self._retry_codes[kind]) for _ in range(count)))

    def _attempt(self, verification: Verification, at: datetime) -> Attempt:
        return self._engine.add_attempt(verification, REDIRECT_URL, at, "world")

    def _ticks(self, start: datetime, kind: str) -> Iterator[datetime]:
        """Return moments after `start`; a running one stays before the simulator's start."""
        longest_s = 14 if kind in _RUNNING else 290
        moment = start
        while True:
            yield moment
            moment += timedelta(seconds=self._chance.randrange(5, longest_s))

    def _walk(self, verification: Verification) -> None:
        """Let a person do the next thing after a while, again and again until the verification is over."""
        step, wait_s = self._choose_step(verification)
        if step is None:
            return

        def take() -> None:
            try:
                self._take(verification, step)
            except ImpossibleStep:
                return
            self._walk(verification)

        self._engine.kernel.people.after(wait_s, take)

    def _take(self, verification: Verification, step: JourneyInput) -> None:
        if step.step != "again":
            self._journeys.take(verification.id, step)
        elif verification.status is Status.RETRY_REQUIRED and not verification.is_anonymized:
            self._engine.add_attempt(verification, REDIRECT_URL, self._engine.now(), "world")

    def _choose_step(self, verification: Verification) -> tuple[JourneyInput | None, float]:
        attempt = verification.live_attempt
        if attempt is None:
            again = (
                verification.status is Status.RETRY_REQUIRED and len(verification.attempts) < _MAX_ATTEMPTS
            )
            return (JourneyInput("again") if again else None), self._chance.uniform(600, 3600)
        if attempt.status is AttemptStatus.PENDING_REDIRECTION:
            return JourneyInput("open"), self._chance.uniform(30, 600)
        if attempt.status is AttemptStatus.CHECKS_IN_PROGRESS:
            return self._choose_verdict(), self._chance.uniform(60, 300)
        if self._chance.random() < 0.1:
            return JourneyInput("abort"), self._chance.uniform(20, 120)
        return JourneyInput("submit"), self._chance.uniform(40, 180)

    def _choose_verdict(self) -> JourneyInput:
        number = self._chance.random()
        if number < 0.72:
            labels = (self._chance.choice(RISK_LABELS),) if number < 0.07 else ()
            return JourneyInput("approve", labels=labels)
        if number < 0.88:
            return JourneyInput("decline", codes=(str(next(self._decline_codes)),))
        return JourneyInput("retry", codes=(str(next(self._retry_codes["past unusable"])),))


def _declare(person: Person, chance: random.Random) -> dict[str, JsonValue]:
    """Return what the person claimed: sometimes in Latin letters, sometimes little else than the name."""
    name = person.full_name
    if chance.random() < 0.12:
        name = f"{person.latin_given_name} {person.latin_family_name}".strip()
    declared: dict[str, JsonValue] = {"name": name}
    if chance.random() < 0.6:
        declared["birth_date"] = person.birth_date.isoformat()
    if chance.random() < 0.4:
        declared["email"] = person.email
    if chance.random() < 0.2:
        address = person.address
        declared["address"] = {
            "address_line1": address.street,
            "city": address.city,
            "zip": address.postcode,
            "country": address.country,
        }
    return declared


def _identify(person: Person, chance: random.Random) -> Identity:
    return Identity(
        full_name=person.full_name,
        first_names=person.given_name or person.full_name,
        last_name=person.family_name or person.full_name,
        birth_date=person.birth_date,
        birth_place=person.address.city,
        nationality=person.nationality,
        gender=person.gender,
        document_type=_DOCUMENT_TYPES[person.document_type],
        issuing_country=person.nationality,
        document_number=person.document_number,
        document_issued=person.document_issued,
        document_expires=person.document_expires,
        ip_address=f"203.0.113.{chance.randrange(1, 255):02d}",
    )
