"""The way of a keyboard over a timeline, from item to item and lane to lane: no painting, no state."""

from __future__ import annotations

from console.ui.widgets.timeline_stage import Item, TimelineContent


def step(content: TimelineContent, focus: Item | None, by: int) -> Item | None:
    """The next item of the lane, the one before when `by` is negative; at its ends the same one."""
    rows = _rows(content)
    if not rows:
        return None
    if focus is None:
        return rows[0][0]
    items = content.items[focus.row]
    return items[min(len(items) - 1, max(0, items.index(focus) + by))]


def change_row(content: TimelineContent, focus: Item | None, by: int) -> Item | None:
    """What is nearest in time on the next lane that has something on it; None where there is none."""
    rows = _rows(content)
    if not rows:
        return None
    if focus is None:
        return rows[0][0]
    number = rows.index(content.items[focus.row]) + by
    if not 0 <= number < len(rows):
        return None
    return min(rows[number], key=lambda item: abs(item.share - focus.share))


def enter(content: TimelineContent, *, at_last: bool) -> Item | None:
    """Where Tab comes in: the first lane, or the last one on the way back."""
    rows = _rows(content)
    return rows[-1 if at_last else 0][0] if rows else None


def find_end(content: TimelineContent, *, is_last: bool) -> Item | None:
    """The first or last item of all lanes in time."""
    items = [row[-1 if is_last else 0] for row in _rows(content)]
    choose = max if is_last else min
    return choose(items, key=lambda item: (item.share, item.event)) if items else None


def _rows(content: TimelineContent) -> list[tuple[Item, ...]]:
    """The lanes that have something on them."""
    return [row for row in content.items if row]
