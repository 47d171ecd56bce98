"""Group `start`: from the launch of the process to the first rows on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from console.bench.processes import median_pair, profile_arguments, run_json, take_count
from console.bench.profiles import find_filled_profile
from console.bench.result import Metric

_RUNS: Final = 9
_BUDGET_RATIO: Final = 2.5
_BARE: Final = ("console.ui.toolkit.bare_window",)


def measure_start(folder: Path, rows: int) -> tuple[Metric, ...]:
    """Launch to first rows painted beside a bare window, and how many heavy imports came before."""
    profile = find_filled_profile(folder, rows)
    arguments = profile_arguments(profile, "first-paint")
    ours, bare = median_pair(arguments, _BARE, "since_process_start_ms", _RUNS)
    heavy = take_count(run_json(arguments), "heavy_imports")
    return (
        Metric("start", "launch_to_first_rows", ours, "ms", _BUDGET_RATIO, bare, "bare PySide6 window"),
        Metric("start", "heavy_imports_before_first_paint", heavy, "modules", 0.0),
    )
