"""A measured figure with its reference and budget, and the documents made from them."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """MAX: the figure must not exceed its budget. MIN: it must reach it."""

    MAX = "max"
    MIN = "min"


@dataclass(frozen=True, slots=True)
class Metric:
    """`budget` is a ratio where there is a `reference`, else in `unit`.

    Where there is an `or_budget`, in `unit`, reaching either of them is enough.
    """

    group: str
    name: str
    value: float
    unit: str
    budget: float
    reference: float | None = None
    reference_name: str = ""
    direction: Direction = Direction.MAX
    or_budget: float | None = None

    @property
    def ratio(self) -> float | None:
        """Value over reference, both from the same run."""
        return self.value / self.reference if self.reference else None

    @property
    def met(self) -> bool:
        """Whether the budget is kept, or the other one."""
        is_kept = self._keeps(self.value if self.ratio is None else self.ratio, self.budget)
        return is_kept or (self.or_budget is not None and self._keeps(self.value, self.or_budget))

    def _keeps(self, figure: float, budget: float) -> bool:
        return figure <= budget if self.direction is Direction.MAX else figure >= budget

    def to_json(self) -> dict[str, object]:
        """The fixed shape scripts read."""
        return {
            "group": self.group,
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "reference": self.reference,
            "reference_name": self.reference_name or None,
            "ratio": round(self.ratio, 4) if self.ratio is not None else None,
            "budget": self.budget,
            "or_budget": self.or_budget,
            "direction": self.direction.value,
            "met": self.met,
        }


@dataclass(frozen=True, slots=True)
class BenchResult:
    """All figures of one run."""

    rows: int
    metrics: tuple[Metric, ...]

    @property
    def all_met(self) -> bool:
        """True when every budget is kept; nothing measured keeps none."""
        return bool(self.metrics) and all(metric.met for metric in self.metrics)

    def to_json(self) -> dict[str, object]:
        """The fixed shape scripts read."""
        return {
            "machine": describe_machine(),
            "rows": self.rows,
            "metrics": [metric.to_json() for metric in self.metrics],
        }

    def to_text(self) -> str:
        """One line per figure."""
        return "\n".join(_to_line(metric) for metric in self.metrics)


def describe_machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def _to_line(metric: Metric) -> str:
    beside = f" = {metric.ratio:.2f} x {metric.reference_name}" if metric.ratio is not None else ""
    verdict = "met" if metric.met else "NOT MET"
    figure = f"{metric.value:.1f} {metric.unit}{beside}"
    other = "" if metric.or_budget is None else f" x or {metric.or_budget:g} {metric.unit}"
    return f"{metric.group:6} {metric.name:42} {figure:52} budget {metric.budget:g}{other}  {verdict}"
