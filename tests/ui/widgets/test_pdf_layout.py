"""The arithmetic of pages in a column, for any document."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from console.pdf.messages import Area
from console.ui.widgets.pdf_layout import (
    GAP,
    LARGEST_ZOOM,
    MARGIN,
    SMALLEST_ZOOM,
    build_layout,
    fit_page,
    fit_width,
    to_percent,
    to_zoom,
    turn_area,
    turn_point_back,
    turn_size,
)

_SIDES = st.floats(10, 5000)
_SIZES = st.lists(st.tuples(_SIDES, _SIDES), min_size=1, max_size=30).map(tuple)
_ZOOMS = st.floats(SMALLEST_ZOOM, LARGEST_ZOOM)


@given(_SIZES, _ZOOMS, st.floats(100, 4000))
def test_pages_never_overlap_and_stay_inside(
    sizes: tuple[tuple[float, float], ...], zoom: float, view: float
) -> None:
    layout = build_layout(sizes, zoom, view)
    assert [place.number for place in layout.places] == list(range(len(sizes)))
    for before, after in pairwise(layout.places):
        assert abs(after.top - before.bottom - GAP) < 1e-6
    assert abs(layout.height - layout.places[-1].bottom - MARGIN) < 1e-6
    assert layout.width >= view
    for place in layout.places:
        assert place.left >= MARGIN - 1e-6
        assert place.left + place.width <= layout.width - MARGIN + 1e-6


@given(_SIZES, _ZOOMS, st.floats(0, 1), st.floats(1, 3000))
def test_visible_pages_are_exactly_those_that_touch_the_view(
    sizes: tuple[tuple[float, float], ...], zoom: float, share: float, seen: float
) -> None:
    layout = build_layout(sizes, zoom, 800)
    top = share * layout.height
    bottom = top + seen
    wanted = tuple(place.number for place in layout.places if place.bottom > top and place.top < bottom)
    assert layout.find_visible(top, bottom) == wanted
    assert 0 <= layout.find_page(top) < len(sizes)


@given(_SIZES, st.floats(200, 4000), st.floats(200, 4000))
def test_fitting_fits(sizes: tuple[tuple[float, float], ...], width: float, height: float) -> None:
    layout = build_layout(sizes, fit_width(sizes, width), width)
    if fit_width(sizes, width) > SMALLEST_ZOOM:
        assert layout.width <= width + 1e-6
    zoom = fit_page(sizes[0], width, height)
    if zoom > SMALLEST_ZOOM:
        assert sizes[0][1] * zoom <= height - 2 * MARGIN + 1e-6
        assert sizes[0][0] * zoom <= width - 2 * MARGIN + 1e-6


@given(st.integers(10, 400))
def test_percent_goes_there_and_back(percent: int) -> None:
    assert to_percent(to_zoom(percent)) == percent


def test_no_document_is_an_empty_column() -> None:
    layout = build_layout((), 1.0, 500)
    assert layout.find_visible(0, 1000) == ()
    assert layout.find_page(10) == 0
    assert layout.height == 0


@given(
    st.tuples(_SIDES, _SIDES), st.floats(0, 0.9), st.floats(0, 0.9), st.sampled_from([0, 90, 180, 270, 360])
)
def test_what_stands_on_a_turned_page_is_on_it_and_is_found_again(
    size: tuple[float, float], across: float, down: float, rotation: int
) -> None:
    area = Area(across * size[0], down * size[1], 0.1 * size[0], 0.1 * size[1])
    turned = turn_area(area, size, rotation)
    width, height = turn_size(size, rotation)
    assert -1e-6 <= turned.left <= turned.left + turned.width <= width + 1e-6
    assert -1e-6 <= turned.top <= turned.top + turned.height <= height + 1e-6
    middle = turn_point_back(turned.left + turned.width / 2, turned.top + turned.height / 2, size, rotation)
    assert abs(middle[0] - area.left - area.width / 2) < 1e-6 * size[0]
    assert abs(middle[1] - area.top - area.height / 2) < 1e-6 * size[1]


def test_a_quarter_turn_brings_the_upper_left_corner_to_the_right() -> None:
    assert turn_area(Area(0, 0, 10, 5), (200.0, 100.0), 90) == Area(95, 0, 5, 10)
    assert turn_area(Area(0, 0, 10, 5), (200.0, 100.0), 270) == Area(0, 190, 5, 10)
