"""What a create asks before anything is sent: the provider about a known customer and a used reference, the profile
about a person with the same address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.customer import Customer, CustomerId
from console.domain.errors import InputInvalid
from console.domain.outbox import CreateIntent
from console.domain.verification import KnownRecord, VerificationKey
from console.services.creation import Created, Outcome
from tests.support.clocks import MovableClock
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator

ALL = ("iron", "checkout", "idenfy", "proofme")
# Checkout.com's interface finds nobody.
READ = ("iron", "idenfy", "proofme")


@asynccontextmanager
async def somebody_elses(simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    """Another profile at the same accounts."""
    async with open_desk(simulator, tmp_path / "elsewhere") as opened:
        yield opened


async def customer_of(desk: Desk, key: VerificationKey) -> CustomerId:
    return (await desk.services.cases.load_case(key)).stored.verification.customer_id


async def create_for(
    desk: Desk, provider: str, customer_id: CustomerId, *, accept_loss: bool = False
) -> Created:
    creation = desk.services.creation
    intent = CreateIntent(creation.new_reference(), customer_id, "Ana Ñandú", "ana@example.com")
    return await creation.create(desk.account(provider).id, intent, accept_loss=accept_loss)


async def create_again(desk: Desk, provider: str, email: str, *, accept_loss: bool = False) -> Created:
    creation = desk.services.creation
    intent = CreateIntent(creation.new_reference(), name="Ana Ñandú", email=email)
    return await creation.create(desk.account(provider).id, intent, accept_loss=accept_loss)


async def count_made(desk: Desk, provider: str) -> int:
    return len(await asyncio.to_thread(desk.simulator.ledger, provider))


async def calls(desk: Desk, provider: str, method: str) -> list[str]:
    found = await asyncio.to_thread(desk.simulator.calls, provider)
    return [call["route"] for call in found if call["method"] == method]


@pytest.mark.parametrize("provider", READ)
async def test_what_was_made_elsewhere_for_a_customer_stands_in_the_way(
    provider: str, desk: Desk, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with somebody_elses(quiet_simulator, tmp_path) as other:
        key = await other.create(provider)
        customer_id = await customer_of(other, key)
    before = await count_made(desk, provider)
    created = await create_for(desk, provider, customer_id)
    assert (created.outcome, created.item_id) == (Outcome.REFUSED, None)
    assert created.needs_consent is (provider == "iron")
    assert await count_made(desk, provider) == before
    mine = VerificationKey(desk.account(provider).id, key.id)
    assert await customer_of(desk, mine) == customer_id, "what was read is in the list"


@pytest.mark.parametrize("provider", READ)
async def test_a_finished_one_made_elsewhere_is_no_hindrance(
    provider: str, desk: Desk, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    ending = {"iron": "decline", "idenfy": "finish", "proofme": "decline"}[provider]
    async with somebody_elses(quiet_simulator, tmp_path) as other:
        key = await other.create(provider)
        await asyncio.to_thread(other.journey, key, ending)
        customer_id = await customer_of(other, key)
    created = await create_for(desk, provider, customer_id)
    assert created.outcome is Outcome.CREATED, created.reason


@pytest.mark.parametrize("provider", READ)
async def test_a_customer_who_cannot_be_looked_at_gets_nothing_new(
    provider: str, desk: Desk, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with somebody_elses(quiet_simulator, tmp_path) as other:
        customer_id = await customer_of(other, await other.create(provider))
    before = await count_made(desk, provider)
    rule = {"provider": provider, "method": "GET", "path": "*", "action": "status", "status": 503}
    with desk.simulator.faults(rule):
        created = await create_for(desk, provider, customer_id)
    assert created.outcome is Outcome.REFUSED
    assert created.reason.startswith("Nothing was created: ")
    assert desk.services.accounts.manifest(desk.account(provider).provider).title in created.reason
    assert not created.needs_consent
    assert await count_made(desk, provider) == before
    assert await desk.services.creation.load_outbox() == ()


@pytest.mark.parametrize("provider", READ)
async def test_a_customer_read_a_moment_ago_is_not_read_again(
    provider: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = MovableClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        customer_id = await customer_of(desk, await desk.create(provider))
        looked: list[bool] = []
        for ahead_s in (50, 61):
            clock.ahead = timedelta(seconds=ahead_s)
            await asyncio.to_thread(quiet_simulator.forget_calls)
            assert (await create_for(desk, provider, customer_id)).outcome is Outcome.REFUSED
            looked.append(bool(await calls(desk, provider, "GET")))
        assert looked == [False, True]


@pytest.mark.parametrize("provider", READ)
async def test_a_reference_the_provider_has_already_is_refused_before_anything_is_sent(
    provider: str, desk: Desk, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """Else a lost create that made nothing would be settled with what somebody else made under that reference."""
    async with somebody_elses(quiet_simulator, tmp_path) as other:
        reference = other.services.creation.new_reference()
        assert (await other.try_create(provider, reference=reference)).outcome is Outcome.CREATED
    await asyncio.to_thread(quiet_simulator.forget_calls)
    drop = {"provider": provider, "method": "POST", "path": "*", "action": "drop", "times": None}
    with desk.simulator.faults(drop), pytest.raises(InputInvalid) as caught:
        await desk.try_create(provider, reference=reference)
    assert caught.value.field == "reference"
    assert await calls(desk, provider, "POST") == []
    assert await desk.services.creation.load_outbox() == ()


@pytest.mark.parametrize("provider", READ)
async def test_a_reference_that_cannot_be_looked_for_is_not_used(
    provider: str, desk: Desk, quiet_simulator: Simulator
) -> None:
    before = await count_made(desk, provider)
    rule = {"provider": provider, "method": "GET", "path": "*", "action": "status", "status": 503}
    with desk.simulator.faults(rule):
        created = await desk.try_create(provider, reference="crm-0815-4711")
    assert created.outcome is Outcome.REFUSED
    assert created.reason.startswith("Nothing was created: ")
    assert await count_made(desk, provider) == before


@pytest.mark.parametrize("provider", READ)
async def test_about_a_reference_of_our_own_making_nobody_is_asked(provider: str, desk: Desk) -> None:
    await asyncio.to_thread(desk.simulator.forget_calls)
    await desk.create(provider)
    assert await calls(desk, provider, "GET") == []


@pytest.mark.parametrize("provider", ALL)
async def test_the_reference_of_a_customer_without_a_verification_is_in_use(
    provider: str, desk: Desk
) -> None:
    account = desk.account(provider)
    told = KnownRecord(None, Customer(CustomerId("aplt_" + "c" * 26), "Ada Alone", reference="crm-1"))
    await desk.console.store.write(lambda work: work.add_known(account.id, (told,)))
    await asyncio.to_thread(desk.simulator.forget_calls)
    with pytest.raises(InputInvalid) as caught:
        await desk.try_create(provider, reference="crm-1")
    assert caught.value.field == "reference"
    assert await asyncio.to_thread(desk.simulator.calls, provider) == []


async def test_the_reference_of_a_customer_made_alone_is_looked_for(desk: Desk) -> None:
    """Nothing of such a customer is in the list before the next reading."""
    creation, account = desk.services.creation, desk.account("iron")
    alone = CreateIntent("crm-2", name="Ada Alone", email="ada@example.com", operation="create_customer")
    assert (await creation.create(account.id, alone)).outcome is Outcome.CREATED
    for intent in (alone, CreateIntent("crm-2", name="Ada", email="b@example.com")):
        with pytest.raises(InputInvalid) as caught:
            await creation.create(account.id, intent)
        assert caught.value.field == "reference"


@pytest.mark.parametrize("provider", ALL)
async def test_the_same_address_again_is_asked_about_while_the_first_is_open(
    provider: str, desk: Desk
) -> None:
    first = await create_again(desk, provider, "ana.nandu@example.com")
    assert first.outcome is Outcome.CREATED, first.reason
    before = await count_made(desk, provider)
    second = await create_again(desk, provider, " Ana.Nandu@Example.com")
    assert (second.outcome, second.needs_consent, second.item_id) == (Outcome.REFUSED, True, None)
    assert "this e-mail address" in second.reason
    assert second.reason.endswith("second customer beside that one.")
    assert await count_made(desk, provider) == before
    agreed = await create_again(desk, provider, "ana.nandu@example.com", accept_loss=True)
    assert agreed.outcome is Outcome.CREATED, agreed.reason
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    [loss] = [entry for entry in audit if entry.action == "loss_accepted"]
    assert not loss.subject.endswith("/")
    assert "@" not in loss.subject


async def test_another_address_and_another_account_are_somebody_else(desk: Desk) -> None:
    await create_again(desk, "proofme", "ana.nandu@example.com")
    other = await create_again(desk, "proofme", "ana.ñandu@example.com")
    elsewhere = await create_again(desk, "iron", "ana.nandu@example.com")
    assert (other.outcome, elsewhere.outcome) == (Outcome.CREATED, Outcome.CREATED)


async def test_the_same_address_is_free_again_once_the_first_is_over(desk: Desk) -> None:
    first = await create_again(desk, "proofme", "ana.nandu@example.com")
    assert first.key is not None
    await asyncio.to_thread(desk.journey, first.key, "decline")
    await desk.services.cases.refresh(first.key)
    again = await create_again(desk, "proofme", "ana.nandu@example.com")
    assert again.outcome is Outcome.CREATED, again.reason
