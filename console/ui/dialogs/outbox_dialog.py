"""New verifications the provider has not settled: what is known of each, looking again, and what a person found out."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.domain.events import OutboxChanged
from console.domain.keys import VerificationKey
from console.domain.outbox import OutboxId, OutboxItem, OutboxState
from console.services.services import Services
from console.ui.dialogs.found_dialog import ask_found_id
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.outbox_card_widget import OutboxCardWidget, OutboxLine

SETTLED: Final = frozenset({OutboxState.ACCEPTED, OutboxState.REFUSED, OutboxState.PUT_AWAY})
_TICK_MS: Final = 1000
_MOST_SETTLED: Final = 30


class OutboxDialog(QDialog):
    """Opened with `open()`; follows the bus, so an item that settles leaves by itself.

    `case_requested` carries the VerificationKey of an item that was settled and is to be shown.
    """

    case_requested = Signal(object)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Outbox"))
        self.setMinimumSize(560, 420)
        self.resize(680, 560)
        self._services = services
        self._items: dict[OutboxId, OutboxItem] = {}
        self._trouble = ""
        self._cards: dict[OutboxId, OutboxCardWidget] = {}
        self._scope = TaskScope(self, self._on_failed)
        self.settled_box = QCheckBox(self.tr("Show what was settled too"), self)
        self.settled_box.toggled.connect(self._read_again)
        self.close_button = make_button(self.tr("Close"), "primary", parent=self)
        self._page = QWidget(self)
        self._page.setObjectName("page")
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._column.addStretch()
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._page)
        self._faces = FaceStack(scroll, self)
        self._lay_out()
        self._bridge = BusBridge(services.bus, self)
        self._bridge.happened.connect(self._on_event)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()
        self._read_again()

    @property
    def cards(self) -> tuple[OutboxCardWidget, ...]:
        """What is shown, from top to bottom."""
        return tuple(self._cards.values())

    @property
    def trouble(self) -> str:
        """What went wrong, empty when nothing did."""
        return self._faces.banner.text

    def _lay_out(self) -> None:
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.settled_box)
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(
            make_label(self.tr("New verifications that are not settled or need you"), "section", self)
        )
        layout.addWidget(self._faces, 1)
        layout.addLayout(foot)

    # --- what is shown ---

    def _read_again(self) -> None:
        self._scope.start("load", self._load())

    async def _load(self) -> None:
        found = await self._services.creation.load_outbox()
        shown = [item for item in found if item.state not in SETTLED]
        if self.settled_box.isChecked():
            shown += [item for item in found if item.state in SETTLED][:_MOST_SETTLED]
        self._items = {item.id: item for item in shown}
        for gone in [each for each in self._cards if each not in self._items]:
            card = self._cards.pop(gone)
            self._column.removeWidget(card)
            card.deleteLater()
        for place, item in enumerate(shown):
            self._show_item(place, item)
        self._order_keyboard()
        if shown and self._trouble:
            self._faces.show_trouble(self._trouble)
        elif shown:
            self._faces.show_content()
        else:
            text = self.tr("Every new verification has been settled, and nothing needs you.")
            self._faces.show_face(Face(self.tr("Nothing is open"), text, icon="check"))

    def _show_item(self, place: int, item: OutboxItem) -> None:
        card = self._cards.get(item.id)
        if card is None:
            card = self._cards[item.id] = OutboxCardWidget(self._page)
            card.look_requested.connect(self._on_look_requested)
            card.found_requested.connect(self._on_found_requested)
            card.absent_requested.connect(self._on_absent_requested)
            card.show_requested.connect(self._on_show_requested)
            card.done_requested.connect(self._on_done_requested)
            self._column.insertWidget(place, card)
        card.show_line(self._to_line(item))

    def _order_keyboard(self) -> None:
        # Cards come and go; Qt would let Tab come to them after what stands below them.
        cards = (self._cards[item_id] for item_id in self._items)
        stops = (*(stop for card in cards for stop in card.stops), self.settled_box, self.close_button)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _to_line(self, item: OutboxItem) -> OutboxLine:
        accounts = self._services.accounts.load_accounts()
        name = next((account.name for account in accounts if account.id == item.account_id), "")
        return OutboxLine(item, name, self._services.creation.seconds_to_look(item.id))

    def _on_tick(self) -> None:
        for item_id, card in self._cards.items():
            item = self._items[item_id]
            if item.state is OutboxState.UNKNOWN and not self._scope.is_running(f"settle {item_id}"):
                card.show_line(self._to_line(item))

    # --- what a person does ---

    def _on_look_requested(self, item_id: OutboxId) -> None:
        self._trouble = ""
        self._scope.start(f"settle {item_id}", self._look(item_id))

    async def _look(self, item_id: OutboxId) -> None:
        await self._services.creation.resolve(item_id)
        await self._load()

    def _on_found_requested(self, item_id: OutboxId) -> None:
        self._trouble = ""
        self._scope.start(f"settle {item_id}", self._take_found(item_id))

    async def _take_found(self, item_id: OutboxId) -> None:
        made_id = await ask_found_id(self, self._to_where(self._items[item_id]))
        if made_id:
            await self._services.creation.settle_found(item_id, made_id)
        await self._load()

    def _on_absent_requested(self, item_id: OutboxId) -> None:
        self._trouble = ""
        self._scope.start(f"settle {item_id}", self._take_absent(item_id))

    async def _take_absent(self, item_id: OutboxId) -> None:
        loss = self.tr("Say so only after you have looked. What is there would be forgotten.")
        sure = await ask(
            self,
            self.tr("Was nothing made?"),
            f"{self._to_where(self._items[item_id])} {loss}",
            self.tr("Nothing was made"),
            self.tr("Keep looking"),
        )
        if sure:
            await self._services.creation.settle_absent(item_id)
        await self._load()

    def _to_where(self, item: OutboxItem) -> str:
        """What to look for at the provider, as exactly as it can be said."""
        where, what = item.pending.mark if item.pending is not None else ("", "")
        if not what:
            return self.tr("Look for it in the provider's dashboard.")
        words = self.tr("Look in the provider's dashboard for the %1 with %2 %3.")
        made = self._cards[item.id].step_word(item.pending.step) if item.pending is not None else ""
        return fill(words, made, where, what)

    def _on_done_requested(self, item_id: OutboxId) -> None:
        self._trouble = ""
        self._scope.start(f"settle {item_id}", self._put_away(item_id))

    async def _put_away(self, item_id: OutboxId) -> None:
        await self._services.creation.put_away(item_id)
        await self._load()

    def _on_show_requested(self, item_id: OutboxId) -> None:
        item = self._items.get(item_id)
        if item is not None and item.verification_id is not None:
            self.case_requested.emit(VerificationKey(item.account_id, item.verification_id))
            self.accept()

    # --- following ---

    def _on_event(self, event: object) -> None:
        if isinstance(event, OutboxChanged):
            self._read_again()

    def _on_failed(self, error: Exception) -> None:
        words = describe_error(error)
        # It stays until the person does something else: the outbox moves under it all the time.
        self._trouble = f"{words.title}. {words.text}"
        self._faces.show_trouble(self._trouble)
        for card in self._cards.values():
            card.look_button.setEnabled(True)
