"""The vault is measured beside bare decryption in the same run; no figure is judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.bench.openssl_speed import combine, measure_openssl, read_speed
from console.bench.processes import MeasurementFailedError
from console.bench.vault import measure_vault


@pytest.mark.slow
def test_speed_stands_beside_the_bare_one(tmp_path: Path) -> None:
    found = {metric.name: metric for metric in measure_vault(tmp_path)}
    assert list(found) == ["verify_speed", "loop_longest_wait"]
    assert found["verify_speed"].value > 0
    speed = found["verify_speed"]
    assert (speed.budget, speed.or_budget) == (0.6, 300.0)
    assert (speed.reference or 0) > 0
    assert speed.reference_name


def test_what_openssl_measured_is_read_and_combined_by_the_sum_of_times() -> None:
    cipher = read_speed("+DT:AES-256-GCM:1:131072\n+R:8803:AES-256-GCM:0.26\n+F:25:AES-256-GCM:600000000.5\n")
    digest = read_speed("+F:25:sha256:300000000.00\n")
    assert (cipher, digest) == (pytest.approx(600.0), pytest.approx(300.0))
    # A byte that takes 1 and then 2 parts of a time takes 3.
    assert combine(cipher, digest) == pytest.approx(200.0)


@pytest.mark.parametrize("answer", ["", "speed: unknown option", "+F:25:sha256:", "+F:25:sha256:0.00"])
def test_an_answer_without_a_speed_is_no_measurement(answer: str) -> None:
    with pytest.raises(MeasurementFailedError, match="no speed"):
        read_speed(answer)


def test_a_program_that_measures_nothing_is_a_failure() -> None:
    with pytest.raises(MeasurementFailedError):
        measure_openssl("/bin/false", 1024)
