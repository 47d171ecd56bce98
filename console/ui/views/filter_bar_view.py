"""The row of chips above a list: what narrows it and how it is ordered; hands out a query, runs none."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final, cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from console.domain.date_range import DateRange, Span
from console.domain.listing import ListQuery, SortColumn
from console.domain.saved_query import SavedQuery
from console.ui.models.filter_chips import CHIPS, RARE_CHIPS, Offers, chip_title, has_filter, without_filter
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.focus import keeping_keyboard
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_label, set_tooltip
from console.ui.widgets.check_menu import Choice, FilterChip

_NEWEST_FIRST: Final = frozenset(
    {SortColumn.UPDATED, SortColumn.CREATED, SortColumn.LABELS, SortColumn.SEVERITY, SortColumn.REPORT}
)

# From this width on there is room for the filters and for words on the list's own buttons.
_WORDS_FROM: Final = 560


class FilterBarView(QWidget):
    """`query_changed` carries the query with the person's new filter or order in it.

    `days_requested` asks for a stretch of days, `more_requested` and `views_requested` for the menu under that button.
    """

    query_changed = Signal(object)
    days_requested = Signal()
    more_requested = Signal(object)
    views_requested = Signal(object)

    def __init__(
        self,
        orders: Sequence[tuple[SortColumn, str]],
        chips: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self._saved = SavedQuery(ListQuery())
        self._shown = ListQuery()
        self._offers = Offers()
        self._titles = dict(orders)
        self._allowed = tuple(chips)
        self._chips: dict[str, FilterChip] = {}
        self._tools: dict[QPushButton, str] = {}
        self._flow = FlowLayout()
        self._label = make_button("", "chip", "close", self, tooltip=self.tr("Take this filter away"))
        self._plus = make_button("", "chip", "plus", self, tooltip=self.tr("More filters"))
        self._order = make_button("", "chip", "chevron-down", self)
        self._order.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._order_menu: QMenu | None = None
        self._clear = make_button(self.tr("Clear filters"), "quiet", "close", self)
        self._count = make_label("", "muted", self)
        self._views = make_button("", "quiet", "bookmark", self, tooltip=self.tr("Saved views"))
        self._more = make_button("", "quiet", "more", self, tooltip=self.tr("Columns, selection and export"))
        for name in self._allowed:
            if name not in RARE_CHIPS:
                self._make_chip(name)
        self._lay_out()
        self._connect()
        self.show_query(self._shown)

    def _lay_out(self) -> None:
        for widget in (*self._chips.values(), self._label, self._plus, self._order, self._clear):
            self._flow.addWidget(widget)
        self._plus.setVisible(bool(RARE_CHIPS.intersection(self._allowed)))
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 8, 7)
        layout.setSpacing(4)
        layout.addLayout(self._flow, 1)
        layout.addSpacing(4)
        for widget in (self._count, self._views, self._more):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._count.setFixedHeight(self._more.sizeHint().height())

    def _connect(self) -> None:
        self._label.clicked.connect(lambda: self._tell(self._put(label="")))
        self._plus.clicked.connect(self._on_plus_clicked)
        self._order.clicked.connect(self._on_order_clicked)
        self._clear.clicked.connect(self.clear)
        self._views.clicked.connect(lambda: self.views_requested.emit(_under(self._views)))
        self._more.clicked.connect(lambda: self.more_requested.emit(_under(self._more)))

    def add_tool(self, name: str, title: str, icon: str, tooltip: str) -> QPushButton:
        """One more button at the end of the row, for something that concerns the list as a whole."""
        button = make_button(title, "quiet", icon, self, tooltip=tooltip or title)
        button.setObjectName(f"tool_{name}")
        self._tools[button] = button.text()
        self._row.insertWidget(self._row.indexOf(self._views), button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow list its own buttons are their signs alone: the filters need the room."""
        super().resizeEvent(event)
        for button, text in self._tools.items():
            button.setText(text if self.width() >= _WORDS_FROM else "")

    # --- parts ---

    @property
    def provider_chip(self) -> FilterChip:
        """Which providers."""
        return self.chip("provider")

    @property
    def plus_button(self) -> QPushButton:
        """Shows the rarer filters."""
        return self._plus

    @property
    def views_button(self) -> QPushButton:
        """Saved views."""
        return self._views

    @property
    def more_button(self) -> QPushButton:
        """Columns, selection and export."""
        return self._more

    @property
    def saved_query(self) -> SavedQuery:
        """The filter and order as it can be kept."""
        return self._saved

    def chip(self, name: str) -> FilterChip:
        """A chip, shown from now on. Raises `KeyError` for a name that no chip has."""
        if name not in self._chips:
            self._add_rare(name)
        return self._chips[name]

    # --- orders ---

    def set_offers(self, offers: Offers) -> None:
        """Offer these providers, accounts and people; `me` is who is working now."""
        is_other_person = offers.me != self._offers.me
        self._offers = offers
        self._show_chips()
        if is_other_person and self._saved.is_mine:
            self._tell(self._saved)

    def show_saved(self, saved: SavedQuery) -> ListQuery:
        """Show a filter that was kept, silently; the query it stands for now."""
        self._saved = saved
        self._show(saved.resolve(datetime.now(UTC), self._offers.me))
        return self._shown

    def show_query(self, query: ListQuery) -> None:
        """Show a query that came from elsewhere, silently."""
        days, mine = self._saved.days, self._saved.is_mine
        if not _same_moments(query, self._shown):
            days = None
        mine = mine and self._offers.me in query.assignees
        named = query.assignees - {self._offers.me} if mine else query.assignees
        self._saved = SavedQuery(replace(query, assignees=named), days, mine)
        self._show(query)

    def show_count(self, count: int) -> None:
        """How many rows the filtered list has."""
        self._count.setText(self.tr("1 row") if count == 1 else fill(self.tr("%1 rows"), f"{count:,}"))

    def put_days(self, days: DateRange | None) -> None:
        """Narrow to a stretch of days that the person chose, or take that filter away."""
        self._tell(self._saved._replace(days=days))

    def clear(self) -> None:
        """Take every filter away, the typed text too, and the chips that were added for it."""
        with keeping_keyboard(self, self._more):
            for name in [name for name in self._chips if name in RARE_CHIPS]:
                self._drop(name)
            self._tell(SavedQuery(without_filter(self._shown)))

    # --- showing ---

    def _show(self, query: ListQuery) -> None:
        self._shown = query
        self._show_chips()
        self._label.setVisible(bool(query.label))
        if query.label:
            text = fill(self.tr("Label: %1"), query.label)
            self._label.setText(to_button_text(text))
            self._label.setAccessibleName(text)
        self._clear.setVisible(has_filter(query))
        arrow = "↓" if query.descending else "↑"
        title = f"{self._titles.get(query.sort, '')} {arrow}"
        # The heading says which column it is; here is room for the direction alone.
        self._order.setText(arrow)
        self._order.setVisible(bool(self._titles))
        set_tooltip(self._order, fill(self.tr("Sort: %1"), title))
        self._order.setAccessibleName(fill(self.tr("Sort: %1"), title))

    def _show_chips(self) -> None:
        for name in self._allowed:
            kind = CHIPS[name]
            ticks = kind.read(self._saved)
            if ticks and name not in self._chips:
                self._add_rare(name)
            chip = self._chips.get(name)
            if chip is not None:
                chip.set_choices([Choice(*each) for each in kind.choices(self._offers, self._saved)])
                chip.set_ticked(ticks)

    def _make_chip(self, name: str) -> FilterChip:
        kind = CHIPS[name]
        chip = FilterChip(chip_title(name), (), self, exclusive=kind.exclusive)
        chip.changed.connect(partial(self._on_chip_changed, name))
        self._chips[name] = chip
        return chip

    def _add_rare(self, name: str) -> None:
        if name not in self._allowed:
            raise KeyError(name)
        chip = self._make_chip(name)
        self._flow.insert(len(self._chips) - 1, chip)
        chip.show()
        # The keyboard goes through the chips in the order they stand.
        QWidget.setTabOrder(list(self._chips.values())[-2].button, chip.button)
        QWidget.setTabOrder(chip.button, self._plus)
        kind = CHIPS[name]
        chip.set_choices([Choice(*each) for each in kind.choices(self._offers, self._saved)])

    def _drop(self, name: str) -> None:
        chip = self._chips.pop(name)
        self._flow.removeWidget(chip)
        self._flow.invalidate()
        chip.hide()
        chip.deleteLater()
        self._plus.show()

    # --- following the person ---

    def _put(self, **changes: str) -> SavedQuery:
        return self._saved._replace(query=replace(self._saved.query, **changes))

    def _tell(self, saved: SavedQuery) -> None:
        self.query_changed.emit(self.show_saved(saved))

    def _on_chip_changed(self, name: str, ticks: frozenset[Hashable]) -> None:
        if Span.CUSTOM in ticks:
            self._show_chips()
            self._chips[name].menu.close()
            self.days_requested.emit()
            return
        self._tell(CHIPS[name].write(self._saved, ticks))

    def _on_plus_clicked(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in self._allowed:
            if name not in self._chips:
                action = menu.addAction(to_button_text(chip_title(name)))
                action.triggered.connect(lambda _checked=False, name=name: self._on_rare_triggered(name))
        menu.popup(_under(self._plus))

    def _on_rare_triggered(self, name: str) -> None:
        chip = self.chip(name)
        self._plus.setVisible(any(each not in self._chips for each in self._allowed))
        # Its place is known only after the chips have been laid out.
        cast("QHBoxLayout", self.layout()).activate()
        chip.button.setFocus(Qt.FocusReason.OtherFocusReason)
        chip.open_menu()

    def _on_order_clicked(self) -> None:
        if self._order_menu is None:
            self._order_menu = _build_menu(self, tuple(self._titles.items()), self._on_order_triggered)
        for action in self._order_menu.actions():
            action.setChecked(action.data() == self._shown.sort)
        self._order_menu.popup(_under(self._order))

    def _on_order_triggered(self, by: SortColumn) -> None:
        query = self._saved.query
        descending = not query.descending if by is query.sort else by in _NEWEST_FIRST
        self._tell(self._saved._replace(query=replace(query, sort=by, descending=descending)))


def _build_menu(
    parent: QWidget, orders: Sequence[tuple[SortColumn, str]], act: Callable[[SortColumn], None]
) -> QMenu:
    menu = QMenu(parent)
    group = QActionGroup(menu)
    for column, title in orders:
        action = QAction(to_button_text(title), menu)
        action.setData(column)
        action.setCheckable(True)
        action.triggered.connect(lambda _checked=False, by=column: act(by))
        group.addAction(action)
        menu.addAction(action)
    return menu


def _under(button: QWidget) -> QPoint:
    return button.mapToGlobal(QPoint(0, button.height() + 4))


def _same_moments(one: ListQuery, other: ListQuery) -> bool:
    return (one.since, one.until, one.created_since, one.created_until) == (
        other.since,
        other.until,
        other.created_since,
        other.created_until,
    )
