"""A clerk's part for tests of the front desk: drafts, and waiting until a surface shows something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.domain.events import Event, FrontDeskChanged
from console.domain.front_desk import DeskDraft, StaffStage, StaffView
from tests.support.desk import Desk

_DEADLINE_S = 20.0


def draft_of(desk: Desk, provider: str, name: str = "Zoë van der Berg", **values: str) -> DeskDraft:
    """What a clerk fills in for somebody new."""
    reference = desk.services.creation.new_reference()
    return DeskDraft(
        desk.account(provider).id, name=name, email=f"{reference}@example.com", values=values
    )


async def wait_for_view(desk: Desk, is_it: Callable[[StaffView], bool]) -> StaffView:
    """The clerk's view once it is as wanted; looked at after every change. Raises `TimeoutError`."""
    moved = asyncio.Event()

    def hear(event: Event) -> None:
        if isinstance(event, FrontDeskChanged):
            moved.set()

    stop = desk.services.bus.subscribe(hear)
    try:
        async with asyncio.timeout(_DEADLINE_S):
            while not is_it(view := desk.services.front_desk.staff_view()):
                await moved.wait()
                moved.clear()
            return view
    finally:
        stop()


async def wait_for_stage(desk: Desk, stage: StaffStage) -> StaffView:
    """The same for a stage."""
    return await wait_for_view(desk, lambda view: view.stage is stage)
