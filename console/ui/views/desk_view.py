"""The desk: lists on the left, the chosen case on the right or over them when there is little room."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.services.services import Services
from console.ui.models.filter_chips import Offers
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.paint_row import PaintRow
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.view_names import FIRST_LIST, LIST_VIEWS
from console.ui.views.account_watch import AccountWatch
from console.ui.views.detail_pane_view import DetailPaneView
from console.ui.views.list_memory import ListMemory
from console.ui.views.list_view import ListView
from console.ui.views.pages import make_list

if TYPE_CHECKING:
    from console.domain.account import AccountId
    from console.domain.customer import CustomerId
    from console.ui.views.bulk_runner import BulkRunner

LIST_SHARE: Final = 0.54
REPORTS: Final = "reports"
CUSTOMERS: Final = "customers"
INBOX: Final = "inbox"


class DeskView(QWidget):
    """`text_shown` carries the words of the list that came up, for the search field.

    `outbox_requested` by a line of the inbox that is no verification yet; `views_requested` carries a list's name and
    where the menu of its saved views belongs; `filtered` the name of a list whose filter or order changed.
    """

    text_shown = Signal(str)
    new_requested = Signal()
    outbox_requested = Signal()
    views_requested = Signal(str, QPoint)
    filtered = Signal(str)

    def __init__(
        self,
        services: Services,
        watch: AccountWatch,
        bridge: BusBridge,
        memory: ListMemory,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._watch = watch
        self._lists: dict[str, ListView] = {}
        self._memory = memory
        self._scope = TaskScope(self)
        self._runners: dict[str, BulkRunner] = {}
        self._first_queries: dict[str, ListQuery] = {}
        self._people: tuple[str, ...] = ()
        self._me = ""
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
        self._detail.case_requested.connect(self.open_case)
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
            self._lists[name] = made
            self._connect_list(name, made)
            made.table.set_compact(compact=self._compact)
            made.table.headings.set_column_layout(self._memory.layout(name))
            self._stack.addWidget(made)
            self._tell_list(made)
            saved = self._memory.filter(name)
            if saved is not None:
                self._first_queries[name] = made.filters.show_saved(saved)
        return self._lists[name]

    def _connect_list(self, name: str, made: ListView) -> None:
        made.case_chosen.connect(self._on_case_chosen)
        made.case_opened.connect(self._on_case_opened)
        made.row_chosen.connect(partial(self._on_row_chosen, name))
        made.row_opened.connect(partial(self._on_row_opened, name))
        made.query_changed.connect(partial(self._on_query_changed, name))
        made.rearranged.connect(partial(self._on_rearranged, name))
        made.deed_requested.connect(partial(self._on_deed_requested, name))
        made.views_requested.connect(partial(self.views_requested.emit, name))
        made.new_requested.connect(self.new_requested)
        made.table.clicked.connect(self._on_row_clicked)

    # --- orders ---

    def show_first(self) -> None:
        """The verifications at once, for the first paint."""
        self._current = FIRST_LIST
        shown = self.list_named(self._current)
        self._stack.setCurrentWidget(shown)
        shown.show_first(self._first_queries.pop(self._current, ListQuery()))

    def catch_up(self) -> None:
        """What may wait until the window has been painted: who works at this desk."""
        self._scope.start("people", self._load_people())

    def show_list(self, name: str) -> None:
        """Bring up a list; its filter and selection are as they were left."""
        self._current = name
        shown = self.list_named(name)
        self._stack.setCurrentWidget(shown)
        if not shown.is_ready and not shown.model.is_filling:
            shown.set_query(self._first_queries.pop(name, shown.model.query))
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
        for name, shown in self._lists.items():
            if name != CUSTOMERS:
                shown.select(key)
        self._is_open = True
        self._arrange()

    def open_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """Show a customer's page, over the list when there is little room."""
        self._detail.show_customer(account_id, customer_id)
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

    def _on_row_chosen(self, name: str, row: PaintRow) -> None:
        if name == CUSTOMERS and not self._covering:
            self._detail.show_customer(*_to_customer(row))

    def _on_row_opened(self, name: str, row: PaintRow) -> None:
        if name == CUSTOMERS:
            self.open_customer(*_to_customer(row))
            self._detail.focus_tabs()
        elif name == INBOX and row.opens is None:
            self.outbox_requested.emit()

    def _on_row_clicked(self, index: QModelIndex) -> None:
        shown = self.current_list
        row = shown.model.row_at(index.row()) if shown is not None else None
        if shown is None or row is None or not self._covering or not shown.table.selection.is_empty:
            return
        self._on_row_opened(self._current, row)
        if row.opens is not None and shown.kind.opens_cases:
            self._on_case_opened(row.opens)

    def _on_query_changed(self, name: str, query: ListQuery) -> None:
        self._memory.keep_filter(name, self._lists[name].filters.saved_query)
        if name == self._current:
            self.text_shown.emit(query.text)
        self.filtered.emit(name)

    def _on_rearranged(self, name: str) -> None:
        self._memory.keep_layout(name, self._lists[name].table.headings.column_layout)

    def _on_deed_requested(self, name: str, deed: str) -> None:
        self.runner(name).start(deed)

    def runner(self, name: str) -> BulkRunner:
        """What does something with several rows of that list, made when it is asked for first. Raises `KeyError`."""
        if name not in self._runners:
            from console.ui.views.bulk_runner import BulkRunner

            runner = BulkRunner(self._services, self.list_named(name), self)
            runner.case_requested.connect(self.open_case)
            self._runners[name] = runner
        return self._runners[name]

    async def _load_people(self) -> None:
        people = await self._services.persons.load()
        self._people = tuple(person.name for person in people)
        self._me = self._services.persons.working
        for shown in self._lists.values():
            self._tell_list(shown)

    def _on_event(self, event: object) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain.events import OutboxChanged, PersonChanged, ReportStored, VerificationsChanged

        if isinstance(event, VerificationsChanged):
            for name in LIST_VIEWS:
                self._note_changed(name)
        elif isinstance(event, ReportStored):
            self._note_changed(REPORTS)
        elif isinstance(event, OutboxChanged):
            self._note_changed(INBOX)
        elif isinstance(event, PersonChanged):
            self.catch_up()

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
        accounts = tuple((account.id, account.name) for account in self._watch.accounts)
        shown.set_offers(Offers(self._watch.titles(), accounts, self._people, self._me))
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


def _to_customer(row: PaintRow) -> tuple[AccountId, CustomerId]:
    return cast("tuple[AccountId, CustomerId]", row.key)
