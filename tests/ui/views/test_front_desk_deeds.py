"""What the clerk does with a session at the window: print, enlarge, let go, give up; on the log, and no link on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest
import zxingcpp
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QMessageBox

from console.domain.customer_words import Say
from console.domain.front_desk import DeskCommand, StaffStage
from console.ui.toolkit.languages import Languages
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.front_desk_view import FrontDeskView
from console.ui.views.main_window import MainWindow
from tests.support.clerk import PATIENCE_S, ask_for_code, button, open_page, read_painted, wait_for_stage
from tests.support.desk import Desk
from tests.support.front_desk import draft_of
from tests.support.hands import Mouse
from tests.support.screen import dialog
from tests.support.waiting import until

_DPI = 300


@pytest.fixture
def mouse() -> Mouse:
    """Clicks."""
    return Mouse()


@pytest.fixture
async def page(desk: Desk, tmp_path: Path, mouse: Mouse) -> AsyncIterator[FrontDeskView]:
    """The clerk's page in its window, ready for the first customer."""
    window = MainWindow(desk.services, WindowMemory(tmp_path / "window.json"))
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    await until(window.isActiveWindow)
    yield await open_page(window, mouse)
    await desk.services.front_desk.cancel()
    window.hide()
    window.deleteLater()
    await asyncio.sleep(0)


def _deeds(desk: Desk, action: str) -> list[str]:
    audit = desk.console.store.read.load_audit()
    return [f"{entry.subject} {entry.details}" for entry in audit if entry.action == action]


async def test_a_slip_goes_to_the_printer_and_its_digest_to_the_log(
    desk: Desk, page: FrontDeskView, mouse: Mouse, tmp_path: Path
) -> None:
    link = await ask_for_code(page, desk, "proofme", "Paul Paper", mouse)
    mouse.click(button(page, DeskCommand.PRINT))
    await until(lambda: isinstance(QApplication.activeModalWidget(), QPrintDialog))
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, QPrintDialog)
    assert _deeds(desk, "qr_printed") == []
    path = tmp_path / "slip.pdf"
    chooser.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    chooser.printer().setOutputFileName(str(path))
    chooser.done(QPrintDialog.DialogCode.Accepted)
    await until(lambda: _deeds(desk, "qr_printed"), PATIENCE_S)
    # Whoever has it can act as this customer.
    assert path.stat().st_mode & 0o777 == 0o600
    document = pypdfium2.PdfDocument(path)
    picture = document[0].render(scale=_DPI / 72).to_pil()  # pyright: ignore[reportArgumentType]
    document.close()
    read = zxingcpp.read_barcode(picture)
    assert read is not None
    assert (read.text, read.ec_level) == (link, "Q")
    [written] = _deeds(desk, "qr_printed")
    assert sha256(link.encode()).hexdigest() in written
    assert link not in written
    await until(lambda: "Printed" in page.session.note.text())


async def test_a_slip_whose_printer_was_left_is_not_on_the_log(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await ask_for_code(page, desk, "proofme", "Linus Left", mouse)
    mouse.click(button(page, DeskCommand.PRINT))
    await until(lambda: isinstance(QApplication.activeModalWidget(), QPrintDialog))
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, QPrintDialog)
    chooser.reject()
    await until(lambda: QApplication.activeModalWidget() is None)
    # What comes after it in the log is there, so this is not on its way either.
    mouse.click(button(page, DeskCommand.CANCEL))
    await until(lambda: _deeds(desk, "desk_cancelled"))
    assert _deeds(desk, "qr_printed") == []


async def test_bigger_makes_the_clerks_code_larger_and_smaller_again(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    link = await ask_for_code(page, desk, "iron", "Bea Bigger", mouse)
    code, bigger = page.session.code, page.session.bigger_button
    before = code.painted_mm
    mouse.click(bigger)
    await until(lambda: code.painted_mm > 1.5 * before)
    assert read_painted(code) == link
    assert bigger.accessibleName() == "Smaller"
    mouse.click(bigger)
    await until(lambda: code.painted_mm == before)
    # Whoever comes next begins small.
    mouse.click(bigger)
    mouse.click(button(page, DeskCommand.CANCEL))
    await wait_for_stage(page, StaffStage.IDLE)
    assert not bigger.isChecked()


async def test_letting_go_and_giving_up_are_written_down_with_the_case(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await ask_for_code(page, desk, "iron", "Rosa Release", mouse)
    first = page.shown.key
    mouse.click(button(page, DeskCommand.RELEASE))
    await wait_for_stage(page, StaffStage.IDLE)
    await until(lambda: _deeds(desk, "desk_released"))
    await until(lambda: page.is_ready)
    await ask_for_code(page, desk, "proofme", "Carl Cancel", mouse)
    second = page.shown.key
    mouse.click(button(page, DeskCommand.CANCEL))
    await until(lambda: _deeds(desk, "desk_cancelled"))
    assert first is not None
    assert second is not None
    [released], [cancelled] = _deeds(desk, "desk_released"), _deeds(desk, "desk_cancelled")
    assert first.id in released
    assert second.id in cancelled
    assert "Rosa" not in released
    # Only who was let go is waited for.
    assert [view.key for view in desk.services.front_desk.released()] == [first]


async def test_the_language_that_was_chosen_is_the_customers_who_may_choose_another(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    page.display.open()
    await mouse.pick(page.start.choice.language_box, "Lietuvių")
    await ask_for_code(page, desk, "iron", "Lina Lietuva", mouse)
    surface = page.display.surface
    assert surface is not None
    assert Languages().words("lt").say(Say.SCAN) in surface.texts
    mouse.click(surface.switch.button("ar"))
    await until(lambda: Languages().words("ar").say(Say.SCAN) in surface.texts)
    page.display.close()


async def test_a_draft_is_thrown_away_only_after_a_question(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    kept = await desk.services.front_desk.keep_draft(draft_of(desk, "iron", "Dora Draft"))
    page.start.drafts_changed.emit()
    await until(lambda: page.side.drafts and page.side.drafts[0].drop_button.isVisible())
    for answer, left in (("Keep it", [kept.number]), ("Throw away", [])):
        mouse.click(page.side.drafts[0].drop_button)
        await until(lambda: dialog(QMessageBox))
        question = dialog(QMessageBox)
        assert question is not None
        mouse.click(next(each for each in question.buttons() if each.text() == answer))
        await until(lambda: dialog(QMessageBox) is None)
        await until(lambda left=left: len(page.side.drafts) == len(left))
        drafts = await desk.services.front_desk.load_drafts()
        assert [each.number for each in drafts] == left
