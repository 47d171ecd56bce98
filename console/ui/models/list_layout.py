"""How a person arranged the columns of one list: order, widths, which are hidden; values and their text, no Qt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from console.ui.toolkit.paint_row import CellKind, Column

NARROWEST: Final = 48
WIDEST: Final = 800
ALWAYS_SHOWN: Final = 3
_READABLE: Final = 96
_GIVE_WAY: Final = frozenset({CellKind.NAME, CellKind.TEXT, CellKind.MUTED})


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class ListLayout(NamedTuple):
    """Names of columns only. Columns that `order` does not name follow in their own order; `widths` holds what was
    changed, in pixels; `hidden` is None until the person chose. `asked` were ticked by the person: they are shown
    whether there is room or not."""

    order: tuple[str, ...] = ()
    widths: Mapping[str, int] = MappingProxyType({})
    hidden: frozenset[str] | None = None
    asked: frozenset[str] = frozenset()


def arrange(columns: Sequence[Column[Any]], layout: ListLayout) -> tuple[int, ...]:
    """Numbers of all columns from left to right."""
    numbers = {column.name: number for number, column in enumerate(columns)}
    named = [numbers[name] for name in dict.fromkeys(layout.order) if name in numbers]
    return (*named, *(number for number in range(len(columns)) if number not in named))


def is_hidden(column: Column[Any], layout: ListLayout) -> bool:
    """True for a column the person took away, or one that nobody asked for yet."""
    return column.is_extra if layout.hidden is None else column.name in layout.hidden


def hide(columns: Sequence[Column[Any]], layout: ListLayout, name: str) -> ListLayout:
    """The layout with one column taken away by the person."""
    gone = {column.name for column in columns if is_hidden(column, layout)}
    return layout._replace(hidden=frozenset(gone | {name}), asked=layout.asked - {name})


def ask_for(
    columns: Sequence[Column[Any]], layout: ListLayout, name: str, seen: Iterable[str] = ()
) -> ListLayout:
    """The layout with one column brought in by the person; those that are `seen` do not give way to it."""
    gone = {column.name for column in columns if is_hidden(column, layout)} - {name}
    return layout._replace(hidden=frozenset(gone), asked=layout.asked | {name, *seen})


def move(columns: Sequence[Column[Any]], layout: ListLayout, name: str, step: int) -> ListLayout:
    """The layout with one column `step` places further right among those that are shown."""
    order = [columns[number] for number in arrange(columns, layout)]
    shown = [column for column in order if not is_hidden(column, layout)]
    at = next((number for number, column in enumerate(shown) if column.name == name), -1)
    if at < 0 or not 0 <= at + step < len(shown):
        return layout
    target = order.index(shown[at + step])
    moved = order.pop(order.index(shown[at]))
    order.insert(target, moved)
    return layout._replace(order=tuple(column.name for column in order))


def width_of(column: Column[Any], layout: ListLayout) -> int:
    """The width a person gave the column, or its own."""
    return max(NARROWEST, min(WIDEST, layout.widths.get(column.name, column.width)))


def choose(columns: Sequence[Column[Any]], layout: ListLayout, room: int) -> tuple[int, ...]:
    """Numbers of the columns to be shown in `room` pixels, from left to right; the stretched one among them.

    What the person asked for is shown always, then as many of the others as there is room for, but never fewer than
    `ALWAYS_SHOWN`.
    """
    order = arrange(columns, layout)
    wanted = [number for number in order if not is_hidden(columns[number], layout)] or [order[0]]
    first = stretched(wanted)
    kept = {first} | {number for number in wanted if columns[number].name in layout.asked}
    left = room - sum(width_of(columns[number], layout) for number in kept)
    for number in wanted:
        if number in kept:
            continue
        left -= width_of(columns[number], layout)
        if left < 0 and len(kept) >= ALWAYS_SHOWN:
            break
        kept.add(number)
    return tuple(number for number in order if number in kept)


def stretched(shown: Sequence[int]) -> int:
    """The number of the column that takes the room which is left: the one that names the row."""
    return 0 if 0 in shown else shown[0]


def fit_widths(
    columns: Sequence[Column[Any]], layout: ListLayout, shown: Sequence[int], room: int
) -> dict[int, int]:
    """Widths of the columns that are shown: the stretched one takes what is left, and where nothing was asked for the
    texts give way before anything has to be scrolled sideways."""
    widths = {number: width_of(columns[number], layout) for number in shown}
    wide = stretched(shown)
    over = sum(widths.values()) - room
    if over <= 0:
        widths[wide] -= over
        return widths
    if layout.asked:
        return widths
    # The widest text first; badges and times would say nothing when cut.
    giving = [number for number in shown if columns[number].kind in _GIVE_WAY]
    for number in sorted(giving, key=lambda each: -widths[each]):
        less = min(over, max(0, widths[number] - _READABLE))
        widths[number] -= less
        over -= less
    return widths


def to_text(layout: ListLayout) -> str:
    """The layout as text to be remembered; empty for one nobody touched."""
    if layout == ListLayout():
        return ""
    hidden = None if layout.hidden is None else sorted(layout.hidden)
    asked = sorted(layout.asked)
    return json.dumps(
        {"order": layout.order, "widths": dict(layout.widths), "hidden": hidden, "asked": asked}
    )


def read_layout(text: str) -> ListLayout:
    """A remembered layout; what cannot be read counts as nothing remembered."""
    try:
        document: object = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return ListLayout()
    if not isinstance(document, dict):
        return ListLayout()
    table = cast("dict[str, object]", document)
    order, widths, hidden = table.get("order"), table.get("widths"), table.get("hidden")
    return ListLayout(
        _names(order),
        {
            str(name): value
            for name, value in cast("dict[object, object]", widths).items()
            if type(value) is int
        }
        if isinstance(widths, dict)
        else {},
        None if hidden is None else frozenset(_names(hidden)),
        frozenset(_names(table.get("asked"))),
    )


def _names(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(each for each in cast("list[object]", found) if isinstance(each, str))
