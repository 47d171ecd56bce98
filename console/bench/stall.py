"""Group `stall`: how long the window cannot react while a first sync of an empty profile runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from console.bench.processes import profile_arguments, run_json, take_number
from console.bench.result import Direction, Metric

_VERIFICATIONS: Final = 2_000
# The simulated world has somewhat more verifications than people.
_CUSTOMERS: Final = 2_000
_LONGEST_MS: Final = 50.0


def measure_stall(folder: Path) -> tuple[Metric, ...]:
    """Longest stall, and the 99.9th percentile, of the window's thread during a first sync of 2,000 verifications."""
    from console.services.simulator_process import running_simulator

    profile = folder / "stall"
    with running_simulator(_CUSTOMERS, seed=1, speed=0) as start_line:
        run_json(
            ("console", "--profile", str(profile), "account", "add-sandbox", "-"),
            stdin=json.dumps(start_line),
        )
        found = run_json(profile_arguments(profile, "first-sync"))
    return (
        Metric(
            "stall", "longest_during_first_sync", take_number(found, "longest_stall_ms"), "ms", _LONGEST_MS
        ),
        Metric("stall", "p999_during_first_sync", take_number(found, "stall_p999_ms"), "ms", 16.0),
        Metric(
            "stall",
            "verifications_synced",
            take_number(found, "rows_total"),
            "rows",
            float(_VERIFICATIONS),
            direction=Direction.MIN,
        ),
    )
