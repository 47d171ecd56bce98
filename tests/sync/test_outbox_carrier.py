"""A mistake of our own in the middle of a create: never left as if it were still being sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.base.clock import SystemClock
from console.base.ids import new_reference
from console.domain.account import AccountId
from console.domain.outbox import CreateIntent, OutboxState
from console.sync.coordinator import Coordinator
from console.sync.outbox import OutboxSender
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator


class BreaksLater:
    """Finds coordinators as the program does, until the call numbered `at` comes upon a mistake of ours."""

    def __init__(self, desk: Desk, at: int) -> None:
        self._desk = desk
        self._left = at

    def __call__(self, account_id: AccountId) -> Coordinator:
        self._left -= 1
        if self._left <= 0:
            raise ValueError("a mistake of ours")
        return self._desk.console._directory.coordinator(account_id)


@pytest.mark.expects_log("could not be carried on")
@pytest.mark.parametrize(
    ("at", "expected", "is_made"),
    [
        (1, OutboxState.REFUSED, False),
        (2, OutboxState.UNKNOWN, False),
        (3, OutboxState.UNKNOWN, True),
    ],
)
async def test_a_mistake_of_ours_leaves_it_refused_or_uncertain(
    at: int, expected: OutboxState, is_made: bool, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(quiet_simulator, tmp_path) as desk:
        store = desk.console.store
        sender = OutboxSender(store, BreaksLater(desk, at), SystemClock(), desk.events.append)
        intent = CreateIntent(new_reference(), name="Ada", email="ada@example.com")
        before = len(quiet_simulator.ledger("proofme"))
        item = await sender.create(desk.account("proofme").id, intent, 0)
        assert item.state is expected
        assert store.read.load_outbox() == (item,)
        assert (len(quiet_simulator.ledger("proofme")) > before) == is_made
        [held] = store.read.load_open_outbox() if expected is OutboxState.UNKNOWN else [None]
        assert held is None or held.lease is None
        if held is not None:
            settled = await desk.services.creation.resolve(item.id)
            assert (settled.state is OutboxState.ACCEPTED) == is_made
