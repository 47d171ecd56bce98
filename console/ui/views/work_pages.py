"""Pages that show records in another way than lists do; each is made, and imported, when it is asked for first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.memory import WindowMemory


class WorkPage(QWidget):
    """`ready` when all of the page is on screen; `case_requested` carries the key of a verification to be opened.

    `counted` tells how much of the page waits for a person, for the rail.
    """

    ready = Signal()
    case_requested = Signal(object)
    counted = Signal(int)

    @property
    def is_ready(self) -> bool:
        """True once the page, or the sentence that says why there is nothing, is on screen."""
        raise AssertionError("every page says itself whether it is complete")

    def show_page(self) -> None:
        """Brought up: read what is shown, again if it was read before; the keyboard goes to its first part."""
        raise AssertionError("every page brings itself up")

    def take_words(self, words: str) -> bool:
        """Somebody was chosen by name or id while the page is shown; False where it has no use for that."""
        del words
        return False


class PageNeeds(NamedTuple):
    """What a page is made from."""

    services: Services
    bridge: BusBridge
    memory: WindowMemory


def make_work_page(name: str, needs: PageNeeds, parent: QWidget) -> WorkPage:
    """The page of that name. Raises `KeyError` for a name that is no page."""
    return _MAKERS[name](needs, parent)


def _make_front_desk(needs: PageNeeds, parent: QWidget) -> WorkPage:
    from console.ui.views.front_desk_view import FrontDeskView

    return FrontDeskView(needs.services, needs.bridge, needs.memory, parent)


def _make_insights(needs: PageNeeds, parent: QWidget) -> WorkPage:
    from console.ui.views.insights_view import InsightsView

    return InsightsView(needs.services, needs.bridge, parent)


def _make_activity(needs: PageNeeds, parent: QWidget) -> WorkPage:
    from console.ui.views.activity_view import ActivityView

    return ActivityView(needs.services, needs.bridge, parent)


_MAKERS: Final[Mapping[str, Callable[[PageNeeds, QWidget], WorkPage]]] = {
    "front-desk": _make_front_desk,
    "insights": _make_insights,
    "activity": _make_activity,
}
