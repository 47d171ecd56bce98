"""What makes something new at Iron: own data in strict bodies, keys that replay, lost answers that are looked for."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from console.domain.customer import CustomerId
from console.domain.errors import (
    InputInvalid,
    OutcomeUncertain,
    ProviderConflict,
    ProviderNotFound,
    ProviderRefused,
)
from console.domain.outbox import CreateIntent, FrozenRequest, Search, StepResult
from console.domain.phase import Phase
from console.providers.iron.forms import BUSINESS_FIELDS, PERSON_FIELDS
from tests.support.iron_desk import IronDesk, open_iron_desk
from tests.support.own_data import BUSINESS, EDD, FILE, KYC, PERSON
from tests.support.simulator import Simulator


@pytest.fixture
async def desk(quiet_simulator: Simulator) -> AsyncIterator[IronDesk]:
    async with open_iron_desk(quiet_simulator, {"partner_data": "true"}) as opened:
        yield opened


async def make(
    desk: IronDesk, customer: dict[str, Any], operation: str, options: dict[str, str]
) -> StepResult:
    (made,) = await desk.create(customer_id=customer["id"], operation=operation, options=options)
    return made


# --- own data


async def test_a_token_with_all_answers_needs_nothing_more(desk: IronDesk) -> None:
    options = {"token": uuid.uuid4().hex, "intended_use": "Trading", **KYC, **EDD}
    made = await make(desk, desk.there.new_customer(), "create_token", options)
    assert made.snapshot is not None
    assert made.snapshot.verification.raw_status == "Processed"
    answers = await desk.perform("read_questionnaire", "", made.id)
    assert {"Trading", "Employed", "Retail"} <= {row.value for row in answers.rows}


async def test_a_token_alone_leaves_a_link_that_asks_for_the_gaps(desk: IronDesk) -> None:
    options = {"token": uuid.uuid4().hex, "intended_use": "Investing", "ip_address": "192.0.2.9"}
    made = await make(desk, desk.there.new_customer(), "create_token", options)
    assert made.snapshot is not None
    assert made.snapshot.verification.phase is Phase.NOT_STARTED
    assert made.snapshot.verification.hosted_link is not None


async def test_a_persons_data_are_accepted_with_everything_optional(desk: IronDesk) -> None:
    papers = [{"name": "bill.pdf", "file": FILE, "type": "ProofOfAddress"}]
    options = {
        **PERSON,
        **EDD,
        "tax_identification_number": "19900402-0000",
        "identity.identity_document_back": FILE,
        "identity.identity_number": "X1",
        "address.street_2": "c/o Needle",
        "address.state": "Stockholm",
        "documents": json.dumps(papers),
    }
    assert set(options) == {field.key for field in PERSON_FIELDS}
    made = await make(desk, desk.there.new_customer(), "create_person", options)
    read = desk.there.get(f"/identifications/{made.id}")
    assert (read["status"], read["with_edd"]) == ("Processed", True)


@pytest.mark.parametrize(("with_documents", "status"), [(False, "Pending"), (True, "Processed")])
async def test_a_companys_missing_documents_are_asked_for_on_a_link(
    desk: IronDesk, with_documents: bool, status: str
) -> None:
    options = dict(BUSINESS)
    if with_documents:
        options["company_data.documents"] = json.dumps([{"type": "Other", "country": "SE", "file": FILE}])
        options["company_data.company_info.alternative_names"] = json.dumps(["Needleworks"])
        assert set(options) >= {field.key for field in BUSINESS_FIELDS if field.required}
    customer = desk.there.new_customer(customer_type="Business")
    made = await make(desk, customer, "create_business", options)
    assert desk.there.get(f"/identifications/{made.id}")["status"] == status


@pytest.mark.parametrize(
    ("operation", "options", "field"),
    [
        ("create_token", {"intended_use": "Trading"}, "token"),
        ("create_token", {"token": "t", "intended_use": "Fun"}, "intended_use"),
        (
            "create_token",
            {"token": "t", "intended_use": "Trading", "kyc_questionnaire.source_of_wealth": "Salary"},
            "kyc_questionnaire.employment_status",
        ),
        ("create_token", {"token": "t", "colour": "red"}, "colour"),
        ("create_person", {**PERSON, "date_of_birth": "2.4.1990"}, "date_of_birth"),
        ("create_person", {**PERSON, "address.country": "Sweden"}, "address.country"),
        ("create_person", {**PERSON, "identity.selfie": f"data:image/png;base64,{FILE}"}, "identity.selfie"),
        ("create_person", {**PERSON, "identity.selfie": "A" * 13_400_000}, "identity.selfie"),
        ("create_person", {**PERSON, "email_address": "nobody"}, "email_address"),
        ("create_person", {**PERSON, "sharing_consent": "perhaps"}, "sharing_consent"),
        ("create_person", {**PERSON, "sharing_consent": ""}, "sharing_consent"),
        ("create_person", {**PERSON, "documents": "{}"}, "documents"),
        ("create_business", {**BUSINESS, "questionnaire": "[]"}, "questionnaire"),
        ("create_business", {**BUSINESS, "company_data.beneficiaries": "{"}, "company_data.beneficiaries"),
        ("make_tea", {}, "operation"),
    ],
)
async def test_a_wrong_value_names_its_field(
    desk: IronDesk, operation: str, options: dict[str, str], field: str
) -> None:
    with pytest.raises(InputInvalid) as caught:
        desk.client.build_next_step(
            CreateIntent("r", CustomerId("c"), operation=operation, options=options), ()
        )
    assert caught.value.field == field


async def test_own_data_need_a_customer_and_the_accounts_switch(quiet_simulator: Simulator) -> None:
    options = {"token": "t", "intended_use": "Trading"}
    intent = CreateIntent("r", CustomerId("c"), operation="create_token", options=options)
    async with open_iron_desk(quiet_simulator) as off:
        with pytest.raises(InputInvalid) as caught:
            off.client.build_next_step(intent, ())
    assert caught.value.field == "partner_data"
    async with open_iron_desk(quiet_simulator, {"partner_data": "true"}) as on:
        with pytest.raises(InputInvalid) as caught:
            on.client.build_next_step(CreateIntent("r", operation="create_token", options=options), ())
    assert caught.value.field == "customer_id"


async def test_a_sub_partners_customers_are_its_own(quiet_simulator: Simulator) -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    async with (
        open_iron_desk(quiet_simulator, {"sub_partner_id": first}) as ours,
        open_iron_desk(quiet_simulator, {"sub_partner_id": second}) as theirs,
    ):
        customer, made = await ours.create(f"sub-{first}", name="Sub", email="sub@example.org")
        snapshots = [each async for page in ours.client.list_verifications(None) for each in page]
        assert [each.verification.id for each in snapshots] == [made.id]
        with pytest.raises(ProviderNotFound):
            await theirs.perform("read_customer", customer.id)


async def test_an_unknown_version_is_refused_and_a_documented_one_taken(quiet_simulator: Simulator) -> None:
    async with open_iron_desk(quiet_simulator, {"api_version": "2026-07-01"}) as documented:
        await documented.client.check_credentials()
    async with open_iron_desk(quiet_simulator, {"api_version": "1999-01-01"}) as unknown:
        with pytest.raises(ProviderRefused):
            await unknown.client.check_credentials()


@pytest.mark.parametrize(("said", "with_edd"), [({}, False), ({"with_edd": "true"}, True)])
async def test_a_link_is_made_with_and_without_enhanced_due_diligence(
    desk: IronDesk, said: dict[str, str], with_edd: bool
) -> None:
    reference = f"edd-{uuid.uuid4()}"
    _, made = await desk.create(reference, name="Ada", email=f"{reference}@example.org", options=said)
    read = desk.there.get(f"/identifications/{made.id}")
    assert (bool(read.get("with_edd")), read["status"]) == (with_edd, "Pending")
    assert (await desk.fetch(made.id)).verification.hosted_link is not None


# --- a second create


async def test_a_second_one_resets_the_customer_or_is_refused(desk: IronDesk) -> None:
    customer, _ = desk.there.start()
    (second,) = await desk.create(customer_id=customer["id"])
    assert desk.there.get(f"/customers/{customer['id']}")["identification_ids"][-1] == second.id
    desk.simulator.control("POST", "/switches/iron", {"second_create": "conflict"})
    try:
        with pytest.raises(ProviderConflict):
            await desk.create(customer_id=customer["id"])
    finally:
        desk.simulator.control("POST", "/switches/iron", {"second_create": "reset"})


# --- lost answers


async def lose(
    desk: IronDesk, intent: CreateIntent, done: tuple[StepResult, ...] = (), *, committed: bool = True
) -> FrozenRequest:
    """Send one step whose answer is lost, after or before Iron did it."""
    request = desk.client.build_next_step(intent, done)
    assert request is not None
    action = "commit_then_drop" if committed else "drop"
    rule = {"provider": "iron", "method": "POST", "path": "*", "action": action}
    with desk.simulator.faults(rule), pytest.raises(OutcomeUncertain):
        await desk.client.send_step(request, intent)
    return request


def new_intent(**fields: Any) -> CreateIntent:
    return CreateIntent(f"lost-{uuid.uuid4().hex[:12]}", name="Lo", email="lo@example.org", **fields)


async def test_the_same_bytes_within_a_day_give_the_first_answer(desk: IronDesk) -> None:
    intent = new_intent()
    request = await lose(desk, intent)
    assert request.replay_s == 24 * 3600
    replayed = await desk.client.send_step(request, intent)
    rows = [row for row in desk.simulator.ledger("iron") if row["idempotency_key"] == request.idempotency_key]
    assert [row["id"] for row in rows] == [replayed.id]


@pytest.mark.parametrize("committed", [True, False])
async def test_a_lost_customer_is_found_by_our_reference(desk: IronDesk, committed: bool) -> None:
    intent = new_intent()
    request = await lose(desk, intent, committed=committed)
    found = await desk.client.find_created(intent, (), request)
    made = [row["id"] for row in desk.simulator.ledger("iron") if row["reference"] == intent.reference]
    assert (found.search is Search.FOUND, len(made)) == (committed, int(committed))
    assert [found.step.id] == made if found.step else found.search is Search.ABSENT


async def test_two_customers_with_one_reference_leave_it_undecided(desk: IronDesk) -> None:
    intent = new_intent()
    request = await lose(desk, intent)
    desk.there.new_customer(external_id=intent.reference, email=intent.email)
    found = await desk.client.find_created(intent, (), request)
    assert (found.search, bool(found.reason)) == (Search.UNDECIDED, True)


async def test_a_stranger_with_the_same_reference_is_not_ours(desk: IronDesk) -> None:
    intent = new_intent()
    request = await lose(desk, intent, committed=False)
    desk.there.new_customer(external_id=intent.reference, email="somebody@example.org")
    assert (await desk.client.find_created(intent, (), request)).search is Search.ABSENT


@pytest.mark.parametrize("committed", [True, False])
async def test_a_lost_identification_of_a_new_customer_is_its_only_one(
    desk: IronDesk, committed: bool
) -> None:
    intent = new_intent()
    first = desk.client.build_next_step(intent, ())
    assert first is not None
    done = (await desk.client.send_step(first, intent),)
    request = await lose(desk, intent, done, committed=committed)
    found = await desk.client.find_created(intent, done, request)
    ids = desk.there.get(f"/customers/{done[0].id}")["identification_ids"]
    assert (found.search is Search.FOUND, len(ids)) == (committed, int(committed))
    if found.step is not None:
        assert found.step.snapshot is not None
        verification = found.step.snapshot.verification
        assert (verification.id, verification.reference) == (ids[0], intent.reference)
        assert verification.hosted_link is not None
    desk.there.new_link(done[0].id)
    desk.there.new_link(done[0].id)
    assert (await desk.client.find_created(intent, done, request)).search is Search.UNDECIDED


async def test_what_is_under_way_for_a_known_customer_is_taken_over(desk: IronDesk) -> None:
    customer = desk.there.new_customer()
    intent = new_intent(customer_id=CustomerId(customer["id"]))
    request = await lose(desk, intent)
    found = await desk.client.find_created(intent, (), request)
    assert found.step is not None
    assert [found.step.id] == desk.there.get(f"/customers/{customer['id']}")["identification_ids"]
    desk.there.decide({"id": found.step.id}, approved=False)
    later = await desk.client.find_created(intent, (), request)
    assert (later.search, bool(later.reason)) == (Search.UNDECIDED, True)


@pytest.mark.parametrize("committed", [True, False])
async def test_a_lost_consent_is_found_by_its_document(desk: IronDesk, committed: bool) -> None:
    customer, identification = desk.there.start()
    desk.there.decide(identification, approved=True)
    document = desk.there.get(f"/customers/{customer['id']}/required-signings")[0]
    intent = new_intent(
        customer_id=CustomerId(customer["id"]),
        operation="record_signing",
        options={"content_id": document["id"], "signed": "true"},
    )
    request = await lose(desk, intent, committed=committed)
    found = await desk.client.find_created(intent, (), request)
    assert (found.search is Search.FOUND) == committed
    assert (found.search is Search.ABSENT) == (not committed)
