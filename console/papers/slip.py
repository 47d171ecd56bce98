"""The slip a customer takes along: the code, where it leads, the reference, in two languages; a name never stands on it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, cast

import segno
from reportlab.pdfgen.canvas import Canvas

from console.base.paths import resource_path
from console.domain.customer_words import SOURCE_TAG, CustomerWords, Say, find_tag, read_customer_words
from console.domain.errors import LinkRefused
from console.papers.bidi import is_rtl
from console.papers.fonts import PLAIN, PaperFonts
from console.papers.typesetting import Line, Typesetter

_MM: Final = 72 / 25.4
# A6, which any office printer takes and most receipt printers make smaller by a third at most.
WIDTH_PT: Final = 105 * _MM
HEIGHT_PT: Final = 148 * _MM
SMALLEST_CODE_MM: Final = 30.0
_USUAL_CODE_MM: Final = 46.0
# Printers and phones agree on half a millimetre; a little more survives a fold.
_USUAL_MODULE_MM: Final = 0.55
_WIDEST_MM: Final = 72.0
_QUIET: Final = 4
_MARGIN_PT: Final = 8 * _MM
_LEADING: Final = 1.35
_TITLE_PT: Final = 10.5
_VALUE_PT: Final = 9.5
_BODY_PT: Final = 7.5
_GAP_PT: Final = 3.0
_INK: Final = (0.0, 0.0, 0.0)
_FRAME: Final = (0.35, 0.35, 0.35)
_AUTHOR: Final = "Compliance Console"


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What stands on a slip; `languages` are tags such as `de`, the second is left out where both are the same.

    `url` is a bearer secret: it is in the code and nowhere else. `title` says who checks, `is_test` frames the slip.
    """

    url: str = field(repr=False)
    host: str
    reference: str
    valid_until: datetime | None
    languages: tuple[str, str]
    is_test: bool
    title: str = ""


class _Canvas(Protocol):
    """The part of reportlab's canvas used here; the library itself carries no types."""

    def setTitle(self, title: str) -> None: ...  # noqa: N802
    def setAuthor(self, author: str) -> None: ...  # noqa: N802
    def setCreator(self, creator: str) -> None: ...  # noqa: N802
    def setFont(self, psfontname: str, size: float) -> None: ...  # noqa: N802
    def setFillColorRGB(self, r: float, g: float, b: float) -> None: ...  # noqa: N802
    def setStrokeColorRGB(self, r: float, g: float, b: float) -> None: ...  # noqa: N802
    def setLineWidth(self, width: float) -> None: ...  # noqa: N802
    def setDash(self, array: list[int]) -> None: ...  # noqa: N802
    def drawString(self, x: float, y: float, text: str) -> None: ...  # noqa: N802
    def rect(self, x: float, y: float, width: float, height: float, *, stroke: int, fill: int) -> None: ...
    def showPage(self) -> None: ...  # noqa: N802
    def save(self) -> None: ...


def build_slip(facts: SlipFacts) -> bytes:
    """The slip as a PDF of one page. Raises `LinkRefused` for a link that is too long for paper.

    Error correction Q, because paper is folded: https://www.qrcode.com/en/about/error_correction.html
    """
    rows, module_mm = _build_code(facts.url)
    buffer = io.BytesIO()
    fonts = PaperFonts()
    canvas = cast(
        "_Canvas",
        Canvas(
            buffer,
            pagesize=(WIDTH_PT, HEIGHT_PT),
            invariant=1,
            pageCompression=1,
            lang=find_tag(facts.languages[0]),
            # The page begins with a font; the library's own choice is one that is not embedded.
            initialFontName=fonts.load(PLAIN).name,  # pyright: ignore[reportArgumentType] - the stub wants a number
        ),
    )
    canvas.setTitle("Slip")
    canvas.setAuthor(_AUTHOR)
    canvas.setCreator(_AUTHOR)
    _Slip(canvas, facts, Typesetter(fonts)).draw(rows, module_mm * _MM)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _build_code(url: str) -> tuple[tuple[bytes, ...], float]:
    """The modules and how many millimetres each takes."""
    try:
        rows = tuple(bytes(row) for row in segno.make(url, error="q", micro=False, boost_error=False).matrix)
    except segno.DataOverflowError as error:
        raise LinkRefused("This link is too long for a slip. Show the code on the screen instead.") from error
    most = _WIDEST_MM / (len(rows) + 2 * _QUIET)
    module = min(most, max(_USUAL_CODE_MM / len(rows), _USUAL_MODULE_MM))
    return rows, module


