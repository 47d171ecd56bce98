"""Every operation of iDenfy's against the simulator over TCP: what it sends, what it gives back, what it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.errors import (
    InputInvalid,
    NotSupported,
    OutcomeUncertain,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
)
from console.domain.operation import Effect, OperationCall, OperationId
from console.domain.outbox import CreateIntent
from console.domain.phase import Phase
from console.domain.verification import VerificationId
from console.providers.contract import FindsLostCreates, KnownVerification, Operates
from console.providers.idenfy import operations
from console.providers.idenfy.client import IdenfyClient
from tests.support.idenfy_client import create, open_client, step
from tests.support.simulator import Simulator, start_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator(customers=20) as started:
        yield started


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[IdenfyClient]:
    async with open_client(simulator) as opened:
        yield opened
    simulator.clear_faults()
    simulator.control("POST", "/switches/idenfy", {"environment": "DEV", "credits": None})


def call(operation: OperationId, scan_ref: str = "", client_id: str = "", **values: str) -> OperationCall:
    return OperationCall(operation, CustomerId(client_id), VerificationId(scan_ref), values=values)


def test_the_client_offers_operations_and_looks_for_lost_creates(client: IdenfyClient) -> None:
    assert isinstance(client, Operates)
    assert isinstance(client, FindsLostCreates)


def test_every_operation_is_described_once() -> None:
    assert len({each.id for each in operations.OPERATIONS}) == len(operations.OPERATIONS)
    for each in operations.OPERATIONS:
        assert each.source.startswith("https://documentation.idenfy.com/")
        assert len({field.key for field in each.fields}) == len(each.fields)


async def test_what_makes_something_new_is_no_operation_of_the_client(client: IdenfyClient) -> None:
    made = [each for each in operations.OPERATIONS if each.effect is Effect.CREATE]
    assert [each.id for each in made] == [operations.INFORMATION]
    for each in made:
        with pytest.raises(NotSupported):
            await client.perform(call(each.id, "x"))


async def test_sessions_and_credits_are_counted(client: IdenfyClient) -> None:
    before = await client.perform(call(operations.COUNT))
    await create(client)
    after = await client.perform(call(operations.COUNT))
    assert int(after.rows[0].value) == int(before.rows[0].value) + 1
    assert after.rows[1].value in after.summary


async def test_the_sessions_of_one_client_are_listed(simulator: Simulator, client: IdenfyClient) -> None:
    first = await create(client, CreateIntent("lists-1"))
    await step(simulator, first.id, "finish")
    alone = await client.perform(call(operations.SESSIONS, client_id="lists-1"))
    assert alone.summary == "iDenfy lists 1 session of this client."
    second = await create(client, CreateIntent(new_reference(), CustomerId("lists-1")))
    result = await client.perform(call(operations.SESSIONS, client_id="lists-1"))
    assert [(row.label, row.value) for row in result.rows] == [(second.id, "ACTIVE"), (first.id, "APPROVED")]
    assert result.summary == "iDenfy lists 2 sessions of this client, newest first."
    with pytest.raises(InputInvalid):
        await client.perform(call(operations.SESSIONS))


async def test_photos_are_fetched_without_the_keys(simulator: Simulator, client: IdenfyClient) -> None:
    made = await create(client, CreateIntent(new_reference(), options={"documents": "ID_CARD"}))
    empty = await client.perform(call(operations.FILES, made.id))
    assert empty.files == ()
    await step(simulator, made.id, "finish")
    result = await client.perform(call(operations.FILES, made.id))
    assert [file.name for file in result.files] == ["FRONT.png", "BACK.png", "FACE.png"]
    assert {file.media_type for file in result.files} == {"image/png"}
    assert result.raw is not None
    assert all("http" not in row.value for row in result.rows), "links open the photos: never shown"


async def test_a_photo_that_is_gone_does_not_cost_the_others(
    simulator: Simulator, client: IdenfyClient
) -> None:
    made = await create(client, CreateIntent(new_reference(), options={"documents": "PASSPORT"}))
    await step(simulator, made.id, "finish")
    rule = {"provider": "idenfy", "method": "GET", "path": "*FRONT.png", "action": "status", "status": 403}
    with simulator.faults(rule):
        result = await client.perform(call(operations.FILES, made.id))
    assert [file.name for file in result.files] == ["FACE.png"]
    assert "1 of 2" in result.summary


@pytest.mark.parametrize("values", [{}, {"language": "lt", "includeMainStepFiles": "no"}])
async def test_the_report_comes_in_the_wanted_form(
    simulator: Simulator, client: IdenfyClient, values: dict[str, str]
) -> None:
    made = await create(client)
    await step(simulator, made.id, "finish")
    result = await client.perform(call(operations.REPORT, made.id, **values))
    assert [(file.name, file.body[:5]) for file in result.files] == [("report.pdf", b"%PDF-")]


async def test_a_report_in_another_language_is_refused_before_sending(
    simulator: Simulator, client: IdenfyClient
) -> None:
    simulator.forget_calls()
    with pytest.raises(InputInvalid) as refusal:
        await client.perform(call(operations.REPORT, "x", language="de"))
    assert refusal.value.field == "language"
    assert simulator.calls("idenfy") == []


async def test_deleting_leaves_the_status_and_nothing_to_fetch(
    simulator: Simulator, client: IdenfyClient
) -> None:
    made = await create(client)
    await step(simulator, made.id, "finish")
    result = await client.perform(call(operations.ERASE, made.id))
    assert result.snapshot is not None
    verification = result.snapshot.verification
    assert (verification.phase, verification.raw_status) == (Phase.CLOSED, "DELETED")
    assert result.snapshot.partial, "what is kept here stays"
    with pytest.raises(ProviderNotFound):
        await client.fetch_report(KnownVerification(VerificationId(made.id), CustomerId("")))


async def test_a_living_session_is_not_deleted(client: IdenfyClient) -> None:
    made = await create(client)
    with pytest.raises(ProviderRefused) as refusal:
        await client.perform(call(operations.ERASE, made.id))
    assert refusal.value.provider_codes == ("PARTNER_ERROR",)


async def test_a_deletion_without_an_answer_is_uncertain_and_sent_once(
    simulator: Simulator, client: IdenfyClient
) -> None:
    made = await create(client)
    await step(simulator, made.id, "finish")
    rule = {"provider": "idenfy", "method": "POST", "path": "/api/v2/delete", "action": "commit_then_status"}
    simulator.forget_calls()
    with simulator.faults({**rule, "status": 500}), pytest.raises(OutcomeUncertain):
        await client.perform(call(operations.ERASE, made.id))
    assert [each["route"] for each in simulator.calls("idenfy")] == ["/api/v2/delete"]


REVIEW = {"manualFaceMatchResult": "FACE_MISMATCH", "manualDocumentValidity": "DOC_VALIDATED"}


async def test_an_invented_review_replaces_the_result(client: IdenfyClient) -> None:
    options = {"dummyStatus": "APPROVED"}
    made = await create(client, CreateIntent(new_reference(), options=options))
    result = await client.perform(call(operations.DUMMY_REVIEW, made.id, **REVIEW))
    assert result.snapshot is not None
    verification = result.snapshot.verification
    assert verification.raw_status == "DENIED"
    assert {"FACE_MISMATCH", "DOC_VALIDATED"} == {label.value for label in verification.labels}
    assert {fact.field: fact.value for fact in verification.details}["autoFace"] == "FACE_MATCH"


async def test_other_environments_have_no_invented_results(
    simulator: Simulator, client: IdenfyClient
) -> None:
    made = await create(client)
    simulator.control("POST", "/switches/idenfy", {"environment": "TEST"})
    with pytest.raises(ProviderForbidden):
        await client.perform(call(operations.DUMMY_REVIEW, made.id, **REVIEW))
    with pytest.raises(ProviderForbidden):
        await create(client, CreateIntent(new_reference(), options={"dummyStatus": "APPROVED"}))
    async with open_client(simulator, {"environment_name": "PROD"}) as named:
        with pytest.raises(InputInvalid):
            await named.perform(call(operations.DUMMY_REVIEW, made.id, **REVIEW))


async def test_more_is_asked_for_on_a_link_of_its_own(simulator: Simulator, client: IdenfyClient) -> None:
    made = await create(client)
    await step(simulator, made.id, "finish")
    intent = CreateIntent(
        new_reference(),
        operation=operations.INFORMATION,
        verification_id=VerificationId(made.id),
        options={
            "lifetime": "3600",
            "questionnaire": "12345",
            "additionalStepUploadRequired": "no",
        },
    )
    result = await create(client, intent)
    assert result.id == made.id
    assert result.snapshot is not None
    assert result.snapshot.partial
    link = result.snapshot.verification.hosted_link
    assert link is not None
    assert made.snapshot is not None
    assert link != made.snapshot.verification.hosted_link
    assert link.expires_at is not None


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"lifetime": "2592001"}, "lifetime"),
        ({"riskAssessmentProfile": "7"}, "riskAssessmentProfile"),
        ({"bankCardExpectedLastFour": "123"}, "bankCardExpectedLastFour"),
        ({"bankCardVerification": "maybe"}, "bankCardVerification"),
        ({"other": "1"}, "other"),
    ],
)
def test_a_wrong_request_for_more_is_named_before_sending(
    client: IdenfyClient, options: dict[str, str], field: str
) -> None:
    intent = CreateIntent(
        "r", operation=operations.INFORMATION, verification_id=VerificationId("x"), options=options
    )
    with pytest.raises(InputInvalid) as refusal:
        client.build_next_step(intent, ())
    assert refusal.value.field == field


async def test_a_session_that_is_not_over_is_not_asked_for_more(client: IdenfyClient) -> None:
    made = await create(client)
    intent = CreateIntent("r", operation=operations.INFORMATION, verification_id=VerificationId(made.id))
    with pytest.raises(ProviderRefused):
        await create(client, intent)


@pytest.mark.parametrize("credit_error", ["token_limit", "funds"])
async def test_without_credits_the_person_is_told_so(
    simulator: Simulator, client: IdenfyClient, credit_error: str
) -> None:
    simulator.control("POST", "/switches/idenfy", {"credits": 0, "credit_error": credit_error})
    with pytest.raises(ProviderForbidden) as refusal:
        await create(client)
    assert "no credits left" in refusal.value.user_message
