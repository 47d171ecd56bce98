"""What may be done at Proofme next: one answer for every situation, no second open identification."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.customer import CustomerId
from console.domain.next_action import Action, ActionOffer, Permission, Situation, find_offer
from console.domain.phase import Phase
from console.domain.provider import Ability
from console.domain.verification import HostedLink, Verification, VerificationId
from console.providers.proofme.manifest import MANIFEST
from console.providers.proofme.rules import decide

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
OPEN = (Phase.NOT_STARTED, Phase.CAPTURING, Phase.UNKNOWN)
OVER = (Phase.APPROVED, Phase.DECLINED, Phase.CLOSED)


def verification(phase: Phase, *, link: bool = True) -> Verification:
    hosted = HostedLink("https://x.proofme.id/1") if link else None
    return Verification(VerificationId("v"), CustomerId("c"), phase, phase.value, hosted_link=hosted)


def offer(action: Action, mine: Verification | None, *siblings: Verification) -> ActionOffer:
    return find_offer(decide(Situation(NOW, mine, siblings=siblings)), action)


@given(st.none() | st.sampled_from(Phase), st.lists(st.sampled_from(Phase), max_size=3), st.booleans())
def test_every_situation_has_one_plain_answer_per_action(
    phase: Phase | None, siblings: list[Phase], link: bool
) -> None:
    mine = verification(phase, link=link) if phase is not None else None
    others = tuple(verification(each) for each in siblings)
    offers = decide(Situation(NOW, mine, siblings=others))
    assert [each.action for each in offers] == list(Action)
    assert all(each.reason.endswith(".") for each in offers)


@pytest.mark.parametrize("phase", [Phase.NOT_STARTED, Phase.CAPTURING])
def test_the_page_is_shown_while_the_identification_is_open(phase: Phase) -> None:
    assert offer(Action.SHOW_LINK, verification(phase)).is_allowed
    assert not offer(Action.SHOW_LINK, verification(phase, link=False)).is_allowed


@pytest.mark.parametrize("phase", OVER)
def test_a_finished_one_has_no_page_and_may_be_followed(phase: Phase) -> None:
    assert not offer(Action.SHOW_LINK, verification(phase)).is_allowed
    assert offer(Action.NEW_VERIFICATION, verification(phase)).permission is Permission.ALLOWED


@pytest.mark.parametrize("phase", OPEN)
def test_an_open_one_stands_in_the_way(phase: Phase) -> None:
    assert not offer(Action.NEW_VERIFICATION, verification(phase)).is_allowed
    assert not offer(Action.NEW_VERIFICATION, verification(Phase.APPROVED), verification(phase)).is_allowed


def test_the_first_one_is_free() -> None:
    assert offer(Action.NEW_VERIFICATION, None).permission is Permission.ALLOWED


@pytest.mark.parametrize("phase", list(Phase))
def test_there_is_never_a_report_and_the_button_says_why(phase: Phase) -> None:
    found = offer(Action.FETCH_REPORT, verification(phase))
    assert found.permission is Permission.REFUSED
    assert found.reason == MANIFEST.refusals[Ability.REPORTS]


@pytest.mark.parametrize("phase", list(Phase))
def test_reading_again_is_always_possible(phase: Phase) -> None:
    assert offer(Action.REFRESH, verification(phase)).is_allowed
