"""The desk: lists on the left, the chosen case on the right or over them when there is little room."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.view_names import LIST_VIEWS
from console.ui.views.account_watch import AccountWatch
from console.ui.views.detail_pane_view import DetailPaneView
from console.ui.views.list_view import ListView
from console.ui.views.pages import make_list

LIST_SHARE: Final = 0.54
REPORTS: Final = "reports"


class DeskView(QWidget):
    """`text_shown` carries the words of the list that came up, for the search field."""

    text_shown = Signal(str)
    new_requested = Signal()

    def __init__(
        self, services: Services, watch: AccountWatch, bridge: BusBridge, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._watch = watch
        self._lists: dict[str, ListView] = {}
        self._accounts = watch.accounts
        self._current = ""
        self._covering = False
        self._is_open = False
        self._sizes: tuple[int, ...] = ()
        self._compact = False
        self._stack = QStackedWidget(self)
        self._detail = DetailPaneView(services, self)
        self._detail.back_requested.connect(self.close_case)
        self._detail.case_created.connect(self.open_created)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._stack)
        self._splitter.addWidget(self._detail)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        self._stack.setMinimumWidth(320)
        self._detail.setMinimumWidth(320)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        bridge.happened.connect(self._on_event)
        watch.changed.connect(self._on_accounts_changed)

    # --- parts ---

    @property
    def current_list(self) -> ListView | None:
        """The list that is shown."""
        return self._lists.get(self._current)

    @property
    def detail_pane(self) -> DetailPaneView:
        """The chosen case."""
        return self._detail

    @property
    def is_case_open(self) -> bool:
        """True while a case covers the list."""
        return self._covering and self._is_open

    def list_named(self, name: str) -> ListView:
        """That list, made when it is asked for first. Raises `KeyError`."""
        if name not in self._lists:
            made = make_list(name, self._services, self)
            made.case_chosen.connect(self._on_case_chosen)
            made.case_opened.connect(self._on_case_opened)
            made.query_changed.connect(self._on_query_changed)
            made.new_requested.connect(self.new_requested)
            made.table.clicked.connect(self._on_row_clicked)
            made.table.set_compact(compact=self._compact)
            self._lists[name] = made
            self._stack.addWidget(made)
            self._tell_list(made)
        return self._lists[name]

    # --- orders ---

    def show_first(self) -> None:
        """The verifications at once, for the first paint."""
        self._current = LIST_VIEWS[1]
        shown = self.list_named(self._current)
        self._stack.setCurrentWidget(shown)
        shown.show_first(ListQuery())

    def show_list(self, name: str) -> None:
        """Bring up a list; its filter and selection are as they were left."""
        self._current = name
        shown = self.list_named(name)
        self._stack.setCurrentWidget(shown)
        if not shown.is_ready and not shown.model.is_filling:
            shown.set_query(shown.model.query)
        self.text_shown.emit(shown.model.query.text)

    def search(self, text: str) -> None:
        """Filter the shown list."""
        if self.current_list is not None:
            self.current_list.search(text)

    def show_query(self, query: ListQuery) -> None:
        """Filter and order the shown list by exactly this."""
        if self.current_list is not None:
            self.current_list.set_query(query)
            self.text_shown.emit(query.text)
            self.focus_rows()

    def open_first_match(self) -> None:
        """Open the first row of the finished filter."""
        if self.current_list is not None:
            self.current_list.open_first_match()

    def open_case(self, key: VerificationKey, tab: str = "") -> None:
        """Show a case, over the list when there is little room."""
        self._detail.show_case(key)
        self._detail.select_tab(tab)
        for shown in self._lists.values():
            shown.select(key)
        self._is_open = True
        self._arrange()

    def open_created(self, key: VerificationKey) -> None:
        """Show a case that was just made; a filter that may hide its row is taken away and the list says so."""
        if self.current_list is not None:
            self.current_list.make_room_for_new()
        self.open_case(key)

    def close_case(self) -> None:
        """Back to the list."""
        self._is_open = False
        self._arrange()
        self.focus_list()

    def focus_list(self) -> None:
        """Give the keyboard to the shown list."""
        if self.current_list is not None:
            self.current_list.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.current_list.table.currentIndex().isValid():
                self.current_list.table.select_number(0)

    def focus_rows(self) -> None:
        """Give the keyboard to the shown list without choosing a row."""
        if self.current_list is not None:
            self.current_list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def read_again(self) -> None:
        """Read what the shown list shows again from the store."""
        if self.current_list is not None:
            self.current_list.note_changed()

    def set_covering(self, *, covering: bool) -> None:
        """With little room the case covers the list instead of standing beside it."""
        if covering != self._covering:
            self._covering = covering
            self._detail.set_covering(covering=covering)
            self._arrange()

    def set_compact(self, *, compact: bool) -> None:
        """Rows closer together in every list."""
        self._compact = compact
        for shown in self._lists.values():
            shown.table.set_compact(compact=compact)

    def sizes(self) -> tuple[int, ...]:
        """Widths of list and case, to be remembered."""
        return self._sizes

    def set_sizes(self, sizes: tuple[int, ...]) -> None:
        """Remembered widths; by default the list has a little more than half."""
        self._sizes = sizes
        self._apply_sizes()

    # --- following the parts ---

    def _on_case_chosen(self, key: VerificationKey) -> None:
        if not self._covering:
            self._show_beside(key)

    def _show_beside(self, key: VerificationKey) -> None:
        self._detail.show_case(key)
        if self._current == REPORTS:
            self._detail.select_tab("report")

    def _on_case_opened(self, key: VerificationKey) -> None:
        self._show_beside(key)
        self._is_open = True
        self._arrange()
        self._detail.focus_tabs()

    def _on_row_clicked(self, index: QModelIndex) -> None:
        shown = self.current_list
        row = shown.model.row_at(index.row()) if shown is not None else None
        if self._covering and row is not None and row.opens is not None:
            self._on_case_opened(row.opens)

    def _on_query_changed(self, query: ListQuery) -> None:
        self.text_shown.emit(query.text)

    def _on_event(self, event: object) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain.events import ReportStored, VerificationsChanged

        if isinstance(event, VerificationsChanged):
            for name in LIST_VIEWS:
                self._note_changed(name)
        elif isinstance(event, ReportStored):
            self._note_changed(REPORTS)

    def _note_changed(self, name: str) -> None:
        shown = self._lists.get(name)
        if shown is not None and shown.is_ready:
            shown.note_changed()

    def _on_accounts_changed(self) -> None:
        is_another_set = self._watch.accounts != self._accounts
        self._accounts = self._watch.accounts
        for name, shown in self._lists.items():
            self._tell_list(shown)
            if is_another_set:
                self._note_changed(name)

    def _tell_list(self, shown: ListView) -> None:
        shown.set_providers(self._watch.titles())
        shown.set_read(is_read=self._watch.is_read())
        shown.set_trouble(self._watch.trouble())

    # --- room ---

    def _arrange(self) -> None:
        self._stack.setVisible(not (self._covering and self._is_open))
        self._detail.setVisible(not self._covering or self._is_open)
        if not self._covering:
            self._apply_sizes()

    def _apply_sizes(self) -> None:
        if len(self._sizes) == 2 and min(self._sizes) > 0:
            self._splitter.setSizes(list(self._sizes))
        else:
            width = max(self.width(), 1000)
            self._splitter.setSizes([int(width * LIST_SHARE), int(width * (1 - LIST_SHARE))])

    def _on_splitter_moved(self) -> None:
        if not self._covering:
            self._sizes = tuple(self._splitter.sizes())
