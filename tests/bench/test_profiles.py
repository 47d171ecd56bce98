"""Filled profiles: what is copied inside the database is what taking it in would have made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.base.clock import SystemClock
from console.bench.multiplying import multiply
from console.bench.profiles import find_filled_profile, make_filled_profile
from console.domain.listing import ListQuery, SortColumn
from console.parts import load_rules
from console.store.driver import Access, connect
from console.store.store import Store, open_store
from console.vault.profile import Profile, open_profile

RECORDED = 120
FACTOR = 3


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    folder = tmp_path_factory.mktemp("filled") / "profile"
    make_filled_profile(folder, RECORDED)
    opened = open_profile(folder, simulator=True)
    multiply(opened.store_path, opened.db_key, RECORDED, FACTOR)
    return opened


@pytest.fixture
def store(profile: Profile) -> Iterator[Store]:
    opened = open_store(profile.store_path, profile.db_key, SystemClock(), "tester", load_rules)
    yield opened
    opened.close()


def test_every_record_is_there_once_and_can_be_found(store: Store) -> None:
    total = RECORDED * FACTOR
    rows = store.read.load_verifications(ListQuery(), 0, 1000)
    assert len({row.key for row in rows}) == len(rows) == store.read.count_verifications(ListQuery()) == total
    assert len(store.read.load_customers(ListQuery(), 0, 1000)) == total
    for number in (1, RECORDED, RECORDED + 1, total):
        [found] = store.read.load_verifications(ListQuery(text=f"{number:07d}"), 0, 10)
        case = store.read.load_case(found.key)
        assert case is not None
        assert case.customer is not None
        assert case.customer.name == found.customer_name
        assert case.verification.id == found.key.id
    assert store.verify() == ()


def test_copied_lines_are_those_that_would_be_made(store: Store, profile: Profile) -> None:
    before = _entries(profile)
    assert len(before) == RECORDED * FACTOR
    connection = connect(profile.store_path, profile.db_key, Access.WRITE)
    connection.execute("UPDATE list_state SET rules = ''")
    connection.close()
    while store.write_now(lambda work: work.refold_lists(50)):
        pass
    assert _entries(profile) == before


def test_some_need_a_person_and_some_have_one(store: Store) -> None:
    inbox = store.read.count_inbox(ListQuery())
    assert 0.05 * RECORDED * FACTOR < inbox < 0.4 * RECORDED * FACTOR
    assert store.read.load_verifications(ListQuery(assignees=frozenset({"Mia Lind"})), 0, 1)
    assert store.read.load_verifications(ListQuery(has_report=True, sort=SortColumn.CREATED), 0, 1)


def test_a_profile_is_made_once_in_a_run(tmp_path: Path) -> None:
    made = find_filled_profile(tmp_path, 20)
    changed = (made / "console.db").stat().st_mtime_ns
    assert find_filled_profile(tmp_path, 20) == made
    assert (made / "console.db").stat().st_mtime_ns == changed


def _entries(profile: Profile) -> list[tuple[object, ...]]:
    connection = connect(profile.store_path, profile.db_key, Access.READ)
    try:
        return connection.execute("SELECT * FROM verification_entry ORDER BY place").fetchall()
    finally:
        connection.close()
