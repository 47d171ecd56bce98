"""Answers as they are looked at: pictures small and large, lists page by page with a count."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.domain.operation import OperationId
from console.services.operation_offers import Subject
from console.ui.dialogs.operation_dialog import OperationDialog, OperationStart
from console.ui.dialogs.picture_dialog import PictureDialog
from console.ui.toolkit.pictures import MOST_POINTS, read_picture
from tests.support.desk import Desk
from tests.support.screen import texts_of
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


async def _open(desk: Desk, host: QWidget, subject: Subject, operation: str) -> OperationDialog:
    offered = await desk.services.operations.offered(subject)
    [found] = [each for each in offered if each.operation.id == OperationId(operation)]
    account = next(one for one in desk.services.accounts.load_accounts() if one.id == subject.account_id)
    dialog = OperationDialog(desk.services, OperationStart(account, subject, found, "Ada Muster"), host)
    dialog.open()
    await until(dialog.isActiveWindow)
    return dialog


async def test_photos_are_shown_small_and_then_as_large_as_wanted(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    key = await desk.create("idenfy", "Ada Muster")
    desk.journey(key, "finish")
    await desk.pass_once()
    dialog = await _open(desk, host, Subject(key.account_id, verification_id=key.id), "fetch_files")
    await until(lambda: any(button.isVisible() for button in dialog.outcome.picture_buttons.values()))
    button = next(each for each in dialog.outcome.picture_buttons.values() if each.isVisible())
    assert not button.icon().isNull()
    assert max(button.iconSize().width(), button.iconSize().height()) <= 160
    assert button.accessibleName().startswith("Show ")
    qtbot.mouseClick(button, _LEFT)
    await until(lambda: dialog.findChild(PictureDialog))
    large = dialog.findChild(PictureDialog)
    assert large is not None
    await until(large.isActiveWindow)
    before = large.picture.size()
    qtbot.mouseClick(large.larger_button, _LEFT)
    assert large.picture.width() > before.width()
    qtbot.mouseClick(large.smaller_button, _LEFT)
    qtbot.mouseClick(large.smaller_button, _LEFT)
    assert large.picture.width() < before.width()
    qtbot.mouseClick(large.fit_button, _LEFT)
    assert large.picture.size() == before
    large.accept()
    dialog.reject()


async def test_a_list_goes_on_with_more_and_counts_what_is_shown(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    for number in range(3):
        await desk.create("iron", f"Ada Muster {number}")
    dialog = await _open(desk, host, Subject(desk.account("iron").id), "find_customers")
    size = dialog.form.editor("page_size")
    assert isinstance(size, QLineEdit)
    qtbot.keyClicks(size, "2")
    qtbot.mouseClick(dialog.send_button, _LEFT)
    await until(dialog.outcome.more_button.isVisible)
    assert dialog.outcome.count_label.text() == "2 shown"
    desk.simulator.forget_calls()
    qtbot.mouseClick(dialog.outcome.more_button, _LEFT)
    await until(lambda: dialog.outcome.count_label.text() != "2 shown")
    assert dialog.outcome.count_label.text().endswith(" shown")
    names = {text for text in texts_of(dialog.outcome) if text.startswith("Ada Muster ")}
    assert names == {f"Ada Muster {number}" for number in range(3)}
    assert len(desk.simulator.calls("iron")) == 1
    dialog.reject()


async def test_of_how_many_is_told_where_the_provider_tells(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    for number in range(3):
        await desk.create("proofme", f"Ada Muster {number}")
    dialog = await _open(desk, host, Subject(desk.account("proofme").id), "search")
    limit = dialog.form.editor("limit")
    assert isinstance(limit, QLineEdit)
    qtbot.keyClicks(limit, "2")
    qtbot.mouseClick(dialog.send_button, _LEFT)
    await until(dialog.outcome.more_button.isVisible)
    total = int(dialog.outcome.count_label.text().split()[2])
    assert dialog.outcome.count_label.text() == f"2 of {total} shown"
    while dialog.outcome.more_button.isVisible():
        before = dialog.outcome.count_label.text()
        qtbot.mouseClick(dialog.outcome.more_button, _LEFT)
        await until(lambda before=before: dialog.outcome.count_label.text() != before)
    assert dialog.outcome.count_label.text() == f"{total} of {total} shown"
    dialog.reject()


def _to_bytes(width: int, height: int, kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (width, height)).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_read_no_larger_than_wanted(kind: str) -> None:
    image = read_picture(_to_bytes(900, 300, kind), 300)
    assert image is not None
    assert (image.width(), image.height()) == (300, 100)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        b"\x89PNG\r\n",
        b"GIF89a",
        _to_bytes(MOST_POINTS // 5_000 + 1, 5_000, "PNG"),
    ],
    ids=["nothing", "another kind", "cut off", "told by its start", "too many points"],
)
def test_what_is_no_picture_or_too_large_is_not_opened(body: bytes) -> None:
    assert read_picture(body, 300) is None
