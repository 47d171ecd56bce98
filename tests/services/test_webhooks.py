"""iDenfy's signed webhooks through the desk's own listener: applied once, forged ones without effect."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.domain.errors import InputInvalid
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import VerificationKey
from tests.support.desk import Desk, open_desk
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
    from console.services.simulator import add_simulator

    await add_simulator(desk.services, {**desk.simulator.start_line})
    url = url.rsplit("/webhooks/", 1)[0] + desk.services.webhooks.path(desk.account("idenfy"))
    key = VerificationKey(desk.account("idenfy").id, stranger.id)
    assert await _post(url, delivery) == 200
    assert (await desk.row(key)).phase is Phase.APPROVED
