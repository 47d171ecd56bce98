"""Which way text runs: the Unicode bidirectional algorithm for one line of text; draws nothing, knows no font.

Marks that override directions are made visible before text comes here, so explicit levels (rules X1 to X10) never
occur; what is left is https://www.unicode.org/reports/tr9/ from W1 on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

_STRONG: Final = frozenset({"L", "R", "AL"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
_NUMBERS: Final = frozenset({"EN", "AN"})


@dataclass(frozen=True, slots=True)
class DirectedRun:
    """A stretch of one direction; `text` is in the order in which it is read."""

    text: str
    is_rtl: bool


def is_rtl(text: str) -> bool:
    """True where the first letter with a direction of its own runs from right to left (rules P2 and P3)."""
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), "L")
    return first != "L"


def build_runs(text: str, *, from_right: bool) -> tuple[DirectedRun, ...]:
    """Stretches of one line in the order in which they are painted, from the left.

    `from_right` is the direction of the paragraph, which a line that went over to the next one cannot tell.
    """
    if not from_right and text.isascii():
        return (DirectedRun(text, False),) if text else ()
    levels = _find_levels(text, 1 if from_right else 0)
    runs: list[tuple[int, str]] = []
    start = 0
    for level, letters in groupby(levels):
        end = start + len(tuple(letters))
        runs.append((level, text[start:end]))
        start = end
    return tuple(DirectedRun(letters, level % 2 == 1) for level, letters in _reorder(runs))


def _find_levels(text: str, base: int) -> list[int]:
    original = [unicodedata.bidirectional(letter) or "L" for letter in text]
    # Marks this paper has made visible, and joiners that have no direction of their own, go with what is around them.
    kinds = ["ON" if kind == "BN" else kind for kind in original]
    outer = "R" if base else "L"
    _resolve_weak(kinds, outer)
    _resolve_neutral(kinds, outer)
    levels = [_to_level(kind, base) for kind in kinds]
    # Rule L1: spaces at the end of a line stand where the line ends.
    for place in range(len(text) - 1, -1, -1):
        if original[place] not in {"WS", "B", "S", "BN"}:
            break
        levels[place] = base
    return levels


def _to_level(kind: str, base: int) -> int:
    if base % 2:
        return base if kind == "R" else base + 1
    return {"L": base, "R": base + 1}.get(kind, base + 2)


def _resolve_weak(kinds: list[str], outer: str) -> None:
    """Rules W1 to W7, in place."""
    before = outer
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[place] = before
        before = kinds[place]
    strong = outer
    for place, kind in enumerate(kinds):
        if kind == "EN" and strong == "AL":
            kinds[place] = "AN"
        elif kind in _STRONG:
            strong = kind
    _join_separators(kinds)
    _join_terminators(kinds)
    strong = outer
    for place, kind in enumerate(kinds):
        if kind == "AL":
            kinds[place] = "R"
        elif kind in {"ES", "ET", "CS"}:
            kinds[place] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"
        if kinds[place] in {"L", "R"} and kind in _STRONG:
            strong = kinds[place]


def _join_separators(kinds: list[str]) -> None:
    """Rule W4: one separator between two numbers of a kind belongs to them."""
    for place in range(1, len(kinds) - 1):
        before, kind, after = kinds[place - 1 : place + 2]
        if before == after and ((kind == "CS" and before in _NUMBERS) or (kind == "ES" and before == "EN")):
            kinds[place] = before


def _join_terminators(kinds: list[str]) -> None:
    """Rule W5: what stands beside a European number (a currency, a percent sign) belongs to it."""
    start = 0
    for kind, group in groupby(kinds.copy()):
        end = start + len(tuple(group))
        beside = {*kinds[max(start - 1, 0) : start], *kinds[end : end + 1]}
        if kind == "ET" and "EN" in beside:
            kinds[start:end] = ["EN"] * (end - start)
        start = end


def _resolve_neutral(kinds: list[str], outer: str) -> None:
    """Rules N1 and N2, in place: between two of one direction as they are, else as the paragraph."""
    start = 0
    for is_neutral, group in groupby([kind in _NEUTRAL for kind in kinds]):
        end = start + len(tuple(group))
        if is_neutral:
            left = _to_side(kinds[start - 1]) if start else outer
            right = _to_side(kinds[end]) if end < len(kinds) else outer
            kinds[start:end] = [left if left == right else outer] * (end - start)
        start = end


def _to_side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _reorder(runs: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Rule L2: from the highest level down to the lowest odd one, turn round what lies at it or above."""
    ordered = list(runs)
    odd = [level for level, _ in runs if level % 2]
    if not odd:
        return ordered
    for level in range(max(level for level, _ in runs), min(odd) - 1, -1):
        start = 0
        for is_at, group in groupby([each >= level for each, _ in ordered]):
            end = start + len(tuple(group))
            if is_at:
                ordered[start:end] = ordered[start:end][::-1]
            start = end
    return ordered
