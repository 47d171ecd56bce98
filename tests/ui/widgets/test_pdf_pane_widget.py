"""Head and bar above the pages of a report: beside each other where there is room, whole where there is little."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.domain.account import AccountId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.report import Report
from console.ui.widgets.pdf_pane_widget import PdfPaneWidget

_SHA256 = "3ae49bcdc86af064cc13e3b04467f01de38b348bad0d33cabc246b8757742f83"
_CHECKED = "Unchanged, checked 2026-11-21 20:12:38 UTC"


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[PdfPaneWidget]:
    key = VerificationKey(AccountId("a1"), VerificationId("idv_p5iouaqy6qk43557kbmysgiqyu"))
    fetched = datetime(2026, 11, 21, 20, 12, 38, tzinfo=UTC)
    made = PdfPaneWidget()
    made.header.show_report(
        Report(key, "report", 30_000, _SHA256, fetched, "https://example.com/r", "", "o1"), "Checkout.com"
    )
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made


def _show(pane: PdfPaneWidget, width: int, qtbot: QtBot) -> None:
    pane.resize(width, 600)
    qtbot.waitUntil(lambda: pane.header.width() == width == pane.bar.width())


def _label(pane: PdfPaneWidget, start: str) -> QLabel:
    [found] = [each for each in pane.header.findChildren(QLabel) if each.text().startswith(start)]
    return found


def _middle(widget: QWidget, pane: PdfPaneWidget) -> int:
    return widget.mapTo(pane, QPoint(0, widget.height() // 2)).y()


def test_in_a_window_of_its_own_facts_and_tools_take_one_row_each(pane: PdfPaneWidget, qtbot: QtBot) -> None:
    _show(pane, 900, qtbot)
    ids, digest, proof = _label(pane, "Id"), _label(pane, _SHA256[:32]), _label(pane, "As received")
    qtbot.waitUntil(lambda: _middle(ids, pane) == pytest.approx(_middle(digest, pane), abs=2))
    assert _middle(proof, pane) == pytest.approx(_middle(digest, pane), abs=2)
    assert _middle(pane.bar.search_field, pane) == pytest.approx(_middle(pane.bar.zoom_box, pane), abs=2)
    assert pane.pdf.mapTo(pane, QPoint(0, 0)).y() < 120


@pytest.mark.parametrize("width", [440, 520, 640])
@pytest.mark.parametrize("badge", ["Unchanged", _CHECKED])
def test_where_there_is_little_room_every_fact_is_read_whole(
    pane: PdfPaneWidget, qtbot: QtBot, width: int, badge: str
) -> None:
    pane.header.show_badge(badge, is_good=True)
    _show(pane, width, qtbot)
    assert _middle(_label(pane, "Id"), pane) < _middle(_label(pane, _SHA256[:32]), pane)
    for start in ("Checkout", "fetched", _SHA256[:32], badge):
        label = _label(pane, start)
        assert label.width() >= label.sizeHint().width(), start
    proof = _label(pane, "As received")
    assert proof.height() <= 3 * proof.fontMetrics().lineSpacing()
