"""The desk: lists on the left, the chosen case on the right or over them when there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.paint_row import PaintRow
from console.ui.views.account_watch import AccountWatch
from console.ui.views.desk_lists import REPORTS, DeskLists
from console.ui.views.detail_pane_view import DetailPaneView
from console.ui.views.list_memory import ListMemory
from console.ui.views.list_view import ListView

if TYPE_CHECKING:
    from console.domain.account import AccountId
    from console.domain.customer import CustomerId
    from console.ui.views.bulk_runner import BulkRunner

LIST_SHARE: Final = 0.54


class DeskView(QWidget):
    """`text_shown`, `new_requested`, `outbox_requested`, `views_requested` and `filtered` are those of `DeskLists`."""

    text_shown = Signal(str)
    new_requested = Signal()
    outbox_requested = Signal()
    views_requested = Signal(str, QPoint)
    tool_requested = Signal(str)
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
        self._covering = False
        self._is_open = False
        self._sizes: tuple[int, ...] = ()
        self._lists = DeskLists(services, watch, bridge, memory, self)
        self._detail = DetailPaneView(services, self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._lists)
        self._splitter.addWidget(self._detail)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        self._lists.setMinimumWidth(320)
        self._detail.setMinimumWidth(320)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._connect()

    def _connect(self) -> None:
        self._detail.back_requested.connect(self.close_case)
        self._detail.case_created.connect(self.open_created)
        self._detail.case_requested.connect(self.open_case)
        self._detail.customer_requested.connect(self._on_customer_opened)
        lists = self._lists
        lists.case_chosen.connect(self._on_case_chosen)
        lists.case_opened.connect(self._on_case_opened)
        lists.case_requested.connect(self.open_case)
        lists.customer_chosen.connect(self._on_customer_chosen)
        lists.customer_opened.connect(self._on_customer_opened)
        lists.clicked.connect(self._on_row_clicked)
        lists.text_shown.connect(self.text_shown)
        lists.new_requested.connect(self.new_requested)
        lists.outbox_requested.connect(self.outbox_requested)
        lists.views_requested.connect(self.views_requested)
        lists.tool_requested.connect(self.tool_requested)
        lists.filtered.connect(self.filtered)

    # --- parts ---

    @property
    def current_list(self) -> ListView | None:
        """The list that is shown."""
        return self._lists.current_list

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
        return self._lists.list_named(name)

    def runner(self, name: str) -> BulkRunner:
        """What does something with several rows of that list. Raises `KeyError`."""
        return self._lists.runner(name)

    # --- orders ---

    def show_first(self) -> None:
        """The verifications at once, for the first paint."""
        self._lists.show_first()

    def catch_up(self) -> None:
        """What may wait until the window has been painted."""
        self._lists.catch_up()

    def show_list(self, name: str) -> None:
        """Bring up a list with its filter as it was left; the row that looks chosen is that of what is shown."""
        self._lists.show_list(name)
        self._lists.follow(self._detail.key, self._detail.customer)

    def search(self, text: str) -> None:
        """Filter the shown list."""
        if self.current_list is not None:
            self.current_list.search(text)

    def show_query(self, query: ListQuery) -> None:
        """Filter and order the shown list by exactly this."""
        if self.current_list is not None:
            self.current_list.put_query(query)
            self.focus_rows()

    def open_first_match(self) -> None:
        """Open the first row of the finished filter."""
        if self.current_list is not None:
            self.current_list.open_first_match()

    def open_case(self, key: VerificationKey, tab: str = "") -> None:
        """Show a case, over the list when there is little room."""
        self._detail.show_case(key)
        self._detail.select_tab(tab)
        self._lists.select(key)
        self._show_pane()

    def open_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """Show a customer's page, over the list when there is little room."""
        self._detail.show_customer(account_id, customer_id)
        self._lists.select_customer(account_id, customer_id)
        self._show_pane()

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
        """Give the keyboard to the shown list; the first row is chosen unless what is shown has its row elsewhere."""
        if self.current_list is not None and self.current_list.table.is_awaiting:
            self.focus_rows()
        else:
            self.focus_found()

    def focus_found(self) -> None:
        """Give the keyboard to what a search has left over: the chosen row or the first one."""
        self.focus_rows()
        if self.current_list is not None and not self.current_list.table.currentIndex().isValid():
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
        self._lists.set_compact(compact=compact)

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
        if self._lists.current_name == REPORTS:
            self._detail.select_tab("report")

    def _on_case_opened(self, key: VerificationKey) -> None:
        self._show_beside(key)
        self._show_pane()
        self._detail.focus_tabs()

    def _on_customer_chosen(self, account_id: AccountId, customer_id: CustomerId) -> None:
        if not self._covering:
            self._detail.show_customer(account_id, customer_id)

    def _on_customer_opened(self, account_id: AccountId, customer_id: CustomerId) -> None:
        self.open_customer(account_id, customer_id)
        self._detail.focus_tabs()

    def _on_row_clicked(self, row: PaintRow) -> None:
        if self._covering:
            self._lists.open_row(row)

    # --- room ---

    def _show_pane(self) -> None:
        self._is_open = True
        self._arrange()

    def _arrange(self) -> None:
        self._lists.setVisible(not (self._covering and self._is_open))
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
