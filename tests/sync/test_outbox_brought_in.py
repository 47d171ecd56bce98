"""What a message or a look at the account brought counts when a lost create is looked for, and nothing else does."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from console.domain.events import VerificationsChanged
from console.domain.outbox import OutboxState
from console.services.creation import Created, Outcome
from console.sync.outbox_resolver import SETTLED_AFTER_S
from tests.support.clocks import SettableClock
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator

ATTEMPTS: Final = "/identity-verifications/*/attempts"
LOST: Final = {"method": "POST", "action": "commit_then_drop", "times": 1}
EMPTY_LIST: Final = {"count": 0, "next": None, "previous": None, "results": []}
# Nothing in it tells who made it.
UNTOLD: Final = {
    "total_count": 1,
    "skip": 0,
    "limit": 100,
    "data": [{"id": "iatp_untold", "status": "expired"}],
}


async def _lose(desk: Desk, provider: str, path: str, **options: str) -> Created:
    with desk.simulator.faults({"provider": provider, "path": path, **LOST}):
        created = await desk.try_create(provider, **options)
    assert created.outcome is Outcome.UNCERTAIN
    await asyncio.to_thread(desk.simulator.forget_calls)
    return created


async def test_a_list_that_lags_does_not_deny_what_a_message_has_told(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """Else it would be said that nothing was made, and somebody would make and pay a second one."""
    clock = SettableClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", webhooks=True, clock=clock) as desk:
        before = {row["id"] for row in await asyncio.to_thread(quiet_simulator.ledger, "idenfy")}
        created = await _lose(desk, "idenfy", "/api/v2/token")
        assert created.item_id is not None
        [made] = {row["id"] for row in await asyncio.to_thread(quiet_simulator.ledger, "idenfy")} - before
        heard = asyncio.ensure_future(desk.wait_for(lambda event: isinstance(event, VerificationsChanged)))
        await asyncio.to_thread(quiet_simulator.journey, "idenfy", made, "finish")
        await heard
        clock.let_pass(SETTLED_AFTER_S + 1)
        lagging = {"provider": "idenfy", "method": "GET", "path": "/kyc/identifications/", "action": "status"}
        with quiet_simulator.faults({**lagging, "status": 200, "body": EMPTY_LIST}):
            item = await desk.services.creation.resolve(created.item_id)
        assert (item.state, item.verification_id) == (OutboxState.ACCEPTED, made)
        calls = await asyncio.to_thread(quiet_simulator.calls, "idenfy")
        assert [call["path"] for call in calls if call["method"] == "GET"] == ["/kyc/identifications/"]


async def test_the_verification_known_already_is_not_taken_for_the_attempt_that_was_lost(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """Else the attempt would count as never sent, and leave a second time."""
    clock = SettableClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        created = await _lose(desk, "checkout", ATTEMPTS, pre_selected_language="nl")
        assert created.item_id is not None
        listing = {"provider": "checkout", "method": "GET", "path": ATTEMPTS, "action": "status"}
        with quiet_simulator.faults({**listing, "status": 200, "body": UNTOLD}):
            for wait_s in (0.0, SETTLED_AFTER_S + 1):
                clock.let_pass(wait_s)
                item = await desk.services.creation.resolve(created.item_id)
                assert (item.state, "may be this one" in item.reason) == (OutboxState.UNKNOWN, True)
        item = await desk.services.creation.resolve(created.item_id)
        assert item.state is OutboxState.ACCEPTED
        calls = await asyncio.to_thread(quiet_simulator.calls, "checkout")
        assert [call["path"] for call in calls if call["method"] == "POST"] == []
