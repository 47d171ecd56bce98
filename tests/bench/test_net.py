"""The network's measurements measure what they say: both sides read and store every record; no figure is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.bench.net import measure_polling, running_server
from console.bench.processes import run_json, take_number

RECORDS = 230


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_server(RECORDS) as found:
        yield found


@pytest.mark.parametrize("side", ["console.bench.net_ours", "console.bench.net_bare"])
def test_both_sides_store_every_record(side: str, url: str, tmp_path: Path) -> None:
    found = run_json((side, "sync", url, str(tmp_path / "stored")))
    assert take_number(found, "rows") == RECORDS
    assert take_number(found, "rows_per_s") > 0


@pytest.mark.parametrize("side", ["console.bench.net_ours", "console.bench.net_bare"])
def test_both_sides_read_the_same_records(side: str, url: str) -> None:
    assert take_number(run_json((side, "reads", url, "50")), "requests_per_s") > 0


def test_the_plan_of_many_open_verifications_stays_within_the_budget() -> None:
    metric = measure_polling()
    assert metric.met
    assert metric.value > 0
