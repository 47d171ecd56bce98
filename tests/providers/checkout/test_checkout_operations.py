"""Every operation of Checkout.com carried out against the running simulator over TCP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from console.domain.attempt import Attempt
from console.domain.customer import CustomerId
from console.domain.errors import InputInvalid, NotSupported, ProviderConflict
from console.domain.operation import Effect, OperationCall, OperationId, OperationResult
from console.domain.outbox import CreateIntent
from console.domain.verification import Snapshot, VerificationId
from console.providers.checkout import operations
from tests.support.checkout import CheckoutDesk, open_checkout
from tests.support.simulator import Simulator


@pytest.fixture(params=[False, True], ids=["secret key", "access key"])
async def desk(request: pytest.FixtureRequest, quiet_simulator: Simulator) -> AsyncIterator[CheckoutDesk]:
    async with open_checkout(quiet_simulator, is_by_token=request.param) as opened:
        yield opened


def to_values(result: OperationResult) -> dict[str, str]:
    return {row.label: row.value for row in result.rows}


def only_attempt(snapshot: Snapshot) -> Attempt:
    assert snapshot.attempts is not None
    assert len(snapshot.attempts) == 1
    return snapshot.attempts[0]


def test_operations_are_named_once_and_reads_need_no_permission() -> None:
    names = [operation.id for operation in operations.OPERATIONS]
    assert len(set(names)) == len(names)
    for operation in operations.OPERATIONS:
        assert operation.source.startswith("https://")
        assert operation.effect is not Effect.READ or operation.action is None


async def test_an_applicant_alone_is_made_read_changed_and_anonymized(desk: CheckoutDesk) -> None:
    intent = CreateIntent("cc-alone", name="Ann Bee", email="ann@example.com", operation="create_applicant")
    before = desk.count("verification")
    [made] = await desk.carry_out(intent)
    assert (made.step, desk.count("verification")) == ("customer", before)
    call = OperationCall(operations.READ_APPLICANT, customer_id=CustomerId(made.id))
    told = to_values(await desk.client.perform(call))
    assert (told["Id"], told["Name"], told["E-mail"]) == (
        made.id,
        "Ann Bee",
        "ann@example.com",
    )
    change = OperationCall(
        operations.UPDATE_APPLICANT,
        customer_id=CustomerId(made.id),
        values={"external_applicant_name": "Ann Cee"},
    )
    told = to_values(await desk.client.perform(change))
    assert (told["Name"], told["E-mail"]) == ("Ann Cee", "ann@example.com")
    erase = OperationCall(operations.ANONYMIZE_APPLICANT, customer_id=CustomerId(made.id))
    told = to_values(await desk.client.perform(erase))
    assert {"E-mail", "Name"}.isdisjoint(told)
    assert told["Our reference there"]


async def test_a_changed_applicant_is_seen_by_the_next_look(desk: CheckoutDesk) -> None:
    made = await desk.create()
    await desk.perform(operations.UPDATE_APPLICANT, made, external_applicant_name="New Name")
    customer = (await desk.look(made.id)).customer
    assert customer is not None
    assert customer.name == "New Name"
    await desk.perform(operations.ANONYMIZE_APPLICANT, made)
    customer = (await desk.look(made.id)).customer
    assert customer is not None
    # The verification still declares a name: erasing the applicant does not reach it.
    assert (customer.name, customer.email) == ("Zoë van der Berg", "")


async def test_a_change_of_nothing_is_refused_before_anything_is_sent(desk: CheckoutDesk) -> None:
    made = await desk.create()
    desk.simulator.forget_calls()
    for values in ({}, {"email": "nobody"}, {"external_applicant_name": "x" * 256}, {"locale": "en"}):
        with pytest.raises(InputInvalid):
            await desk.perform(operations.UPDATE_APPLICANT, made, **values)
    assert desk.simulator.calls("checkout") == []


async def test_a_verification_without_attempt_is_opened_by_one(desk: CheckoutDesk) -> None:
    first = await desk.create()
    desk.journey(first.id, "finish")
    intent = CreateIntent(
        "cc-second", first.customer_id, name="Zoë van der Berg", operation="create_verification"
    )
    [made] = await desk.carry_out(intent)
    assert made.snapshot is not None
    assert (made.snapshot.verification.raw_status, made.snapshot.attempts) == ("created", ())
    further = CreateIntent("cc-try", operation="new_attempt", verification_id=VerificationId(made.id))
    [attempt] = await desk.carry_out(further)
    assert attempt.step == "attempt"
    assert attempt.snapshot is not None
    assert attempt.snapshot.verification.raw_status == "pending"
    assert attempt.snapshot.verification.hosted_link is not None
    assert [one.id for one in attempt.snapshot.attempts or ()] == [attempt.id]


async def test_a_new_attempt_closes_the_running_one_and_gives_a_new_link(desk: CheckoutDesk) -> None:
    made = await desk.create()
    assert made.hosted_link is not None
    intent = CreateIntent("cc-again", operation="new_attempt", verification_id=made.id)
    [attempt] = await desk.carry_out(intent)
    assert attempt.snapshot is not None
    assert attempt.snapshot.attempts is not None
    assert [one.raw_status for one in attempt.snapshot.attempts] == ["pending_redirection", "terminated"]
    link = attempt.snapshot.verification.hosted_link
    assert link is not None
    assert link.url != made.hosted_link.url


async def test_an_attempt_that_is_not_taken_tells_the_real_state(desk: CheckoutDesk) -> None:
    made = await desk.create()
    desk.journey(made.id, "submit")
    intent = CreateIntent("cc-late", operation="new_attempt", verification_id=made.id)
    with pytest.raises(ProviderConflict) as caught:
        await desk.carry_out(intent)
    assert "checks_in_progress" in caught.value.user_message
    assert len((await desk.look(made.id)).attempts or ()) == 1


async def test_what_was_chosen_for_the_customer_is_in_the_attempt_and_on_the_document(
    desk: CheckoutDesk,
) -> None:
    made = await desk.create(
        pre_selected_residence_country="nl",
        pre_selected_language="nl-BE",
        pre_selected_document_issuing_country="FR",
        pre_selected_document_type="Residence Permit",
        attempt_phone_number="+32 470 00 00 17",
    )
    desk.journey(made.id, "open", "capture", "finish")
    snapshot = await desk.look(made.id)
    assert snapshot.attempts is not None
    [attempt] = snapshot.attempts
    told = {fact.field: fact.value for fact in attempt.details}
    assert told["pre_selected_residence_country"] == "NL"
    assert told["pre_selected_language"] == "nl-BE"
    assert told["phone_number"] == "+32 470000017"
    assert told["selected_documents"] == "FR Residence Permit"
    assert told["initial_device"] == "mobile"
    assert told["ip_address"].startswith("203.0.113.")
    [document] = snapshot.verification.documents
    assert (document.document_type, document.issuing_country) == ("Residence Permit", "FR")


async def test_an_attempt_is_read_with_everything_it_tells(desk: CheckoutDesk) -> None:
    made = await desk.create()
    desk.journey(made.id, "open", "abort")
    attempt = only_attempt(await desk.look(made.id))
    result = await desk.perform(operations.READ_ATTEMPT, made, attempt.id)
    told = to_values(result)
    assert (told["Id"], told["Status"]) == (attempt.id, "capture_aborted")
    assert told["Result code"] == "61111 applicant_not_ready"
    assert "hosted" not in repr(result.rows)


async def test_captured_files_come_without_credentials_under_names_of_ours(desk: CheckoutDesk) -> None:
    made = await desk.create()
    attempt = only_attempt(await desk.look(made.id))
    nothing = await desk.perform(operations.FETCH_ASSETS, made, attempt.id)
    assert (nothing.summary, nothing.files) == ("There are no captured files.", ())
    desk.journey(made.id, "open", "capture")
    result = await desk.perform(operations.FETCH_ASSETS, made, attempt.id)
    assert [each.name for each in result.files] == ["01-document_front_image.png", "02-face_image.png"]
    assert all(each.body.startswith(b"\x89PNG") for each in result.files)
    assert result.raw is not None
    assert "signature=" not in repr((result.summary, result.rows))


async def test_a_file_that_cannot_be_fetched_is_said_and_the_others_come(desk: CheckoutDesk) -> None:
    made = await desk.create()
    attempt = only_attempt(await desk.look(made.id))
    desk.journey(made.id, "open", "capture")
    fault = {
        "provider": "checkout",
        "path": "/files/*front*",
        "times": None,
        "action": "status",
        "status": 403,
    }
    with desk.simulator.faults(fault):
        result = await desk.perform(operations.FETCH_ASSETS, made, attempt.id)
    assert [each.name for each in result.files] == ["01-face_image.png"]
    assert result.summary == "1 of 2 files were fetched."
    assert to_values(result)["document_front_image"].startswith("Not fetched: ")


async def test_pictures_of_a_decided_verification_come(desk: CheckoutDesk) -> None:
    made = await desk.create(pre_selected_document_type="ID")
    desk.journey(made.id, "finish")
    result = await desk.perform(operations.FETCH_PICTURES, made)
    assert [each.name for each in result.files] == [
        "01-document_front_image.png",
        "02-document_back_image.png",
        "03-face_image.png",
    ]


async def test_a_call_that_is_not_ours_is_refused(desk: CheckoutDesk) -> None:
    made = await desk.create()
    with pytest.raises(NotSupported):
        await desk.perform(OperationId("approve"), made)
    with pytest.raises(InputInvalid):
        await desk.client.perform(OperationCall(operations.READ_APPLICANT))
    with pytest.raises(InputInvalid):
        desk.client.build_next_step(CreateIntent("cc-1", operation="approve"), ())


async def test_one_refused_token_is_replaced_once_for_all_calls_under_way(quiet_simulator: Simulator) -> None:
    async with open_checkout(quiet_simulator, is_by_token=True) as desk:
        made = await desk.create()
        quiet_simulator.advance(3601)
        quiet_simulator.forget_calls()
        await asyncio.gather(*(desk.look(made.id) for _ in range(4)))
        tokens = [call for call in quiet_simulator.calls("checkout") if call["route"].endswith("/token")]
        assert len(tokens) == 1
