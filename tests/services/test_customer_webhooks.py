"""A webhook that names a customer only: their verifications are read, once for several words, and shown."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import VerificationKey
from tests.support.desk import Desk, open_desk
from tests.support.iron import Iron
from tests.support.simulator import Simulator, fetch

_READ = "/customers/{id}/identifications"


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path) as opened:
        yield opened


async def _open_address(desk: Desk) -> str:
    base_url = await desk.services.webhooks.start("127.0.0.1", 0)
    return base_url + desk.services.webhooks.path(desk.account("iron"))


async def _tell(desk: Desk, url: str, customer_id: str, status: str, key: str = "") -> int:
    """Iron's word about a customer's status, signed as Iron signs it."""
    message = {"CustomerStatus": {"id": customer_id, "status": status}}
    body = json.dumps(
        {
            "type": "customer_status",
            "timestamp": "2026-02-03T09:15:00+00:00",
            "data": {"customer_id": customer_id, "message": message},
        }
    ).encode()
    sent_at = str(int(datetime.now(UTC).timestamp()))
    secret = (key or str(desk.simulator.account("iron")["webhook_key"])).encode()
    signature = hmac.new(secret, sent_at.encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/json",
        "webhook-id": f"{customer_id}-{status}",
        "webhook-timestamp": sent_at,
        "webhook-signature": f"v1={signature}",
    }
    status_code, _ = await asyncio.to_thread(fetch, url, "POST", body, headers)
    return status_code


async def _find_customer_id(desk: Desk, key: VerificationKey) -> str:
    return str((await desk.services.cases.load_case(key)).stored.verification.customer_id)


def _count_reads(desk: Desk) -> int:
    return len([call for call in desk.simulator.calls("iron") if call["route"] == _READ])


async def test_a_customers_new_status_reaches_their_case_without_a_pass(desk: Desk) -> None:
    """Only customer_status is subscribed to, so nothing else can have told it."""
    desk.simulator.subscribe("iron", await _open_address(desk), ["customer_status"])
    key = await desk.create("iron")
    await asyncio.to_thread(desk.journey, key, "finish")
    row = await desk.wait_for_row(key, lambda row: row.phase is Phase.APPROVED)
    assert row.raw_status == "Approved"
    case = await desk.services.cases.load_case(key)
    assert EventSource.WEBHOOK in {event.source for event in case.stored.events}


async def test_several_words_within_moments_are_one_read(desk: Desk) -> None:
    url = await _open_address(desk)
    key = await desk.create("iron")
    customer_id = await _find_customer_id(desk, key)
    desk.simulator.forget_calls()
    statuses = ("IdentificationRequired", "SigningsRequired", "Active")
    answers = await asyncio.gather(*(_tell(desk, url, customer_id, status) for status in statuses))
    assert answers == [200, 200, 200]
    assert _count_reads(desk) == 1
    # The same words again were applied already.
    assert await _tell(desk, url, customer_id, "Active") == 200
    assert _count_reads(desk) == 1


async def test_a_customer_nobody_knows_is_kept_and_somebody_elses_word_is_refused(desk: Desk) -> None:
    url = await _open_address(desk)
    nobody = "0194c1de-0000-7aaa-8bbb-00000000dead"
    assert await _tell(desk, url, nobody, "Active") == 200
    [kept] = await desk.services.webhooks.load_kept(desk.account("iron").id)
    assert (kept.event, kept.is_parked) == ("customer_status", False)
    desk.simulator.forget_calls()
    assert await _tell(desk, url, nobody, "Suspended", key="another-key") == 401
    assert desk.simulator.calls("iron") == []


async def test_a_customer_made_elsewhere_is_taken_in(desk: Desk) -> None:
    url = await _open_address(desk)
    customer, identification = await asyncio.to_thread(Iron(desk.simulator).start)
    assert await _tell(desk, url, customer["id"], "IdentificationRequired") == 200
    row = await desk.row(VerificationKey(desk.account("iron").id, identification["id"]))
    assert row.raw_status


async def test_nothing_is_acknowledged_while_the_customer_cannot_be_read(desk: Desk) -> None:
    url = await _open_address(desk)
    key = await desk.create("iron")
    customer_id = await _find_customer_id(desk, key)
    down = {"provider": "iron", "method": "GET", "path": "*", "action": "status", "status": 503}
    with desk.simulator.faults(down):
        assert await _tell(desk, url, customer_id, "Active") >= 500
    assert await _tell(desk, url, customer_id, "Active") == 200
