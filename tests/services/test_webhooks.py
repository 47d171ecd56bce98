"""Providers' webhooks through the desk's own listener: applied once, forged ones without effect, nothing lost."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console.domain.account import Account, Credentials
from console.domain.errors import InputInvalid, ProviderTooSlow, WebhookRefused
from console.domain.phase import Phase
from console.domain.provider import Environment, ProviderId
from console.domain.timeline import EventSource
from console.domain.verification import VerificationKey
from console.domain.webhook import Delivery
from console.services.accounts import AccountDraft
from console.services.simulator import add_simulator, read_values
from console.services.webhooks import WebhookService
from tests.support.clocks import MovableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.receiver import Received, Receiver, receive_webhooks
from tests.support.simulator import Simulator, fetch


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path) as opened:
        yield opened


async def _listen(desk: Desk) -> str:
    """Open the listener; the address at which it takes the account's webhooks."""
    base_url = await desk.services.webhooks.start("127.0.0.1", 0)
    return base_url + desk.services.webhooks.path(desk.account("idenfy"))


async def _post(url: str, delivery: Received, body: bytes | None = None) -> int:
    """Send a delivery on as it came, or with another body under the same signature."""
    headers = {
        name: value for name, value in delivery.headers.items() if name not in ("host", "content-length")
    }
    status, _ = await asyncio.to_thread(fetch, url, "POST", delivery.body if body is None else body, headers)
    return status


async def _finish(desk: Desk, receiver: Receiver, key: VerificationKey) -> Received:
    """Let the customer finish; the delivery that says so."""
    await asyncio.to_thread(desk.journey, key, "finish")
    while True:
        delivery = await asyncio.to_thread(receiver.take)
        if json.loads(delivery.body)["scanRef"] == key.id and json.loads(delivery.body).get("final"):
            return delivery


async def test_a_finished_session_changes_by_itself(quiet_simulator: Simulator, tmp_path: Path) -> None:
    async with open_desk(quiet_simulator, tmp_path, webhooks=True) as desk:
        key = await desk.create("idenfy")
        await asyncio.to_thread(quiet_simulator.forget_calls)
        await asyncio.to_thread(desk.journey, key, "finish")
        row = await desk.wait_for_row(key, lambda row: row.phase is Phase.APPROVED)
        assert row.raw_status == "APPROVED"
        case = await desk.services.cases.load_case(key)
        assert EventSource.WEBHOOK in {event.source for event in case.stored.events}
        assert await asyncio.to_thread(quiet_simulator.calls, "idenfy") == []


async def test_the_same_delivery_twice_is_taken_twice_and_applied_once(desk: Desk) -> None:
    url = await _listen(desk)
    with receive_webhooks() as receiver:
        desk.simulator.subscribe("idenfy", receiver.url)
        key = await desk.create("idenfy")
        delivery = await _finish(desk, receiver, key)
    assert (await desk.row(key)).phase is Phase.NOT_STARTED

    assert await _post(url, delivery) == 200
    first = await desk.services.cases.load_case(key)
    assert first.stored.verification.phase is Phase.APPROVED
    assert await _post(url, delivery) == 200
    assert await desk.services.cases.load_case(key) == first


async def test_a_forged_delivery_has_no_effect(desk: Desk) -> None:
    url = await _listen(desk)
    with receive_webhooks() as receiver:
        desk.simulator.subscribe("idenfy", receiver.url)
        key = await desk.create("idenfy")
        delivery = await _finish(desk, receiver, key)
    before = await desk.services.cases.load_case(key)

    changed = delivery.body.replace(b"APPROVED", b"DENIED", 1)
    assert changed != delivery.body
    assert await _post(url, delivery, changed) == 401
    unsigned = Received(delivery.path, {"content-type": "application/json"}, delivery.body)
    assert await _post(url, unsigned) == 401
    assert await _post(url, delivery, b"") in (400, 401)
    assert await desk.services.cases.load_case(key) == before


async def test_a_port_that_is_taken_is_one_sentence(desk: Desk) -> None:
    base_url = await desk.services.webhooks.start("127.0.0.1", 0)
    port = int(base_url.rpartition(":")[2])
    async with open_desk(desk.simulator, desk.console.profile.folder.parent / "other") as other:
        with pytest.raises(InputInvalid) as caught:
            await other.services.webhooks.start("127.0.0.1", port)
    assert caught.value.field == "webhooks"


async def test_another_address_is_not_found(desk: Desk) -> None:
    url = await _listen(desk)
    delivery = Received("", {"content-type": "application/json"}, b"{}")
    assert await _post(url + "x", delivery) == 404
    assert await _post(url.replace("/idenfy/", "/iron/"), delivery) == 404


