"""A create whose answer was lost is found again by our reference, by reading only; and nothing is proved by half a list."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.errors import OutcomeUncertain, ProviderConflict, ProviderFailed
from console.domain.outbox import CreateIntent, FrozenRequest, Search, SearchResult
from console.providers.contract import FindsLostCreates
from console.providers.proofme import creating
from console.providers.proofme.client import ProofmeClient
from tests.support.proofme import create, open_client
from tests.support.simulator import Simulator

POST = {"provider": "proofme", "method": "POST", "path": "/identification"}


@pytest.fixture
async def client(quiet_simulator: Simulator) -> AsyncIterator[ProofmeClient]:
    async with open_client(quiet_simulator) as opened:
        yield opened
    quiet_simulator.clear_faults()


def freeze(client: ProofmeClient, intent: CreateIntent) -> FrozenRequest:
    request = client.build_next_step(intent, ())
    assert request is not None
    return request


async def look(client: ProofmeClient, intent: CreateIntent) -> SearchResult:
    assert isinstance(client, FindsLostCreates)
    return await client.find_created(intent, (), freeze(client, intent))


def made_of(simulator: Simulator, intent: CreateIntent) -> list[str]:
    return [row["id"] for row in simulator.ledger("proofme") if row["reference"] == intent.reference]


@pytest.mark.parametrize(
    "action", ["commit_then_status", "commit_then_drop", "truncate", "gzip_bomb", "garbage"]
)
async def test_whatever_spoiled_the_answer_the_truth_is_found(
    quiet_simulator: Simulator, client: ProofmeClient, action: str
) -> None:
    intent = CreateIntent(new_reference(), name="Łukasz 王芳", email="l@example.test")
    with quiet_simulator.faults({**POST, "action": action}), pytest.raises(Exception, match=".") as lost:
        await create(client, intent)
    found = await look(client, intent)
    made = made_of(quiet_simulator, intent)
    assert isinstance(lost.value, OutcomeUncertain) or action in {"gzip_bomb", "garbage"}
    assert len(made) == (1 if action in {"commit_then_status", "commit_then_drop", "truncate"} else 0)
    assert found.search is (Search.FOUND if made else Search.ABSENT)
    assert [found.step.id] == made if found.step is not None else not made


async def test_what_is_found_carries_link_and_customer(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    intent = CreateIntent(new_reference(), name="Łukasz 王芳", email="l@example.test")
    made = await create(client, intent)
    found = await look(client, intent)
    assert found.step is not None
    assert found.step.snapshot is not None
    assert found.step.id == made.id
    assert found.step.snapshot.verification.hosted_link is not None
    assert found.step.snapshot.customer is not None
    assert (found.step.snapshot.customer.name, found.step.snapshot.customer.email) == (
        intent.name,
        intent.email,
    )


async def test_what_stood_under_the_reference_before_it_was_sent_is_not_taken(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    """The simulator's own identifications are older than anything made here."""
    pages = [page async for page in client.list_verifications(None)]
    old = pages[0][-1].verification
    intent = CreateIntent(old.reference)
    pending = replace(freeze(client, intent), sent_ago_s=10.0)
    assert await client.has_reference(old.reference)
    assert await client.find_created(intent, (), pending) == SearchResult(Search.ABSENT)
    conflict = {**POST, "action": "status", "status": 409}
    with quiet_simulator.faults(conflict), pytest.raises(ProviderConflict):
        await create(client, intent)
    made = await create(client, intent)
    found = await client.find_created(intent, (), pending)
    assert found.step is not None
    assert found.step.id == made.id


async def test_several_under_one_reference_decide_nothing(client: ProofmeClient) -> None:
    intent = CreateIntent(new_reference())
    for _ in range(2):
        await create(client, intent)
    found = await look(client, intent)
    assert (found.search, found.step) == (Search.UNDECIDED, None)
    assert found.reason.endswith(".")


async def test_a_customer_named_in_the_metadata_is_found_with_everything_of_theirs(
    client: ProofmeClient,
) -> None:
    first = CreateIntent(new_reference(), name="Łukasz 王芳")
    again = CreateIntent(new_reference(), CustomerId(first.reference))
    made = {(await create(client, each)).id for each in (first, again)}
    read = await client.fetch_customer_verifications(CustomerId(first.reference))
    assert {snapshot.verification.id for snapshot in read} == made
    assert {snapshot.verification.customer_id for snapshot in read} == {first.reference}
    assert all(snapshot.partial for snapshot in read)
    assert await client.fetch_customer_verifications(CustomerId(new_reference())) == ()


