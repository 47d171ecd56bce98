"""Group `pdf`: a stored, encrypted report in the window beside poppler on the plain file and the library alone."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from console.bench.processes import MeasurementFailedError, run_json, take_number
from console.bench.profiles import find_filled_profile
from console.bench.result import Metric

_ROWS: Final = 1_000
_WARM_RATIO: Final = 0.7
_COLD_RATIO: Final = 4.0
_BARE_RATIO: Final = 1.5
_TURN_MS: Final = 50.0
_SEARCH_MS: Final = 1_000.0
_MEMORY_MIB: Final = 250.0
_POPPLER: Final = "pdftoppm -f 1 -l 1 -r 110 on the plain file"
_ALONE: Final = "pypdfium2 in one process"


def measure_pdf(folder: Path, _rows: int) -> tuple[Metric, ...]:
    """First page with a warm and a cold worker, turning pages, searching, memory. Raises `MeasurementFailedError`."""
    program = shutil.which("pdftoppm")
    if program is None:
        raise MeasurementFailedError("pdftoppm is not installed; it comes with poppler-utils")
    profile = find_filled_profile(folder, _ROWS)
    found = run_json(("console.bench.pdf_window", str(profile), program, str(folder)))
    ours, floor = (_take_samples(found, name) for name in ("ours", "floor"))
    memory = cast("Mapping[str, object]", found["memory"])
    held = take_number(memory, "window_mib") + take_number(memory, "worker_mib")
    turn, search = _p95(ours["turn"]), max(ours["search"])
    return (
        Metric(
            "pdf",
            "first_page_warm_worker",
            statistics.median(ours["warm"]),
            "ms",
            _WARM_RATIO,
            statistics.median(floor["warm"]),
            _POPPLER,
        ),
        Metric(
            "pdf",
            "first_page_cold_worker",
            statistics.median(ours["cold"]),
            "ms",
            _COLD_RATIO,
            statistics.median(floor["cold"]),
            _POPPLER,
        ),
        Metric("pdf", "page_turn_p95", turn, "ms", _TURN_MS),
        Metric("pdf", "page_turn_p95_beside", turn, "ms", _BARE_RATIO, _p95(floor["turn"]), _ALONE),
        Metric("pdf", "page_jump_p95", _p95(ours["jump"]), "ms", _TURN_MS),
        Metric("pdf", "search_200_pages", search, "ms", _SEARCH_MS),
        Metric(
            "pdf",
            "search_200_pages_beside",
            statistics.median(ours["search"]),
            "ms",
            _BARE_RATIO,
            statistics.median(floor["search"]),
            _ALONE,
        ),
        Metric("pdf", "memory_2000_pages", held, "MiB", _MEMORY_MIB),
    )


def _take_samples(found: Mapping[str, object], name: str) -> Mapping[str, Sequence[float]]:
    samples = found.get(name)
    if not isinstance(samples, dict):
        raise MeasurementFailedError(f"no {name} in the answer")
    return cast("Mapping[str, Sequence[float]]", samples)


def _p95(samples: Sequence[float]) -> float:
    return sorted(samples)[round(0.95 * (len(samples) - 1))]
