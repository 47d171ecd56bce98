"""An answer as it is read: moments like everywhere else, every other value verbatim, all at the same side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.domain.operation import OperationResult, ResultRow
from console.ui.toolkit.words import exact_time
from console.ui.widgets.operation_result_widget import OperationResultWidget
from tests.support.pictures import to_picture

_HEBREW = "\u05d9\u05d4\u05d5\u05e0\u05ea\u05df"


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[OperationResultWidget]:
    made = OperationResultWidget()
    made.resize(600, 400)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.hide()


def _labels(shown: OperationResultWidget) -> list[QLabel]:
    return [label for label in shown.findChildren(QLabel) if label.isVisible()]


def _show(shown: OperationResultWidget, qtbot: QtBot, *rows: ResultRow) -> None:
    shown.show_result(OperationResult("Here it is.", rows))
    qtbot.waitUntil(lambda: len(_labels(shown)) > len(rows))


def test_a_moment_is_told_as_everywhere_and_the_rest_verbatim(
    shown: OperationResultWidget, qtbot: QtBot
) -> None:
    verbatim = ("2026-11-21", "9999-99-99T00:00:00Z", "0001-01-01T00:00:00Z or so", "12,50", "")
    rows = (
        ResultRow("Created", "2026-11-21T14:46:59Z"),
        ResultRow("Changed", "2026-11-21T14:46:59.123456789+00:00"),
        *(ResultRow(f"Other {number}", value) for number, value in enumerate(verbatim)),
    )
    _show(shown, qtbot, *rows)
    texts = [label.text() for label in _labels(shown)]
    assert texts.count(exact_time(datetime(2026, 11, 21, 14, 46, 59, tzinfo=UTC))) == 2
    assert {value or "\N{EN DASH}" for value in verbatim} <= set(texts)


def test_a_name_written_from_right_to_left_stands_under_the_others(
    shown: OperationResultWidget, qtbot: QtBot
) -> None:
    _show(shown, qtbot, ResultRow("Name", _HEBREW), ResultRow("City", "Haifa"))
    [label] = [each for each in _labels(shown) if each.text() == _HEBREW]
    place = QRect(label.mapTo(shown, QPoint()), label.size())
    painted = QImage(shown.size(), QImage.Format.Format_RGB32)
    painted.fill(Qt.GlobalColor.white)
    shown.render(painted)
    picture = to_picture(painted.copy(place)).convert("L")
    # Where ink is: what is darker than the ground.
    ink = picture.point([255 if shade < 128 else 0 for shade in range(256)]).getbbox()
    assert ink is not None
    assert ink[2] < picture.width / 2
