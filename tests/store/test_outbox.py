"""The outbox: an intent survives, is claimed by one sender only, and comes back byte for byte."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from console.domain.customer import CustomerId
from console.domain.outbox import CreateIntent, FrozenRequest, OutboxId, OutboxItem, OutboxState, StepResult
from console.domain.verification import VerificationId
from tests.support.stores import NOON, new_account, new_snapshot, new_store

ACCOUNT = new_account()
INTENT = CreateIntent("cc-1", CustomerId("c1"), "Zoë 王 \ud800", "z@mail.example", {"locale": "pl"})
REQUEST = FrozenRequest(
    "verification", "POST", "/x?y=1", (("content-type", "application/json"),), b'{"a":\xff}', "idem-1"
)
ITEM = OutboxItem(OutboxId("o1"), ACCOUNT.id, INTENT, OutboxState.QUEUED, NOON, NOON)


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
    )
    store.write_now(lambda work: work.save_outbox(full))
    store.close()
    again = new_store(tmp_path)
    assert again.read.load_outbox() == (full,)
    assert again.read.load_outbox_item(OutboxId("o1")) == full
    assert again.read.load_outbox_item(OutboxId("o2")) is None
    again.close()


def test_newest_first_and_open_ones_counted(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    for number, state in enumerate(OutboxState):
        item = replace(
            ITEM, id=OutboxId(f"o{number}"), state=state, created_at=NOON + timedelta(seconds=number)
        )
        store.write_now(lambda work, item=item: work.save_outbox(item))
    assert [item.state for item in store.read.load_outbox()] == list(OutboxState)[::-1]
    assert store.read.count_open_outbox() == len(OutboxState) - 2
    store.close()


async def test_of_many_senders_in_two_windows_exactly_one_gets_the_item(tmp_path: Path) -> None:
    first, second = new_store(tmp_path, ACCOUNT), new_store(tmp_path)
    await first.write(lambda work: work.save_outbox(ITEM))
    claims = [store.write(lambda work: work.claim_outbox(ITEM.id, NOON)) for store in (first, second) * 10]
    results = await asyncio.gather(*claims)
    taken = [item for item in results if item is not None]
    assert [item.state for item in taken] == [OutboxState.SENDING]
    assert first.read.load_outbox() == tuple(taken)
    first.close()
    second.close()


def test_only_a_queued_item_can_be_claimed(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    for state in OutboxState:
        item = replace(ITEM, id=OutboxId(state.value), state=state)
        store.write_now(lambda work, item=item: work.save_outbox(item))
        claimed = store.write_now(lambda work, item=item: work.claim_outbox(item.id, NOON))
        assert (claimed is not None) == (state is OutboxState.QUEUED)
    assert store.write_now(lambda work: work.claim_outbox(OutboxId("nothing"), NOON)) is None
    store.close()
