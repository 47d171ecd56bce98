"""What a page needs to be sharp, for every zoom and screen: pure arithmetic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.ui.widgets.pdf_column import PageColumn
from console.ui.widgets.pdf_layout import LARGEST_ZOOM, SMALLEST_ZOOM, ZoomMode, fit_width
from console.ui.widgets.pdf_pages import TILE_PX, WHOLE_PIXELS

_A4 = (595.0, 842.0)
_RATIOS = st.sampled_from([1.0, 1.25, 1.5, 2.0, 3.0])


def _column(zoom: float, size: tuple[float, float] = _A4) -> PageColumn:
    column = PageColumn()
    column.show((size,) * 5)
    column.mode, column.zoom = ZoomMode.FREE, zoom
    column.lay_out(800, 600)
    return column


@given(st.floats(SMALLEST_ZOOM, LARGEST_ZOOM), _RATIOS, st.floats(0, 0.8), st.floats(0, 0.8))
def test_every_point_on_screen_is_drawn_at_the_screens_own_scale(
    zoom: float, ratio: float, across: float, down: float
) -> None:
    column = _column(zoom)
    left, top = across * _A4[0] * zoom, down * _A4[1] * zoom
    seen = (left, top, left + 800, top + 600)
    whole, *tiles = column.iter_wishes(2, ratio, seen)
    assert whole.region is None
    if not tiles:
        assert whole.scale == zoom * ratio
        return
    assert whole.scale < zoom * ratio
    right = min(seen[2], _A4[0] * zoom) * ratio
    bottom = min(seen[3], _A4[1] * zoom) * ratio
    regions = [tile.region for tile in tiles if tile.region is not None]
    assert all(tile.scale == zoom * ratio for tile in tiles)
    assert min(region.left for region in regions) <= left * ratio
    assert min(region.top for region in regions) <= top * ratio
    assert max(region.left + region.width for region in regions) >= right - 1
    assert max(region.top + region.height for region in regions) >= bottom - 1
    assert all(region.width <= TILE_PX and region.height <= TILE_PX for region in regions)


@given(
    st.floats(SMALLEST_ZOOM, LARGEST_ZOOM),
    _RATIOS,
    st.sampled_from([_A4, (20_000.0, 20_000.0), (20_000.0, 3.0)]),
)
def test_no_bitmap_is_larger_than_a_whole_page_may_be(
    zoom: float, ratio: float, size: tuple[float, float]
) -> None:
    for wish in _column(zoom, size).iter_wishes(0, ratio, (0.0, 0.0, 800.0, 600.0)):
        if wish.region is not None:
            assert 0 < wish.region.width * wish.region.height <= TILE_PX * TILE_PX
        else:
            assert size[0] * size[1] * wish.scale**2 <= WHOLE_PIXELS * 1.001


def test_one_page_at_a_time_fits_its_own_width() -> None:
    column = PageColumn()
    column.show((_A4, (1190.0, 842.0)))
    column.mode, column.is_single, column.page = ZoomMode.WIDTH, True, 0
    column.lay_out(800, 600)
    assert column.zoom == fit_width((_A4,), 800)
    assert [place.number for place in column.layout.places] == [0]
    column.page = 1
    column.lay_out(800, 600)
    assert [place.number for place in column.layout.places] == [1]
    column.turn(90)
    assert column.size_pt(1) == (842.0, 1190.0)
