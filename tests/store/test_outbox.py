"""The outbox: an intent survives, is held by one at a time, and comes back byte for byte."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.errors import NotKnown
from console.domain.outbox import (
    OPEN_STATES,
    CreateIntent,
    FrozenRequest,
    OutboxId,
    OutboxItem,
    OutboxState,
    StepResult,
)
from console.domain.verification import VerificationId
from console.store.store import Store
from console.store.unit_of_work import UnitOfWork
from console.store.values import HeldItem, Lease
from tests.support.stores import NOON, StillClock, new_account, new_snapshot, new_store

ACCOUNT = new_account()
INTENT = CreateIntent("cc-1", CustomerId("c1"), "Zoë 王 \ud800", "z@mail.example", {"locale": "pl"})
REQUEST = FrozenRequest(
    "verification",
    "POST",
    "/x?y=1",
    (("content-type", "application/json"),),
    b'{"a":\xff}',
    "idem-1",
    86400.0,
)
ITEM = OutboxItem(OutboxId("o1"), ACCOUNT.id, INTENT, OutboxState.QUEUED, NOON, NOON)
MINE = Lease("mine", NOON + timedelta(seconds=15))
OTHERS = Lease("others", NOON + timedelta(seconds=20))
QUEUED = frozenset({OutboxState.QUEUED})


def _queue(
    store: Store, item: OutboxItem = ITEM, lease: Lease = MINE, judged_after: int = 10_000
) -> OutboxItem | None:
    return store.write_now(lambda work: work.queue_outbox(item, lease, judged_after))


def _put(store: Store, state: OutboxState, number: int = 0) -> OutboxItem:
    """An item of a customer of its own in this state, which nobody holds."""
    reference = f"cc-{number}"
    item = replace(
        ITEM,
        id=OutboxId(f"o{number}"),
        intent=CreateIntent(reference, email=f"{reference}@mail.example"),
        created_at=NOON + timedelta(seconds=number),
    )
    assert _queue(store, item) is None
    assert store.write_now(lambda work: work.save_outbox(replace(item, state=state), MINE, release=True))
    return item


def test_item_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    full = replace(
        ITEM,
        done=(
            StepResult("customer", "c1"),
            StepResult("verification", "v1", new_snapshot(1, raw=b"\x00\xff")),
        ),
        pending=REQUEST,
        verification_id=VerificationId("v1"),
        reason="why",
        code="c",
        first_sent_at=NOON,
        last_sent_at=NOON + timedelta(seconds=1),
    )
    assert _queue(store, full) is None
    store.close()
    again = new_store(tmp_path)
    assert again.read.load_outbox() == (full,)
    assert again.read.load_outbox_item(OutboxId("o1")) == full
    assert again.read.load_outbox_item(OutboxId("o2")) is None
    assert again.read.load_open_outbox() == (HeldItem(full, MINE),)
    again.close()


def test_newest_first_and_open_ones_counted(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    for number, state in enumerate(OutboxState):
        _put(store, state, number)
    assert [item.state for item in store.read.load_outbox()] == list(OutboxState)[::-1]
    assert store.read.count_outbox_in_sight() == len(OPEN_STATES) + 1
    assert {held.item.state for held in store.read.load_open_outbox()} == OPEN_STATES
    assert store.write_now(lambda work: work.count_open_outbox(ACCOUNT.id)) == len(OPEN_STATES)
    store.close()


def test_an_account_that_is_gone_gets_no_item(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    with pytest.raises(NotKnown):
        _queue(store, replace(ITEM, account_id=AccountId("gone")))
    assert store.read.load_outbox() == ()
    store.close()


SAME_CUSTOMER = {
    "id": CreateIntent("cc-2", CustomerId("c1")),
    "email": CreateIntent("cc-2", email=" Z@mail.EXAMPLE "),
    "reference": CreateIntent("cc-1"),
}


@pytest.mark.parametrize("intent", SAME_CUSTOMER.values(), ids=SAME_CUSTOMER)
@pytest.mark.parametrize("state", OutboxState)
def test_a_later_item_of_the_same_customer_waits_until_the_earlier_one_is_settled(
    tmp_path: Path, state: OutboxState, intent: CreateIntent
) -> None:
    store = new_store(tmp_path, ACCOUNT, new_account("Other", "iron"))
    assert _queue(store) is None
    earlier = replace(ITEM, state=state)
    assert store.write_now(lambda work: work.save_outbox(earlier, MINE, release=True))
    later = replace(ITEM, id=OutboxId("later"), intent=intent)
    assert _queue(store, later) == (earlier if state in OPEN_STATES else None)
    elsewhere = replace(later, id=OutboxId("elsewhere"), account_id=AccountId("other"))
    assert _queue(store, elsewhere) is None
    store.close()


@pytest.mark.parametrize("state", [OutboxState.ACCEPTED, OutboxState.ATTENTION, OutboxState.REFUSED])
def test_what_was_made_after_a_new_one_was_judged_stands_in_its_way(
    tmp_path: Path, state: OutboxState
) -> None:
    clock = StillClock()
    store = new_store(tmp_path, ACCOUNT, clock=clock)
    assert _queue(store) is None
    judged = store.read.load_audit_number()
    ended = replace(ITEM, state=state)

    def end(work: UnitOfWork) -> None:
        assert work.save_outbox(ended, MINE, release=True)
        work.append_audit(f"outbox_{state.value}", ITEM.id)

    store.write_now(end)
    # Whatever the clock says: what counts is the order of the deeds.
    clock.advance(-86_400)
    new = replace(ITEM, id=OutboxId("o2"), created_at=clock.now(), updated_at=clock.now())
    assert _queue(store, new, judged_after=judged) == (None if state is OutboxState.REFUSED else ended)
    if state is not OutboxState.REFUSED:
        assert _queue(store, new, judged_after=store.read.load_audit_number()) is None
    store.close()


async def test_of_many_senders_in_two_windows_exactly_one_gets_the_item(tmp_path: Path) -> None:
    first, second = new_store(tmp_path, ACCOUNT), new_store(tmp_path)
    _put(first, OutboxState.UNKNOWN)
    claims = [
        store.write(
            lambda work, n=n: work.take_outbox(OutboxId("o0"), OPEN_STATES, replace(MINE, holder=f"h{n}"))
        )
        for n, store in enumerate((first, second) * 10)
    ]
    taken = [number for number, item in enumerate(await asyncio.gather(*claims)) if item is not None]
    assert len(taken) == 1
    [held] = first.read.load_open_outbox()
    assert held.lease is not None
    assert held.lease.holder == f"h{taken[0]}"
    first.close()
    second.close()


def test_an_item_is_taken_only_in_the_states_that_were_asked_for(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    for number, state in enumerate(OutboxState):
        item = _put(store, state, number)
        taken = store.write_now(lambda work, item=item: work.take_outbox(item.id, QUEUED, MINE))
        assert (taken is not None) == (state is OutboxState.QUEUED)
    assert store.write_now(lambda work: work.take_outbox(OutboxId("nothing"), QUEUED, MINE)) is None
    store.close()


def _take(store: Store, gone: str = "") -> bool:
    return store.write_now(lambda work: work.take_outbox(ITEM.id, QUEUED, OTHERS, gone)) is not None


def test_who_holds_an_item_keeps_it_until_its_lease_ends(tmp_path: Path) -> None:
    clock = StillClock()
    store = new_store(tmp_path, ACCOUNT, clock=clock)
    _queue(store)
    clock.advance(14)
    assert not _take(store)
    renewed = replace(MINE, until=NOON + timedelta(seconds=29))
    assert store.write_now(lambda work: work.renew_outbox(ITEM.id, renewed))
    clock.advance(14)
    assert not _take(store)
    clock.advance(1)
    assert _take(store)
    store.close()


def _is_saved(store: Store, lease: Lease) -> bool:
    item = replace(ITEM, state=OutboxState.ACCEPTED, updated_at=datetime.now(NOON.tzinfo))
    return store.write_now(lambda work: work.save_outbox(item, lease))


def test_who_has_lost_an_item_changes_nothing_any_more(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    _queue(store)
    # The clock was set back, so that its lease looks endless; it was seen not to be renewed.
    assert _take(store, gone=MINE.holder)
    assert not _is_saved(store, MINE)
    assert not store.write_now(lambda work: work.renew_outbox(ITEM.id, MINE))
    assert not store.write_now(lambda work: work.release_outbox(ITEM.id, MINE.holder))
    [held] = store.read.load_open_outbox()
    assert held == HeldItem(ITEM, OTHERS)
    assert _is_saved(store, OTHERS)
    store.close()


def test_what_was_given_back_is_free_at_once(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    _queue(store)
    assert store.write_now(lambda work: work.release_outbox(ITEM.id, MINE.holder))
    assert store.read.load_open_outbox() == (HeldItem(ITEM, None),)
    assert _take(store)
    store.close()


def test_an_account_can_be_given_up_with_all_that_is_open(tmp_path: Path) -> None:
    other = new_account("Other", "iron")
    store = new_store(tmp_path, ACCOUNT, other)
    for number, state in enumerate(OutboxState):
        _put(store, state, number)
    _queue(store, replace(ITEM, account_id=other.id, id=OutboxId("others")))
    settled = store.write_now(lambda work: work.give_up_outbox(ACCOUNT.id, "Gone."))
    assert {item.id for item in settled} == {
        OutboxId(f"o{number}") for number, state in enumerate(OutboxState) if state in OPEN_STATES
    }
    assert [held.item.id for held in store.read.load_open_outbox()] == ["others"]
    assert {item.reason for item in store.read.load_outbox() if item.state is OutboxState.ATTENTION} == {
        "Gone.",
        "",
    }
    store.close()


def test_the_latest_moment_is_the_newest_that_was_written_down(tmp_path: Path) -> None:
    clock = StillClock()
    store = new_store(tmp_path, ACCOUNT, clock=clock)
    clock.advance(3600)
    store.write_now(lambda work: work.append_audit("seen", "something"))
    assert store.read.load_latest_moment() == NOON + timedelta(hours=1)
    late = replace(ITEM, updated_at=NOON + timedelta(hours=2))
    _queue(store, late)
    assert store.read.load_latest_moment() == NOON + timedelta(hours=2)
    store.close()
