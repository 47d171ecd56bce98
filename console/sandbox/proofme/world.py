"""The synthetic past of the simulated Proofme, and what its people do while the simulator runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from console.sandbox.module import ImpossibleStep, Person
from console.sandbox.proofme.engine import Engine
from console.sandbox.proofme.requests import NewIdentification
from console.sandbox.proofme.state import Holder, Identification, Status

_REDIRECT_URL: Final = "https://partner.example.org/done"
_AGE_CHECK_EVERY: Final = 6
_WALK_IN_EVERY: Final = 9
_GCM_EVERY: Final = 3
_OLDER_SHAPE_EVERY: Final = 5
# One round of outcomes: nobody touches the first open one; the later ones move while people move.
_ROUND: Final = (
    Status.SUCCESS,
    Status.PENDING,
    Status.FAILED,
    Status.SUCCESS,
    Status.PENDING,
    Status.REVOKED,
    Status.SUCCESS,
    Status.SUCCESS,
    Status.PENDING,
    Status.SUCCESS,
)
_FIRST_OPEN: Final = 1


class World:
    """Seeds identifications dated before the simulator started."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._chance = engine.kernel.random("proofme:world")
        self._walkers: list[Identification] = []

    def seed(self, people: Sequence[Person]) -> None:
        """One each; every ninth a walk-in, every third sealed with GCM, every fifth in the older shape."""
        for number, person in enumerate(people):
            status = _ROUND[number % len(_ROUND)]
            identification = self._add(number, person, status)
            self._play(identification, status)
            if status is Status.PENDING and number != _FIRST_OPEN:
                self._walkers.append(identification)

    def start_people(self) -> None:
        """Give everybody but the first a time to scan and a time to finish."""
        for identification in self._walkers:
            self._walk(identification)

    def _add(self, number: int, person: Person, status: Status) -> Identification:
        longest_s = 3600 if status is Status.PENDING else 86400 * 180
        ago = timedelta(seconds=self._chance.randrange(1800, longest_s))
        templates = list(self._engine.records.templates)
        new = NewIdentification.model_validate(
            {
                "proofmeId": templates[1 if number % _AGE_CHECK_EVERY == 0 else 0],
                "description": f"{person.reference} {person.full_name}",
                "redirectUrl": _REDIRECT_URL,
                "metadata": {"ref": person.reference},
                "testmode": True,
            }
        )
        moment = self._engine.kernel.started_at - ago
        identification = self._engine.add(new, moment, "world", _to_holder(person))
        identification.is_request = number % _WALK_IN_EVERY != _WALK_IN_EVERY - 1
        identification.encryption_mode = "GCM" if number % _GCM_EVERY == 0 else "CBC"
        identification.has_older_shape = number % _OLDER_SHAPE_EVERY == _OLDER_SHAPE_EVERY - 1
        return identification

    def _play(self, identification: Identification, status: Status) -> None:
        if status is Status.PENDING:
            return
        scanned_at = self._later(identification.created_at)
        if status is not Status.REVOKED:
            self._engine.scan(identification, scanned_at)
        self._engine.end(identification, status, self._later(scanned_at))

    def _later(self, moment: datetime) -> datetime:
        return moment + timedelta(seconds=self._chance.randrange(20, 800))

    def _walk(self, identification: Identification) -> None:
        """Let the person open the page after a while, and finish a while later."""

        def open_page() -> None:
            self._engine.scan(identification, self._engine.now())
            self._engine.kernel.people.after(self._chance.uniform(60, 300), finish)

        def finish() -> None:
            status = Status.SUCCESS if self._chance.random() < 0.85 else Status.FAILED
            try:
                self._engine.end(identification, status, self._engine.now())
            except ImpossibleStep:
                # It was ended by hand or revoked meanwhile.
                return

        self._engine.kernel.people.after(self._chance.uniform(30, 1800), open_page)


def _to_holder(person: Person) -> Holder:
    return Holder(
        first_name=person.given_name,
        last_name=person.family_name,
        birth_date=person.birth_date,
        gender="FEMALE" if person.gender == "F" else "MALE",
        nationality=person.nationality3,
        document_type=person.document_type,
        document_number=person.document_number,
        document_expires=person.document_expires,
        email=person.email,
        phone=person.phone,
    )
