"""At 100, 150 and 200 % every main view has room for its chips, headings and buttons, wide and narrow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.ui.toolkit.view_names import RAIL_VIEWS
from tests.support.environment import MACHINE_ENVIRONMENT
from tests.support.project import ROOT
from tests.support.scale_check import find_clipped, find_cut, find_overlaps

_DEADLINE_S = 150
_FEWEST_BUTTONS = 15


_DIALOGS = {
    *("decision", "links", "link", "labels", "quick open", "create", "qr", "export", "shortcuts", "people"),
    *("pin", "snooze", "compare"),
}


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_no_text_is_cut_or_covered(scale: str, tmp_path: Path) -> None:
    found = _look("scale_check", scale, tmp_path)
    assert set(found["seen"]) == set(RAIL_VIEWS)
    assert min(found["seen"].values()) > _FEWEST_BUTTONS
    assert found["problems"] == {}


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_no_text_of_a_dialog_is_cut_or_covered(scale: str, tmp_path: Path) -> None:
    found = _look("scale_dialogs", scale, tmp_path)
    assert set(found["seen"]) == _DIALOGS
    assert found["problems"] == {}


def _look(program: str, scale: str, folder: Path) -> dict[str, Any]:
    """What a program of its own saw at a scale: that is settled once in a program's life."""
    environment = {
        **MACHINE_ENVIRONMENT,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": scale,
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", f"tests.support.{program}", str(folder)],
        capture_output=True,
        text=True,
        timeout=_DEADLINE_S,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["ratio"] == float(scale)
    return found


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
