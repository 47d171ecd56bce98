"""Without any network: the window says so plainly, and every screen shows what is stored; reports open and are searched."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.domain.phase import Phase
from console.ui.dialogs.create_dialog import CreateDialog
from console.ui.dialogs.library_dialog import LibraryDialog
from console.ui.toolkit.view_names import RAIL_VIEWS
from console.ui.views.main_window import MainWindow
from tests.support.desk import open_desk, open_desk_again
from tests.support.hands import Keyboard
from tests.support.screen import detail, dialog, shown_list, texts_of
from tests.support.simulator import Simulator, start_simulator
from tests.support.waiting import until
from tests.support.window import open_window

_WORDS = "Offline: no provider can be reached."


async def _fill(simulator: Simulator, folder: Path) -> str:
    """A profile with one stored report; the name of whose it is."""
    async with open_desk(simulator, folder) as desk:
        await desk.services.sync.sync_once()
        decided = next(
            row for row in await desk.rows() if row.provider == "checkout" and row.phase is Phase.APPROVED
        )
        await desk.services.reports.fetch(decided.key)
        await desk.services.library.index_missing()
        return decided.customer_name


async def _wait_view(window: MainWindow, keyboard: Keyboard, number: int, view: str) -> None:
    keyboard.press(Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier)
    await until(lambda: window.shown_view == view and not window.missing(view))


async def test_every_screen_is_useful_with_the_network_gone(tmp_path: Path, keyboard: Keyboard) -> None:
    with start_simulator(customers=24, seed=5, speed=0) as simulator:
        name = await _fill(simulator, tmp_path)
        simulator.process.kill()
        simulator.process.wait()
        async with open_desk_again(simulator, tmp_path) as desk, open_window(desk) as window:
            await until(lambda: window.status.is_offline_shown)
            for number, view in enumerate(RAIL_VIEWS):
                await _wait_view(window, keyboard, number, view)
                assert window.status.is_offline_shown
                if view in ("inbox", "customers", "verifications", "reports"):
                    assert shown_list(window).model.rowCount() > 0, view
                    assert any(_WORDS in text for text in texts_of(shown_list(window))), view
            await _search_in_reports(window, keyboard, name)


async def test_what_needs_the_network_says_so_before_it_is_asked_for(
    tmp_path: Path, keyboard: Keyboard
) -> None:
    with start_simulator(customers=24, seed=5, speed=0) as simulator:
        await _fill(simulator, tmp_path)
        simulator.process.kill()
        simulator.process.wait()
        async with open_desk_again(simulator, tmp_path) as desk, open_window(desk) as window:
            await until(lambda: window.status.is_offline_shown)
            case = next(
                row for row in await desk.rows() if row.provider == "idenfy" and row.phase is Phase.APPROVED
            )
            window.open_case(case.key, "documents")
            await until(lambda: _says(detail(window), "iDenfy cannot be reached."))
            window.open_case(case.key, "report")
            await until(
                lambda: _says(detail(window).report, "The result is final. iDenfy cannot be reached.")
            )
            keyboard.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: dialog(CreateDialog) is not None)
            asking = dialog(CreateDialog)
            assert asking is not None
            await until(lambda: _says(asking, "A new verification needs the connection"))
            assert _says(asking, "Checkout.com cannot be reached.")


def _says(part: QWidget, words: str) -> bool:
    return any(words in text for text in texts_of(part))


async def _search_in_reports(window: MainWindow, keyboard: Keyboard, name: str) -> None:
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    keyboard.press(Qt.Key.Key_F, shift)
    await until(lambda: dialog(LibraryDialog) is not None)
    library = dialog(LibraryDialog)
    assert library is not None
    await until(lambda: library.is_ready and library.isActiveWindow())
    keyboard.write("approved")
    await until(lambda: library.is_ready and library.words == "approved" and library.model.rowCount() == 1)
    assert library.model.index(0, 0).data() == name
    keyboard.press(Qt.Key.Key_Return)
    view = detail(window).report
    await until(lambda: view.opened is not None and view.bar.search_field.text() == "approved")
    await until(lambda: view.pdf.page == 0)