async def test_a_drop_before_the_provider_saw_it_is_proved_absent(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    intent = CreateIntent(new_reference())
    with quiet_simulator.faults({**POST, "action": "drop"}), pytest.raises(OutcomeUncertain):
        await create(client, intent)
    assert made_of(quiet_simulator, intent) == []
    assert await look(client, intent) == SearchResult(Search.ABSENT)


async def test_another_one_whose_description_holds_ours_is_not_taken(client: ProofmeClient) -> None:
    intent = CreateIntent(new_reference())
    await create(client, CreateIntent(new_reference(), options={"description": f"see {intent.reference}"}))
    await create(client, CreateIntent(f"{intent.reference}-2"))
    assert await look(client, intent) == SearchResult(Search.ABSENT)


async def test_a_search_that_lags_is_made_up_for_by_the_newest_rows(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    intent = CreateIntent(new_reference())
    made = await create(client, intent)
    empty = {
        "provider": "proofme",
        "method": "GET",
        "path": "/identification",
        "action": "status",
        "times": 1,
    }
    with quiet_simulator.faults({**empty, "status": 200, "body": {"count": 0, "rows": []}}):
        found = await look(client, intent)
    assert found.step is not None
    assert found.step.id == made.id


@pytest.mark.parametrize("rows", [[7], [{}], [{"id": 7}]])
async def test_rows_that_cannot_be_read_leave_it_undecided(
    quiet_simulator: Simulator, client: ProofmeClient, rows: list[Any]
) -> None:
    rule = {"provider": "proofme", "method": "GET", "path": "/identification", "action": "status"}
    with quiet_simulator.faults({**rule, "status": 200, "body": {"count": 1, "rows": rows}}):
        found = await look(client, CreateIntent(new_reference()))
    assert found.search is Search.UNDECIDED
    assert found.reason.endswith(".")


async def test_a_provider_that_is_down_proves_nothing(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    rule = {"provider": "proofme", "method": "GET", "action": "status", "status": 503}
    with quiet_simulator.faults(rule), pytest.raises(ProviderFailed):
        await look(client, CreateIntent(new_reference()))


async def test_a_call_that_came_twice_is_adopted_and_another_conflict_is_told(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    intent = CreateIntent(new_reference())
    with quiet_simulator.faults({**POST, "action": "commit_then_status", "status": 409}):
        adopted = await create(client, intent)
    assert [adopted.id] == made_of(quiet_simulator, intent)
    with quiet_simulator.faults({**POST, "action": "status", "status": 409}), pytest.raises(ProviderConflict):
        await create(client, CreateIntent(new_reference()))


async def test_looking_sends_nothing_but_reads(quiet_simulator: Simulator, client: ProofmeClient) -> None:
    quiet_simulator.forget_calls()
    await look(client, CreateIntent(new_reference()))
    assert {call["method"] for call in quiet_simulator.calls("proofme")} == {"GET"}


async def test_the_second_encoding_says_what_was_frozen_whatever_changed_since(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    options = {"description": "Ann & Bee", "metadata": '{"a": [1]}', "testmode": "true"}
    intent = CreateIntent(new_reference(), options=options)
    frozen = freeze(client, intent)
    async with open_client(quiet_simulator, redirectUrl="https://later.example/", proofmeId="later") as later:
        with quiet_simulator.faults({**POST, "action": "status", "status": 415, "times": 1}):
            result = await later.send_step(frozen, intent)
    assert result.snapshot is not None
    details = {fact.field: fact.value for fact in result.snapshot.verification.details}
    assert details["proofmeId"] == quiet_simulator.account("proofme")["template_ids"][0]
    assert (details["mode"], details["metadata.a"], "redirectUrl" in details) == ("test", "1", False)
    assert result.snapshot.verification.comment == ""
    again = creating.switch_encoding(frozen)
    assert json.loads(again.body)["metadata"] == {"a": [1], "ref": intent.reference}
    assert not creating.is_form(again)
