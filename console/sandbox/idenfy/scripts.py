"""What the seeded people and reviewers do by themselves while the simulator runs; every step is one of steps.py."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Final

from console.sandbox.idenfy.catalogue import Status
from console.sandbox.idenfy.records import Record
from console.sandbox.idenfy.steps import Steps
from console.sandbox.kernel import ScriptedPeople
from console.sandbox.module import ImpossibleStep, JourneyInput

_OUTCOMES: Final = (
    JourneyInput("approve"),
    JourneyInput("decline", codes=("FACE_MISMATCH",)),
    JourneyInput("decline", codes=("DOC_EXPIRED",)),
    JourneyInput("suspect", labels=("DUPLICATE_FACE",)),
    JourneyInput("suspect", labels=("SURNAME", "DATE_OF_BIRTH")),
    JourneyInput("suspect", labels=("AML_SUSPECTION",)),
    JourneyInput("abort"),
)
_WEIGHTS: Final = (70, 8, 5, 4, 4, 3, 6)
_FIRST_STEP_WITHIN_S: Final = 3600.0
_REVIEW_S: Final = (180.0, 600.0)


class Scripts:
    """Waiting times and choices come from one seeded source, drawn before anybody moves."""

    def __init__(self, people: ScriptedPeople, steps: Steps, source: random.Random) -> None:
        self._people = people
        self._steps = steps
        self._source = source

    def send_through(self, record: Record) -> None:
        """A person opens the link some time within the hour and goes through the flow."""
        outcome = self._source.choices(_OUTCOMES, _WEIGHTS)[0]
        moment_s = self._source.uniform(10.0, _FIRST_STEP_WITHIN_S)
        for step, longest_s in (("open", 180.0), ("capture", 60.0), ("submit", 20.0)):
            if step == "submit" and outcome.step == "abort":
                break
            self._at(moment_s, record, JourneyInput(step))
            moment_s += self._source.uniform(5.0, longest_s)
        review_s = self._source.uniform(*_REVIEW_S)
        self._people.after(moment_s, lambda: self._judge(record, outcome, review_s))

    def review(self, record: Record) -> None:
        """A reviewer decides a case that waits."""
        outcome = self._source.choices(_OUTCOMES[:-1], _WEIGHTS[:-1])[0]
        self._at(self._source.uniform(*_REVIEW_S), record, outcome)

    def _judge(self, record: Record, outcome: JourneyInput, review_s: float) -> None:
        if record.status is Status.REVIEWING:
            self._at(review_s, record, outcome)
        else:
            self._take(record, outcome)

    def _at(self, moment_s: float, record: Record, journey: JourneyInput) -> None:
        self._people.after(moment_s, lambda: self._take(record, journey))

    def _take(self, record: Record, journey: JourneyInput) -> None:
        # Somebody at the hosted page or the control API may have been faster.
        with suppress(ImpossibleStep):
            self._steps.take(record, journey)
