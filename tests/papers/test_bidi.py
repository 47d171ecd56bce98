"""The order in which text of two directions is painted, against lines worked out by hand from the algorithm's rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.papers.bidi import build_runs, is_rtl


def _paint(text: str, *, from_right: bool) -> str:
    """The letters from left to right, as they stand on the paper."""
    return "".join(
        run.text[::-1] if run.is_rtl else run.text for run in build_runs(text, from_right=from_right)
    )


@pytest.mark.parametrize(
    ("text", "from_right", "painted"),
    [
        ("Name 12", False, "Name 12"),
        ("אבג", True, "גבא"),
        # A number in Hebrew keeps its digits' order, and so does what belongs to it.
        ("אב 12.50 גד", True, "דג 12.50 בא"),
        ("אב 50%", True, "50% בא"),
        # European digits after Arabic letters are a number of their own; a minus before one is not.
        ("ابج -12", True, "12- جبا"),
        # A name in the middle of an English sentence, with the comma behind it where the sentence has it.
        ("to דוד, born 1990", False, "to דוד, born 1990"[:3] + "דוד"[::-1] + ", born 1990"),
        ("(אב)", True, "(בא)"[::-1][::-1].replace("(", "<").replace(")", "(").replace("<", ")")),
        ("abc אבג", True, "גבא abc"),
        ("abc   ", True, "   abc"),
        ("", True, ""),
    ],
)
def test_lines_are_painted_as_the_algorithm_says(text: str, from_right: bool, painted: str) -> None:
    assert _paint(text, from_right=from_right) == painted


def test_the_first_strong_letter_gives_the_direction() -> None:
    assert is_rtl("12 (אב) abc")
    assert not is_rtl("12 (ab) אבג")
    assert not is_rtl("123")


@given(text=st.text(alphabet="abאבجد12٣ ,.-()%", max_size=30), from_right=st.booleans())
def test_no_letter_is_lost_or_doubled(text: str, from_right: bool) -> None:
    assert sorted(_paint(text, from_right=from_right)) == sorted(text)
