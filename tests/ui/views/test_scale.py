"""At 100, 150 and 200 % every main view has room for its chips, headings and buttons, wide and narrow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.ui.toolkit.view_names import RAIL_VIEWS
from tests.support.environment import MACHINE_ENVIRONMENT
from tests.support.project import ROOT
from tests.support.scale_check import find_clipped, find_cut, find_overlaps

_DEADLINE_S = 150
_FEWEST_BUTTONS = 15


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_no_text_is_cut_or_covered(scale: str, tmp_path: Path) -> None:
    environment = {
        **MACHINE_ENVIRONMENT,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": scale,
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.scale_check", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=_DEADLINE_S,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["ratio"] == float(scale)
    assert set(found["seen"]) == set(RAIL_VIEWS)
    assert min(found["seen"].values()) > _FEWEST_BUTTONS
    assert found["problems"] == {}


def test_what_has_no_room_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 100)
    button, label = QPushButton("A verb that is long", window), QLabel("A word that is long", window)
    button.setGeometry(0, 0, 30, 30)
    label.setGeometry(0, 20, 30, 30)
    window.show()
    assert len(find_cut(window)) == 2
    assert len(find_overlaps(window)) == 1
    assert find_clipped(window) == []
    label.move(290, 0)
    assert len(find_clipped(window)) == 1
