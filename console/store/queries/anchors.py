"""Known positions in long lists, shared by all readers of a database; asks nothing itself."""

from __future__ import annotations

import bisect
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from console.store.queries.filters import Driver
from console.store.queries.lists import Plan

_PLANS_KEPT: Final = 8
_ANCHORS_KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class Spot:
    """The ordering value and place of one line; `value` is None when place alone orders."""

    value: object
    place: int


@dataclass(slots=True)
class Anchors:
    """Known lines of one plan: `positions[i]` lines come before or at `spots[i]`. Used by several threads at once."""

    positions: list[int] = field(default_factory=list[int])
    spots: list[Spot] = field(default_factory=list[Spot])
    broad: bool | None = None
    is_common_label: bool | None = None
    driver: Driver | None = None
    has_looked: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def nearest(self, start: int) -> tuple[int, Spot | None]:
        """The known line nearest before a position."""
        with self.lock:
            index = bisect.bisect_right(self.positions, start) - 1
            return (0, None) if index < 0 else (self.positions[index], self.spots[index])

    def add(self, position: int, spot: Spot) -> None:
        """Remember a line."""
        with self.lock:
            index = bisect.bisect_left(self.positions, position)
            is_known = index < len(self.positions) and self.positions[index] == position
            if not is_known and len(self.positions) < _ANCHORS_KEPT:
                self.positions.insert(index, position)
                self.spots.insert(index, spot)


class AnchorBook:
    """What is known of the plans asked last, as long as nothing moves in the lists."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = -1
        self._plans: OrderedDict[Plan, Anchors] = OrderedDict()

    def anchors_of(self, plan: Plan, generation: int) -> Anchors:
        """The known positions of a plan in this generation of the lists; none for a reader that sees an older one."""
        with self._lock:
            if generation < self._generation:
                return Anchors()
            if generation > self._generation:
                self._plans.clear()
                self._generation = generation
            anchors = self._plans.setdefault(plan, Anchors())
            self._plans.move_to_end(plan)
            while len(self._plans) > _PLANS_KEPT:
                self._plans.popitem(last=False)
            return anchors
