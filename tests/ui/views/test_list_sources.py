"""What feeds the lists: a row is found wherever it stands, so that nothing moves under the reader's eyes."""

from __future__ import annotations

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
            report = Report(key, "pdf", 1000 + number, "0" * 64, now, "", "", f"{number:064}")
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
    for number, place in (("v06", 3), ("v07", None)):
        key = VerificationKey(account.id, VerificationId(number))
        assert await source.find_position(ListQuery(), key) == place
