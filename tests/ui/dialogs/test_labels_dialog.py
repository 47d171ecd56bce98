"""The label dictionary by keys and clicks: searched, filtered, noted on, and labels that nobody described."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.domain.customer import CustomerId
from console.domain.environment import ProviderId
from console.domain.events import VerificationsChanged
from console.domain.labels import LabelName
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot, Verification, VerificationId
from console.ui.dialogs.labels_dialog import LabelsDialog
from tests.support.desk import Desk
from tests.support.hands import Mouse
from tests.support.waiting import until

_IRON = ProviderId("iron")
_LEFT = Qt.MouseButton.LeftButton
_ODD = "<b>NEVER_HEARD_OF</b>"


async def _record(desk: Desk, *labels: LabelRef) -> None:
    made = Verification(
        VerificationId("aaaaaaaa-0000-4000-8000-000000000001"),
        CustomerId("aaaaaaaa-0000-4000-8000-000000000002"),
        Phase.DECLINED,
        "Declined",
        labels=labels,
    )
    account = desk.account("iron").id
    now = datetime.now(UTC)
    await desk.console.store.write(
        lambda work: work.record_snapshots(account, [Snapshot(made)], EventSource.POLL, now)
    )


@pytest.fixture
async def labels(desk: Desk, host: QWidget) -> AsyncIterator[LabelsDialog]:
    """The dictionary over a window, with one label that is described and one that is not."""
    await _record(desk, LabelRef(LabelKind.CODE, "SCREENSHOTS"), LabelRef(LabelKind.CODE, _ODD))
    made = LabelsDialog(desk.services, host)
    made.show()
    made.activateWindow()
    await until(lambda: made.is_ready and made.isActiveWindow())
    yield made
    made.close()
    await asyncio.sleep(0)


def _texts(part: QWidget) -> list[str]:
    return [label.text() for label in part.findChildren(QLabel) if label.isVisible() and label.text()]


def _values(labels: LabelsDialog) -> list[str]:
    model = labels.dictionary.model
    lines = [model.line_at(number) for number in range(model.rowCount())]
    return [line.name.value for line in lines if line is not None]


def _button(part: QWidget, text: str) -> QPushButton:
    return next(one for one in part.findChildren(QPushButton) if one.text() == text and one.isVisible())


async def test_it_is_searched_as_one_types(labels: LabelsDialog, qtbot: QtBot) -> None:
    everything = len(_values(labels))
    assert everything > 200
    search = labels.dictionary.search
    assert search.hasFocus()
    for typed, found in (
        ("duplicate face", "DUPLICATE_FACE"),
        ("61203", "61203"),
        ("MRZ edited", "MRZ_INVALID"),
    ):
        search.clear()
        qtbot.keyClicks(search, typed)
        assert found in _values(labels), typed
        assert len(_values(labels)) < everything
    assert labels.dictionary.count.text() == f"{len(_values(labels))} of {everything}"
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert len(_values(labels)) == everything
    assert labels.isVisible()


async def test_any_characters_are_safe_and_nothing_found_says_so(labels: LabelsDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(labels.dictionary.search, "%_'\"*(<x")
    assert _values(labels) == []
    assert labels.dictionary.faces.face.title == "No label fits"
    assert not labels.dictionary.detail.isVisible()
    qtbot.mouseClick(labels.dictionary.faces.face_button, _LEFT)
    assert len(_values(labels)) > 200
    assert labels.dictionary.detail.isVisible()


async def test_chips_narrow_it_by_provider_kind_and_severity(labels: LabelsDialog) -> None:
    mouse, page = Mouse(), labels.dictionary
    await mouse.tick(page.providers, "iDenfy")
    await mouse.tick(page.kinds, "tag")
    await mouse.tick(page.severities, "High risk")
    kept = _values(labels)
    assert "DUPLICATE_FACE" in kept
    assert "NAME" not in kept
    assert "FACE_MISMATCH" not in kept
    assert len(kept) == 24


async def test_the_chosen_label_is_explained_whole(labels: LabelsDialog, qtbot: QtBot) -> None:
    page = labels.dictionary
    qtbot.keyClicks(page.search, "SCREENSHOTS")
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    texts = _texts(page.detail)
    assert "Screenshot instead of a picture" in texts
    assert "Iron, result code: SCREENSHOTS" in texts
    assert any(text.startswith("Look at: ") for text in texts)
    assert any(text.startswith("https://") for text in texts)
    assert any(text.startswith("As of ") for text in texts)
    assert any(text.startswith("On one verification here; came first on ") for text in texts)
    with qtbot.waitSignal(labels.list_requested) as asked:
        qtbot.mouseClick(page.detail.list_button, _LEFT)
    assert asked.args == ["SCREENSHOTS"]


async def test_a_note_is_written_with_keys_and_taken_back(labels: LabelsDialog, qtbot: QtBot) -> None:
    page = labels.dictionary
    qtbot.keyClicks(page.search, "DUPLICATE_FACE")
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    notes = page.detail.notes
    assert notes.field.hasFocus()
    assert not notes.add_button.isEnabled()
    qtbot.keyClicks(notes.field, "Twins come up here & are fine")
    qtbot.keyClick(notes.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: "Twins come up here & are fine" in _texts(notes))
    assert notes.field.toPlainText() == ""
    assert any(text.startswith("Note by ") for text in _texts(notes))
    qtbot.mouseClick(_button(notes, "Withdraw"), _LEFT)
    await until(lambda: any("withdrawn by" in text for text in _texts(notes)))
    assert "Twins come up here & are fine" in _texts(notes)
    page.search.clear()
    qtbot.keyClicks(page.search, "DUPLICATE_DOC_FACE")
    assert "Twins come up here & are fine" not in _texts(notes)


async def test_what_nobody_described_is_listed_and_led_to(labels: LabelsDialog, qtbot: QtBot) -> None:
    Mouse().open_tab(labels.tabs, 1)
    assert labels.tabs.tabText(1) == "Seen but not described (1)"
    model = labels.seen.model
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert cells[:4] == [_ODD, "Iron", "result code", "1"]
    assert _ODD in _texts(labels.seen.detail)
    labels.seen.table.setFocus()
    with qtbot.waitSignal(labels.list_requested) as asked:
        qtbot.keyClick(labels.seen.table, Qt.Key.Key_Return)
    assert asked.args == [_ODD]


async def test_a_label_that_comes_while_it_is_open_appears(desk: Desk, labels: LabelsDialog) -> None:
    await _record(desk, LabelRef(LabelKind.CODE, "ANOTHER_ONE"))
    # The store was written behind the services: the window is told as they would.
    desk.console.bus.publish(VerificationsChanged(()))
    await until(lambda: labels.seen.model.find(lambda seen: seen.label.value == "ANOTHER_ONE") >= 0)


async def test_it_opens_at_a_label_whatever_was_filtered(labels: LabelsDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(labels.dictionary.search, "nothing like this")
    labels.show_label(LabelName(_IRON, LabelKind.TAG, "Suspended"))
    assert labels.dictionary.detail.name == LabelName(_IRON, LabelKind.TAG, "Suspended")
    labels.show_label(LabelName(_IRON, LabelKind.CODE, _ODD))
    assert labels.tabs.currentWidget() is labels.seen
    assert labels.seen.detail.name == LabelName(_IRON, LabelKind.CODE, _ODD)


async def test_columns_order_and_keep_what_is_chosen(labels: LabelsDialog, qtbot: QtBot) -> None:
    page = labels.dictionary
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    labels.show_label(LabelName(_IRON, LabelKind.TAG, "Suspended"))
    chosen = page.detail.name
    header = page.table.horizontalHeader()
    for column in range(page.model.columnCount()):
        at = QPoint(header.sectionViewportPosition(column) + 8, header.height() // 2)
        QTest.mouseClick(header.viewport(), _LEFT, pos=at)
        current = page.model.line_at(page.table.currentIndex().row())
        assert current is not None
        assert current.name == chosen
    qtbot.keyClicks(page.search, "face")
    assert tester.model() is page.model
