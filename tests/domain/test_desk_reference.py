"""The number handed out: readable however it is typed, and no slip of one character goes unnoticed."""

from __future__ import annotations

import random

import pytest

from console.domain.desk_reference import build_reference, read_reference

_RANDOM = random.Random(4)


def _make() -> str:
    return build_reference(_RANDOM.choice)


def test_it_is_read_back_however_it_is_typed() -> None:
    for _ in range(50):
        number = _make()
        assert read_reference(number) == number
        assert read_reference(f"  {number.lower().replace('-', ' ')} ") == number


@pytest.mark.parametrize(
    "text", ["", "Zoë van der Berg", "7HX", "7HX-2K9Q-7HX", "OIL-1000", "cc-7hx2k9qm4vza"]
)
def test_what_is_none_is_none(text: str) -> None:
    assert read_reference(text) == ""


def test_one_wrong_character_or_two_swapped_are_noticed() -> None:
    for _ in range(20):
        bare = _make().replace("-", "")
        wrong = {bare[:at] + other + bare[at + 1 :] for at in range(len(bare)) for other in "2Z8Q"}
        swapped = {bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :] for at in range(len(bare) - 1)}
        assert all(read_reference(each) == "" for each in (wrong | swapped) - {bare})
