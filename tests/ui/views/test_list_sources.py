"""What feeds the lists: a row is found wherever it stands, so that nothing moves under the reader's eyes."""

from __future__ import annotations

from datetime import UTC, datetime

from console.domain.customer import Customer, CustomerId
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot, Verification, VerificationId
from console.ui.views.list_sources import CustomerSource
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
