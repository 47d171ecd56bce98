"""Groups `export` and `insights`: what lists as files cost in memory, and how long all figures take."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from console.bench.processes import run_json, take_number
from console.bench.profiles import find_filled_profile
from console.bench.result import Direction, Metric

_PROCESS: Final = "console.bench.figures_process"
# A million rows in both forms, on a slow machine.
_DEADLINE_S: Final = 1000.0
_ABOVE_IDLE_MIB: Final = 100.0
_WORDS_PER_S: Final = 4.0
_FIGURES_MS: Final = 1000.0


def measure_export(folder: Path, rows: int) -> tuple[Metric, ...]:
    """Memory above idle while every row is written, and how often progress is told at least."""
    metrics: list[Metric] = []
    for form in ("csv", "xlsx"):
        found = _measure(form, folder, rows)
        above, words, written = (take_number(found, key) for key in ("above_idle_mib", "words_per_s", "rows"))
        metrics.append(Metric("export", f"{form}_memory_above_idle", above, "MiB", _ABOVE_IDLE_MIB))
        least = Direction.MIN
        metrics.append(Metric("export", f"{form}_progress", words, "per s", _WORDS_PER_S, direction=least))
        metrics.append(Metric("export", f"{form}_written", written, "rows", float(rows), direction=least))
    return tuple(metrics)


def measure_insights(folder: Path, rows: int) -> tuple[Metric, ...]:
    """All figures of the profile: the first look, and the median of those after it."""
    found = _measure("insights", folder, rows)
    return (
        Metric("insights", "first_look", take_number(found, "first_ms"), "ms", _FIGURES_MS),
        Metric("insights", "all_figures", take_number(found, "median_ms"), "ms", _FIGURES_MS),
    )


def _measure(what: str, folder: Path, rows: int) -> Mapping[str, object]:
    profile = find_filled_profile(folder, rows)
    return run_json((_PROCESS, what, str(profile)), deadline_s=_DEADLINE_S)
