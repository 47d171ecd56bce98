"""A clerk's part for tests of the front desk: drafts, and waiting until a surface shows something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.domain.customer import CustomerId
from console.domain.events import Event, FrontDeskChanged
from console.domain.front_desk import DeskDraft, StaffStage, StaffView
from console.domain.keys import VerificationKey
from tests.support.desk import Desk

_DEADLINE_S = 20.0


def draft_of(
    desk: Desk,
    provider: str,
    name: str = "Zoë van der Berg",
    *,
    customer_id: CustomerId = CustomerId(""),  # noqa: B008 - a plain string
    preset: str = "",
    **values: str,
) -> DeskDraft:
    """What a clerk fills in: for somebody new, or for a customer the provider knows."""
    reference = desk.services.creation.new_reference()
    email = "" if customer_id else f"{reference}@example.com"
    return DeskDraft(desk.account(provider).id, customer_id, name, email, preset, values)


async def begin(desk: Desk, provider: str, name: str = "Zoë van der Berg") -> VerificationKey:
    """Somebody new is in front, with their code on the display."""
    answer = await desk.services.front_desk.create(draft_of(desk, provider, name))
    assert answer.is_done, answer.reason
    key = desk.services.front_desk.staff_view().key
    assert key is not None
    return key


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


async def wait_for_released(desk: Desk, is_it: Callable[[StaffView], bool]) -> StaffView:
    """The one customer let go once they are as wanted. Raises `TimeoutError`."""
    front = desk.services.front_desk
    await wait_for_view(desk, lambda _: any(map(is_it, front.released())))
    return next(filter(is_it, front.released()))
