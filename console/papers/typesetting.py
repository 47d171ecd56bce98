"""Text to lines of placed letters: fonts, joined letters, both directions, line breaks; knows no page and no case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from console.papers.bidi import build_runs, is_rtl
from console.papers.cells import clean
from console.papers.fonts import PLAIN, PaperFont, PaperFonts
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
    pieces: tuple[Piece, ...]
    advance: float
    is_told: bool


class Typesetter:
    """Keeps the fonts it has read and the words it has measured. Not safe for several threads at a time."""

    def __init__(self, fonts: PaperFonts) -> None:
        self._fonts = fonts
        self._measure = lru_cache(maxsize=20_000)(self._measure_anew)

    def to_shown(self, text: str) -> str:
        """`text` with everything no font can draw, and every mark that hides or turns text round, named by its code."""
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
            shapes = [
                (part, self._shape(part, font, run.is_rtl)) for part, font in self._split(run.text, bold)
            ]
            for part, shape in reversed(shapes) if run.is_rtl else shapes:
                pieces = tuple(
                    Piece(piece.font, piece.letters, piece.x + x, piece.y) for piece in shape.pieces
                )
                spans.append(Span(part, pieces, shape.is_told))
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
        for cluster in _iter_clusters(word):
            if kept and self._measure(kept + cluster, bold) > limit:
                break
            kept += cluster
        return kept

    def _measure_anew(self, text: str, bold: bool) -> float:
        return sum(self._shape(part, font, is_rtl(part)).advance for part, font in self._split(text, bold))

    # --- letters ---

    def _split(self, text: str, bold: bool) -> Iterator[tuple[str, PaperFont]]:
        """Stretches of one font; spaces and marks stay with the letter before them where its font has them."""
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
        if not from_right and not any(map(_is_shaped, text)):
            return _Shape((Piece(font.name, text, 0.0, 0.0),), sum(map(font.width, text)), False)
        return _place(text, font, font.shapes.shape(text, from_right=from_right))


def _place(text: str, font: PaperFont, glyphs: tuple[Glyph, ...]) -> _Shape:
    """Glyphs that follow each other as the font has them are drawn in one go; each of the others at its own place."""
    pieces: list[Piece] = []
    x, end, is_told = 0.0, None, False
    for glyph in glyphs:
        letter = _to_letter(text[glyph.place], font, glyph.number)
        if not letter:
            letter, is_told = font.to_letter(glyph.number), True
        at = x + glyph.x
        if letter and glyph.number:
            last = pieces[-1] if pieces else None
            if last is not None and end is not None and abs(at - end) < _NEAR and last.y == glyph.y:
                pieces[-1] = Piece(last.font, last.letters + letter, last.x, last.y)
            else:
                pieces.append(Piece(font.name, letter, at, glyph.y))
            end = at + font.width(letter)
        x += glyph.advance
    return _Shape(tuple(pieces), x, is_told)


def _to_letter(own: str, font: PaperFont, glyph: int) -> str:
    """The letter a reader shall find in a glyph's place: itself, or itself joined."""
    return own if font.find_glyph(own) == glyph else font.to_joined_letter(glyph)


def _is_shaped(letter: str) -> bool:
    code = ord(letter)
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


def _iter_clusters(word: str) -> Iterator[str]:
    cluster = ""
    for letter in word:
        if cluster and not (unicodedata.category(letter).startswith("M") or letter in _JOINERS):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster
