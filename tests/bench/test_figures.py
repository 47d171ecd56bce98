"""Exports and insights are measured on a filled profile, every row of it written; no figure is judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.bench.figures import measure_export, measure_insights
from console.bench.profiles import make_filled_profile

ROWS = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder with a filled profile in it."""
    made = tmp_path_factory.mktemp("bench")
    make_filled_profile(made / f"filled-{ROWS}", ROWS)
    return made


def test_every_row_is_written_in_both_forms(folder: Path) -> None:
    found = {metric.name: metric for metric in measure_export(folder, ROWS)}
    assert list(found) == [
        f"{form}_{name}" for form in ("csv", "xlsx") for name in ("memory_above_idle", "progress", "written")
    ]
    assert {found[f"{form}_written"].value for form in ("csv", "xlsx")} == {float(ROWS)}
    assert all(metric.group == "export" for metric in found.values())
    assert (found["csv_memory_above_idle"].budget, found["csv_progress"].budget) == (100.0, 4.0)


def test_all_figures_are_timed(folder: Path) -> None:
    found = measure_insights(folder, ROWS)
    assert [(metric.group, metric.name) for metric in found] == [
        ("insights", "first_look"),
        ("insights", "all_figures"),
    ]
    assert all(metric.value > 0 for metric in found)
