"""All records that may be one person's, pair by pair, strongest first; asks services, links nothing unasked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.domain.events import Event, PeopleChanged
from console.domain.people import PeopleChange, PersonRecord, SuggestedPair
from console.services.people import MOST_COUNTED
from console.services.services import Services
from console.ui.dialogs.link_record_dialog import LinkRecordDialog
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.people_questions import ask_same_person
from console.ui.toolkit.people_words import deed_sentence
from console.ui.toolkit.questions import open_dialog
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.shortcuts import keys_text, make_shortcut
from console.ui.toolkit.text import make_elided_label, make_label, set_tooltip
from console.ui.toolkit.undo import offer_undo, undo_stack
from console.ui.widgets.pair_card_widget import PairCardWidget

WINDOW: Final = 20


class LinksDialog(QDialog):
    """Stands beside the window, which stays usable. `ready` when the pairs are on screen.

    `customer_requested` carries account and id of a customer whose page is wanted.
    """

    ready = Signal()
    customer_requested = Signal(str, str)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Suggested links"))
        self.setMinimumSize(420, 360)
        self.resize(820, 640)
        self._services = services
        self._wanted = WINDOW
        self.is_ready = False
        self.cards: list[PairCardWidget] = []
        self._shown: tuple[SuggestedPair, ...] = ()
        self.count = make_label("", "section", self, wrap=True)
        self.more_button = make_button(self.tr("Show more"), "plain", "chevron-down", self)
        self.hand_button = make_button(self.tr("Link two other records …"), "plain", parent=self)
        self.close_button = make_button(self.tr("Close"), "plain", parent=self)
        # The window's own bar lies under this dialog, and its key is not heard here.
        self.done_label = make_elided_label("", "strong", self)
        self.undo_button = make_button(self.tr("Undo"), "quiet", parent=self)
        set_tooltip(self.undo_button, keys_text("undo"))
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.faces = FaceStack(self._scroll, self)
        self._lay_out()
        self._show_done("")
        self._scope = TaskScope(self, self._on_failure)
        self._bridge = BusBridge(services.bus, self)
        self._connect()
        self.faces.show_loading()
        self._read_again()

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        buttons = QHBoxLayout()
        buttons.addWidget(self.more_button)
        buttons.addWidget(self.hand_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addWidget(self.count)
        layout.addWidget(self.faces, 1)
        undone = QHBoxLayout()
        undone.addWidget(self.done_label, 1)
        undone.addWidget(self.undo_button)
        layout.addLayout(undone)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._bridge.happened.connect(self._on_event)
        self.more_button.clicked.connect(self._on_more_clicked)
        self.hand_button.clicked.connect(self._on_hand_clicked)
        self.close_button.clicked.connect(self.reject)
        self.undo_button.clicked.connect(self._undo)
        make_shortcut("undo", self, self._undo)
        undo_stack(self).changed.connect(self._on_undo_changed)
        self.faces.triggered.connect(self._read_again)

    # --- what is shown ---

    def _read_again(self) -> None:
        self._scope.start("load", self._load())

    async def _load(self) -> None:
        people = self._services.people
        pairs = await people.load_suggested_pairs(None, WINDOW)
        while pairs and len(pairs) < self._wanted:
            more = await people.load_suggested_pairs(pairs[-1].place, WINDOW)
            if not more:
                break
            pairs += more
        self._show(pairs, await people.count_suggested_pairs())
        self.is_ready = True
        self.ready.emit()

    def _show(self, pairs: tuple[SuggestedPair, ...], count: int) -> None:
        self.more_button.setVisible(len(pairs) < count)
        self.count.setText(self._to_count(count))
        self.count.setVisible(count > 0)
        if not pairs:
            text = self.tr(
                "Records that share a reference, an e-mail address or a name with a birth date appear here."
            )
            self.cards, self._shown = [], ()
            self.faces.show_face(Face(self.tr("No suggested links"), text, icon="check"))
            return
        if pairs != self._shown:
            self._build(pairs)
        self.faces.show_content()

    def _build(self, pairs: tuple[SuggestedPair, ...]) -> None:
        scrolled = self._scroll.verticalScrollBar().value()
        is_first, self._shown = not self._shown, pairs
        page = QWidget(self._scroll)
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, current_look().theme.metrics.space_2, 0)
        column.setSpacing(current_look().theme.metrics.space_3)
        self.cards = [PairCardWidget(pair, page) for pair in pairs]
        for card in self.cards:
            card.confirmed.connect(self._on_confirmed)
            card.refused.connect(self._on_refused)
            card.show_requested.connect(self._on_show_requested)
            column.addWidget(card)
        column.addStretch()
        # The first pair is what somebody came for; later the focus stays with who has it.
        had_focus = is_first or self._scroll.isAncestorOf(self.focusWidget() or self)
        self._scroll.setWidget(page)
        self._scroll.verticalScrollBar().setValue(scrolled)
        if had_focus:
            # The pair, not a verb of it: who presses Space once too often says nothing about the next one.
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_count(self, count: int) -> str:
        if count == 1:
            return self.tr("1 pair of records may be one person's")
        if count >= MOST_COUNTED:
            return fill(self.tr("%1 or more pairs of records may be one person's"), f"{count:,}")
        return fill(self.tr("%1 pairs of records may be one person's"), count)

    def _on_more_clicked(self) -> None:
        self._wanted = len(self._shown) + WINDOW
        self._read_again()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, PeopleChanged):
            self._read_again()

    # --- deeds ---

    def _on_confirmed(self, pair: SuggestedPair) -> None:
        self._scope.start("change", self._confirm(pair))

    async def _confirm(self, pair: SuggestedPair) -> None:
        conflicts = next((card.conflicts for card in self.cards if card.pair == pair), ())
        if not await ask_same_person(self, conflicts):
            return
        self._offer_undo(await self._services.people.link(pair.one.key, pair.other.key), pair.other)

    def _on_refused(self, pair: SuggestedPair) -> None:
        self._scope.start("change", self._refuse(pair))

    async def _refuse(self, pair: SuggestedPair) -> None:
        self._offer_undo(await self._services.people.refuse(pair.one.key, pair.other.key), pair.other)

    def _on_hand_clicked(self) -> None:
        dialog = LinkRecordDialog(self._services, None, self)
        dialog.decided.connect(self._offer_undo)
        open_dialog(dialog)

    def _offer_undo(self, change: PeopleChange, other: PersonRecord) -> None:
        people = self._services.people
        sentence = deed_sentence(change, other)
        offer_undo(self, sentence, lambda: people.undo(change))
        # Said once: here.
        undo_stack(self).bar.hide()
        self._show_done(sentence)

    def _on_undo_changed(self) -> None:
        if self.done_label.text() not in undo_stack(self).texts:
            self._show_done("")

    def _undo(self) -> None:
        undo_stack(self).undo()

    def _show_done(self, sentence: str) -> None:
        self.done_label.setText(sentence)
        self.done_label.setVisible(bool(sentence))
        self.undo_button.setVisible(bool(sentence))

    def _on_show_requested(self, pair: SuggestedPair) -> None:
        self.customer_requested.emit(pair.one.key.account_id, pair.one.key.id)

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self.cards:
            self.faces.show_trouble(f"{words.title}. {words.text}", words.action)
        else:
            self.faces.show_face(Face(words.title, words.text, words.action, icon="warning"))
        if not isinstance(failure, ConsoleError):
            raise failure
