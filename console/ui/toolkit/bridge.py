"""Carries domain events from the bus to one Qt signal; changes nothing on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from console.domain.events import Event
    from console.services.bus import Bus


class BusBridge(QObject):
    """`happened` carries every event of the bus until `close()` or the end of this object."""

    happened = Signal(object)

    def __init__(self, bus: Bus, parent: QObject) -> None:
        super().__init__(parent)
        self._unsubscribe = bus.subscribe(self._on_event)
        self.destroyed.connect(self._unsubscribe)

    def close(self) -> None:
        """Hear no more events."""
        self._unsubscribe()

    def _on_event(self, event: Event) -> None:
        self.happened.emit(event)
