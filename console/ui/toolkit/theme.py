"""Colours and measures as values; the only reader of the token file, and no Qt objects but colours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, cast

from PySide6.QtGui import QColor

from console.domain.phase import Phase
from console.domain.risk import Severity


class ThemeName(StrEnum):
    """The two themes the token file describes."""

    LIGHT = "light"
    DARK = "dark"


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class Pair(NamedTuple):
    """Text on its ground, both as #RRGGBB; the two are only ever used together."""

    text: str
    ground: str

    @property
    def text_color(self) -> QColor:
        """The text as a Qt colour."""
        return QColor(self.text)

    @property
    def ground_color(self) -> QColor:
        """The ground as a Qt colour."""
        return QColor(self.ground)


class Metrics(NamedTuple):
    """Measures in device-independent pixels; the same in both themes."""

    space_1: int
    space_2: int
    space_3: int
    space_4: int
    space_6: int
    corner: int
    focus_ring: int
    body: int
    secondary: int
    section: int
    title: int
    row: int
    row_compact: int
    icon_small: int
    icon_large: int
    test_frame: int


class Theme(NamedTuple):
    """One theme: plain colours by role, pairs by role, and the measures."""

    name: ThemeName
    colors: Mapping[str, str]
    pairs: Mapping[str, Pair]
    metrics: Metrics

    def color(self, role: str) -> QColor:
        """A plain colour (ground, surface, border ...). Raises `KeyError` for a role that has no token."""
        return QColor(self.colors[role])

    def pair(self, role: str) -> Pair:
        """Text on ground for a role. Raises `KeyError` for a role that has no token."""
        return self.pairs[role]

    def phase(self, phase: Phase) -> Pair:
        """The pair of one phase."""
        return self.pairs[phase.value]

    def severity(self, severity: Severity) -> Pair:
        """The pair of one severity."""
        return self.pairs[f"severity_{severity.value}"]


def read_themes(document: bytes) -> Mapping[ThemeName, Theme]:
    """Both themes. Raises `KeyError`, `TypeError` or `JSONDecodeError` when the token file is incomplete."""
    tables = cast("dict[str, dict[str, object]]", json.loads(document))
    metrics = Metrics(**cast("dict[str, int]", tables["metrics"]))
    return {name: _to_theme(name, tables[name.value], metrics) for name in ThemeName}


def _to_theme(name: ThemeName, table: Mapping[str, object], metrics: Metrics) -> Theme:
    colors = cast("dict[str, str]", table["colors"])
    pairs = cast("dict[str, list[str]]", table["pairs"])
    return Theme(name, colors, {role: Pair(text, ground) for role, (text, ground) in pairs.items()}, metrics)
