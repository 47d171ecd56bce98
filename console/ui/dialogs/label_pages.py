"""The two pages of the label dictionary: a table that is searched and filtered, and the chosen label beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.domain.labels import LabelLine, LabelName, LabelNote, SeenLabel
from console.domain.risk import LabelKind, LabelRef, RiskLabel, Severity
from console.ui.models.label_rows import (
    LabelColumn,
    LabelFilter,
    LabelModel,
    dictionary_columns,
    seen_columns,
)
from console.ui.toolkit.case_words import label_kind_word
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import severity_word
from console.ui.widgets.check_menu import Choice, FilterChip
from console.ui.widgets.label_detail_widget import LabelDetailWidget
from console.ui.widgets.search_field_widget import SearchFieldWidget

Line = TypeVar("Line")
_SHARE: Final = (66, 34)
_NARROWEST: Final = 56
# A longer word of a provider stands whole beside the table.
_WIDEST: Final = 150
_LEAST_WIDTH: Final = 280


class LabelTable(QTableView):
    """One line is chosen at a time; Return and a double click open it: `opened`."""

    opened = Signal(int)
    chosen = Signal(int)

    def __init__(self, model: LabelModel[Any], stretched: tuple[int, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setProperty("headings", "flush")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_look().theme.metrics.row)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_NARROWEST)
        for column in stretched:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self._stretched = stretched
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.doubleClicked.connect(self._on_double_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the chosen line."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def fit_columns(self) -> None:
        """As wide as their words; once, when there are lines."""
        room = current_look().theme.metrics.space_2
        for column in range(self.model().columnCount()):
            if column not in self._stretched:
                needed = max(self.sizeHintForColumn(column), self.horizontalHeader().sectionSizeHint(column))
                self.setColumnWidth(column, min(needed + room, _WIDEST))

    def _on_current_row_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())


class _Page(QWidget, Generic[Line]):
    """`chosen` when another label is shown beside the table."""

    chosen = Signal()

    def __init__(
        self, columns: Sequence[LabelColumn[Line]], stretched: tuple[int, ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._notes: tuple[LabelNote, ...] = ()
        self.model: LabelModel[Line] = LabelModel(columns, self)
        self.table = LabelTable(self.model, stretched, self)
        self.detail = LabelDetailWidget(self)
        self.faces = FaceStack(self.table, self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.faces.setMinimumWidth(_LEAST_WIDTH)
        self.detail.setMinimumWidth(_LEAST_WIDTH)
        self.splitter.addWidget(self.faces)
        self.splitter.addWidget(self.detail)
        for number, share in enumerate(_SHARE):
            self.splitter.setStretchFactor(number, share)
        self.splitter.setSizes([share * 10 for share in _SHARE])
        self.table.chosen.connect(self._on_row_chosen)

    def choose(self, name: LabelName) -> bool:
        """Bring up a label by its name; False when it is not on this page."""
        number = self.model.find(lambda line: self.to_line(line).name == name)
        if number >= 0:
            self.table.selectRow(number)
            self.table.scrollTo(self.model.index(number, 0))
            self.table.setFocus()
        return number >= 0

    def show_notes(self, notes: tuple[LabelNote, ...]) -> None:
        """Notes about every label."""
        self._notes = notes
        self.detail.show_notes(notes)

    def to_line(self, line: Line) -> LabelLine:
        """What is shown of a line beside the table."""
        raise AssertionError("every page says itself what its lines are")

    def put_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the chosen label stays chosen if it is still there, else the first one is."""
        is_first = self.model.rowCount() == 0
        before = self.detail.name
        self.model.show_lines(lines)
        if is_first and lines:
            self.table.fit_columns()
        number = self.model.find(lambda line: self.to_line(line).name == before)
        if lines:
            self.table.selectRow(max(0, number))
        self.detail.setVisible(bool(lines))

    def _on_row_chosen(self, number: int) -> None:
        line = self.model.line_at(number)
        if line is not None:
            self.detail.show_line(self.to_line(line))
            self.detail.show_notes(self._notes)
            self.chosen.emit()


