"""Brings the pages of an open document to the widget that shows them: pixels, small pages, characters and outline."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from console.domain.errors import ReportUnreadable
from console.pdf.messages import PageText
from console.pdf.open_document import OpenDocument
from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.pdf_pane_widget import PdfPaneWidget
from console.ui.widgets.pdf_selection import cut_text

_DRAW = "draw"
_READ = "read"
_REST_MS = 120
_COPY = "copy text"


class PaperPages(QObject):
    """`drawn` when everything on screen is sharp. Tasks and their failures belong to `scope`."""

    drawn = Signal()

    def __init__(self, pane: PdfPaneWidget, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._pdf = pane.pdf
        self._side = pane.side
        self._scope = scope
        self._open: OpenDocument | None = None
        self._drawing: OpenDocument | None = None
        self._without_text: set[int] = set()
        self._has_outline = False
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._on_resting_timeout)
        self._pdf.pages_wanted.connect(self._on_wanted)
        self._side.thumbs.wanted.connect(self._on_wanted)
        self._pdf.page_changed.connect(self._on_page_changed)
        self._pdf.copy_requested.connect(self._on_copy_requested)
        self._side.part_shown.connect(self._on_page_changed)
        pane.bar.side_toggled.connect(self._on_page_changed)

    def show_document(self, opened: OpenDocument | None) -> None:
        """Draw this document from now on, none without one."""
        self._scope.cancel(_DRAW)
        self._scope.cancel(_COPY)
        self._scope.cancel(_READ)
        self._drawing = None
        self._open = opened
        self._without_text = set()
        self._has_outline = False
        if opened is not None:
            self._on_wanted()

    def _on_page_changed(self, _change: object) -> None:
        self._show_text()
        self._resting.start()
        self._on_wanted()

    def _on_wanted(self) -> None:
        if self._open is not None and self._drawing is not self._open and self._scope.can_start:
            self._drawing = self._open
            self._scope.start_first(_DRAW, self._draw(self._open))

    async def _draw(self, opened: OpenDocument) -> None:
        """One thing after the other, always the one that is wanted most now."""
        is_told = False
        while True:
            if not is_told and self._pdf.is_drawn:
                is_told = True
                self.drawn.emit()
            # What is on screen, what a turn of the page will show, small pages.
            if not (await self._draw_page(opened) or await self._draw_thumb(opened)):
                break
        # Not when the task is seen to have ended: what is wanted in between would never be drawn.
        self._drawing = None
        self._resting.start()

    def _on_resting_timeout(self) -> None:
        if self._open is not None and self._drawing is None and self._scope.can_start:
            self._scope.start(_READ, self._read(self._open))

    async def _read(self, opened: OpenDocument) -> None:
        """Words and outline, while nobody turns pages: they take the worker's time."""
        while self._drawing is None and (await self._read_text(opened) or await self._read_outline(opened)):
            pass

    async def _draw_page(self, opened: OpenDocument) -> bool:
        wanted = self._pdf.next_wanted()
        if wanted is None:
            return False
        try:
            bitmap = await opened.render(wanted.number, wanted.scale, wanted.rotation, wanted.region)
        except ReportUnreadable as error:
            self._pdf.fail_page(wanted.number, error.user_message)
        else:
            self._pdf.put_page(wanted, bitmap)
        return True

    async def _draw_thumb(self, opened: OpenDocument) -> bool:
        wanted = self._side.thumbs.next_wanted()
        if wanted is None:
            return False
        try:
            bitmap = await opened.render(wanted.number, wanted.scale)
        except ReportUnreadable:
            self._side.thumbs.fail(wanted.number)
        else:
            self._side.thumbs.put(wanted, bitmap)
        return True

    async def _read_text(self, opened: OpenDocument) -> bool:
        """Of pages on screen, so that they can be selected and read out."""
        known = self._pdf.selection.text
        lacking = [
            page for page in self._pdf.visible if known(page) is None and page not in self._without_text
        ]
        if not lacking:
            return False
        try:
            text = await opened.characters(lacking[0])
        except ReportUnreadable:
            self._without_text.add(lacking[0])
        else:
            self._pdf.put_text(lacking[0], text)
            self._show_text()
        return True

    async def _read_outline(self, opened: OpenDocument) -> bool:
        if self._has_outline:
            return False
        self._has_outline = True
        try:
            self._side.show_outline(await opened.outline())
        except ReportUnreadable:
            self._side.show_outline(())
        return True

    def _show_text(self) -> None:
        if self._side.part == "text" and self._side.isVisible():
            text = self._pdf.selection.text(self._pdf.page) or PageText("")
            self._side.show_text(text.text.replace("\r\n", "\n"))

    def _on_copy_requested(self) -> None:
        if self._open is not None and self._pdf.selection.range is not None:
            self._scope.start(_COPY, self._copy(self._open))

    async def _copy(self, opened: OpenDocument) -> None:
        """Also of pages between the first and the last that nobody looked at."""
        chosen = self._pdf.selection.range
        if chosen is None:
            return
        parts: list[str] = []
        for page in range(chosen[0].page, chosen[1].page + 1):
            text = self._pdf.selection.text(page) or await opened.characters(page)
            parts.append(cut_text(text, page, chosen))
        copy_text("\n".join(parts))
