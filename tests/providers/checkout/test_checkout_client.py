"""Checkout.com's client: tokens, signed links and paging against a server of the test's own."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator

import pytest

from console.domain.account import Account, AccountId, Credentials
from console.domain.customer import CustomerId
from console.domain.errors import (
    OutcomeUncertain,
    ProviderNotFound,
    ProviderUnauthorised,
    ReportUnreadable,
)
from console.domain.operation import OperationCall, OperationId
from console.domain.outbox import CreateIntent
from console.domain.provider import Environment, ProviderId
from console.domain.verification import VerificationId
from console.providers.checkout import operations
from console.providers.checkout.client import CheckoutClient
from console.providers.checkout.manifest import MANIFEST
from console.providers.contract import KnownVerification
from console.providers.transport import Transport
from tests.support.checkout_server import FakeCheckout
from tests.support.raw_server import start_raw_server
from tests.support.samples import load_sample, load_sample_bytes

PDF = b"%PDF-1.7\nsample\n%%EOF\n"
KNOWN = KnownVerification(VerificationId("idv_1"), CustomerId("aplt_1"))


@pytest.fixture
async def checkout() -> AsyncIterator[FakeCheckout]:
    async with start_raw_server() as server:
        yield FakeCheckout(server)


@pytest.fixture
async def client(checkout: FakeCheckout) -> AsyncIterator[CheckoutClient]:
    settings = {"client_id": "ack_1", "token_url": f"{checkout.server.url}/connect/token"}
    account = Account(
        AccountId("a"), "Desk", ProviderId("checkout"), Environment.SIMULATOR, checkout.server.url, settings
    )
    credentials = Credentials({"client_secret": "s&cret"})
    transport = Transport()
    yield CheckoutClient(
        account, credentials, transport.open_account(account, credentials, MANIFEST, math.inf)
    )
    await transport.aclose(grace_s=0.0)


async def test_one_token_serves_many_calls(client: CheckoutClient, checkout: FakeCheckout) -> None:
    await asyncio.gather(*(client.check_credentials() for _ in range(5)))
    asked = [request for request in checkout.server.requests if request.target == "/connect/token"]
    assert len(asked) == 1
    assert asked[0].body == (
        b"grant_type=client_credentials&client_id=ack_1&client_secret=s%26cret&scope=identity-verification"
    )
    assert asked[0].headers["content-type"] == "application/x-www-form-urlencoded"


async def test_a_refused_token_is_replaced_once(client: CheckoutClient, checkout: FakeCheckout) -> None:
    await client.check_credentials()
    checkout.good_token = "token-2"
    await client.check_credentials()
    checkout.good_token = "nobody has this one"
    with pytest.raises(ProviderUnauthorised):
        await client.check_credentials()
    assert checkout.paths().count("/connect/token") == 3


async def test_calls_refused_together_share_one_new_token(
    client: CheckoutClient, checkout: FakeCheckout
) -> None:
    await client.check_credentials()
    checkout.good_token = "token-2"
    await asyncio.gather(*(client.check_credentials() for _ in range(5)))
    assert checkout.paths().count("/connect/token") == 2


@pytest.mark.parametrize(
    ("environment", "key"),
    [(Environment.TEST, "sk_live"), (Environment.LIVE, "sk_sbox_test")],
)
async def test_a_key_never_goes_to_the_other_environment(environment: Environment, key: str) -> None:
    account = Account(AccountId("a"), "Desk", ProviderId("checkout"), environment, "https://example.com")
    credentials = Credentials({"secret_key": key})
    transport = Transport()
    client = CheckoutClient(
        account, credentials, transport.open_account(account, credentials, MANIFEST, math.inf)
    )
    with pytest.raises(ProviderUnauthorised) as caught:
        await client.check_credentials()
    assert "Nothing was sent." in caught.value.user_message
    assert key not in caught.value.user_message
    await transport.aclose(grace_s=0.0)


async def test_an_account_without_any_key_says_so(checkout: FakeCheckout) -> None:
    account = Account(
        AccountId("a"), "Desk", ProviderId("checkout"), Environment.SIMULATOR, checkout.server.url
    )
    transport = Transport()
    client = CheckoutClient(
        account, Credentials({}), transport.open_account(account, Credentials({}), MANIFEST, math.inf)
    )
    with pytest.raises(ProviderUnauthorised):
        await client.check_credentials()
    assert checkout.paths() == []
    await transport.aclose(grace_s=0.0)


async def test_a_token_about_to_run_out_is_still_used(client: CheckoutClient, checkout: FakeCheckout) -> None:
    checkout.expires_in = 1
    await client.check_credentials()
    await client.check_credentials()
    assert checkout.paths().count("/connect/token") == 1


async def test_a_refused_access_key_says_so(client: CheckoutClient, checkout: FakeCheckout) -> None:
    checkout.server.reply_http(400, load_sample_bytes("checkout/token/400.json"))
    with pytest.raises(ProviderUnauthorised) as caught:
        await client.check_credentials()
    assert caught.value.user_message == (
        "Checkout.com refused the access key of this account. Check its id and secret."
    )
    assert caught.value.provider_codes == ("invalid_client",)


async def test_a_report_is_fetched_by_its_signed_link_without_credentials(
    client: CheckoutClient, checkout: FakeCheckout
) -> None:
    link = f"{checkout.server.url}/files/r.pdf?sig=planted"
    checkout.pages["/identity-verifications/idv_1/pdf-report"] = json.dumps({"pdf_report": link}).encode()
    checkout.pages["/files/r.pdf"] = PDF
    report = await client.fetch_report(KNOWN)
    assert (report.body, report.request_id) == (PDF, "req-1")
    assert report.source == f"{checkout.server.url}/files/r.pdf"
    assert "authorization" not in checkout.server.requests[-1].headers


async def test_a_report_may_be_the_answer_itself(client: CheckoutClient, checkout: FakeCheckout) -> None:
    checkout.pages["/identity-verifications/idv_1/pdf-report"] = PDF
    assert (await client.fetch_report(KNOWN)).body == PDF


async def test_a_report_that_is_not_there_yet(client: CheckoutClient) -> None:
    with pytest.raises(ProviderNotFound) as caught:
        await client.fetch_report(KNOWN)
    assert caught.value.user_message == "Checkout.com has not made the report yet. Try again in a while."


@pytest.mark.parametrize(
    "link",
    ["http://198.51.100.7/r.pdf", "ftp://example.org/r.pdf", "https://user:pw@example.org/r.pdf", "r.pdf?"],
)
async def test_a_report_link_to_an_unsafe_place_is_not_followed(
    client: CheckoutClient, checkout: FakeCheckout, link: str
) -> None:
    checkout.pages["/identity-verifications/idv_1/pdf-report"] = json.dumps({"pdf_report": link}).encode()
    with pytest.raises(ReportUnreadable) as caught:
        await client.fetch_report(KNOWN)
    assert link not in caught.value.user_message


@pytest.mark.parametrize("body", [b"", b"not a pdf", PDF[:12]])
async def test_a_report_that_is_no_pdf_is_not_kept(
    client: CheckoutClient, checkout: FakeCheckout, body: bytes
) -> None:
    link = f"{checkout.server.url}/files/r.pdf"
    checkout.pages["/identity-verifications/idv_1/pdf-report"] = json.dumps({"pdf_report": link}).encode()
    checkout.pages["/files/r.pdf"] = body
    with pytest.raises(ReportUnreadable):
        await client.fetch_report(KNOWN)


def build_row(number: int) -> dict[str, object]:
    return {"id": f"iatp_{number}", "status": "expired", "created_on": "2026-03-04T09:00:00Z"}


async def test_attempts_are_paged_until_all_are_there(client: CheckoutClient, checkout: FakeCheckout) -> None:
    sample = load_sample("checkout/verification_pending/200.json")
    checkout.pages["/identity-verifications/idv_1"] = json.dumps({**sample, "id": "idv_1"}).encode()
    full = {"total_count": 10_000, "data": [build_row(number) for number in range(50)]}
    checkout.pages["/identity-verifications/idv_1/attempts"] = json.dumps(full).encode()
    snapshot = await client.fetch_verification(KNOWN)
    assert snapshot.attempts is not None
    assert len(snapshot.attempts) == 50
    pages = [path for path in checkout.paths() if "/attempts" in path]
    assert pages[:2] == [
        "/identity-verifications/idv_1/attempts?skip=0&limit=50",
        "/identity-verifications/idv_1/attempts?skip=50&limit=50",
    ]
    assert len(pages) <= 20


async def test_a_page_shorter_than_asked_for_is_not_the_last(
    client: CheckoutClient, checkout: FakeCheckout
) -> None:
    """No largest page is documented: a server may give fewer rows than were asked for."""
    checkout.pages["/identity-verifications/idv_1"] = b'{"id": "idv_1"}'
    rows = [build_row(number) for number in range(25)]
    checkout.build_page = lambda skip: {"total_count": 25, "data": rows[skip : skip + 10]}
    snapshot = await client.fetch_verification(KNOWN)
    assert snapshot.attempts is not None
    assert [one.id for one in snapshot.attempts] == [row["id"] for row in rows]


async def test_without_a_total_an_empty_page_is_the_end(
    client: CheckoutClient, checkout: FakeCheckout
) -> None:
    checkout.pages["/identity-verifications/idv_1"] = b'{"id": "idv_1"}'
    rows = [build_row(number) for number in range(60)]
    checkout.build_page = lambda skip: {"data": rows[skip : skip + 50]}
    snapshot = await client.fetch_verification(KNOWN)
    assert len(snapshot.attempts or ()) == 60
    assert sum("/attempts" in path for path in checkout.paths()) == 3


async def test_an_applicant_is_read_once(client: CheckoutClient, checkout: FakeCheckout) -> None:
    checkout.pages["/identity-verifications/idv_1"] = b'{"id": "idv_1", "applicant_id": "aplt_1"}'
    checkout.pages["/identity-verifications/idv_1/attempts"] = b'{"total_count": 0, "data": []}'
    applicant = {**load_sample("checkout/applicant_read/200.json"), "id": "aplt_1"}
    checkout.pages["/applicants/aplt_1"] = json.dumps(applicant).encode()
    for _ in range(2):
        snapshot = await client.fetch_verification(KNOWN)
        assert snapshot.customer is not None
        assert snapshot.customer.name == "Ilse Vandermark"
    assert checkout.paths().count("/applicants/aplt_1") == 1


async def test_an_anonymized_applicant_leaves_the_verification(
    client: CheckoutClient, checkout: FakeCheckout
) -> None:
    checkout.pages["/identity-verifications/idv_1"] = b'{"id": "idv_1", "applicant_id": "aplt_1"}'
    checkout.pages["/identity-verifications/idv_1/attempts"] = b'{"total_count": 0, "data": []}'
    snapshot = await client.fetch_verification(KNOWN)
    assert (snapshot.customer, snapshot.attempts, snapshot.verification.customer_id) == (None, (), "aplt_1")


async def test_a_create_answered_unreadably_is_uncertain(
    client: CheckoutClient, checkout: FakeCheckout
) -> None:
    intent = CreateIntent(reference="cc-1", name="Ilse Vandermark")
    checkout.pages["/applicants"] = b'{"status": "fine"}'
    step = client.build_next_step(intent, ())
    assert step is not None
    with pytest.raises(OutcomeUncertain):
        await client.send_step(step, intent)
    assert checkout.paths().count("/applicants") == 1


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        (operations.UPDATE_APPLICANT, "/applicants/aplt_1"),
        (operations.ANONYMIZE_APPLICANT, "/applicants/aplt_1/anonymize"),
        (operations.ANONYMIZE_VERIFICATION, "/identity-verifications/idv_1/anonymize"),
    ],
)
async def test_a_change_answered_unreadably_is_uncertain(
    client: CheckoutClient, checkout: FakeCheckout, operation: OperationId, path: str
) -> None:
    checkout.pages[path] = b'{"status": "fine"}'
    call = OperationCall(operation, KNOWN.customer_id, KNOWN.id, values={"email": "ann@example.com"})
    with pytest.raises(OutcomeUncertain):
        await client.perform(call)
    assert checkout.paths().count(path) == 1


async def test_an_erasure_is_told_even_when_the_attempts_cannot_be_read(
    client: CheckoutClient, checkout: FakeCheckout
) -> None:
    erased = {**load_sample("checkout/verification_anonymized/200.json"), "id": "idv_1"}
    checkout.pages["/identity-verifications/idv_1/anonymize"] = json.dumps(erased).encode()
    result = await client.perform(
        OperationCall(operations.ANONYMIZE_VERIFICATION, KNOWN.customer_id, KNOWN.id)
    )
    assert result.snapshot is not None
    assert result.snapshot.attempts is None
    assert result.snapshot.verification.raw_status == erased["status"]
