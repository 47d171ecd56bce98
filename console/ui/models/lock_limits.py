"""After how many minutes without anybody the screens are covered: read from and kept in the window's memory."""

from __future__ import annotations

from typing import Final

from console.ui.toolkit.memory import WindowMemory

MOST_MIN: Final = 60
_DESK: Final = "lock.desk_min"
_REVIEW: Final = "lock.review_min"
_USUAL: Final = {_DESK: 2, _REVIEW: 10}


def read_limit_min(memory: WindowMemory, *, is_at_desk: bool) -> int:
    """Minutes, at a desk with customers or elsewhere; 0 for never."""
    name = _DESK if is_at_desk else _REVIEW
    kept = memory.numbers(name)
    return kept[0] if kept and 0 <= kept[0] <= MOST_MIN else _USUAL[name]


def keep_limit_min(memory: WindowMemory, minutes: int, *, is_at_desk: bool) -> None:
    """Remember another limit, also for the next run."""
    memory.put(_DESK if is_at_desk else _REVIEW, (minutes,))
    memory.save()
