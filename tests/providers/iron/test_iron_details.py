"""Everything else Iron tells is kept and shown: further details of a verification, the lines of an operation's answer."""

from __future__ import annotations

import json

import pytest

from console.domain.fact import Fact
from console.domain.operation import ResultRow
from console.domain.phase import Phase
from console.providers.iron import mapping, protocol
from console.providers.iron.showing import hide_links, to_rows
from tests.support.samples import load_sample, load_sample_bytes


def read_details() -> list[tuple[str, str]]:
    read = protocol.read_identification(load_sample_bytes("iron/identification_step_up/200.json"))
    customer = protocol.read_customer(load_sample_bytes("iron/customer_read/200.json"))
    requirements = protocol.read_requirements(load_sample_bytes("iron/requirements_questions/200.json"))
    verification = mapping.to_snapshot(read, customer, requirements).verification
    return [(fact.field, fact.value) for fact in verification.details]


@pytest.mark.parametrize(
    "fact",
    [
        ("with_edd", "true"),
        ("partner_id", "0194c000-0000-7000-8000-00000000000f"),
        ("step_identity_retry", "false"),
        ("step_questionnaire_comment", "Please answer once more."),
        ("customer_type", "Person"),
        ("customer_status", "IdentificationRequired"),
        ("requirements_due", "kyc"),
        ("requirement_kyc_selfie", "pending"),
        ("requirement_kyc_questionnaire", "missing, can be sent again"),
        ("requirement_kyc_questionnaire_question", "Where does your money come from?"),
        ("requirement_kyc_data_invalid", "issues, cannot be sent again"),
    ],
)
def test_what_has_no_place_of_its_own_is_a_detail(fact: tuple[str, str]) -> None:
    assert fact in read_details()


def test_what_nobody_documented_is_kept_under_its_own_name() -> None:
    assert read_details()[-2:] == [
        ("step_status.video", '{"result": "Pending", "retry": false}'),
        ("risk_tier", '{"level": 2}'),
    ]


def test_the_link_is_in_no_detail() -> None:
    assert not any("EXAMPLE-ONLY" in value for _, value in read_details())


def test_an_approved_one_with_a_link_waits_for_the_customer() -> None:
    read = protocol.read_identification(load_sample_bytes("iron/identification_step_up/200.json"))
    customer = protocol.read_customer(load_sample_bytes("iron/customer_read/200.json"))
    verification = mapping.to_snapshot(read, customer).verification
    assert (verification.phase, verification.raw_status) == (Phase.ACTION_NEEDED, "Approved")
    assert verification.hosted_link is not None


@pytest.mark.parametrize(
    ("sample", "row"),
    [
        ("abilities", ResultRow("Payouts / gbp / fps", "Maintenance")),
        ("spending_limit", ResultRow("Money in / Left (euro cents)", "1375000")),
        ("questionnaire", ResultRow("Intended use", "Trading")),
        ("webhook_list", ResultRow("1 Desk / Enabled", "yes")),
        ("webhook_list", ResultRow("1 Desk / Topics", "IdentificationStatus, CustomerStatus")),
        ("webhook_list", ResultRow("1 Desk / Reason of the failure", "502")),
        ("terms", ResultRow("1 Terms of Use / Address", "https://example.org/terms")),
        ("requirements_questions", ResultRow("Blocked by / 1 kyc_data_invalid / May be tried again", "no")),
    ],
)
def test_an_answer_becomes_lines(sample: str, row: ResultRow) -> None:
    assert row in to_rows(load_sample(f"iron/{sample}/200.json"))


def test_what_is_not_told_makes_no_line() -> None:
    labels = [row.label for row in to_rows(load_sample("iron/spending_limit/200.json"))]
    assert "crypto_offramp / Cap (euro cents)" not in labels
    assert to_rows({"cursor": None, "items": [], "name": ""}) == ()


def test_only_the_links_of_identifications_are_hidden() -> None:
    page = {"items": [load_sample("iron/identification_step_up/200.json")]}
    assert "EXAMPLE-ONLY" not in str(to_rows(hide_links(page)))
    terms = load_sample("iron/terms/200.json")
    assert hide_links(terms) == terms


def test_an_endless_answer_is_cut() -> None:
    assert len(to_rows({"items": [{"id": str(number)} for number in range(5000)]})) == 2000


def test_older_consents_name_the_document_otherwise() -> None:
    page = protocol.read_signings(load_sample_bytes("iron/signing_list/200.json"))
    assert [(item.model.content_id, item.model.document_id) for item in page.items] == [
        ("0194c1df-3333-7aaa-8bbb-000000000003", None),
        (None, "0194c1df-3333-7aaa-8bbb-000000000007"),
    ]


def test_what_nobody_documented_of_a_step_is_told_too() -> None:
    document = load_sample("iron/identification_step_up/200.json")
    document["step_status"] = {"identity": {"result": "Approved", "retry": False, "reviewer_tier": "second"}}
    read = protocol.read_identification(json.dumps(document).encode())
    details = mapping.to_snapshot(read, None).verification.details
    assert Fact("step_status.identity.reviewer_tier", "second") in details
    assert not [fact for fact in details if fact.field.endswith(("identity.retry", "identity.result"))]
