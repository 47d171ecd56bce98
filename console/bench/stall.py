"""Group `stall`: how long the window cannot react: at rest, in a first sync and during other work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, cast

from console.bench.processes import profile_arguments, run_json, take_number
from console.bench.profiles import find_filled_profile
from console.bench.result import Direction, Metric

_VERIFICATIONS: Final = 2_000
# The simulated world has somewhat more verifications than people.
_CUSTOMERS: Final = 2_000
# An export of more takes longer, and stalls no other way.
_MOST_ROWS: Final = 100_000
_LONGEST_MS: Final = 50.0
_P999_MS: Final = 16.0
# What is looked at in a window over many rows. The first one is what the machine alone does to it.
_WORK: Final = {
    "rest": "at_rest",
    "export": "during_export",
    "vault_verify": "during_vault_verify",
    "import": "during_import",
}


def measure_first_sync(folder: Path) -> tuple[Metric, ...]:
    """Longest stall, and the 99.9th percentile, of the window's thread while an empty profile is filled."""
    from console.services.simulator_process import running_simulator

    profile = folder / "stall"
    with running_simulator(_CUSTOMERS, seed=1, speed=0) as start_line:
        run_json(
            ("console", "--profile", str(profile), "account", "add-sandbox", "-"),
            stdin=json.dumps(start_line),
        )
        found = run_json(profile_arguments(profile, "first-sync"))
    longest, p999, synced = (
        take_number(found, key) for key in ("longest_stall_ms", "stall_p999_ms", "rows_total")
    )
    return (
        *_iter_metrics("during_first_sync", longest, p999),
        Metric(
            "stall", "verifications_synced", synced, "rows", float(_VERIFICATIONS), direction=Direction.MIN
        ),
    )


def measure_work(folder: Path, rows: int) -> tuple[Metric, ...]:
    """The same over `rows`, or 100,000 of them, at rest and during each kind of work."""
    return tuple(_iter_work(folder, min(rows, _MOST_ROWS)))


def _iter_work(folder: Path, rows: int) -> Iterator[Metric]:
    found = run_json(("console.bench.stall_window", str(find_filled_profile(folder, rows))))
    for key, name in _WORK.items():
        figures = cast("Mapping[str, object]", found[key])
        yield from _iter_metrics(name, take_number(figures, "longest_ms"), take_number(figures, "p999_ms"))
        if key == "export":
            written = take_number(figures, "done")
            yield Metric("stall", "rows_exported", written, "rows", float(rows), direction=Direction.MIN)


def _iter_metrics(name: str, longest_ms: float, p999_ms: float) -> Iterator[Metric]:
    yield Metric("stall", f"longest_{name}", longest_ms, "ms", _LONGEST_MS)
    yield Metric("stall", f"p999_{name}", p999_ms, "ms", _P999_MS)
