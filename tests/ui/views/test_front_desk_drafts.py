"""Drafts kept without a network, at the window: they keep what was filled in and swallow nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.domain.front_desk import DeskDraft, StaffStage
from console.domain.outbox import CreateIntent
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.front_desk_view import FrontDeskView
from console.ui.views.main_window import MainWindow
from tests.support.clerk import agree_to_price, open_page, wait_for_stage
from tests.support.desk import Desk
from tests.support.hands import Mouse
from tests.support.waiting import until


@pytest.fixture
def mouse() -> Mouse:
    """Clicks."""
    return Mouse()


@pytest.fixture
async def kept(desk: Desk) -> DeskDraft:
    """Somebody new who could not be created yesterday."""
    # The simulator is shared: what another test made must not be taken for this one.
    email = f"{desk.services.creation.new_reference()}@example.com"
    draft = DeskDraft(desk.account("iron").id, name="Dora Draft", email=email, language="de")
    return await desk.services.front_desk.keep_draft(draft)


@pytest.fixture
async def page(desk: Desk, kept: DeskDraft, tmp_path: Path, mouse: Mouse) -> AsyncIterator[FrontDeskView]:
    """The clerk's page with that draft beside it."""
    del kept
    window = MainWindow(desk.services, WindowMemory(tmp_path / "window.json"))
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    await until(window.isActiveWindow)
    made = await open_page(window, mouse)
    await until(lambda: made.side.drafts and made.side.drafts[0].use_button.isVisible())
    yield made
    await desk.services.front_desk.cancel()
    window.hide()
    window.deleteLater()
    await asyncio.sleep(0)


async def _numbers(desk: Desk) -> list[int]:
    return [each.number for each in await desk.services.front_desk.load_drafts()]


async def test_a_draft_fills_the_form_again_and_is_gone_once_it_was_created(
    desk: Desk, kept: DeskDraft, page: FrontDeskView, mouse: Mouse
) -> None:
    mouse.click(page.side.drafts[0].use_button)
    await until(lambda: page.start.choice.form.values().get("email") == kept.email)
    draft = page.start.choice.build_draft()
    assert draft is not None
    assert (draft.name, draft.language) == ("Dora Draft", "de")
    assert draft.account_id == desk.account("iron").id
    mouse.click(page.start.create_button)
    await agree_to_price(page, mouse)
    await wait_for_stage(page, StaffStage.SHOWING)
    async with asyncio.timeout(20):
        while await _numbers(desk):  # noqa: ASYNC110 - the store has no event to await
            await asyncio.sleep(0.01)


async def test_a_draft_stays_when_somebody_else_is_served_meanwhile(
    desk: Desk, kept: DeskDraft, page: FrontDeskView, mouse: Mouse
) -> None:
    other = await desk.create("iron", "Otto Other")
    mouse.click(page.side.drafts[0].use_button)
    await until(lambda: page.start.choice.form.values().get("name") == "Dora Draft")
    mouse.write(page.start.finder.field, "Otto Other")
    await until(lambda: page.start.is_ready and page.start.finder.hit is not None)
    hit = page.start.finder.hit
    assert hit is not None
    assert hit.key == other
    mouse.click(page.start.show_button)
    await wait_for_stage(page, StaffStage.SHOWING)
    assert await _numbers(desk) == [kept.number]


async def test_a_draft_of_somebody_the_provider_knows_meanwhile_keeps_its_choices(
    desk: Desk, kept: DeskDraft, page: FrontDeskView, mouse: Mouse
) -> None:
    # Somebody else was quicker, at another desk.
    intent = CreateIntent(desk.services.creation.new_reference(), name=kept.name, email=kept.email)
    known = await desk.services.creation.create(desk.account("iron").id, intent)
    assert known.key is not None
    mouse.click(page.side.drafts[0].use_button)
    await until(lambda: page.start.is_ready and page.start.finder.hit is not None)
    assert "knows this customer already" in page.start.banner.text
    draft = page.start.choice.build_draft()
    assert draft is not None
    assert draft.language == "de"
    assert draft.email == kept.email
