"""List windows against a list sorted and filtered in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.domain.account import Account
from console.domain.customer import Customer, CustomerId
from console.domain.listing import CustomerRow, ListQuery, SortColumn, VerificationRow
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.risk import LabelKind, LabelRef, Severity
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import KnownRecord, Snapshot, Verification, VerificationId, VerificationKey
from console.store.queries import windows
from console.store.store import Store
from tests.support.stores import NOON, StillClock, key_of, new_account, new_snapshot, new_store, record

ACCOUNTS = (
    new_account("Iron one", "iron"),
    new_account("Iron two", "iron"),
    new_account("Proofme", "proofme"),
)
NAMES = ("Łukasz Nowak", "lukasz zając", "Ólafur", "王芳", "Anna", "anna", "Ƶoe", "", "Straße")
STATUSES = ("Pending", "Approved", "declined", "IN_REVIEW")
LABELS = ("pep", "name_mismatch", "expired")
PEOPLE = ("Mia", "jo", "Zoë")
# Late enough for those in front of the page to be overdue, too early for those in review.
LATER = NOON + timedelta(hours=3)
COUNT = 240
CROWD = 6000


class World:
    """What was recorded, kept in Python too, newest change first."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows: list[VerificationRow] = []


def _snapshot(chooser: random.Random, number: int) -> Snapshot:
    # Few minutes and few customers: many values are equal.
    updated_at = NOON - timedelta(minutes=chooser.randrange(40))
    owner = CustomerId(f"c{chooser.randrange(60)}")
    named = random.Random(owner)
    labels = tuple(LabelRef(LabelKind.LABEL, label) for label in chooser.sample(LABELS, chooser.randrange(4)))
    return Snapshot(
        Verification(
            VerificationId(f"v{number}"),
            owner,
            chooser.choice(tuple(Phase)),
            chooser.choice(STATUSES),
            updated_at - timedelta(minutes=chooser.randrange(5)),
            updated_at,
            labels=labels,
        ),
        customer=Customer(
            owner, named.choice(NAMES), f"{named.randrange(9)}@mail.example", f"r{named.randrange(30)}"
        ),
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    clock = StillClock()
    store = new_store(tmp_path_factory.mktemp("lists"), *ACCOUNTS, clock=clock)
    chooser = random.Random(5)
    for account in ACCOUNTS:
        for start in range(0, COUNT, 60):
            record(store, account, *(_snapshot(chooser, number) for number in range(start, start + 60)))
    world = World(store)
    for person in PEOPLE:
        store.write_now(lambda work, person=person: work.ensure_person(person))
    for account in ACCOUNTS:
        _work_on(store, chooser, account)
        keys = tuple(key_of(account, number) for number in range(COUNT))
        world.rows += store.read.load_verification_rows(keys)
    world.rows.sort(key=lambda row: (row.updated_at, _made(row)), reverse=True)
    clock.moment = LATER
    yield world
    store.close()


def _work_on(store: Store, chooser: random.Random, account: Account) -> None:
    """Reports for some of an account's verifications, people for others."""
    for number in chooser.sample(range(COUNT), 60):
        key = key_of(account, number)
        report = Report(key, "pdf", 1, "0" * 64, NOON, "", "", f"{account.id}-{number}")
        event = TimelineEvent(NOON, "report_stored", EventSource.US)
        store.write_now(lambda work, report=report, event=event: work.save_report(report, event))
    for number in chooser.sample(range(COUNT), 60):
        who = chooser.choice(PEOPLE)
        store.write_now(lambda work, n=number, who=who: work.assign(key_of(account, n), who))


def _made(row: VerificationRow) -> tuple[int, int]:
    """In which order records were made: account by account, number by number."""
    return [account.id for account in ACCOUNTS].index(row.key.account_id), int(row.key.id[1:])


_FOLDED = str.maketrans("łóąƶ", "loaz")


def _fold(text: str) -> str:
    return text.casefold().translate(_FOLDED)


_ORDERS: dict[SortColumn, Callable[[VerificationRow], object]] = {
    SortColumn.CUSTOMER: lambda row: _fold(row.customer_name),
    SortColumn.PROVIDER: lambda row: row.provider,
    SortColumn.PHASE: lambda row: tuple(Phase).index(row.phase),
    SortColumn.STATUS: lambda row: row.raw_status.lower(),
    SortColumn.REFERENCE: lambda row: row.reference,
    SortColumn.EMAIL: lambda row: row.email,
    SortColumn.LABELS: lambda row: len(row.labels),
    SortColumn.SEVERITY: lambda row: -1 if row.severity is None else row.severity.rank,
    SortColumn.ASSIGNEE: lambda row: row.assignee.encode(),
    SortColumn.REPORT: lambda row: row.has_report,
    SortColumn.CREATED: lambda row: row.created_at,
}


def _expect(world: World, query: ListQuery) -> list[VerificationRow]:
    rows = [row for row in world.rows if _matches(row, query)]
    if query.sort not in _ORDERS:
        # Newest change first; what only another list has falls back to it.
        return rows if query.descending else rows[::-1]
    # Equal values keep their order, newest first, in both directions.
    return sorted(rows, key=_ORDERS[query.sort], reverse=query.descending)  # type: ignore[arg-type]


def _matches(row: VerificationRow, query: ListQuery) -> bool:
    return (
        (not query.providers or row.provider in query.providers)
        and (not query.accounts or row.key.account_id in query.accounts)
        and (not query.phases or row.phase in query.phases)
        and (not query.label or query.label in {label.value for label in row.labels})
        and (query.since is None or row.updated_at is None or row.updated_at >= query.since)
        and (query.until is None or row.updated_at is None or row.updated_at < query.until)
        and (query.created_since is None or row.created_at is None or row.created_at >= query.created_since)
        and (query.created_until is None or row.created_at is None or row.created_at < query.created_until)
        and (not query.severities or row.severity in query.severities)
        and (not query.assignees or row.assignee in query.assignees)
        and (query.has_report is None or row.has_report == query.has_report)
        and (not query.overdue or (row.due_at is not None and row.due_at <= LATER))
        and all(term in _haystack(row) for term in _fold(query.text).split())
    )


def _haystack(row: VerificationRow) -> str:
    texts = (row.customer_name, row.email, row.reference, row.key.id, row.customer_id, row.raw_status)
    return "\n".join(map(_fold, (*texts, *(label.value for label in row.labels))))


FILTERS: dict[str, ListQuery] = {
    "all": ListQuery(),
    "one phase": ListQuery(phases=frozenset({Phase.APPROVED})),
    "phases": ListQuery(phases=frozenset({Phase.APPROVED, Phase.UNKNOWN, Phase.CLOSED})),
    "provider": ListQuery(providers=frozenset({ACCOUNTS[0].provider})),
    "account": ListQuery(accounts=frozenset({ACCOUNTS[1].id})),
    "provider and other account": ListQuery(
        providers=frozenset({ACCOUNTS[2].provider}), accounts=frozenset({ACCOUNTS[0].id})
    ),
    "label": ListQuery(label="pep"),
    "since": ListQuery(since=NOON - timedelta(minutes=13)),
    "between": ListQuery(since=NOON - timedelta(minutes=30), until=NOON - timedelta(minutes=9)),
    "made between": ListQuery(
        created_since=NOON - timedelta(minutes=20), created_until=NOON - timedelta(minutes=15)
    ),
    "severity": ListQuery(severities=frozenset({Severity.WARN})),
    "severities": ListQuery(severities=frozenset({Severity.WARN, Severity.HIGH})),
    "mine": ListQuery(assignees=frozenset({"Mia"})),
    "nobody's": ListQuery(assignees=frozenset({""})),
    "somebody's or nobody's": ListQuery(assignees=frozenset({"", "jo"})),
    "with report": ListQuery(has_report=True),
    "without report": ListQuery(has_report=False, phases=frozenset({Phase.APPROVED})),
    "overdue": ListQuery(overdue=True),
    "overdue and mine": ListQuery(overdue=True, assignees=frozenset({"Mia", "Zoë"})),
    "text": ListQuery(text="lukasz"),
    "two words": ListQuery(text="mail.example approved"),
    "everything at once": ListQuery(
        text="mail",
        label="expired",
        since=NOON - timedelta(minutes=30),
        phases=frozenset(tuple(Phase)[:6]),
        accounts=frozenset({ACCOUNTS[0].id, ACCOUNTS[2].id}),
    ),
    "nothing": ListQuery(text="no such person"),
}


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", SortColumn)
@pytest.mark.parametrize("name", FILTERS)
def test_any_window_is_the_same_part_of_the_expected_list(
    world: World, name: str, sort: SortColumn, descending: bool
) -> None:
    query = replace(FILTERS[name], sort=sort, descending=descending)
    expected = [row.key for row in _expect(world, query)]
    read = world.store.read
    assert read.count_verifications(query) == len(expected)
    assert read.count_verifications(query, at_most=7) in {min(7, len(expected)), len(expected)}
    chooser = random.Random(name)
    for _ in range(12):
        start, count = chooser.randrange(COUNT * 4), chooser.randrange(1, 90)
        window = read.load_verifications(query, start, count)
        assert [row.key for row in window] == expected[start : start + count]
    for position in chooser.sample(range(len(expected)), min(5, len(expected))):
        assert read.find_verification_position(query, expected[position]) == position


def test_rows_outside_the_filter_have_no_position(world: World) -> None:
    query = ListQuery(phases=frozenset({Phase.APPROVED}))
    outside = next(row.key for row in world.rows if row.phase is not Phase.APPROVED)
    assert world.store.read.find_verification_position(query, outside) is None
    unknown = VerificationKey(ACCOUNTS[0].id, VerificationId("never seen"))
    assert world.store.read.find_verification_position(query, unknown) is None


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """More verifications than a search fetches and sorts: above that it walks the list in its order."""
    store = new_store(tmp_path_factory.mktemp("crowd"), ACCOUNTS[0])
    for start in range(0, CROWD, 1000):
        numbers = range(start, start + 1000)
        record(
            store, ACCOUNTS[0], *(new_snapshot(n, name=NAMES[n % 7], status=STATUSES[n % 4]) for n in numbers)
        )
    yield store
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize("sort", [SortColumn.CUSTOMER, SortColumn.STATUS])
@pytest.mark.parametrize(("text", "share"), [("mail", 7), ("lukasz mail", 2)])
def test_a_search_that_finds_thousands_gives_every_line_once_and_in_order(
    crowd: Store, text: str, share: int, sort: SortColumn
) -> None:
    query = ListQuery(text=text, sort=sort)
    found = [
        row for start in range(0, CROWD, 1500) for row in crowd.read.load_verifications(query, start, 1500)
    ]
    assert len(found) == crowd.read.count_verifications(query)
    assert {row.key for row in found} == {key_of(ACCOUNTS[0], n) for n in range(CROWD) if n % 7 < share}
    values = [_ORDERS[sort](row) for row in found]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]


