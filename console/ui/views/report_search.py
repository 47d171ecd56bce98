"""Searching in a document that is shown: finds slice by slice, lists, marks and goes from hit to hit; opens nothing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from console.pdf.client import MAX_HITS
from console.pdf.messages import Hit
from console.pdf.open_document import OpenDocument
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.pdf_pane_widget import PdfPaneWidget

_FIND = "find"


class ReportSearch(QObject):
    """Between the search field of a pane, its list of hits and its pages; its tasks and failures belong to `scope`.

    `found` when a search has ended.
    """

    found = Signal()

    def __init__(self, pane: PdfPaneWidget, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._bar = pane.bar
        self._pdf = pane.pdf
        self._places = pane.side.hits.places
        self._scope = scope
        self._open: OpenDocument | None = None
        self._words = ""
        self._place = -1
        self._page_then = -1
        self._begun_on = 0
        self._bar.search_requested.connect(self.find)
        self._bar.search_cleared.connect(self._forget)
        pane.side.hits.hit_chosen.connect(self._walk_to)

    def show_document(self, opened: OpenDocument | None) -> None:
        """Search in this document from now on, in none without one; what was found before is forgotten."""
        self._open = opened
        self._forget()
        self._page_then = -1
        self._bar.end_search()

    def find(self, words: str, step: int) -> None:
        """Find other words, or go to the next (1) or previous (-1) place at which the same ones stand."""
        if self._open is None or not words.strip():
            return
        if words == self._words:
            self._step(step)
        else:
            self._forget()
            self._words = words
            self._scope.start(_FIND, self._find(self._open, words))

    def find_on(self, words: str, page: int) -> None:
        """Go to a page and mark the words on it, as if they had been searched for there."""
        self._pdf.go_to_page(page)
        self._bar.search_field.setText(words)
        self.find(words, 1)

    @property
    def is_begun(self) -> bool:
        """Whether words are searched for, found or not."""
        return bool(self._words)

    def end(self) -> None:
        """Forget the words and take their marks away; the pages stay where they are."""
        self._forget()
        self._bar.end_search()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What is found so far."""
        return tuple(self._places.hits)

    async def _find(self, opened: OpenDocument, words: str) -> None:
        """Pages are drawn between two slices, so scrolling goes on; the first hit is gone to when it is there.

        Who types on without scrolling searches from where the first letters were searched, not from their hit.
        """
        stands_on = self._pdf.page
        if stands_on != self._page_then:
            self._begun_on = stands_on
        begun_on = self._begun_on
        self._bar.show_hits(self.tr("Searching …"))
        async for found in opened.iter_find(words):
            if found.hits:
                self._places.add(found.hits)
                self._pane.side.show_has_hits(has_hits=True)
                self._pdf.show_marks(self._places.hits)
            is_ahead = any(hit.page >= begun_on for hit in found.hits)
            if self._place < 0 and is_ahead and self._pdf.page == stands_on:
                self._go_to(self._first_from(begun_on))
            elif self._place < 0:
                done = fill(self.tr("Searching … %1 %"), round(100 * found.next_page / opened.info.pages))
                self._bar.show_hits(done)
        if not self._places.hits:
            self._bar.show_hits(self.tr("Not found"))
        elif self._place < 0:
            self._go_to(self._first_from(begun_on))
        else:
            self._tell()
        self.found.emit()

    def _step(self, step: int) -> None:
        count = len(self._places.hits)
        if not count:
            return
        if self._place >= 0 and self._pdf.page == self._page_then:
            # A short last page never reaches the top of the view, so the view alone does not say where we are.
            self._walk_to((self._place + step) % count)
            return
        after = self._first_from(self._pdf.page + (1 if step > 0 else 0))
        self._walk_to(after if step > 0 else (after - 1) % count)

    def _walk_to(self, place: int) -> None:
        self._go_to(place)
        self._begun_on = self._page_then

    def _first_from(self, page: int) -> int:
        """The first hit on that page or after it; at the end the first of all."""
        found = (place for place, hit in enumerate(self._places.hits) if hit.page >= page)
        return next(found, 0)

    def _go_to(self, place: int) -> None:
        self._pdf.go_to_hit(self._places.hits[place])
        self._place, self._page_then = place, self._pdf.page
        self._pane.side.hits.show_place(place)
        self._tell()

    def _tell(self) -> None:
        count = len(self._places.hits)
        text = self.tr("page %1, %2 of the first %3") if count >= MAX_HITS else self.tr("page %1, %2 of %3")
        self._bar.show_hits(fill(text, self._places.hits[self._place].page + 1, self._place + 1, count))

    def _forget(self) -> None:
        self._scope.cancel(_FIND)
        self._words, self._place = "", -1
        self._places.show(())
        self._pane.side.show_has_hits(has_hits=False)
        self._pdf.show_marks(())
