"""Verdicts of iDenfy's that contradict each other, in any order of arrival: what iDenfy says now is what stands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.domain.operation import OperationCall, OperationId
from console.domain.phase import Phase
from console.domain.verification import Verification, VerificationKey
from console.providers.contract import Operates
from console.providers.idenfy import operations
from tests.support.desk import Desk, open_desk
from tests.support.receiver import Received, Receiver, receive_webhooks
from tests.support.simulator import Simulator, fetch

MATCH, MISMATCH, BLURRED = "FACE_MATCH", "FACE_MISMATCH", "FACE_TOO_BLURRY"


@dataclass(frozen=True, slots=True)
class Case:
    """A session with a result in the simulator; none of its messages has reached the desk."""

    desk: Desk
    receiver: Receiver
    url: str
    key: VerificationKey

    async def take(self) -> Received:
        """The session's next message, kept back."""
        while True:
            delivery = await asyncio.to_thread(self.receiver.take)
            if json.loads(delivery.body)["scanRef"] == self.key.id:
                return delivery

    async def review(self, face: str) -> Received:
        """Another result by a reviewer; its message, kept back."""
        values = {"manualFaceMatchResult": face, "manualDocumentValidity": "DOC_VALIDATED"}
        await self.perform(operations.DUMMY_REVIEW, values)
        return await self.take()

    async def perform(self, operation: OperationId, values: Mapping[str, str]) -> None:
        """Something done at the provider of which the desk is told nothing."""
        coordinator = self.desk.console._directory.coordinator(self.key.account_id)
        client = (await coordinator.connected()).client
        assert isinstance(client, Operates)
        await client.perform(OperationCall(operation, verification_id=self.key.id, values=values))

    async def deliver(self, delivery: Received, event: str = "") -> int:
        """With another word for the event where one is given: the signature does not cover it."""
        headers = {
            name: value for name, value in delivery.headers.items() if name not in ("host", "content-length")
        }
        headers["idenfy-event-type"] = event or headers["idenfy-event-type"]
        status, _ = await asyncio.to_thread(fetch, self.url, "POST", delivery.body, headers)
        return status

    async def load(self) -> Verification:
        return (await self.desk.services.cases.load_case(self.key)).stored.verification


@pytest.fixture
async def case(
    quiet_simulator: Simulator, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Case]:
    async with open_desk(quiet_simulator, tmp_path) as desk:
        base_url = await desk.services.webhooks.start("127.0.0.1", 0)
        url = base_url + desk.services.webhooks.path(desk.account("idenfy"))
        with receive_webhooks() as receiver:
            desk.simulator.subscribe("idenfy", receiver.url)
            status = getattr(request, "param", "DENIED")
            key = await desk.create("idenfy", **({"dummyStatus": status} if status else {}))
            yield Case(desk, receiver, url, key)


async def test_denied_approved_denied_ends_denied(case: Case) -> None:
    """The third message is of the same kind and verdict as the first."""
    await case.take()
    for face, status in ((MISMATCH, "DENIED"), (MATCH, "APPROVED"), (BLURRED, "DENIED")):
        assert await case.deliver(await case.review(face)) == 200
        assert (await case.load()).raw_status == status


async def test_an_older_verdict_that_is_delivered_late_turns_nothing_back(case: Case) -> None:
    await case.take()
    approved, denied = await case.review(MATCH), await case.review(MISMATCH)
    assert await case.deliver(denied) == 200
    before = await case.load()
    assert await case.deliver(approved) == 200
    assert await case.load() == before
    raw = (await case.desk.services.cases.load_case(case.key)).stored.raw
    assert approved.body in {each.body for each in raw}, "what came is kept"


async def test_an_older_message_counts_where_the_provider_says_the_same_now(case: Case) -> None:
    denied = await case.take()
    assert await case.deliver(await case.review(MATCH)) == 200
    await case.review(BLURRED)
    assert await case.deliver(denied) == 200
    assert (await case.load()).raw_status == "DENIED"


