"""Group `start`: from the launch of the process to the first rows on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from console.bench.processes import median_pair, profile_arguments, run_json, take_count
from console.bench.profiles import find_filled_profile
from console.bench.result import Metric

_RUNS: Final = 9
_BUDGET_RATIO: Final = 2.5
_FEW_ROWS: Final = 10_000
_GROWTH: Final = 1.2
_KEY: Final = "since_process_start_ms"
_BARE: Final = ("console.ui.toolkit.bare_window",)


def measure_start(folder: Path, rows: int) -> tuple[Metric, ...]:
    """Launch to first rows painted beside a bare window, how it grows, and how many heavy imports came before."""
    arguments = _arguments(folder, rows)
    ours, bare = median_pair(arguments, _BARE, _KEY, _RUNS)
    heavy = take_count(run_json(arguments), "heavy_imports")
    metrics = (
        Metric("start", "launch_to_first_rows", ours, "ms", _BUDGET_RATIO, bare, "bare PySide6 window"),
        Metric("start", "heavy_imports_before_first_paint", heavy, "modules", 0.0),
    )
    if rows <= _FEW_ROWS:
        return metrics
    many, few = median_pair(arguments, _arguments(folder, _FEW_ROWS), _KEY, _RUNS)
    growth = Metric("start", "growth_launch_to_first_rows", many, "ms", _GROWTH, few, f"{_FEW_ROWS} rows")
    return (*metrics, growth)


def _arguments(folder: Path, rows: int) -> tuple[str, ...]:
    return profile_arguments(find_filled_profile(folder, rows), "first-paint")
