"""Many verifications one after the other: the engine refuses what it refuses singly, a stop comes between two."""

from __future__ import annotations

import pytest

from console.domain.keys import VerificationId, VerificationKey
from console.services.bulk import BulkDeed, BulkItem, BulkOutcome, BulkStop
from tests.support.desk import Desk


async def _keys(desk: Desk, *providers: str) -> list[VerificationKey]:
    return [row.key for row in await desk.rows() if row.provider in providers]


async def test_each_is_settled_and_told(desk: Desk) -> None:
    await desk.services.sync.sync_once()
    keys = await _keys(desk, "iron", "checkout")
    told: list[tuple[int, BulkItem]] = []
    result = await desk.services.bulk.run(
        BulkDeed.REFRESH, keys, BulkStop(), lambda done, item: told.append((done, item))
    )
    assert [item.key for item in result.items] == keys
    assert result.count(BulkOutcome.DONE) == len(keys) > 5
    assert [done for done, _item in told] == list(range(1, len(keys) + 1))
    assert result.reasons() == ()
    [entry] = [each for each in desk.console.store.read.load_audit() if each.action == "bulk_refresh"]
    assert entry.subject == f"{len(keys)} verifications"


async def test_what_the_engine_refuses_is_counted_with_its_reason(desk: Desk) -> None:
    await desk.services.sync.sync_once()
    keys = await _keys(desk, "checkout")
    offers = {key: (await desk.services.cases.load_case(key)).offers for key in keys}
    allowed = [
        key
        for key in keys
        if any(offer.action == "fetch_report" and offer.is_allowed for offer in offers[key])
    ]
    result = await desk.services.bulk.run(BulkDeed.FETCH_REPORT, keys, BulkStop(), lambda _done, _item: None)
    refused = [item for item in result.items if item.outcome is BulkOutcome.REFUSED]
    assert {item.key for item in refused} == set(keys) - set(allowed)
    assert refused
    for item in refused:
        assert item.reason in {offer.reason for offer in offers[item.key]}
    assert sum(count for _outcome, _reason, count in result.reasons()) == len(keys) - result.count(
        BulkOutcome.DONE
    )


async def test_a_stop_comes_between_two_and_the_rest_is_named(desk: Desk) -> None:
    await desk.services.sync.sync_once()
    keys = await _keys(desk, "iron")
    stop = BulkStop()

    def tell(done: int, _item: BulkItem) -> None:
        if done == 2:
            stop.ask()

    result = await desk.services.bulk.run(BulkDeed.REFRESH, keys, stop, tell)
    assert result.count(BulkOutcome.DONE) == 2
    assert [item.key for item in result.items] == keys
    assert result.count(BulkOutcome.LEFT) == len(keys) - 2


async def test_an_account_that_is_silent_is_not_asked_for_ever(desk: Desk) -> None:
    await desk.services.sync.sync_once()
    iron, checkout = await _keys(desk, "iron"), await _keys(desk, "checkout")
    rule = {"provider": "iron", "method": "*", "path": "*", "times": None, "action": "status", "status": 401}
    with desk.simulator.faults(rule):
        result = await desk.services.bulk.run(
            BulkDeed.REFRESH, [*iron, *checkout], BulkStop(), lambda _done, _item: None
        )
    outcomes = [item.outcome for item in result.items]
    assert outcomes[:4] == [BulkOutcome.FAILED] * 3 + [BulkOutcome.LEFT]
    assert set(outcomes[4 : len(iron)]) == {BulkOutcome.LEFT}
    assert set(outcomes[len(iron) :]) == {BulkOutcome.DONE}


@pytest.mark.parametrize("deed", list(BulkDeed))
async def test_one_that_is_gone_does_not_keep_the_others(desk: Desk, deed: BulkDeed) -> None:
    await desk.services.sync.sync_once()
    [first, *_rest] = await _keys(desk, "checkout")
    gone = VerificationKey(first.account_id, VerificationId("nobody-has-this"))
    result = await desk.services.bulk.run(deed, [gone, first], BulkStop(), lambda _done, _item: None)
    assert result.items[0] == BulkItem(gone, BulkOutcome.REFUSED, "This verification is not in this profile.")
    assert result.items[1].key == first
