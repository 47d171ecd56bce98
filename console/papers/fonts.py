# ruff: noqa: N802, N803, N815 - the protocols below carry reportlab's own spelling
"""Finds, letter by letter, one of the fonts shipped with the program; reads none of this machine's.

So a paper looks the same, and has the same bytes, wherever it is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from console.base.paths import resource_path
from console.papers.shaping import Shapes

PLAIN: Final = "NotoSans-Regular"
BOLD: Final = "NotoSans-Bold"
_LAST: Final = ("DroidSansFallbackFull", "RareHan-Regular")
LAST_OF_FIRST_PLANE: Final = 0xFFFF
_CODE: Final = re.compile("<[0-9A-F]{4}>")
# Letters of fonts that have no code of their own (joined forms, ligatures) get one in the private area.
_PRIVATE: Final = 0xE000
_PRIVATE_SIZE: Final = 0x1900
# Joiners: they are there to be obeyed, not seen.
_UNSEEN: Final = frozenset("\u200c\u200d")


class _Face(Protocol):
    charToGlyph: dict[int, int]
    charWidths: dict[int, float]


class _Font(Protocol):
    face: _Face


class _Registry(Protocol):
    def registerFont(self, font: object) -> None: ...
    def getFont(self, fontName: str) -> _Font: ...


class _Stream(Protocol):
    content: str


class _Document(Protocol):
    idToObject: dict[str, _Stream]


class _TellingFont(TTFont):
    """Tells readers which sign beyond the first plane a private letter stands for; reportlab alone cannot write those."""

    def __init__(self, name: str, path: Path) -> None:
        cast("Any", super()).__init__(name, str(path), shapable=False)
        glyphs = cast("_Face", self.face).charToGlyph
        self._signs = {
            f"<{_PRIVATE + glyph:04X}>": f"<{chr(code).encode('utf-16-be').hex().upper()}>"
            for code, glyph in glyphs.items()
            if code > LAST_OF_FIRST_PLANE and glyph < _PRIVATE_SIZE
        }
        self._key_end = cast("bytes", cast("Any", self.face).name).decode("ascii")

    def addObjects(self, doc: object) -> None:
        """Called by reportlab when a document ends; by then its tables of codes are written and can be put right."""
        cast("Any", super()).addObjects(doc)
        if not self._signs:
            return
        for key, stream in cast("_Document", doc).idToObject.items():
            if key.startswith("toUnicodeCMap:") and key.endswith(self._key_end):
                stream.content = _CODE.sub(lambda match: self._signs.get(match[0], match[0]), stream.content)


class PaperFont:
    """One font: which letters it has, how wide its glyphs are (in thousandths of the size) and its shapes."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        registry = cast("_Registry", pdfmetrics)
        # reportlab finds fonts by name alone; ours are the same bytes whoever registers them, so once more is no harm.
        registry.registerFont(_TellingFont(name, path))
        self._face = registry.getFont(name).face
        self._glyphs: Mapping[int, int] = dict(self._face.charToGlyph)
        self._joined = {glyph: code for code, glyph in self._glyphs.items() if _is_joined_form(code)}
        self.shapes = Shapes(path)

    def has(self, letter: str) -> bool:
        """Whether the font can draw a letter: some fonts know a code and have nothing to draw for it.

        Codes beyond the first plane do not fit into what reportlab writes: there a glyph needs a letter that stands for it.
        """
        code = ord(letter)
        glyph = 0 if _is_private(code) else self._glyphs.get(code, 0)
        if code > LAST_OF_FIRST_PLANE and glyph >= _PRIVATE_SIZE:
            return False
        return bool(glyph) and (letter.isspace() or letter in _UNSEEN or self.shapes.has_outline(glyph))

    def find_glyph(self, letter: str) -> int:
        """The number of the glyph of a letter, 0 for none."""
        return self._glyphs.get(ord(letter), 0)

    def width(self, letter: str) -> float:
        """How far a letter of its own moves on."""
        return self._face.charWidths.get(ord(letter), 0.0)

    def to_joined_letter(self, glyph: int) -> str:
        """The Arabic letter in this joined form, by the code that readers take for the letter; empty for no such glyph."""
        code = self._joined.get(glyph)
        return "" if code is None else chr(code)

    def to_letter(self, glyph: int) -> str:
        """A letter that stands for a glyph, the same one in every paper; empty where there is no room for one."""
        if glyph >= _PRIVATE_SIZE:
            return ""
        code = _PRIVATE + glyph
        if self._face.charToGlyph.get(code) != glyph:
            self._face.charToGlyph[code] = glyph
            self._face.charWidths[code] = round(self.shapes.advance(glyph))
        return chr(code)


class PaperFonts:
    """Reads a font only once a letter asks for it. Not safe for several threads at a time."""

    def __init__(self) -> None:
        self._paths = {path.stem: path for path in find_font_files()}
        self._fonts: dict[str, PaperFont] = {}
        self._found: dict[tuple[str, bool], PaperFont | None] = {}

    def load(self, name: str) -> PaperFont:
        """A font by its file's name without the suffix."""
        font = self._fonts.get(name)
        if font is None:
            font = self._fonts[name] = PaperFont(name, self._paths[name])
        return font

    def find(self, letter: str, *, bold: bool = False) -> PaperFont | None:
        """The first font that has a letter; None where none has."""
        key = letter, bold
        if key not in self._found:
            names = (BOLD, *self._paths) if bold else tuple(self._paths)
            fonts = (self.load(name) for name in dict.fromkeys(names))
            self._found[key] = next((font for font in fonts if font.has(letter)), None)
        return self._found[key]


def find_font_files() -> tuple[Path, ...]:
    """Every shipped font in the order in which a letter is looked for: the one for most of Europe, then the others."""
    found = [*resource_path("fonts", "paper").glob("*.ttf"), *resource_path("fonts").glob("*.ttf")]
    first = {PLAIN: 0, BOLD: 2, **dict.fromkeys(_LAST, 3)}
    return tuple(sorted(found, key=lambda path: (first.get(path.stem, 1), path.stem)))


def _is_private(code: int) -> bool:
    return _PRIVATE <= code <= 0xF8FF


def _is_joined_form(code: int) -> bool:
    # https://www.unicode.org/charts/PDF/UFB50.pdf and UFE70.pdf: the joined forms of Arabic letters.
    return 0xFB50 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC
