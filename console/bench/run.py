"""Runs the groups that were asked for, each in a temporary folder, and collects their figures."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from console.bench.desk import measure_idle, measure_qr, measure_soak
from console.bench.figures import measure_export, measure_insights
from console.bench.lists import measure_lists
from console.bench.net import measure_net
from console.bench.pdf import measure_pdf
from console.bench.processes import MeasurementFailedError
from console.bench.profiles import make_filled_profile
from console.bench.result import BenchResult, Metric
from console.bench.stall import measure_first_sync, measure_work
from console.bench.start import measure_start
from console.bench.vault import measure_vault
from console.domain.errors import ConsoleError

# One part of a group that cannot be measured does not take the others with it.
_GROUPS: Final[Mapping[str, tuple[Callable[[Path, int], tuple[Metric, ...]], ...]]] = {
    "start": (measure_start,),
    "list": (lambda folder, rows: measure_lists(folder, rows, "list"),),
    "detail": (lambda folder, rows: measure_lists(folder, rows, "detail"),),
    "export": (measure_export,),
    "insights": (measure_insights,),
    "stall": (lambda folder, _rows: measure_first_sync(folder), measure_work),
    "vault": (lambda folder, _rows: measure_vault(folder),),
    "net": (lambda folder, _rows: measure_net(folder),),
    "idle": (lambda folder, _rows: measure_idle(folder),),
    "qr": (lambda folder, _rows: measure_qr(folder),),
    "soak": (measure_soak,),
    "pdf": (measure_pdf,),
}


def measure(rows: int, only: tuple[str, ...] = ()) -> BenchResult:
    """Measure every group, or those in `only`; what cannot be measured is named on standard error and left out."""
    metrics: list[Metric] = []
    for unknown in sorted(set(only) - set(_GROUPS)):
        sys.stderr.write(f"There is no group {unknown}. There are: {', '.join(_GROUPS)}.\n")
    with tempfile.TemporaryDirectory(prefix="compliance-console-bench-") as folder:
        for name, parts in _GROUPS.items():
            if only and name not in only:
                continue
            for measure_part in parts:
                try:
                    metrics.extend(measure_part(Path(folder), rows))
                except (MeasurementFailedError, ConsoleError, OSError) as error:
                    sys.stderr.write(f"{name} could not be measured: {error}\n")
    return BenchResult(rows, tuple(metrics))


def make_profile(folder: Path, rows: int) -> None:
    """Write a filled simulator profile for measurements from outside."""
    make_filled_profile(folder, rows)
