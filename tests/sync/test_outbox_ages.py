"""How long ago a request left: never taken for less, or for more, than is certain whatever the clock was set to."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from console.domain.account import AccountId
from console.domain.outbox import CreateIntent, OutboxId, OutboxItem, OutboxState
from console.sync.outbox_ages import Age, Ages
from tests.support.stores import NOON

ITEM = OutboxItem(
    OutboxId("o1"),
    AccountId("a1"),
    CreateIntent("cc-1"),
    OutboxState.UNKNOWN,
    NOON,
    NOON,
    first_sent_at=NOON,
    last_sent_at=NOON,
)


class Hands:
    """Two clocks, each moved by hand."""

    def __init__(self) -> None:
        self.wall_s = 0.0
        self.own_s = 100.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.wall_s)

    def monotonic_s(self) -> float:
        return self.own_s


@pytest.mark.parametrize(
    ("wall_s", "own_s", "expected"),
    [
        (50.0, 50.0, Age(50.0, 50.0)),
        # The machine slept: the monotonic clock may have stood still.
        (90_000.0, 50.0, Age(50.0, 90_000.0)),
        # The clock was set back, or forward.
        (-86_400.0, 50.0, Age(50.0, 50.0)),
        (86_450.0, 50.0, Age(50.0, 86_450.0)),
    ],
)
def test_the_program_that_sent_it_knows_by_its_own_clock(wall_s: float, own_s: float, expected: Age) -> None:
    hands = Hands()
    ages = Ages(hands)
    ages.note_sent(ITEM)
    hands.wall_s, hands.own_s = wall_s, 100.0 + own_s
    assert ages.since_first_sent(ITEM, None) == expected


def test_another_program_has_the_wall_clock_only() -> None:
    hands = Hands()
    hands.wall_s = 600.0
    assert Ages(hands).since_first_sent(ITEM, NOON + timedelta(seconds=500)) == Age(600.0, 600.0)


@pytest.mark.parametrize(("wall_s", "latest_s"), [(-1.0, None), (600.0, 700.0)])
def test_a_clock_that_went_back_tells_nothing_but_what_passed_since_it_was_seen(
    wall_s: float, latest_s: float | None
) -> None:
    hands = Hands()
    hands.wall_s = wall_s
    latest = None if latest_s is None else NOON + timedelta(seconds=latest_s)
    ages = Ages(hands)
    assert ages.since_first_sent(ITEM, latest) == Age(0.0, math.inf)
    hands.own_s += 95.0
    assert ages.since_first_sent(ITEM, latest) == Age(95.0, math.inf)
    ages.forget(ITEM.id)
    assert ages.since_first_sent(ITEM, latest) == Age(0.0, math.inf)


def test_what_was_sent_again_counts_from_then_where_it_may_still_arrive() -> None:
    hands = Hands()
    ages = Ages(hands)
    ages.note_sent(ITEM)
    hands.wall_s, hands.own_s = 3600.0, 3700.0
    again = replace(ITEM, last_sent_at=hands.now())
    ages.note_sent(again)
    hands.wall_s, hands.own_s = 3610.0, 3710.0
    assert ages.since_first_sent(again, None) == Age(3610.0, 3610.0)
    assert ages.since_last_sent(again, None) == Age(10.0, 10.0)
    assert Ages(hands).since_last_sent(again, None) == Age(10.0, 10.0)
