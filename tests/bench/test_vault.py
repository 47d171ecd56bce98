"""The vault is measured beside bare decryption in the same run; no figure is judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.bench.vault import measure_vault


@pytest.mark.slow
def test_speed_stands_beside_the_bare_one(tmp_path: Path) -> None:
    found = {metric.name: metric for metric in measure_vault(tmp_path)}
    assert list(found) == ["verify_speed", "loop_longest_wait"]
    assert found["verify_speed"].value > 0
    assert found["verify_speed"].budget in {0.6, 300.0}
