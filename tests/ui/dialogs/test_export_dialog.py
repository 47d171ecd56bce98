"""A list taken out as a file by clicks and keys: what is asked, what is confirmed, what stands in the file."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from console.domain.export import ExportFormat, ExportList, ExportWish
from console.domain.listing import ListQuery, SortColumn
from console.ui.dialogs.export_dialog import ExportDialog
from console.ui.toolkit.questions import open_dialog
from tests.support.clocks import MeddlingClock
from tests.support.desk import Desk, open_desk
from tests.support.screen import texts_of
from tests.support.sheets import read_sheets
from tests.support.simulator import Simulator
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def read_desk(desk: Desk) -> Desk:
    """A desk that has read everything once."""
    await desk.services.sync.sync_once()
    return desk


@pytest.fixture
async def dialog(read_desk: Desk, host: QWidget) -> AsyncIterator[ExportDialog]:
    """The export of all verifications, by name."""
    wish = ExportWish(ExportList.VERIFICATIONS, ListQuery(sort=SortColumn.CUSTOMER, descending=False))
    made = ExportDialog(read_desk.services, wish, host)
    open_dialog(made)
    await until(lambda: made.isVisible() and made.count_label.text())
    yield made


async def _export_to(dialog: ExportDialog, path: Path, qtbot: QtBot) -> None:
    """Press the button, type the name into the file dialog and confirm."""
    qtbot.mouseClick(dialog.export_button, _LEFT)
    await until(lambda: _chooser() is not None)
    chooser = _chooser()
    assert chooser is not None
    field = chooser.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, str(path))
    qtbot.keyClick(field, Qt.Key.Key_Return)


def _chooser() -> QFileDialog | None:
    found = [
        one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()
    ]
    return found[0] if found else None


def _tick(rows: QListWidget, number: int, qtbot: QtBot) -> None:
    """With the keyboard: to the line, then Space."""
    rows.setCurrentRow(number)
    qtbot.keyClick(rows, Qt.Key.Key_Space)


async def test_personal_columns_need_their_own_confirmation(
    dialog: ExportDialog, read_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    names = [column.name for column in dialog.columns.chosen]
    assert "id" in names
    assert not {"customer", "email", "birth_date", "document_number", "raw"} & set(names)
    email = dialog.columns.item("email")
    assert not email.flags() & Qt.ItemFlag.ItemIsEnabled
    _tick(dialog.columns.rows, dialog.columns.rows.row(email), qtbot)
    assert email.checkState() == Qt.CheckState.Unchecked

    await _export_to(dialog, tmp_path / "plain.csv", qtbot)
    await until(lambda: dialog.exported)
    people = {row.customer_name for row in await read_desk.rows()} | {
        row.email for row in await read_desk.rows()
    }
    text = (tmp_path / "plain.csv").read_text("utf-8-sig")
    assert [name for name in people if len(name) > 3 and name in text] == []

    dialog.columns.personal_box.setFocus()
    qtbot.keyClick(dialog.columns.personal_box, Qt.Key.Key_Space)
    assert {"customer", "email", "birth_date"} <= {column.name for column in dialog.columns.chosen}
    qtbot.keyClick(dialog.columns.personal_box, Qt.Key.Key_Space)
    assert [column.name for column in dialog.columns.chosen] == names


async def test_a_csv_of_the_list_with_its_hash_in_the_log(
    dialog: ExportDialog, read_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = await read_desk.rows(sort=SortColumn.CUSTOMER, descending=False)
    assert dialog.count_label.text().startswith(str(len(rows)))
    await _export_to(dialog, tmp_path / "list.csv", qtbot)
    await until(dialog.folder_button.isVisible)
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["Verification id"] for row in found] == [row.key.id for row in rows]
    digest = hashlib.sha256((tmp_path / "list.csv").read_bytes()).hexdigest()
    assert digest in texts_of(dialog.progress)
    entry = read_desk.console.store.read.load_audit(limit=-1)[-1]
    assert entry.action == "exported"
    assert f"rows={len(rows)} sha256={digest}" in entry.details


async def test_a_spreadsheet_by_keys_and_only_the_columns_left(
    dialog: ExportDialog, read_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    csv_button = dialog.form_button(ExportFormat.CSV)
    csv_button.setFocus()
    qtbot.keyClick(csv_button, Qt.Key.Key_Down)
    assert dialog.form is ExportFormat.XLSX
    for name in ("labels", "status", "assignee"):
        _tick(dialog.columns.rows, dialog.columns.rows.row(dialog.columns.item(name)), qtbot)
    await _export_to(dialog, tmp_path / "list.xlsx", qtbot)
    await until(lambda: dialog.exported)
    [rows] = read_sheets(tmp_path / "list.xlsx")
    assert len(rows) == len(await read_desk.rows()) + 1
    assert not {"Labels", "Provider's status", "Assigned to"} & set(rows[0].values())
    assert "Created (UTC)" in rows[0].values()


async def test_raw_records_are_offered_for_json_lines_alone(dialog: ExportDialog, qtbot: QtBot) -> None:
    raw = dialog.columns.item("raw")
    assert raw.isHidden()
    qtbot.mouseClick(dialog.form_button(ExportFormat.JSONL), _LEFT)
    assert not raw.isHidden()
    qtbot.mouseClick(dialog.columns.personal_box, _LEFT)
    assert "raw" not in [column.name for column in dialog.columns.chosen]
    _tick(dialog.columns.rows, dialog.columns.rows.row(raw), qtbot)
    assert "raw" in [column.name for column in dialog.columns.chosen]


async def test_nothing_is_exported_without_a_column(dialog: ExportDialog, qtbot: QtBot) -> None:
    for number in range(dialog.columns.rows.count()):
        item = dialog.columns.rows.item(number)
        if item.checkState() == Qt.CheckState.Checked:
            _tick(dialog.columns.rows, number, qtbot)
    assert dialog.columns.chosen == ()
    assert not dialog.export_button.isEnabled()


async def test_escape_cancels_what_is_being_written_and_stays(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    dialog.begin(folder / "list.csv")
    assert dialog.is_running
    assert dialog.close_button.text() == "Cancel"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    # Nothing is said of the file before it is known what became of it.
    assert dialog.is_running
    assert "cancelled" not in dialog.banner.text
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    await until(lambda: not dialog.is_running)
    assert dialog.isVisible()
    assert "cancelled. No file was written" in dialog.banner.text
    await until(lambda: list(folder.iterdir()) == [])
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


async def test_escape_too_late_says_that_the_file_is_there(
    quiet_simulator: Simulator, host: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    clock = MeddlingClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        dialog = ExportDialog(desk.services, ExportWish(ExportList.ACTIVITY), host)
        open_dialog(dialog)
        await until(dialog.count_label.text)
        # The first time is asked for by what is read, the second while it is written into the log.
        clock.meddle_with(
            lambda: clock.meddle_with(lambda: qtbot.keyClick(dialog, Qt.Key.Key_Escape)),
        )
        dialog.begin(tmp_path / "trail.csv")
        await until(lambda: not dialog.is_running)
        assert (tmp_path / "trail.csv").exists()
        assert dialog.exported is not None
        assert "before it could be cancelled" in dialog.banner.text
        assert "No file was written" not in dialog.banner.text
        dialog.reject()
        assert not dialog.isVisible()


async def test_a_place_that_cannot_be_written_is_said_and_the_choices_stay(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    before = dialog.columns.chosen
    dialog.begin(tmp_path / "missing" / "list.csv")
    await until(lambda: not dialog.is_running)
    assert "Choose another folder" in dialog.banner.text
    assert dialog.columns.chosen == before
    assert dialog.export_button.isEnabled()


async def test_chosen_rows_and_customers_are_named_as_such(
    read_desk: Desk, host: QWidget, tmp_path: Path
) -> None:
    rows = await read_desk.rows()
    wish = ExportWish(ExportList.VERIFICATIONS, keys=tuple(row.key for row in rows[2:5]))
    dialog = ExportDialog(read_desk.services, wish, host)
    open_dialog(dialog)
    await until(lambda: dialog.count_label.text() == "3 chosen rows")
    dialog.reject()
    customers = ExportDialog(read_desk.services, replace(wish, what=ExportList.CUSTOMERS, keys=()), host)
    open_dialog(customers)
    customers.begin(tmp_path / "customers.csv")
    await until(lambda: customers.exported)
    assert (tmp_path / "customers.csv").exists()
    customers.reject()


class _Opened(QObject):
    """Stands for the file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


async def test_the_folder_is_shown(dialog: ExportDialog, tmp_path: Path, qtbot: QtBot) -> None:
    opened = _Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")  # pyright: ignore[reportArgumentType] - its stub asks for bytes, Qt takes a name
    try:
        dialog.begin(tmp_path / "list.csv")
        await until(dialog.folder_button.isVisible)
        qtbot.mouseClick(dialog.folder_button, _LEFT)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [Path(url.toLocalFile()) for url in opened.urls] == [tmp_path]
