"""Tells the person at the window which final verdicts a provider took back, until each was seen; opens nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from console.domain.errors import NotKnown
from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.scope import TaskScope

if TYPE_CHECKING:
    from console.domain.timeline import VerdictChange

# More than these wait for nobody in one profile; older ones are still in their cases.
_MOST: Final = 1000
_SEEN: Final = "verdicts_seen"


class VerdictWatch(QObject):
    """`wanted` carries the key of a case to open.

    A change counts as seen once its case was opened or the notice dismissed; numbers of these are remembered, so
    that what changed while no window was open is told at the next start. The notice is put into `room`.
    """

    wanted = Signal(object)

    def __init__(
        self,
        services: Services,
        bridge: BusBridge,
        memory: WindowMemory,
        room: QVBoxLayout,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._memory = memory
        self._room = room
        self._window = parent
        self._scope = TaskScope(self)
        self._banner: Banner | None = None
        self._dismiss: QPushButton | None = None
        self._unseen: tuple[VerdictChange, ...] = ()
        self._opened: VerificationKey | None = None
        bridge.happened.connect(self._on_event)

    @property
    def banner(self) -> Banner | None:
        """The notice, None while there was nothing to tell."""
        return self._banner

    @property
    def dismiss_button(self) -> QPushButton | None:
        """The notice's way to be done with all it tells of."""
        return self._dismiss

    @property
    def is_busy(self) -> bool:
        """True while what it shows may be out of date."""
        return self._scope.is_running("look")

    def look(self) -> None:
        """Tell of what changed and was not seen."""
        self._scope.start("look", self._look())

    def note_opened(self, key: VerificationKey | None) -> None:
        """A person has this case on the screen. Its reading anew is no second opening."""
        if key is None or key == self._opened:
            return
        self._opened = key
        if any(change.key == key for change in self._unseen):
            self._note_seen(key)

    def _on_event(self, event: object) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain.events import VerdictsChanged

        if isinstance(event, VerdictsChanged):
            self.look()

    async def _look(self) -> None:
        changes = await self._services.lists.load_verdict_changes(_MOST)
        known = {change.number for change in changes}
        seen = known.intersection(self._memory.numbers(_SEEN))
        # Numbers of what was removed are forgotten: they may be given again.
        self._memory.put(_SEEN, tuple(sorted(seen)))
        self._unseen = tuple(change for change in changes if change.number not in seen)
        await self._tell()

    async def _tell(self) -> None:
        if not self._unseen:
            if self._banner is not None:
                self._banner.hide()
            return
        name = await self._load_name(self._unseen[0].key)
        count = len({change.key for change in self._unseen})
        if count == 1:
            text = self.tr("A verdict changed after it was final: %1. Look at it again.")
            self._ensure_banner().show_text(fill(text, name), self.tr("Open it"))
            return
        text = self.tr("%1 verdicts changed after they were final, the newest: %2. Look at them again.")
        self._ensure_banner().show_text(fill(text, count, name), self.tr("Open the newest"))

    async def _load_name(self, key: VerificationKey) -> str:
        try:
            case = await self._services.cases.load_case(key)
        except NotKnown:
            return key.id
        customer = case.stored.customer
        name = customer.name if customer is not None and customer.name else key.id
        return f"{name} ({case.provider_title})"

    def _ensure_banner(self) -> Banner:
        if self._banner is None:
            self._banner = Banner(self._window)
            self._banner.triggered.connect(self._on_open_triggered)
            self._dismiss = self._banner.add_button(self.tr("Dismiss"))
            self._dismiss.clicked.connect(self._on_dismiss_clicked)
            self._room.addWidget(self._banner)
        return self._banner

    def _on_open_triggered(self) -> None:
        if self._unseen:
            newest = self._unseen[0].key
            self._note_seen(newest)
            self.wanted.emit(newest)

    def _on_dismiss_clicked(self) -> None:
        self._note_seen(*(change.key for change in self._unseen))

    def _note_seen(self, *keys: VerificationKey) -> None:
        numbers = {change.number for change in self._unseen if change.key in keys}
        self._memory.put(_SEEN, tuple(sorted(numbers.union(self._memory.numbers(_SEEN)))))
        self._memory.save()
        self.look()
