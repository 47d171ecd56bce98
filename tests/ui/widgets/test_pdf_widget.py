"""The column of pages alone: what it asks for, what it keeps, and that pixels arrive unchanged on the screen."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.pdf.messages import Area, Bitmap, PageHit, PdfInfo
from console.ui.toolkit.look import Look
from console.ui.widgets.pdf_layout import ZoomMode
from console.ui.widgets.pdf_pages import WantedPage
from console.ui.widgets.pdf_widget import MOST_PIXELS, PdfWidget

_A4 = (595.0, 842.0)


@pytest.fixture
def pdf(qtbot: QtBot) -> Iterator[PdfWidget]:
    made = PdfWidget()
    made.resize(500, 700)
    made.show_document(PdfInfo(40, (_A4,) * 40))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.clear()


def _bitmap(pdf: PdfWidget, wanted: WantedPage) -> Bitmap:
    """A page of one colour that says which page it is: blue is its number."""
    width, height = round(_A4[0] * wanted.scale), round(_A4[1] * wanted.scale)
    stride = width * 4 + 12
    row = bytes((wanted.number * 5, 20, 200, 255)) * width + bytes(12)
    return Bitmap(width, height, stride, row * height)


def _draw(pdf: PdfWidget) -> list[int]:
    drawn: list[int] = []
    while (wanted := pdf.next_wanted()) is not None:
        pdf.put_page(wanted, _bitmap(pdf, wanted))
        drawn.append(wanted.number)
    return drawn


def test_only_what_is_seen_is_asked_for_and_kept(pdf: PdfWidget) -> None:
    assert _draw(pdf) == [0, 1]
    pdf.go_to_page(20)
    drawn = _draw(pdf)
    assert drawn[0] in (19, 20)
    assert len(drawn) <= 3
    assert set(pdf.held_pages) <= set(drawn)
    assert pdf.page == 20


def test_asking_is_a_signal_that_comes_once_for_a_burst(pdf: PdfWidget, qtbot: QtBot) -> None:
    _draw(pdf)
    with qtbot.waitSignal(pdf.pages_wanted):
        for page in range(5, 30):
            pdf.go_to_page(page)
    wanted = pdf.next_wanted()
    assert wanted is not None
    assert wanted.number in (28, 29)


def test_pixels_reach_the_screen_unchanged(pdf: PdfWidget) -> None:
    _draw(pdf)
    picture = pdf.viewport().grab().toImage()
    middle = picture.pixelColor(picture.width() // 2, 100)
    assert (middle.red(), middle.green(), middle.blue()) == (200, 20, 0)


def test_found_words_are_marked_where_they_stand_and_the_letters_stay(pdf: PdfWidget, look: Look) -> None:
    wanted = pdf.next_wanted()
    assert wanted is not None
    pdf.put_page(wanted, _paper(wanted))
    plain = pdf.viewport().grab().toImage()
    pdf.show_marks((PageHit(0, (Area(100.0, 50.0, 80.0, 12.0),)),))
    marked = pdf.viewport().grab().toImage()
    zoom = pdf.percent / 100 * 96 / 72
    inside = QPoint(round(12 + 150 * zoom), round(12 + 56 * zoom))
    assert marked.pixelColor(inside) == look.theme.pair("paper_mark").ground_color
    letter = QPoint(round(12 + 110 * zoom), inside.y())
    assert marked.pixelColor(letter).name() == plain.pixelColor(letter).name() == "#000000"
    outside = QPoint(inside.x(), round(12 + 80 * zoom))
    assert marked.pixelColor(outside) == plain.pixelColor(outside)
    pdf.show_marks(())
    assert pdf.viewport().grab().toImage() == plain


def _paper(wanted: WantedPage) -> Bitmap:
    """White paper with a black stroke from 105 to 115 points from the left."""
    width, height = round(_A4[0] * wanted.scale), round(_A4[1] * wanted.scale)
    first, last = round(105 * wanted.scale), round(115 * wanted.scale)
    row = bytes((255,)) * 4 * first + bytes((0, 0, 0, 255)) * (last - first)
    row += bytes((255,)) * 4 * (width - last)
    return Bitmap(width, height, width * 4, row * height)


def test_a_mark_below_the_view_is_scrolled_to(pdf: PdfWidget) -> None:
    pdf.set_percent(400)
    pdf.go_to_hit(PageHit(3))
    top = pdf.verticalScrollBar().value()
    low = Area(540.0, 800.0, 40.0, 12.0)
    pdf.go_to_hit(PageHit(3, (low,)))
    zoom = 4 * 96 / 72
    down = pdf.verticalScrollBar().value() - top + 12
    assert down < low.top * zoom < (low.top + low.height) * zoom < down + pdf.viewport().height() + 12
    across = pdf.horizontalScrollBar().value()
    assert across < 12 + low.left * zoom < across + pdf.viewport().width()
    assert pdf.page == 3


def test_pixels_live_as_long_as_their_page_is_kept(pdf: PdfWidget) -> None:
    _draw(pdf)
    gc.collect()
    rubbish = [bytes((255,)) * 2_000_000 for _ in range(8)]
    drawn = pdf._stock.drawn(0)
    assert drawn is not None
    image = drawn.image
    assert image is not None
    assert image.constBits() is not None
    corner = image.pixelColor(image.width() - 1, image.height() - 1)
    assert (corner.red(), corner.green(), corner.blue()) == (200, 20, 0)
    assert len(rubbish) == 8


def test_zoom_keeps_the_place_that_was_read(pdf: PdfWidget) -> None:
    pdf.go_to_page(12)
    before = pdf.page
    for _step in range(4):
        pdf.zoom_by(1.25)
    assert pdf.page == before
    pdf.set_mode(ZoomMode.PAGE)
    assert pdf.page == before
    assert pdf.percent < 100


def test_zoom_ends_at_ten_and_four_hundred_percent(pdf: PdfWidget) -> None:
    pdf.set_percent(100_000)
    assert pdf.percent == 400
    pdf.zoom_by(2.0)
    assert pdf.percent == 400
    pdf.set_percent(0)
    assert pdf.percent == 10


def test_ctrl_and_wheel_zoom_and_the_wheel_alone_scrolls(pdf: PdfWidget) -> None:
    before = pdf.percent
    for modifier in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier):
        turn = QWheelEvent(
            QPointF(50, 50),
            QPointF(50, 50),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(pdf.viewport(), turn)
    assert pdf.percent < before
    assert pdf.verticalScrollBar().value() > 0


def test_a_page_that_cannot_be_drawn_says_so_and_is_not_asked_for_again(pdf: PdfWidget) -> None:
    wanted = pdf.next_wanted()
    assert wanted is not None
    blank = pdf.viewport().grab().toImage()
    pdf.fail_page(wanted.number, "A page of this PDF is too large to be drawn. Try a smaller zoom.")
    assert wanted.number not in _draw(pdf)
    assert pdf.viewport().grab().toImage() != blank


def test_a_huge_page_is_never_asked_for_in_more_pixels_than_fit(qtbot: QtBot) -> None:
    pdf = PdfWidget()
    qtbot.addWidget(pdf)
    pdf.resize(400, 400)
    pdf.show_document(PdfInfo(1, ((14_000.0, 14_000.0),)))
    pdf.set_percent(400)
    wanted = pdf.next_wanted()
    assert wanted is not None
    assert 14_000 * 14_000 * wanted.scale**2 <= MOST_PIXELS * 1.001


def test_home_end_and_space(pdf: PdfWidget, qtbot: QtBot) -> None:
    bar = pdf.verticalScrollBar()
    qtbot.keyClick(pdf, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    assert pdf.page == 39
    qtbot.keyClick(pdf, Qt.Key.Key_Home)
    assert bar.value() == 0
    qtbot.keyClick(pdf, Qt.Key.Key_Space)
    down = bar.value()
    assert down > 0
    qtbot.keyClick(pdf, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert bar.value() == 0
