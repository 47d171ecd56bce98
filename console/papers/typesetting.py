"""Text to lines of placed letters: fonts, joined letters, both directions, line breaks; knows no page and no case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from console.papers.bidi import build_runs, is_rtl
from console.papers.cells import clean
from console.papers.fonts import BOLD, LAST_OF_FIRST_PLANE, PLAIN, PaperFont, PaperFonts
from console.papers.shaping import Glyph

# Scripts whose letters change beside each other, by the blocks they lie in, and marks that sit on other letters.
_SHAPED_FROM: Final = 0x0590
_SHAPED_TO: Final = 0x1CFF
_GEORGIAN: Final = range(0x10A0, 0x1200)
_JOINERS: Final = "\u200c\u200d"
_BREAK_AFTER: Final = frozenset(" -/_.:,;@&=?|\u2010\u2013\u2014")
_WIDE: Final = frozenset("WF")
# Less than anybody sees, in thousandths of the size: widths in a PDF are whole numbers.
_NEAR: Final = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one font drawn in one go; `x` and `y` are thousandths of the size from the beginning of the line."""

    font: str
    letters: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Span:
    """Pieces that stand for `text`; `is_told` when a reader has to be told that text beside the pieces."""

    text: str
    pieces: tuple[Piece, ...]
    is_told: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is painted, from the left; `width` is in thousandths of the size."""

    text: str
    spans: tuple[Span, ...]
    width: float


@dataclass(frozen=True, slots=True)
class _Shape:
    """Spans in the order in which they are painted, and how far they move on in all."""

    spans: tuple[Span, ...]
    advance: float


class Typesetter:
    """Keeps the fonts it has read and the words it has measured. Not safe for several threads at a time."""

    def __init__(self, fonts: PaperFonts) -> None:
        self._fonts = fonts
        self._measure = lru_cache(maxsize=20_000)(self._measure_anew)

    def to_shown(self, text: str) -> str:
        """`text` with everything no font can draw, and every mark that hides or turns text round, named by its code."""
        if text.isascii() and text.isprintable():
            return text
        return "".join(self._to_shown_letter(letter) for letter in clean(text).replace("\t", "    "))

    def measure(self, text: str, *, bold: bool = False) -> float:
        """How wide text of one line is, in thousandths of the size."""
        return self._measure(text, bold)

    def build_lines(
        self, text: str, width_pt: float, size_pt: float, *, bold: bool = False
    ) -> tuple[Line, ...]:
        """Text broken into lines of a width; at least one, and none wider, however long a word is."""
        limit = width_pt * 1000 / size_pt
        lines: list[Line] = []
        for paragraph in self.to_shown(text).split("\n"):
            from_right = is_rtl(paragraph)
            lines += [
                self.build_line(part, bold=bold, from_right=from_right)
                for part in self._break(paragraph, limit, bold)
            ]
        return tuple(lines)

    def build_line(self, text: str, *, bold: bool = False, from_right: bool | None = None) -> Line:
        """One line of text that was made ready by `to_shown`, however wide."""
        turned = is_rtl(text) if from_right is None else from_right
        spans: list[Span] = []
        x = 0.0
        for run in build_runs(text, from_right=turned):
            shapes = [self._shape(part, font, run.is_rtl) for part, font in self._split(run.text, bold)]
            for shape in reversed(shapes) if run.is_rtl else shapes:
                spans += [_move(span, x) for span in shape.spans]
                x += shape.advance
        return Line(text, tuple(spans), x)

    def _to_shown_letter(self, letter: str) -> str:
        if letter == "\n" or letter in _JOINERS:
            return letter
        if letter in "\u2028\u2029":
            return "\n"
        if unicodedata.category(letter) in {"Cf", "Cc", "Cs", "Co", "Cn"} or self._fonts.find(letter) is None:
            return " " if letter.isspace() else f"[U+{ord(letter):04X}]"
        return letter

    # --- lines ---

    def _break(self, text: str, limit: float, bold: bool) -> Iterator[str]:
        line, width = "", 0.0
        for word in _iter_words(text):
            solid = self._measure(word.rstrip(" "), bold)
            if line and width + solid > limit:
                yield line.rstrip(" ")
                line, width = "", 0.0
            while not line and self._measure(word.rstrip(" "), bold) > limit:
                head = self._cut(word, limit, bold)
                yield head
                word = word[len(head) :]  # noqa: PLW2901 - what is left of it
            line += word
            width += self._measure(word, bold)
        yield line.rstrip(" ")

    def _cut(self, word: str, limit: float, bold: bool) -> str:
        """As many whole letters as fit, at least one."""
        kept = ""
        for cluster in iter_clusters(word):
            if kept and self._measure(kept + cluster, bold) > limit:
                break
            kept += cluster
        return kept

    def _measure_anew(self, text: str, bold: bool) -> float:
        return sum(self._shape(part, font, is_rtl(part)).advance for part, font in self._split(text, bold))

    # --- letters ---

    def _split(self, text: str, bold: bool) -> Iterator[tuple[str, PaperFont]]:
        """Stretches of one font; spaces and marks stay with the letter before them where its font has them."""
        if text.isascii():
            # Most of a paper: the first font has every letter of it.
            if text:
                yield text, self._fonts.load(BOLD if bold else PLAIN)
            return
        part, font = "", None
        for letter in text:
            if font is not None and _stays(letter) and (font.has(letter) or letter in _JOINERS):
                part += letter
                continue
            found = self._fonts.find(letter, bold=bold) or font or self._fonts.load(PLAIN)
            if font is not None and found is not font:
                yield part, font
                part = ""
            part, font = part + letter, found
        if font is not None:
            yield part, font

    def _shape(self, text: str, font: PaperFont, from_right: bool) -> _Shape:
        if not from_right and (text.isascii() or not any(map(_is_shaped, text))):
            piece = Piece(font.name, text, 0.0, 0.0)
            return _Shape((Span(text, (piece,), False),), sum(map(font.width, text)))
        shape = _place(text, font, font.shapes.shape(text, from_right=from_right))
        if from_right or not any(span.is_told for span in shape.spans):
            return shape
        # Told in one go: readers put what is told letter by letter between the letters that are not in other orders.
        pieces = tuple(piece for span in shape.spans for piece in span.pieces)
        return _Shape((Span(text, pieces, True),), shape.advance)


def _place(text: str, font: PaperFont, glyphs: tuple[Glyph, ...]) -> _Shape:
    """Each letter of the text with its glyphs; a reader is told the letters of those that are no letters themselves."""
    places = sorted({glyph.place for glyph in glyphs})
    ends = dict(zip(places, [*places[1:], len(text)], strict=True))
    spans: list[Span] = []
    x = 0.0
    for place, group in groupby(glyphs, key=lambda glyph: glyph.place):
        span, advance = _place_letter(text[place : ends[place]], font, tuple(group), x)
        x += advance
        last = spans[-1] if spans else None
        if last is not None and not (last.is_told or span.is_told):
            spans[-1] = Span(last.text + span.text, _join(last.pieces, span.pieces, font), False)
        else:
            spans.append(span)
    return _Shape(tuple(spans), x)


def _place_letter(own: str, font: PaperFont, glyphs: tuple[Glyph, ...], x: float) -> tuple[Span, float]:
    """A letter, or several that are drawn as one, from `x` on; and how far it moves on."""
    pieces: tuple[Piece, ...] = ()
    advance, is_told = 0.0, False
    for glyph in glyphs:
        is_seen = bool(glyph.number) and own not in _JOINERS
        # Readers keep a letter and the marks on it together only where they are told both at once.
        letter = _to_letter(own, font, glyph.number) if len(glyphs) == 1 else ""
        if is_seen and not letter:
            letter = font.to_letter(glyph.number)
            is_told = is_told or _is_plain(own[0])
        if is_seen and letter:
            piece = Piece(font.name, letter, x + advance + glyph.x, glyph.y)
            pieces = _join(pieces, (piece,), font)
        advance += glyph.advance
    return Span(own, pieces, is_told), advance


def _join(before: tuple[Piece, ...], after: tuple[Piece, ...], font: PaperFont) -> tuple[Piece, ...]:
    """Pieces that follow each other as the font has them are drawn in one go."""
    if not before or not after:
        return before + after
    last, first = before[-1], after[0]
    end = last.x + sum(map(font.width, last.letters))
    if abs(first.x - end) >= _NEAR or first.y != last.y:
        return before + after
    return (*before[:-1], Piece(last.font, last.letters + first.letters, last.x, last.y), *after[1:])


def _move(span: Span, x: float) -> Span:
    pieces = tuple(Piece(piece.font, piece.letters, piece.x + x, piece.y) for piece in span.pieces)
    return Span(span.text, pieces, span.is_told)


def _to_letter(own: str, font: PaperFont, glyph: int) -> str:
    """The letter a reader shall find in a glyph's place: one of those it stands for, or one joined; else empty."""
    found = next((letter for letter in own if _is_plain(letter) and font.find_glyph(letter) == glyph), "")
    return found or font.to_joined_letter(glyph)


