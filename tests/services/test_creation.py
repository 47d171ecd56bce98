"""Creating through the service: guard, defaults, one send, and the three ways it can end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from console.domain.customer import CustomerId
from console.domain.errors import DiskFull, InputInvalid
from console.domain.events import OutboxChanged
from console.domain.outbox import CreateIntent, OutboxState
from console.services.creation import Outcome
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.gates import FailingClock, GateClock
from tests.support.simulator import Simulator
from tests.support.waiting import until

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_the_form_is_filled_from_the_accounts_settings(provider: str, desk: Desk) -> None:
    account = desk.account(provider)
    fields = desk.services.creation.form(account.id)
    assert {"name", "email"} <= {each.field.key for each in fields}
    for each in fields:
        assert each.default == account.settings.get(each.field.setting, "")


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_create_is_in_the_list_and_its_link_may_be_shown(provider: str, desk: Desk) -> None:
    key = await desk.create(provider, "Ινώ Ζαχαρία")
    row = await desk.row(key)
    assert row.customer_name == "Ινώ Ζαχαρία"
    link = await desk.services.cases.show_link(key)
    assert link.url.startswith("http://127.0.0.1:")
    assert link.url not in repr(link)
    case = await desk.services.cases.load_case(key)
    assert [event.kind for event in case.stored.events if event.source.value == "us"]
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    assert [entry.subject for entry in audit if entry.action == "link_shown"]
    assert not [entry for entry in audit if link.url in f"{entry.details} {entry.subject}"]


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_every_intent_is_sent_once(provider: str, desk: Desk) -> None:
    before = await asyncio.to_thread(desk.simulator.ledger, provider)
    await desk.create(provider)
    after = await asyncio.to_thread(desk.simulator.ledger, provider)
    new = [record for record in after if record not in before]
    assert len([record for record in new if record["kind"] == "verification"]) == 1
    assert all(record["by"] == "api" for record in new)


async def test_the_intent_is_written_before_the_first_byte(desk: Desk) -> None:
    changes: list[tuple[OutboxState, int]] = []

    def look(event: object) -> None:
        if isinstance(event, OutboxChanged):
            item = desk.console.store.read.load_outbox_item(event.item_id)
            assert item is not None
            calls = [call for call in desk.simulator.calls("proofme") if call["method"] == "POST"]
            changes.append((item.state, len(calls)))

    await asyncio.to_thread(desk.simulator.forget_calls)
    desk.services.bus.subscribe(look)
    await desk.create("proofme")
    assert changes == [(OutboxState.QUEUED, 0), (OutboxState.SENDING, 0), (OutboxState.ACCEPTED, 1)]


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_closed_dialog_does_not_cut_off_what_is_on_its_way(provider: str, desk: Desk) -> None:
    sending = asyncio.ensure_future(desk.wait_for(_is_sending(desk)))
    creating = asyncio.ensure_future(desk.try_create(provider))
    await sending
    creating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await creating
    await desk.services.creation.drain()
    [item] = await desk.services.creation.load_outbox()
    assert item.state is OutboxState.ACCEPTED


async def test_what_was_queued_is_sent_though_nobody_waits_any_more(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = GateClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        clock.close()
        creating = asyncio.ensure_future(desk.try_create("proofme"))
        await until(clock.is_reached)
        creating.cancel()
        with pytest.raises(asyncio.CancelledError):
            await creating
        clock.open()
        await desk.services.creation.drain()
        [item] = await desk.services.creation.load_outbox()
        assert item.state is OutboxState.ACCEPTED


@pytest.mark.parametrize("failing", range(1, 8))
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_disk_that_fails_on_the_way_never_says_refused_of_what_was_made(
    provider: str, failing: int, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = FailingClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        before = len(await asyncio.to_thread(quiet_simulator.ledger, provider))
        clock.fail_transaction(failing)
        with suppress(DiskFull):
            await desk.try_create(provider)
        clock.fail_transaction(0)
        made = len(await asyncio.to_thread(quiet_simulator.ledger, provider)) > before
        states = {item.state for item in await desk.services.creation.load_outbox()}
        assert OutboxState.REFUSED not in states or not made


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_wrong_field_is_named_and_nothing_is_kept(provider: str, desk: Desk) -> None:
    with pytest.raises(InputInvalid) as caught:
        await desk.try_create(provider, "Someone", nonsense="1")
    assert caught.value.field == "nonsense"
    assert caught.value.user_message.endswith(".")
    assert await desk.services.creation.load_outbox() == ()


@pytest.mark.parametrize("where", ["reference", "name", "email", "customer_id", "description"])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_half_a_character_is_named_and_nothing_is_kept(provider: str, where: str, desk: Desk) -> None:
    """As a name from a terminal or file of another encoding arrives."""
    texts = {
        "reference": "crm-3",
        "name": "Ada",
        "email": "a@example.com",
        "customer_id": "",
        "description": "",
    }
    texts[where] += "caf\udce9"
    options = {"description": texts["description"]}
    intent = CreateIntent(
        texts["reference"], CustomerId(texts["customer_id"]), texts["name"], texts["email"], options
    )
    await asyncio.to_thread(desk.simulator.forget_calls)
    with pytest.raises(InputInvalid) as caught:
        await desk.services.creation.create(desk.account(provider).id, intent)
    assert caught.value.field == where
    assert "characters" in caught.value.user_message
    assert await desk.services.creation.load_outbox() == ()
    assert await asyncio.to_thread(desk.simulator.calls, provider) == []


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_blanks_are_no_reference(provider: str, desk: Desk) -> None:
    """A lost create is looked for by it."""
    creation, account = desk.services.creation, desk.account(provider)
    for given in ("  ", " crm-4 "):
        intent = CreateIntent(given, name="Ada", email=f"{given.strip()}a@example.com")
        assert (await creation.create(account.id, intent)).outcome is Outcome.CREATED
    named, made_up = [item.intent.reference for item in await creation.load_outbox()]
    assert named == "crm-4"
    assert made_up.strip() == made_up != ""


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_what_the_provider_refuses_is_refused_in_its_words(provider: str, desk: Desk) -> None:
    rule = {"provider": provider, "method": "POST", "path": "*", "action": "status", "status": 422}
    with desk.simulator.faults(rule):
        created = await desk.try_create(provider)
    assert created.outcome is Outcome.REFUSED
    assert created.key is None
    assert created.reason.endswith(".")
    assert desk.services.accounts.manifest(desk.account(provider).provider).title in created.reason
    [item] = await desk.services.creation.load_outbox()
    assert (item.state, item.reason) == (OutboxState.REFUSED, created.reason)
    assert await desk.services.creation.count_open() == 0


@pytest.mark.parametrize("action", ["drop", "html", "truncate"])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_no_clear_answer_is_uncertain_and_stays_to_be_seen(
    provider: str, action: str, desk: Desk
) -> None:
    rule = {"provider": provider, "method": "POST", "path": "*", "action": action}
    with desk.simulator.faults(rule):
        created = await desk.try_create(provider)
    assert created.outcome is Outcome.UNCERTAIN
    assert "do not create it again" in created.reason
    assert await desk.services.creation.count_open() == 1


async def test_another_customer_of_the_same_account_is_no_hindrance(desk: Desk) -> None:
    first = await desk.create("checkout")
    second = await desk.create("checkout")
    assert first != second


@pytest.mark.parametrize("provider", ["idenfy", "proofme"])
async def test_a_mistyped_customer_begins_nobody_new(provider: str, desk: Desk) -> None:
    """These providers would take any id, and bill for it."""
    before = await asyncio.to_thread(desk.simulator.ledger, provider)
    intent = CreateIntent(desk.services.creation.new_reference(), CustomerId("acct-000417-typo"), "Nobody")
    with pytest.raises(InputInvalid) as caught:
        await desk.services.creation.create(desk.account(provider).id, intent)
    assert caught.value.field == "customer_id"
    assert await desk.services.creation.load_outbox() == ()
    assert await asyncio.to_thread(desk.simulator.ledger, provider) == before


async def test_an_unknown_customer_is_left_to_the_provider(desk: Desk) -> None:
    intent = CreateIntent(desk.services.creation.new_reference(), CustomerId("aplt_" + "b" * 26), "Nobody")
    created = await desk.services.creation.create(desk.account("checkout").id, intent)
    assert created.outcome is Outcome.REFUSED
    assert created.reason.startswith("Checkout.com")


def _is_sending(desk: Desk) -> Callable[[object], bool]:
    def is_it(event: object) -> bool:
        if not isinstance(event, OutboxChanged):
            return False
        item = desk.console.store.read.load_outbox_item(event.item_id)
        return item is not None and item.state is OutboxState.SENDING

    return is_it


async def test_a_quit_waits_for_no_slow_provider_and_the_next_start_knows(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    slow = {"provider": "proofme", "method": "POST", "path": "*", "action": "delay", "seconds": 40}
    async with open_desk(quiet_simulator, tmp_path / "profile") as desk:
        with quiet_simulator.faults(slow):
            sending = asyncio.ensure_future(desk.wait_for(_is_sending(desk)))
            creating = asyncio.ensure_future(desk.try_create("proofme"))
            await sending
            await desk.console.aclose()
    # It was not waited for until its own time was up: then there would be an answer.
    with pytest.raises(asyncio.CancelledError):
        await creating
    async with open_desk_again(quiet_simulator, tmp_path / "profile") as again:
        [item] = await again.services.creation.load_outbox()
        assert item.state is OutboxState.UNKNOWN
        assert item.reason
