"""A capsule made by clicks and keys: the passphrase twice, a warning without one, the file, stopping it."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.domain.phase import Phase
from console.services.capsule_files import open_capsule
from console.ui.dialogs.capsule_dialog import CapsuleDialog
from console.ui.toolkit.questions import open_dialog
from tests.support.clocks import MeddlingClock
from tests.support.desk import Desk, open_desk
from tests.support.screen import texts_of
from tests.support.simulator import Simulator
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_SECRET = "a long way home 77"


@asynccontextmanager
async def _open(desk: Desk, host: QWidget) -> AsyncIterator[CapsuleDialog]:
    await desk.services.sync.sync_once()
    rows = await desk.rows()
    key = next(row.key for row in rows if row.provider == "idenfy" and row.phase is Phase.APPROVED)
    made = CapsuleDialog(desk.services, await desk.services.cases.load_case(key), host)
    open_dialog(made)
    await until(made.isVisible)
    yield made


@pytest.fixture
async def dialog(desk: Desk, host: QWidget) -> AsyncIterator[CapsuleDialog]:
    async with _open(desk, host) as made:
        yield made


def _chooser() -> QFileDialog | None:
    found = [
        one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()
    ]
    return found[0] if found else None


async def _choose(path: Path, qtbot: QtBot) -> None:
    await until(lambda: _chooser() is not None)
    chooser = _chooser()
    assert chooser is not None
    field = chooser.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, str(path))
    qtbot.keyClick(field, Qt.Key.Key_Return)


def _type(dialog: CapsuleDialog, first: str, again: str, qtbot: QtBot) -> None:
    for field, text in ((dialog.passphrase_field, first), (dialog.again_field, again)):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)


def _told(dialog: CapsuleDialog) -> str:
    return " ".join(texts_of(dialog))


async def test_it_is_protected_unless_somebody_says_otherwise(dialog: CapsuleDialog) -> None:
    assert dialog.protect_box.isChecked()
    assert dialog.passphrase_field.hasFocus()
    # A made one stands there, to be seen and copied: it is better than what people think of.
    made = dialog.passphrase_field.text()
    assert len(made) >= 24
    assert made == dialog.again_field.text()
    assert dialog.passphrase_field.echoMode() is QLineEdit.EchoMode.Normal
    assert "Copy the passphrase now" in _told(dialog)


async def test_a_short_or_mistyped_passphrase_makes_nothing(dialog: CapsuleDialog, qtbot: QtBot) -> None:
    for first, again, word in (
        ("eleven long", "eleven long", "12 characters"),
        (_SECRET, f"{_SECRET}x", "not the same"),
    ):
        _type(dialog, first, again, qtbot)
        qtbot.mouseClick(dialog.make_button, _LEFT)
        assert word in _told(dialog)
        assert _chooser() is None
        assert not dialog.is_running


async def test_the_file_opens_with_what_was_typed(
    dialog: CapsuleDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    _type(dialog, _SECRET, _SECRET, qtbot)
    qtbot.keyClick(dialog.make_button, Qt.Key.Key_Space)
    await _choose(tmp_path / "case.zip", qtbot)
    await until(lambda: dialog.made is not None)
    made = dialog.made
    assert made is not None
    assert made.sha256 in _told(dialog)
    assert dialog.folder_button.isVisible()
    capsule = await open_capsule(tmp_path / "case.zip", _SECRET)
    assert all(check.ok for check in await capsule.verify())
    await capsule.aclose()


async def test_a_file_is_asked_about_by_the_name_it_is_written_to(
    dialog: CapsuleDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    there = tmp_path / "case.zip"
    there.write_bytes(b"somebody's")
    _type(dialog, _SECRET, _SECRET, qtbot)
    qtbot.mouseClick(dialog.make_button, _LEFT)
    await _choose(tmp_path / "case", qtbot)
    await until(lambda: dialog.findChild(QMessageBox) is not None or dialog.made is not None)
    box = dialog.findChild(QMessageBox)
    assert box is not None
    assert "case.zip" in box.text()
    [keep] = [each for each in box.findChildren(QPushButton) if each.text() == "Keep it"]
    qtbot.mouseClick(keep, _LEFT)
    await until(lambda: dialog.findChild(QMessageBox) is None)
    assert not dialog.is_running
    assert there.read_bytes() == b"somebody's"


async def test_one_is_made_shown_and_used(dialog: CapsuleDialog, tmp_path: Path, qtbot: QtBot) -> None:
    offered = dialog.passphrase_field.text()
    qtbot.mouseClick(dialog.new_button, _LEFT)
    passphrase = dialog.passphrase_field.text()
    assert passphrase != offered
    assert passphrase == dialog.again_field.text()
    assert dialog.passphrase_field.echoMode() is QLineEdit.EchoMode.Normal
    qtbot.mouseClick(dialog.make_button, _LEFT)
    await _choose(tmp_path / "case.zip", qtbot)
    await until(lambda: dialog.made is not None)
    capsule = await open_capsule(tmp_path / "case.zip", passphrase)
    await capsule.aclose()


async def test_without_protection_only_after_a_question(
    dialog: CapsuleDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.protect_box.setFocus()
    qtbot.keyClick(dialog.protect_box, Qt.Key.Key_Space)
    assert not dialog.passphrase_field.isEnabled()
    for answer in ("Leave it", "Without protection"):
        qtbot.mouseClick(dialog.make_button, _LEFT)
        await until(lambda: dialog.findChild(QMessageBox) is not None)
        box = dialog.findChild(QMessageBox)
        assert box is not None
        [button] = [each for each in box.findChildren(QPushButton) if each.text() == answer]
        qtbot.mouseClick(button, _LEFT)
        await until(lambda: dialog.findChild(QMessageBox) is None)
        assert (_chooser() is not None) is (answer == "Without protection")
    await _choose(tmp_path / "plain.zip", qtbot)
    await until(lambda: dialog.made is not None)
    assert zipfile.ZipFile(tmp_path / "plain.zip").read(
        "report.pdf" if _has_report(dialog) else "dossier.pdf"
    )


def _has_report(dialog: CapsuleDialog) -> bool:
    made = dialog.made
    return made is not None and any(entry.name == "report.pdf" for entry in made.entries)


async def test_escape_stops_it_first_and_leaves_no_file(
    dialog: CapsuleDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    _type(dialog, _SECRET, _SECRET, qtbot)
    dialog.begin(tmp_path / "case.zip")
    assert dialog.is_running
    assert dialog.close_button.text() == "Cancel"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    # Nothing is said of the file before it is known what became of it.
    assert dialog.is_running
    assert "cancelled" not in _told(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    await until(lambda: not dialog.is_running)
    assert "cancelled. No file was written" in _told(dialog)
    assert not (tmp_path / "case.zip").exists()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: not dialog.isVisible())


async def test_escape_too_late_says_that_the_file_is_there(
    quiet_simulator: Simulator, host: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    clock = MeddlingClock()
    async with (
        open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk,
        _open(desk, host) as dialog,
    ):
        _type(dialog, _SECRET, _SECRET, qtbot)
        dialog.begin(tmp_path / "case.zip")
        await until(lambda: dialog.progress_label.text().startswith("Packing"))
        # While it is written into the log.
        clock.meddle_with(lambda: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
        await until(lambda: not dialog.is_running)
        assert (tmp_path / "case.zip").exists()
        assert dialog.made is not None
        assert "before it could be cancelled" in _told(dialog)
        assert "No file was written" not in _told(dialog)


async def test_a_place_that_takes_nothing_is_said(
    dialog: CapsuleDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    _type(dialog, _SECRET, _SECRET, qtbot)
    dialog.begin(tmp_path / "no" / "case.zip")
    await until(lambda: not dialog.is_running)
    assert "cannot be written there" in _told(dialog)
    assert dialog.make_button.isEnabled()
