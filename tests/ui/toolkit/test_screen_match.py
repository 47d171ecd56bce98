"""Remembered screens as a table: sockets, serial numbers, places, mirrors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.toolkit.screen_match import ScreenFacts, find_mirrors, find_screen, read_screen_facts

_LAPTOP = ScreenFacts("eDP-1", "", 0, 0, 1920, 1080)
_DESK = ScreenFacts("HDMI-1", "A1", 1920, 0, 1920, 1080)
_OTHER = ScreenFacts("HDMI-1", "B2", 1920, 0, 1920, 1080)
_PLAIN = ScreenFacts("HDMI-1", "", 1920, 0, 1920, 1080)


@pytest.mark.parametrize(
    ("wanted", "screens", "found"),
    [
        (_DESK, [_LAPTOP, _DESK], 1),
        # The same socket, another screen.
        (_DESK, [_LAPTOP, _OTHER], None),
        # The same screen in another socket, at another place.
        (_DESK, [_LAPTOP, _DESK._replace(name="DP-3", x=-1920)], 1),
        (_PLAIN, [_LAPTOP, _PLAIN._replace(width=1280, height=720)], 1),
        (_PLAIN, [_LAPTOP], None),
        # Two of one name: the one whose place and size are the remembered ones.
        (_PLAIN, [_PLAIN._replace(x=0, width=800), _PLAIN], 1),
        # A driver that tells the serial number only now and then.
        (_DESK, [_LAPTOP, _PLAIN], 1),
        (_DESK, [], None),
    ],
)
def test_the_remembered_screen_is_found(
    wanted: ScreenFacts, screens: list[ScreenFacts], found: int | None
) -> None:
    assert find_screen(wanted, screens) == found


def test_screens_that_show_the_same_are_mirrors() -> None:
    smaller = _PLAIN._replace(name="VGA-1", x=0, width=1600, height=900)
    assert find_mirrors([_LAPTOP, _DESK]) == frozenset()
    assert find_mirrors([_LAPTOP, _LAPTOP._replace(name="HDMI-1")]) == {0, 1}
    assert find_mirrors([_LAPTOP, smaller, _DESK]) == {0, 1}


@given(st.text(max_size=8), st.text(max_size=8), st.integers(-9999, 9999))
def test_what_is_remembered_is_read_back(name: str, serial: str, x: int) -> None:
    facts = ScreenFacts(name, serial, x, 0, 1920, 1080)
    assert read_screen_facts(facts.to_text()) == facts


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '["a","b",1,2,3]', '["a","b",1,2,3,"4"]', '[1,"b",1,2,3,4]', "[" * 9]
)
def test_a_spoilt_memory_is_no_screen(text: str) -> None:
    assert read_screen_facts(text) is None
