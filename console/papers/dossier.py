# ruff: noqa: N803 - the protocol below carries reportlab's own spelling
"""Draws a paper as a PDF: titled, with an outline and numbered pages; equal values give equal bytes anywhere."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Final, Protocol, cast

from reportlab.pdfgen.canvas import Canvas

from console.papers.document import PaperDocument, Tone
from console.papers.document_layout import BOTTOM_PT, PAGE_HEIGHT_PT, TOP_PT, Page, PlacedLine, build_pages
from console.papers.fonts import PLAIN, PaperFonts
from console.papers.layout_rows import LEFT_PT, PAGE_WIDTH_PT, RIGHT_PT, WIDTH_PT
from console.papers.typesetting import Line, Span, Typesetter

_LANGUAGE: Final = "en"
_AUTHOR: Final = "Compliance Console"
_FURNITURE_PT: Final = 8.0
_MARK_PT: Final = 9.0
_INK: Final[Mapping[Tone, tuple[float, float, float]]] = {
    Tone.PLAIN: (0.10, 0.11, 0.13),
    Tone.MUTED: (0.36, 0.38, 0.42),
    Tone.GOOD: (0.05, 0.35, 0.20),
    Tone.WARN: (0.45, 0.29, 0.0),
    Tone.BAD: (0.62, 0.10, 0.10),
}
_FILL: Final[Mapping[Tone, tuple[float, float, float]]] = {
    Tone.PLAIN: (1.0, 1.0, 1.0),
    Tone.MUTED: (0.93, 0.94, 0.95),
    Tone.GOOD: (0.20, 0.60, 0.38),
    Tone.WARN: (0.90, 0.64, 0.10),
    Tone.BAD: (0.80, 0.16, 0.16),
}
_RULE: Final = (0.80, 0.82, 0.84)


class PaperCanvas(Protocol):
    """The part of reportlab's canvas used here; the library itself carries no types."""

    def setTitle(self, title: str) -> None: ...  # noqa: N802
    def setAuthor(self, author: str) -> None: ...  # noqa: N802
    def setSubject(self, subject: str) -> None: ...  # noqa: N802
    def setCreator(self, creator: str) -> None: ...  # noqa: N802
    def setKeywords(self, keywords: str) -> None: ...  # noqa: N802
    def setFont(self, psfontname: str, size: float) -> None: ...  # noqa: N802
    def setFillColorRGB(self, r: float, g: float, b: float) -> None: ...  # noqa: N802
    def setStrokeColorRGB(self, r: float, g: float, b: float) -> None: ...  # noqa: N802
    def setLineWidth(self, width: float) -> None: ...  # noqa: N802
    def drawString(self, x: float, y: float, text: str) -> None: ...  # noqa: N802
    def addLiteral(self, s: str) -> None: ...  # noqa: N802
    def line(self, x1: float, y1: float, x2: float, y2: float) -> None: ...
    def rect(self, x: float, y: float, width: float, height: float, *, stroke: int, fill: int) -> None: ...
    def bookmarkHorizontal(self, key: str, relativeX: float, relativeY: float) -> None: ...  # noqa: N802
    def addOutlineEntry(self, title: str, key: str, level: int, closed: bool) -> None: ...  # noqa: N802
    def setDateFormatter(self, dateFormatter: Callable[..., str]) -> None: ...  # noqa: N802
    def setViewerPreference(self, pref: str, value: str) -> None: ...  # noqa: N802
    def showOutline(self) -> None: ...  # noqa: N802
    def showPage(self) -> None: ...  # noqa: N802
    def save(self) -> None: ...


