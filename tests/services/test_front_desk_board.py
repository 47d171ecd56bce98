"""The desk's memory of who is here: what it keeps of somebody let go, whose facts it takes, and that blank stays blank."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from console.base.clock import SystemClock
from console.domain.account import AccountId
from console.domain.environment import Environment
from console.domain.events import Event
from console.domain.front_desk import CustomerFace, DeskSessionId, ShownCode
from console.domain.front_desk_session import CaseFacts, DeskSession, DeskStep
from console.domain.keys import VerificationId, VerificationKey
from console.domain.next_action import Action, ActionOffer, Permission
from console.domain.phase import Phase
from console.services.front_desk_board import Board

_KEY = VerificationKey(AccountId("a"), VerificationId("v"))
_CODE = ShownCode("https://verify.example/s3cret", "verify.example", "7HX-2K9Q")
_SESSION = DeskSession(
    DeskSessionId("s"), Environment.TEST, "lt", DeskStep.FOLLOWING, _KEY.account_id, key=_KEY, code=_CODE
)


def _facts(key: VerificationKey = _KEY, phase: Phase = Phase.NOT_STARTED) -> CaseFacts:
    offers = tuple(ActionOffer(action, Permission.ALLOWED, "") for action in Action)
    now = SystemClock().now()
    return CaseFacts(key, "Zoë", phase, phase.value, phase.is_final, now, offers, link_url=_CODE.url)


@pytest.fixture
async def board() -> AsyncIterator[Board]:
    """Nobody is there yet."""
    told: list[Event] = []
    made = Board(SystemClock(), told.append, lambda: "Ines", lambda: Environment.TEST, lambda _session: None)
    yield made
    made.stop()


async def test_no_code_is_kept_for_somebody_who_was_let_go(board: Board) -> None:
    board.begin(_SESSION)
    board.take_facts(_SESSION.id, _facts())
    assert board.customer_view().code == _CODE
    board.forget_front(go_on=True)
    # A late answer brings the code once more.
    board.put(replace(_SESSION, is_released=True))
    [waiting] = board.sessions()[1:]
    assert (waiting.id, waiting.code) == (_SESSION.id, None)


async def test_the_facts_of_another_case_are_dropped(board: Board) -> None:
    board.begin(_SESSION)
    other = VerificationKey(_KEY.account_id, VerificationId("other"))
    board.take_facts(_SESSION.id, _facts(other, Phase.DECLINED))
    assert board.facts(_SESSION.id) is None
    board.take_facts(_SESSION.id, _facts())
    board.take_facts(_SESSION.id, _facts(other, Phase.DECLINED))
    found = board.facts(_SESSION.id)
    assert found is not None
    assert found.key == _KEY
    # Nobody with that number is here.
    board.take_facts(DeskSessionId("nobody"), _facts())
    assert board.facts(DeskSessionId("nobody")) is None


async def test_what_is_blank_stays_blank_for_the_next_one(board: Board) -> None:
    board.put(replace(board.front, is_blank=True))
    board.begin(_SESSION)
    board.take_facts(_SESSION.id, _facts())
    assert (board.customer_view().face, board.customer_view().code) == (CustomerFace.COVER, None)
    board.forget_front(go_on=True)
    assert board.take_back(_SESSION.id) is not None
    assert board.customer_view().face is CustomerFace.COVER