async def test_a_session_nobody_here_knows_is_taken_in(desk: Desk) -> None:
    url = await _listen(desk)
    with receive_webhooks() as receiver:
        desk.simulator.subscribe("idenfy", receiver.url)
        stranger = await desk.create("idenfy", "Made Elsewhere")
        delivery = await _finish(desk, receiver, stranger)
    await desk.services.accounts.remove(stranger.account_id)
    await add_simulator(desk.services, {**desk.simulator.start_line})
    url = url.rsplit("/webhooks/", 1)[0] + desk.services.webhooks.path(desk.account("idenfy"))
    key = VerificationKey(desk.account("idenfy").id, stranger.id)
    assert await _post(url, delivery) == 200
    assert (await desk.row(key)).phase is Phase.APPROVED


SENDING = ("checkout", "idenfy", "iron", "proofme")


async def _open_address(desk: Desk, provider: str) -> str:
    base_url = desk.services.webhooks.base_url or await desk.services.webhooks.start("127.0.0.1", 0)
    return base_url + desk.services.webhooks.path(desk.account(provider))


def _sign(desk: Desk, body: bytes) -> Received:
    """A delivery as Checkout.com signs it."""
    key = str(desk.simulator.account("checkout")["webhook_key"]).encode()
    signature = hmac.new(key, body, hashlib.sha256).hexdigest()
    return Received("", {"content-type": "application/json", "cko-signature": signature}, body)


def _tell_of(verification_id: str, event: str = "evt_1") -> bytes:
    """One of Checkout.com's events about a verification."""
    data = {"identity_verification_id": verification_id, "status": "approved"}
    document = {"id": event, "type": "identity_verification_approved", "data": data}
    return json.dumps(document).encode()


async def _add_without_ids(desk: Desk, provider: str) -> Account:
    """The simulator's account again, in which no id is known."""
    values = read_values(desk.simulator.account(provider))
    base_url = values.pop("base_url")
    draft = AccountDraft(ProviderId(provider), "Again", Environment.SIMULATOR, base_url, values)
    return await desk.services.accounts.add(draft)


@pytest.mark.parametrize("provider", SENDING)
async def test_what_the_provider_sends_changes_the_window_without_polling(provider: str, desk: Desk) -> None:
    desk.simulator.subscribe(provider, await _open_address(desk, provider))
    key = await desk.create(provider)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.wait_for_row(key, lambda row: row.phase is Phase.APPROVED)
    case = await desk.services.cases.load_case(key)
    assert EventSource.WEBHOOK in {event.source for event in case.stored.events}
    assert EventSource.WEBHOOK in {raw.source for raw in case.stored.raw}


async def test_an_address_is_told_while_the_listener_is_open(desk: Desk) -> None:
    account = desk.account("iron")
    assert desk.services.webhooks.address(account) == ""
    base_url = await desk.services.webhooks.start("127.0.0.1", 0)
    assert desk.services.webhooks.address(account) == base_url + desk.services.webhooks.path(account)
    await desk.services.webhooks.stop()
    assert desk.services.webhooks.address(account) == ""


async def test_addresses_are_the_same_at_every_start_and_nobody_elses(desk: Desk, tmp_path: Path) -> None:
    paths = {one.id: desk.services.webhooks.path(one) for one in desk.services.accounts.load_accounts()}
    assert len(set(paths.values())) == len(paths)
    async with open_desk_again(desk.simulator, desk.console.profile.folder) as again:
        accounts = again.services.accounts.load_accounts()
        assert {one.id: again.services.webhooks.path(one) for one in accounts} == paths
    async with open_desk(desk.simulator, tmp_path / "another") as other:
        others = {other.services.webhooks.path(one) for one in other.services.accounts.load_accounts()}
    assert not others & set(paths.values())


async def test_events_out_of_order_end_where_the_newest_one_says(desk: Desk) -> None:
    url = await _listen(desk)
    with receive_webhooks() as receiver:
        desk.simulator.subscribe("idenfy", receiver.url)
        key = await desk.create("idenfy")
        for step in ("open", "submit"):
            await asyncio.to_thread(desk.journey, key, step)
        await asyncio.to_thread(desk.journey, key, "approve", final=False)
        await asyncio.to_thread(desk.journey, key, "decline")
        deliveries: list[Received] = []
        while not deliveries or not json.loads(deliveries[-1].body).get("final"):
            delivery = await asyncio.to_thread(receiver.take)
            if json.loads(delivery.body)["scanRef"] == key.id:
                deliveries.append(delivery)
    assert len(deliveries) > 1
    for delivery in reversed(deliveries):
        assert await _post(url, delivery) == 200
    row = await desk.row(key)
    assert (row.phase, row.raw_status) == (Phase.DECLINED, "DENIED")


