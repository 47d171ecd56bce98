"""Webhooks as the simulated Iron signs and sends them, read by our client: every event, both keys, both shapes."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from console.domain.errors import WebhookRefused
from console.domain.webhook import Delivery, Notice
from tests.support.iron_desk import IronDesk, open_iron_desk
from tests.support.receiver import Received, Receiver, receive_webhooks
from tests.support.simulator import Simulator

# https://docs.iron.xyz/webhooks; all but the first four belong to money movement.
EVENTS: Final = (
    "identification_status",
    "customer_status",
    "customer_created",
    "ping",
    "transaction",
    "transaction_status",
    "new_autoramp",
    "new_bank_account",
    "deposit_address_created",
    "register_autoramp_status",
    "register_fiat_address_status",
)


@pytest.fixture
async def desk(quiet_simulator: Simulator) -> AsyncIterator[IronDesk]:
    async with open_iron_desk(quiet_simulator) as opened:
        yield opened


@pytest.fixture
def receiver(quiet_simulator: Simulator) -> Iterator[Receiver]:
    """Subscribed to everything of Iron's."""
    with receive_webhooks() as receiver:
        made = quiet_simulator.subscribe("iron", receiver.url)
        yield receiver
        quiet_simulator.control("DELETE", f"/webhooks/{made['id']}")


def read(desk: IronDesk, received: Received, late_s: float = 0.0, body: bytes | None = None) -> Notice:
    """What our client makes of it, `late_s` seconds after it came."""
    delivery = Delivery(
        received.headers,
        received.body if body is None else body,
        datetime.now(UTC) + timedelta(seconds=late_s),
    )
    return desk.client.read_webhook(delivery, desk.simulator.account("iron")["webhook_key"])


@pytest.mark.parametrize("webhook_key", ["text", "decoded"])
@pytest.mark.parametrize("webhook_message", ["wrapped", "bare"])
async def test_every_event_of_identity_work_is_genuine(
    desk: IronDesk, receiver: Receiver, webhook_key: str, webhook_message: str
) -> None:
    switches = {"webhook_key": webhook_key, "webhook_message": webhook_message}
    desk.simulator.control("POST", "/switches/iron", switches)
    try:
        customer, identification = desk.there.start()
        desk.there.decide(identification, approved=True)
        hooks = desk.there.get("/webhooks")["items"]
        path = f"/webhooks/{hooks[0]['id']}/ping"
        desk.there.call("POST", path, {"customer_id": customer["id"]})
        notices = [read(desk, receiver.take()) for _ in range(5)]
    finally:
        desk.simulator.control(
            "POST", "/switches/iron", {"webhook_key": "text", "webhook_message": "wrapped"}
        )
    assert [(each.event, each.verification_id) for each in notices] == [
        ("customer_created", None),
        ("identification_status", identification["id"]),
        ("identification_status", identification["id"]),
        ("customer_status", None),
        ("ping", None),
    ]
    assert len({each.dedupe_key for each in notices}) == 5
    assert [each.customer_id for each in notices] == ["", "", "", customer["id"], ""]


async def test_a_retry_has_another_id_and_says_the_same(desk: IronDesk) -> None:
    with receive_webhooks(500) as receiver:
        made = desk.simulator.subscribe("iron", receiver.url, ["customer_created"])
        desk.there.new_customer()
        first = receiver.take()
        desk.simulator.advance(1)
        second = receiver.take()
        desk.simulator.control("DELETE", f"/webhooks/{made['id']}")
    assert first.headers["webhook-id"] != second.headers["webhook-id"]
    assert read(desk, first).dedupe_key == read(desk, second).dedupe_key


@pytest.mark.parametrize("late_s", [301.0, -301.0])
async def test_one_that_is_kept_back_or_sent_again_later_is_refused(
    desk: IronDesk, receiver: Receiver, late_s: float
) -> None:
    desk.there.new_customer()
    received = receiver.take()
    assert read(desk, received).event == "customer_created"
    with pytest.raises(WebhookRefused):
        read(desk, received, late_s)


async def test_one_byte_more_is_refused_before_it_is_read(desk: IronDesk, receiver: Receiver) -> None:
    desk.there.new_customer()
    received = receiver.take()
    with pytest.raises(WebhookRefused) as caught:
        read(desk, received, body=received.body + b" ")
    assert caught.value.http_status == 401


@pytest.mark.parametrize("event", [*EVENTS, "something_new"])
async def test_every_documented_event_and_an_unknown_one_give_a_notice(desk: IronDesk, event: str) -> None:
    message = {"id": "0194c1de-2222-7aaa-8bbb-000000000002", "status": "Brand new"}
    document = {"type": event, "timestamp": "2026-02-03T09:15:00+00:00", "data": {"message": message}}
    body = json.dumps(document).encode()
    sent_at = str(int(datetime.now(UTC).timestamp()))
    key = desk.simulator.account("iron")["webhook_key"].encode()
    signature = "v1=" + hmac.new(key, sent_at.encode() + body, hashlib.sha256).hexdigest()
    headers = {"webhook-id": "a", "webhook-timestamp": sent_at, "webhook-signature": signature}
    notice = read(desk, Received("/", headers, body))
    assert notice.event == event
    assert (notice.verification_id is not None) == (event == "identification_status")
    assert bool(notice.customer_id) == (event == "customer_status")
    assert "Brand new" in notice.dedupe_key
