"""The size of a painted code as tables: screens, scales, lengths, wishes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.toolkit.code_size import (
    MOST_MM,
    SMALLEST_MODULE_MM,
    SMALLEST_MODULE_PX,
    Undrawable,
    find_code_size,
    to_pixels_a_mm,
)

_96 = 96 / 25.4


@pytest.mark.parametrize(
    ("width_px", "width_mm", "ratio", "dpi"),
    [
        (1920, 508, 1.0, 96.0),
        (3840, 600, 2.0, 162.56),
        (2880, 286, 2.0, 255.78),
        # Outside 70 to 400, and no size at all: 96 at 100 %.
        (1920, 0, 1.0, 96.0),
        (1920, 0, 3.0, 288.0),
        (1920, 160, 1.0, 304.8),
        (1920, 100, 1.0, 96.0),
        (1920, 1600, 1.0, 96.0),
        (1920, 696.6, 1.0, 70.0),
        (1920, 700, 1.0, 96.0),
    ],
)
def test_a_screens_own_dots_count_where_they_can_be_true(
    width_px: float, width_mm: float, ratio: float, dpi: float
) -> None:
    assert to_pixels_a_mm(width_px, width_mm, ratio) * 25.4 == pytest.approx(dpi, rel=1e-3)


@pytest.mark.parametrize(
    ("modules", "wanted", "dots", "room", "module", "refusal"),
    [
        # 120 mm at 96 dots an inch are 453 pixels.
        (37, 120, _96, 1000, 12, None),
        (77, 120, _96, 1000, 6, None),
        (77, 80, _96, 1000, 5, None),
        # Less room than wished for: as large as it can be.
        (37, 120, _96, 300, 8, None),
        # Grows beyond the wish before it is refused: 0.9 mm are 10 pixels here.
        (121, 80, 255 / 25.4, 2000, 10, None),
        (77, 120, _96, 384, 0, Undrawable.ROOM),
        (77, 120, _96, 385, 5, None),
        (137, 120, _96, 5000, 0, Undrawable.TEXT),
        # Never above 180 mm, not even by rounding.
        (61, 180, _96, 5000, 11, None),
    ],
)
def test_a_module_is_as_near_the_wish_as_is_allowed(
    modules: int, wanted: int, dots: float, room: int, module: int, refusal: Undrawable | None
) -> None:
    assert find_code_size(modules, wanted, dots, room) == (module, module * modules, refusal)


@given(
    modules=st.integers(29, 185),
    wanted=st.integers(80, MOST_MM),
    dpi=st.floats(70, 400),
    room=st.integers(50, 4000),
)
def test_whatever_is_painted_can_be_read(modules: int, wanted: int, dpi: float, room: int) -> None:
    dots = dpi / 25.4
    size = find_code_size(modules, wanted, dots, room)
    if size.refusal is None:
        assert size.module_px >= SMALLEST_MODULE_PX
        assert size.module_px / dots >= SMALLEST_MODULE_MM - 1e-6
        assert size.side_px == size.module_px * modules <= min(room, MOST_MM * dots)
    else:
        least = max(SMALLEST_MODULE_PX, SMALLEST_MODULE_MM * dots)
        assert (least + 1) * modules > min(room, MOST_MM * dots)
