"""What the clerk reads and hears of a session, stage by stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.domain.environment import Environment
from console.domain.front_desk import DeskCommand, DeskSessionId, ShownCode, StaffStage, StaffView
from console.domain.phase import Phase
from console.ui.models.front_desk_words import (
    build_staff_words,
    command_word,
    expiry_text,
    find_sound,
    no_code_text,
    span_text,
)
from console.ui.toolkit.sounds import Sound

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CODE = ShownCode("https://verify.example/abc", "verify.example", "K7X-2041")
VIEW = StaffView(
    DeskSessionId("1"),
    StaffStage.SHOWING,
    Environment.LIVE,
    customer_name="Hannah Bret",
    provider_title="Iron",
    phase=Phase.NOT_STARTED,
    raw_status="Pending",
    as_of=NOW - timedelta(seconds=12),
    started_at=NOW - timedelta(minutes=2),
    code=CODE,
)
IDLE = replace(VIEW, session=DeskSessionId(""), stage=StaffStage.IDLE, code=None)


@pytest.mark.parametrize("stage", list(StaffStage))
@pytest.mark.parametrize("phase", [None, *Phase])
def test_every_stage_has_words_a_sign_and_a_colour(stage: StaffStage, phase: Phase | None) -> None:
    words = build_staff_words(replace(VIEW, stage=stage, phase=phase), NOW)
    assert words.title
    assert words.icon
    assert words.role
    assert CODE.url not in " ".join(words)


def test_an_outcome_is_the_providers_word_with_its_sign() -> None:
    words = build_staff_words(replace(VIEW, stage=StaffStage.OUTCOME, phase=Phase.DECLINED), NOW)
    assert (words.title, words.icon, words.role) == ("Iron: declined", "phase-declined", "declined")


def test_raw_status_ages_and_frame_stand_beside_it() -> None:
    words = build_staff_words(replace(VIEW, environment=Environment.TEST), NOW)
    assert (words.raw, words.started, words.read, words.frame) == (
        "raw: Pending",
        "for 2 min",
        "as of 12 s ago",
        "TEST",
    )
    assert build_staff_words(VIEW, NOW).frame == ""


def test_where_the_provider_cannot_tell_the_clerk_is_told_to_press_scanned() -> None:
    assert "Scanned" in build_staff_words(replace(VIEW, tells_opening=False), NOW).text
    assert "Scanned" not in build_staff_words(VIEW, NOW).text


def test_reason_and_advice_follow_as_they_came() -> None:
    words = build_staff_words(replace(VIEW, stage=StaffStage.RETRY, reason="Why.", advice="One.\nTwo."), NOW)
    assert words.text == "Why.\nOne.\nTwo."


@pytest.mark.parametrize(
    ("expires_at", "is_about", "said"),
    [
        (None, False, "Valid until the provider says otherwise"),
        (NOW + timedelta(minutes=12, seconds=5), False, "Valid for 12:05"),
        (NOW + timedelta(minutes=15), True, "Valid for about 15:00"),
        (NOW - timedelta(seconds=3), False, "Valid for 0:00"),
    ],
)
def test_a_countdown_only_where_an_end_is_known(
    expires_at: datetime | None, is_about: bool, said: str
) -> None:
    code = replace(CODE, expires_at=expires_at, expiry_is_about=is_about)
    assert expiry_text(replace(VIEW, code=code), NOW) == said


def test_the_time_left_is_told_only_while_the_customer_is_at_it() -> None:
    begun = replace(VIEW, code=None, expires_at=NOW + timedelta(minutes=3), expiry_is_about=True)
    assert expiry_text(replace(begun, stage=StaffStage.ON_PHONE), NOW) == "Time left: about 3:00"
    assert expiry_text(replace(begun, stage=StaffStage.CHECKING), NOW) == ""


@pytest.mark.parametrize(
    ("left", "said"),
    [(59, "0:59"), (3_600, "1:00:00"), (90_000, "25:00:00"), (3 * 86_400, "3 days")],
)
def test_a_span_is_told_as_a_clock_counts_it(left: int, said: str) -> None:
    assert span_text(NOW + timedelta(seconds=left), NOW) == said


def test_what_stands_in_the_place_of_a_code_says_whether_it_is_covered() -> None:
    gone = replace(VIEW, code=None)
    assert "covered" in no_code_text(replace(gone, is_blank=True))
    assert "left both" in no_code_text(replace(gone, stage=StaffStage.ON_PHONE))


def test_the_countdown_waits_while_it_is_held() -> None:
    over = replace(VIEW, stage=StaffStage.OUTCOME, code=None, ends_at=NOW + timedelta(seconds=6))
    assert "6 s" in build_staff_words(over, NOW).forgets
    assert "wait" in build_staff_words(replace(over, is_held=True, ends_at=None), NOW).forgets
    assert build_staff_words(VIEW, NOW).forgets == ""


@pytest.mark.parametrize(
    ("stage", "sound"),
    [
        (StaffStage.CHECKING, Sound.RECEIVED),
        (StaffStage.RETRY, Sound.ATTENTION),
        (StaffStage.EXPIRED, Sound.ATTENTION),
        (StaffStage.UNCERTAIN, Sound.PROBLEM),
        (StaffStage.REFUSED, Sound.PROBLEM),
        (StaffStage.ON_PHONE, None),
        (StaffStage.SHOWING, None),
    ],
)
def test_what_is_heard_when_a_stage_is_reached(stage: StaffStage, sound: Sound | None) -> None:
    assert find_sound(replace(VIEW, stage=StaffStage.CREATING), replace(VIEW, stage=stage)) is sound


@pytest.mark.parametrize("phase", [Phase.APPROVED, Phase.DECLINED, Phase.INCONCLUSIVE])
def test_every_verdict_sounds_the_same_for_the_customer_hears_it_too(phase: Phase) -> None:
    over = replace(VIEW, stage=StaffStage.OUTCOME, phase=phase)
    assert find_sound(VIEW, over) is Sound.RECEIVED


def test_nothing_is_heard_twice_or_for_another_customer() -> None:
    over = replace(VIEW, stage=StaffStage.OUTCOME)
    assert find_sound(over, replace(over, as_of=NOW)) is None
    assert find_sound(VIEW, replace(over, session=DeskSessionId("2"))) is None
    assert find_sound(IDLE, replace(VIEW, stage=StaffStage.UNCERTAIN)) is Sound.PROBLEM


@pytest.mark.parametrize("command", list(DeskCommand))
def test_every_command_has_a_verb(command: DeskCommand) -> None:
    assert command_word(command, StaffStage.SHOWING)


def test_a_code_that_ran_out_is_asked_for_anew_in_other_words() -> None:
    words = {command_word(DeskCommand.SHOW_AGAIN, stage) for stage in (StaffStage.RETRY, StaffStage.EXPIRED)}
    assert words == {"Show the code", "Show a new code"}


def test_an_end_that_is_about_right_and_over_is_no_countdown_at_nothing() -> None:
    code = replace(CODE, expires_at=NOW, expiry_is_about=True)
    assert "0:00" not in expiry_text(replace(VIEW, code=code), NOW)
    assert "0:00" in expiry_text(replace(VIEW, code=replace(code, expiry_is_about=False)), NOW)


@pytest.mark.parametrize("stage", [StaffStage.ON_PHONE, StaffStage.CHECKING])
def test_where_the_provider_calls_us_that_is_what_is_waited_for(stage: StaffStage) -> None:
    waiting = replace(VIEW, stage=stage, code=None, waits_for_call=True)
    assert "Waiting for Iron to call us." in build_staff_words(waiting, NOW).text
    assert "call us" not in build_staff_words(replace(waiting, waits_for_call=False), NOW).text


def test_who_was_let_go_before_they_began_is_not_said_to_be_at_it() -> None:
    released = replace(VIEW, stage=StaffStage.ON_PHONE, code=None, is_unread=True)
    assert build_staff_words(released, NOW).title == "Waiting for the customer to begin"
    begun = replace(released, is_unread=False)
    assert build_staff_words(begun, NOW).title == "The customer continues on the phone"
