"""Iron's client against a server that pages badly or answers a create unreadably."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from console.domain.account import Account, AccountId, Credentials
from console.domain.customer import CustomerId
from console.domain.errors import InputInvalid, OutcomeUncertain, ReplyUnreadable
from console.domain.outbox import CreateIntent, StepResult
from console.domain.provider import Environment, ProviderId
from console.domain.verification import VerificationId
from console.providers.contract import KnownVerification
from console.providers.iron.client import IronClient
from console.providers.iron.manifest import MANIFEST
from console.providers.transport import Transport
from tests.support.raw_server import RawRequest, RawServer, build_http, start_raw_server
from tests.support.samples import load_sample, load_sample_bytes

SINCE = datetime(2026, 2, 3, tzinfo=UTC)


class FakeIron:
    """Answers by path; what is not there is 404."""

    def __init__(self, server: RawServer) -> None:
        self.server = server
        self.pages: dict[str, object] = {}
        server.answer = self._answer

    async def _answer(self, request: RawRequest, writer: asyncio.StreamWriter) -> None:
        page = self.pages.get(request.target.partition("?")[0])
        if page is None:
            writer.write(build_http(404, b'"not found"'))
        else:
            writer.write(build_http(200, page if isinstance(page, bytes) else json.dumps(page).encode()))
        await writer.drain()

    def targets(self) -> list[str]:
        return [request.target for request in self.server.requests]


@pytest.fixture
async def iron() -> AsyncIterator[FakeIron]:
    async with start_raw_server() as server:
        yield FakeIron(server)


@pytest.fixture
async def client(iron: FakeIron) -> AsyncIterator[IronClient]:
    settings = {"sub_partner_id": "0194c000-0000-7000-8000-0000000000aa"}
    account = Account(
        AccountId("a"), "Desk", ProviderId("iron"), Environment.SIMULATOR, iron.server.url, settings
    )
    credentials = Credentials({"api_key": "key"})
    transport = Transport()
    yield IronClient(account, credentials, transport.open_account(account, credentials, MANIFEST, math.inf))
    await transport.aclose(grace_s=0.0)


def build_customer(name: str, **fields: object) -> dict[str, object]:
    sample: dict[str, object] = load_sample("iron/customer_read/200.json")
    return {**sample, "id": name, "identification_ids": [f"i-{name}"], **fields}


def build_page(*items: object, cursor: object = None) -> dict[str, object]:
    return {"items": list(items), "cursor": cursor}


def build_identification(name: str, **fields: object) -> dict[str, object]:
    sample: dict[str, object] = load_sample("iron/identification_read/200.json")
    return {**sample, "id": name, "status": "Approved", "url": None, **fields}


async def list_ids(client: IronClient, since: datetime | None = None) -> list[str]:
    pages = [page async for page in client.list_verifications(since)]
    return [snapshot.verification.id for page in pages for snapshot in page]


async def test_a_cursor_that_comes_back_ends_the_list(client: IronClient, iron: FakeIron) -> None:
    iron.pages["/customers"] = build_page(build_customer("a"), cursor="same")
    iron.pages["/customers/a/identifications"] = build_page(build_identification("i-a"), cursor="same")
    assert set(await list_ids(client)) == {"i-a"}
    assert sum(target.startswith("/customers?") for target in iron.targets()) == 2


async def test_customers_without_identifications_cost_no_request(client: IronClient, iron: FakeIron) -> None:
    iron.pages["/customers"] = build_page(build_customer("a", identification_ids=[]))
    assert await list_ids(client) == []
    assert len(iron.targets()) == 1


async def test_unchanged_customers_are_passed_over_the_second_time(
    client: IronClient, iron: FakeIron
) -> None:
    iron.pages["/customers"] = build_page(build_customer("a"), build_customer("b"))
    for name in "ab":
        iron.pages[f"/customers/{name}/identifications"] = build_page(build_identification(f"i-{name}"))
    assert await list_ids(client, SINCE) == ["i-a", "i-b"]
    iron.pages["/customers"] = build_page(
        build_customer("a"), build_customer("b", identification_ids=["i-b", "i-b2"])
    )
    assert await list_ids(client, SINCE) == ["i-b"]
    assert await list_ids(client) == ["i-a", "i-b"]


async def test_one_unreadable_customer_leaves_the_others(client: IronClient, iron: FakeIron) -> None:
    iron.pages["/customers"] = build_page(build_customer("a"), build_customer("b"), build_customer("c"))
    iron.pages["/customers/a/identifications"] = b"[broken"
    iron.pages["/customers/b/identifications"] = build_page(build_identification("i-b"))
    assert await list_ids(client) == ["i-b"]


async def test_nothing_but_unreadable_customers_is_a_fault(client: IronClient, iron: FakeIron) -> None:
    iron.pages["/customers"] = build_page(build_customer("a"))
    iron.pages["/customers/a/identifications"] = b"[broken"
    with pytest.raises(ReplyUnreadable):
        await list_ids(client)


async def test_requirements_are_asked_for_only_where_they_explain(client: IronClient, iron: FakeIron) -> None:
    iron.pages["/customers"] = build_page(build_customer("a"))
    iron.pages["/customers/a/requirements"] = load_sample_bytes("iron/requirements/200.json")
    for status, is_asked in (("Approved", False), ("Pending", True), ("Declined", True)):
        iron.server.requests.clear()
        page = build_page(build_identification("i-a", status=status))
        iron.pages["/customers/a/identifications"] = page
        await list_ids(client)
        assert ("/customers/a/requirements" in iron.targets()) == is_asked


async def test_the_sub_partner_goes_only_where_it_is_accepted(client: IronClient, iron: FakeIron) -> None:
    iron.pages["/identifications/i-a"] = build_identification("i-a", customer_id="a")
    iron.pages["/customers/a"] = build_customer("a")
    snapshot = await client.fetch_verification(KnownVerification(VerificationId("i-a"), CustomerId("")))
    assert snapshot.customer is not None
    with_header = {request.target: "x-sub-partner-id" in request.headers for request in iron.server.requests}
    assert with_header == {"/identifications/i-a": False, "/customers/a": True}


async def test_a_customer_that_is_gone_leaves_the_identification(client: IronClient, iron: FakeIron) -> None:
    iron.pages["/identifications/i-a"] = build_identification("i-a", customer_id="a")
    snapshot = await client.fetch_verification(KnownVerification(VerificationId("i-a"), CustomerId("")))
    assert (snapshot.customer, snapshot.verification.customer_id) == (None, "a")


def build_intent(**changes: Any) -> CreateIntent:
    fields: dict[str, Any] = {"reference": "cc-1", "name": "Mara", "email": "mara@example.org", **changes}
    return CreateIntent(**fields)


async def test_a_create_takes_two_steps_with_keys_of_their_own(client: IronClient) -> None:
    first = client.build_next_step(build_intent(), ())
    assert first is not None
    assert (first.step, first.path) == ("customer", "/customers")
    assert json.loads(first.body) == {
        "customer_type": "Person",
        "email": "mara@example.org",
        "name": "Mara",
        "external_id": "cc-1",
    }
    second = client.build_next_step(
        build_intent(options={"with_edd": "true"}), (StepResult("customer", "c/1"),)
    )
    assert second is not None
    assert (second.step, second.path) == ("verification", "/customers/c%2F1/identifications/v2")
    assert json.loads(second.body) == {"type": "Link", "with_edd": True}
    assert dict(second.headers)["IDEMPOTENCY-KEY"] == second.idempotency_key != first.idempotency_key
    assert client.build_next_step(build_intent(), (StepResult("verification", "i"),)) is None


async def test_a_known_customer_takes_one_step(client: IronClient) -> None:
    step = client.build_next_step(build_intent(customer_id=CustomerId("c1"), name="", email=""), ())
    assert step is not None
    assert (step.step, step.body) == ("verification", b'{"type":"Link"}')


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "@"}, "email"),
        ({"email": "a b@c"}, "email"),
        ({"options": {"customer_type": "Robot"}}, "customer_type"),
        ({"options": {"with_edd": "perhaps"}}, "with_edd"),
        ({"options": {"customer_type": "Business", "with_edd": "true"}}, "with_edd"),
    ],
)
async def test_a_wrong_input_names_its_field(client: IronClient, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        step = client.build_next_step(build_intent(**changes), ())
        assert step is not None
        client.build_next_step(build_intent(**changes), (StepResult("customer", "c1"),))
    assert caught.value.field == field


@pytest.mark.parametrize("body", [b"", b"[]", b'{"status": "Pending"}', b"\xff"])
async def test_a_create_answered_unreadably_is_uncertain(
    client: IronClient, iron: FakeIron, body: bytes
) -> None:
    iron.pages["/customers"] = body or b" "
    step = client.build_next_step(build_intent(), ())
    assert step is not None
    with pytest.raises(OutcomeUncertain):
        await client.send_step(step, build_intent())
    assert len(iron.targets()) == 1
