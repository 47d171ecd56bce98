"""A create whose answer was lost is looked for by reading the client's list, and never claimed without proof."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from math import inf

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.errors import OutcomeUncertain
from console.domain.outbox import CreateIntent, FrozenRequest, Search, SearchResult
from console.domain.verification import VerificationId
from console.providers.idenfy import operations
from console.providers.idenfy.client import IdenfyClient
from tests.support.idenfy_client import create, open_client, step
from tests.support.simulator import Simulator, start_simulator

LOST = {"provider": "idenfy", "method": "POST", "path": "/api/v2/token", "times": 1}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator(customers=20) as started:
        yield started


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[IdenfyClient]:
    async with open_client(simulator) as opened:
        yield opened
    simulator.clear_faults()
    simulator.control("POST", "/switches/idenfy", {"enforce_single_session": True})


def freeze(client: IdenfyClient, intent: CreateIntent) -> FrozenRequest:
    request = client.build_next_step(intent, ())
    assert request is not None
    return request


async def lose(
    simulator: Simulator, client: IdenfyClient, intent: CreateIntent, action: str = "commit_then_status"
) -> SearchResult:
    """Send with the answer lost, then look."""
    request = freeze(client, intent)
    with simulator.faults({**LOST, "action": action, "status": 500}), pytest.raises(OutcomeUncertain):
        await client.send_step(request, intent)
    simulator.forget_calls()
    found = await client.find_created(intent, (), request)
    assert {(each["method"], each["route"]) for each in simulator.calls("idenfy")} <= {
        ("GET", "/kyc/identifications/")
    }
    return found


def made_for(simulator: Simulator, reference: str) -> list[str]:
    return [row["id"] for row in simulator.ledger("idenfy") if row["reference"] == reference]


@pytest.mark.parametrize("options", [{}, {"dummyStatus": "APPROVED"}, {"firstName": "Mira"}])
async def test_what_was_made_for_a_new_client_is_found(
    simulator: Simulator, client: IdenfyClient, options: dict[str, str]
) -> None:
    intent = CreateIntent(new_reference(), name="Mira Tarn", email="mira@mail.example", options=options)
    result = await lose(simulator, client, intent)
    assert result.search is Search.FOUND
    assert result.step is not None
    assert [result.step.id] == made_for(simulator, intent.reference)
    snapshot = result.step.snapshot
    assert snapshot is not None
    assert snapshot.verification.reference == intent.reference
    assert snapshot.verification.customer_id == intent.reference
    assert snapshot.verification.hosted_link is None, "no call tells it again"
    assert snapshot.customer is not None
    assert snapshot.customer.name == "Mira Tarn"


async def test_what_was_not_made_is_absent(simulator: Simulator, client: IdenfyClient) -> None:
    intent = CreateIntent(new_reference())
    assert (await lose(simulator, client, intent, "status")).search is Search.ABSENT
    assert made_for(simulator, intent.reference) == []


@pytest.mark.parametrize("action", ["commit_then_status", "status"])
async def test_of_a_returning_client_no_session_that_waits_is_claimed(
    simulator: Simulator, client: IdenfyClient, action: str
) -> None:
    """It may be ours, or one made elsewhere while ours never arrived: the list looks the same."""
    simulator.control("POST", "/switches/idenfy", {"enforce_single_session": False})
    first = CreateIntent(new_reference())
    made = await create(client, first)
    if action == "commit_then_status":
        await step(simulator, made.id, "finish")
    again = CreateIntent(new_reference(), CustomerId(first.reference), name="Mira Tarn")
    result = await lose(simulator, client, again, action)
    assert (result.search, result.step) == (Search.UNDECIDED, None)
    assert result.reason.endswith(".")


async def test_for_a_returning_client_nothing_waiting_is_nothing_made(
    simulator: Simulator, client: IdenfyClient
) -> None:
    first = CreateIntent(new_reference())
    await step(simulator, (await create(client, first)).id, "finish")
    again = CreateIntent(new_reference(), CustomerId(first.reference))
    assert (await lose(simulator, client, again, "status")).search is Search.ABSENT


@pytest.mark.parametrize(
    ("sent_ago_s", "options", "search"),
    [
        (60.0, {}, Search.ABSENT),
        (86_399.0, {}, Search.ABSENT),
        (86_400.0, {}, Search.UNDECIDED),
        (299.0, {"expiryTime": "300"}, Search.ABSENT),
        (300.0, {"expiryTime": "300"}, Search.UNDECIDED),
        (inf, {}, Search.UNDECIDED),
    ],
)
async def test_an_expired_session_may_be_the_lost_one_once_its_time_is_over(
    simulator: Simulator, client: IdenfyClient, sent_ago_s: float, options: dict[str, str], search: Search
) -> None:
    first = CreateIntent(new_reference())
    await step(simulator, (await create(client, first)).id, "expire")
    again = CreateIntent(new_reference(), CustomerId(first.reference), options=options)
    pending = replace(freeze(client, again), sent_ago_s=sent_ago_s)
    result = await client.find_created(again, (), pending)
    assert result.search is search
    assert not result.reason or result.reason.endswith(".")


async def test_several_sessions_that_wait_decide_nothing(simulator: Simulator, client: IdenfyClient) -> None:
    simulator.control("POST", "/switches/idenfy", {"enforce_single_session": False})
    first = CreateIntent(new_reference())
    await create(client, first)
    again = CreateIntent(new_reference(), CustomerId(first.reference))
    assert (await lose(simulator, client, again)).search is Search.UNDECIDED


async def test_a_request_for_more_cannot_be_looked_for(client: IdenfyClient) -> None:
    intent = CreateIntent("r", operation=operations.INFORMATION, verification_id=VerificationId("x"))
    result = await client.find_created(intent, (), freeze(client, intent))
    assert result.search is Search.UNDECIDED
