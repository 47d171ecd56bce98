"""Pages that show records in another way than lists do; each is made, and imported, when it is asked for first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge


class WorkPage(QWidget):
    """`ready` when all of the page is on screen; `case_requested` carries the key of a verification to be opened."""

    ready = Signal()
    case_requested = Signal(object)

    @property
    def is_ready(self) -> bool:
        """True once the page, or the sentence that says why there is nothing, is on screen."""
        raise AssertionError("every page says itself whether it is complete")

    def show_page(self) -> None:
        """Brought up: read what is shown, again if it was read before; the keyboard goes to its first part."""
        raise AssertionError("every page brings itself up")


def make_work_page(name: str, services: Services, bridge: BusBridge, parent: QWidget) -> WorkPage:
    """The page of that name. Raises `KeyError` for a name that is no page."""
    return _MAKERS[name](services, bridge, parent)


def _make_insights(services: Services, bridge: BusBridge, parent: QWidget) -> WorkPage:
    from console.ui.views.insights_view import InsightsView

    return InsightsView(services, bridge, parent)


def _make_activity(services: Services, bridge: BusBridge, parent: QWidget) -> WorkPage:
    from console.ui.views.activity_view import ActivityView

    return ActivityView(services, bridge, parent)


_MAKERS: Final[Mapping[str, Callable[[Services, BusBridge, QWidget], WorkPage]]] = {
    "insights": _make_insights,
    "activity": _make_activity,
}
