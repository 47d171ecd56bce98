"""A case on screen for tests of what the desk does about it: shown, waited for, with a disk that can be full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from console.domain.desk import DeskRecord
from console.domain.errors import DiskFull
from console.domain.verification import VerificationKey
from console.store.store import Store
from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk
from tests.support.waiting import until

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

W = TypeVar("W", bound=QWidget)
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@asynccontextmanager
async def open_detail(desk: Desk) -> AsyncIterator[DetailView]:
    """The detail pane as a window of its own."""
    made = DetailView(desk.services)
    made.resize(640, 860)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


async def show(detail: DetailView, key: VerificationKey, tab: str = "notes") -> None:
    """Show a case on one of its tabs."""
    detail.show_case(key)
    await until(lambda: detail.case is not None and detail.case.stored.key == key)
    detail.select_tab(tab)
    await until(lambda: detail.tabs.currentIndex() >= 0)


def record_of(detail: DetailView) -> DeskRecord:
    """Our own work on the shown case."""
    assert detail.case is not None
    return detail.case.stored.desk


def click(widget: QWidget) -> None:
    """A real click on what a person can see and use."""
    assert widget.isVisible()
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def press(
    widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """A real key."""
    QTest.keyClick(widget, key, modifier)


async def find_dialog(kind: type[W], over: QWidget) -> W:
    """The open dialog of that kind."""
    await until(lambda: any(each.isVisible() for each in over.findChildren(kind)))
    return next(each for each in over.findChildren(kind) if each.isVisible())


async def choose(button: QWidget, text: str) -> None:
    """Open a button's menu and click the entry that begins with `text`."""
    click(button)
    await until(lambda: any(menu.isVisible() for menu in button.findChildren(QMenu)))
    menu = next(menu for menu in button.findChildren(QMenu) if menu.isVisible())
    [action] = [each for each in menu.actions() if each.text().startswith(text) and each.isEnabled()]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    await until(lambda: QApplication.activePopupWidget() is None)
    # Offscreen nobody gives the keyboard back to the window under a menu.
    button.window().activateWindow()
    await until(button.window().isActiveWindow)


def fill_disk(store: Store, *, full: bool) -> None:
    """Let the database grow no further, and its free pages be taken; or let it grow again."""
    if not full:
        store.write_now(lambda work: _run(work, "PRAGMA max_page_count = 1000000"))
        store.write_now(lambda work: _run(work, "DROP TABLE filler"))
        return
    # The table needs a page itself, so it comes before the limit.
    store.write_now(lambda work: _run(work, "CREATE TABLE IF NOT EXISTS filler (bytes BLOB)"))
    store.write_now(lambda work: _run(work, "PRAGMA max_page_count = 1"))
    with suppress(DiskFull):
        for _ in range(10_000):
            store.write_now(lambda work: _run(work, "INSERT INTO filler VALUES (zeroblob(3000))"))


def fill_log(store: Store) -> None:
    """The same to the last line of the activity log: a page that is there already has room for some."""
    fill_disk(store, full=True)
    with suppress(DiskFull):
        for _ in range(1000):
            store.write_now(lambda work: work.append_audit("vault_verified", "vault", "x" * 100))


def _run(work: UnitOfWork, sql: str) -> None:
    vars(work)["_connection"].exec_driver_sql(sql)
