"""What may be done at iDenfy next: one answer for every situation, and the right one for those that cost money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.customer import CustomerId
from console.domain.fact import Fact
from console.domain.next_action import Action, ActionOffer, Permission, Situation, find_offer
from console.domain.phase import Phase
from console.domain.verification import HostedLink, Verification, VerificationId
from console.providers.idenfy.rules import decide

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def verification(
    phase: Phase, *, final: bool = True, expires_at: datetime | None = NOW + DAY, link: bool = True
) -> Verification:
    return Verification(
        VerificationId("s"),
        CustomerId("c"),
        phase,
        phase.value,
        hosted_link=HostedLink("https://ui.idenfy.com/x", expires_at) if link else None,
        is_final=final,
    )


def offer(action: Action, mine: Verification | None, *siblings: Verification) -> ActionOffer:
    return find_offer(decide(Situation(NOW, mine, siblings=siblings)), action)


_verifications = st.builds(
    Verification,
    id=st.just(VerificationId("s")),
    customer_id=st.just(CustomerId("c")),
    phase=st.sampled_from(Phase),
    raw_status=st.text(max_size=5),
    updated_at=st.none() | st.just(NOW) | st.just(NOW - DAY),
    hosted_link=st.none()
    | st.builds(HostedLink, st.just("https://x"), st.none() | st.sampled_from([NOW - DAY * 2, NOW + DAY])),
    is_final=st.booleans(),
)


@given(st.none() | _verifications, st.lists(_verifications, max_size=3), st.booleans())
def test_every_situation_has_one_plain_answer_per_action(
    mine: Verification | None, siblings: list[Verification], has_report: bool
) -> None:
    offers = decide(Situation(NOW, mine, siblings=tuple(siblings), has_report=has_report))
    assert [each.action for each in offers] == list(Action)
    for each in offers:
        assert each.reason.endswith(".")
        if each.permission is Permission.ALLOWED_WITH_LOSS:
            assert each.consequence.endswith(".")


def test_the_link_is_shown_while_it_opens_something() -> None:
    assert offer(Action.SHOW_LINK, verification(Phase.NOT_STARTED)).is_allowed
    for refused in (
        None,
        verification(Phase.APPROVED),
        verification(Phase.IN_REVIEW),
        verification(Phase.NOT_STARTED, link=False),
        verification(Phase.NOT_STARTED, expires_at=NOW),
    ):
        assert not offer(Action.SHOW_LINK, refused).is_allowed


@pytest.mark.parametrize("phase", [Phase.NOT_STARTED, Phase.CAPTURING, Phase.IN_REVIEW, Phase.UNKNOWN])
def test_a_second_session_beside_an_open_one_is_refused(phase: Phase) -> None:
    assert not offer(Action.NEW_VERIFICATION, verification(phase)).is_allowed
    finished = verification(Phase.APPROVED)
    assert not offer(Action.NEW_VERIFICATION, finished, verification(phase)).is_allowed


@pytest.mark.parametrize("phase", [Phase.APPROVED, Phase.DECLINED, Phase.ACTION_NEEDED])
def test_a_provisional_result_is_no_end(phase: Phase) -> None:
    assert not offer(Action.NEW_VERIFICATION, verification(phase, final=False)).is_allowed
    assert not offer(Action.FETCH_REPORT, verification(phase, final=False)).is_allowed


@pytest.mark.parametrize(
    "phase", [Phase.APPROVED, Phase.DECLINED, Phase.ACTION_NEEDED, Phase.EXPIRED, Phase.CLOSED]
)
def test_after_the_final_result_a_new_session_costs_a_credit(phase: Phase) -> None:
    found = offer(Action.NEW_VERIFICATION, verification(phase))
    assert found.permission is Permission.ALLOWED
    assert "credit" in found.consequence


def test_the_first_session_costs_a_credit_too() -> None:
    found = offer(Action.NEW_VERIFICATION, None)
    assert found.permission is Permission.ALLOWED
    assert "credit" in found.consequence


def test_a_session_whose_clocks_ran_out_without_a_word_can_be_replaced_with_eyes_open() -> None:
    lost = verification(Phase.NOT_STARTED, expires_at=NOW - DAY)
    assert offer(Action.NEW_VERIFICATION, lost).permission is Permission.ALLOWED_WITH_LOSS
    just_expired = verification(Phase.NOT_STARTED, expires_at=NOW - timedelta(minutes=1))
    assert not offer(Action.NEW_VERIFICATION, just_expired).is_allowed


def test_the_status_is_not_asked_for_while_a_message_is_due() -> None:
    assert not offer(Action.REFRESH, verification(Phase.NOT_STARTED)).is_allowed
    reviewing = replace(verification(Phase.IN_REVIEW), updated_at=NOW - timedelta(minutes=5))
    assert not offer(Action.REFRESH, reviewing).is_allowed


def test_the_status_may_be_asked_for_when_the_message_is_overdue_or_all_is_over() -> None:
    lost = verification(Phase.NOT_STARTED, expires_at=NOW - DAY)
    slow = replace(verification(Phase.IN_REVIEW), updated_at=NOW - timedelta(hours=1))
    for each in (lost, slow, verification(Phase.APPROVED), verification(Phase.ACTION_NEEDED)):
        assert offer(Action.REFRESH, each).permission is Permission.ALLOWED


def test_where_nothing_tells_when_the_message_is_due_a_person_must_say_so() -> None:
    found = offer(Action.REFRESH, verification(Phase.NOT_STARTED, link=False))
    assert found.permission is Permission.ALLOWED_WITH_LOSS
    assert "forbids" in found.consequence


@pytest.mark.parametrize("phase", [Phase.APPROVED, Phase.DECLINED, Phase.ACTION_NEEDED])
def test_the_report_follows_the_final_result(phase: Phase) -> None:
    assert offer(Action.FETCH_REPORT, verification(phase)).is_allowed


@pytest.mark.parametrize(
    "phase", [Phase.NOT_STARTED, Phase.IN_REVIEW, Phase.EXPIRED, Phase.CLOSED, Phase.UNKNOWN]
)
def test_there_is_no_report_of_nothing(phase: Phase) -> None:
    assert not offer(Action.FETCH_REPORT, verification(phase)).is_allowed


def asked_for_more(until: datetime, told: datetime | None = None) -> Verification:
    return replace(
        verification(Phase.APPROVED, expires_at=until),
        details=(Fact("information.until", (told or until).isoformat()),),
    )


def test_the_link_of_a_request_for_more_is_shown_while_it_lives() -> None:
    assert offer(Action.SHOW_LINK, asked_for_more(NOW + DAY)).is_allowed
    assert offer(Action.REOPEN_PAGE, asked_for_more(NOW + DAY)).permission is Permission.ALLOWED
    for dead in (
        asked_for_more(NOW),
        asked_for_more(NOW + DAY, told=NOW + DAY * 2),
        replace(asked_for_more(NOW + DAY), hosted_link=None),
        replace(asked_for_more(NOW + DAY), phase=Phase.CLOSED),
    ):
        assert not offer(Action.SHOW_LINK, dead).is_allowed


def test_opening_the_page_here_names_what_it_starts() -> None:
    found = offer(Action.REOPEN_PAGE, verification(Phase.NOT_STARTED))
    assert found.permission is Permission.ALLOWED_WITH_LOSS
    assert "clock" in found.consequence


@pytest.mark.parametrize("phase", [Phase.APPROVED, Phase.DECLINED, Phase.ACTION_NEEDED])
def test_more_is_asked_for_only_after_a_final_result(phase: Phase) -> None:
    assert offer(Action.ASK_FOR_INFORMATION, verification(phase)).permission is Permission.ALLOWED_WITH_LOSS
    assert not offer(Action.ASK_FOR_INFORMATION, verification(phase, final=False)).is_allowed


@pytest.mark.parametrize(
    ("raw_status", "phase", "allowed"),
    [
        ("APPROVED", Phase.APPROVED, True),
        ("EXPIRED", Phase.EXPIRED, True),
        ("ARCHIVED", Phase.CLOSED, True),
        ("ACTIVE", Phase.NOT_STARTED, False),
        ("REVIEWING", Phase.IN_REVIEW, False),
    ],
)
def test_only_what_is_over_is_erased_and_only_once(raw_status: str, phase: Phase, allowed: bool) -> None:
    found = offer(Action.ERASE, replace(verification(phase), raw_status=raw_status))
    assert found.is_allowed == allowed
    assert not allowed or "for good" in found.consequence
    assert not found.only_here


@pytest.mark.parametrize("raw_status", ["DELETED", "EXPIRED-DELETED"])
def test_what_idenfy_erased_by_itself_is_erased_here_without_asking_it(raw_status: str) -> None:
    gone = replace(verification(Phase.CLOSED), raw_status=raw_status)
    found = offer(Action.ERASE, gone)
    assert (found.permission, found.only_here) == (Permission.ALLOWED_WITH_LOSS, True)
    assert not offer(Action.ERASE, replace(gone, is_erased=True)).is_allowed


def test_an_erased_session_has_no_report_whatever_a_late_look_says() -> None:
    assert not offer(Action.FETCH_REPORT, replace(verification(Phase.APPROVED), is_erased=True)).is_allowed


@pytest.mark.parametrize(("told", "minutes"), [("600", 40), ("", 90), ("999999", 90), ("x", 90)])
def test_the_session_s_own_length_tells_when_its_message_is_late(told: str, minutes: int) -> None:
    lost = replace(
        verification(Phase.NOT_STARTED, expires_at=NOW - timedelta(minutes=minutes)),
        details=(Fact("asked.sessionLength", told),),
    )
    assert offer(Action.REFRESH, lost).is_allowed
    link = HostedLink("https://ui.idenfy.com/x", NOW - timedelta(minutes=minutes - 1))
    assert not offer(Action.REFRESH, replace(lost, hosted_link=link)).is_allowed
