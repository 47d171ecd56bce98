"""What feeds the lists: a row is found wherever it stands, so that nothing moves under the reader's eyes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from console.domain.customer import Customer, CustomerId
from console.domain.listing import ListQuery, SortColumn
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import Snapshot, Verification, VerificationId, VerificationKey
from console.store.unit_of_work import UnitOfWork
from console.ui.models.report_rows import report_columns
from console.ui.views.list_sources import CustomerSource
from console.ui.views.report_source import ReportSource
from tests.support.desk import Desk

_MANY = 700


async def test_a_customer_far_down_the_list_is_found(desk: Desk) -> None:
    account = desk.account("iron")
    now = datetime.now(UTC)
    snapshots = [
        Snapshot(
            Verification(
                VerificationId(f"v{number}"),
                CustomerId(f"c{number}"),
                Phase.APPROVED,
                "Approved",
                created_at=now,
            ),
            customer=Customer(CustomerId(f"c{number}"), name=f"Person {number}"),
        )
        for number in range(_MANY)
    ]
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, snapshots, EventSource.POLL, now)
    )
    query = ListQuery(providers=frozenset({account.provider}))
    rows = await desk.services.lists.load_customers(query, 0, _MANY)
    last = rows[-1]
    source = CustomerSource(desk.services.lists, ())
    assert len(rows) == _MANY
    assert await source.find_position(query, (last.account_id, last.customer_id)) == _MANY - 1
    assert await source.find_position(query, (account.id, CustomerId("nobody"))) is None


async def test_reports_are_read_by_windows_in_any_order_and_under_any_filter(desk: Desk) -> None:
    account = desk.account("iron")
    now = datetime.now(UTC)
    snapshots = [
        Snapshot(
            Verification(
                VerificationId(f"v{number:02}"),
                CustomerId(f"c{number}"),
                Phase.APPROVED if number % 3 else Phase.DECLINED,
                "over",
                now - timedelta(minutes=number),
                now - timedelta(minutes=number),
            ),
            customer=Customer(CustomerId(f"c{number}"), name=f"Person {99 - number}"),
        )
        for number in range(40)
    ]

    def write(work: UnitOfWork) -> None:
        work.record_snapshots(account.id, snapshots, EventSource.POLL, now)
        for number in range(0, 40, 2):
            key = VerificationKey(account.id, VerificationId(f"v{number:02}"))
            fetched_at = now + timedelta(minutes=number % 7)
            size = 1000 - number
            # An older one of the same verification must count nowhere.
            old = Report(key, "pdf", size * 9, f"{number:02x}" * 32, now, "", "", f"{number:063}a")
            work.save_report(old, TimelineEvent(now, "report_stored", EventSource.US))
            sha256 = f"{number + 100:02x}" * 32
            report = Report(key, "pdf", size, sha256, fetched_at, "", "", f"{number:064}")
            work.save_report(report, TimelineEvent(now, "report_stored", EventSource.US))

    await desk.console.store.write(write)
    columns = report_columns(desk.services.accounts.titles())
    source = ReportSource(desk.services.lists, desk.services.reports, columns)
    names = [column.name for column in columns]
    assert names == ["customer", "provider", "phase", "updated", "fetched", "size", "hash", "id"]

    async def ids(query: ListQuery, start: int = 0, count: int = 99) -> list[str]:
        rows = await source.load(query, start, count)
        assert [len(row.cells) for row in rows] == [len(names)] * len(rows)
        return [cast("VerificationKey", row.opens).id for row in rows]

    stored = [f"v{number:02}" for number in range(0, 40, 2)]
    assert await ids(ListQuery()) == stored
    assert await ids(ListQuery(), 7, 5) == stored[7:12]
    assert await source.count(ListQuery()) == 20
    assert await ids(ListQuery(sort=SortColumn.CUSTOMER, descending=False)) == stored[::-1]
    assert await ids(ListQuery(phases=frozenset({Phase.DECLINED}))) == [
        s for s in stored if int(s[1:]) % 3 == 0
    ]
    assert await ids(ListQuery(text="person 93")) == ["v06"]
    by_size = ListQuery(sort=SortColumn.SIZE, descending=False)
    assert await ids(by_size) == stored[::-1]
    assert await ids(by_size, 3, 4) == stored[::-1][3:7]
    assert await ids(replace(by_size, descending=True)) == stored
    assert await ids(replace(by_size, sort=SortColumn.HASH)) == stored
    by_time = ListQuery(sort=SortColumn.FETCHED)
    newest = sorted(stored, key=lambda s: (int(s[1:]) % 7, int(s[1:])), reverse=True)
    assert [(int(s[1:]) % 7) for s in await ids(by_time)] == [int(s[1:]) % 7 for s in newest]
    declined = replace(by_size, phases=frozenset({Phase.DECLINED}))
    assert await ids(declined) == [s for s in stored[::-1] if int(s[1:]) % 3 == 0]
    assert await source.count(declined) == 7
    for wanted in (by_size, by_time, declined):
        for place, name in enumerate(await ids(wanted)):
            found = await source.find_position(wanted, VerificationKey(account.id, VerificationId(name)))
            assert found == place
    assert await source.find_position(declined, VerificationKey(account.id, VerificationId("v02"))) is None
    # A report is found by the beginning of its hash or of its file's id, in every order.
    for typed in (f"{106:02x}" * 4, (f"{106:02x}" * 32).upper(), f"{6:064}"):
        for order in (ListQuery(text=typed), replace(by_size, text=typed)):
            assert await ids(order) == ["v06"]
            assert await source.count(order) == 1
            assert await source.find_position(order, VerificationKey(account.id, VerificationId("v06"))) == 0
    assert await ids(ListQuery(text="abcdef")) == []
    for number, place in (("v06", 3), ("v07", None)):
        key = VerificationKey(account.id, VerificationId(number))
        assert await source.find_position(ListQuery(), key) == place
