"""Group `net`: our client and our first sync beside what is left when everything of ours is taken away."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast

from console.bench.processes import MeasurementFailedError, median_pair, run_json, take_number
from console.bench.result import Direction, Metric
from console.domain.customer import CustomerId
from console.domain.phase import Phase
from console.domain.provider import PollingMode, PollingPolicy
from console.domain.verification import OpenVerification, VerificationId
from console.sync.schedule import Schedule

_READS: Final = 3_000
_READ_RUNS: Final = 5
_READ_RATIO: Final = 2.5
_IDENTIFICATIONS: Final = 10_000
_SYNC_RUNS: Final = 3
_SYNC_RATIO: Final = 0.5
_OURS: Final = "console.bench.net_ours"
_BARE: Final = "console.bench.net_bare"
_POLLED: Final = 10_000
_POLLED_S: Final = 600
_REQUESTS_PER_S: Final = 200.0
_REQUESTS_PER_READ: Final = 2.0


def measure_net(folder: Path) -> tuple[Metric, ...]:
    """Reads per second 20 at once, rows per second of a first sync, requests per second of polling."""
    with running_server(_IDENTIFICATIONS) as url:
        return (_measure_reads(url), _measure_sync(url, folder), measure_polling())


def _measure_reads(url: str) -> Metric:
    arguments = ("reads", url, str(_READS))
    ours, bare = median_pair((_OURS, *arguments), (_BARE, *arguments), "requests_per_s", _READ_RUNS)
    return Metric(
        "net",
        "read_one_20_at_once",
        ours,
        "requests/s",
        _READ_RATIO,
        bare,
        "bare httpx.AsyncClient",
        Direction.MIN,
    )


def _measure_sync(url: str, folder: Path) -> Metric:
    ours: list[float] = []
    bare: list[float] = []
    for run in range(_SYNC_RUNS):
        ours.append(_take_rows((_OURS, "sync", url, str(folder / f"sync-{run}"))))
        bare.append(_take_rows((_BARE, "sync", url, str(folder / f"bare-{run}.db"))))
    return Metric(
        "net",
        "first_sync_10000_identifications",
        sorted(ours)[_SYNC_RUNS // 2],
        "rows/s",
        _SYNC_RATIO,
        sorted(bare)[_SYNC_RUNS // 2],
        "bare loop of GET, json.loads, executemany",
        Direction.MIN,
    )


def _take_rows(arguments: tuple[str, ...]) -> float:
    found = run_json(arguments)
    if take_number(found, "rows") != _IDENTIFICATIONS:
        raise MeasurementFailedError("not every identification was stored")
    return take_number(found, "rows_per_s")


def measure_polling() -> Metric:
    """What the plan asks for in ten simulated minutes; the account's budget would only make it later, never more."""
    policy = PollingPolicy(
        PollingMode.POLL, _REQUESTS_PER_S, 5.0, 15.0, 60.0, 300.0, requests_per_read=_REQUESTS_PER_READ
    )
    schedule = Schedule(policy, _REQUESTS_PER_S)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    items = {item.id: item for item in (_build_open(number, start) for number in range(_POLLED))}
    for item in items.values():
        schedule.put(item, start)
    reads = 0
    for second in range(_POLLED_S):
        now = start + timedelta(seconds=second)
        while due := schedule.take_due(now, _POLLED):
            reads += len(due)
            for known in due:
                schedule.put(items[known], now)
    per_s = reads * _REQUESTS_PER_READ / _POLLED_S
    return Metric("net", "polling_10000_for_10_minutes", per_s, "requests/s", _REQUESTS_PER_S * 1.01)


def _build_open(number: int, now: datetime) -> OpenVerification:
    return OpenVerification(
        VerificationId(f"v-{number}"), CustomerId(f"c-{number}"), Phase.CAPTURING, now, fully_read=True
    )


@contextmanager
def running_server(records: int) -> Iterator[str]:
    """The address of a server with so many invented records that answers as fast as it can, in a process of its own."""
    command = [sys.executable, "-m", "console.bench.canned_server", str(records)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise MeasurementFailedError("the server of the measurement did not start")
        yield str(cast("dict[str, object]", json.loads(line))["url"])
    finally:
        # It ends with its standard input.
        process.communicate()
