"""Undo of one window: newest first, by key and button, told when it does not work."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QWidget

from console.domain.errors import ChangedMeanwhile, DiskFull
from console.ui.toolkit.undo import clear_undo, offer_undo, undo_stack
from tests.support.waiting import until

_CTRL = Qt.KeyboardModifier.ControlModifier


def _key(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Z, _CTRL)


async def test_the_newest_is_taken_back_first_and_each_once(host: QWidget) -> None:
    undone: list[str] = []

    def act(name: str) -> None:
        async def take_back() -> None:
            await asyncio.sleep(0)
            undone.append(name)

        offer_undo(host, f"Did {name}", take_back)

    for name in ("one", "two"):
        act(name)
    stack = undo_stack(host)
    assert stack.texts == ("Did one", "Did two")
    _key(host)
    await until(lambda: stack.bar.text == "Undone: Did two")
    assert stack.bar.button.text() == "Undo the one before"
    QTest.mouseClick(stack.bar.button, Qt.MouseButton.LeftButton)
    await until(lambda: stack.bar.text == "Undone: Did one")
    assert not stack.bar.button.isVisible()
    _key(host)
    await until(lambda: stack.bar.text == "There is nothing to undo.")
    assert undone == ["two", "one"]


async def test_what_cannot_be_taken_back_is_told_in_words(host: QWidget) -> None:
    async def fail() -> None:
        raise ChangedMeanwhile("Somebody was quicker.")

    offer_undo(host, "Did it", fail)
    _key(host)
    bar = undo_stack(host).bar
    await until(lambda: bar.text == "Not undone. Somebody was quicker.")
    assert not bar.button.isVisible()


async def test_in_a_field_the_key_is_the_fields(host: QWidget) -> None:
    undone: list[int] = []

    async def take_back() -> None:
        undone.append(1)

    field = QLineEdit(host)
    field.show()
    field.setFocus()
    offer_undo(host, "Did it", take_back)
    QTest.keyClicks(field, "typed")
    _key(field)
    await asyncio.sleep(0)
    assert (field.text(), undone) == ("", [])


async def test_a_dialogs_deed_is_taken_back_in_the_window_under_it(host: QWidget) -> None:
    async def take_back() -> None:
        await asyncio.sleep(0)

    dialog = QDialog(host)
    offer_undo(dialog, "Did it in a dialog", take_back)
    assert undo_stack(host).texts == ("Did it in a dialog",)
    clear_undo(host)
    assert undo_stack(dialog).texts == ()
    assert undo_stack(host).bar.text == ""


async def test_the_bar_stays_inside_a_narrow_window(host: QWidget) -> None:
    async def take_back() -> None:
        await asyncio.sleep(0)

    host.resize(360, 300)
    offer_undo(host, "Assigned to somebody with a very long name " * 5, take_back)
    bar = undo_stack(host).bar
    assert host.rect().contains(bar.geometry())
    host.resize(900, 500)
    await until(lambda: host.rect().contains(bar.geometry()))


async def test_the_bar_stands_above_what_it_must_keep_clear_of(host: QWidget) -> None:
    async def take_back() -> None:
        await asyncio.sleep(0)

    strip = QWidget(host)
    strip.setGeometry(0, 640, 600, 100)
    strip.show()
    bar = undo_stack(host).bar
    bar.keep_clear_of(strip)
    offer_undo(host, "Did it", take_back)
    assert bar.geometry().bottom() < strip.y()
    strip.setGeometry(0, 560, 600, 180)
    await until(lambda: bar.geometry().bottom() < strip.y())
    strip.hide()
    await until(lambda: bar.geometry().bottom() > 640)


async def test_the_keyboard_goes_back_to_where_it_came_from(host: QWidget) -> None:
    async def take_back() -> None:
        await asyncio.sleep(0)

    first, table = QLineEdit(host), QListWidget(host)
    for place, widget in enumerate((first, table)):
        widget.setGeometry(0, 100 * place, 200, 90)
        widget.show()
    table.setFocus()
    offer_undo(host, "Did it", take_back)
    bar = undo_stack(host).bar
    bar.button.setFocus()
    QTest.keyClick(bar.button, Qt.Key.Key_Space)
    await until(lambda: bar.text == "Undone: Did it")
    assert table.hasFocus()
    bar.close_button.setFocus()
    QTest.keyClick(bar.close_button, Qt.Key.Key_Space)
    assert bar.text == ""
    assert table.hasFocus()


async def test_what_a_full_disk_kept_from_being_taken_back_can_be_asked_for_again(host: QWidget) -> None:
    undone: list[int] = []

    async def take_back() -> str:
        undone.append(len(undone))
        if len(undone) == 1:
            raise DiskFull("The disk is full.")
        return "One of two is as it was."

    offer_undo(host, "Did it", take_back)
    _key(host)
    bar = undo_stack(host).bar
    await until(lambda: bar.text == "Not undone. The disk is full.")
    _key(host)
    await until(lambda: bar.text == "One of two is as it was.")
    assert undo_stack(host).texts == ()
