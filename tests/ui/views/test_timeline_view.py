"""The timeline tab over a real profile: lanes and list choose each other, pictures are saved where a person says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from console.domain.verification import VerificationKey
from console.ui.views.timeline_saving import PictureForm, draw_picture
from console.ui.views.timeline_view import TimelineView
from console.ui.widgets.timeline_stage import AXIS_HEIGHT, LANE_HEIGHT
from tests.support.desk import Desk
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def key(desk: Desk) -> VerificationKey:
    """A verification that was approved while we looked."""
    made = await desk.create("checkout")
    desk.journey(made, "approve")
    await desk.services.cases.refresh(made)
    return made


@pytest.fixture
async def view(desk: Desk, key: VerificationKey) -> AsyncIterator[TimelineView]:
    made = TimelineView(desk.services)
    made.resize(700, 600)
    made.show_case(await desk.services.cases.load_case(key))
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


async def test_choosing_in_one_chooses_in_the_other(view: TimelineView, qtbot: QtBot) -> None:
    assert view.model.rowCount() > 2
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for number in range(view.model.rowCount()):
        view.table.selectRow(number)
        assert view.lanes.selected == number
    view.lanes.setFocus()
    qtbot.keyClick(view.lanes, Qt.Key.Key_Home)
    qtbot.keyClick(view.lanes, Qt.Key.Key_Right)
    assert view.table.currentIndex().row() == view.lanes.selected


async def test_the_same_case_again_moves_nothing(
    desk: Desk, key: VerificationKey, view: TimelineView, qtbot: QtBot
) -> None:
    view.lanes.setFocus()
    qtbot.keyClick(view.lanes, Qt.Key.Key_Plus)
    view.table.selectRow(1)
    view.show_case(await desk.services.cases.load_case(key))
    assert (view.lanes.zoom, view.lanes.selected) == (1.25, 1)


@pytest.mark.parametrize("form", PictureForm)
async def test_a_picture_is_saved_as_chosen_and_logged(
    desk: Desk, key: VerificationKey, view: TimelineView, tmp_path: Path, form: PictureForm
) -> None:
    target = tmp_path / f"picture.{form.value}"
    action = view.save_button.menu().actions()[list(PictureForm).index(form)]
    told: list[bool] = []
    view.saved.connect(lambda: told.append(True))
    action.trigger()
    await _choose(view, target)
    await until(lambda: bool(told))
    body = target.read_bytes()
    if form is PictureForm.PNG:
        assert QImage.fromData(body).width() == 3200
    else:
        assert QSvgRenderer(body).isValid()
        assert b"Attempt 1" in body
    events = await desk.console.store.query(lambda queries: queries.load_events(key))
    assert "timeline_saved" in [event.kind for event in events]
    assert view.banner.accessibleName() == f"Saved as {target.name}."
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    [entry] = [entry for entry in audit if entry.action == "timeline_saved"]
    assert key.id in entry.subject
    assert entry.details.startswith("sha256 ")


async def test_a_place_that_cannot_be_written_is_said_above_the_lanes(
    view: TimelineView, tmp_path: Path
) -> None:
    view.save_button.menu().actions()[0].trigger()
    await _choose(view, tmp_path / "no such folder" / "picture.png")
    await until(lambda: "Choose another folder." in view.banner.text)


async def test_a_file_that_is_there_is_only_replaced_when_agreed(
    view: TimelineView, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "picture.png"
    target.write_bytes(b"mine")
    view.save_button.menu().actions()[0].trigger()
    await _choose(view, target)
    await until(lambda: bool(view.findChildren(QMessageBox)))
    [box] = view.findChildren(QMessageBox)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    await until(lambda: not view.findChildren(QMessageBox))
    assert target.read_bytes() == b"mine"


async def test_a_picture_names_nobody(desk: Desk, key: VerificationKey, view: TimelineView) -> None:
    case = await desk.services.cases.load_case(key)
    assert case.stored.customer is not None
    assert view.lanes.content is not None
    body = draw_picture(view.lanes.content, f"Checkout.com  {key.id}", PictureForm.SVG, QObject(view))
    assert json.dumps(case.stored.customer.name).strip('"').encode() not in body
    assert key.id.encode() in body


async def _choose(view: QWidget, target: Path) -> None:
    """Type a name into the dialog and accept it."""
    await until(lambda: bool(view.findChildren(QFileDialog)))
    [dialog] = view.findChildren(QFileDialog)
    await until(dialog.isVisible)
    [field] = [edit for edit in dialog.findChildren(QLineEdit) if edit.objectName() == "fileNameEdit"]
    field.setText(str(target))
    dialog.accept()


async def test_in_a_low_pane_a_lane_our_work_and_the_time_axis_are_seen(view: TimelineView) -> None:
    lowest = view.minimumSizeHint().height()
    view.resize(640, lowest)
    await until(lambda: view.height() == lowest)
    shown = view.lanes.visibleRegion().boundingRect()
    assert shown.height() >= AXIS_HEIGHT + 2 * LANE_HEIGHT
    assert view.table.height() > view.table.horizontalHeader().height() + view.table.rowHeight(0)
