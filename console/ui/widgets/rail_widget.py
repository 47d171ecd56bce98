"""The rail at the left: views and saved views to choose from, a dot per account; emits what was pressed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.domain.account import LinkState
from console.ui.toolkit.badges import link_color
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_elided_label, make_label, set_tooltip
from console.ui.toolkit.words import link_word

if TYPE_CHECKING:
    from console.ui.widgets.rail_views_widget import RailViewsWidget, SavedItem

WIDE: int = 176
NARROW: int = 52


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class RailItem(NamedTuple):
    """One view: its name, title and icon."""

    view: str
    title: str
    icon: str


class AccountDot(NamedTuple):
    """One account as the rail shows it."""

    title: str
    link: LinkState
    tooltip: str


class RailWidget(QWidget):
    """`chosen` carries a view's name; `narrow` rails show icons with tooltips.

    `saved_chosen` carries the number of a saved view, `saved_menu_requested` also where on the screen its menu belongs,
    `all_saved_requested` the list whose saved views are too many for the rail, and a place.
    """

    chosen = Signal(str)
    saved_chosen = Signal(int)
    saved_menu_requested = Signal(int, QPoint)
    all_saved_requested = Signal(str, QPoint)

    def __init__(self, items: Sequence[RailItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Views"))
        self._narrow = False
        self._items = tuple(items)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._dots: list[_DotLine] = []
        self._counts: dict[str, tuple[QLabel, str]] = {}
        self._saved: dict[str, RailViewsWidget] = {}
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(2)
        for number, item in enumerate(self._items, start=1):
            layout.addWidget(self._make_button(item, number))
        layout.addStretch()
        self._caption = make_label(self.tr("Accounts"), "caption", self)
        self._caption.setContentsMargins(14, 0, 0, 2)
        layout.addWidget(self._caption)
        self._dot_column = QVBoxLayout()
        self._dot_column.setSpacing(2)
        layout.addLayout(self._dot_column)
        self.set_narrow(narrow=False)

    def button(self, view: str) -> QPushButton:
        """The button of a view. Raises `KeyError`."""
        return self._buttons[view]

    def show_view(self, view: str) -> None:
        """Mark a view as the one that is shown, if the rail has it."""
        if view in self._buttons:
            self._buttons[view].setChecked(True)

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons only, or icons with words."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._caption.setVisible(not narrow and bool(self._dots))
        for item in self._items:
            self._buttons[item.view].setText("" if narrow else to_button_text(item.title))
        for view, (label, text) in self._counts.items():
            label.setVisible(bool(text) and not narrow)
            self._name_button(view)
        for saved in self._saved.values():
            saved.setVisible(not narrow and saved.is_filled)
        for line in self._dots:
            line.set_narrow(narrow=narrow)

    def show_count(self, view: str, text: str) -> None:
        """How much is in a view, in figures; empty for nothing. Raises `KeyError`."""
        if view not in self._counts:
            self._counts[view] = (_make_count(self._buttons[view]), "")
        label = self._counts[view][0]
        self._counts[view] = (label, text)
        label.setText(text)
        label.setVisible(bool(text) and not self._narrow)
        self._name_button(view)

    def count_text(self, view: str) -> str:
        """What `show_count` was given last."""
        return self._counts[view][1] if view in self._counts else ""

    def show_saved(self, view: str, items: Sequence[SavedItem]) -> None:
        """Show these saved views under their list."""
        from console.ui.widgets.rail_views_widget import RailViewsWidget

        if view not in self._saved:
            made = RailViewsWidget(self)
            made.chosen.connect(self.saved_chosen)
            made.menu_requested.connect(self.saved_menu_requested)
            made.all_requested.connect(partial(self.all_saved_requested.emit, view))
            self._column.insertWidget(self._column.indexOf(self._buttons[view]) + 1, made)
            self._saved[view] = made
        self._saved[view].show_items(items)
        self._saved[view].setVisible(bool(items) and not self._narrow)

    def saved(self, view: str) -> RailViewsWidget | None:
        """The saved views of a list, if there were any."""
        return self._saved.get(view)

    def show_accounts(self, dots: Sequence[AccountDot]) -> None:
        """Show a dot per account."""
        while len(self._dots) > len(dots):
            line = self._dots.pop()
            self._dot_column.removeWidget(line)
            line.deleteLater()
        while len(self._dots) < len(dots):
            line = _DotLine(self)
            line.set_narrow(narrow=self._narrow)
            self._dots.append(line)
            self._dot_column.addWidget(line)
        for line, dot in zip(self._dots, dots, strict=True):
            line.show_dot(dot)
        self._caption.setVisible(not self._narrow and bool(dots))

    def _name_button(self, view: str) -> None:
        [title] = [item.title for item in self._items if item.view == view]
        count = self._counts[view][1]
        self._buttons[view].setAccessibleName(f"{title}, {count}" if count else title)

    def _make_button(self, item: RailItem, number: int) -> QPushButton:
        button = make_button(item.title, "rail", item.icon, self)
        button.setCheckable(True)
        button.setIconSize(QSize(20, 20))
        set_tooltip(button, f"{item.title} (Ctrl+{number})")
        button.clicked.connect(lambda: self.chosen.emit(item.view))
        self._group.addButton(button)
        self._buttons[item.view] = button
        return button


def _make_count(button: QPushButton) -> QLabel:
    label = make_label("", "caption", button)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row = QHBoxLayout(button)
    row.setContentsMargins(0, 0, 14, 0)
    row.addStretch()
    row.addWidget(label)
    return label


class _DotLine(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._dot: AccountDot | None = None
        self._icon: QLabel = make_label("", parent=self)
        self._title = make_elided_label("", "muted", self)
        self.setFixedHeight(22)
        self._icon.setGeometry(18, 4, 14, 14)
        self._look.changed.connect(self._draw)

    def show_dot(self, dot: AccountDot) -> None:
        if dot == self._dot:
            return
        is_same_sign = self._dot is not None and self._dot.link is dot.link
        self._dot = dot
        self._title.setText(dot.title)
        words = f"{dot.title}: {link_word(dot.link)}"
        set_tooltip(self, f"{words}\n{dot.tooltip}" if dot.tooltip else words)
        self.setAccessibleName(words)
        if not is_same_sign:
            self._draw()

    def set_narrow(self, *, narrow: bool) -> None:
        self._title.setVisible(not narrow)
        self._title.setGeometry(40, 0, WIDE - 48, 22)

    def _draw(self) -> None:
        if self._dot is not None:
            color = link_color(self._dot.link)
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(self._look.pixmap(f"link-{self._dot.link.value}", color, 14, ratio))
