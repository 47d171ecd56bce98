"""What the tables and the log tell of somebody who wants to be the second person; plain SQL for readers and the writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from console.domain.desk import Decision
from console.domain.second_person import SecondFacts
from console.store.subjects import to_subject
from console.store.times import to_us

# Runs one statement with its values and gives all rows.
Fetch = Callable[[str, tuple[object, ...]], Sequence[Any]]

_PERSON: Final = "SELECT joined_us, left_us FROM desk_person WHERE name = ?"
_CHANGES: Final = (
    "SELECT number, action, details FROM audit WHERE subject = ? "
    "AND action IN ('colleague_added', 'colleague_pin_set', 'colleague_pin_removed') ORDER BY number"
)
_DECIDED: Final = (
    "SELECT number FROM audit WHERE subject = ? AND action = 'decided' AND details LIKE ? "
    "ORDER BY number LIMIT 1"
)
WITH_PIN: Final = "with a PIN"


def load_second_facts(fetch: Fetch, decision: Decision, name: str) -> SecondFacts:
    """What is known of `name` and of the decision."""
    person = fetch(_PERSON, (name,))
    joined_us, left_us = person[0] if person else (0, 0)
    joined_entry = 0
    changes: list[tuple[int, bool]] = []
    for number, action, details in fetch(_CHANGES, (f"colleague {name}",)):
        if action == "colleague_added":
            joined_entry = number
            if details != WITH_PIN:
                continue
        changes.append((number, action != "colleague_pin_removed"))
    decided = fetch(_DECIDED, (to_subject(decision.key), f"decision {decision.number} %"))
    return SecondFacts(
        name,
        decision.who,
        bool(person) and left_us is None,
        joined_entry,
        # One that the log does not know of was decided before everything that it does.
        decided[0][0] if decided else 0,
        tuple(changes),
        joined_later=joined_us > (to_us(decision.at) or 0),
    )
