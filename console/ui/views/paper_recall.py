"""A document in a window of its own leaves memory while the program is locked and comes back after; closes no window."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject

from console.pdf.open_document import OpenDocument
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.scope import Report, TaskScope
from console.ui.views.paper_view import PaperView
from console.ui.views.report_places import Place, go_to_place, read_place

_OPEN = "open again"


class PaperRecall(QObject):
    """Child of `paper`. `reopen` opens under the name it had, so whoever opened it first closes it at the end."""

    def __init__(
        self, paper: PaperView, reopen: Callable[[], Awaitable[OpenDocument]], on_failure: Report
    ) -> None:
        super().__init__(paper)
        self._paper = paper
        self._reopen = reopen
        self._place: Place | None = None
        # Going with the window, it stops waiting: what is opened for nobody does not stay open.
        self._scope = TaskScope(self, on_failure)
        covers = Covers.of_app()
        covers.locked.connect(self._on_locked)
        covers.unlocked.connect(self._on_unlocked)

    def _on_locked(self) -> None:
        self._scope.cancel(_OPEN)
        if self._paper.opened is not None:
            self._place = read_place(self._paper.pdf)
            self._paper.show_document(None)

    def _on_unlocked(self) -> None:
        if self._place is not None:
            self._scope.start(_OPEN, self._open(self._place))

    async def _open(self, place: Place) -> None:
        opened = await self._reopen()
        self._place = None
        self._paper.show_document(opened)
        go_to_place(place, self._paper.pdf)
