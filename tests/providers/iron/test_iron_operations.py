"""Every operation of Iron's client against the simulator over TCP, and what it refuses before anything is sent."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable

import pytest

from console.domain.errors import (
    InputInvalid,
    NotSupported,
    ProviderConflict,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
)
from console.domain.operation import Effect, OperationResult, Target
from console.domain.provider import Environment
from console.providers.iron.operations import OPERATIONS
from tests.support.iron_desk import IronDesk, open_iron_desk
from tests.support.receiver import receive_webhooks
from tests.support.simulator import Simulator


@pytest.fixture
async def desk(quiet_simulator: Simulator) -> AsyncIterator[IronDesk]:
    async with open_iron_desk(quiet_simulator) as opened:
        yield opened


def rows(result: OperationResult) -> dict[str, str]:
    return {row.label: row.value for row in result.rows}


def test_ids_are_unique_and_every_source_is_a_page_of_the_provider() -> None:
    assert len({each.id for each in OPERATIONS}) == len(OPERATIONS)
    assert all(each.source.startswith("https://docs.iron.xyz/") for each in OPERATIONS)


def test_sandbox_calls_exist_in_no_live_account() -> None:
    live = {str(each.id) for each in OPERATIONS if Environment.LIVE in each.environments}
    assert {str(each.id) for each in OPERATIONS} - live == {"decide_in_sandbox", "reset_sandbox"}


@pytest.mark.parametrize(
    "operation",
    [
        each.id
        for each in OPERATIONS
        if each.effect is not Effect.CREATE and each.target is not Target.ACCOUNT
    ],
)
async def test_what_is_done_to_nobody_is_refused_by_the_field_or_by_the_provider(
    desk: IronDesk, operation: str
) -> None:
    nobody = str(uuid.uuid4())
    with pytest.raises((InputInvalid, ProviderNotFound)):
        await desk.perform(operation, nobody, nobody)
    with pytest.raises(InputInvalid):
        await desk.perform(operation)


async def test_an_operation_nobody_described_is_refused(desk: IronDesk) -> None:
    with pytest.raises(NotSupported):
        await desk.perform("delete_customer")


# --- customers


async def test_a_customer_alone_is_made_once(desk: IronDesk) -> None:
    (made,) = await desk.create(
        "ref-alone",
        name="Ada",
        email="ada@example.org",
        operation="create_customer",
        options={"customer_type": "Business"},
    )
    customer = desk.there.get(f"/customers/{made.id}")
    assert (customer["external_id"], customer["customer_type"]) == ("ref-alone", "Business")
    assert customer["identification_ids"] == []
    ledger = [row for row in desk.simulator.ledger("iron") if row["reference"] == "ref-alone"]
    assert [row["kind"] for row in ledger] == ["customer"]


async def test_customers_are_found_with_every_filter(desk: IronDesk) -> None:
    customer, identification = desk.there.start()
    desk.there.decide(identification, approved=False)
    found = await desk.perform(
        "find_customers",
        search_term=customer["id"],
        status="IdentificationRequired, Active",
        identification_status="Rejected",
        customer_type="Person",
        has_transactions="false",
        sort_order="asc",
        page_size="5",
    )
    assert found.summary == "Customers in Iron's answer: 1."
    assert rows(found)["1 Mara Lindqvist / Id"] == customer["id"]
    nobody = await desk.perform("find_customers", search_term=customer["id"], has_transactions="true")
    assert nobody.summary == "Iron has no customers here."


async def test_cursors_lead_to_the_next_page_and_back(desk: IronDesk) -> None:
    first = await desk.perform("find_customers", page_size="2")
    second = await desk.perform("find_customers", page_size="2", cursor=rows(first)["Next page (cursor)"])
    assert second.rows != first.rows
    back = rows(second)["Page before (cursor)"]
    again = await desk.perform("find_customers", page_size="2", prev_cursor=back)
    assert again.rows == first.rows


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "101"}, "page_size"),
        ({"page_size": "many"}, "page_size"),
        ({"search_term": "x" * 257}, "search_term"),
        ({"status": "Active,Nope"}, "status"),
        ({"customer_type": "Robot"}, "customer_type"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_filter_outside_the_documented_limits_is_not_sent(
    desk: IronDesk, values: dict[str, str], field: str
) -> None:
    desk.simulator.forget_calls()
    with pytest.raises(InputInvalid) as caught:
        await desk.perform("find_customers", **values)
    assert caught.value.field == field
    assert desk.simulator.calls("iron") == []


async def test_a_customer_is_found_by_our_reference(desk: IronDesk) -> None:
    made = desk.there.new_customer(external_id="büro/7 & co")
    found = await desk.perform("find_by_reference", external_id="büro/7 & co")
    assert rows(found)["Id"] == made["id"]
    with pytest.raises(ProviderNotFound):
        await desk.perform("find_by_reference", external_id="nobody-has-this")


async def test_a_customer_is_read_changed_and_archived(desk: IronDesk) -> None:
    customer, identification = desk.there.start()
    assert rows(await desk.perform("read_customer", customer["id"]))["E-mail"] == "mara@example.org"

    changed = await desk.perform(
        "update_customer", customer["id"], email="new@example.org", external_id="n-1"
    )
    assert (rows(changed)["E-mail"], rows(changed)["Our reference"]) == ("new@example.org", "n-1")

    archived = await desk.perform("archive_customer", customer["id"])
    assert rows(archived)["Status"] == "Archived"
    assert desk.there.get(f"/identifications/{identification['id']}")["status"] == "Archived"
    with pytest.raises(ProviderRefused):
        await desk.perform("archive_customer", customer["id"])


async def test_a_change_whose_record_cannot_be_read_again_is_done_all_the_same(desk: IronDesk) -> None:
    customer = desk.there.new_customer()
    rule = {"provider": "iron", "method": "GET", "path": "/customers/*", "action": "status", "status": 404}
    with desk.simulator.faults(rule):
        changed = await desk.perform("update_customer", customer["id"], email="late@example.org")
    assert changed.summary.startswith("The customer was changed")
    assert desk.there.get(f"/customers/{customer['id']}")["email"] == "late@example.org"


async def test_a_change_needs_an_email(desk: IronDesk) -> None:
    with pytest.raises(InputInvalid) as caught:
        await desk.perform("update_customer", "c", email="nobody")
    assert caught.value.field == "email"


# --- what is asked about a customer


async def test_identifications_are_listed_without_their_links(desk: IronDesk) -> None:
    customer, identification = desk.there.start()
    listed = await desk.perform("list_identifications", customer["id"], page_size="10")
    assert rows(listed)["1 Pending / Id"] == identification["id"]
    assert identification["url"] not in str(listed.rows)


async def test_requirements_say_what_is_missing(desk: IronDesk) -> None:
    customer, _ = desk.there.start()
    asked = rows(await desk.perform("read_requirements", customer["id"]))
    assert asked["Due"] == "kyc"
    assert asked["Missing / 1 kyc_identity / May be tried again"] == "yes"


async def test_abilities_and_the_spending_limit_are_read(desk: IronDesk) -> None:
    customer = desk.there.new_customer()
    abilities = rows(await desk.perform("read_abilities", customer["id"]))
    assert abilities["Payouts / eur / sepa"] == "Unavailable"
    limit = rows(await desk.perform("read_spending_limit", customer["id"]))
    assert limit["Money in / Cap (euro cents)"].isdigit()


async def test_every_document_is_signed_and_the_customer_is_active(desk: IronDesk) -> None:
    customer, identification = desk.there.start()
    with pytest.raises(ProviderConflict):
        await desk.perform("required_signings", customer["id"])
    desk.there.decide(identification, approved=True)
    required = await desk.perform("required_signings", customer["id"])
    ids = [row.value for row in required.rows if row.label.endswith("/ Id")]
    assert len(ids) == 2
    for content_id in ids:
        (signing,) = await desk.create(
            customer_id=customer["id"],
            operation="record_signing",
            options={"content_id": content_id, "signed": "true"},
        )
        assert signing.step == "signing"
    assert desk.there.status_of(customer) == "Active"
    signed = await desk.perform("list_signings", customer["id"])
    assert {row.value for row in signed.rows if row.label.endswith("Document's id")} == set(ids)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"content_id": "d", "signed": "false"}, "signed"),
        ({"content_id": "d"}, "signed"),
        ({"signed": "true"}, "content_id"),
    ],
)
async def test_only_a_given_consent_is_recorded(desk: IronDesk, options: dict[str, str], field: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        await desk.create(customer_id="c", operation="record_signing", options=options)
    assert caught.value.field == field


# --- one identification


async def test_the_sandbox_decides(desk: IronDesk) -> None:
    for word, status in (("true", "Approved"), ("false", "Declined")):
        _, identification = desk.there.start()
        decided = await desk.perform("decide_in_sandbox", "", identification["id"], approved=word)
        assert rows(decided)["Status"] == status


async def test_an_identification_is_archived_for_good(desk: IronDesk) -> None:
    _, identification = desk.there.start()
    archived = await desk.perform("archive_identification", "", identification["id"])
    assert rows(archived)["Status"] == "Archived"
    assert archived.raw is not None
    assert (await desk.fetch(identification["id"])).verification.raw_status == "Archived"


async def test_the_questionnaire_is_there_once_it_was_answered(desk: IronDesk) -> None:
    _, identification = desk.there.start()
    with pytest.raises(ProviderNotFound):
        await desk.perform("read_questionnaire", "", identification["id"])
    desk.simulator.journey("iron", identification["id"], "submit")
    answered = await desk.perform("read_questionnaire", "", identification["id"])
    assert rows(answered)["Intended use"] == "Trading"


# --- the account


async def test_terms_are_asked_for_by_country(desk: IronDesk) -> None:
    terms = await desk.perform("read_terms", country="se")
    assert rows(terms)["1 Terms of Use / Address"].startswith("https://")
    with pytest.raises(InputInvalid):
        await desk.perform("read_terms", country="Sweden")


async def test_webhooks_are_listed_changed_and_pinged(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=4)
    async with open_iron_desk(simulator) as desk:
        assert (await desk.perform("list_webhooks")).summary == "Iron has no webhooks here."
        customer = desk.there.new_customer()
        with receive_webhooks() as receiver:
            hook = simulator.subscribe("iron", receiver.url, [])
            changed = await desk.perform(
                "change_webhook", id=hook["id"], topics="Ping, IdentificationStatus", enabled="true"
            )
            assert rows(changed)["Topics"] == "Ping, IdentificationStatus"
            pinged = await desk.perform("ping_webhook", id=hook["id"], customer_id=customer["id"])
            assert pinged.summary == "Iron has sent a ping."
            assert receiver.take().headers["webhook-signature"].startswith("v1=")
        listed = await desk.perform("list_webhooks")
        assert hook["id"] in rows(listed).values()
        with pytest.raises(InputInvalid):
            await desk.perform("change_webhook", id=hook["id"])


async def test_a_reset_empties_the_sandbox(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=8)
    async with open_iron_desk(simulator) as desk:
        assert (await desk.perform("reset_sandbox")).summary == "The sandbox is empty."
        assert simulator.state()["iron"]["customers"] == 0


async def test_a_reset_within_a_sub_partner_leaves_the_others(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=8)
    before = simulator.state()["iron"]["customers"]
    async with open_iron_desk(simulator, {"sub_partner_id": str(uuid.uuid4())}) as desk:
        await desk.create("ref-sub", email="sub@example.org", operation="create_customer")
        assert (await desk.perform("find_customers")).summary == "Customers in Iron's answer: 1."
        await desk.perform("reset_sandbox")
    assert simulator.state()["iron"]["customers"] == before


async def test_a_key_that_may_only_read_gets_a_plain_refusal(desk: IronDesk) -> None:
    customer = desk.there.new_customer()
    desk.simulator.control("POST", "/switches/iron", {"key_role": "read_only"})
    try:
        assert rows(await desk.perform("read_customer", customer["id"]))
        with pytest.raises(ProviderForbidden):
            await desk.perform("update_customer", customer["id"], email="x@example.org")
    finally:
        desk.simulator.control("POST", "/switches/iron", {"key_role": "read_write"})
