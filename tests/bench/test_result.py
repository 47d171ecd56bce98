"""The document of a run and the answers of measured processes: a number or a plain failure, never anything else."""

from __future__ import annotations

import json

import pytest

from console.bench.processes import MeasurementFailedError, run_json, take_number
from console.bench.result import BenchResult, Direction, Metric

ALONE = Metric("stall", "longest", 12.5, "ms", 50.0)
BESIDE = Metric("net", "reads", 300.0, "per s", 2.5, 100.0, "bare client", Direction.MIN)
MISSED = Metric("start", "launch", 300.0, "ms", 2.5, 100.0, "bare window")


def test_a_metric_has_the_shape_scripts_read() -> None:
    document = json.loads(json.dumps(BenchResult(10, (ALONE, BESIDE)).to_json(), allow_nan=False))
    assert set(document) == {"machine", "rows", "metrics"}
    assert document["metrics"][0] == {
        "group": "stall",
        "name": "longest",
        "value": 12.5,
        "unit": "ms",
        "reference": None,
        "reference_name": None,
        "ratio": None,
        "budget": 50.0,
        "or_budget": None,
        "direction": "max",
        "met": True,
    }
    beside = document["metrics"][1]
    assert (beside["ratio"], beside["reference"], beside["direction"], beside["met"]) == (
        3.0,
        100.0,
        "min",
        True,
    )


def test_a_run_is_in_order_when_every_budget_is_kept_and_there_is_one() -> None:
    assert BenchResult(10, (ALONE, BESIDE)).all_met
    assert not BenchResult(10, (ALONE, MISSED)).all_met
    assert not BenchResult(10, ()).all_met
    assert "NOT MET" in BenchResult(10, (MISSED,)).to_text()


def test_of_two_budgets_either_is_enough_and_both_are_told() -> None:
    by_ratio = Metric("vault", "speed", 70.0, "MB/s", 0.6, 100.0, "bare", Direction.MIN, 300.0)
    by_itself = Metric("vault", "speed", 400.0, "MB/s", 0.6, 1000.0, "bare", Direction.MIN, 300.0)
    neither = Metric("vault", "speed", 299.0, "MB/s", 0.6, 1000.0, "bare", Direction.MIN, 300.0)
    assert (by_ratio.met, by_itself.met, neither.met) == (True, True, False)
    assert "budget 0.6 x or 300 MB/s  NOT MET" in BenchResult(10, (neither,)).to_text()
    assert neither.to_json()["or_budget"] == 300.0


def test_a_process_that_answers_with_anything_but_an_object_has_failed() -> None:
    with pytest.raises(MeasurementFailedError, match="no answer but"):
        run_json(("calendar", "2026", "1"))
    with pytest.raises(MeasurementFailedError, match="No module named"):
        run_json(("no_such_module",))


def test_a_process_that_does_not_end_has_failed() -> None:
    with pytest.raises(MeasurementFailedError, match=r"did not end within 0\.5 s"):
        run_json(("http.server", "0", "--bind", "127.0.0.1"), deadline_s=0.5)


@pytest.mark.parametrize("value", [None, "12", float("nan"), float("inf")])
def test_what_is_no_number_is_no_figure(value: object) -> None:
    with pytest.raises(MeasurementFailedError, match="no longest_ms"):
        take_number({"longest_ms": value}, "longest_ms")
