"""A list with its filters and faces; one class for all lists, which differ in source, columns and words only."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.saved_query import SavedQuery
from console.ui.models.filter_chips import ALL_CHIPS, Offers, has_filter
from console.ui.models.row_model import RowModel
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.paint_row import Column, PaintRow, RowSource
from console.ui.views.filter_bar_view import FilterBarView
from console.ui.views.list_menus import ListMenus
from console.ui.views.row_table_view import RowTableView

if TYPE_CHECKING:
    from console.ui.views.bulk_bar_view import BulkBarView


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class ListTool(NamedTuple):
    """A button beside the filters for something that concerns the list as a whole."""

    name: str
    title: str
    icon: str
    tooltip: str = ""


# Made before the first paint, as above.
class ListKind(NamedTuple):
    """What a list is called, what it says when it is empty and what may be done with it.

    `deeds` are what may be done with several of its rows together, none where it makes no sense. Rows of a list that
    does not `opens_cases` stand for something else than one verification. `query` is its order at first.
    """

    name: str
    title: str
    empty: Face
    chips: tuple[str, ...] = ALL_CHIPS
    deeds: tuple[str, ...] = ()
    opens_cases: bool = True
    query: ListQuery = ListQuery()
    tools: tuple[ListTool, ...] = ()


class ListView(QWidget):
    """`row_chosen` follows the selection, `row_opened` Enter and double clicks; `case_chosen` and `case_opened` carry
    the verification of such a row where it stands for one. `ready` once rows are on screen.

    `tool_requested` names a button of the kind's own; `deed_requested` names what the person wants to do with the
    selected rows. `rearranged` after the columns changed.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    case_chosen = Signal(object)
    case_opened = Signal(object)
    query_changed = Signal(object)
    rearranged = Signal()
    deed_requested = Signal(str)
    views_requested = Signal(object)
    tool_requested = Signal(str)
    new_requested = Signal()
    ready = Signal()

    def __init__(
        self,
        source: RowSource,
        columns: tuple[Column[Any], ...],
        kind: ListKind,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._model = RowModel(source, columns, self)
        self._table = RowTableView(self._model, self)
        self._table.setAccessibleName(kind.title)
        self._table.is_multiple = bool(kind.deeds)
        self._faces = FaceStack(self._table, self)
        orders = [(column.sort, column.title) for column in columns if column.sort is not None]
        self._filters = FilterBarView(orders, kind.chips, self)
        for tool in kind.tools:
            self._filters.add_tool(*tool).clicked.connect(partial(self.tool_requested.emit, tool.name))
        self._bulk: BulkBarView | None = None
        self._is_read = False
        self._open_first = False
        self._trouble = ""
        self._behind = ""
        self._notice = ""
        self._ready = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._filters)
        layout.addWidget(self._faces, 1)
        self._menus = ListMenus(self)
        self._connect()

    def _connect(self) -> None:
        self._filters.query_changed.connect(self._on_filters_query_changed)
        self._filters.views_requested.connect(self.views_requested)
        self._table.headings.rearranged.connect(self.rearranged)
        self._table.selection.changed.connect(self._on_selection_changed)
        self._table.chosen.connect(self._on_row_chosen)
        self._table.opened.connect(self._on_row_opened)
        self._table.horizontalHeader().sectionClicked.connect(self._on_order_changed)
        self._faces.triggered.connect(self._on_face_triggered)
        self._model.filled.connect(self._on_model_filled)
        self._model.counted.connect(self._on_model_counted)
        self._model.failed.connect(self._on_model_failed)

    # --- parts ---

    @property
    def kind(self) -> ListKind:
        """What this list is."""
        return self._kind

    @property
    def table(self) -> RowTableView:
        """The table."""
        return self._table

    @property
    def model(self) -> RowModel:
        """The rows."""
        return self._model

    @property
    def filters(self) -> FilterBarView:
        """The chips."""
        return self._filters

    @property
    def faces(self) -> FaceStack:
        """What is shown in place of rows when there are none."""
        return self._faces

    @property
    def bulk(self) -> BulkBarView:
        """What can be done with several rows, under the list; made when several are selected first."""
        if self._bulk is None:
            from console.ui.views.bulk_bar_view import BulkBarView

            self._bulk = BulkBarView(self._kind.deeds, self._table, self)
            self._bulk.requested.connect(self.deed_requested)
            self._bulk.left.connect(self._table.selection.clear)
            column = self.layout()
            if column is not None:
                column.addWidget(self._bulk)
        return self._bulk

    @property
    def is_ready(self) -> bool:
        """True once the rows of the current query, or the reason why there are none, are on screen."""
        return self._ready and not self._model.is_filling

    # --- orders ---

    def show_first(self, query: ListQuery) -> None:
        """Rows at once, for the first paint."""
        self._model.show_first(query)
        self._filters.show_query(query)
        self._filters.show_count(self._model.rowCount())
        self._show_state()
        self._become_ready()

    def set_query(self, query: ListQuery) -> None:
        """Filter and order anew."""
        if query == self._model.query and self._ready:
            return
        before = self._model.query
        if replace(query, sort=before.sort, descending=before.descending) != before:
            self._table.selection.clear()
        self._filters.show_query(query)
        self._faces.show_loading()
        self._model.set_query(query)

    def put_query(self, query: ListQuery) -> None:
        """Filter and order anew as if the person had done it here."""
        self._notice = ""
        self.set_query(query)
        self.query_changed.emit(query)

    def show_saved(self, saved: SavedQuery) -> None:
        """Put on a filter that was kept."""
        query = self._filters.show_saved(saved)
        self.set_query(query)
        self.query_changed.emit(query)

    def search(self, text: str) -> None:
        """Filter by typed words; a later call replaces one that has not ended."""
        self._open_first = False
        self._notice = ""
        self.set_query(replace(self._model.query, text=text))
        self.query_changed.emit(self._model.query)

    def open_first_match(self) -> None:
        """Open the first row of the finished filter, now or when it has finished."""
        if self._model.is_filling:
            self._open_first = True
        else:
            self._open_first_row()

    def set_offers(self, offers: Offers) -> None:
        """Offer these providers, accounts and people as filters."""
        self._filters.set_offers(offers)

    def set_read(self, *, is_read: bool) -> None:
        """Tell an empty list from one whose providers have not been read yet."""
        if is_read != self._is_read:
            self._is_read = is_read
            self._show_state()

    def set_trouble(self, text: str) -> None:
        """Say above the rows what is wrong with the provider; empty when all is well."""
        if text != self._trouble:
            self._trouble = text
            self._show_state()

    def set_behind(self, text: str) -> None:
        """Say that rows are still missing because they are being made; empty when all are there."""
        if text != self._behind:
            self._behind = text
            self._show_state()

    def note_changed(self) -> None:
        """Facts have changed: read what is shown again, soon."""
        if self._model.rowCount() == 0:
            self._model.set_query(self._model.query)
        else:
            self._table.refresh_soon()

    def select(self, key: VerificationKey) -> bool:
        """Select that verification's row if it is loaded."""
        return self._table.select_key(key)

    def make_room_for_new(self) -> None:
        """Take the filter away before a new case is shown: its row would be missing and the case look lost."""
        if has_filter(self._model.query):
            self._notice = self.tr("The filter was cleared to show the new verification.")
            self._filters.clear()

    # --- following the parts ---

    def _on_filters_query_changed(self, query: ListQuery) -> None:
        if has_filter(query):
            self._notice = ""
        self.set_query(query)
        self.query_changed.emit(query)

    def _on_order_changed(self) -> None:
        self._filters.show_query(self._model.query)
        self.query_changed.emit(self._model.query)

    def _on_row_chosen(self, row: PaintRow) -> None:
        self.row_chosen.emit(row)
        if row.opens is not None and self._kind.opens_cases:
            self.case_chosen.emit(row.opens)

    def _on_row_opened(self, row: PaintRow) -> None:
        self.row_opened.emit(row)
        if row.opens is not None and self._kind.opens_cases:
            self.case_opened.emit(row.opens)

    def _on_selection_changed(self) -> None:
        selection = self._table.selection
        if self._bulk is not None or not selection.is_empty:
            self.bulk.show_count(selection.count, everything=selection.is_whole, is_full=selection.is_full)

    def _on_model_filled(self) -> None:
        self._table.show_order()
        self._show_state()
        if self._open_first:
            self._open_first = False
            self._open_first_row()

    def _on_model_counted(self, count: int) -> None:
        self._filters.show_count(count)
        if self._bulk is not None:
            self._on_selection_changed()
        self._show_state()
        self._become_ready()

    def _on_model_failed(self, error: Exception) -> None:
        from console.ui.toolkit.error_words import describe_error

        words = describe_error(error)
        if self._model.rowCount():
            self._faces.show_trouble(f"{words.title}. {words.text}", words.action)
        else:
            self._faces.show_face(Face(words.title, words.text, words.action, "warning"))
        self._become_ready()

    def _on_face_triggered(self) -> None:
        if self._notice:
            self._notice = ""
            self._show_state()
        elif self._model.rowCount() == 0 and has_filter(self._model.query):
            self._filters.clear()
        elif self._model.rowCount() == 0 and self._is_read:
            self.new_requested.emit()
        else:
            self._model.set_query(self._model.query)

    # --- what is shown ---

    def _open_first_row(self) -> None:
        if self._model.rowCount():
            self._table.select_number(0)
            self._table.setFocus()
            row = self._model.row_at(0)
            if row is not None:
                self._on_row_opened(row)

    def _show_state(self) -> None:
        if self._model.rowCount():
            said = "\n".join(text for text in (self._notice, self._behind, self._trouble) if text)
            if said:
                self._faces.show_trouble(said, self.tr("Dismiss") if self._notice else "")
            else:
                self._faces.show_content()
        elif self._behind:
            # Neither "nothing" nor "no match" is known to be true yet.
            self._faces.show_face(Face(self.tr("Being brought up to date"), self._behind, icon="info"))
        elif has_filter(self._model.query):
            self._faces.show_face(self._nothing_matches())
        elif self._trouble:
            self._faces.show_face(Face(self.tr("Nothing here yet"), self._trouble, "", "warning"))
        elif self._is_read:
            self._faces.show_face(self._kind.empty)
        else:
            self._faces.show_loading()

    def _nothing_matches(self) -> Face:
        return Face(
            self.tr("Nothing matches"),
            self.tr("No row has all of these words and filters."),
            self.tr("Clear filters"),
            "search",
        )

    def _become_ready(self) -> None:
        self._ready = True
        self.ready.emit()
