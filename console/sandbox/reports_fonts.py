# ruff: noqa: N802, N803, N815 - the protocols below carry reportlab's own spelling
"""Finds, letter by letter, a font for a report: this machine's first, then those shipped with the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from console.base.paths import resource_path

_FOLDERS: Final = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/truetype/droid",
    "/Library/Fonts",
    "/System/Library/Fonts/Supplemental",
    "C:/Windows/Fonts",
)
_FILES: Final = ("DejaVuSans.ttf", "DroidSansFallbackFull.ttf", "Arial Unicode.ttf", "arial.ttf")
_BUILT_IN: Final = "Helvetica"
_LATIN_1: Final = 0x100
_UNKNOWN: Final = "?"


class _Face(Protocol):
    charToGlyph: dict[int, int]


class _Font(Protocol):
    fontName: str
    face: _Face


class _FontRegistry(Protocol):
    def registerFont(self, font: object) -> None: ...
    def getRegisteredFontNames(self) -> list[str]: ...
    def getFont(self, fontName: str) -> _Font: ...


def find_font_files() -> Iterator[Path]:
    """Every font that may be used, in the order in which a letter is looked for."""
    yield from (
        path for name in _FILES for path in (Path(folder) / name for folder in _FOLDERS) if path.is_file()
    )
    yield from sorted(resource_path("fonts").glob("*.ttf"))


class ReportFonts:
    """Reads a font file only once a letter asks for it; reportlab keeps what was read for the next report."""

    def __init__(self, files: Sequence[Path] | None = None) -> None:
        self._waiting = iter(find_font_files() if files is None else files)
        self._fonts: list[_Font] = []
        self._found: dict[str, tuple[str, str]] = {}

    def find(self, letter: str) -> tuple[str, str]:
        """The name of a font with the letter and the letter; a question mark where no font has it."""
        if letter not in self._found:
            self._found[letter] = self._look_for(letter)
        return self._found[letter]

    def _look_for(self, letter: str) -> tuple[str, str]:
        for font in self._iter_fonts():
            if font.face.charToGlyph.get(ord(letter)):
                return font.fontName, letter
        return _BUILT_IN, letter if ord(letter) < _LATIN_1 else _UNKNOWN

    def _iter_fonts(self) -> Iterator[_Font]:
        yield from self._fonts
        for path in self._waiting:
            font = _load_font(path)
            if font is not None:
                self._fonts.append(font)
                yield font


def _load_font(path: Path) -> _Font | None:
    registry = cast("_FontRegistry", pdfmetrics)
    if path.stem not in registry.getRegisteredFontNames():
        try:
            registry.registerFont(TTFont(path.stem, str(path)))
        except TTFError:
            return None
    return registry.getFont(path.stem)
