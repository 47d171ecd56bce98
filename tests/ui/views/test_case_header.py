"""The head of a case: what a button costs is read before it is pressed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from console.domain.next_action import Action, Permission, find_offer
from console.ui.widgets.case_header_widget import CaseHeaderWidget
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path / "profile") as opened:
        yield opened


@pytest.fixture
async def header() -> AsyncIterator[CaseHeaderWidget]:
    host = QWidget()
    yield CaseHeaderWidget(host)
    host.deleteLater()
    await asyncio.sleep(0)


async def test_what_a_second_verification_would_cost_stands_in_the_open(
    desk: Desk, header: CaseHeaderWidget
) -> None:
    case = await desk.services.cases.load_case(await desk.create("iron"))
    offer = find_offer(case.offers, Action.NEW_VERIFICATION)
    assert offer.permission is Permission.ALLOWED_WITH_LOSS
    header.show_case(case)
    assert f"New verification: {offer.consequence}" in header.why_not
    assert header.button(Action.NEW_VERIFICATION).isEnabled()