def test_changes_move_rows_and_later_windows_know(tmp_path: Path) -> None:
    account = ACCOUNTS[0]
    store = new_store(tmp_path, account)
    record(store, account, *(new_snapshot(number) for number in range(100)))
    newest = ListQuery()
    assert [row.key.id for row in store.read.load_verifications(newest, 90, 20)] == [
        f"v{n}" for n in range(90, 100)
    ]
    record(
        store,
        account,
        new_snapshot(95, status="Approved", phase=Phase.APPROVED, updated_at=NOON + timedelta(1)),
    )
    assert store.read.find_verification_position(newest, key_of(account, 95)) == 0
    assert [row.key.id for row in store.read.load_verifications(newest, 0, 2)] == ["v95", "v0"]
    assert [row.key.id for row in store.read.load_verifications(newest, 94, 20)] == [
        f"v{n}" for n in (93, 94, 96, 97, 98, 99)
    ]
    for phase, count in ((Phase.IN_REVIEW, 99), (Phase.APPROVED, 1)):
        assert store.read.count_verifications(ListQuery(phases=frozenset({phase}))) == count
    store.close()


def test_a_new_name_of_a_customer_moves_every_row_of_theirs(tmp_path: Path) -> None:
    account = ACCOUNTS[0]
    store = new_store(tmp_path, account)
    first, second = new_snapshot(1, name="Ada"), new_snapshot(2, name="Bob")
    shared = replace(second.verification, customer_id=first.verification.customer_id)
    record(store, account, first, Snapshot(shared))
    renamed = replace(first.customer or Customer(CustomerId("")), name="Zoë Ångström")
    changed = record(store, account, Snapshot(first.verification, customer=renamed))
    assert set(changed.changed) == {key_of(account, 1), key_of(account, 2)}
    found = store.read.load_verifications(ListQuery(text="angstrom zoe"), 0, 10)
    assert {row.key.id for row in found} == {"v1", "v2"}
    assert store.read.count_verifications(ListQuery(text="ada")) == 0
    store.close()


