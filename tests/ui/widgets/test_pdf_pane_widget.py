"""Head and bar above the pages of a report: beside each other where there is room, whole where there is little."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
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


def _show(pane: PdfPaneWidget, width: int, qtbot: QtBot, height: int = 600) -> None:
    pane.resize(width, height)
    qtbot.waitUntil(lambda: pane.header.width() == width == pane.bar.width())


def _label(pane: PdfPaneWidget, start: str) -> QLabel:
    [found] = [
        each
        for each in pane.header.findChildren(QLabel)
        if each.text().startswith(start) and each.isVisible()
    ]
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
    ids, digest = _label(pane, "Id"), _label(pane, _SHA256[:32])
    qtbot.waitUntil(lambda: _middle(ids, pane) < _middle(digest, pane))
    for start in ("Checkout", "fetched", _SHA256[:32], badge):
        label = _label(pane, start)
        assert label.width() >= label.sizeHint().width(), start
    proof = _label(pane, "As received")
    assert proof.height() <= 3 * proof.fontMetrics().lineSpacing()


@pytest.mark.parametrize("width", [420, 577])
def test_in_a_low_pane_facts_and_tools_are_one_line_each(
    pane: PdfPaneWidget, qtbot: QtBot, width: int
) -> None:
    _show(pane, width, qtbot, 460)
    qtbot.waitUntil(lambda: pane.pdf.mapTo(pane, QPoint(0, 0)).y() < 100)
    assert pane.pdf.height() > 0.75 * pane.height()
    first, second = pane.header.lines
    assert first.startswith("Checkout.com, idv_p5io…iqyu, fetched 2026-11-21")
    assert second == "SHA-256 3ae49bcd…2f83. As received over TLS; providers do not sign their reports."
    line = _label(pane, "Checkout.com")
    # However little room there is, these are read.
    seen = "SHA-256 3ae49bcd…2f83. As received over TLS"
    assert line.fontMetrics().horizontalAdvance(seen) < line.width()
    assert _SHA256 in line.accessibleDescription()
    assert "idv_p5iouaqy6qk43557kbmysgiqyu" in line.accessibleDescription()
    place = pane.header.more_button.mapTo(pane, QPoint(0, 0)).x()
    qtbot.mouseClick(pane.header.more_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _label(pane, "As received").isVisible())
    assert _label(pane, _SHA256[:32]).isVisible()
    assert pane.header.verify_button.isVisible()
    # A second click at the same place closes it again.
    qtbot.waitUntil(lambda: pane.header.more_button.mapTo(pane, QPoint(0, 0)).x() == place)
    pane.header.more_button.click()
    pane.header.show_badge("Not what was received", is_good=False)
    assert pane.header.lines[0].startswith("Not what was received")


def test_in_a_low_pane_the_search_field_is_there_while_somebody_searches(
    pane: PdfPaneWidget, qtbot: QtBot
) -> None:
    _show(pane, 420, qtbot, 460)
    bar = pane.bar
    assert not bar.search_field.isVisible()
    qtbot.mouseClick(bar.find_button, Qt.MouseButton.LeftButton)
    assert bar.search_field.isVisible()
    assert bar.search_field.hasFocus()
    qtbot.mouseClick(bar.find_button, Qt.MouseButton.LeftButton)
    assert not bar.search_field.isVisible()
    # Words sought from elsewhere, such as the library, are seen too.
    bar.show_hits("page 1, 1 of 3")
    assert bar.search_field.isVisible()
    assert bar.next_button.isVisible()
    bar.end_search()
    assert not bar.search_field.isVisible()
    _show(pane, 420, qtbot, 700)
    assert bar.search_field.isVisible()
    assert not bar.find_button.isVisible()
