"""When captures go and when one that failed is tried again: shares of the budget, growing waits, knowing when to stop."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.errors import (
    ConsoleError,
    DiskFull,
    NotSupported,
    ProviderForbidden,
    ProviderNotFound,
    ProviderThrottled,
    ProviderUnauthorised,
    ProviderUnreachable,
    ReportUnreadable,
)
from console.domain.evidence_file import CaptureState, EvidenceKind
from console.domain.verification import VerificationId, VerificationKey
from console.providers.contract import FetchedPicture, FetchedPictures
from console.store.values import TakenCapture
from console.sync.capture_pace import CapturePace, judge_fault, judge_pictures
from tests.support.stores import NOON

TAKEN = TakenCapture(
    VerificationKey(AccountId("a"), VerificationId("v")),
    EvidenceKind.REPORT,
    CustomerId("c"),
    CaptureState.WAITING,
    0,
    NOON,
)
CHOOSER = random.Random(1)
PICTURE = FetchedPicture("face_image", "image/png", b"x", "/x")


def test_captures_take_a_share_of_the_budget_and_the_past_a_tenth_of_that() -> None:
    pace = CapturePace(2.0)
    assert pace.pause_s == pytest.approx(5.0)
    assert pace.turns_per_hour == 72
    assert pace.is_turn(NOON)
    pace.note_turn(NOON)
    assert not pace.is_turn(NOON + timedelta(seconds=49))
    assert pace.is_turn(NOON + timedelta(seconds=50))
    # The clock was set back a day: that stops nothing.
    assert pace.is_turn(NOON - timedelta(days=1))


def test_every_picture_is_paid_for_out_of_the_same_share() -> None:
    pace = CapturePace(2.0)
    pace.note_turn(NOON)
    pace.note_pictures(1)
    assert pace.pause_after(None) == pace.pause_s, "a list and one picture are what a report takes"
    pace.note_pictures(9)
    # Ten requests at a fifth of two a second, and at a fiftieth for those decided long ago.
    assert pace.pause_after(None) == pytest.approx(25.0)
    assert pace.pause_after(None) == pace.pause_s, "paid once"
    assert not pace.is_turn(NOON + timedelta(seconds=249))
    assert pace.is_turn(NOON + timedelta(seconds=250))
    assert pace.is_turn(NOON - timedelta(days=1)), "the clock was set back"
    pace.note_pictures(9)
    assert pace.pause_after(ProviderThrottled("x", retry_after_s=10.0)) == pytest.approx(25.0)
    pace.note_turn(NOON)
    assert pace.is_turn(NOON + timedelta(seconds=50))


def test_what_hits_the_account_pauses_all_of_it() -> None:
    pace = CapturePace(2.0)
    assert pace.pause_after(ProviderNotFound("x")) == pace.pause_s
    assert pace.pause_after(ProviderUnreachable("x")) == 30.0
    assert pace.pause_after(ProviderThrottled("x", retry_after_s=77.0)) == 77.0
    assert pace.pause_after(ProviderUnauthorised("x")) == 900.0


def test_waits_grow_up_to_six_hours() -> None:
    waits = [
        judge_fault(ProviderNotFound("not yet"), replace(TAKEN, tries=tries), NOON, CHOOSER)
        for tries in range(40)
    ]
    assert all(each.state is CaptureState.WAITING for each in waits)
    seconds = [(each.next_at - NOON).total_seconds() for each in waits if each.next_at is not None]
    assert 30 <= seconds[0] <= 33
    assert all(later >= earlier * 1.7 for earlier, later in pairwise(seconds[:9]))
    assert all(6 * 3600 <= each <= 6.7 * 3600 for each in seconds[12:])


@pytest.mark.parametrize(
    ("fault", "tries", "age", "state"),
    [
        (ProviderNotFound("x"), 5, timedelta(days=31), CaptureState.ABSENT),
        (ProviderNotFound("x"), 4, timedelta(days=31), CaptureState.WAITING),
        (ProviderNotFound("x"), 90, timedelta(days=29), CaptureState.WAITING),
        (NotSupported("x"), 0, timedelta(), CaptureState.NEVER),
        (ProviderForbidden("x"), 1, timedelta(), CaptureState.WAITING),
        (ProviderForbidden("x"), 2, timedelta(), CaptureState.STUCK),
        (ReportUnreadable("x"), 8, timedelta(), CaptureState.WAITING),
        (ReportUnreadable("x"), 9, timedelta(), CaptureState.STUCK),
        (ProviderUnreachable("x"), 500, timedelta(days=99), CaptureState.WAITING),
    ],
)
def test_it_is_known_when_asking_is_of_no_use(
    fault: ConsoleError, tries: int, age: timedelta, state: CaptureState
) -> None:
    ending = judge_fault(fault, replace(TAKEN, tries=tries, since=NOON - age), NOON, CHOOSER)
    assert ending.state is state
    assert ending.tries == tries + 1
    assert (ending.next_at is None) == (state is not CaptureState.WAITING)
    assert ending.reason


def test_a_full_disk_says_nothing_about_the_evidence() -> None:
    ending = judge_fault(DiskFull("The disk is full."), replace(TAKEN, tries=9), NOON, CHOOSER)
    assert (ending.state, ending.tries) == (CaptureState.WAITING, 9)


def test_pictures_are_complete_or_asked_for_again() -> None:
    assert judge_pictures(FetchedPictures((PICTURE,)), TAKEN, NOON, CHOOSER) is None
    none = judge_pictures(FetchedPictures((), reason="None there."), TAKEN, NOON, CHOOSER)
    assert none is not None
    assert (none.state, none.reason) == (CaptureState.NEVER, "None there.")
    some = judge_pictures(FetchedPictures((PICTURE,), ("FACE: gone.",)), TAKEN, NOON, CHOOSER)
    assert some is not None
    assert (some.state, some.reason) == (
        CaptureState.WAITING,
        "1 of 2 pictures could not be fetched: FACE: gone.",
    )
