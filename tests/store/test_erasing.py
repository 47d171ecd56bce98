"""What was erased here stays erased: whoever shared the name, whatever comes late, and in every copy of the file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.errors import NotKnown
from console.domain.fact import Fact
from console.domain.listing import ListQuery
from console.domain.outbox import CreateIntent, OutboxId, OutboxItem, OutboxState
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.risk import LabelKind, LabelRef
from console.domain.saved_query import SavedQuery
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import KnownRecord, Snapshot
from console.domain.webhook import KeptDelivery
from console.store.driver import Access, connect
from console.store.schema import migrate
from console.store.store import Store, open_store
from console.store.values import Lease
from tests.support.stores import KEY, NOON, StillClock, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account("Idenfy", "idenfy")
NAME = "Quirina Zzyzx"
SHARED = CustomerId("shared")
WEEK_S = 7 * 86_400


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path, ACCOUNT)
    yield store
    store.close()


def _look(number: int, *, status: str = "APPROVED", partial: bool = False) -> Snapshot:
    """Everything a look can tell of a person."""
    made = new_snapshot(number, phase=Phase.APPROVED, status=status, raw=NAME.encode(), partial=partial)
    verification = replace(
        made.verification,
        customer_id=SHARED,
        verified=(Fact("full_name", NAME),),
        comment=NAME,
        details=(Fact("note", NAME),),
        labels=(
            LabelRef(LabelKind.COMMENT, "review_comment", f"{NAME} looks older"),
            LabelRef(LabelKind.STEP, "liveness", NAME),
        ),
    )
    attempt = Attempt(
        AttemptId("a"),
        "done",
        StretchKind.VERDICT,
        NOON,
        NOON,
        labels=(LabelRef(LabelKind.CODE, "c1", f"asked of {NAME}"),),
        details=(Fact("note", NAME),),
    )
    customer = Customer(SHARED, NAME, "zz@mail.example", "ref")
    return replace(made, verification=verification, attempts=(attempt,), customer=customer)


def _where_named(folder: Path) -> set[str]:
    connection = connect(folder / "console.db", KEY, Access.READ)
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table
            for table in tables
            if "_search" not in table
            for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of our own
            for value in row
            if "zzyzx"
            in (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).casefold()
        }
    finally:
        connection.close()


def _erase(store: Store, number: int) -> None:
    store.write_now(lambda work: work.erase_verification(key_of(ACCOUNT, number)))


def test_the_name_stays_while_somebody_needs_it_and_goes_with_the_last_of_them(
    store: Store, tmp_path: Path
) -> None:
    record(store, ACCOUNT, _look(1), _look(2))
    _erase(store, 1)
    assert "customer" in _where_named(tmp_path)
    _erase(store, 2)
    assert _where_named(tmp_path) == set()


@pytest.mark.parametrize("partial", [False, True])
def test_a_look_that_was_under_way_moves_the_status_and_nothing_else(
    store: Store, tmp_path: Path, partial: bool
) -> None:
    record(store, ACCOUNT, _look(1))
    _erase(store, 1)
    late = _look(1, status="DELETED", partial=partial)
    late = replace(late, verification=replace(late.verification, updated_at=NOON + timedelta(hours=1)))
    record(store, ACCOUNT, late)
    assert _where_named(tmp_path) == set()
    case = store.read.load_case(key_of(ACCOUNT, 1))
    assert case is not None
    assert (case.verification.raw_status, case.verification.is_erased) == ("DELETED", True)
    assert [event.raw for event in case.events if event.kind == "status_changed"] == ["APPROVED", "DELETED"]
    assert [label.value for label in case.verification.labels] == ["review_comment", "liveness"]


def test_a_customer_who_was_erased_gets_no_name_again(store: Store, tmp_path: Path) -> None:
    bare = replace(_look(1), raw=(), attempts=())
    verification = replace(bare.verification, verified=(), comment="", details=(), labels=())
    look = replace(bare, verification=verification)
    record(store, ACCOUNT, look)
    store.write_now(lambda work: work.erase_customer(ACCOUNT.id, SHARED))
    record(store, ACCOUNT, look)
    assert _where_named(tmp_path) == set()


def test_an_import_brings_no_name_back(store: Store, tmp_path: Path) -> None:
    record(store, ACCOUNT, _look(1))
    _erase(store, 1)
    row = KnownRecord(key_of(ACCOUNT, 1).id, Customer(SHARED, NAME))
    store.write_now(lambda work: work.add_known(ACCOUNT.id, [row]))
    assert _where_named(tmp_path) == set()


def test_a_delivery_and_a_report_that_come_late_are_not_kept(store: Store, tmp_path: Path) -> None:
    record(store, ACCOUNT, _look(1))
    _erase(store, 1)
    key = key_of(ACCOUNT, 1)
    late = KeptDelivery(ACCOUNT.id, key.id, "event", "k", NOON, False, NAME.encode())
    store.write_now(lambda work: work.keep_delivery(late))
    report = Report(key, "pdf", 1, "0" * 64, NOON, "", "", "0" * 64)
    event = TimelineEvent(NOON, "report_stored", EventSource.US)
    with pytest.raises(NotKnown):
        store.write_now(lambda work: work.save_report(report, event))
    assert _where_named(tmp_path) == set()
    assert store.read.load_report(key) is None


def _typed(state: OutboxState) -> OutboxItem:
    intent = CreateIntent(
        "r", name=NAME, options={"note": NAME}, operation="new_attempt", verification_id=key_of(ACCOUNT, 1).id
    )
    return OutboxItem(OutboxId("o"), ACCOUNT.id, intent, state, NOON, NOON)


def test_what_was_typed_for_an_attempt_that_was_refused_goes_too(store: Store, tmp_path: Path) -> None:
    record(store, ACCOUNT, _look(1))
    lease = Lease("me", NOON + timedelta(minutes=1))
    store.write_now(lambda work: work.queue_outbox(_typed(OutboxState.REFUSED), lease, 0))
    _erase(store, 1)
    assert _where_named(tmp_path) == set()


@pytest.mark.parametrize("ended", [OutboxState.REFUSED, OutboxState.ACCEPTED])
def test_what_was_open_while_its_verification_was_erased_goes_when_it_is_settled(
    ended: OutboxState, store: Store, tmp_path: Path
) -> None:
    record(store, ACCOUNT, _look(1))
    lease = Lease("me", NOON + timedelta(minutes=1))
    item = _typed(OutboxState.UNKNOWN)
    store.write_now(lambda work: work.queue_outbox(item, lease, 0))
    _erase(store, 1)
    assert _where_named(tmp_path) == {"outbox"}, "without its bytes it could never be settled"
    assert store.write_now(lambda work: work.save_outbox(replace(item, state=ended), lease, release=True))
    assert _where_named(tmp_path) == set()


def test_given_up_with_its_account_it_keeps_nothing_of_who_was_erased(store: Store, tmp_path: Path) -> None:
    record(store, ACCOUNT, _look(1))
    lease = Lease("me", NOON + timedelta(minutes=1))
    store.write_now(lambda work: work.queue_outbox(_typed(OutboxState.UNKNOWN), lease, 0))
    _erase(store, 1)
    store.write_now(lambda work: work.give_up_outbox(ACCOUNT.id, "gone"))
    assert _where_named(tmp_path) == set()


def test_a_removed_account_tells_which_files_must_leave(store: Store) -> None:
    record(store, ACCOUNT, new_snapshot(1), new_snapshot(2))
    for number in (1, 2):
        report = Report(key_of(ACCOUNT, number), "pdf", 1, "0" * 64, NOON, "", "", str(number) * 64)
        event = TimelineEvent(NOON, "report_stored", EventSource.US)
        store.write_now(lambda work, report=report, event=event: work.save_report(report, event))
    assert store.write_now(lambda work: work.remove_account(ACCOUNT.id)) == ("1" * 64, "2" * 64)


def _copy_of_an_upgrade(folder: Path, age_s: float) -> Path:
    new_store(folder, ACCOUNT).close()
    path = folder / "console.db"
    copy = folder / "console.db.before-0003"
    copy.write_bytes(path.read_bytes())
    made = copy.stat().st_mtime - age_s
    os.utime(copy, (made, made))
    return copy


def test_the_copy_of_an_upgrade_is_kept_for_a_week_of_good_starts(tmp_path: Path) -> None:
    copy = _copy_of_an_upgrade(tmp_path, WEEK_S / 2)
    open_store(tmp_path / "console.db", KEY, StillClock()).close()
    assert copy.exists()
    made = copy.stat().st_mtime - WEEK_S
    os.utime(copy, (made, made))
    open_store(tmp_path / "console.db", KEY, StillClock()).close()
    assert not copy.exists()


def test_copies_of_upgrades_go_when_somebody_is_erased(tmp_path: Path) -> None:
    copy = _copy_of_an_upgrade(tmp_path, 0)
    half = tmp_path / ".console.db.before-0003.1.new"
    half.write_bytes(b"half")
    store = open_store(tmp_path / "console.db", KEY, StillClock())
    store.remove_backups()
    store.close()
    assert [path for path in (copy, half) if path.exists()] == []


def test_a_profile_of_the_schema_before_gets_the_mark(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    record(store, ACCOUNT, _look(1))
    store.close()
    connection = connect(tmp_path / "console.db", KEY)
    migrate(connection, "0002")
    connection.close()
    store = open_store(tmp_path / "console.db", KEY, StillClock())
    store.write_now(lambda work: work.erase_customer(ACCOUNT.id, SHARED))
    _erase(store, 1)
    record(store, ACCOUNT, _look(1))
    store.close()
    assert _where_named(tmp_path) == set()


@pytest.mark.parametrize(
    ("name", "text", "name_after", "text_after"),
    [
        ("Zzyzx cases", "", "View 1", ""),
        ("Mine", "quirina zzy", "Mine", ""),
        ("Mine", "zz.qz@mail.exam", "Mine", ""),
        ("Mine", "miller-OLDNAME", "Mine", ""),
        ("Mine", "secondname", "Mine", ""),
        ("王芳", "王芳", "View 1", ""),
        ("Overdue", "approved", "Overdue", "approved"),
        ("All of mail.example", "mail.example", "All of mail.example", "mail.example"),
    ],
)
def test_saved_views_name_nobody_who_was_erased(
    store: Store, name: str, text: str, name_after: str, text_after: str
) -> None:
    def look(called: str) -> Snapshot:
        made = _look(1)
        named = replace(
            made.verification, verified=(Fact("full_name", "Secondname"), Fact("sex", "approved"))
        )
        return replace(made, verification=named, customer=Customer(SHARED, called, "zz.qz@mail.example"))

    record(store, ACCOUNT, look("Quirina Oldname 王芳"))
    record(store, ACCOUNT, look(NAME), seen_at=NOON + timedelta(hours=1))
    saved = SavedQuery(ListQuery(text=text))
    store.write_now(lambda work: work.add_view("verifications", name, saved))
    _erase(store, 1)
    store.write_now(lambda work: work.erase_customer(ACCOUNT.id, SHARED))
    [view] = store.read.load_views()
    assert (view.name, view.saved.query.text) == (name_after, text_after)
