"""Tells whoever listens what has been saved; holds no state and never runs a listener on another thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.domain.events import Event

Handler = Callable[["Event"], None]

_log = logging.getLogger(__name__)


class Bus:
    """Publishes domain events to handlers on the caller's thread, in the order they subscribed.

    A handler that raises is logged and does not keep the others from hearing the event.
    """

    def __init__(self) -> None:
        self._handlers: list[Handler] = []

    def subscribe(self, handler: Handler) -> Callable[[], None]:
        """Start hearing events; call the returned function to stop."""
        self._handlers.append(handler)

        def unsubscribe() -> None:
            if handler in self._handlers:
                self._handlers.remove(handler)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell every handler; returns when all have run."""
        for handler in tuple(self._handlers):
            try:
                handler(event)
            except Exception:
                _log.exception("a listener failed on %s", type(event).__name__)
