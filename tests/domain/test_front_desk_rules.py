"""What both surfaces show, as tables: stage by phase and provider, face by stage, commands, end, expiry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.account import AccountId
from console.domain.attention import AttentionReason
from console.domain.environment import Environment
from console.domain.front_desk import (
    CustomerFace,
    DeskCommand,
    DeskDraft,
    DeskSessionId,
    ShownCode,
    StaffStage,
)
from console.domain.front_desk_rules import (
    CHECK_PAUSE,
    FORGET_AFTER,
    build_customer_view,
    build_staff_view,
    find_commands,
    find_end,
    find_next_moment,
    find_stage,
    follow_facts,
)
from console.domain.front_desk_session import CaseFacts, DeskMoment, DeskSession, DeskStep
from console.domain.keys import VerificationId, VerificationKey
from console.domain.next_action import Action, ActionOffer, Permission
from console.domain.phase import Phase

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
KEY = VerificationKey(AccountId("a"), VerificationId("v"))
URL = "https://verify.example/" + "s3cret" * 10
CODE = ShownCode(URL, "verify.example", "7HX-2K9Q")


def offers(*refused: Action) -> tuple[ActionOffer, ...]:
    return tuple(
        ActionOffer(
            action, Permission.REFUSED if action in refused else Permission.ALLOWED, f"why {action.value}"
        )
        for action in Action
    )


def facts(phase: Phase = Phase.NOT_STARTED, **changed: object) -> CaseFacts:
    plain = CaseFacts(
        KEY, "Zoë", phase, phase.value, phase.is_final, NOW, offers(Action.NEW_ATTEMPT), link_url=URL
    )
    return replace(plain, **changed)  # pyright: ignore[reportArgumentType]


SHOWN = DeskSession(
    DeskSessionId("s"), Environment.TEST, "lt", DeskStep.FOLLOWING, KEY.account_id, key=KEY, code=CODE
)
SCANNED = replace(SHOWN, scanned_at=NOW)


@pytest.mark.parametrize(
    ("session", "known", "stage", "face"),
    [
        (SHOWN, facts(), StaffStage.SHOWING, CustomerFace.CODE),
        (SCANNED, facts(), StaffStage.ON_PHONE, CustomerFace.CONTINUE),
        (SHOWN, facts(Phase.CAPTURING), StaffStage.ON_PHONE, CustomerFace.CONTINUE),
        (SHOWN, facts(Phase.IN_REVIEW), StaffStage.CHECKING, CustomerFace.RECEIVED),
        (SHOWN, facts(Phase.APPROVED), StaffStage.OUTCOME, CustomerFace.RECEIVED),
        (SHOWN, facts(Phase.DECLINED), StaffStage.OUTCOME, CustomerFace.RECEIVED),
        (SHOWN, facts(Phase.INCONCLUSIVE), StaffStage.OUTCOME, CustomerFace.RECEIVED),
        (SHOWN, facts(Phase.APPROVED, is_settled=False), StaffStage.CHECKING, CustomerFace.RECEIVED),
        (SHOWN, facts(Phase.DECLINED, is_settled=False), StaffStage.CHECKING, CustomerFace.RECEIVED),
        (SHOWN, facts(Phase.EXPIRED), StaffStage.EXPIRED, CustomerFace.PLEASE_WAIT),
        (SHOWN, facts(Phase.CLOSED), StaffStage.OUTCOME, CustomerFace.PLEASE_WAIT),
        (
            SHOWN,
            facts(Phase.ACTION_NEEDED, mark="1", attention=AttentionReason.RETRY_REQUIRED),
            StaffStage.RETRY,
            CustomerFace.ONE_MORE_TRY,
        ),
        (
            SHOWN,
            facts(Phase.ACTION_NEEDED, mark="1", attention=AttentionReason.STEP_UP),
            StaffStage.RETRY,
            CustomerFace.PLEASE_WAIT,
        ),
        (
            SHOWN,
            facts(Phase.ACTION_NEEDED, mark="1", attention=AttentionReason.RETRY_REQUIRED, is_unopened=True),
            StaffStage.EXPIRED,
            CustomerFace.PLEASE_WAIT,
        ),
        (
            SHOWN,
            facts(Phase.ACTION_NEEDED, mark="1", attention=AttentionReason.SUSPECTED),
            StaffStage.OUTCOME,
            CustomerFace.RECEIVED,
        ),
        (
            replace(SHOWN, accepted_mark="1"),
            facts(Phase.ACTION_NEEDED, mark="1", attention=AttentionReason.RETRY_REQUIRED),
            StaffStage.SHOWING,
            CustomerFace.CODE,
        ),
        (SHOWN, facts(Phase.UNKNOWN), StaffStage.SHOWING, CustomerFace.CODE),
        (replace(SHOWN, code=None), facts(), StaffStage.EXPIRED, CustomerFace.PLEASE_WAIT),
        (SHOWN, facts(link_url="https://other.example/"), StaffStage.EXPIRED, CustomerFace.PLEASE_WAIT),
        (SHOWN, facts(offers=offers(Action.SHOW_LINK)), StaffStage.EXPIRED, CustomerFace.PLEASE_WAIT),
        (replace(SHOWN, is_released=True, code=None), facts(), StaffStage.ON_PHONE, CustomerFace.CONTINUE),
        (replace(SHOWN, step=DeskStep.IDLE), None, StaffStage.IDLE, CustomerFace.WELCOME),
        (replace(SHOWN, step=DeskStep.CREATING), facts(), StaffStage.CREATING, CustomerFace.PLEASE_WAIT),
        (replace(SHOWN, step=DeskStep.UNCERTAIN), None, StaffStage.UNCERTAIN, CustomerFace.PLEASE_WAIT),
        (replace(SHOWN, step=DeskStep.REFUSED), None, StaffStage.REFUSED, CustomerFace.PLEASE_WAIT),
    ],
)
def test_stage_and_face(
    session: DeskSession, known: CaseFacts | None, stage: StaffStage, face: CustomerFace
) -> None:
    moment = DeskMoment(NOW, "Ines")
    assert find_stage(session, known, NOW) is stage
    shown = build_customer_view(session, known, moment)
    assert (shown.face, shown.code) == (face, CODE if face is CustomerFace.CODE else None)
    staff = build_staff_view(session, known, moment)
    assert staff.stage is stage
    assert (staff.code is not None) == (stage is StaffStage.SHOWING)


PHASES = st.sampled_from(Phase)
SESSIONS = st.builds(
    replace,
    st.sampled_from([SHOWN, SCANNED]),
    step=st.sampled_from(DeskStep),
    is_blank=st.booleans(),
    is_released=st.booleans(),
    accepted_mark=st.sampled_from(["", "1"]),
)


@given(SESSIONS, PHASES, st.booleans(), st.sampled_from([None, *AttentionReason]), st.booleans())
def test_the_customer_never_learns_anything_but_a_face(
    session: DeskSession,
    phase: Phase,
    is_settled: bool,
    attention: AttentionReason | None,
    is_covered: bool,
) -> None:
    known = facts(
        phase, is_settled=is_settled, attention=attention, mark="1", advice="Forged document (62103)"
    )
    moment = DeskMoment(NOW, "Ines", is_covered)
    shown = build_customer_view(session, known, moment)
    said = repr(shown)
    for secret in ("Forged", "Zoë", "62103", "approved", "declined", "why ", URL):
        assert secret not in said
    if session.is_blank or is_covered:
        assert (shown.face, shown.code) == (CustomerFace.COVER, None)
        assert build_staff_view(session, known, moment).code is None
    # A verdict and its opposite look the same.
    others = [replace(known, phase=other) for other in (Phase.APPROVED, Phase.DECLINED, Phase.INCONCLUSIVE)]
    assert len({build_customer_view(session, other, moment).face for other in others}) == 1


def test_only_a_final_verdict_ends_by_itself_and_not_while_the_clerk_is_at_it() -> None:
    assert FORGET_AFTER.total_seconds() == 8
    for phase in Phase:
        session = follow_facts(SHOWN, facts(phase), NOW)
        is_verdict = phase in (Phase.APPROVED, Phase.DECLINED, Phase.INCONCLUSIVE)
        assert find_end(session, facts(phase), NOW) == (NOW + FORGET_AFTER if is_verdict else None)
        assert find_end(replace(session, is_held=True), facts(phase), NOW) is None
        assert find_end(replace(session, is_blank=True), facts(phase), NOW) is None
    provisional = facts(Phase.APPROVED, is_settled=False)
    assert find_end(follow_facts(SHOWN, provisional, NOW), provisional, NOW) is None


def test_nothing_personal_outlives_its_erasure() -> None:
    session = replace(SHOWN, customer_name="Zoë", draft=DeskDraft(KEY.account_id, name="Zoë"))
    erased = facts(Phase.CLOSED, customer_name="", is_erased=True)
    left = follow_facts(session, erased, NOW)
    assert (left.customer_name, left.draft, left.code) == ("", None, None)


def test_a_verdict_seen_again_later_does_not_begin_anew() -> None:
    first = follow_facts(SHOWN, facts(Phase.APPROVED), NOW)
    later = NOW + timedelta(seconds=5)
    again = follow_facts(first, facts(Phase.APPROVED), later)
    assert find_end(again, facts(Phase.APPROVED), later) == NOW + FORGET_AFTER


@pytest.mark.parametrize("is_about", [True, False])
def test_only_an_exact_end_takes_the_code_away(is_about: bool) -> None:
    ends_at = NOW + timedelta(minutes=15)
    session = replace(SHOWN, code=replace(CODE, expires_at=ends_at, expiry_is_about=is_about))
    staff = build_staff_view(session, facts(), DeskMoment(NOW))
    assert (staff.expires_at, staff.expiry_is_about) == (ends_at, is_about)
    assert find_next_moment(session, facts(), NOW) == ends_at - timedelta(minutes=10)
    # The engine's word on the link is by the same clock, so it takes no picture away either.
    for known in (facts(), facts(offers=offers(Action.SHOW_LINK))):
        over = build_staff_view(session, known, DeskMoment(ends_at))
        assert over.stage is (StaffStage.SHOWING if is_about else StaffStage.EXPIRED)
        assert (over.code is not None) is is_about
        assert over.reason
    # The provider's word on another link, or on none, does.
    assert find_stage(session, facts(link_url=""), ends_at) is StaffStage.EXPIRED
    # On a phone already, its end is nobody's business.
    assert find_stage(session, facts(Phase.CAPTURING), ends_at) is StaffStage.ON_PHONE


@pytest.mark.parametrize("is_about", [True, False])
def test_a_code_that_ran_out_is_not_offered_again(is_about: bool) -> None:
    ends_at = NOW + timedelta(minutes=15)
    session = replace(SHOWN, code=replace(CODE, expires_at=ends_at, expiry_is_about=is_about))
    commands = find_commands(session, facts(offers=offers()), ends_at)
    assert {DeskCommand.NEW_ATTEMPT, DeskCommand.NEW_VERIFICATION} <= commands
    assert commands.isdisjoint({DeskCommand.SHOW_AGAIN, DeskCommand.COPY, DeskCommand.PRINT})
    # Another link is there by now: that one may be shown.
    newer = find_commands(session, facts(link_url="https://other.example/"), ends_at)
    assert DeskCommand.SHOW_AGAIN in newer


def test_once_scanned_the_flow_has_a_clock_of_its_own() -> None:
    session = replace(SCANNED, code=replace(CODE, expires_at=NOW + timedelta(days=1)))
    known = facts(session_s=1800, tells_opening=False)
    staff = build_staff_view(session, known, DeskMoment(NOW))
    assert (staff.expires_at, staff.expiry_is_about) == (NOW + timedelta(minutes=30), True)
    late = build_staff_view(session, known, DeskMoment(NOW + timedelta(minutes=31)))
    assert late.stage is StaffStage.ON_PHONE
    assert late.reason


@pytest.mark.parametrize("minutes", [None, 20, 10, 9])
def test_paper_is_not_worth_it_shortly_before_the_end(minutes: int | None) -> None:
    ends_at = None if minutes is None else NOW + timedelta(minutes=minutes)
    session = replace(SHOWN, code=replace(CODE, expires_at=ends_at))
    assert (DeskCommand.PRINT in find_commands(session, facts(), NOW)) == (minutes != 9)


def test_the_engine_decides_what_may_be_done() -> None:
    known = facts(Phase.ACTION_NEEDED, mark="1", attention=AttentionReason.RETRY_REQUIRED)
    again = find_commands(SHOWN, known, NOW)
    assert DeskCommand.SHOW_AGAIN in again
    assert DeskCommand.NEW_ATTEMPT not in again
    anew = find_commands(SHOWN, replace(known, offers=offers()), NOW)
    assert DeskCommand.NEW_ATTEMPT in anew
    assert DeskCommand.SHOW_AGAIN not in anew
    nothing = find_commands(SHOWN, replace(known, offers=offers(*Action)), NOW)
    assert nothing.isdisjoint({DeskCommand.NEW_ATTEMPT, DeskCommand.SHOW_AGAIN, DeskCommand.CHECK_NOW})


def test_scanned_is_the_clerks_to_say_only_where_the_provider_cannot() -> None:
    assert DeskCommand.MARK_SCANNED not in find_commands(SHOWN, facts(), NOW)
    assert DeskCommand.MARK_SCANNED in find_commands(SHOWN, facts(tells_opening=False), NOW)


def test_check_now_has_its_pause_and_its_reason() -> None:
    assert CHECK_PAUSE.total_seconds() == 10
    asked = replace(SHOWN, asked_at=NOW)
    assert build_staff_view(asked, facts(), DeskMoment(NOW)).can_check_at == NOW + CHECK_PAUSE
    forbidden = build_staff_view(SHOWN, facts(offers=offers(Action.REFRESH)), DeskMoment(NOW))
    assert (forbidden.can_check_at, forbidden.check_reason) == (None, "why refresh")


def test_a_try_that_failed_takes_its_code_away_and_a_new_failure_after_it_again() -> None:
    failed = facts(Phase.ACTION_NEEDED, mark="1", attention=AttentionReason.RETRY_REQUIRED)
    session = follow_facts(SHOWN, failed, NOW)
    assert session.code is None
    shown_again = replace(session, code=CODE, accepted_mark="1")
    assert follow_facts(shown_again, failed, NOW).code == CODE
    assert follow_facts(shown_again, replace(failed, mark="2"), NOW).code is None
    assert follow_facts(shown_again, facts(), NOW).accepted_mark == ""


def test_a_link_that_only_ran_out_is_replaced_and_nobody_is_told_of_another_try() -> None:
    offered = offers(Action.SHOW_LINK)
    ran_out = facts(
        Phase.ACTION_NEEDED,
        mark="1",
        attention=AttentionReason.RETRY_REQUIRED,
        is_unopened=True,
        offers=offered,
    )
    session = follow_facts(SCANNED, ran_out, NOW)
    assert (session.code, session.scanned_at) == (None, None)
    staff = build_staff_view(session, ran_out, DeskMoment(NOW))
    assert (staff.stage, staff.reason) == (StaffStage.EXPIRED, "why show_link")
    assert DeskCommand.NEW_ATTEMPT in staff.commands
    assert DeskCommand.SHOW_AGAIN not in staff.commands


def test_who_was_let_go_has_begun_only_as_far_as_anybody_knows() -> None:
    released = replace(SHOWN, is_released=True, code=None)
    cases = [
        (released, facts(), True),
        (replace(released, scanned_at=NOW), facts(), False),
        (released, facts(Phase.CAPTURING), False),
        (SHOWN, facts(), False),
    ]
    for session, known, is_unread in cases:
        assert build_staff_view(session, known, DeskMoment(NOW)).is_unread is is_unread
