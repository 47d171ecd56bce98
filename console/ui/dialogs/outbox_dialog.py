"""New verifications the provider has not settled: what is known of each, and looking at the provider again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.domain.events import OutboxChanged
from console.domain.outbox import OutboxId, OutboxItem, OutboxState
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import relative_time

SETTLED: Final = frozenset({OutboxState.ACCEPTED, OutboxState.REFUSED})

_STATES: Final[Mapping[OutboxState, object]] = {
    OutboxState.QUEUED: QT_TRANSLATE_NOOP("Outbox", "Waiting to be sent"),
    OutboxState.SENDING: QT_TRANSLATE_NOOP("Outbox", "On its way"),
    OutboxState.UNKNOWN: QT_TRANSLATE_NOOP("Outbox", "Not certain: sent, but no answer came"),
    OutboxState.ACCEPTED: QT_TRANSLATE_NOOP("Outbox", "Accepted"),
    OutboxState.REFUSED: QT_TRANSLATE_NOOP("Outbox", "Refused"),
    OutboxState.ATTENTION: QT_TRANSLATE_NOOP("Outbox", "Needs your attention"),
}


class OutboxDialog(QDialog):
    """Opened with `open()`; follows the bus, so an item that settles leaves by itself."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Outbox"))
        self.setMinimumSize(560, 420)
        self._services = services
        self._cards: dict[OutboxId, OutboxCard] = {}
        self._scope = TaskScope(self, self._on_failed)
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
        close = make_button(self.tr("Close"), "primary", parent=self)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(make_label(self.tr("New verifications that are not settled"), "section", self))
        layout.addWidget(self._faces, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._bridge = BusBridge(services.bus, self)
        self._bridge.happened.connect(self._on_event)
        self._scope.start("load", self._load())

    @property
    def cards(self) -> tuple[OutboxCard, ...]:
        """What is not settled."""
        return tuple(self._cards.values())

    async def _load(self) -> None:
        items = [item for item in await self._services.creation.load_outbox() if item.state not in SETTLED]
        wanted = {item.id for item in items}
        for gone in [each for each in self._cards if each not in wanted]:
            card = self._cards.pop(gone)
            self._column.removeWidget(card)
            card.deleteLater()
        for place, item in enumerate(items):
            self._show_item(place, item)
        if items:
            self._faces.show_content()
        else:
            self._faces.show_face(
                Face(
                    self.tr("Nothing is open"),
                    self.tr("Every new verification has been settled."),
                    icon="check",
                )
            )

    def _show_item(self, place: int, item: OutboxItem) -> None:
        card = self._cards.get(item.id)
        if card is None:
            card = self._cards[item.id] = OutboxCard(self._account_name(item), self._page)
            card.look_requested.connect(self._on_look_requested)
            self._column.insertWidget(place, card)
        card.show_item(item)

    def _account_name(self, item: OutboxItem) -> str:
        accounts = self._services.accounts.load_accounts()
        return next((account.name for account in accounts if account.id == item.account_id), "")

    def _on_look_requested(self, item_id: OutboxId) -> None:
        self._scope.start(f"resolve {item_id}", self._resolve(item_id))

    async def _resolve(self, item_id: OutboxId) -> None:
        item = await self._services.creation.resolve(item_id)
        card = self._cards.get(item_id)
        if card is not None:
            card.show_item(item)
        await self._load()

    def _on_event(self, event: object) -> None:
        if isinstance(event, OutboxChanged):
            self._scope.start("load", self._load())

    def _on_failed(self, error: Exception) -> None:
        words = describe_error(error)
        self._faces.show_trouble(f"{words.title}. {words.text}")
        for card in self._cards.values():
            card.look_button.setEnabled(True)


class OutboxCard(QWidget):
    """One create that is not settled; `look_requested` carries its id."""

    look_requested = Signal(str)

    def __init__(self, account_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._account_name = account_name
        self._id = ""
        self._title = make_label("", "strong", self)
        self._about = make_label("", "muted", self)
        self._reason = make_label("", parent=self, wrap=True)
        self._look = make_button(self.tr("Look at the provider"), "plain", "refresh", self)
        self._look.clicked.connect(self._on_look_clicked)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._about)
        layout.addWidget(self._reason)

    @property
    def look_button(self) -> QPushButton:
        """Look at the provider again."""
        return self._look

    @property
    def texts(self) -> tuple[str, ...]:
        """What the card says, from top to bottom."""
        return (self._title.text(), self._about.text(), self._reason.text())

    def show_item(self, item: OutboxItem) -> None:
        """Show what is known."""
        self._id = item.id
        self._title.setText(QCoreApplication.translate("Outbox", str(_STATES[item.state])))
        who = item.intent.name or item.intent.customer_id or item.intent.reference
        ago = relative_time(item.created_at, datetime.now(UTC))
        self._about.setText(
            "  ·  ".join(part for part in (who, self._account_name, item.intent.reference, ago) if part)
        )
        self._reason.setText(item.reason)
        self._reason.setVisible(bool(item.reason))
        self._look.setEnabled(item.state is not OutboxState.SENDING)
        self._look.setAccessibleName(fill(self.tr("Look at the provider for %1"), who))

    def _on_look_clicked(self) -> None:
        self._look.setEnabled(False)
        self.look_requested.emit(self._id)
