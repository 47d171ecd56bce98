"""A program that shows every main view at the scale of its environment and prints, as JSON, which texts have no room."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QHeaderView,
    QLabel,
    QTableView,
    QWidget,
)

from console.ui.application import make_application
from console.ui.toolkit.look import Look
from console.ui.toolkit.loop import new_event_loop
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.text import ElidedLabel
from console.ui.toolkit.theme import ThemeName
from console.ui.toolkit.view_names import RAIL_VIEWS
from console.ui.views.main_window import MainWindow
from tests.support.desk import open_desk
from tests.support.simulator import start_simulator
from tests.support.waiting import until

SIZES = ((1440, 900), (1000, 700))
_MOST_TEXT = 24


def _describe(widget: QWidget) -> str:
    text = getattr(widget, "text", str)()
    return f"{type(widget).__name__} {(text or widget.accessibleName())[:_MOST_TEXT]!r}"


def _is_wrapping(label: QLabel) -> bool:
    return label.wordWrap() or isinstance(label, ElidedLabel)


def find_cut(window: QWidget) -> list[str]:
    """Buttons, chips, labels and headings that are smaller than what they say."""
    found: list[str] = []
    for button in window.findChildren(QAbstractButton):
        room, wish = button.size(), button.sizeHint()
        if button.isVisible() and button.text() and (room.width() < wish.width() or room.height() < 16):
            found.append(f"cut: {_describe(button)} {room.width()} < {wish.width()}")
    for label in window.findChildren(QLabel):
        if not label.isVisible() or _is_wrapping(label) or not label.text():
            continue
        if label.width() < label.fontMetrics().horizontalAdvance(label.text()):
            found.append(f"cut: {_describe(label)} {label.width()}")
    for table in window.findChildren(QTableView):
        if table.isVisible():
            found += _find_cut_headings(table.horizontalHeader())
    return found


def _find_cut_headings(header: QHeaderView) -> list[str]:
    found: list[str] = []
    for section in range(header.count()):
        model = header.model()
        title = str(model.headerData(section, header.orientation()) or "")
        room = header.sectionSize(section)
        wish = max(header.fontMetrics().horizontalAdvance(line) for line in title.split("\n")) + 4
        if not header.isSectionHidden(section) and room < wish:
            found.append(f"cut: heading {title!r} {room}")
    return found


def find_clipped(window: QWidget) -> list[str]:
    """Buttons and texts that reach over the edge of what they stand in, where nothing can be scrolled."""
    parts = [*window.findChildren(QAbstractButton), *window.findChildren(QLabel)]
    return [
        f"clipped: {_describe(part)}"
        for part in parts
        if part.isVisible() and not _is_in_scroll_area(part) and _is_clipped(part, window)
    ]


def _is_clipped(part: QWidget, window: QWidget) -> bool:
    above = part.parentWidget()
    while above is not None and above is not window.parentWidget():
        if not above.rect().contains(QRect(part.mapTo(above, QPoint(0, 0)), part.size())):
            return True
        above = above.parentWidget() if above is not window else None
    return False


def _is_in_scroll_area(part: QWidget) -> bool:
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


def find_overlaps(window: QWidget) -> list[str]:
    """Buttons and texts that lie over each other."""
    parts = [*window.findChildren(QAbstractButton), *window.findChildren(QLabel)]
    shown = [
        (part, _area(part, window))
        for part in parts
        if part.isVisible() and not part.visibleRegion().isEmpty()
    ]
    found: list[str] = []
    for place, (one, area) in enumerate(shown):
        for other, where in shown[place + 1 :]:
            is_inside = one.isAncestorOf(other) or other.isAncestorOf(one)
            both = area.intersected(where)
            if (
                not is_inside
                and one.parentWidget() is other.parentWidget()
                and both.width() > 1
                and both.height() > 1
            ):
                found.append(f"overlap: {_describe(one)} / {_describe(other)}")
    return found


def _area(part: QWidget, window: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())


async def _check(folder: Path) -> dict[str, object]:
    told: dict[str, list[str]] = {}
    seen: dict[str, int] = {}
    with start_simulator(customers=12, seed=7, speed=0) as simulator:
        async with open_desk(simulator, folder) as desk:
            await desk.services.sync.sync_once()
            window = MainWindow(desk.services, WindowMemory(folder / "window.json"))
            window.show_first("verifications")
            window.show()
            window.catch_up()
            for size in SIZES:
                window.resize(*size)
                for view in RAIL_VIEWS:
                    await _show(window, view)
                    seen[view] = sum(part.isVisible() for part in window.findChildren(QAbstractButton))
                    problems = [*find_cut(window), *find_clipped(window), *find_overlaps(window)]
                    if problems:
                        told[f"{view} {size[0]}x{size[1]}"] = problems
            ratio = window.grab().devicePixelRatio()
            window.hide()
            window.deleteLater()
            await asyncio.sleep(0)
    return {"ratio": ratio, "seen": seen, "problems": told}


async def _show(window: MainWindow, view: str) -> None:
    window.show_view(view)
    await until(lambda: not window.missing(view))
    if window.is_desk_shown and view != "customers":
        window.desk.focus_list()
        pane = window.desk.detail_pane
        await until(lambda: pane.is_ready or not pane.isVisible())
    for _ in range(5):
        await asyncio.sleep(0.01)
        QApplication.processEvents()


def look(check: Callable[[Path], Coroutine[Any, Any, dict[str, object]]]) -> None:
    """Run a check in the folder named by the first argument and print what it found."""
    app = make_application(sys.argv[:1])
    Look(app, ThemeName.LIGHT)
    loop = new_event_loop(app)
    found = loop.run_until_complete(check(Path(sys.argv[1])))
    loop.close()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    look(_check)
