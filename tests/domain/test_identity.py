"""Two values told of a person say the same or not: order, case, marks and scripts of names, dates as dates."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.identity import Agreement, compare_values, to_date, to_name_parts

_WORDS = st.lists(
    st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=8), min_size=1, max_size=5
)


@given(_WORDS, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_of_a_name_makes_no_difference(words: list[str], random: Random) -> None:
    shuffled = words.copy()
    random.shuffle(shuffled)
    assert to_name_parts(" ".join(words)) == to_name_parts(", ".join(shuffled))


@given(_WORDS)
def test_spaces_and_hyphens_between_parts_make_no_difference(words: list[str]) -> None:
    assert (
        to_name_parts("-".join(words))
        == to_name_parts("  ".join(words))
        == to_name_parts(" " + " ".join(words))
    )


@given(st.text(max_size=40))
def test_any_text_has_parts_and_says_the_same_as_itself(text: str) -> None:
    assert list(to_name_parts(text)) == sorted(to_name_parts(text))
    expected = Agreement.SAME if text else Agreement.ONE_SIDED
    assert compare_values("full_name", text, text) is expected


@given(_WORDS, _WORDS)
def test_comparing_names_is_the_same_from_either_side(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert compare_values("full_name", first, second) is compare_values("full_name", second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë van der Berg", "BERG ZOE VAN DER"),  # Latin, marks and case
        ("Łukasz Żółć", "ZOLC, Lukasz"),
        ("O'Brien Séan", "Sean O\u2019Brien"),
        ("Nagy Éva", "Éva Nagy"),  # Hungarian: the family's name first
        ("山田 太郎", "太郎山田"),  # Japanese
        ("王 小明", "小明 王"),  # Chinese
        ("김 민준", "민준김"),  # Korean
        ("Юлія Ґалаґан", "ґалаґан юлія"),  # Cyrillic
        ("Ελένη Παπαδοπούλου", "ΠΑΠΑΔΟΠΟΥΛΟΥ ΕΛΕΝΗ"),  # Greek
        ("محمد علي", "علي محمد"),  # Arabic
        ("דוד לוי", "לוי דוד"),  # Hebrew
        ("अनिल कुमार", "कुमार अनिल"),  # Devanagari
        ("สมชาย ใจดี", "ใจดี สมชาย"),  # Thai
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert compare_values("full_name", one, other) is Agreement.SAME


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ann Lee", "Anne Lee", Agreement.DIFFERENT),
        ("Ann Lee", "Ann Maria Lee", Agreement.DIFFERENT),
        ("山田 太郎", "山田 次郎", Agreement.DIFFERENT),
        ("Юлія Ґалаґан", "Yuliia Galagan", Agreement.OTHER_SCRIPT),
        ("", "Ann Lee", Agreement.ONE_SIDED),
    ],
)
def test_names_that_are_not_said_to_be_one(one: str, other: str, expected: Agreement) -> None:
    assert compare_values("full_name", one, other) is expected


@pytest.mark.parametrize(
    ("field", "one", "other", "expected"),
    [
        ("full_name", "सुमन", "समन", Agreement.DIFFERENT),  # Devanagari: a vowel sign
        ("full_name", "かき", "がぎ", Agreement.DIFFERENT),  # Japanese: voiced and unvoiced
        ("full_name", "カキ", "ｶｷ", Agreement.SAME),  # half as wide, the same signs
        ("full_name", "がく", "か\u3099く", Agreement.SAME),  # one sign or two
        ("full_name", "สมศักดิ์", "สมศกด", Agreement.DIFFERENT),  # Thai: vowels above
        ("full_name", "कुमार सुमन", "सुमन कुमार", Agreement.SAME),
        ("full_name", "Андрій", "АНДРІИ", Agreement.SAME),
        ("email", "jose@mail.example", "josé@mail.example", Agreement.DIFFERENT),
        ("email", "José@Mail.example ", "jose\u0301@mail.example", Agreement.SAME),
        ("email", "a@mail.example", "а@mail.example", Agreement.DIFFERENT),  # the second is Cyrillic
        ("address", "Königstraße 1", "KONIGSTRASSE 1", Agreement.SAME),
    ],
)
def test_marks_that_mean_something_make_a_difference(
    field: str, one: str, other: str, expected: Agreement
) -> None:
    assert compare_values(field, one, other) is expected
    assert compare_values(field, other, one) is expected


def test_only_names_may_stand_in_another_order() -> None:
    assert compare_values("address", "Main 12 Berlin", "Berlin 12 Main") is Agreement.DIFFERENT


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_is_one_day_however_it_is_written(day: date) -> None:
    spellings = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.isoformat()}T00:00:00Z",
    ]
    assert {to_date(spelling) for spelling in spellings} == {day}
    for spelling in spellings:
        assert compare_values("birth_date", day.isoformat(), spelling) is Agreement.SAME


@pytest.mark.parametrize("text", ["03/04/1990", "1990", "1990-13-01", "31.02.1990", "", "soon", "1990-0405"])
def test_what_names_no_day_or_may_be_read_in_two_ways_is_none(text: str) -> None:
    assert to_date(text) is None


@pytest.mark.parametrize(
    ("text", "day"), [("31/01/1990", date(1990, 1, 31)), ("01/31/1990", date(1990, 1, 31))]
)
def test_a_slashed_date_counts_where_it_can_be_read_in_one_way_only(text: str, day: date) -> None:
    assert to_date(text) == day


@pytest.mark.parametrize(
    ("field", "one", "other", "expected"),
    [
        ("nationality", "GRC", "GR", Agreement.SAME),
        ("document_country", "gr", "GRC", Agreement.SAME),
        ("residence_country", "DEU", "DE", Agreement.SAME),
        ("nationality", "GRC", "DE", Agreement.DIFFERENT),
        ("nationality", "AUS", "AT", Agreement.DIFFERENT),
        ("nationality", "QQ", "QQQ", Agreement.DIFFERENT),
        ("document_number", "GRC", "GR", Agreement.DIFFERENT),
    ],
)
def test_a_country_is_the_same_in_two_letters_and_in_three(
    field: str, one: str, other: str, expected: Agreement
) -> None:
    assert compare_values(field, one, other) is expected
    assert compare_values(field, other, one) is expected
