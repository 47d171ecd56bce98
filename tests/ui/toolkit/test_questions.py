"""Questions to the person: what each way of ending one means to whoever waits for the answer."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from console.ui.toolkit.questions import ask, wait_closed
from console.ui.toolkit.scope import TaskScope
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


async def _begin(parent: QWidget) -> tuple[asyncio.Task[bool], QMessageBox]:
    task = asyncio.ensure_future(ask(parent, "Remove it?", "It is lost.", "Remove", "Keep it"))
    await until(lambda: parent.findChildren(QMessageBox))
    [box] = parent.findChildren(QMessageBox)
    await until(box.isVisible)
    return task, box


@pytest.mark.parametrize(("role", "agreed"), [("AcceptRole", True), ("RejectRole", False)])
async def test_each_button_is_its_answer(host: QWidget, qtbot: QtBot, role: str, agreed: bool) -> None:
    task, box = await _begin(host)
    [button] = [one for one in box.buttons() if box.buttonRole(one).name == role]
    qtbot.mouseClick(button, _LEFT)
    assert await task is agreed


async def test_escape_means_no(host: QWidget, qtbot: QtBot) -> None:
    task, box = await _begin(host)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert await task is False


async def test_a_question_whose_window_goes_ends_as_no() -> None:
    parent = QWidget()
    parent.show()
    task, _box = await _begin(parent)
    parent.deleteLater()
    async with asyncio.timeout(20):
        assert await task is False


async def test_a_dialog_whose_window_goes_counts_as_rejected() -> None:
    parent = QWidget()
    parent.show()
    dialog = QDialog(parent)
    task = asyncio.ensure_future(wait_closed(dialog))
    await until(dialog.isVisible)
    parent.deleteLater()
    async with asyncio.timeout(20):
        assert await task == QDialog.DialogCode.Rejected.value


async def test_the_task_that_asked_goes_with_its_window_without_a_complaint() -> None:
    parent = QWidget()
    parent.show()
    answers: list[object] = []
    scope = TaskScope(parent, answers.append)

    async def work() -> None:
        answers.append(await ask(parent, "Remove it?", "It is lost.", "Remove", "Keep it"))

    scope.start("ask", work())
    await until(lambda: parent.findChildren(QMessageBox))
    gone = asyncio.Event()
    parent.destroyed.connect(gone.set)
    parent.deleteLater()
    async with asyncio.timeout(20):
        await gone.wait()
    await until(lambda: not scope.is_running("ask"))
    assert answers in ([], [False])


async def test_cancelling_the_wait_closes_the_question(host: QWidget) -> None:
    task, box = await _begin(host)
    closed = asyncio.Event()
    box.finished.connect(closed.set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert closed.is_set()
