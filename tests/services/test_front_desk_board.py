"""The board over a day: who was let go is kept up to a limit, and of who is gone nothing is left."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.account import AccountId
from console.domain.environment import Environment
from console.domain.events import Event, FrontDeskChanged
from console.domain.front_desk import DeskSessionId, ShownCode, StaffStage
from console.domain.front_desk_session import CaseFacts, DeskSession, DeskStep
from console.domain.keys import VerificationId, VerificationKey
from console.domain.next_action import Action, ActionOffer, Permission
from console.domain.phase import Phase
from console.services.front_desk_board import MOST_RELEASED, Board
from tests.support.clocks import MovableClock

OFFERS = tuple(ActionOffer(action, Permission.ALLOWED, "why") for action in Action)


@pytest.fixture
def clock() -> MovableClock:
    """Moved by the test."""
    return MovableClock()


@pytest.fixture
def told() -> list[Event]:
    """What the board said."""
    return []


@pytest.fixture
async def board(clock: MovableClock, told: list[Event]) -> Board:
    """Nobody is in front yet."""
    return Board(clock, told.append, lambda: "Ada", lambda: Environment.TEST, lambda _session: None)


@pytest.fixture(autouse=True)
def stopped(board: Board) -> Iterator[None]:
    """No timer outlives its test."""
    yield
    board.stop()


def facts_of(name: str, clock: MovableClock, phase: Phase = Phase.NOT_STARTED) -> CaseFacts:
    key = VerificationKey(AccountId("a"), VerificationId(name))
    link = f"https://verify.example/{name}"
    return CaseFacts(key, name, phase, phase.value, phase.is_final, clock.now(), OFFERS, link_url=link)


def begin(board: Board, name: str, clock: MovableClock) -> DeskSessionId:
    facts = facts_of(name, clock)
    code = ShownCode(facts.link_url, "verify.example", name, expires_at=clock.now() + timedelta(minutes=15))
    session = DeskSession(
        DeskSessionId(name), Environment.TEST, "en", DeskStep.FOLLOWING, facts.key.account_id, key=facts.key
    )
    board.begin(session)
    board.take_facts(session.id, facts, replace(session, code=code))
    return session.id


def count(kind: type) -> int:
    gc.collect()
    return sum(1 for each in gc.get_objects() if type(each) is kind)


async def test_a_day_of_customers_leaves_a_full_board_and_nothing_else(
    board: Board, clock: MovableClock
) -> None:
    held: list[tuple[int, int, int]] = []
    for day in range(3):
        for number in range(2 * MOST_RELEASED):
            begin(board, f"{day}-{number}", clock)
            board.forget_front(go_on=number % 3 != 0)
            clock.ahead += timedelta(seconds=15)
        held.append((count(CaseFacts), count(DeskSession), count(ShownCode)))
    assert len(board.released()) == MOST_RELEASED
    assert held[0] == held[1] == held[2]
    assert board.stage() is StaffStage.IDLE


async def test_those_that_ended_give_way_first(board: Board, clock: MovableClock) -> None:
    waiting = begin(board, "still on the phone", clock)
    board.forget_front(go_on=True)
    for number in range(MOST_RELEASED):
        session = begin(board, f"{number}", clock)
        board.forget_front(go_on=True)
        board.take_facts(session, facts_of(f"{number}", clock, Phase.APPROVED))
    kept = [view.session for view in board.released()]
    assert kept[-1] == waiting
    assert DeskSessionId("0") not in kept
    assert len(kept) == MOST_RELEASED


async def test_the_end_of_somebody_let_go_is_told_once(
    board: Board, clock: MovableClock, told: list[Event]
) -> None:
    session = begin(board, "Ana", clock)
    board.forget_front(go_on=True)
    told.clear()
    for _ in range(3):
        board.take_facts(session, facts_of("Ana", clock, Phase.DECLINED))
    ended = [event.ended for event in told if isinstance(event, FrontDeskChanged)]
    assert ended == [session, None, None]
