"""Pictures of the clerk's page: who is put in front for them."""

from __future__ import annotations

import pytest

from console.domain.errors import NotKnown
from console.domain.front_desk import StaffStage
from console.domain.phase import Phase
from console.ui.views.front_desk_orders import OUTCOME, show_desk
from tests.support.desk import Desk
from tests.support.front_desk import wait_for_stage


async def test_a_code_and_an_outcome_are_put_in_front_of_the_clerk(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await desk.create("iron", "Pia Picture")
    await show_desk(desk.services, "code", key.id)
    assert (front.staff_view().stage, front.staff_view().key) == (StaffStage.SHOWING, key)
    await front.cancel()
    await show_desk(desk.services, OUTCOME, key.id)
    staff = await wait_for_stage(desk, StaffStage.OUTCOME)
    assert (staff.key, staff.phase, staff.is_held) == (key, Phase.APPROVED, True)
    await front.cancel()


async def test_where_nobody_can_decide_there_is_no_outcome_and_nobody_in_front(desk: Desk) -> None:
    key = await desk.create("proofme", "Ole Other")
    with pytest.raises(NotKnown):
        await show_desk(desk.services, OUTCOME, key.id)
    assert desk.services.front_desk.staff_view().stage is StaffStage.IDLE