def _read_words(tag: str) -> CustomerWords:
    known = find_tag(tag)
    if known == SOURCE_TAG:
        return CustomerWords(SOURCE_TAG, {})
    return read_customer_words(known, resource_path("translations", f"customer_{known}.ts").read_bytes())


class _Slip:
    """Draws from the top down."""

    def __init__(self, canvas: _Canvas, facts: SlipFacts, typesetter: Typesetter) -> None:
        self._canvas = canvas
        self._facts = facts
        self._type = typesetter
        self._words = tuple(_read_words(tag) for tag in dict.fromkeys(map(find_tag, facts.languages)))
        self._y_pt = HEIGHT_PT - _MARGIN_PT

    def draw(self, rows: tuple[bytes, ...], module_pt: float) -> None:
        """Everything, in its order."""
        facts = self._facts
        if facts.is_test:
            self._draw_frame()
        if facts.title:
            self._write(facts.title, _BODY_PT, is_centred=True)
        for words in self._words:
            self._write(words.say(Say.SCAN), _TITLE_PT, is_bold=True, is_centred=True)
        self._draw_code(rows, module_pt)
        self._write_pair(Say.LEADS_TO, facts.host)
        self._write_pair(Say.REFERENCE, facts.reference)
        if facts.valid_until is not None:
            self._write_pair(Say.SLIP_UNTIL, f"{facts.valid_until.astimezone():%Y-%m-%d %H:%M %Z}")
        for words in self._words:
            self._y_pt -= 3
            steps = (Say.STEP_CAMERA, Say.STEP_POINT, Say.STEP_FOLLOW, Say.SLIP_KEEP)
            self._write(" ".join(words.say(step) for step in steps), _BODY_PT)

    def _draw_code(self, rows: tuple[bytes, ...], module_pt: float) -> None:
        self._y_pt -= _GAP_PT
        side = (len(rows) + 2 * _QUIET) * module_pt
        left, top = (WIDTH_PT - side) / 2 + _QUIET * module_pt, self._y_pt - _QUIET * module_pt
        self._canvas.setFillColorRGB(*_INK)
        for number, row in enumerate(rows):
            begin = row.find(1)
            while begin >= 0:
                end = row.find(0, begin)
                end = len(row) if end < 0 else end
                place = left + begin * module_pt, top - (number + 1) * module_pt
                self._canvas.rect(*place, (end - begin) * module_pt, module_pt, stroke=0, fill=1)
                begin = row.find(1, end)
        self._y_pt -= side

    def _write_pair(self, say: Say, value: str) -> None:
        captions = " · ".join(words.say(say) for words in self._words)
        self._write(captions, _BODY_PT, is_centred=True)
        self._write(value, _VALUE_PT, is_bold=True, is_centred=True)

    def _write(self, text: str, size_pt: float, *, is_bold: bool = False, is_centred: bool = False) -> None:
        room_pt = WIDTH_PT - 2 * _MARGIN_PT
        for line in self._type.build_lines(text, room_pt, size_pt, bold=is_bold):
            self._y_pt -= size_pt * _LEADING
            spare = room_pt - line.width * size_pt / 1000
            shift = spare / 2 if is_centred else spare if is_rtl(text) else 0.0
            self._draw_line(line, _MARGIN_PT + shift, self._y_pt, size_pt)

    def _draw_line(self, line: Line, x_pt: float, y_pt: float, size_pt: float) -> None:
        self._canvas.setFillColorRGB(*_INK)
        for span in line.spans:
            for piece in span.pieces:
                self._canvas.setFont(piece.font, size_pt)
                at = x_pt + piece.x * size_pt / 1000, y_pt + piece.y * size_pt / 1000
                self._canvas.drawString(*at, piece.letters)

    def _draw_frame(self) -> None:
        """Nobody takes this for the real thing: a dashed frame and the word on it."""
        inset = 3 * _MM
        self._canvas.setStrokeColorRGB(*_FRAME)
        self._canvas.setLineWidth(2.0)
        self._canvas.setDash([6, 4])
        self._canvas.rect(inset, inset, WIDTH_PT - 2 * inset, HEIGHT_PT - 2 * inset, stroke=1, fill=0)
        for y_pt in (HEIGHT_PT - inset - 3, inset - 3):
            line = self._type.build_lines(Say.TEST.value, WIDTH_PT, _VALUE_PT, bold=True)[0]
            width = line.width * _VALUE_PT / 1000
            x_pt = (WIDTH_PT - width) / 2
            self._canvas.setFillColorRGB(1, 1, 1)
            self._canvas.rect(x_pt - 4, y_pt - 2, width + 8, _VALUE_PT + 2, stroke=0, fill=1)
            self._draw_line(line, x_pt, y_pt, _VALUE_PT)
