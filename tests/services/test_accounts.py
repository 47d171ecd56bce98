"""Accounts through the service: kept whole or not at all, whoever stops waiting and whatever fails meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pysequoia import Tsk

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
    # It counts until a person has looked at the provider and is done with it.
    assert await desk.services.creation.count_open() == 1
    [item] = await desk.services.creation.load_outbox()
    assert (item.id, item.state) == (item_id, OutboxState.ATTENTION)
    assert "Look at the provider" in item.reason
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    assert [entry.details for entry in audit if entry.subject == item_id][-1] == "account_removed"
    await desk.services.creation.put_away(item_id)
    assert await desk.services.creation.count_open() == 0


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


async def _kept(desk: Desk, provider: str) -> Mapping[str, str]:
    return (await asyncio.to_thread(desk.console.profile.secrets.load, desk.account(provider).id)).values


async def test_only_a_usable_pgp_key_takes_the_place_of_a_good_one(desk: Desk) -> None:
    known, accounts = desk.account("proofme"), desk.services.accounts
    kept = await _kept(desk, "proofme")
    good = kept["pgp_private_key"]
    public = str(Tsk.from_bytes(good.encode()).extract_certificate())
    for wrong in ("Dear customer, here is your invoice.", public, good[: len(good) // 2]):
        broken = {**known.settings, "pgp_private_key": wrong}
        changed = AccountDraft(known.provider, known.name, known.environment, known.base_url, broken)
        added = replace(changed, name="Another", values={**kept, **broken})
        for attempt in (
            accounts.save_secret(known.id, "pgp_private_key", wrong),
            accounts.change(known.id, changed),
            accounts.replace(known.id, replace(added, name=known.name)),
            accounts.check(added),
            accounts.add(added),
        ):
            with pytest.raises(InputInvalid, match="no PGP private key") as refusal:
                await attempt
            assert refusal.value.field == "pgp_private_key"
    assert await _kept(desk, "proofme") == kept
    assert len(accounts.load_accounts()) == 4
    await accounts.save_secret(known.id, "pgp_private_key", good)


async def test_which_secrets_are_kept_is_told_and_one_may_be_forgotten(desk: Desk) -> None:
    known, accounts = desk.account("proofme"), desk.services.accounts
    assert {"api_key", "pgp_private_key"} <= await accounts.load_secret_names(known.id)
    same = AccountDraft(
        known.provider, known.name, known.environment, known.base_url, {**known.settings, "api_key": ""}
    )
    await accounts.change(known.id, same, frozenset({"pgp_private_key"}))
    assert "pgp_private_key" not in await accounts.load_secret_names(known.id)
    await accounts.check_account(known.id)
    iron = desk.account("iron")
    needed = AccountDraft(iron.provider, iron.name, iron.environment, iron.base_url, {**iron.settings})
    with pytest.raises(InputInvalid) as refusal:
        await accounts.change(iron.id, needed, frozenset({"api_key"}))
    assert refusal.value.field == "api_key"


@pytest.mark.parametrize(
    ("provider", "key", "wrong", "right"),
    [
        ("proofme", "body_encoding", "xml", "json"),
        ("proofme", "redirectUrl", "javascript:alert(1)", "https://client.example/done?a=b"),
        ("proofme", "webhookUrl", "client.example/hook", "https://client.example/hook"),
        ("idenfy", "manual_review", "maybe", "yes"),
        ("idenfy", "environment_name", "STAGING", "DEV"),
        ("idenfy", "locale", "klingon", "uk"),
        ("idenfy", "successUrl", "file:///etc/passwd", "http://127.0.0.1:8080/done"),
        ("idenfy", "callbackUrl", "https://user@client.example/", "https://client.example/"),
        ("idenfy", "expiryTime", "59", "60"),
        ("idenfy", "sessionLength", "٣٦٠", "3600"),
        ("checkout", "redirect_url", "https://client.example/ done", "https://client.example/done"),
        ("checkout", "token_url", "ftp://client.example/token", ""),
        ("iron", "partner_data", "yes", "true"),
    ],
)
async def test_a_setting_is_of_its_kind_or_named_before_it_is_kept(
    provider: str, key: str, wrong: str, right: str, desk: Desk
) -> None:
    known, accounts = desk.account(provider), desk.services.accounts
    draft = AccountDraft(
        known.provider, known.name, known.environment, known.base_url, {**known.settings, key: wrong}
    )
    with pytest.raises(InputInvalid) as refusal:
        await accounts.change(known.id, draft)
    assert refusal.value.field == key
    assert desk.account(provider) == known
    changed = await accounts.change(known.id, replace(draft, values={**known.settings, key: right}))
    assert changed.settings.get(key, "") == right


@pytest.mark.parametrize(
    "host", ["desk.example", "192.168.4.7", "127.0.0.1.example", "[fe80::1]", "2130706433"]
)
async def test_without_encryption_only_a_simulator_of_this_machine_is_reached(desk: Desk, host: str) -> None:
    known = desk.account("iron")
    elsewhere = AccountDraft(
        known.provider, "Elsewhere", known.environment, f"http://{host}:8080", {"api_key": "k"}
    )
    with pytest.raises(InputInvalid, match="this machine") as refused:
        await desk.services.accounts.add(elsewhere)
    assert refused.value.field == "base_url"
    assert known in desk.services.accounts.load_accounts()


async def test_where_a_simulator_says_it_is_it_is_believed_and_stays_so(desk: Desk) -> None:
    known = desk.account("iron")
    credentials = await asyncio.to_thread(desk.console.profile.secrets.load, known.id)
    values = {**known.settings, **credentials.values}
    address = "http://192.0.2.7:8080/iron"
    announced = AccountDraft(known.provider, "Lan", known.environment, address, values, is_announced=True)
    added = await desk.services.accounts.add(announced)
    renamed = AccountDraft(known.provider, "Lan again", known.environment, address, values)
    assert (await desk.services.accounts.change(added.id, renamed)).name == "Lan again"