def _customers(store: Store, query: ListQuery) -> list[CustomerRow]:
    return list(store.read.load_customers(query, 0, 1000))


def test_customers_stand_in_the_order_of_the_times_they_show_and_without_one_last(tmp_path: Path) -> None:
    account = new_account()
    store = new_store(tmp_path, account)
    told = KnownRecord(None, Customer(CustomerId("bare"), "Nobody Yet", created_at=NOON))
    store.write_now(lambda work: work.add_known(account.id, [told]))
    record(store, account, new_snapshot(5), new_snapshot(2), new_snapshot(9))
    again = new_snapshot(7, updated_at=NOON + timedelta(hours=1))
    older = replace(again.verification, customer_id=CustomerId("c9"), created_at=NOON - timedelta(days=9))
    record(store, account, Snapshot(older))
    for descending in (True, False):
        times = [row.updated_at for row in _customers(store, ListQuery(descending=descending))]
        dated = [time for time in times if time is not None]
        assert dated == sorted(dated, reverse=descending)
        assert times.index(None) == (len(times) - 1 if descending else 0)
    store.close()


def test_customers_carry_the_phase_of_their_newest_verification(tmp_path: Path) -> None:
    account = ACCOUNTS[0]
    store = new_store(tmp_path, account)
    owner = CustomerId("c9")
    old = Verification(VerificationId("old"), owner, Phase.DECLINED, "Declined", NOON - timedelta(9), NOON)
    new = Verification(
        VerificationId("new"), owner, Phase.CAPTURING, "Pending", NOON - timedelta(1), NOON - timedelta(1)
    )
    record(store, account, Snapshot(new, customer=Customer(owner, "Ada", "a@b.example", "r1")), Snapshot(old))
    (row,) = _customers(store, ListQuery())
    assert (row.name, row.phase, row.verifications) == ("Ada", Phase.CAPTURING, 2)
    newest = VerificationKey(account.id, VerificationId("new"))
    assert row.newest == newest
    assert store.read.load_customer_case(account.id, owner) == store.read.load_case(newest)
    assert _customers(store, ListQuery(phases=frozenset({Phase.DECLINED}))) == []
    assert store.read.count_customers(ListQuery(text="ada")) == 1
    assert store.read.find_customer_position(ListQuery(), account.id, owner) == 0
    store.close()


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", SortColumn)
def test_customer_windows_follow_each_other(world: World, sort: SortColumn, descending: bool) -> None:
    query = ListQuery(sort=sort, descending=descending)
    whole = [(row.account_id, row.customer_id) for row in _customers(world.store, query)]
    assert len(set(whole)) == len(whole) == world.store.read.count_customers(query)
    for start in range(0, len(whole), 17):
        window = world.store.read.load_customers(query, start, 17)
        assert [(row.account_id, row.customer_id) for row in window] == whole[start : start + 17]
    assert world.store.read.find_customer_position(query, *whole[33]) == 33
    if sort is SortColumn.EMAIL:
        emails = [row.email for row in _customers(world.store, query)]
        assert emails == sorted(emails, reverse=descending)