def _is_plain(letter: str) -> bool:
    return ord(letter) <= LAST_OF_FIRST_PLANE


def _is_shaped(letter: str) -> bool:
    code = ord(letter)
    if code > LAST_OF_FIRST_PLANE:
        return True
    if _SHAPED_FROM <= code <= _SHAPED_TO and code not in _GEORGIAN:
        return True
    return letter in _JOINERS or bool(unicodedata.combining(letter))


def _stays(letter: str) -> bool:
    return letter == " " or letter in _JOINERS or unicodedata.category(letter).startswith("M")


def _iter_words(text: str) -> Iterator[str]:
    """Stretches after which a line may end: behind spaces and what joins words, and around wide letters."""
    word = ""
    for letter in text:
        is_wide = unicodedata.east_asian_width(letter) in _WIDE
        if word and (is_wide or (word[-1] == " " and letter != " ")) and not _stays(letter):
            yield word
            word = ""
        word += letter
        if is_wide or (letter in _BREAK_AFTER and letter != " "):
            yield word
            word = ""
    if word:
        yield word


def iter_clusters(word: str) -> Iterator[str]:
    """Letters with the marks that sit on them: never cut within one."""
    cluster = ""
    for letter in word:
        if cluster and not (unicodedata.category(letter).startswith("M") or letter in _JOINERS):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster
