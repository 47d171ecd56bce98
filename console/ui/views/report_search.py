"""Searching in the report that is shown: finds, marks and goes from page to page; opens and closes nothing."""

from __future__ import annotations

from PySide6.QtCore import QObject

from console.pdf.messages import PageHit
from console.services.reports import OpenReport
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.pdf_bar_widget import PdfBarWidget
from console.ui.widgets.pdf_widget import PdfWidget

_FIND = "find"


class ReportSearch(QObject):
    """Between the search field of `bar` and the pages of `pdf`; its tasks and their failures belong to `scope`."""

    def __init__(self, bar: PdfBarWidget, pdf: PdfWidget, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._pdf = pdf
        self._scope = scope
        self._open: OpenReport | None = None
        self._hits: tuple[PageHit, ...] = ()
        self._words = ""
        self._place = 0
        self._page_then = 0
        bar.search_requested.connect(self.find)
        bar.search_cleared.connect(self._forget)

    def show_report(self, opened: OpenReport | None) -> None:
        """Search in this report from now on, in none without one; what was found before is forgotten."""
        self._open = opened
        self._scope.cancel(_FIND)
        self._forget()
        self._bar.search_field.clear()
        self._bar.show_hits("")

    def find(self, words: str, step: int) -> None:
        """Find other words, or go to the next (1) or previous (-1) page on which the same ones stand."""
        if self._open is None or not words.strip():
            return
        if words == self._words:
            self._step(step)
        else:
            self._scope.start(_FIND, self._find(self._open, words))

    async def _find(self, opened: OpenReport, words: str) -> None:
        self._bar.show_hits(self.tr("Searching …"))
        self._hits = await opened.find(words)
        self._words = words
        self._pdf.show_marks(self._hits)
        if not self._hits:
            self._bar.show_hits(self.tr("Not found"))
            return
        self._go_to(self._first_from(self._pdf.page))

    def _step(self, step: int) -> None:
        if not self._hits:
            return
        if self._pdf.page == self._page_then:
            # A short last page never reaches the top of the view, so the view alone does not say where we are.
            self._go_to((self._place + step) % len(self._hits))
            return
        after = self._first_from(self._pdf.page + (1 if step > 0 else 0))
        self._go_to(after if step > 0 else (after - 1) % len(self._hits))

    def _first_from(self, page: int) -> int:
        """The first hit on that page or after it; at the end the first of all."""
        found = (place for place, hit in enumerate(self._hits) if hit.page >= page)
        return next(found, 0)

    def _go_to(self, place: int) -> None:
        hit = self._hits[place]
        self._pdf.go_to_hit(hit)
        self._place, self._page_then = place, self._pdf.page
        shown = fill(self.tr("page %1, %2 of %3"), hit.page + 1, place + 1, len(self._hits))
        self._bar.show_hits(shown)

    def _forget(self) -> None:
        self._hits, self._words = (), ""
        self._pdf.show_marks(())