def test_removed_account_takes_its_rows_out_of_lists_and_search(tmp_path: Path) -> None:
    kept, gone = ACCOUNTS[0], ACCOUNTS[2]
    store = new_store(tmp_path, kept, gone)
    for account in (kept, gone):
        record(store, account, *(new_snapshot(number, name="Ada", labels=("pep",)) for number in range(5)))
    store.write_now(lambda work: work.remove_account(gone.id))
    assert store.write_now(lambda work: work.remove_account(gone.id)) == ()
    for query in (ListQuery(), ListQuery(text="ada"), ListQuery(label="pep")):
        assert store.read.count_verifications(query) == 5
        rows = store.read.load_verifications(query, 0, 50)
        assert {row.key.account_id for row in rows} == {kept.id}
    assert len(_customers(store, ListQuery())) == 5
    store.close()


def test_ids_told_by_a_person_are_rows_until_they_are_read(tmp_path: Path) -> None:
    account: Account = ACCOUNTS[0]
    store = new_store(tmp_path, account)
    rows = (
        KnownRecord(VerificationId("v1"), Customer(CustomerId(""), "Zoë", "z@mail.example", "ref-z")),
        KnownRecord(None, Customer(CustomerId("c7"), "Only a customer")),
    )
    assert store.write_now(lambda work: work.add_known(account.id, rows)) == (key_of(account, 1),)
    assert store.write_now(lambda work: work.add_known(account.id, rows)) == ()
    (row,) = store.read.load_verifications(ListQuery(text="zoe"), 0, 5)
    assert (row.phase, row.raw_status, row.updated_at) == (Phase.UNKNOWN, "", None)
    assert (row.customer_name, row.email, row.reference) == ("Zoë", "z@mail.example", "ref-z")
    assert [item.fully_read for item in store.read.load_open(account.id)] == [False]
    recorded = record(store, account, new_snapshot(1, name="Zoë Real"))
    assert (recorded.changed, recorded.added) == ((key_of(account, 1),), ())
    (row,) = store.read.load_verifications(ListQuery(text="zoe real"), 0, 5)
    assert row.raw_status == "Pending"
    assert {found.name for found in _customers(store, ListQuery())} == {"Zoë Real", "Only a customer"}
    assert store.write_now(lambda work: work.add_known(account.id, rows)) == ()
    assert store.read.load_verifications(ListQuery(), 0, 5) == (row,)
    store.close()