async def test_ids_that_anybody_may_send_cost_no_request_where_nothing_is_awaited(desk: Desk) -> None:
    url = await _open_address(desk, "proofme")
    known = await desk.create("proofme")
    desk.simulator.forget_calls()
    for number in range(5):
        body = json.dumps({"id": f"{number:08}-0000-4000-8000-000000000000"}).encode()
        assert await _post(url, Received("", {"content-type": "application/json"}, body)) == 200
    assert desk.simulator.calls("proofme") == []
    assert await desk.services.webhooks.load_kept(known.account_id) == ()
    body = json.dumps({"id": known.id}).encode()
    assert await _post(url, Received("", {"content-type": "application/json"}, body)) == 200
    assert len(desk.simulator.calls("proofme")) == 1


async def test_an_unknown_verification_is_parked_and_gets_its_delivery_when_it_appears(desk: Desk) -> None:
    elsewhere = await desk.create("checkout")
    await desk.services.accounts.remove(elsewhere.account_id)
    account = await _add_without_ids(desk, "checkout")
    body = _tell_of(elsewhere.id)
    unreadable = {"provider": "checkout", "path": f"*{elsewhere.id}*", "action": "status", "status": 404}
    with desk.simulator.faults(unreadable):
        assert await _post(await _open_address(desk, "checkout"), _sign(desk, body)) == 200
    [kept] = await desk.services.webhooks.load_kept(account.id)
    assert (kept.verification_id, kept.is_parked, kept.body) == (elsewhere.id, True, body)

    await desk.services.imports.add_known(["provider,kind,id", f"checkout,verification,{elsewhere.id}"])
    await desk.pass_once()
    [kept] = await desk.services.webhooks.load_kept(account.id)
    assert not kept.is_parked
    case = await desk.services.cases.load_case(VerificationKey(account.id, elsewhere.id))
    assert body in {raw.body for raw in case.stored.raw}


async def test_a_verification_made_elsewhere_is_read_when_its_first_webhook_comes(desk: Desk) -> None:
    elsewhere = await desk.create("checkout")
    await desk.services.accounts.remove(elsewhere.account_id)
    account = await _add_without_ids(desk, "checkout")
    await _post(await _open_address(desk, "checkout"), _sign(desk, _tell_of(elsewhere.id)))
    row = await desk.row(VerificationKey(account.id, elsewhere.id))
    assert row.raw_status


async def test_an_event_nobody_here_knows_is_kept_as_it_came(desk: Desk) -> None:
    url = await _open_address(desk, "checkout")
    body = b'{ "id": "evt_9", "type": "weather_changed", "data": {"x": [1, 2]} }'
    assert await _post(url, _sign(desk, body)) == 200
    assert await _post(url, _sign(desk, body)) == 200
    [kept] = await desk.services.webhooks.load_kept(desk.account("checkout").id)
    assert (kept.event, kept.body, kept.is_parked) == ("weather_changed", body, False)


async def test_nothing_is_acknowledged_while_the_provider_cannot_be_read(desk: Desk) -> None:
    url = await _open_address(desk, "checkout")
    key = await desk.create("checkout")
    await asyncio.to_thread(desk.journey, key, "finish")
    delivery = _sign(desk, _tell_of(key.id))
    down = {"provider": "checkout", "method": "GET", "path": "*", "action": "status", "status": 503}
    with desk.simulator.faults(down):
        assert await _post(url, delivery) == 503
    assert (await desk.row(key)).phase is not Phase.APPROVED
    assert await _post(url, delivery) == 200
    assert (await desk.row(key)).phase is Phase.APPROVED


async def test_while_a_signing_key_is_replaced_both_are_good(desk: Desk) -> None:
    account = desk.account("checkout")
    values = desk.console.profile.secrets.load(account.id).values
    both = Credentials({**values, "webhook_key": f"a-new-one {values['webhook_key']}"})
    desk.console.profile.secrets.save(account, both)
    url = await _open_address(desk, "checkout")
    body = b'{"id": "evt_10", "type": "weather_changed"}'
    assert await _post(url, _sign(desk, body)) == 200
    desk.console.profile.secrets.save(account, Credentials({**values, "webhook_key": "a-new-one"}))
    assert await _post(url, _sign(desk, b'{"id": "evt_11", "type": "weather_changed"}')) == 401


