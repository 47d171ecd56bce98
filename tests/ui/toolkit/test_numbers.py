"""Numbers, durations, shares and days as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from console.ui.toolkit.numbers import day_text, duration_text, full_day_text, number_text, percent_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (15_000, "4 h 10 min"),
        (86_400, "1 d"),
        (266_400, "3 d 2 h"),
    ],
)
def test_durations_have_their_two_largest_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_numbers_have_separators_wherever_this_runs() -> None:
    assert "".join(character for character in number_text(1_234_567) if character.isdigit()) == "1234567"
    assert len(number_text(1_234_567)) == 9
    assert number_text(2.0) == "2"


def test_a_share_of_nothing_is_empty() -> None:
    assert percent_text(1, 0) == ""
    assert percent_text(1, 3) == "33 %"


def test_days() -> None:
    assert full_day_text(date(2026, 11, 2)) == "2026-11-02"
    assert "2" in day_text(date(2026, 11, 2))