def test_times_far_away_keep_their_order(tmp_path: Path) -> None:
    account = ACCOUNTS[0]
    store = new_store(tmp_path, account)
    moments = (datetime(1, 1, 1, tzinfo=NOON.tzinfo), NOON, datetime(9999, 12, 31, tzinfo=NOON.tzinfo))
    record(
        store, account, *(new_snapshot(number, updated_at=moment) for number, moment in enumerate(moments))
    )
    found = store.read.load_verifications(ListQuery(), 0, 10)
    assert [row.updated_at for row in found] == list(moments[::-1])
    store.close()


def test_a_label_and_words_that_many_lines_have_find_the_few_with_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few lines have the label, many the word: it is the label's lines that are looked through."""
    account = new_account()
    store = new_store(tmp_path, account)
    monkeypatch.setattr(windows, "_BROAD_FROM", 20)
    try:
        record(
            store,
            account,
            *(new_snapshot(n, name="Ada", labels=("pep",) if n % 10 == 0 else ()) for n in range(60)),
        )
        for sort in (SortColumn.UPDATED, SortColumn.CUSTOMER):
            found = store.read.load_verifications(ListQuery(text="ada", label="pep", sort=sort), 0, 50)
            assert {row.key for row in found} == {key_of(account, n) for n in range(0, 60, 10)}
    finally:
        store.close()


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", [SortColumn.UPDATED, SortColumn.CUSTOMER])
def test_a_label_that_most_lines_have_is_read_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sort: SortColumn, descending: bool
) -> None:
    """The same rows as of a rare one, near and far, with and without another filter."""
    account = new_account()
    store = new_store(tmp_path, account)
    phases = (Phase.APPROVED, Phase.DECLINED)
    try:
        looks = (
            new_snapshot(n, name=f"Ada {n:03}", phase=phases[n % 2], labels=("pep",) if n % 5 else ())
            for n in range(200)
        )
        record(store, account, *looks)
        query = ListQuery(label="pep", sort=sort, descending=descending)
        for asked in (query, replace(query, phases=frozenset({Phase.DECLINED}))):
            rare = store.read.load_verifications(asked, 0, 300)
            assert store.read.count_verifications(asked) == len(rare) == (160 if asked is query else 80)
            with monkeypatch.context() as patched:
                patched.setattr(windows, "_COMMON_FROM", 10)
                patched.setattr(windows, "_MANY_FROM", 10)
                patched.setattr(windows, "_STEP", 50)
                # Another list first: what is known of these positions must not help.
                with store.snapshot() as fresh:
                    for start in (0, 40, 70, 3):
                        window = fresh.load_verifications(asked, start, 9)
                        assert window == rare[start : start + 9]
                        assert fresh.find_verification_position(asked, window[0].key) == start
    finally:
        store.close()
