"""A session of a customer iDenfy knew before, whose creation was never answered: only its own message proves it ours."""

from __future__ import annotations

import asyncio
from pathlib import Path

from console.domain.customer import CustomerId
from console.domain.events import VerificationsChanged
from console.domain.outbox import CreateIntent, OutboxState
from console.domain.phase import Phase
from console.domain.verification import VerificationId, VerificationKey
from tests.support.clocks import SettableClock
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator

A_DAY_S = 86_400.0
LOST = {
    "provider": "idenfy",
    "method": "POST",
    "path": "/api/v2/token",
    "times": 1,
    "action": "commit_then_drop",
}


async def _load_returning_customer(desk: Desk) -> CustomerId:
    key = await desk.create("idenfy")
    await asyncio.to_thread(desk.journey, key, "finish")
    row = await desk.wait_for_row(key, lambda row: row.phase is Phase.APPROVED)
    return row.customer_id


async def test_it_is_not_claimed_from_the_list_but_by_its_message(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = SettableClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", webhooks=True, clock=clock) as desk:
        customer_id = await _load_returning_customer(desk)
        creation, account = desk.services.creation, desk.account("idenfy")
        intent = CreateIntent(creation.new_reference(), customer_id, "Zoë van der Berg", "zoe@example.com")
        with quiet_simulator.faults(LOST):
            created = await creation.create(account.id, intent)
        assert created.item_id is not None
        waiting = await creation.resolve(created.item_id)
        assert (waiting.state, waiting.verification_id) == (OutboxState.UNKNOWN, None)
        assert "made elsewhere" in waiting.reason

        rows = await asyncio.to_thread(quiet_simulator.ledger, "idenfy")
        [made] = [row["id"] for row in rows if row["reference"] == intent.reference]
        key = VerificationKey(account.id, VerificationId(made))
        heard = asyncio.ensure_future(
            desk.wait_for(lambda event: isinstance(event, VerificationsChanged) and key in event.keys)
        )
        clock.let_pass(A_DAY_S)
        await asyncio.to_thread(quiet_simulator.journey, "idenfy", made, "expire")
        await heard
        settled = await creation.resolve(created.item_id)
        assert (settled.state, settled.verification_id) == (OutboxState.ACCEPTED, made)
