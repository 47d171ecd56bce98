"""The group `stall`: every kind of work is done in full beside a real window; no figure is judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.bench.stall import measure_work

ROWS = 300


@pytest.mark.slow
def test_a_window_is_watched_at_rest_and_during_every_kind_of_work(tmp_path: Path) -> None:
    found = {metric.name: metric for metric in measure_work(tmp_path, ROWS)}
    works = ("at_rest", "during_export", "during_vault_verify", "during_import")
    assert set(found) == {f"{figure}_{work}" for figure in ("longest", "p999") for work in works} | {
        "rows_exported"
    }
    assert found["rows_exported"].value == float(ROWS)
    assert {(found[f"longest_{work}"].budget, found[f"p999_{work}"].budget) for work in works} == {
        (50.0, 16.0)
    }
    assert all(metric.group == "stall" for metric in found.values())
