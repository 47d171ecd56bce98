"""Whatever JSON a provider's answer holds as lines of path and text, verbatim; interprets nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Final, cast

from console.domain.fact import Fact

_DEEPEST: Final = 6
# A line of this many characters is no word for people any more (a picture, a signature).
_LONGEST: Final = 2_000


def flatten(document: Mapping[str, object], skip: Collection[str] = (), above: str = "") -> tuple[Fact, ...]:
    """One line per value that says something; `skip` names paths that are shown elsewhere."""
    return tuple(_walk(document, skip, above, 0))


def to_text(value: object) -> str:
    """A value as a person reads it: texts bare, everything else as JSON; too long ones by their length only."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{len(text)} characters"


def to_table(value: object) -> Mapping[str, object]:
    """The JSON object that `value` is, or an empty one."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _walk(document: Mapping[str, object], skip: Collection[str], above: str, depth: int) -> Iterator[Fact]:
    for key, value in document.items():
        path = f"{above}.{key}" if above else key
        if path in skip or value is None or value in ("", [], {}):
            continue
        table = to_table(value)
        if table and depth < _DEEPEST:
            yield from _walk(table, skip, path, depth + 1)
        else:
            yield Fact(path, _join(value))


def _join(value: object) -> str:
    """A list of plain values as a person would write it."""
    if not isinstance(value, list):
        return to_text(value)
    items = cast("list[object]", value)
    if any(isinstance(item, dict | list) for item in items):
        return to_text(items)
    return to_text(", ".join(to_text(item) for item in items))
