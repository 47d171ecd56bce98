"""What the dictionary said on which day: before anything was kept, between changes, and of entries that came or went."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.domain.environment import ProviderId
from console.domain.label_history import DayMeaning, LabelHistory, PastMeaning, find_moved
from console.domain.labels import LabelName
from console.domain.risk import LabelKind, LabelMeaning, Severity

_PROVIDER = ProviderId("iron")
_NAME = LabelName(_PROVIDER, LabelKind.CODE, "ODD")
_BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
_CHANGED = _BEGAN + timedelta(days=30)
_HOUR = timedelta(hours=1)
_OLD = LabelMeaning(Severity.WARN, "Odd", "Something is odd.", False, "the selfie", "the source", "2026-01")
_NEW = replace(_OLD, severity=Severity.HIGH, meaning="It is worse than odd.", version="2026-04")
_HISTORY = LabelHistory(_BEGAN, (PastMeaning(_NAME, _BEGAN, _OLD), PastMeaning(_NAME, _CHANGED, _NEW)))
_CAME = LabelHistory(_BEGAN, (PastMeaning(_NAME, _CHANGED, _NEW),))
_WENT = LabelHistory(_BEGAN, (PastMeaning(_NAME, _BEGAN, _OLD), PastMeaning(_NAME, _CHANGED, None)))


@pytest.mark.parametrize(
    ("history", "today", "day", "found"),
    [
        (_HISTORY, _NEW, _CHANGED - _HOUR, DayMeaning(_OLD, _NEW, _CHANGED, is_todays=False)),
        (_HISTORY, _NEW, _CHANGED, DayMeaning(_NEW)),
        (_HISTORY, _NEW, _BEGAN, DayMeaning(_OLD, _NEW, _CHANGED, is_todays=False)),
        (
            _HISTORY,
            _NEW,
            _BEGAN - _HOUR,
            DayMeaning(_OLD, _NEW, _CHANGED, is_todays=False, kept_from=_BEGAN),
        ),
        (_CAME, _NEW, _CHANGED - _HOUR, DayMeaning(None, _NEW, _CHANGED, is_todays=False)),
        (_CAME, _NEW, _CHANGED + _HOUR, DayMeaning(_NEW)),
        (_WENT, None, _CHANGED - _HOUR, DayMeaning(_OLD, None, _CHANGED, is_todays=False)),
        (_WENT, None, _CHANGED + _HOUR, DayMeaning(None)),
        (LabelHistory(), _NEW, _BEGAN, DayMeaning(_NEW)),
        (LabelHistory(_BEGAN), None, _CHANGED, DayMeaning(None)),
    ],
)
def test_the_words_of_a_day_and_todays_where_they_are_others(
    history: LabelHistory, today: LabelMeaning | None, day: datetime, found: DayMeaning
) -> None:
    assert history.find_day(_NAME, today, day) == found


@pytest.mark.parametrize(
    ("history", "today", "seen_at", "found"),
    [
        (_HISTORY, _NEW, _CHANGED - _HOUR, DayMeaning(_NEW, _OLD, _CHANGED)),
        (_HISTORY, _NEW, _CHANGED + _HOUR, DayMeaning(_NEW)),
        (_CAME, _NEW, _BEGAN, DayMeaning(_NEW, None, _CHANGED)),
        (_WENT, None, _BEGAN, DayMeaning(None, _OLD, _CHANGED)),
        (LabelHistory(_BEGAN, (PastMeaning(_NAME, _BEGAN, _OLD),)), _OLD, _BEGAN - _HOUR, DayMeaning(_OLD)),
        (LabelHistory(), _NEW, _BEGAN, DayMeaning(_NEW)),
        (
            LabelHistory(_BEGAN, (PastMeaning(_NAME, _BEGAN, _NEW), PastMeaning(_NAME, _CHANGED, _NEW))),
            _NEW,
            _BEGAN,
            DayMeaning(_NEW),
        ),
    ],
)
def test_todays_words_and_those_before_where_they_changed_after_the_label_was_here(
    history: LabelHistory, today: LabelMeaning | None, seen_at: datetime, found: DayMeaning
) -> None:
    assert history.find_today(_NAME, today, seen_at) == found


def test_what_is_told_of_one_label_is_not_told_of_another() -> None:
    other = replace(_NAME, kind=LabelKind.TAG)
    assert _HISTORY.find_day(other, None, _CHANGED) == DayMeaning(None)
    assert _HISTORY.find_today(other, _OLD, _BEGAN) == DayMeaning(_OLD)


def test_only_what_moved_is_written_down() -> None:
    gone = replace(_NAME, value="GONE")
    long_gone = replace(_NAME, value="LONG GONE")
    same = replace(_NAME, value="SAME")
    said = {_NAME: _NEW, same: _OLD}
    kept = {_NAME: _OLD, gone: _OLD, long_gone: None, same: _OLD}
    assert find_moved(kept, said) == {_NAME: _NEW, gone: None}
    assert find_moved({}, said) == said
