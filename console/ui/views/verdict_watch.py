"""Tells the person at the window when a provider took back a final verdict; shows nothing itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from console.domain.errors import NotKnown
from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope

_MOST_NAMES: Final = 3


class VerdictWatch(QObject):
    """`told` carries a sentence that names the cases."""

    told = Signal(str)

    def __init__(self, services: Services, bridge: BusBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = TaskScope(self)
        bridge.happened.connect(self._on_event)

    def _on_event(self, event: object) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain.events import VerdictsChanged

        if isinstance(event, VerdictsChanged):
            self._scope.start(f"verdicts {event.keys[0].id}", self._tell(event.keys))

    async def _tell(self, keys: tuple[VerificationKey, ...]) -> None:
        names: list[str] = []
        for key in keys[:_MOST_NAMES]:
            try:
                case = await self._services.cases.load_case(key)
            except NotKnown:
                continue
            customer = case.stored.customer
            name = customer.name if customer is not None and customer.name else key.id
            names.append(f"{name} ({case.provider_title})")
        more = len(keys) - len(names)
        if more > 0:
            names.append(fill(self.tr("%1 more"), more))
        text = self.tr("A verdict changed after it was final: %1. Look at it again.")
        self.told.emit(fill(text, ", ".join(names)))
