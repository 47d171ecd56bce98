"""Blank and Lock in the real main window: keys, PIN, the lock when nobody is there, settings, the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.bootstrap import OpenConsole
from console.domain.activity import ActivityFilter
from console.ui.toolkit.cover_page import CoverPage
from console.ui.toolkit.covers import Covers, mark_for_customers
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.lock_settings import LockSettings
from console.ui.views.lock_watch import LockWatch
from console.ui.views.main_window import MainWindow
from tests.support.waiting import until

_CONTROL = Qt.KeyboardModifier.ControlModifier


class _Clock:
    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def covers(window: MainWindow) -> Iterator[Covers]:
    """Lifted after the test."""
    del window
    found = Covers.of_app()
    yield found
    found.uncover()
    found.unlock()


def _page(covers: Covers, window: QWidget) -> CoverPage:
    page = covers.page_of(window)
    assert page is not None
    return page


async def _deeds(console: OpenConsole) -> list[tuple[str, str]]:
    activity = console.services.activity
    numbers = await activity.load_numbers(ActivityFilter(actions=frozenset({"desk_locked", "desk_unlocked"})))
    entries = await activity.load_entries(numbers)
    return [(entries[number].action, entries[number].details) for number in numbers]


async def test_ctrl_l_locks_and_a_button_unlocks_where_nobody_has_a_pin(
    window: MainWindow, covers: Covers, console: OpenConsole
) -> None:
    window.lock_watch.note_started()
    QTest.keyClick(window, Qt.Key.Key_L, _CONTROL)
    assert covers.is_locked
    page = _page(covers, window)
    await until(page.back_button.isEnabled)
    assert not page.pin.isVisible()
    QTest.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    await until(lambda: not covers.is_locked)
    assert await _deeds(console) == [("desk_unlocked", ""), ("desk_locked", "asked")]


async def test_with_a_pin_only_the_pin_unlocks(
    window: MainWindow, covers: Covers, console: OpenConsole
) -> None:
    await console.services.persons.load()
    await console.services.persons.set_pin("", "4711")
    window.lock_watch.note_started()
    covers.lock()
    page = _page(covers, window)
    await until(page.pin.isVisible)
    QTest.keyClicks(page.pin, "0000")
    QTest.keyClick(page.pin, Qt.Key.Key_Return)
    await until(page.problem.isVisible)
    assert "not the PIN" in page.problem.text()
    assert covers.is_locked
    QTest.keyClicks(page.pin, "4711")
    QTest.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    await until(lambda: not covers.is_locked)


async def test_a_pin_can_be_typed_where_nobody_could_look_whether_there_is_one(
    window: MainWindow, covers: Covers, console: OpenConsole
) -> None:
    window.lock_watch.note_started()
    vars(console.store)["_readers"].shutdown()
    covers.lock()
    page = _page(covers, window)
    await until(page.problem.isVisible)
    assert page.pin.isVisible()
    assert covers.is_locked


async def test_f9_covers_and_shows_again(window: MainWindow, covers: Covers) -> None:
    window.lock_watch.note_started()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert covers.is_blank
    QTest.keyClick(_page(covers, window), Qt.Key.Key_F9)
    assert not covers.is_covered


async def test_the_keys_work_while_a_dialog_is_open(window: MainWindow, covers: Covers) -> None:
    window.lock_watch.note_started()
    dialog = window.actions_of_window
    dialog.open_shortcuts()
    await until(lambda: QApplication.activeModalWidget() is not None)
    modal = QApplication.activeModalWidget()
    assert modal is not None
    handle = modal.windowHandle()
    await until(lambda: QApplication.focusWindow() is handle)
    # As the system hands it over, once the window's own shortcuts have had their turn.
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_L.value, _CONTROL)
    QApplication.sendEvent(handle, press)
    assert covers.is_locked
    assert covers.page_of(modal) is not None
    assert covers.page_of(window) is not None
    covers.unlock()
    modal.close()


@pytest.fixture
async def timed(
    console: OpenConsole, memory: WindowMemory, window: MainWindow
) -> AsyncIterator[tuple[LockWatch, _Clock, list[bool]]]:
    """A watch on a clock of the test's own, and whether the desk is shown."""
    clock, near = _Clock(), [False]
    host = QWidget(window)
    made = LockWatch(console.services, memory, host, lambda: near[0], clock)
    yield made, clock, near
    host.deleteLater()
    await asyncio.sleep(0)


async def test_it_locks_after_ten_minutes_and_at_a_desk_after_two(
    timed: tuple[LockWatch, _Clock, list[bool]], covers: Covers, console: OpenConsole
) -> None:
    watch, clock, near = timed
    clock.now_s += 599
    watch.look()
    assert not covers.is_locked
    near[0] = True
    watch.look()
    assert covers.is_locked
    async with asyncio.timeout(10):
        while await _deeds(console) != [("desk_locked", "walked_away")]:  # noqa: ASYNC110 - the log tells nobody
            await asyncio.sleep(0)
    covers.unlock()
    near[0] = False
    watch.note_started()
    clock.now_s += 600
    watch.look()
    assert covers.is_locked


async def test_a_key_keeps_it_open_and_a_customer_does_not(
    timed: tuple[LockWatch, _Clock, list[bool]], covers: Covers, window: MainWindow
) -> None:
    watch, clock, near = timed
    near[0] = True
    clock.now_s += 119
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down.value, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.windowHandle(), press)
    clock.now_s += 119
    watch.look()
    assert not covers.is_locked
    customers = QWidget()
    mark_for_customers(customers)
    customers.show()
    customers.activateWindow()
    await until(customers.isActiveWindow)
    QTest.mouseMove(customers.windowHandle(), customers.rect().center())
    QTest.mouseClick(customers.windowHandle(), Qt.MouseButton.LeftButton)
    near[0] = False
    clock.now_s += 2
    # A window for customers on the screen makes this a desk too.
    watch.look()
    assert covers.is_locked
    covers.unlock()
    customers.hide()
    customers.deleteLater()


async def test_the_limits_are_settings_and_zero_is_never(
    timed: tuple[LockWatch, _Clock, list[bool]], memory: WindowMemory, covers: Covers, window: MainWindow
) -> None:
    watch, clock, near = timed
    window.show_view("settings")
    [settings] = window.settings().findChildren(LockSettings)
    assert (settings.desk_box.currentText(), settings.review_box.currentText()) == ("2 min", "10 min")
    QTest.keyClick(settings.review_box, Qt.Key.Key_End)
    clock.now_s += 100_000
    watch.look()
    assert not covers.is_locked
    QTest.keyClick(settings.desk_box, Qt.Key.Key_Down)
    QTest.keyClick(settings.desk_box, Qt.Key.Key_Down)
    near[0] = True
    assert watch.limit_s == 300
    assert settings.review_box.currentText() == "Never"
    assert LockSettings(memory).review_box.currentText() == "Never"
