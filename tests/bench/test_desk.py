"""The groups of the front desk: everything is done in full beside a real window; no figure is judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.bench.desk import measure_qr, measure_soak


@pytest.mark.slow
def test_codes_steps_and_calls_are_timed(tmp_path: Path) -> None:
    found = {metric.name: metric for metric in measure_qr(tmp_path)}
    assert {name: metric.budget for name, metric in found.items()} == {
        "address_to_painted_code": 1.5,
        "create_answer_to_painted_code": 20.0,
        "status_change_to_staff_view": 4000.0,
        "requests_while_a_code_shows": 2.0,
        "idenfy_call_to_staff_view": 500.0,
    }
    assert all(metric.value > 0 for metric in found.values())
    assert found["address_to_painted_code"].reference


@pytest.mark.slow
def test_everybody_of_a_short_day_is_served(tmp_path: Path) -> None:
    found = {metric.name: metric for metric in measure_soak(tmp_path, 40)}
    assert found["customers_served"].value == 40.0
    assert found["released_still_held"].value == 5.0
    assert set(found) == {"customers_served", "released_still_held", "memory_growth"} | {
        f"{what}_more_after_8_hours" for what in ("timers", "sockets", "threads", "files")
    }
    assert all(metric.group == "soak" for metric in found.values())
