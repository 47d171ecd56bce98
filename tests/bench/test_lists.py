"""The groups `list` and `detail`: every figure of the budget comes out of a real window, however large it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.bench.lists import measure_lists
from console.bench.result import Metric

_LIST = {
    *("key_to_rows_p50", "key_to_rows_p95", "sort_p95", "jump_to_row_p95", "chip_p95", "long_jump_frame_p99"),
    *("memory_loaded", "memory_after_use"),
}


@pytest.mark.slow
def test_a_window_over_a_filled_profile_gives_every_figure(tmp_path: Path) -> None:
    found = {group: measure_lists(tmp_path, 200, group) for group in ("list", "detail")}
    assert _names(found["list"]) == _LIST
    assert _names(found["detail"]) == {"selected_to_painted_p95"}
    beside = [metric.reference for metrics in found.values() for metric in metrics if metric.unit == "ms"]
    assert None not in beside
    assert [path.name for path in tmp_path.glob("looked-*")] == ["looked-200.json"], "one look for both"


def _names(metrics: tuple[Metric, ...]) -> set[str]:
    return {metric.name for metric in metrics}