class DossierPress:
    """Makes papers one after the other and keeps the fonts it has read. Not safe for several threads at a time."""

    def __init__(self) -> None:
        fonts = PaperFonts()
        self._first_font = fonts.load(PLAIN).name
        self._type = Typesetter(fonts)

    def print(self, document: PaperDocument) -> bytes:
        """The PDF's bytes; of time only what the paper says itself is in them, and nothing of the machine."""
        pages = build_pages(document, self._type)
        buffer = io.BytesIO()
        canvas = cast(
            "PaperCanvas",
            Canvas(
                buffer,
                pagesize=(PAGE_WIDTH_PT, PAGE_HEIGHT_PT),
                invariant=1,
                pageCompression=1,
                # ISO 32000-1: what is told of signs that are no letters is known from 1.5 on.
                pdfVersion=(1, 7),
                lang=_LANGUAGE,
                # Each page begins with a font; the library's own choice is one that is not embedded.
                initialFontName=self._first_font,  # pyright: ignore[reportArgumentType] - the stub wants a number
            ),
        )
        self._describe(canvas, document)
        for number, page in enumerate(pages, start=1):
            self._draw_furniture(canvas, document, number, len(pages))
            self._draw(canvas, page, number, document)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _describe(self, canvas: PaperCanvas, document: PaperDocument) -> None:
        made = f"D:{document.made_at.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
        canvas.setTitle(self._type.to_shown(document.title))
        canvas.setAuthor(_AUTHOR)
        canvas.setCreator(_AUTHOR)
        canvas.setSubject(self._type.to_shown(document.subtitle))
        canvas.setKeywords(self._type.to_shown(", ".join(document.keywords)))
        canvas.setDateFormatter(lambda *_now: made)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.showOutline()

    def _draw_furniture(self, canvas: PaperCanvas, document: PaperDocument, number: int, total: int) -> None:
        """What stands on every page: whose paper it is, which page of how many, and the mark."""
        top_pt, foot_pt = TOP_PT + 30.0, BOTTOM_PT - 18.0
        room_pt = WIDTH_PT - 130.0
        self._draw_text(canvas, document.running_head, LEFT_PT, top_pt, room_pt)
        if document.mark:
            self._draw_mark(canvas, document.mark, top_pt)
        _draw_rule(canvas, top_pt - 7.0, LEFT_PT, WIDTH_PT)
        _draw_rule(canvas, foot_pt + 11.0, LEFT_PT, WIDTH_PT)
        page = self._type.build_line(f"{number} of {total}")
        width_pt = page.width * _FURNITURE_PT / 1000
        draw_line(canvas, page, RIGHT_PT - width_pt, foot_pt, _FURNITURE_PT, Tone.MUTED)
        for text in document.running_foot:
            self._draw_text(canvas, text, LEFT_PT, foot_pt, WIDTH_PT - 60.0)
            foot_pt -= 11.0

    def _draw_text(self, canvas: PaperCanvas, text: str, x_pt: float, y_pt: float, width_pt: float) -> None:
        """The first line of a text, with an ellipsis where there is more of it."""
        lines = self._type.build_lines(text, width_pt, _FURNITURE_PT)
        draw_line(canvas, lines[0], x_pt, y_pt, _FURNITURE_PT, Tone.MUTED)
        if len(lines) > 1:
            x_pt += lines[0].width * _FURNITURE_PT / 1000
            draw_line(canvas, self._type.build_line("\u2026"), x_pt, y_pt, _FURNITURE_PT, Tone.MUTED)

    def _draw_mark(self, canvas: PaperCanvas, mark: str, y_pt: float) -> None:
        line = self._type.build_line(mark, bold=True)
        width_pt = line.width * _MARK_PT / 1000
        canvas.setStrokeColorRGB(*_FILL[Tone.BAD])
        canvas.setLineWidth(1.2)
        canvas.rect(RIGHT_PT - width_pt - 12.0, y_pt - 5.0, width_pt + 12.0, 16.0, stroke=1, fill=0)
        canvas.rect(20.0, 20.0, PAGE_WIDTH_PT - 40.0, PAGE_HEIGHT_PT - 40.0, stroke=1, fill=0)
        draw_line(canvas, line, RIGHT_PT - width_pt - 6.0, y_pt, _MARK_PT, Tone.BAD)

    def _draw(self, canvas: PaperCanvas, page: Page, number: int, document: PaperDocument) -> None:
        lowest = min(section.level for section in document.sections) if document.sections else 2
        for place, entry in enumerate(page.outline):
            key = f"p{number}-{place}"
            canvas.bookmarkHorizontal(key, 0, entry.y_pt)
            canvas.addOutlineEntry(entry.title, key, entry.level - min(lowest, 2), closed=False)
        for fill in page.fills:
            canvas.setFillColorRGB(*_FILL[fill.tone])
            canvas.rect(fill.x_pt, fill.y_pt, fill.width_pt, fill.height_pt, stroke=0, fill=1)
        for rule in page.rules:
            _draw_rule(canvas, rule.y_pt, rule.x_pt, rule.width_pt)
        for placed in page.lines:
            _draw_placed(canvas, placed)


def _draw_placed(canvas: PaperCanvas, placed: PlacedLine) -> None:
    draw_line(canvas, placed.line, placed.x_pt, placed.y_pt, placed.size_pt, placed.tone)


def draw_line(canvas: PaperCanvas, line: Line, x_pt: float, y_pt: float, size_pt: float, tone: Tone) -> None:
    """Draw one line with its left end on the base line at a place."""
    canvas.setFillColorRGB(*_INK[tone])
    for span in line.spans:
        _draw_span(canvas, span, x_pt, y_pt, size_pt)


def _draw_span(canvas: PaperCanvas, span: Span, x_pt: float, y_pt: float, size_pt: float) -> None:
    if span.is_told:
        # ISO 32000-1, 14.9.4: the text that stands for what is drawn, for readers, search and copying.
        canvas.addLiteral(f"/Span <</ActualText <FEFF{span.text.encode('utf-16-be').hex().upper()}>>> BDC")
    for piece in span.pieces:
        canvas.setFont(piece.font, size_pt)
        canvas.drawString(x_pt + piece.x * size_pt / 1000, y_pt + piece.y * size_pt / 1000, piece.letters)
    if span.is_told:
        canvas.addLiteral("EMC")


def _draw_rule(canvas: PaperCanvas, y_pt: float, x_pt: float, width_pt: float) -> None:
    canvas.setStrokeColorRGB(*_RULE)
    canvas.setLineWidth(0.5)
    canvas.line(x_pt, y_pt, x_pt + width_pt, y_pt)