class DictionaryPage(_Page[LabelLine]):
    """Every described label, searched as one types."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(dictionary_columns(), (1,), parent)
        self.table.setAccessibleName(self.tr("Labels of the dictionary"))
        self._lines: tuple[LabelLine, ...] = ()
        self.search = SearchFieldWidget(self)
        self.search.setPlaceholderText(self.tr("Search label, code, title or meaning"))
        self.search.setAccessibleName(self.tr("Search the dictionary"))
        self.search.setClearButtonEnabled(True)
        self.providers = FilterChip(self.tr("Provider"), (), self)
        self.kinds = FilterChip(
            self.tr("Kind"), [Choice(kind, label_kind_word(kind)) for kind in LabelKind], self
        )
        self.severities = FilterChip(
            self.tr("Severity"), [Choice(each, severity_word(each)) for each in reversed(Severity)], self
        )
        self.count = make_label("", "muted", self)
        self.search.textChanged.connect(self._apply)
        self.search.left_downwards.connect(self.table.setFocus)
        for chip in (self.providers, self.kinds, self.severities):
            chip.changed.connect(self._apply)
        self.table.opened.connect(self.detail.notes.field.setFocus)
        self.faces.triggered.connect(self.clear_filters)
        self._lay_out()

    def show_lines(self, lines: tuple[LabelLine, ...]) -> None:
        """The whole dictionary; filters stay."""
        self._lines = lines
        titles = dict.fromkeys((line.name.provider, line.provider_title) for line in lines)
        self.providers.set_choices([Choice(provider, title) for provider, title in titles])
        self._apply()

    def choose(self, name: LabelName) -> bool:
        """As every page, with the filters out of the way."""
        if any(line.name == name for line in self._lines):
            self.clear_filters()
        return super().choose(name)

    def clear_filters(self) -> None:
        """Show the whole dictionary."""
        for chip in (self.providers, self.kinds, self.severities):
            chip.set_ticked(frozenset())
        self.search.clear()
        self._apply()

    def to_line(self, line: LabelLine) -> LabelLine:
        """The line itself."""
        return line

    def _apply(self) -> None:
        wanted = LabelFilter(
            self.search.text(), self.providers.ticked, self.kinds.ticked, self.severities.ticked
        )
        kept = [line for line in self._lines if wanted.keeps(line)]
        self.put_lines(kept)
        self.count.setText(fill(self.tr("%1 of %2"), len(kept), len(self._lines)))
        if kept or not self._lines:
            self.faces.show_content()
        else:
            text = self.tr("Search for other words, or show the whole dictionary.")
            self.faces.show_face(
                Face(self.tr("No label fits"), text, self.tr("Show all labels"), icon="search")
            )

    def _lay_out(self) -> None:
        space = current_look().theme.metrics
        bar = QHBoxLayout()
        bar.setContentsMargins(space.space_4, 0, space.space_4, 0)
        bar.setSpacing(space.space_2)
        bar.addWidget(self.search, 1)
        for part in (self.providers, self.kinds, self.severities, self.count):
            bar.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space.space_3, 0, 0)
        column.setSpacing(space.space_3)
        column.addLayout(bar)
        column.addWidget(self.splitter, 1)


class SeenPage(_Page[SeenLabel]):
    """Labels on verifications here that the dictionary does not know; Return shows the verifications."""

    def __init__(self, title: Callable[[SeenLabel], str], parent: QWidget) -> None:
        super().__init__(seen_columns(title), (0,), parent)
        self.table.setAccessibleName(self.tr("Labels that are not described"))
        self._title = title
        self.table.opened.connect(self._on_opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)

    def show_lines(self, lines: tuple[SeenLabel, ...]) -> None:
        """These labels, or the sentence that says there are none."""
        self.put_lines(lines)
        if lines:
            self.faces.show_content()
            return
        text = self.tr(
            "A label that a provider sends and its documentation does not explain appears here, with how often it was seen."
        )
        self.faces.show_face(Face(self.tr("Every label seen so far is described"), text, icon="check"))

    def to_line(self, line: SeenLabel) -> LabelLine:
        """A label without a meaning."""
        bare = RiskLabel(LabelRef(line.label.kind, line.label.value), None)
        return LabelLine(self._title(line), line.label, bare, line)

    def _on_opened(self, number: int) -> None:
        line = self.model.line_at(number)
        if line is not None:
            self.detail.list_requested.emit(line.label.value)
