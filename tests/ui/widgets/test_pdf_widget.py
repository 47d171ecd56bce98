"""The column of pages alone: what it asks for, what it keeps, and that pixels arrive unchanged on the screen."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.pdf.messages import Area, Bitmap, Hit, PageText, PdfInfo
from console.ui.toolkit.look import Look
from console.ui.widgets.pdf_layout import ZoomMode, turn_area
from console.ui.widgets.pdf_pages import HELD_BYTES, TILE_PX, WHOLE_PIXELS, WantedPage
from console.ui.widgets.pdf_widget import PdfWidget

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
    if wanted.region is not None:
        width, height = wanted.region.width, wanted.region.height
    stride = width * 4 + 12
    row = bytes((wanted.number * 5, 20, 200, 255)) * width + bytes(12)
    return Bitmap(width, height, stride, row * height)


def _draw(pdf: PdfWidget) -> list[int]:
    drawn: list[int] = []
    while (wanted := pdf.next_wanted()) is not None:
        pdf.put_page(wanted, _bitmap(pdf, wanted))
        drawn.append(wanted.number)
    return drawn


def test_what_is_seen_is_asked_for_first_and_then_the_next_page(pdf: PdfWidget) -> None:
    assert _draw(pdf) == [0, 1, 2]
    pdf.go_to_page(20)
    drawn = _draw(pdf)
    assert drawn[0] in (19, 20)
    assert set(drawn[:-2]) == set(pdf.visible)
    assert drawn[-2:] == [pdf.visible[-1] + 1, pdf.visible[0] - 1]
    assert pdf.page == 20


def test_pixels_of_many_pages_are_bounded_and_those_on_screen_stay(pdf: PdfWidget) -> None:
    pdf.set_percent(150)
    for page in range(40):
        pdf.go_to_page(page)
        _draw(pdf)
        assert set(pdf.visible) <= set(pdf.held_pages)
    assert len(pdf.held_pages) < 40
    assert pdf.held_bytes <= HELD_BYTES
    pdf.go_to_page(38)
    assert pdf.is_drawn


@pytest.mark.parametrize(("percent", "size"), [(170, (1600, 2600)), (800, (3400, 2600))])
def test_on_a_large_sharp_screen_drawing_ends_and_everything_seen_is_sharp(
    pdf: PdfWidget, percent: int, size: tuple[int, int]
) -> None:
    pdf.resize(*size)
    pdf.set_percent(percent)
    pdf.go_to_page(20)
    drawn: list[WantedPage] = []
    while (wanted := pdf.next_wanted()) is not None:
        # What was drawn and let go again would be asked for without an end.
        assert wanted not in drawn
        drawn.append(wanted)
        pdf.put_page(wanted, _bitmap(pdf, wanted))
    assert pdf.is_drawn
    # More than is kept beside what is seen, so this is about what must not be let go.
    assert pdf.held_bytes > HELD_BYTES * 0.8
    pdf.go_to_page(30)
    _draw(pdf)
    assert pdf.is_drawn
    assert pdf.held_bytes < 4 * HELD_BYTES


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
    pdf.show_marks((Hit(0, (Area(100.0, 50.0, 80.0, 12.0),)),))
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
    pdf.go_to_hit(Hit(3))
    top = pdf.verticalScrollBar().value()
    low = Area(540.0, 800.0, 40.0, 12.0)
    pdf.go_to_hit(Hit(3, (low,)))
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


def _spot(pdf: PdfWidget, page: int, x_pt: float, y_pt: float) -> tuple[float, float]:
    place = pdf.column.layout.place(page)
    assert place is not None
    area, zoom = pdf.area(place), pdf.column.zoom
    return area.left() + x_pt * zoom, area.top() + y_pt * zoom


def test_a_large_zoom_keeps_the_hit_that_is_seen_where_it_stands(pdf: PdfWidget) -> None:
    hit = Hit(4, (Area(380.0, 500.0, 60.0, 14.0),))
    pdf.show_marks((hit,))
    pdf.go_to_hit(hit)
    before = _spot(pdf, 4, 410.0, 507.0)
    pdf.set_percent(800)
    # Half a point of the screen before is seven after it.
    assert _spot(pdf, 4, 410.0, 507.0) == pytest.approx(before, abs=14.0)
    pdf.set_percent(60)
    pdf.set_percent(400)
    x, y = _spot(pdf, 4, 410.0, 507.0)
    assert 0 < x < pdf.viewport().width()
    assert 0 < y < pdf.viewport().height()


def test_a_large_zoom_without_a_hit_keeps_the_middle_of_what_was_seen(pdf: PdfWidget) -> None:
    pdf.go_to_page(7)
    middle = pdf.viewport().rect().center()
    zoom = pdf.column.zoom
    place = pdf.column.layout.place(7)
    assert place is not None
    area = pdf.area(place)
    x_pt, y_pt = (middle.x() - area.left()) / zoom, (middle.y() - area.top()) / zoom
    pdf.set_percent(800)
    assert _spot(pdf, 7, x_pt, y_pt) == pytest.approx((middle.x(), middle.y()), abs=14.0)


def test_the_wheel_zooms_at_the_pointer(pdf: PdfWidget) -> None:
    pdf.set_percent(200)
    pdf.go_to_page(3, 0.4)
    before = _spot(pdf, 3, 200.0, 400.0)
    at = QPointF(*before)
    event = QWheelEvent(
        at,
        pdf.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pdf.viewport(), event)
    assert pdf.percent == 250
    assert _spot(pdf, 3, 200.0, 400.0) == pytest.approx(before, abs=2.0)


def test_zoom_ends_at_ten_and_sixteen_hundred_percent(pdf: PdfWidget) -> None:
    pdf.set_percent(100_000)
    assert pdf.percent == 1600
    pdf.zoom_by(2.0)
    assert pdf.percent == 1600
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


def test_a_page_that_cannot_be_drawn_says_so_and_is_asked_for_at_another_zoom_only(pdf: PdfWidget) -> None:
    wanted = pdf.next_wanted()
    assert wanted is not None
    blank = pdf.viewport().grab().toImage()
    pdf.fail_page(wanted.number, "A page of this PDF is too large to be drawn. Try a smaller zoom.")
    assert wanted.number not in _draw(pdf)
    assert pdf.viewport().grab().toImage() != blank
    pdf.zoom_by(0.8)
    assert wanted.number in _draw(pdf)


def test_a_huge_zoom_is_drawn_in_tiles_over_a_blurred_page(pdf: PdfWidget) -> None:
    pdf.set_percent(1600)
    pdf.go_to_page(3, 0.5)
    wishes: list[WantedPage] = []
    while (wanted := pdf.next_wanted()) is not None:
        wishes.append(wanted)
        pdf.put_page(wanted, _bitmap(pdf, wanted))
        if pdf.is_drawn:
            break
    blurred, *tiles = wishes
    assert blurred.region is None
    assert blurred.scale < 16 * 96 / 72
    assert tiles
    assert all(tile.region is not None and tile.region.width <= TILE_PX for tile in tiles)
    assert len(tiles) <= 4
    middle = pdf.viewport().grab().toImage().pixelColor(200, 300)
    assert (middle.red(), middle.green(), middle.blue()) == (200, 20, 15)
    assert pdf.held_bytes < 8 * WHOLE_PIXELS


def test_turning_swaps_the_sides_and_turns_back(pdf: PdfWidget) -> None:
    _draw(pdf)
    upright = pdf.column.layout.places[0]
    pdf.rotate(90)
    lying = pdf.column.layout.places[0]
    assert lying.width > lying.height
    wanted = pdf.next_wanted()
    assert wanted is not None
    assert wanted.rotation == 90
    for _turn in range(3):
        pdf.rotate(90)
    assert pdf.column.layout.places[0] == upright


def test_pixels_of_a_page_that_was_turned_meanwhile_are_not_used(pdf: PdfWidget) -> None:
    wanted = pdf.next_wanted()
    assert wanted is not None
    pdf.rotate(90)
    pdf.put_page(wanted, _bitmap(pdf, wanted))
    assert pdf.held_pages == ()


def test_one_page_at_a_time_turns_with_keys_and_wheel(pdf: PdfWidget, qtbot: QtBot) -> None:
    pdf.set_mode(ZoomMode.PAGE)
    pdf.set_single(is_single=True)
    assert pdf.visible == (0,)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Space):
        qtbot.keyClick(pdf, key)
    assert pdf.visible == (3,)
    qtbot.keyClick(pdf, Qt.Key.Key_PageUp)
    qtbot.keyClick(pdf, Qt.Key.Key_Left)
    assert pdf.visible == (1,)
    qtbot.keyClick(pdf, Qt.Key.Key_End)
    assert pdf.visible == (39,)
    qtbot.keyClick(pdf, Qt.Key.Key_Right)
    assert pdf.visible == (39,)
    qtbot.keyClick(pdf, Qt.Key.Key_Home)
    pdf.set_single(is_single=False)
    assert len(pdf.visible) > 1


def _words() -> PageText:
    """Two lines of five letters, 20 points wide and 30 high each, from (100, 100)."""
    boxes = [
        side
        for line in range(2)
        for letter in range(5)
        for side in (
            100.0 + 20 * letter,
            100.0 + 40 * line,
            120.0 + 20 * letter,
            130.0 + 40 * line,
        )
    ]
    return PageText("ab cdefghi", boxes)


def _point(pdf: PdfWidget, x_pt: float, y_pt: float) -> QPoint:
    place = pdf.column.layout.place(pdf.page)
    assert place is not None
    area, zoom = pdf.area(place), pdf.column.zoom
    return QPoint(round(area.left() + x_pt * zoom), round(area.top() + y_pt * zoom))


def test_text_is_selected_by_dragging_and_by_keys(pdf: PdfWidget, qtbot: QtBot) -> None:
    _draw(pdf)
    pdf.put_text(0, _words())
    before = pdf.viewport().grab().toImage()
    qtbot.mousePress(pdf.viewport(), Qt.MouseButton.LeftButton, pos=_point(pdf, 125, 110))
    qtbot.mouseMove(pdf.viewport(), _point(pdf, 138, 150))
    qtbot.mouseRelease(pdf.viewport(), Qt.MouseButton.LeftButton, pos=_point(pdf, 138, 150))
    assert pdf.selection.part(0) == (1, 7)
    assert len(list(pdf.selection.iter_areas(0))) == 2
    assert pdf.viewport().grab().toImage() != before
    qtbot.keyClick(pdf, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert pdf.selection.part(0) == (1, 8)
    qtbot.mouseDClick(pdf.viewport(), Qt.MouseButton.LeftButton, pos=_point(pdf, 105, 110))
    assert pdf.selection.part(0) == (0, 2)
    qtbot.keyClick(pdf, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert pdf.selection.part(0) == (0, 10)
    qtbot.keyClick(pdf, Qt.Key.Key_Escape)
    assert pdf.selection.range is None


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_pointed_at_as_it_is_seen(pdf: PdfWidget, qtbot: QtBot, turn: int) -> None:
    pdf.put_text(0, _words())
    pdf.rotate(turn)
    letter = turn_area(Area(160.0, 140.0, 20.0, 30.0), _A4, turn)
    middle = _point(pdf, letter.left + letter.width / 2, letter.top + letter.height / 2)
    qtbot.mouseDClick(pdf.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert pdf.selection.part(0) == (3, 10)


def test_a_screen_reader_hears_the_page_and_its_text(pdf: PdfWidget) -> None:
    pdf.put_text(0, _words())
    spoken = QAccessible.queryAccessibleInterface(pdf)
    assert spoken.text(QAccessible.Text.Name) == "Report, page 1 of 40"
    assert spoken.text(QAccessible.Text.Description) == "ab cdefghi"
    pdf.go_to_page(7)
    assert spoken.text(QAccessible.Text.Name) == "Report, page 8 of 40"
    assert spoken.text(QAccessible.Text.Description) == ""


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