async def test_copies_that_arrive_at_once_are_applied_once(desk: Desk) -> None:
    url = await _open_address(desk, "checkout")
    delivery = _sign(desk, b'{"id": "evt_12", "type": "weather_changed"}')
    assert set(await asyncio.gather(*(_post(url, delivery) for _ in range(5)))) == {200}
    assert len(await desk.services.webhooks.load_kept(desk.account("checkout").id)) == 1


async def test_a_verification_nobody_here_knows_is_not_acknowledged_while_it_cannot_be_read(
    desk: Desk,
) -> None:
    elsewhere = await desk.create("checkout", "Made Elsewhere")
    await desk.services.accounts.remove(elsewhere.account_id)
    account = await _add_without_ids(desk, "checkout")
    url, delivery = await _open_address(desk, "checkout"), _sign(desk, _tell_of(elsewhere.id))
    down = {"provider": "checkout", "method": "GET", "path": "*", "action": "status", "status": 503}
    with desk.simulator.faults(down):
        assert await _post(url, delivery) == 503
    assert await desk.services.webhooks.load_kept(account.id) == ()
    assert await _post(url, delivery) == 200
    case = await desk.services.cases.load_case(VerificationKey(account.id, elsewhere.id))
    assert case.stored.verification.raw_status
    assert case.stored.verification.customer_id
    assert delivery.body in {raw.body for raw in case.stored.raw}


def _knock(service: WebhookService, account: Account, body: bytes) -> Coroutine[Any, Any, None]:
    """A delivery as the listener hands it on."""
    token = service.path(account).rpartition("/")[2]
    return service.receive(account.provider, token, Delivery({}, body, datetime.now(UTC)))


async def test_an_account_whose_provider_is_slow_leaves_room_for_the_others(desk: Desk) -> None:
    key = await desk.create("proofme")
    proofme, service = desk.account("proofme"), desk.services.webhooks
    slow = {"provider": "proofme", "method": "GET", "path": f"*{key.id}*", "action": "delay", "seconds": 15}
    with desk.simulator.faults(slow):
        knocks = [
            asyncio.ensure_future(_knock(service, proofme, b'{"id": "%s", "n": %d}' % (key.id.encode(), n)))
            for n in range(63)
        ]
        refused = 0
        async with asyncio.timeout(20):
            for answer in asyncio.as_completed(knocks):
                with pytest.raises(WebhookRefused) as caught:
                    await answer
                assert caught.value.http_status == 503
                refused += 1
                if refused == 63 - 12:
                    break
        body = b'{"id": "evt_30", "type": "weather_changed"}'
        assert await _post(await _open_address(desk, "checkout"), _sign(desk, body)) == 200
        assert not any(knock.done() and not knock.exception() for knock in knocks)
        await service.stop()
        left = await asyncio.gather(*knocks, return_exceptions=True)
    assert len([answer for answer in left if isinstance(answer, asyncio.CancelledError)]) == 12


async def test_a_sender_is_told_in_time_to_come_again_and_finds_it_applied(desk: Desk) -> None:
    key = await desk.create("proofme")
    await asyncio.to_thread(desk.journey, key, "finish")
    console = desk.console
    service = WebhookService(
        console.store, console._directory, console.profile.secrets, console.profile.address_key, 0.0
    )
    slow = {"provider": "proofme", "method": "GET", "path": f"*{key.id}*", "action": "delay", "seconds": 0.3}
    with desk.simulator.faults(slow):
        with pytest.raises(ProviderTooSlow):
            await _knock(service, desk.account("proofme"), b'{"id": "%s"}' % key.id.encode())
        await desk.wait_for_row(key, lambda row: row.phase is Phase.APPROVED)
    await service.stop()


async def test_what_was_told_long_ago_is_forgotten(quiet_simulator: Simulator, tmp_path: Path) -> None:
    clock = MovableClock()
    async with open_desk(quiet_simulator, tmp_path, clock=clock) as desk:
        account, service = desk.account("checkout"), desk.services.webhooks
        token = service.path(account).rpartition("/")[2]

        async def tell(number: int) -> None:
            sent = _sign(desk, b'{"id": "evt_%d", "type": "weather_changed"}' % number)
            await service.receive("checkout", token, Delivery(sent.headers, sent.body, clock.now()))

        await tell(1)
        clock.ahead += timedelta(days=60)
        await tell(1)
        assert len(await service.load_kept(account.id)) == 1
        clock.ahead += timedelta(days=60)
        await tell(2)
        await tell(1)
        assert len(await service.load_kept(account.id)) == 3
