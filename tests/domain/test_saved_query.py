"""Kept filters: everything comes back, days move with the calendar, what is not known is passed over."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.account import AccountId
from console.domain.date_range import DateRange, Span
from console.domain.environment import ProviderId
from console.domain.listing import ListQuery, SortColumn
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.domain.saved_query import SavedQuery, read_words, to_words

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)

QUERIES = st.builds(
    ListQuery,
    text=st.text(max_size=30),
    providers=st.frozensets(st.text(min_size=1, max_size=5).map(ProviderId)),
    accounts=st.frozensets(st.text(min_size=1, max_size=5).map(AccountId)),
    phases=st.frozensets(st.sampled_from(Phase)),
    label=st.text(max_size=10),
    severities=st.frozensets(st.sampled_from(Severity)),
    assignees=st.frozensets(st.text(max_size=10)),
    has_report=st.none() | st.booleans(),
    overdue=st.booleans(),
    sort=st.sampled_from(SortColumn),
    descending=st.booleans(),
)
DAYS = st.none() | st.builds(
    DateRange, st.sampled_from(Span), st.none() | st.dates(), st.none() | st.dates(), st.booleans()
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(QUERIES, DAYS, st.booleans())
def test_it_comes_back_through_text(query: ListQuery, days: DateRange | None, mine: bool) -> None:
    saved = SavedQuery(query, days, mine)
    assert read_words(json.loads(json.dumps(to_words(saved)))) == saved


@given(
    st.dictionaries(
        st.sampled_from(
            ["text", "label", "providers", "phases", "severities", "report", "days", "sort", "mine"]
        ),
        ANYTHING,
    )
)
def test_whatever_stands_there_is_read(words: dict[str, object]) -> None:
    saved = read_words(words)
    assert isinstance(saved.query, ListQuery)
    assert saved.resolve(NOW, "Mia") == saved.resolve(NOW, "Mia")


def test_a_phase_of_a_newer_program_does_not_narrow() -> None:
    saved = read_words({"phases": ["approved", "levitating"], "sort": "colour", "days": {"span": "decade"}})
    assert saved == SavedQuery(ListQuery(phases=frozenset({Phase.APPROVED})))


@pytest.mark.parametrize(("span", "days"), [(Span.TODAY, 0), (Span.WEEK, 6), (Span.MONTH, 29)])
def test_days_move_with_the_calendar(span: Span, days: int) -> None:
    for now in (NOW, NOW + timedelta(days=3)):
        query = SavedQuery(ListQuery(), DateRange(span)).resolve(now, "")
        assert query.since is not None
        assert query.since.astimezone().date() == now.astimezone().date() - timedelta(days=days)
        assert query.since.astimezone().time() == datetime.min.time()
        assert query.until is None


def test_days_of_ones_own_are_whole_days() -> None:
    days = DateRange(Span.CUSTOM, date(2026, 3, 1), date(2026, 3, 2), of_making=True)
    query = SavedQuery(ListQuery(), days).resolve(NOW, "")
    assert query.created_since is not None
    assert query.created_until is not None
    assert query.created_until - query.created_since == timedelta(days=2)
    assert (query.since, query.until) == (None, None)
    assert DateRange(Span.CUSTOM, None, date(2026, 3, 2)).bounds(NOW)[0] is None


def test_mine_is_whoever_works() -> None:
    saved = SavedQuery(ListQuery(assignees=frozenset({"Jo"})), is_mine=True)
    assert saved.resolve(NOW, "Mia").assignees == frozenset({"Jo", "Mia"})
    assert saved.resolve(NOW, "Jo").assignees == frozenset({"Jo"})
    # An empty name is nobody's: before it is known who works, nobody's rows must not pass for one's own.
    assert SavedQuery(ListQuery(), is_mine=True).resolve(NOW, "").assignees == frozenset()
