"""Words for phases, times, sizes and errors: complete and exact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from console.domain import errors
from console.domain.account import LinkState
from console.domain.errors import ConsoleError
from console.domain.phase import Phase
from console.domain.provider import Environment
from console.domain.risk import Severity
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.words import (
    age,
    environment_word,
    exact_time,
    link_word,
    phase_word,
    relative_time,
    severity_word,
    size_text,
)

_NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def test_every_value_has_a_word_of_its_own() -> None:
    for words in (
        [phase_word(phase) for phase in Phase],
        [severity_word(severity) for severity in Severity],
        [environment_word(environment) for environment in Environment],
        [link_word(link) for link in LinkState],
    ):
        assert all(words)
        assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "just now"),
        (9, "just now"),
        (10, "10 s ago"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (86399, "23 h ago"),
        (86400, "1 d ago"),
        (6 * 86400, "6 d ago"),
        (-30, "just now"),
    ],
)
def test_times_in_lists_are_relative(seconds: int, shown: str) -> None:
    assert relative_time(_NOW - timedelta(seconds=seconds), _NOW) == shown


def test_old_and_future_times_are_dates_and_unknown_ones_empty() -> None:
    assert relative_time(_NOW - timedelta(days=8), _NOW) == "2026-02-24"
    assert relative_time(_NOW + timedelta(days=2), _NOW) == "2026-03-06"
    assert relative_time(None, _NOW) == ""
    assert exact_time(None) == ""


def test_exact_times_name_their_zone() -> None:
    local = _NOW.astimezone()
    assert exact_time(_NOW) == f"{local:%Y-%m-%d %H:%M:%S} {local:%Z}"


def test_ages_never_are_negative() -> None:
    assert age(_NOW + timedelta(seconds=5), _NOW) == "0 s"
    assert age(_NOW - timedelta(seconds=61), _NOW) == "1 min"
    assert age(None, _NOW) == ""


def test_sizes_are_decimal() -> None:
    assert [size_text(size) for size in (12, 1500, 2_340_000)] == ["12 bytes", "2 kB", "2.3 MB"]


def _leaves(kind: type[ConsoleError]) -> list[type[ConsoleError]]:
    # Of the tree itself: which other modules have been imported by now is not the same in every run.
    below = [one for one in kind.__subclasses__() if one.__module__ == errors.__name__]
    return [leaf for one in below for leaf in _leaves(one)] if below else [kind]


@pytest.mark.parametrize("leaf", _leaves(errors.ConsoleError), ids=lambda leaf: leaf.__name__)
def test_every_way_to_fail_has_a_title_and_keeps_its_own_sentence(leaf: type[ConsoleError]) -> None:
    words = describe_error(leaf("The sentence for people.", "secret detail"))
    assert words.text == "The sentence for people."
    assert words.title
    assert "secret detail" not in f"{words}"


def test_a_mistake_of_ours_is_named_as_one_and_shows_no_inside() -> None:
    words = describe_error(RuntimeError("/home/someone/x.py: token=abc"))
    assert "token" not in f"{words}"
    assert words.title == "The console made a mistake"
