"""Webhooks in the store: each remembered once, kept as it came, handed over when its verification appears."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.account import Account
from console.domain.errors import NotKnown
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import KnownRecord, VerificationId
from console.domain.webhook import WEBHOOK, KeptDelivery
from console.store.deliveries import MOST_KEPT
from console.store.store import Store
from tests.support.stores import NOON, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
OTHER = new_account("Iron live")


def _kept(
    verification_id: str = "v1", body: bytes = b"{}", *, parked: bool = True, account: Account = ACCOUNT
) -> KeptDelivery:
    return KeptDelivery(account.id, VerificationId(verification_id), "changed", "key", NOON, parked, body)


def _keep(store: Store, *kept: KeptDelivery) -> None:
    for each in kept:
        store.write_now(lambda work, each=each: work.keep_delivery(each))


def test_a_delivery_is_applied_once_per_account(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT, OTHER)
    assert store.write_now(lambda work: work.remember_webhook(ACCOUNT.id, "one \x00"))
    assert not store.write_now(lambda work: work.remember_webhook(ACCOUNT.id, "one \x00"))
    assert store.write_now(lambda work: work.remember_webhook(OTHER.id, "one \x00"))
    assert store.read.has_webhook(ACCOUNT.id, "one \x00")
    assert not store.read.has_webhook(ACCOUNT.id, "two")
    store.close()


def test_what_was_applied_long_ago_is_forgotten_where_it_is_asked_for(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT, OTHER)
    for account in (ACCOUNT, OTHER):
        store.write_now(lambda work, account=account: work.remember_webhook(account.id, "one"))
    assert store.write_now(lambda work: work.forget_webhooks(ACCOUNT.id, NOON)) == 0
    assert store.write_now(lambda work: work.forget_webhooks(ACCOUNT.id, NOON + timedelta(seconds=1))) == 1
    assert not store.read.has_webhook(ACCOUNT.id, "one")
    assert store.read.has_webhook(OTHER.id, "one")
    store.close()


def test_what_was_kept_comes_back_as_it_came_newest_first(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    first, second = _kept(body=b"\xff\x00 not even text"), _kept("", b"{}", parked=False)
    _keep(store, first, second)
    assert store.read.load_deliveries(ACCOUNT.id) == (second, first)
    assert store.read.load_deliveries(OTHER.id) == ()
    store.close()


@pytest.mark.parametrize("told_before", [True, False])
def test_it_goes_into_the_record_of_its_verification_when_that_appears(
    tmp_path: Path, told_before: bool
) -> None:
    store = new_store(tmp_path, ACCOUNT, OTHER)
    snapshot = new_snapshot(1, raw=b"read")
    if told_before:
        known = KnownRecord(snapshot.verification.id, snapshot.customer)  # pyright: ignore[reportArgumentType]
        store.write_now(lambda work: work.add_known(ACCOUNT.id, [known]))
    _keep(store, _kept(body=b"first"), _kept("v2"), _kept(body=b"other", account=OTHER))
    record(store, ACCOUNT, snapshot)
    parked = {each.verification_id: each.is_parked for each in store.read.load_deliveries(ACCOUNT.id)}
    assert parked == {"v1": False, "v2": True}
    assert [each.is_parked for each in store.read.load_deliveries(OTHER.id)] == [True]
    case = store.read.load_case(key_of(ACCOUNT, 1))
    assert case is not None
    [raw] = [raw for raw in case.raw if raw.kind == WEBHOOK]
    assert (raw.body, raw.source, raw.seen_at) == (b"first", EventSource.WEBHOOK, NOON)
    record(store, ACCOUNT, new_snapshot(1, phase=Phase.APPROVED, status="Approved", updated_at=NOON))
    again = store.read.load_case(key_of(ACCOUNT, 1))
    assert again is not None
    assert [raw for raw in again.raw if raw.kind == WEBHOOK] == [raw]
    store.close()


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT, OTHER)
    _keep(store, _kept(account=OTHER))

    def fill(number: int) -> None:
        store.write_now(lambda work: [work.keep_delivery(_kept(f"v{number + n}")) for n in range(500)])

    for start in range(0, MOST_KEPT + 500, 500):
        fill(start)
    kept = store.read.load_deliveries(ACCOUNT.id, MOST_KEPT * 2)
    assert len(kept) == MOST_KEPT
    assert (kept[0].verification_id, kept[-1].verification_id) == (f"v{MOST_KEPT + 499}", "v500")
    assert len(store.read.load_deliveries(OTHER.id)) == 1
    store.close()


def test_an_account_that_is_gone_keeps_nothing(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    _keep(store, _kept())
    store.write_now(lambda work: work.remove_account(ACCOUNT.id))
    assert store.read.load_deliveries(ACCOUNT.id) == ()
    with pytest.raises(NotKnown):
        _keep(store, _kept())
    store.close()
