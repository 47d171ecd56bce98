"""Groups `qr`, `soak` and `idle`: how soon a code stands, how soon a phone's step is seen, and what stays after a day."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from console.bench.processes import run_json, take_number
from console.bench.result import Direction, Metric
from console.services.front_desk_board import MOST_RELEASED

_QR: Final = "console.bench.desk_qr"
_SOAK: Final = "console.bench.desk_soak"
_IDLE: Final = "console.bench.desk_idle"

_PAINT_RATIO: Final = 1.5
_PAINTED_MS: Final = 20.0
_SEEN_MS: Final = 4_000.0
_CALLED_MS: Final = 500.0
# What a live account of the providers that are polled may use; ours to choose, see their manifests.
_REQUESTS_PER_S: Final = 2.0

SOAK_CUSTOMERS: Final = 2_000
RELEASED_EVERY: Final = 9
"""One of so many customers is let go before the end; every other is seen out."""
_FEWEST: Final = 40
_SOAK_DEADLINE_S: Final = 1_500.0
_FLAT_PERCENT: Final = 5.0
# A handle or a thread more is no growth where there are twenty.
_FLAT_MORE: Final = 2.0
_COUNTED: Final = ("timers", "sockets", "threads", "files")

_IDLE_CUSTOMERS: Final = 5_600
_OPEN: Final = 1_000.0
_HIDDEN_PERCENT: Final = 0.5
_SHOWN_PERCENT: Final = 1.0
_QT_TIMERS: Final = 12.0


def measure_qr(folder: Path) -> tuple[Metric, ...]:
    """From an address, an answer, a phone's step and a provider's call to what people see."""
    found = _run(_QR, folder / "desk-qr", customers=24)
    take = _taker(found)
    return (
        Metric(
            "qr",
            "address_to_painted_code",
            take("paint_ms"),
            "ms",
            _PAINT_RATIO,
            take("bare_ms"),
            "encoding + painting alone",
        ),
        Metric("qr", "create_answer_to_painted_code", take("painted_ms"), "ms", _PAINTED_MS),
        Metric("qr", "status_change_to_staff_view", take("seen_ms"), "ms", _SEEN_MS),
        Metric(
            "qr",
            "requests_while_a_code_shows",
            take("requests_per_s"),
            "requests/s",
            _REQUESTS_PER_S,
        ),
        Metric("qr", "idenfy_call_to_staff_view", take("called_ms"), "ms", _CALLED_MS),
    )


def measure_soak(folder: Path, rows: int) -> tuple[Metric, ...]:
    """Eight simulated hours at the counter; fewer customers where fewer rows were asked for."""
    customers = min(SOAK_CUSTOMERS, max(_FEWEST, rows))
    found = _run(_SOAK, folder / "desk-soak", str(customers), customers=24, deadline_s=_SOAK_DEADLINE_S)
    take = _taker(found)
    served = Metric(
        "soak", "customers_served", take("served"), "customers", float(customers), direction=Direction.MIN
    )
    full = min(MOST_RELEASED, math.ceil(customers / RELEASED_EVERY))
    held = Metric(
        "soak", "released_still_held", take("released"), "customers", float(full), direction=Direction.MIN
    )
    memory = _to_growth(take("memory_before"), take("memory_after"))
    counted = (
        Metric(
            "soak",
            f"{what}_more_after_8_hours",
            max(0.0, take(f"{what}_after") - take(f"{what}_before")),
            what,
            max(_FLAT_MORE, take(f"{what}_before") * _FLAT_PERCENT / 100.0),
        )
        for what in _COUNTED
    )
    return (served, held, Metric("soak", "memory_growth", memory, "%", _FLAT_PERCENT), *counted)


def measure_idle(folder: Path) -> tuple[Metric, ...]:
    """What the program costs while nobody touches it and a thousand verifications are open."""
    from console.services.simulator_process import running_simulator

    profile = str(folder / "desk-idle")
    with running_simulator(_IDLE_CUSTOMERS, seed=1, speed=0) as start_line:
        stdin = json.dumps(start_line)
        run_json((_IDLE, profile, "fill"), stdin=stdin)
        found = run_json((_IDLE, profile, "look"), stdin=stdin)
    take = _taker(found)
    least = Direction.MIN
    return (
        Metric("idle", "open_verifications", take("open"), "verifications", _OPEN, direction=least),
        Metric("idle", "cpu_hidden", take("hidden_percent"), "% of a core", _HIDDEN_PERCENT),
        Metric("idle", "cpu_shown", take("shown_percent"), "% of a core", _SHOWN_PERCENT),
        Metric("idle", "live_qt_timers", take("qt_timers"), "timers", _QT_TIMERS),
    )


def _run(
    module: str, folder: Path, *arguments: str, customers: int, deadline_s: float = 300.0
) -> Mapping[str, object]:
    from console.services.simulator_process import running_simulator

    with running_simulator(customers, seed=1, speed=0) as start_line:
        stdin = json.dumps(start_line)
        return run_json((module, str(folder), *arguments), stdin=stdin, deadline_s=deadline_s)


def _to_growth(before: float, after: float) -> float:
    return max(0.0, (after - before) / before * 100.0) if before else 0.0


def _taker(found: Mapping[str, object]) -> Callable[[str], float]:
    return lambda key: take_number(found, key)
