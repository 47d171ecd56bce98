"""What the window shows, read off its parts the way a person reads it; changes nothing."""

from __future__ import annotations

from typing import TypeVar

import zxingcpp
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from console.domain.verification import VerificationKey
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.toolkit.badges import Badge
from console.ui.views.detail_view import DetailView
from console.ui.views.list_view import ListView
from console.ui.views.main_window import MainWindow
from console.ui.widgets.check_menu import FilterChip
from tests.support.pictures import to_picture
from tests.support.waiting import until

Kind = TypeVar("Kind", bound=QWidget)


def shown_list(window: MainWindow) -> ListView:
    found = window.desk.current_list
    assert found is not None
    return found


def column(shown: ListView, name: str) -> list[str]:
    """What one column says, from top to bottom."""
    [number] = [n for n, each in enumerate(shown.model.columns) if each.name == name]
    rows = [shown.model.row_at(n) for n in range(shown.model.rowCount())]
    return [row.cells[number].text for row in rows if row is not None]


async def reach_row(shown: ListView, key: VerificationKey) -> int:
    """Scroll until a verification's row is on the screen; where it is. Raises `TimeoutError`."""

    def is_here() -> bool:
        if (found := shown.model.number_of(key)) is not None:
            shown.table.scrollTo(shown.model.index(found, 0))
            return True
        last = max(0, shown.model.rowCount() - 1)
        shown.table.scrollTo(shown.model.index(min(last, max(0, place or 0)), 0))
        return False

    place = await shown.model.find_position(key)
    await until(is_here)
    number = shown.model.number_of(key)
    assert number is not None
    return number


def detail(window: MainWindow) -> DetailView:
    found = window.desk.detail_pane.detail
    assert found is not None
    return found


def dialog(kind: type[Kind]) -> Kind | None:
    """The open dialog of that kind."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, kind) and widget.isVisible():
            return widget
    return None


def read_code(painted: QrDialog) -> str:
    """What a phone reads off the dialog as it was painted."""
    found = zxingcpp.read_barcode(to_picture(painted.grab()))
    return found.text if found is not None else ""


def phase_of(shown: ListView, key: VerificationKey) -> str:
    """The word for the phase in a verification's row, empty when the row is not here."""
    number = shown.model.number_of(key)
    return column(shown, "phase")[number] if number is not None else ""


def texts_of(part: QWidget) -> list[str]:
    """Every text a person sees in a part of the window."""
    labels = [label.text() for label in part.findChildren(QLabel) if label.isVisible()]
    badges = [badge.accessibleName() for badge in part.findChildren(Badge) if badge.isVisible()]
    return [text for text in (*labels, *badges) if text]


def chip(shown: ListView, title: str) -> FilterChip:
    """The filter that begins with this word."""
    [found] = [one for one in shown.findChildren(FilterChip) if one.button.accessibleName().startswith(title)]
    return found
