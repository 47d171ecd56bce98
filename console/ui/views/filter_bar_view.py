"""The row of chips above a list: providers, phases, order; hands out a query, runs none."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from console.domain.environment import ProviderId
from console.domain.listing import ListQuery, SortColumn
from console.domain.phase import Phase
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import phase_word
from console.ui.widgets.check_menu import Choice, FilterChip


class FilterBarView(QWidget):
    """`query_changed` carries the query with the person's new filter or order in it."""

    query_changed = Signal(object)

    def __init__(self, orders: Sequence[tuple[SortColumn, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self._query = ListQuery()
        self._titles = dict(orders)
        self._provider = FilterChip(self.tr("Provider"), (), self)
        self._phase = FilterChip(self.tr("Phase"), [Choice(p, phase_word(p)) for p in Phase], self)
        self._order = make_button("", "chip", "chevron-down", self)
        self._order.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._order_menu = self._make_order_menu(orders)
        self._clear = make_button(self.tr("Clear filters"), "quiet", "close", self)
        self._count = make_label("", "muted", self)
        self._provider.changed.connect(self._on_provider_changed)
        self._phase.changed.connect(self._on_phase_changed)
        self._order.clicked.connect(self._on_order_clicked)
        self._clear.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 12, 7)
        layout.setSpacing(8)
        for widget in (self._provider, self._phase, self._order, self._clear):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self._count)
        self.show_query(self._query)

    @property
    def provider_chip(self) -> FilterChip:
        """Which providers."""
        return self._provider

    def set_providers(self, titles: Mapping[ProviderId, str]) -> None:
        """Offer these providers."""
        self._provider.set_choices([Choice(provider, title) for provider, title in titles.items()])

    def show_query(self, query: ListQuery) -> None:
        """Show a query that came from elsewhere, silently."""
        self._query = query
        self._provider.set_ticked(cast("frozenset[Hashable]", query.providers))
        self._phase.set_ticked(cast("frozenset[Hashable]", query.phases))
        self._clear.setVisible(has_filter(query))
        arrow = "↓" if query.descending else "↑"
        text = fill(self.tr("Sort: %1"), self._titles.get(query.sort, "")) + f" {arrow}"
        self._order.setText(to_button_text(text))
        self._order.setAccessibleName(text)
        for action in self._order_menu.actions():
            action.setChecked(action.data() == query.sort)

    def show_count(self, count: int) -> None:
        """How many rows the filtered list has."""
        self._count.setText(self.tr("1 row") if count == 1 else fill(self.tr("%1 rows"), f"{count:,}"))

    def clear(self) -> None:
        """Take every filter away, the typed text too."""
        self._tell(replace(self._query, text="", providers=frozenset(), phases=frozenset(), label=""))

    def _tell(self, query: ListQuery) -> None:
        self.show_query(query)
        self.query_changed.emit(query)

    def _make_order_menu(self, orders: Sequence[tuple[SortColumn, str]]) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for column, title in orders:
            action = QAction(to_button_text(title), menu)
            action.setData(column)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, by=column: self._on_order_triggered(by))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _on_provider_changed(self, values: frozenset[ProviderId]) -> None:
        self._tell(replace(self._query, providers=values))

    def _on_phase_changed(self, values: frozenset[Phase]) -> None:
        self._tell(replace(self._query, phases=values))

    def _on_order_clicked(self) -> None:
        self._order_menu.popup(self._order.mapToGlobal(QPoint(0, self._order.height() + 4)))

    def _on_order_triggered(self, by: SortColumn) -> None:
        timed = by in {SortColumn.UPDATED, SortColumn.CREATED, SortColumn.LABELS}
        descending = not self._query.descending if by is self._query.sort else timed
        self._tell(replace(self._query, sort=by, descending=descending))


def has_filter(query: ListQuery) -> bool:
    """True when the query hides anything."""
    return bool(query.text or query.providers or query.phases or query.label or query.since)
