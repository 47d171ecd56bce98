"""Neutralising: nothing a spreadsheet could run survives, and nothing else is touched."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.papers.cells import clean, is_formula_like, neutralise, to_text

_STARTS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20\u2212"
_SKIPPED = " \t\n\r\x0b\x00\x1f\x7f\u00a0\u00ad\u200b\u200e\u2028\u202e\u3000\ufeff\U000e0001"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30 1234",
        "-2",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\r\n=1",
        "  =1",
        "\ufeff=1",
        "\u200b\u202e=1",
        "＝1",
        "\n\n@x",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralise(text).startswith("'")
    assert neutralise(text)[1:] == clean(text)


@pytest.mark.parametrize(
    "text",
    ["", "Łukasz", "王芳", "a=1", "1-2", "'=1", "é+", "🙂 -", "(555) 1", "محمد", "#REF!", "/cmd", "|x"],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert neutralise(text) == text


@given(st.text(_SKIPPED, max_size=6), st.sampled_from(_STARTS), st.text(max_size=20))
def test_a_formula_never_hides_behind_invisible_characters(before: str, start: str, rest: str) -> None:
    assert neutralise(before + start + rest).startswith("'")


@given(st.text(max_size=40))
def test_no_text_comes_out_as_a_formula_or_unreadable(text: str) -> None:
    safe = neutralise(text)
    assert not is_formula_like(safe)
    safe.encode("utf-8")
    assert not any(
        unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n"
        for character in safe
        if not 0x80 <= ord(character) <= 0x9F
    )
    assert clean(safe) == safe


@given(st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none())
def test_numbers_are_no_text_and_keep_their_sign(value: object) -> None:
    assert not to_text(value).startswith("'")  # pyright: ignore[reportArgumentType]


def test_moments_are_utc_to_the_second() -> None:
    moment = datetime(2026, 3, 4, 1, 2, 3, 999, tzinfo=timezone(timedelta(hours=2)))
    assert to_text(moment) == "2026-03-03T23:02:03Z"
    assert to_text(datetime(2026, 3, 4, tzinfo=UTC)) == "2026-03-04T00:00:00Z"


def test_line_ends_are_line_feeds_and_nul_is_seen() -> None:
    assert clean("a\r\nb\rc\x00\ud800") == "a\nb\nc\ufffd\ufffd"
    assert (to_text(None), to_text(True), to_text(False)) == ("", "yes", "no")
