"""Links two records by hand: search one, look at both side by side, say whether it is one person; suggests nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.domain.errors import ConsoleError
from console.domain.listing import CustomerRow
from console.domain.people import CustomerKey, PeopleChange, PersonRecord, SuggestedPair
from console.services.services import Services
from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.people_questions import ask_same_person
from console.ui.toolkit.people_words import names_line
from console.ui.toolkit.plain import to_plain, to_tooltip
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.pair_card_widget import PairCardWidget

MOST_FOUND: Final = 50
_WAIT_MS: Final = 120
_LIST_LINES: Final = 6


class LinkRecordDialog(QDialog):
    """Accepted when something was said about two records; `decided` carries the PeopleChange and the other record.

    Without `one` the first record is searched here too.
    """

    decided = Signal(object, object)

    def __init__(self, services: Services, one: PersonRecord | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Link records"))
        self.setMinimumSize(420, 420)
        self.resize(720, 620)
        self._services = services
        self._one = one
        self._found: tuple[CustomerRow, ...] = ()
        self._is_searching = False
        self._chooses_first = False
        self.pair: PairCardWidget | None = None
        self._scope = TaskScope(self, self._on_failure)
        self.asked = make_label("", "section", self, wrap=True)
        self.search = make_line_edit(self.tr("Name, e-mail, reference or id"), self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Records found"))
        self.said = make_label("", "muted", self, wrap=True)
        self.problem = make_label("", "danger", self, wrap=True)
        self.problem.hide()
        self.choose_button = make_button(self.tr("Choose"), "primary", parent=self)
        self.close_button = make_button(self.tr("Cancel"), "plain", parent=self)
        self._scroll = QScrollArea(self)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_WAIT_MS)
        self._lay_out()
        self._connect()
        self._ask()
        self._start_search()
        self.search.setFocus()

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.hide()
        self.list.setMinimumHeight(self.list.fontMetrics().lineSpacing() * _LIST_LINES)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.close_button)
        foot.addWidget(self.choose_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        for widget in (self.asked, self.search):
            layout.addWidget(widget)
        layout.addWidget(self.list, 2)
        layout.addWidget(self.said)
        layout.addWidget(self._scroll, 3)
        layout.addWidget(self.problem)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_text_changed)
        self._waiting.timeout.connect(self._start_search)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemActivated.connect(self._on_choose_clicked)
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.close_button.clicked.connect(self.reject)

    @property
    def is_ready(self) -> bool:
        """True when what was typed last has been searched."""
        return not self._is_searching and not self._waiting.isActive()

    # --- searching ---

    def _ask(self) -> None:
        if self._one is None:
            self.asked.setText(self.tr("Choose the first of the two records."))
            return
        self.asked.setText(fill(self.tr("Which record is %1 too?"), _to_name(self._one)))

    def _on_text_changed(self) -> None:
        self._chooses_first = False
        self._waiting.start()

    def _start_search(self) -> None:
        self._waiting.stop()
        self._is_searching = True
        self._scope.start("search", self._search(self.search.text()))

    async def _search(self, text: str) -> None:
        of = None if self._one is None else self._one.key
        found = await self._services.people.find_linkable(text, of, MOST_FOUND + 1)
        self._is_searching = False
        self._show_found(found[:MOST_FOUND], is_all=len(found) <= MOST_FOUND)
        if self._chooses_first:
            self._chooses_first = False
            self._on_choose_clicked()

    def _show_found(self, found: tuple[CustomerRow, ...], *, is_all: bool) -> None:
        names = {account.id: account.name for account in self._services.accounts.load_accounts()}
        self._found = found
        self.list.clear()
        for row in found:
            told = (row.name, row.email, row.reference, names.get(row.account_id, ""), row.customer_id)
            text = "  ·  ".join(to_plain(part, 80) for part in told if part)
            item = QListWidgetItem(text, self.list)
            item.setData(Qt.ItemDataRole.ToolTipRole, to_tooltip(text))
        if not found:
            self.said.setText(self.tr("No other record matches. Type a name, an e-mail address or an id."))
        elif is_all:
            self.said.setText(fill(self.tr("%1 found"), len(found)))
        else:
            self.said.setText(fill(self.tr("The first %1; type more to see others."), len(found)))
        if found:
            self.list.setCurrentRow(0)
        self._on_row_changed(self.list.currentRow())

    def _on_row_changed(self, row: int) -> None:
        self.choose_button.setEnabled(0 <= row < len(self._found))

    # --- choosing ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move through what was found while the field has the keyboard; Return chooses."""
        key = event.key()
        if self.focusWidget() is self.search and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            row = self.list.currentRow() + (1 if key == Qt.Key.Key_Down else -1)
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        elif self.focusWidget() is self.search and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            # What was typed last may not have been searched yet: nothing else is chosen for it.
            if not self.is_ready:
                self._chooses_first = True
                self._start_search()
            else:
                self._on_choose_clicked()
        else:
            super().keyPressEvent(event)

    def _on_choose_clicked(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._found):
            chosen = CustomerKey(self._found[row].account_id, self._found[row].customer_id)
            self._scope.start("choose", self._choose(chosen))

    async def _choose(self, key: CustomerKey) -> None:
        record = (await self._services.people.load_person(key)).record
        if self._one is None:
            self._one = record
            self._ask()
            self.search.clear()
            self._start_search()
            self.search.setFocus()
            return
        self._show_pair(SuggestedPair(self._one, record, (), (0, 0, 0)))

    def _show_pair(self, pair: SuggestedPair) -> None:
        self.problem.hide()
        card = PairCardWidget(pair, self._scroll)
        card.show_button.hide()
        card.confirmed.connect(self._on_confirmed)
        card.refused.connect(self._on_refused)
        self.pair = card
        self._scroll.setWidget(card)
        self._scroll.show()
        # The pair, not a verb of it: who presses Return once too often says nothing.
        card.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- deeds ---

    def _on_confirmed(self, pair: SuggestedPair) -> None:
        self._scope.start("change", self._confirm(pair))

    async def _confirm(self, pair: SuggestedPair) -> None:
        conflicts = self.pair.conflicts if self.pair is not None else ()
        if not await ask_same_person(self, conflicts):
            return
        self._end(await self._services.people.link(pair.one.key, pair.other.key), pair.other)

    def _on_refused(self, pair: SuggestedPair) -> None:
        self._scope.start("change", self._refuse(pair))

    async def _refuse(self, pair: SuggestedPair) -> None:
        self._end(await self._services.people.refuse(pair.one.key, pair.other.key), pair.other)

    def _end(self, change: PeopleChange, other: PersonRecord) -> None:
        self.decided.emit(change, other)
        self.accept()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.problem.setText(f"{words.title}. {words.text}")
        self.problem.show()
        if not isinstance(failure, ConsoleError):
            raise failure


def _to_name(record: PersonRecord) -> str:
    name = names_line(record.traits) or record.customer.id
    return f"{to_plain(name, 80)} ({to_plain(record.account_name)})"
