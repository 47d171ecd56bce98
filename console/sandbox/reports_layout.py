# ruff: noqa: N802, N803 - the protocols below carry reportlab's own spelling
"""Draws a synthetic report with reportlab: the simulator's own pages, in no provider's layout."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Protocol, cast

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from console.sandbox.pictures import build_picture
from console.sandbox.reports_facts import ReportFacts
from console.sandbox.reports_fonts import ReportFonts

_MARGIN_PT = 56.0
_TOP_PT = 770.0
_BOTTOM_PT = 72.0
_LABEL_WIDTH_PT = 180.0
_LINE_CHARACTERS = 88


class _Page(Protocol):
    """The part of reportlab's canvas used here; the library itself carries no types."""

    def drawString(self, x: float, y: float, text: str) -> None: ...
    def drawImage(self, image: object, x: float, y: float, width: float, height: float) -> object: ...
    def line(self, x1: float, y1: float, x2: float, y2: float) -> None: ...
    def rect(self, x: float, y: float, width: float, height: float, *, stroke: int, fill: int) -> None: ...
    def setFillGray(self, gray: float) -> None: ...
    def setFont(self, psfontname: str, size: float) -> None: ...
    def setTitle(self, title: str) -> None: ...
    def setAuthor(self, author: str) -> None: ...
    def stringWidth(self, text: str, fontName: str, fontSize: float) -> float: ...
    def showPage(self) -> None: ...
    def save(self) -> None: ...


def draw_report(facts: ReportFacts) -> bytes:
    """Return the PDF's bytes; `invariant` keeps the time of making and a random id out of them."""
    buffer = io.BytesIO()
    page = cast("_Page", Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1))
    page.setTitle(f"{facts.provider_title} report {facts.verification_id}")
    page.setAuthor("Provider simulator")
    writer = _Writer(page, ReportFonts(), f"{facts.provider_title}  {facts.verification_id}")
    _draw_summary(writer, facts)
    writer.next_page()
    _draw_picture(writer, facts)
    writer.next_page()
    _draw_events(writer, facts)
    writer.next_page()
    page.save()
    return buffer.getvalue()


class _Writer:
    """A text cursor that moves down the page and picks, letter by letter, a font that has the letter."""

    def __init__(self, page: _Page, fonts: ReportFonts, footer: str) -> None:
        self.page = page
        self._fonts = fonts
        self._footer = footer
        self._number = 1
        self.y_pt = _TOP_PT

    def heading(self, text: str) -> None:
        """Write a title line in larger letters; the next block starts clear of it."""
        self.text(text, size_pt=16.0)
        self.y_pt -= 8.0

    def text(self, text: str, *, size_pt: float = 10.0, x_pt: float = _MARGIN_PT) -> None:
        """Write one paragraph, broken into lines by length, and move below it."""
        for start in range(0, max(len(text), 1), _LINE_CHARACTERS):
            self._make_room(size_pt)
            self._draw_line(text[start : start + _LINE_CHARACTERS], x_pt, size_pt)
            self.y_pt -= size_pt * 1.5

    def row(self, label: str, value: str, *, shaded: bool) -> None:
        """Write one table row: a label, a value, a line under both."""
        self._make_room(24.0)
        if shaded:
            self.page.setFillGray(0.94)
            self.page.rect(_MARGIN_PT, self.y_pt - 6, A4[0] - 2 * _MARGIN_PT, 18, stroke=0, fill=1)
            self.page.setFillGray(0.0)
        self._draw_line(label, _MARGIN_PT + 4, 9.0)
        self._draw_line(value[:_LINE_CHARACTERS], _MARGIN_PT + _LABEL_WIDTH_PT, 9.0)
        self.page.line(_MARGIN_PT, self.y_pt - 6, A4[0] - _MARGIN_PT, self.y_pt - 6)
        self.y_pt -= 18.0

    def next_page(self) -> None:
        """End the page with its numbered footer and go on at the top of a new one."""
        self._draw_footer()
        self.page.showPage()
        self._number += 1
        self.y_pt = _TOP_PT

    def _make_room(self, height_pt: float) -> None:
        if self.y_pt - height_pt < _BOTTOM_PT:
            self.next_page()

    def _draw_footer(self) -> None:
        self.y_pt = _BOTTOM_PT - 30.0
        line = f"{self._footer}  -  page {self._number}  -  simulated, no real person"
        self._draw_line(line, _MARGIN_PT, 8.0)

    def _draw_line(self, text: str, x_pt: float, size_pt: float) -> None:
        for font_name, run in self._runs(_to_visual_order(text)):
            self.page.setFont(font_name, size_pt)
            self.page.drawString(x_pt, self.y_pt, run)
            x_pt += self.page.stringWidth(run, font_name, size_pt)

    def _runs(self, text: str) -> Iterator[tuple[str, str]]:
        pairs = [self._fonts.find(letter) for letter in text]
        for font_name, group in groupby(pairs, key=lambda pair: pair[0]):
            yield font_name, "".join(letter for _, letter in group)


def _to_visual_order(text: str) -> str:
    """Turn stretches of right-to-left letters round: a PDF stores what is painted, from the left."""
    runs = groupby(text, key=lambda letter: unicodedata.bidirectional(letter) in {"R", "AL"})
    return "".join("".join(reversed(list(run))) if is_rtl else "".join(run) for is_rtl, run in runs)


def _draw_summary(writer: _Writer, facts: ReportFacts) -> None:
    writer.heading(f"{facts.provider_title}: identity verification report")
    writer.text(facts.person_name, size_pt=14.0)
    writer.text(f"Result: {facts.status}")
    writer.text("Made by the provider simulator. Nothing in it is about a real person.")
    writer.y_pt -= 10.0
    fixed = (
        ("Verification", facts.verification_id),
        ("Started", _to_stamp(facts.created_at)),
        ("Decided", _to_stamp(facts.decided_at)),
    )
    for number, (label, value) in enumerate((*fixed, *facts.rows)):
        writer.row(label, value, shaded=number % 2 == 0)
    writer.y_pt -= 10.0
    writer.text("Findings", size_pt=12.0)
    for finding in facts.findings or ("none",):
        writer.text(f"- {finding}")


def _draw_picture(writer: _Writer, facts: ReportFacts) -> None:
    writer.heading("Pictures")
    picture = build_picture(facts.picture_seed or facts.verification_id)
    writer.page.drawImage(
        ImageReader(io.BytesIO(picture)), _MARGIN_PT, writer.y_pt - 260, width=200, height=250
    )
    writer.y_pt -= 280.0
    writer.text("Portrait drawn by the simulator from the verification's id.")


def _draw_events(writer: _Writer, facts: ReportFacts) -> None:
    writer.heading("What happened")
    for number, (moment, words) in enumerate(facts.events):
        writer.row(_to_stamp(moment), words, shaded=number % 2 == 0)
    if not facts.events:
        writer.text("No steps were recorded.")


def _to_stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
