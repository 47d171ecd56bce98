"""Groups `list` and `detail`: what a person waits for in a list, each beside what is left without anything of ours."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from console.bench.processes import run_json, take_number
from console.bench.profiles import find_filled_profile
from console.bench.result import Metric

_WINDOW: Final = "console.bench.list_window"
_FEW_ROWS: Final = 10_000
_GROWTH: Final = 1.5
_RATIO: Final = 2.0
_BARE: Final = "bare driver and one repaint"


@dataclass(frozen=True, slots=True)
class _Figure:
    """One row of the budget's table: which samples, which share of them must keep it, beside what."""

    group: str
    name: str
    samples: str
    share: float
    beside: str = _BARE


_FIGURES: Final = (
    _Figure("list", "key_to_rows_p50", "search", 0.5),
    _Figure("list", "key_to_rows_p95", "search", 0.95),
    _Figure("list", "sort_p95", "sort", 0.95),
    _Figure("list", "jump_to_row_p95", "jump", 0.95),
    _Figure("list", "chip_p95", "chip", 0.95),
    _Figure("list", "long_jump_frame_p99", "frame", 0.99, "C++ item model, default delegate"),
    _Figure("detail", "selected_to_painted_p95", "detail", 0.95),
)
_MEMORY: Final = (("pss_loaded", "memory_loaded", 150.0), ("pss_used", "memory_after_use", 220.0))


def measure_lists(folder: Path, rows: int, group: str) -> tuple[Metric, ...]:
    """Every figure of one group at `rows`, and how each grows from 10,000 to that."""
    found = _look(folder, rows)
    metrics = list(_iter_metrics(found, group))
    if rows > _FEW_ROWS:
        metrics += _iter_growth(found, _look(folder, _FEW_ROWS), group)
    return tuple(metrics)


def _look(folder: Path, rows: int) -> Mapping[str, object]:
    """What a window over so many rows measures; both groups of a run share one look."""
    kept = folder / f"looked-{rows}.json"
    if not kept.exists():
        found = run_json((_WINDOW, str(find_filled_profile(folder, rows))))
        kept.write_text(json.dumps(found), encoding="utf-8")
    return cast("Mapping[str, object]", json.loads(kept.read_text(encoding="utf-8")))


def _iter_metrics(found: Mapping[str, object], group: str) -> Iterator[Metric]:
    for figure in _FIGURES:
        if figure.group == group:
            value, floor = (_percentile(found, side, figure) for side in ("ours", "floor"))
            yield Metric(group, figure.name, value, "ms", _RATIO, floor, figure.beside)
    if group == "list":
        for key, name, budget in _MEMORY:
            yield Metric(group, name, take_number(found, key), "MiB", budget)


def _iter_growth(many: Mapping[str, object], few: Mapping[str, object], group: str) -> Iterator[Metric]:
    beside = f"{_FEW_ROWS} rows"
    for figure in _FIGURES:
        if figure.group == group:
            grown, before = (_percentile(found, "ours", figure) for found in (many, few))
            yield Metric(group, f"growth_{figure.name}", grown, "ms", _GROWTH, before, beside)
    if group == "list":
        for key, name, _ in _MEMORY:
            grown, before = (take_number(found, key) for found in (many, few))
            yield Metric(group, f"growth_{name}", grown, "MiB", _GROWTH, before, beside)


def _percentile(found: Mapping[str, object], side: str, figure: _Figure) -> float:
    samples = sorted(cast("Mapping[str, Mapping[str, list[float]]]", found)[side][figure.samples])
    return samples[min(len(samples) - 1, math.ceil(figure.share * len(samples)) - 1)]
