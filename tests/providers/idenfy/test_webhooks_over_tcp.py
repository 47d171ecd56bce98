"""Webhooks the simulator signs and sends, read by the client: every documented event, repeats, wrong keys, disorder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from console.base.ids import new_reference
from console.domain.errors import WebhookRefused
from console.domain.outbox import CreateIntent
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot, VerificationId
from console.domain.webhook import Delivery, Notice
from console.providers.idenfy import operations
from console.providers.idenfy.client import IdenfyClient
from console.store.merging import Known, merge
from tests.support.idenfy_client import create, open_client, step
from tests.support.receiver import Receiver, receive_webhooks
from tests.support.simulator import Simulator, start_simulator

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAY_S = 86_400.0


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator(customers=0) as started:
        yield started


@asynccontextmanager
async def subscribed(simulator: Simulator) -> AsyncIterator[tuple[IdenfyClient, Receiver]]:
    """A client and a receiver of everything that is told while the block lasts."""
    with receive_webhooks() as receiver:
        made = simulator.subscribe("idenfy", receiver.url)
        try:
            async with open_client(simulator) as client:
                yield client, receiver
        finally:
            simulator.control("DELETE", f"/webhooks/{made['id']}")


async def take(receiver: Receiver, received_at: datetime = NOW) -> Delivery:
    got = await asyncio.to_thread(receiver.take)
    return Delivery(got.headers, got.body, received_at)


def key_of(simulator: Simulator) -> str:
    return str(simulator.account("idenfy")["webhook_key"])


def snapshot_of(notice: Notice) -> Snapshot:
    assert notice.snapshot is not None
    assert notice.snapshot.unreadable == ()
    return notice.snapshot


@pytest.mark.parametrize(
    ("steps", "event", "phase", "is_final"),
    [
        (("approve",), "IDENTIFICATION_AUTO_FINISHED", Phase.APPROVED, True),
        (("decline",), "IDENTIFICATION_AUTO_FINISHED", Phase.DECLINED, True),
        (("suspect",), "IDENTIFICATION_AUTO_FINISHED", Phase.ACTION_NEEDED, True),
        (("review", "approve"), "IDENTIFICATION_MANUAL_FINISHED", Phase.APPROVED, True),
        (("open", "abort"), "IDENTIFICATION_CANCELLED", Phase.EXPIRED, True),
        (("expire",), "IDENTIFICATION_EXPIRED", Phase.EXPIRED, True),
        (("capture", "expire"), "IDENTIFICATION_EXPIRED", Phase.DECLINED, True),
    ],
)
async def test_each_result_event_is_verified_and_read(
    simulator: Simulator, steps: tuple[str, ...], event: str, phase: Phase, is_final: bool
) -> None:
    async with subscribed(simulator) as (client, receiver):
        made = await create(client)
        await step(simulator, made.id, *steps)
        notice = client.read_webhook(await take(receiver), key_of(simulator))
        while notice.event != event:
            assert not snapshot_of(notice).verification.is_final, "what comes before is provisional"
            notice = client.read_webhook(await take(receiver), key_of(simulator))
    verification = snapshot_of(notice).verification
    assert (notice.verification_id, verification.phase, verification.is_final) == (made.id, phase, is_final)


async def test_what_screening_and_other_add_ons_found_comes_with_the_result(simulator: Simulator) -> None:
    asked = {"checkAml": "yes", "checkLid": "yes", "verifyEmail": "yes", "checkDriverLicense": "yes"}
    async with subscribed(simulator) as (client, receiver):
        made = await create(client, CreateIntent(new_reference(), options=asked))
        await step(simulator, made.id, "finish")
        told = snapshot_of(client.read_webhook(await take(receiver), key_of(simulator)))
    blocks = {fact.field.partition(".")[0].partition("[")[0] for fact in told.verification.details}
    assert {"amlCheck", "LID", "emailVerification", "driverLicenseCheck"} <= blocks


async def test_material_that_arrives_later_and_an_expiring_document_are_told(simulator: Simulator) -> None:
    async with subscribed(simulator) as (client, receiver):
        expiry = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()
        made = await create(client, CreateIntent(new_reference(), options={"dateOfExpiry": expiry}))
        await step(simulator, made.id, "approve")
        await take(receiver)
        intent = CreateIntent("r", operation=operations.INFORMATION, verification_id=VerificationId(made.id))
        await create(client, intent)
        await step(simulator, made.id, "submit")
        again = client.read_webhook(await take(receiver), key_of(simulator))
        assert (again.event, snapshot_of(again).verification.phase) == (
            "IDENTIFICATION_RESUBMITTED",
            Phase.APPROVED,
        )
        await asyncio.to_thread(simulator.advance, 20 * DAY_S)
        soon = client.read_webhook(await take(receiver), key_of(simulator))
    assert soon.event == "DOCUMENT_EXPIRATION"
    told = snapshot_of(soon)
    assert {fact.field: fact.value for fact in told.verification.details} == {
        "documentExpiration": expiry,
        "expirationThreshold": "DOCUMENT_EXPIRES_WITHIN_30_DAYS",
    }
    assert told.partial


async def test_a_repeated_delivery_has_the_same_key_and_a_foreign_one_is_refused(
    simulator: Simulator,
) -> None:
    async with subscribed(simulator) as (client, receiver):
        made = await create(client)
        await step(simulator, made.id, "approve")
        delivery = await take(receiver)
        late = Delivery(delivery.headers, delivery.body, NOW + timedelta(days=30))
        first = client.read_webhook(delivery, key_of(simulator))
        assert first.dedupe_key == client.read_webhook(late, key_of(simulator)).dedupe_key
        with pytest.raises(WebhookRefused):
            client.read_webhook(delivery, "another key")
        changed = Delivery(delivery.headers, delivery.body.replace(b"APPROVED", b"DENIED"), NOW)
        with pytest.raises(WebhookRefused):
            client.read_webhook(changed, key_of(simulator))
        unproved = client.read_webhook(changed, "")
        assert (unproved.verification_id, unproved.snapshot) == (made.id, None)


async def test_out_of_order_the_reviewer_s_result_stands(simulator: Simulator) -> None:
    async with subscribed(simulator) as (client, receiver):
        made = await create(client, CreateIntent(new_reference(), options={"reviewFailed": "yes"}))
        assert made.snapshot is not None
        await step(simulator, made.id, "decline")
        automatic, reviewed = await take(receiver), await take(receiver)
    seen_at = datetime.now(UTC) + timedelta(minutes=1)
    known = Known(made.snapshot.verification)
    for delivery in (reviewed, automatic):
        received = Delivery(delivery.headers, delivery.body, seen_at)
        notice = client.read_webhook(received, key_of(simulator))
        known = merge(known, snapshot_of(notice), EventSource.PROVIDER, seen_at).known
    assert known.verification.is_final
    assert {fact.field: fact.value for fact in known.verification.details}["manualFace"] == "FACE_MISMATCH"
