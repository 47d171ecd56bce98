"""Taking in what was seen: kept once, derived, told; and what the store gives back for one verification."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.account import AccountId
from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import CustomerId
from console.domain.errors import NameTaken, NotKnown
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import DocumentFacts, Fact, HostedLink, Snapshot, VerificationId
from console.store.marks import AccountMarks
from console.store.store import Store
from console.store.values import Recorded
from tests.support.stores import NOON, StillClock, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
LATER = NOON + timedelta(hours=1)


def _rich(number: int) -> Snapshot:
    plain = new_snapshot(number, raw=b'{"id": 1}')
    verification = replace(
        plain.verification,
        hosted_link=HostedLink("https://flow.example/x", LATER),
        labels=(LabelRef(LabelKind.COMMENT, "odd \ud800 \x00 letters", "note"),),
        declared=(Fact("full_name", "Zoë 王"),),
        verified=(Fact("full_name", "ZOE"),),
        documents=(DocumentFacts("passport", "PL", (Fact("document_number", "X1"),)),),
        reference="ref",
        comment="c",
        encrypted=True,
        is_final=False,
        report_ready=True,
    )
    attempt = Attempt(AttemptId("a1"), "Done", StretchKind.VERDICT, NOON, None, "Done", verification.labels)
    return replace(plain, verification=verification, attempts=(attempt,), unreadable=("dob",))


def test_case_comes_back_as_it_was_told(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    snapshot = _rich(1)
    assert record(store, ACCOUNT, snapshot, new_snapshot(2)) == Recorded(
        (), (key_of(ACCOUNT, 1), key_of(ACCOUNT, 2))
    )
    case = store.read.load_case(key_of(ACCOUNT, 1))
    assert case is not None
    assert case.verification == snapshot.verification
    assert (case.attempts, case.customer) == (snapshot.attempts, snapshot.customer)
    assert (case.unreadable, case.siblings, case.report) == (("dob",), (), None)
    assert [(raw.kind, raw.source, raw.body) for raw in case.raw] == [
        ("identification", EventSource.POLL, b'{"id": 1}')
    ]
    assert (case.first_seen_at, case.as_of) == (NOON, NOON)
    assert store.read.load_case(replace(key_of(ACCOUNT, 1), account_id=AccountId("other"))) is None
    store.close()


def test_seeing_the_same_again_only_moves_the_time_of_the_last_look(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    record(store, ACCOUNT, _rich(1))
    before = store.read.load_case(key_of(ACCOUNT, 1))
    assert record(store, ACCOUNT, _rich(1), seen_at=LATER) == Recorded()
    after = store.read.load_case(key_of(ACCOUNT, 1))
    assert before is not None
    assert after == replace(before, as_of=LATER)
    store.close()


def test_observations_are_kept_when_their_bytes_differ(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    for body in (b"one", b"one", b"two", b"one"):
        record(store, ACCOUNT, new_snapshot(1, raw=body))
    count = store.write_now(
        lambda work: (
            vars(work)["_connection"].exec_driver_sql("SELECT group_concat(body) FROM observation").scalar()
        )
    )
    assert count == "one,two,one"
    store.close()


def test_refused_older_answer_is_kept_as_observation(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    record(store, ACCOUNT, new_snapshot(1, status="Approved", phase=Phase.APPROVED, raw=b"new"))
    old = new_snapshot(1, status="Pending", updated_at=NOON - timedelta(days=2), raw=b"old")
    assert record(store, ACCOUNT, old) == Recorded()
    case = store.read.load_case(key_of(ACCOUNT, 1))
    assert case is not None
    assert (case.verification.raw_status, [raw.body for raw in case.raw]) == ("Approved", [b"old"])
    store.close()


def test_several_looks_at_one_verification_in_one_batch(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    later = new_snapshot(1, status="Approved", phase=Phase.APPROVED, updated_at=LATER)
    recorded = record(store, ACCOUNT, new_snapshot(1), later, new_snapshot(1))
    assert recorded == Recorded((), (key_of(ACCOUNT, 1),))
    events = store.read.load_events(key_of(ACCOUNT, 1))
    assert [event.raw for event in events if event.kind == "status_changed"] == ["Pending", "Approved"]
    store.close()


def test_same_id_at_two_accounts_are_two_verifications(tmp_path: Path) -> None:
    other = new_account("Iron two")
    store = new_store(tmp_path, ACCOUNT, other)
    for account in (ACCOUNT, other):
        record(store, account, new_snapshot(1, name=account.name))
    assert store.read.find_verifications("v1") == (key_of(ACCOUNT, 1), key_of(other, 1))
    assert store.read.find_verifications("v") == ()
    case = store.read.load_case(key_of(other, 1))
    assert case is not None
    assert case.customer is not None
    assert (case.customer.name, case.siblings) == ("Iron two", ())
    store.close()


def test_siblings_are_the_same_customers_newest_first(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    owner = CustomerId("c1")
    snapshots = [
        Snapshot(replace(new_snapshot(number).verification, customer_id=owner)) for number in (3, 1, 2)
    ]
    record(store, ACCOUNT, *snapshots)
    case = store.read.load_case(key_of(ACCOUNT, 2))
    assert case is not None
    assert [sibling.id for sibling in case.siblings] == ["v1", "v3"]
    assert store.read.find_newest(ACCOUNT.id, owner) == key_of(ACCOUNT, 1)
    assert store.read.find_newest(ACCOUNT.id, CustomerId("nobody")) is None
    store.close()


def test_open_ones_are_those_that_may_still_change(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    provisional = new_snapshot(3, status="APPROVED", phase=Phase.APPROVED)
    record(
        store,
        ACCOUNT,
        new_snapshot(1),
        new_snapshot(2, status="Approved", phase=Phase.APPROVED),
        replace(provisional, verification=replace(provisional.verification, is_final=False)),
        new_snapshot(4, partial=True),
    )
    found = store.read.load_open(ACCOUNT.id)
    assert [(item.id, item.fully_read) for item in found] == [("v1", True), ("v3", True), ("v4", False)]
    wanted = [VerificationId(known) for known in ("v4", "v2", "nobody", "v1")]
    some = store.read.load_open_of(ACCOUNT.id, wanted)
    assert [item.id for item in some] == ["v4", "v1"]
    assert set(some) <= set(found)
    store.close()


def test_our_reference_finds_what_the_provider_showed(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    own = new_snapshot(1)
    record(
        store,
        ACCOUNT,
        replace(own, verification=replace(own.verification, reference="cc-own")),
        new_snapshot(2),
    )
    assert store.read.find_by_reference(ACCOUNT.id, "cc-own") == "v1"
    assert store.read.find_by_reference(ACCOUNT.id, "ref-2") == "v2"
    assert store.read.find_by_reference(ACCOUNT.id, "ref-3") is None
    assert store.read.find_by_reference(ACCOUNT.id, "") is None
    assert store.read.find_by_reference(AccountId("other"), "cc-own") is None
    store.close()


def test_events_of_ours_are_added_once_and_audited(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    record(store, ACCOUNT, new_snapshot(1))
    event = TimelineEvent(LATER, "link_shown", EventSource.US)
    assert store.write_now(lambda work: work.append_event(key_of(ACCOUNT, 1), event, audit="link_shown"))
    assert not store.write_now(lambda work: work.append_event(key_of(ACCOUNT, 1), event))
    assert store.read.load_events(key_of(ACCOUNT, 1))[-1] == event
    assert [(entry.who, entry.action, entry.subject) for entry in store.read.load_audit()] == [
        ("tester", "link_shown", "verification iron-test/v1")
    ]
    with pytest.raises(NotKnown):
        store.write_now(lambda work: work.append_event(key_of(ACCOUNT, 9), event))
    store.close()


def test_reports_are_known_by_list_case_and_report_list(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    record(store, ACCOUNT, new_snapshot(1), new_snapshot(2))
    first = Report(key_of(ACCOUNT, 1), "pdf", 10, "aa", NOON, "https://x.example/r", "req-1", "object-1")
    second = replace(first, sha256="bb", fetched_at=LATER, object_id="object-2")
    for report in (first, second):
        event = TimelineEvent(report.fetched_at, "report_stored", EventSource.US, report.sha256)
        store.write_now(lambda work, report=report, event=event: work.save_report(report, event))
    assert store.read.load_report(key_of(ACCOUNT, 1)) == second
    assert store.read.load_report(key_of(ACCOUNT, 2)) is None
    case = store.read.load_case(key_of(ACCOUNT, 1))
    assert case is not None
    assert case.report == second
    ((number, found, row),) = store.read.load_reports(9)
    assert store.read.load_reports(9, before=number) == ()
    assert store.read.load_report_rows(ListQuery(), 0, 9) == ((second, row),)
    assert (found, row.key, row.has_report) == (second, key_of(ACCOUNT, 1), True)
    assert [entry.details for entry in store.read.load_audit()] == ["aa", "bb"]
    store.close()


def test_accounts_have_unique_names_and_marks(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    with pytest.raises(NameTaken):
        store.write_now(lambda work: work.save_account(replace(ACCOUNT, id=AccountId("other"))))
    moved = replace(ACCOUNT, base_url="http://127.0.0.1:2")
    store.write_now(lambda work: work.save_account(moved))
    assert store.read.load_accounts() == (moved,)
    marks = AccountMarks(NOON, LATER, "slow")
    store.write_now(lambda work: work.save_account_marks(ACCOUNT.id, marks))
    assert store.read.load_account_marks(ACCOUNT.id) == marks
    with pytest.raises(NotKnown):
        store.write_now(
            lambda work: work.record_snapshots(AccountId("gone"), (new_snapshot(1),), EventSource.POLL, NOON)
        )
    store.close()


def test_a_webhook_is_remembered(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    assert not store.read.has_webhook(ACCOUNT.id, "k")
    assert store.write_now(lambda work: work.remember_webhook(ACCOUNT.id, "k"))
    assert not store.write_now(lambda work: work.remember_webhook(ACCOUNT.id, "k"))
    assert store.read.has_webhook(ACCOUNT.id, "k")
    store.close()


def test_work_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)

    def work(unit: object) -> None:
        unit.record_snapshots(ACCOUNT.id, (new_snapshot(1),), EventSource.POLL, NOON)  # type: ignore[attr-defined]
        unit.append_audit("seen", "v1")  # type: ignore[attr-defined]
        raise LookupError("stop")

    with pytest.raises(LookupError, match="stop"):
        store.write_now(work)
    assert (store.read.load_case(key_of(ACCOUNT, 1)), store.read.load_audit()) == (None, ())
    assert record(store, ACCOUNT, new_snapshot(1)).added == (key_of(ACCOUNT, 1),)
    store.close()


async def test_cancelled_waiting_does_not_stop_a_write_or_the_store(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    writes = [
        asyncio.ensure_future(store.write(lambda work, n=n: work.append_audit("seen", f"s{n}")))
        for n in range(30)
    ]
    await writes[0]
    for write in writes:
        write.cancel()
    await asyncio.gather(*writes, return_exceptions=True)
    await store.write(lambda work: work.append_audit("seen", "after"))
    assert (await store.query(lambda queries: queries.load_audit()))[-1].subject == "after"
    store.close()


async def test_a_query_sees_one_moment_while_writes_go_on(tmp_path: Path) -> None:
    clock = StillClock()
    store: Store = new_store(tmp_path, ACCOUNT, clock=clock)

    async def write_all() -> None:
        for number in range(60):
            await store.write(
                lambda work, number=number: work.record_snapshots(
                    ACCOUNT.id, (new_snapshot(number),), EventSource.POLL, NOON
                )
            )

    def look(queries: object) -> bool:
        from console.domain.listing import ListQuery

        counted = queries.count_verifications(ListQuery())  # type: ignore[attr-defined]
        rows = queries.load_verifications(ListQuery(), 0, 1000)  # type: ignore[attr-defined]
        found = queries.count_verifications(ListQuery(text="person"))  # type: ignore[attr-defined]
        return counted == len(rows) == found

    writing = asyncio.ensure_future(write_all())
    looks = [await store.query(look)]
    while not writing.done():
        looks.append(await store.query(look))
    await writing
    assert all(looks)
    assert len(looks) > 3
    store.close()
