"""The fourth step: the report is fetched and shown, and opens again when the provider is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from console.domain.keys import VerificationKey
from console.domain.listing import VerificationRow
from console.domain.next_action import Action
from console.domain.phase import Phase
from console.ui.views.detail_view import TABS
from console.ui.views.main_window import MainWindow
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.hands import Keyboard, Mouse
from tests.support.pictures import to_picture
from tests.support.screen import detail, reach_row, shown_list, texts_of
from tests.support.simulator import start_simulator
from tests.support.waiting import until
from tests.support.window import open_window


async def _is_painted(window: MainWindow) -> None:
    """Wait until a page of the report is on screen, with something on it."""
    view = detail(window).report
    await until(lambda: view.opened is not None and view.pdf.isVisible())
    await until(lambda: len(to_picture(view.pdf.grab()).getcolors(1 << 20) or ()) > 50)


async def _open_report(window: MainWindow, mouse: Mouse, key: VerificationKey) -> None:
    mouse.click(window.rail.button("reports"))
    await until(lambda: window.shown_view == "reports")
    mouse.choose_row(shown_list(window).table, await reach_row(shown_list(window), key))
    await _is_painted(window)


@pytest.mark.parametrize("provider", ["checkout", "idenfy"])
async def test_a_report_is_fetched_shown_and_opens_again_with_the_simulator_gone(
    provider: str, tmp_path: Path, mouse: Mouse
) -> None:
    with start_simulator(customers=24, seed=5, speed=0) as simulator:
        async with open_desk(simulator, tmp_path) as desk, open_window(desk) as window:
            decided = await _fetch(provider, window, desk, mouse)
        simulator.process.kill()
        simulator.process.wait()
        async with open_desk_again(simulator, tmp_path) as desk, open_window(desk) as window:
            await _open_report(window, mouse, decided.key)
            opened = detail(window).report.opened
            assert opened is not None
            assert decided.customer_name in texts_of(detail(window).header)
            shown = "".join(texts_of(detail(window).report.header)).replace("\n", "")
            assert opened.report.sha256 in shown


async def _fetch(provider: str, window: MainWindow, desk: Desk, mouse: Mouse) -> VerificationRow:
    await until(lambda: desk.services.sync.first_sync_done)
    shown = shown_list(window)
    decided = next(
        row for row in await desk.rows() if row.provider == provider and row.phase is Phase.APPROVED
    )
    mouse.choose_row(shown.table, await reach_row(shown, decided.key))
    await until(lambda: window.desk.detail_pane.key == decided.key and window.desk.detail_pane.is_ready)
    mouse.click(detail(window).header.button(Action.FETCH_REPORT))
    await _is_painted(window)
    assert (await desk.row(decided.key)).has_report
    return decided


async def test_a_report_is_read_with_the_keyboard_alone(desk: Desk, keyboard: Keyboard) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        decided = next(
            row for row in await desk.rows() if row.provider == "checkout" and row.phase is Phase.APPROVED
        )
        keyboard.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        keyboard.write(decided.key.id)
        keyboard.press(Qt.Key.Key_Return)
        await until(lambda: window.desk.detail_pane.key == decided.key and window.desk.detail_pane.is_ready)
        view = detail(window)
        await keyboard.tab_to(lambda focused: focused is view.header.button(Action.FETCH_REPORT))
        keyboard.press(Qt.Key.Key_Space)
        await _is_painted(window)
        assert TABS[view.tabs.currentIndex()] == "report"
        await keyboard.tab_to(view.report.isAncestorOf)
        keyboard.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        keyboard.write(decided.customer_name.split()[0])
        keyboard.press(Qt.Key.Key_Return)
        await until(lambda: "page 1" in " ".join(texts_of(view.report.bar)))