async def test_what_the_provider_says_now_is_recorded_where_no_message_says_it(case: Case) -> None:
    assert await case.deliver(await case.take()) == 200
    approved = await case.review(MATCH)
    await case.perform(operations.ERASE, {})
    assert await case.deliver(approved) == 200
    told = await case.load()
    assert (told.raw_status, told.phase) == ("DELETED", Phase.CLOSED)


@pytest.mark.parametrize("case", ["SUSPECTED"], indirect=True)
async def test_a_suspicion_may_follow_a_verdict(case: Case) -> None:
    await case.take()
    assert await case.deliver(await case.review(MISMATCH)) == 200
    assert await case.deliver(await case.review(MATCH)) == 200
    told = await case.load()
    assert (told.raw_status, told.phase) == ("SUSPECTED", Phase.ACTION_NEEDED)


async def test_while_the_provider_cannot_be_asked_the_message_is_not_acknowledged(case: Case) -> None:
    assert await case.deliver(await case.take()) == 200
    approved = await case.review(MATCH)
    down = {"provider": "idenfy", "path": "/api/v2/status", "action": "status", "status": 503}
    with case.desk.simulator.faults(down):
        assert await case.deliver(approved) == 503
    assert (await case.load()).raw_status == "DENIED"
    assert await case.deliver(approved) == 200
    assert (await case.load()).raw_status == "APPROVED"


async def test_a_message_that_agrees_asks_nobody(case: Case) -> None:
    automatic = await case.take()
    reviewed = await case.review(MISMATCH)
    await asyncio.to_thread(case.desk.simulator.forget_calls)
    assert await case.deliver(automatic) == 200
    assert await case.deliver(reviewed) == 200
    assert await asyncio.to_thread(case.desk.simulator.calls, "idenfy") == []


EVENTS = (
    "IDENTIFICATION_MANUAL_FINISHED",
    "IDENTIFICATION_RESUBMITTED",
    "IDENTIFICATION",
    "IDENTIFICATION_NEW",
)


async def _judge(case: Case) -> tuple[Received, Received]:
    """The messages of a person the machine lets pass and a reviewer refuses."""
    for step in ("review", "decline"):
        await asyncio.to_thread(case.desk.journey, case.key, step)
    automatic, reviewed = await case.take(), await case.take()
    told = [
        (json.loads(each.body)["final"], json.loads(each.body)["status"]["overall"])
        for each in (automatic, reviewed)
    ]
    assert told == [(False, "APPROVED"), (True, "DENIED")]
    return automatic, reviewed


@pytest.mark.parametrize("case", [""], indirect=True)
@pytest.mark.parametrize("event", EVENTS)
async def test_the_same_bytes_under_another_event_are_the_same_message(case: Case, event: str) -> None:
    """An old, genuine delivery that anybody repeats makes nobody approved."""
    automatic, reviewed = await _judge(case)
    assert await case.deliver(automatic) == 200
    assert (await case.load()).raw_status == "APPROVED"
    assert await case.deliver(reviewed) == 200
    before = await case.load()
    assert (before.raw_status, before.phase, before.is_final) == ("DENIED", Phase.DECLINED, True)
    await asyncio.to_thread(case.desk.simulator.forget_calls)
    assert await case.deliver(automatic, event) == 200
    assert await case.load() == before
    asked = await asyncio.to_thread(case.desk.simulator.calls, "idenfy")
    # Material handed in later may leave every byte as it was, so that word alone has iDenfy asked.
    assert {call["route"] for call in asked} == (
        {"/api/v2/status", "/api/v2/data"} if event == "IDENTIFICATION_RESUBMITTED" else set()
    )


@pytest.mark.parametrize("case", [""], indirect=True)
@pytest.mark.parametrize("event", EVENTS)
async def test_a_provisional_result_that_is_seen_first_after_the_reviewer_s_replaces_nothing(
    case: Case, event: str
) -> None:
    """Whatever event it is said to be of."""
    automatic, reviewed = await _judge(case)
    assert await case.deliver(reviewed) == 200
    before = await case.load()
    assert await case.deliver(automatic, event) == 200
    assert await case.load() == before
