"""Proofme's client against the simulator over TCP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.errors import (
    InputInvalid,
    OutcomeUncertain,
    ProviderNotFound,
    ProviderRefused,
    ProviderUnauthorised,
    ReplyUnreadable,
)
from console.domain.hosted_link import verify_hosted_link
from console.domain.outbox import CreateIntent
from console.domain.phase import Phase
from console.domain.verification import VerificationId
from console.domain.webhook import Delivery, Notice
from console.hub.listener import Listener
from console.providers.contract import KnownVerification
from console.providers.proofme.client import ProofmeClient
from console.providers.proofme.manifest import MANIFEST
from tests.support.proofme import create, known, open_client, walk
from tests.support.simulator import Simulator


@pytest.fixture
async def client(quiet_simulator: Simulator) -> AsyncIterator[ProofmeClient]:
    async with open_client(quiet_simulator) as opened:
        yield opened
    quiet_simulator.clear_faults()


async def test_good_credentials_pass_and_bad_ones_are_named(quiet_simulator: Simulator) -> None:
    async with open_client(quiet_simulator) as good:
        await good.check_credentials()
    async with open_client(quiet_simulator, auth_prefix="Bearer") as prefixed:
        await prefixed.check_credentials()
    async with open_client(quiet_simulator, key="proofme_wrong") as bad:
        with pytest.raises(ProviderUnauthorised):
            await bad.check_credentials()


async def test_the_list_names_every_identification_with_its_facts(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    rows = [snapshot async for page in client.list_verifications(None) for snapshot in page]
    ledger = quiet_simulator.ledger("proofme")
    made = {entry["id"] for entry in ledger if entry["kind"] == "verification"}
    assert {row.verification.id for row in rows} == made
    assert all(row.unreadable == () and row.partial for row in rows)
    assert all(row.verification.phase is not Phase.UNKNOWN for row in rows)
    created = [row.verification.created_at for row in rows]
    assert created == sorted(created, key=lambda at: at or datetime.min.replace(tzinfo=UTC), reverse=True)


async def test_only_what_changed_is_walked_again(quiet_simulator: Simulator, client: ProofmeClient) -> None:
    result = await create(client)
    await walk(quiet_simulator, result.id, "open")
    since = datetime.now(UTC) + timedelta(days=365)
    quiet_simulator.forget_calls()
    pages = [page async for page in client.list_verifications(since)]
    assert result.id in {snapshot.verification.id for snapshot in pages[0]}
    assert len(quiet_simulator.calls("proofme")) == len(pages) == 1


async def test_every_listed_identification_is_read_without_loss(client: ProofmeClient) -> None:
    rows = [snapshot.verification async for page in client.list_verifications(None) for snapshot in page]
    for row in rows:
        snapshot = await client.fetch_verification(KnownVerification(row.id, row.customer_id))
        assert snapshot.unreadable == ()
        assert snapshot.verification.raw_status == row.raw_status
        kinds = [document.kind for document in snapshot.raw]
        assert kinds == (["identification", "data"] if row.phase is Phase.APPROVED else ["identification"])


@pytest.mark.parametrize("encoding", ["form", "json"])
async def test_a_created_identification_has_a_page_that_may_be_shown(
    quiet_simulator: Simulator, encoding: str
) -> None:
    intent = CreateIntent(new_reference(), name="Łukasz 王芳", email="l@example.test")
    async with open_client(quiet_simulator, body_encoding=encoding) as client:
        result = await create(client, intent)
    assert result.snapshot is not None
    verification = result.snapshot.verification
    assert (verification.phase, verification.raw_status) == (Phase.NOT_STARTED, "PENDING")
    assert verification.reference == intent.reference
    assert verification.comment == ""
    assert verification.hosted_link is not None
    base_url = str(quiet_simulator.account("proofme")["base_url"])
    verify_hosted_link(verification.hosted_link.url, MANIFEST.hosted_hosts, base_url)
    assert result.snapshot.customer is not None
    assert (result.snapshot.customer.name, result.snapshot.customer.email) == (intent.name, intent.email)


async def test_a_long_description_comes_back_as_we_cut_it(client: ProofmeClient) -> None:
    intent = CreateIntent(new_reference(), options={"description": "žluťoučký kůň " * 40})
    result = await create(client, intent)
    assert result.snapshot is not None
    assert result.snapshot.verification.comment == ""


async def test_the_customer_s_way_shows_until_the_result_is_there_but_closed(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    result = await create(client)
    await walk(quiet_simulator, result.id, "open")
    scanned = (await client.fetch_verification(known(result))).verification
    await walk(quiet_simulator, result.id, "finish")
    done = (await client.fetch_verification(known(result))).verification
    assert scanned.phase is Phase.CAPTURING
    assert (done.phase, done.encrypted, done.hosted_link) == (Phase.APPROVED, True, None)
    assert done.verified == ()


async def test_what_else_is_told_stands_in_the_details(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    template = quiet_simulator.account("proofme")["template_ids"][1]
    options = {"proofmeId": template, "metadata": '{"desk": {"floor": 3}}', "testmode": "true"}
    result = await create(client, CreateIntent(new_reference(), options=options))
    details = {
        fact.field: fact.value
        for fact in (await client.fetch_verification(known(result))).verification.details
    }
    assert (details["proofmeId"], details["mode"], details["metadata.desk.floor"]) == (template, "test", "3")
    assert details["proofme.name"] == "Age check"
    assert details["proofme.requestedCredentials.credentials"] == "EPASS OLDER_THAN_18"


async def test_a_pasted_jwt_stands_in_for_the_key(quiet_simulator: Simulator) -> None:
    quiet_simulator.control("POST", "/switches/proofme", {"jwt": "eyJ.made.elsewhere"})
    async with open_client(quiet_simulator, key="proofme_old", jwt=" eyJ.made.elsewhere ") as client:
        await client.check_credentials()
    quiet_simulator.control("POST", "/switches/proofme", {"jwt": ""})
    async with open_client(quiet_simulator, jwt="eyJ.made.elsewhere") as expired:
        with pytest.raises(ProviderUnauthorised):
            await expired.check_credentials()


async def test_an_account_without_any_key_is_refused_before_it_asks(quiet_simulator: Simulator) -> None:
    with pytest.raises(InputInvalid) as refusal:
        async with open_client(quiet_simulator, key=" "):
            pass
    assert refusal.value.field == "api_key"


async def test_hashes_for_a_notification_are_sent_as_pasted(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    quiet_simulator.control("POST", "/switches/proofme", {"echoes_notify": True})
    pasted = "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff"
    result = await create(client, CreateIntent(new_reference(), options={"hashedEmail": pasted}))
    quiet_simulator.control("POST", "/switches/proofme", {"echoes_notify": False})
    assert result.snapshot is not None
    details = {fact.field: fact.value for fact in result.snapshot.verification.details}
    assert details["notify.hashedEmail"] == pasted


async def test_answers_without_their_wrapping_are_read(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    quiet_simulator.control("POST", "/switches/proofme", {"wraps": False})
    result = await create(client)
    read = await client.fetch_verification(known(result))
    quiet_simulator.control("POST", "/switches/proofme", {"wraps": True})
    assert read.verification.raw_status == "PENDING"


async def test_a_list_whose_count_is_of_the_page_is_walked_to_its_end(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=480)
    simulator.control("POST", "/switches/proofme", {"counts_all": False})
    async with open_client(simulator) as client:
        pages = [page async for page in client.list_verifications(None)]
    assert len(pages) > 1
    assert sum(len(page) for page in pages) == simulator.state()["proofme"]["verifications"]


async def test_an_unsigned_webhook_only_tells_what_to_read(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    notices: asyncio.Queue[Notice] = asyncio.Queue()

    async def apply(_provider: str, _token: str, delivery: Delivery) -> None:
        await notices.put(client.read_webhook(delivery, ""))

    listener = Listener(apply)
    base_url = await listener.start("127.0.0.1", 0)
    url = f"{base_url}/webhooks/proofme/0123456789abcdef0123"
    result = await create(client, CreateIntent(new_reference(), options={"webhookUrl": url}))
    await walk(quiet_simulator, result.id, "decline")
    notice = await asyncio.wait_for(notices.get(), 20)
    await listener.aclose()
    assert (notice.verification_id, notice.snapshot) == (result.id, None)
    read = await client.fetch_verification(known(result))
    assert read.verification.phase is Phase.DECLINED


async def test_an_unknown_template_is_refused_with_proofme_s_words(client: ProofmeClient) -> None:
    with pytest.raises(ProviderRefused) as refusal:
        await create(client, CreateIntent(new_reference(), options={"proofmeId": "no-such-template"}))
    assert refusal.value.status == 422


async def test_an_encoding_that_is_not_taken_is_changed_once(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    rule = {"provider": "proofme", "method": "POST", "path": "/identification", "action": "status"}
    quiet_simulator.set_faults([{**rule, "status": 415, "times": 1}])
    result = await create(client)
    assert result.snapshot is not None
    assert result.snapshot.verification.raw_status == "PENDING"
    quiet_simulator.set_faults([{**rule, "status": 415, "times": None}])
    with pytest.raises(ProviderRefused):
        await create(client)


async def test_an_unknown_identification_is_not_found(client: ProofmeClient) -> None:
    with pytest.raises(ProviderNotFound):
        await client.fetch_verification(KnownVerification(VerificationId("nobody/..?x"), CustomerId("")))


@pytest.mark.parametrize(
    ("action", "size"), [("html", None), ("truncate", 20), ("garbage", 20), ("gzip_bomb", None)]
)
async def test_an_answer_that_is_none_is_said_so(
    quiet_simulator: Simulator, client: ProofmeClient, action: str, size: int | None
) -> None:
    quiet_simulator.set_faults(
        [
            {
                "provider": "proofme",
                "method": "GET",
                "path": "/identification*",
                "action": action,
                "bytes": size,
            }
        ]
    )
    with pytest.raises(ReplyUnreadable):
        await client.check_credentials()


async def test_an_answer_that_drips_is_read_to_its_end(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    rule = {"provider": "proofme", "action": "drip", "bytes": 50, "seconds": 0}
    with quiet_simulator.faults(rule):
        result = await create(client)
        read = await client.fetch_verification(known(result))
    assert read.verification.raw_status == "PENDING"


async def test_a_create_whose_answer_is_lost_is_uncertain_and_sent_once(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    intent = CreateIntent(new_reference())
    rule = {
        "provider": "proofme",
        "method": "POST",
        "path": "/identification",
        "action": "commit_then_status",
    }
    quiet_simulator.set_faults([{**rule, "status": 500}])
    with pytest.raises(OutcomeUncertain):
        await create(client, intent)
    rows = [s.verification async for page in client.list_verifications(None) for s in page]
    assert [row.reference for row in rows].count(intent.reference) == 1
