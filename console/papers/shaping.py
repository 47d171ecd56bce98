"""The shapes of letters beside each other, by HarfBuzz: the only place that knows that library, which has no types."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import uharfbuzz  # pyright: ignore[reportMissingTypeStubs] - it has none

_FEATURES: Final = {"kern": False}


class Glyph(NamedTuple):
    """One glyph; `place` is the letter of the text it stands for, all measures are thousandths of the size."""

    number: int
    place: int
    advance: float
    x: float
    y: float


class Shapes:
    """The outlines of one font's file."""

    def __init__(self, path: Path) -> None:
        self._library = cast("Any", uharfbuzz)
        face = self._library.Face(self._library.Blob(path.read_bytes()))
        self._scale: float = 1000 / face.upem
        self._font = self._library.Font(face)

    def has_outline(self, glyph: int) -> bool:
        """Whether anything is drawn for a glyph."""
        extents = self._font.get_glyph_extents(glyph)
        return extents is not None and extents.width != 0 and extents.height != 0

    def advance(self, glyph: int) -> float:
        """How far a glyph moves on, in thousandths of the size."""
        return self._font.get_glyph_h_advance(glyph) * self._scale

    def shape(self, text: str, *, from_right: bool) -> tuple[Glyph, ...]:
        """The glyphs for text of one direction as they are painted, from the left; `text` is in reading order."""
        buffer = self._library.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if from_right else "ltr"
        buffer.guess_segment_properties()
        self._library.shape(self._font, buffer, _FEATURES)
        return tuple(
            Glyph(
                info.codepoint,
                info.cluster,
                position.x_advance * self._scale,
                position.x_offset * self._scale,
                position.y_offset * self._scale,
            )
            for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        )
