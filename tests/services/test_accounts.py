"""Accounts through the service: kept whole or not at all, whoever stops waiting and whatever fails meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from console.domain.account import Account
from console.domain.errors import ActionRefused, InputInvalid, NameTaken, NotKnown
from console.domain.outbox import OutboxId, OutboxState
from console.domain.provider import Environment
from console.services.accounts import AccountDraft
from tests.support.desk import Desk, open_desk
from tests.support.gates import GateClock
from tests.support.simulator import Simulator
from tests.support.waiting import until


async def _draft(desk: Desk, name: str, environment: Environment = Environment.SIMULATOR) -> AccountDraft:
    """Another account with what the simulator's Iron account holds."""
    known = desk.account("iron")
    credentials = await asyncio.to_thread(desk.console.profile.secrets.load, known.id)
    values = {**known.settings, **credentials.values}
    base_url = known.base_url if environment is Environment.SIMULATOR else "https://example.com"
    return AccountDraft(known.provider, name, environment, base_url, values)


def _stored(desk: Desk) -> tuple[Account, ...]:
    return desk.console.store.lists.load_accounts()


async def test_an_account_nobody_waits_for_any_more_is_whole(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = GateClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        draft = await _draft(desk, "second")
        clock.close()
        adding = asyncio.ensure_future(desk.services.accounts.add(draft))
        await until(clock.is_reached)
        adding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await adding
        clock.open()
        await until(lambda: "second" in [account.name for account in desk.services.accounts.load_accounts()])
        [added] = [account for account in _stored(desk) if account.name == "second"]
        await desk.services.accounts.check_account(added.id)


async def test_a_replacement_that_is_refused_leaves_the_sync_running(desk: Desk) -> None:
    await desk.start_sync()
    known = desk.account("iron")
    live = await _draft(desk, known.name, Environment.LIVE)
    with pytest.raises(ActionRefused):
        await desk.services.accounts.replace(known.id, live)
    assert desk.account("iron") == known
    key = await desk.create("iron")
    await asyncio.to_thread(desk.journey, key, "finish")
    desk.services.cases.watch(key)
    await desk.wait_for_row(key, lambda row: row.raw_status == "Approved")


async def test_a_name_is_given_once(desk: Desk) -> None:
    iron, checkout = desk.account("iron"), desk.account("checkout")
    with pytest.raises(NameTaken):
        await desk.services.accounts.add(await _draft(desk, checkout.name))
    with pytest.raises(NameTaken):
        await desk.services.accounts.replace(iron.id, await _draft(desk, checkout.name))
    assert (await desk.services.accounts.replace(iron.id, await _draft(desk, iron.name))).id == iron.id


async def test_nothing_of_a_removed_account_stays(desk: Desk) -> None:
    await desk.start_sync()
    known = desk.account("iron")
    assert await desk.rows(providers=frozenset({"iron"}))
    await desk.services.accounts.remove(known.id)
    assert known.id not in [account.id for account in desk.services.accounts.load_accounts()]
    assert known.id not in [account.id for account in _stored(desk)]
    assert not await desk.rows(providers=frozenset({"iron"}))
    with pytest.raises(NotKnown):
        await asyncio.to_thread(desk.console.profile.secrets.load, known.id)


async def _leave_unsettled(desk: Desk) -> OutboxId:
    """A create of Proofme's account that nobody answered."""
    with desk.simulator.faults({"provider": "proofme", "method": "POST", "path": "*", "action": "drop"}):
        created = await desk.try_create("proofme")
    assert created.item_id is not None
    return created.item_id


async def test_an_account_with_something_unsettled_is_removed_only_by_who_gives_up_on_it(desk: Desk) -> None:
    known = desk.account("proofme")
    item_id = await _leave_unsettled(desk)
    with pytest.raises(ActionRefused, match="not settled and may exist"):
        await desk.services.accounts.remove(known.id)
    assert desk.account("proofme") == known
    await desk.services.accounts.check_account(known.id)
    assert await desk.services.creation.count_open() == 1

    await desk.services.accounts.remove(known.id, give_up=True)
    assert known not in desk.services.accounts.load_accounts()
    assert await desk.services.creation.count_open() == 0
    [item] = await desk.services.creation.load_outbox()
    assert (item.id, item.state) == (item_id, OutboxState.ATTENTION)
    assert "Look at the provider" in item.reason
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    assert [entry.details for entry in audit if entry.subject == item_id][-1] == "account_removed"


async def test_what_is_unsettled_is_not_looked_for_elsewhere(desk: Desk) -> None:
    known = desk.account("proofme")
    item_id = await _leave_unsettled(desk)
    credentials = await asyncio.to_thread(desk.console.profile.secrets.load, known.id)
    values = {**known.settings, **credentials.values}
    elsewhere = AccountDraft(known.provider, known.name, known.environment, "http://127.0.0.1:9", values)
    with pytest.raises(ActionRefused, match="not settled"):
        await desk.services.accounts.replace(known.id, elsewhere)
    renamed = AccountDraft(known.provider, "Renamed", known.environment, known.base_url, values)
    assert (await desk.services.accounts.replace(known.id, renamed)).name == "Renamed"
    assert (await desk.services.creation.resolve(item_id)).id == item_id


async def test_a_secret_that_is_left_empty_stays_and_one_alone_can_be_added(desk: Desk) -> None:
    known = desk.account("checkout")
    accounts = desk.services.accounts
    kept = await asyncio.to_thread(desk.console.profile.secrets.load, known.id)
    empty = AccountDraft(known.provider, "Renamed", known.environment, known.base_url, dict(known.settings))
    assert (await accounts.change(known.id, empty)).name == "Renamed"
    assert await asyncio.to_thread(desk.console.profile.secrets.load, known.id) == kept
    await accounts.check_account(known.id)

    await accounts.save_secret(known.id, "client_secret", "another")
    saved = await asyncio.to_thread(desk.console.profile.secrets.load, known.id)
    assert saved.values == {**kept.values, "client_secret": "another"}
    await accounts.save_secret(known.id, "client_secret", "")
    saved = await asyncio.to_thread(desk.console.profile.secrets.load, known.id)
    assert "client_secret" not in saved.values
    for key, value in (("api_key", "no such field"), ("redirect_url", "no secret")):
        with pytest.raises(InputInvalid):
            await accounts.save_secret(known.id, key, value)
    with pytest.raises(InputInvalid):
        await accounts.save_secret(desk.account("iron").id, "api_key", "")


@pytest.mark.parametrize("key", ["sk\u2013planted", "sk\nplanted", "sk\x00planted"])
async def test_a_key_that_cannot_be_one_is_said_at_its_field(desk: Desk, key: str) -> None:
    draft = await _draft(desk, "second")
    with pytest.raises(InputInvalid) as caught:
        await desk.services.accounts.add(replace(draft, values={**draft.values, "api_key": key}))
    assert caught.value.field == "api_key"
    assert "planted" not in caught.value.user_message + caught.value.detail
    assert "second" not in [account.name for account in _stored(desk)]
