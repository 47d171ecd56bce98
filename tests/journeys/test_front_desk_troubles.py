"""The desk when things go wrong, at the real window: late answers, lost answers, no network, a lock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.domain.events import Event, FrontDeskChanged
from console.domain.front_desk import CustomerFace, DeskCommand, StaffStage
from console.ui.toolkit.covers import Covers
from console.ui.views.front_desk_view import FrontDeskView
from tests.support.browser import finish
from tests.support.clerk import (
    PATIENCE_S,
    agree_to_price,
    ask_for_code,
    button,
    customer_texts,
    face,
    fill_in,
    open_page,
    read_painted,
    wait_for_stage,
)
from tests.support.desk import Desk, open_desk
from tests.support.hands import Mouse
from tests.support.screen import texts_of
from tests.support.simulator import Simulator, start_simulator
from tests.support.waiting import until
from tests.support.window import open_window

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")


class Camera:
    """What stood on both screens after every change: whose name, and which code a phone would have read."""

    def __init__(self, desk: Desk, page: FrontDeskView) -> None:
        self._page = page
        self.staff: list[tuple[str, str]] = []
        self.customer: list[str] = []
        self.stop = desk.services.bus.subscribe(self._on_event)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, FrontDeskChanged):
            session = self._page.session
            code = read_painted(session.code) if session.code.has_code else ""
            self.staff.append((self._page.shown.customer_name, code))
            surface = self._page.display.surface
            assert surface is not None
            self.customer.append(read_painted(surface))


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_three_customers_whose_answers_come_late_and_out_of_order(
    provider: str, desk: Desk, mouse: Mouse
) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        page = await open_page(window, mouse)
        page.display.open()
        camera = Camera(desk, page)
        # The first is answered last, the third at once.
        delays = [
            {"provider": provider, "method": "POST", "action": "delay", "seconds": seconds, "times": 1}
            for seconds in (4.0, 2.0)
        ]
        names = ("Ana Erste", "Bo Zweite", "Cy Dritte")
        with desk.simulator.faults(*delays):
            for name in names[:2]:
                sent = len(desk.simulator.calls(provider))
                await fill_in(page, desk, provider, name, f"{name[:2]}@{provider}.example.com", mouse)
                mouse.click(page.start.create_button)
                await agree_to_price(page, mouse)
                await wait_for_stage(page, StaffStage.CREATING)
                await until(lambda: _posts(desk, provider, sent))  # noqa: B023 - awaited in the same round
                mouse.click(button(page, DeskCommand.RELEASE))
                await wait_for_stage(page, StaffStage.IDLE)
                await until(lambda: page.is_ready)
            link = await ask_for_code(page, desk, provider, names[2], mouse)
            await until(lambda: len([view for view in desk.services.front_desk.released() if view.key]) == 2)
        shown = {code for _, code in camera.staff if code}
        assert shown == {link}
        assert {name for name, code in camera.staff if code} == {names[2]}
        assert set(camera.customer) <= {"", link}
        assert page.shown.customer_name == names[2]
        assert {card.name.text() for card in page.side.released} == set(names[:2])

        # The others finish first: their results are theirs, and the one in front still has the code.
        for view in desk.services.front_desk.released():
            assert view.key is not None
            await asyncio.to_thread(desk.journey, view.key, "finish")
        desk.wake(provider)
        assert read_painted(page.session.code) == link
        assert page.shown.stage is StaffStage.SHOWING
        assert face(desk) is CustomerFace.CODE
        camera.stop()


def _posts(desk: Desk, provider: str, before: int) -> bool:
    return any(call["method"] == "POST" for call in desk.simulator.calls(provider)[before:])


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_lost_answer_is_told_in_plain_words_and_found_by_looking(
    provider: str, desk: Desk, mouse: Mouse
) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        page = await open_page(window, mouse)
        page.display.open()
        known = {row["id"] for row in desk.simulator.ledger(provider) if row["kind"] == "verification"}
        rule = {"provider": provider, "method": "POST", "path": "*", "action": "commit_then_drop"}
        with desk.simulator.faults(rule):
            await fill_in(page, desk, provider, "Uwe Unklar", f"uwe.{provider}@example.com", mouse)
            mouse.click(page.start.create_button)
            await agree_to_price(page, mouse)
            await wait_for_stage(page, StaffStage.UNCERTAIN)
            assert "not sent again" in page.session.card.text
            assert not page.session.code.isVisible()
            assert face(desk) is CustomerFace.PLEASE_WAIT
            assert not any("uncertain" in text.casefold() for text in customer_texts(page))
        mouse.click(button(page, DeskCommand.LOOK))
        await until(
            lambda: page.shown.stage is not StaffStage.UNCERTAIN or page.session.note.text(), PATIENCE_S
        )
        made = [
            row["id"]
            for row in desk.simulator.ledger(provider)
            if row["kind"] == "verification" and row["id"] not in known
        ]
        assert len(made) <= 1
        if page.shown.stage is StaffStage.SHOWING:
            assert page.shown.key is not None
            assert page.shown.key.id == made[0]
            assert page.shown.customer_name == "Uwe Unklar"


@pytest.fixture
def own_simulator() -> Iterator[Simulator]:
    """One that may be stopped in the middle."""
    with start_simulator(customers=12, seed=3, speed=0) as started:
        yield started


async def test_a_code_stays_when_the_network_goes_and_a_draft_is_kept_meanwhile(
    own_simulator: Simulator, tmp_path: Path, mouse: Mouse, qapp: QApplication
) -> None:
    del qapp
    async with open_desk(own_simulator, tmp_path / "profile") as desk, open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        page = await open_page(window, mouse)
        page.display.open()
        link = await ask_for_code(page, desk, "iron", "Nora Netzlos", mouse)
        own_simulator.stop()
        mouse.click(button(page, DeskCommand.CHECK_NOW))
        await until(
            lambda: page.start.choice.choice is not None and page.start.choice.choice.refusal, PATIENCE_S
        )
        # The phone has a network of its own.
        assert page.shown.stage is StaffStage.SHOWING
        assert read_painted(page.session.code) == link
        assert page.display.surface is not None
        assert read_painted(page.display.surface) == link

        mouse.click(button(page, DeskCommand.RELEASE))
        await wait_for_stage(page, StaffStage.IDLE)
        await until(lambda: page.is_ready and page.start.offline.isVisible())
        assert not page.start.create_button.isEnabled()
        assert "cannot be reached" in page.start.offline.text
        await fill_in(page, desk, "iron", "Dora Draft", "dora@example.com", mouse)
        mouse.click(page.start.keep_button)
        await until(lambda: "Dora Draft" in texts_of(page.side))
        assert "nothing is sent by itself" in page.start.banner.text


async def test_the_lock_takes_the_code_off_both_screens_and_gives_it_back(desk: Desk, mouse: Mouse) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        page = await open_page(window, mouse)
        page.display.open()
        link = await ask_for_code(page, desk, "proofme", "Lola Lock", mouse)
        surface = page.display.surface
        assert surface is not None
        try:
            mouse.click(page.lock_button)
            assert read_painted(window) == ""
            assert read_painted(surface) == ""
            await until(lambda: face(desk) is CustomerFace.COVER)
            assert desk.services.front_desk.staff_view().code is None
            # The customer goes on meanwhile; nothing of it comes through the cover.
            await asyncio.to_thread(finish, link)
            await until(lambda: page.shown.stage is StaffStage.OUTCOME, PATIENCE_S)
            assert face(desk) is CustomerFace.COVER
            assert read_painted(surface) == ""
        finally:
            Covers.of_app().unlock()
        await until(lambda: face(desk) is not CustomerFace.COVER)
        assert read_painted(window) == ""


async def test_blank_covers_both_screens_before_anything_else(desk: Desk, mouse: Mouse) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        page = await open_page(window, mouse)
        page.display.open()
        link = await ask_for_code(page, desk, "checkout", "Bea Blank", mouse)
        surface = page.display.surface
        assert surface is not None
        assert read_painted(surface) == link
        mouse.click(button(page, DeskCommand.BLANK))
        assert read_painted(window) == ""
        assert read_painted(surface) == ""
        Covers.of_app().toggle_blank()
        await until(lambda: read_painted(surface) == link and read_painted(page.session.code) == link)
