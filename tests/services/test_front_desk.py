"""The front desk against the simulator: sessions of all four providers from the first key to the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.domain.front_desk import CustomerFace, DeskCommand, DeskDraft, StaffStage
from console.domain.phase import Phase
from tests.support.desk import Desk, open_desk
from tests.support.front_desk import draft_of, wait_for_stage
from tests.support.simulator import Simulator

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path / "profile", webhooks=True) as opened:
        await opened.start_sync()
        try:
            yield opened
        finally:
            quiet_simulator.clear_faults()


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_new_customer_gets_a_code(provider: str, desk: Desk) -> None:
    front = desk.services.front_desk
    assert front.customer_view().face is CustomerFace.WELCOME
    answer = await front.create(draft_of(desk, provider))
    assert answer.is_done, answer.reason
    staff, shown = front.staff_view(), front.customer_view()
    assert staff.stage is StaffStage.SHOWING
    assert shown.face is CustomerFace.CODE
    assert shown.code is not None
    assert shown.code == staff.code
    assert staff.phase is Phase.NOT_STARTED
    assert shown.code.url not in repr(staff) + repr(shown)
    assert (DeskCommand.MARK_SCANNED in staff.commands) == (provider in ("iron", "idenfy"))
