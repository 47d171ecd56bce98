"""The lists of the desk: made when asked for, told what there is, remembered; what a chosen row shows is the desk's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.services.services import Services
from console.ui.models.filter_chips import Offers
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.fill import fill
from console.ui.toolkit.paint_row import PaintRow
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.view_names import FIRST_LIST, LIST_VIEWS
from console.ui.views.account_watch import AccountWatch
from console.ui.views.list_memory import ListMemory
from console.ui.views.list_view import ListView
from console.ui.views.pages import make_list

if TYPE_CHECKING:
    from console.domain.account import AccountId
    from console.domain.customer import CustomerId
    from console.ui.views.bulk_runner import BulkRunner

REPORTS: Final = "reports"
CUSTOMERS: Final = "customers"
INBOX: Final = "inbox"


class DeskLists(QStackedWidget):
    """`case_chosen` and `case_opened` carry a key, `customer_chosen` and `customer_opened` account and customer.

    `clicked` the row a mouse pressed alone. `outbox_requested` by a line of the inbox that is no verification yet;
    `views_requested` carries a list's name and where the menu of its saved views belongs; `filtered` the name of a list
    whose filter or order changed, `text_shown` the words of the one that is shown.
    """

    case_chosen = Signal(object)
    case_opened = Signal(object)
    case_requested = Signal(object)
    customer_chosen = Signal(str, str)
    customer_opened = Signal(str, str)
    clicked = Signal(object)
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
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._watch = watch
        self._memory = memory
        self._scope = TaskScope(self)
        self._lists: dict[str, ListView] = {}
        self._runners: dict[str, BulkRunner] = {}
        self._first_queries: dict[str, ListQuery] = {}
        self._people: tuple[str, ...] = ()
        self._me = ""
        self._behind = ""
        self._accounts = watch.accounts
        self._current = ""
        self._compact = False
        bridge.happened.connect(self._on_event)
        watch.changed.connect(self._on_accounts_changed)

    # --- parts ---

    @property
    def current_list(self) -> ListView | None:
        """The list that is shown."""
        return self._lists.get(self._current)

    @property
    def current_name(self) -> str:
        """The name of the list that is shown, empty before there was one."""
        return self._current

    def made(self) -> Iterable[tuple[str, ListView]]:
        """The lists that were made so far, with their names."""
        return tuple(self._lists.items())

    def list_named(self, name: str) -> ListView:
        """That list, made when it is asked for first. Raises `KeyError`."""
        if name not in self._lists:
            made = make_list(name, self._services, self)
            self._lists[name] = made
            self._connect_list(name, made)
            made.table.set_compact(compact=self._compact)
            made.table.headings.set_column_layout(self._memory.layout(name))
            self.addWidget(made)
            self._tell_list(made)
            if name == INBOX:
                made.set_behind(self._behind)
            saved = self._memory.filter(name)
            if saved is not None:
                self._first_queries[name] = made.filters.show_saved(saved)
        return self._lists[name]

    def runner(self, name: str) -> BulkRunner:
        """What does something with several rows of that list, made when it is asked for first. Raises `KeyError`."""
        if name not in self._runners:
            from console.ui.views.bulk_runner import BulkRunner

            runner = BulkRunner(self._services, self.list_named(name), self)
            runner.case_requested.connect(self.case_requested)
            self._runners[name] = runner
        return self._runners[name]

    # --- orders ---

    def show_first(self) -> None:
        """The verifications at once, for the first paint."""
        self._current = FIRST_LIST
        shown = self.list_named(self._current)
        self.setCurrentWidget(shown)
        shown.show_first(self._first_queries.pop(self._current, ListQuery()))

    def catch_up(self) -> None:
        """What may wait until the window has been painted: who works at this desk."""
        self._scope.start("people", self._load_people())

    def show_list(self, name: str) -> None:
        """Bring up a list; its filter is as it was left."""
        self._current = name
        shown = self.list_named(name)
        self.setCurrentWidget(shown)
        if not shown.is_ready and not shown.model.is_filling:
            shown.set_query(self._first_queries.pop(name, shown.model.query))
        elif shown.filters.saved_query.days is not None:
            # "Today" is another day now and then.
            shown.show_saved(shown.filters.saved_query)
        self.text_shown.emit(shown.model.query.text)

    def select(self, key: VerificationKey) -> None:
        """Select that verification's row in every list of verifications."""
        for name, shown in self._lists.items():
            if name != CUSTOMERS:
                shown.select(key)

    def follow(self, key: VerificationKey | None, customer: tuple[AccountId, CustomerId] | None) -> None:
        """Let the shown list mark the row of what is shown beside it, and no other."""
        shown = self.current_list
        if shown is not None:
            shown.table.follow_key(customer if self._current == CUSTOMERS else key)

    def select_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """Select that customer's row in the list of customers."""
        shown = self._lists.get(CUSTOMERS)
        if shown is not None:
            shown.table.select_key((account_id, customer_id))

    def set_compact(self, *, compact: bool) -> None:
        """Rows closer together in every list."""
        self._compact = compact
        for shown in self._lists.values():
            shown.table.set_compact(compact=compact)

    # --- following the lists ---

    def _connect_list(self, name: str, made: ListView) -> None:
        made.case_chosen.connect(self.case_chosen)
        made.case_opened.connect(self.case_opened)
        made.row_chosen.connect(partial(self._on_row_chosen, name))
        made.row_opened.connect(partial(self._on_row_opened, name))
        made.query_changed.connect(partial(self._on_query_changed, name))
        made.rearranged.connect(partial(self._on_rearranged, name))
        made.deed_requested.connect(partial(self._on_deed_requested, name))
        made.views_requested.connect(partial(self.views_requested.emit, name))
        made.tool_requested.connect(self.tool_requested)
        made.new_requested.connect(self.new_requested)
        made.table.clicked.connect(self._on_row_clicked)

    def _on_row_chosen(self, name: str, row: PaintRow) -> None:
        if name == CUSTOMERS:
            self.customer_chosen.emit(*_to_customer(row))

    def _on_row_opened(self, name: str, row: PaintRow) -> None:
        if name == CUSTOMERS:
            self.customer_opened.emit(*_to_customer(row))
        elif name == INBOX and row.opens is None:
            self.outbox_requested.emit()

    def _on_row_clicked(self, index: QModelIndex) -> None:
        shown = self.current_list
        row = shown.model.row_at(index.row()) if shown is not None else None
        if shown is not None and row is not None and shown.table.selection.is_empty:
            self.clicked.emit(row)

    def open_row(self, row: PaintRow) -> None:
        """Open a row of the shown list as Enter would."""
        shown = self.current_list
        self._on_row_opened(self._current, row)
        if shown is not None and row.opens is not None and shown.kind.opens_cases:
            self.case_opened.emit(row.opens)

    def _on_query_changed(self, name: str, query: ListQuery) -> None:
        self._memory.keep_filter(name, self._lists[name].filters.saved_query)
        if name == self._current:
            self.text_shown.emit(query.text)
        self.filtered.emit(name)

    def _on_rearranged(self, name: str) -> None:
        self._memory.keep_layout(name, self._lists[name].table.headings.column_layout)

    def _on_deed_requested(self, name: str, deed: str) -> None:
        self.runner(name).start(deed)

    # --- following the world ---

    async def _load_people(self) -> None:
        people = await self._services.persons.load()
        self._people = tuple(person.name for person in people)
        self._me = self._services.persons.working
        for shown in self._lists.values():
            self._tell_list(shown)

    def _on_event(self, event: object) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain.events import (
            ListsBehind,
            OutboxChanged,
            PersonChanged,
            ReportStored,
            VerificationsChanged,
        )

        if isinstance(event, VerificationsChanged):
            for name in LIST_VIEWS:
                self._note_changed(name)
        elif isinstance(event, ReportStored):
            self._note_changed(REPORTS)
        elif isinstance(event, OutboxChanged):
            self._note_changed(INBOX)
        elif isinstance(event, ListsBehind):
            self._note_behind(event.done, event.total)
        elif isinstance(event, PersonChanged):
            from console.ui.toolkit.undo import clear_undo

            # What one person did is not the next one's to take back.
            clear_undo(self)
            self.catch_up()

    def _note_changed(self, name: str) -> None:
        shown = self._lists.get(name)
        if shown is not None and shown.is_ready:
            shown.note_changed()

    def _note_behind(self, done: int, total: int) -> None:
        # Imported here: only a profile of an older version is ever behind.
        from console.ui.toolkit.numbers import number_text

        words = self.tr("Being brought up to date after the upgrade: %1 of %2. Rows appear as they come.")
        self._behind = fill(words, number_text(done), number_text(total)) if done < total else ""
        if INBOX in self._lists:
            self._lists[INBOX].set_behind(self._behind)

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


def _to_customer(row: PaintRow) -> tuple[AccountId, CustomerId]:
    return cast("tuple[AccountId, CustomerId]", row.key)
