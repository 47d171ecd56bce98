"""Whole customers at the desk: clicks in the real window, the code read as a phone reads it, a real browser behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from console.domain.front_desk import CustomerFace, DeskCommand, StaffStage
from console.domain.phase import Phase
from console.domain.provider import PollingMode
from console.ui.views.front_desk_view import FrontDeskView
from tests.support.chromium import CHROMIUM, NO_CHROMIUM, Chromium, start_chromium
from tests.support.clerk import (
    PATIENCE_S,
    ask_for_code,
    button,
    customer_texts,
    face,
    open_page,
    read_painted,
    wait_for_stage,
)
from tests.support.desk import Desk
from tests.support.hands import Mouse
from tests.support.waiting import until
from tests.support.window import open_window

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")
TELL_OPENING = ("checkout", "proofme")
_NAME = "Renée Ångström"
_TELLTALE = ("approved", "declined", "refused", "ångström", "aml", "label")


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for all journeys of this module; starting one takes seconds."""
    if not CHROMIUM:
        pytest.skip(NO_CHROMIUM)
    with start_chromium(tmp_path_factory.mktemp("phone")) as started:
        yield started


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_customer_from_the_first_click_to_the_next_one(
    provider: str, desk: Desk, mouse: Mouse, phone: Chromium
) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        page = await open_page(window, mouse)
        page.display.open()
        link = await ask_for_code(page, desk, provider, _NAME, mouse)
        surface = page.display.surface
        assert surface is not None
        await until(lambda: read_painted(surface) == link)
        (row,) = await desk.rows(text=_NAME, accounts=frozenset({desk.account(provider).id}))
        assert row.phase is Phase.NOT_STARTED

        heading = await asyncio.to_thread(phone.open, link)
        assert heading
        await _see_opened(page, provider, mouse)
        await _go_through(page, desk, phone)
        assert page.shown.phase is Phase.APPROVED
        assert "approved" in page.session.card.title
        await until(lambda: face(desk) is CustomerFace.RECEIVED)
        _assert_neutral(page)

        mouse.click(button(page, DeskCommand.NEXT))
        await wait_for_stage(page, StaffStage.IDLE)
        assert face(desk) is CustomerFace.WELCOME
        assert read_painted(surface) == ""
        assert page.start.choice.form.values().get("name", "") == ""
        assert page.start.finder.field.text() == ""


async def _see_opened(page: FrontDeskView, provider: str, mouse: Mouse) -> None:
    """By itself where the provider tells, by the clerk's word where it does not."""
    if provider not in TELL_OPENING:
        await until(button(page, DeskCommand.MARK_SCANNED).isVisible)
        mouse.click(button(page, DeskCommand.MARK_SCANNED))
    await wait_for_stage(page, StaffStage.ON_PHONE)
    assert not page.session.code.isVisible()
    assert page.display.surface is not None
    assert read_painted(page.display.surface) == ""
    _assert_neutral(page)


async def _go_through(page: FrontDeskView, desk: Desk, phone: Chromium) -> None:
    """What the customer touches, and then what the provider decides; the clerk sees what the provider can tell."""
    account = next(one for one in desk.services.accounts.load_accounts() if one.id == page.shown.account_id)
    manifest = desk.services.accounts.manifest(account.provider)
    # One that calls us does so when it has decided, and is not asked before.
    told = manifest.told_phases if manifest.polling.mode is PollingMode.POLL else frozenset[Phase]()
    for step, phase in (
        ("capture", Phase.CAPTURING),
        ("submit", Phase.IN_REVIEW),
        ("approve", Phase.APPROVED),
    ):
        if step not in await asyncio.to_thread(phone.steps):
            continue
        await asyncio.to_thread(phone.press, step)
        if phase in told:
            await until(lambda: page.shown.phase is phase, PATIENCE_S)  # noqa: B023 - awaited in the same round
            _assert_neutral(page)
    await wait_for_stage(page, StaffStage.OUTCOME)


def _assert_neutral(page: FrontDeskView) -> None:
    """No word of a verdict, a reason or a name on the customer's side."""
    said = " ".join(customer_texts(page)).casefold()
    assert said
    assert not [word for word in _TELLTALE if word in said]
