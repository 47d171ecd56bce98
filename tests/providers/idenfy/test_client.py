"""iDenfy's client against the simulator over TCP, its webhooks through our own listener."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.errors import (
    OutcomeUncertain,
    ProviderConflict,
    ProviderNotFound,
    ProviderUnauthorised,
    ReplyUnreadable,
    ReportUnreadable,
)
from console.domain.hosted_link import verify_hosted_link
from console.domain.outbox import CreateIntent, StepResult
from console.domain.phase import Phase
from console.domain.verification import VerificationId
from console.domain.webhook import Delivery, Notice
from console.hub.listener import Listener
from console.providers.contract import KnownVerification
from console.providers.idenfy.client import IdenfyClient
from console.providers.idenfy.manifest import MANIFEST
from tests.support.idenfy_client import create, open_client
from tests.support.simulator import Simulator, fetch

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
async def client(quiet_simulator: Simulator) -> AsyncIterator[IdenfyClient]:
    async with open_client(quiet_simulator) as opened:
        yield opened
    quiet_simulator.control("DELETE", "/faults")


def known(result: StepResult) -> KnownVerification:
    return KnownVerification(VerificationId(result.id), CustomerId(""))


@asynccontextmanager
async def listen(
    simulator: Simulator, client: IdenfyClient
) -> AsyncIterator[Callable[[], Awaitable[Notice]]]:
    """Our listener, subscribed at the simulator; gives the next notice about a session."""
    notices: asyncio.Queue[Notice] = asyncio.Queue()
    key = str(simulator.account("idenfy")["webhook_key"])

    async def apply(provider: str, token: str, delivery: Delivery) -> None:
        assert (provider, token) == ("idenfy", TOKEN)
        await notices.put(client.read_webhook(delivery, key))

    listener = Listener(apply)
    url = f"{await listener.start('127.0.0.1', 0)}/webhooks/idenfy/{TOKEN}"
    made = await asyncio.to_thread(simulator.subscribe, "idenfy", url)
    try:
        yield lambda: asyncio.wait_for(notices.get(), 20)
    finally:
        await asyncio.to_thread(simulator.control, "DELETE", f"/webhooks/{made['id']}")
        await listener.aclose()


async def test_good_credentials_pass_and_bad_ones_are_named(quiet_simulator: Simulator) -> None:
    async with open_client(quiet_simulator) as good:
        await good.check_credentials()
    async with open_client(quiet_simulator, api_secret="wrong") as bad:
        with pytest.raises(ProviderUnauthorised):
            await bad.check_credentials()


async def test_the_list_names_every_session_and_asks_for_no_status(
    quiet_simulator: Simulator, client: IdenfyClient
) -> None:
    quiet_simulator.forget_calls()
    listed = {s.verification.id async for page in client.list_verifications(None) for s in page}
    made = {entry["id"] for entry in quiet_simulator.ledger("idenfy") if entry["kind"] == "verification"}
    assert listed == made
    assert {call["route"] for call in quiet_simulator.calls("idenfy")} == {"/kyc/identifications/"}


async def test_every_listed_session_is_read_without_loss(client: IdenfyClient) -> None:
    rows = [s.verification async for page in client.list_verifications(None) for s in page]
    for row in rows:
        snapshot = await client.fetch_verification(KnownVerification(row.id, row.customer_id))
        assert snapshot.unreadable == ()
        assert snapshot.verification.raw_status == row.raw_status
        assert snapshot.verification.phase is not Phase.UNKNOWN
        assert snapshot.verification.customer_id
        assert snapshot.partial == (not row.phase.is_final and row.phase is not Phase.ACTION_NEEDED)


async def test_a_created_session_has_a_link_that_may_be_shown(
    quiet_simulator: Simulator, client: IdenfyClient
) -> None:
    intent = CreateIntent(
        new_reference(), name="Zoë 王芳", email="zoe@example.test", options={"firstName": "Zoë"}
    )
    result = await create(client, intent)
    assert result.snapshot is not None
    verification = result.snapshot.verification
    assert (verification.phase, verification.raw_status) == (Phase.NOT_STARTED, "ACTIVE")
    assert verification.customer_id == intent.reference
    link = verification.hosted_link
    assert link is not None
    assert verification.created_at is not None
    assert link.expires_at is not None
    assert (link.expires_at - verification.created_at).total_seconds() == 86_400
    base_url = str(quiet_simulator.account("idenfy")["base_url"])
    assert verify_hosted_link(link.url, MANIFEST.hosted_hosts, base_url) == link.url
    assert {fact.field: fact.value for fact in verification.declared} == {
        "full_name": "Zoë 王芳",
        "first_names": "Zoë",
    }
    entries = [e for e in quiet_simulator.ledger("idenfy") if e["id"] == result.id]
    assert [entry["reference"] for entry in entries] == [intent.reference]
    status, _ = await asyncio.to_thread(fetch, link.url)
    assert status < 400


async def test_the_code_for_the_app_and_both_clocks_come_with_the_session(client: IdenfyClient) -> None:
    options = {"generateDigitString": "yes", "expiryTime": "7200", "sessionLength": "900"}
    result = await create(client, CreateIntent(new_reference(), options=options))
    assert result.snapshot is not None
    verification = result.snapshot.verification
    told = {fact.field: fact.value for fact in verification.details}
    assert len(told["digitString"]) == 8
    assert told["digitString"].isdigit()
    assert told["asked.sessionLength"] == "900"
    assert MANIFEST.field_titles["asked.sessionLength"].startswith("Asked for: ")
    assert verification.hosted_link is not None
    assert verification.hosted_link.expires_at is not None
    assert verification.created_at is not None
    assert (verification.hosted_link.expires_at - verification.created_at).total_seconds() == 7200


async def test_a_second_open_session_of_a_customer_is_a_conflict(client: IdenfyClient) -> None:
    intent = CreateIntent(new_reference())
    await create(client, intent)
    with pytest.raises(ProviderConflict):
        await create(
            client, replace(intent, reference=new_reference(), customer_id=CustomerId(intent.reference))
        )


async def test_the_signed_webhook_carries_the_verdict_and_what_was_read(
    quiet_simulator: Simulator, client: IdenfyClient
) -> None:
    async with listen(quiet_simulator, client) as next_notice:
        result = await create(client)
        await asyncio.to_thread(quiet_simulator.journey, "idenfy", result.id, "finish")
        notice = await next_notice()
        while notice.snapshot is None or not notice.snapshot.verification.is_final:
            notice = await next_notice()
    assert notice.verification_id == result.id
    verification = notice.snapshot.verification
    assert (verification.phase, verification.raw_status) == (Phase.APPROVED, "APPROVED")
    assert notice.snapshot.unreadable == ()
    assert verification.documents
    read = await client.fetch_verification(known(result))
    assert read.verification.verified == verification.verified
    assert [doc.kind for doc in read.raw] == ["status", "data"]


async def test_a_suspicion_arrives_with_its_labels(quiet_simulator: Simulator, client: IdenfyClient) -> None:
    async with listen(quiet_simulator, client) as next_notice:
        result = await create(client)
        for step in ("open", "capture"):
            await asyncio.to_thread(quiet_simulator.journey, "idenfy", result.id, step)
        await asyncio.to_thread(
            quiet_simulator.journey, "idenfy", result.id, "suspect", labels=["DUPLICATE_FACE", "UNDER_AGE"]
        )
        notice = await next_notice()
    assert notice.snapshot is not None
    assert notice.snapshot.verification.phase is Phase.ACTION_NEEDED
    assert {"DUPLICATE_FACE", "UNDER_AGE"} <= {label.value for label in notice.snapshot.verification.labels}


async def test_the_report_comes_after_the_verdict(quiet_simulator: Simulator, client: IdenfyClient) -> None:
    result = await create(client)
    await asyncio.to_thread(quiet_simulator.journey, "idenfy", result.id, "finish")
    report = await client.fetch_report(known(result))
    assert report.body.startswith(b"%PDF-")
    assert report.source.endswith("/api/v2/generate-pdf")
    quiet_simulator.set_faults(
        [{"provider": "idenfy", "method": "POST", "path": "/api/v2/generate-pdf", "action": "html"}]
    )
    with pytest.raises((ReportUnreadable, ReplyUnreadable)):
        await client.fetch_report(known(result))


async def test_an_unknown_session_is_not_found(client: IdenfyClient) -> None:
    with pytest.raises(ProviderNotFound):
        await client.fetch_verification(
            KnownVerification(VerificationId("00000000-0000-4000-8000-000000000000"), CustomerId(""))
        )


@pytest.mark.parametrize("action", ["html", "truncate"])
async def test_an_answer_that_is_none_costs_nothing_else(
    quiet_simulator: Simulator, client: IdenfyClient, action: str
) -> None:
    result = await create(client)
    rule = {"provider": "idenfy", "method": "POST", "path": "/api/v2/status", "action": action, "bytes": 20}
    quiet_simulator.set_faults([rule])
    with pytest.raises(ReplyUnreadable):
        await client.fetch_verification(known(result))


async def test_a_create_whose_answer_is_lost_is_uncertain_and_sent_once(
    quiet_simulator: Simulator, client: IdenfyClient
) -> None:
    intent = CreateIntent(new_reference())
    quiet_simulator.set_faults(
        [
            {
                "provider": "idenfy",
                "method": "POST",
                "path": "/api/v2/token",
                "action": "commit_then_status",
                "status": 500,
            }
        ]
    )
    with pytest.raises(OutcomeUncertain):
        await create(client, intent)
    made = [e for e in quiet_simulator.ledger("idenfy") if e["reference"] == intent.reference]
    assert [entry["kind"] for entry in made if entry["kind"] == "verification"] == ["verification"]


async def test_a_token_refused_by_idenfy_says_why(quiet_simulator: Simulator, client: IdenfyClient) -> None:
    body = {"identifier": "UNAUTHORIZED", "message": "Invalid authorization credentials"}
    rule = {"provider": "idenfy", "method": "GET", "path": "/kyc/*", "action": "status", "status": 400}
    quiet_simulator.set_faults([{**rule, "body": json.dumps(body)}])
    with pytest.raises(ProviderUnauthorised):
        await client.check_credentials()
