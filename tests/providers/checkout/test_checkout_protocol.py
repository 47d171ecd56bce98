"""Checkout.com's bytes in, values out, over the samples and over what a hostile or careless server may send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from console.domain.customer import CustomerId
from console.domain.errors import ReplyUnreadable
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.verification import Snapshot
from console.providers.checkout import mapping, protocol
from console.providers.contract import ErrorFacts
from tests.support.samples import load_sample, load_sample_bytes


def read_sample(case: str, status: int = 200) -> Snapshot:
    return read(load_sample_bytes(f"checkout/{case}/{status}.json"))


def read(body: bytes, attempts: bytes | None = None) -> Snapshot:
    verification_id, model, unreadable = protocol.read_verification(body)
    found = protocol.read_attempts(attempts)[0].items if attempts is not None else None
    return mapping.to_snapshot(verification_id, model, found, None, unreadable=unreadable)


def test_an_approved_verification_is_read_in_full() -> None:
    snapshot = read_sample("verification_approved")
    verification = snapshot.verification
    assert (verification.phase, verification.raw_status) == (Phase.APPROVED, "approved")
    assert verification.labels == (
        LabelRef(LabelKind.LABEL, "multiple_faces_detected"),
        LabelRef(LabelKind.CODE, "10000", "approved"),
    )
    assert {fact.field: fact.value for fact in verification.declared}["full_name"] == "Ilse Vandermark"
    verified = {fact.field: fact.value for fact in verification.verified}
    assert (verified["full_name"], verified["birth_date"]) == ("Ilse Maria Vandermark", "1988-11-23")
    (document,) = verification.documents
    assert (document.document_type, document.issuing_country) == ("Passport", "BE")
    assert {fact.field: fact.value for fact in document.facts}["document_expiry_date"] == "2028-05-09"
    assert "sig=" not in repr(verification)
    assert snapshot.unreadable == ()


@pytest.mark.parametrize(
    "case",
    [
        "verification_created",
        "verification_pending",
        "verification_capture_in_progress",
        "verification_checks_in_progress",
        "verification_approved",
        "verification_approved_seed",
        "verification_declined",
        "verification_declined_fragment",
        "verification_retry_required",
        "verification_inconclusive",
        "verification_refused",
        "verification_anonymized",
        "verification_anonymized_seed",
        "verification_certified",
    ],
)
def test_every_sample_is_read_without_loss(case: str) -> None:
    snapshot = read_sample(case)
    status = load_sample(f"checkout/{case}/200.json")["status"]
    assert snapshot.unreadable == ()
    assert snapshot.verification.raw_status == status
    assert snapshot.verification.phase is mapping.to_phase(status)


@pytest.mark.parametrize(
    "case", ["create_and_open", "create_and_open_seed", "verification_create", "verification_create_seed"]
)
def test_every_create_answer_is_read(case: str) -> None:
    snapshot = read_sample(case, 201)
    assert snapshot.verification.phase is Phase.NOT_STARTED
    assert (snapshot.verification.hosted_link is not None) == (case == "create_and_open")


def test_the_link_of_a_create_ends_a_quarter_of_an_hour_later() -> None:
    link = read_sample("create_and_open", 201).verification.hosted_link
    assert link is not None
    assert link.expires_at == datetime(2026, 3, 4, 9, 28, 2, tzinfo=UTC)


def test_attempts_are_read_with_their_codes() -> None:
    snapshot = read(
        load_sample_bytes("checkout/verification_approved/200.json"),
        load_sample_bytes("checkout/attempt_list/200.json"),
    )
    assert snapshot.attempts is not None
    assert [(one.raw_status, one.outcome) for one in snapshot.attempts] == [
        ("completed", "completed"),
        ("capture_aborted", "capture_aborted"),
    ]
    assert snapshot.attempts[1].labels == (LabelRef(LabelKind.CODE, "61201", "connection_insufficient"),)
    assert snapshot.verification.hosted_link is None


def test_the_seed_list_counts_more_than_it_holds() -> None:
    page, unreadable = protocol.read_attempts(load_sample_bytes("checkout/attempt_list_seed/200.json"))
    assert (len(page.items), page.rows, page.total, unreadable) == (1, 1, 2, ())


def build_attempts(*rows: Mapping[str, object]) -> bytes:
    return json.dumps({"total_count": len(rows), "skip": 0, "limit": 50, "data": rows}).encode()


@pytest.mark.parametrize(
    ("status", "has_link"),
    [
        ("pending_redirection", True),
        ("capture_in_progress", True),
        ("checks_in_progress", False),
        ("expired", False),
        ("brand_new", False),
    ],
)
def test_only_the_newest_open_attempt_gives_the_link(status: str, has_link: bool) -> None:
    older = {
        "id": "iatp_1",
        "created_on": "2026-03-04T09:00:00Z",
        "status": "pending_redirection",
        "_links": {"verification_url": {"href": "https://idv.checkout.com/old"}},
    }
    newer = {
        "id": "iatp_2",
        "created_on": "2026-03-04T09:30:00Z",
        "status": status,
        "_links": {"verification_url": {"href": "https://idv.checkout.com/new"}},
    }
    body = load_sample_bytes("checkout/verification_pending/200.json")
    link = read(body, build_attempts(older, newer)).verification.hosted_link
    assert (link.url if link else None) == ("https://idv.checkout.com/new" if has_link else None)
    assert link is None or link.expires_at == datetime(2026, 3, 4, 9, 45, tzinfo=UTC)


def test_the_applicant_carries_our_reference() -> None:
    applicant_id, model = protocol.read_applicant(load_sample_bytes("checkout/applicant_read/200.json"))
    customer = mapping.to_customer(applicant_id, model)
    assert (customer.name, customer.reference) == ("Ilse Vandermark", "ext_case_20260304_17")


@pytest.mark.parametrize(
    "reference", ["cc-7hx2k9qm4vza", "case 17/ä", "plain", "a_b-c_2d", "ext-1", "ext_our_x", ""]
)
def test_our_reference_survives_the_form_it_must_have(reference: str) -> None:
    external_id = mapping.to_external_id(reference)
    assert external_id.startswith("ext_")
    assert external_id.isascii()
    assert external_id.replace("_", "a").isalnum()
    assert mapping.to_reference(external_id) == reference


@pytest.mark.parametrize("reference", ["ext_case_20260304_17", "eaplt_10000000000000000000000000"])
def test_a_reference_in_the_provider_s_form_is_left_alone(reference: str) -> None:
    assert mapping.to_external_id(reference) == mapping.to_reference(reference) == reference


WRONG: list[tuple[dict[str, object], str]] = [
    ({"status": 1}, "status"),
    ({"created_on": 1_772_000_000}, "created_on"),
    ({"modified_on": "2026-03-04T09:00:00"}, "modified_on"),
    ({"risk_labels": "multiple_faces_detected"}, "risk_labels"),
    ({"risk_labels": ["a", 3]}, "risk_labels.1"),
    ({"response_codes": [{"code": [1]}]}, "response_codes.0.code"),
    ({"documents": {}}, "documents"),
    ({"documents": [{"document_type": 3}]}, "documents.0.document_type"),
    ({"verified_identity": "Ilse"}, "verified_identity"),
    ({"declared_data": {"name": None, "address": "x"}}, "declared_data.address"),
    ({"_links": []}, "_links"),
]


@pytest.mark.parametrize(("change", "name"), WRONG)
def test_a_wrong_field_is_named_and_the_rest_is_read(change: dict[str, object], name: str) -> None:
    row = {**load_sample("checkout/verification_approved/200.json"), **change}
    snapshot = read(json.dumps(row).encode())
    assert snapshot.unreadable == (name,)
    assert snapshot.verification.customer_id == row["applicant_id"]


def test_everything_but_the_id_may_be_missing_or_null() -> None:
    row = load_sample("checkout/verification_approved/200.json")
    for key in row:
        if key != "id":
            for variant in ({**row, key: None}, {name: value for name, value in row.items() if name != key}):
                assert read(json.dumps(variant).encode()).unreadable == ()
    assert read(b'{"id": "idv_1"}').verification.phase is Phase.UNKNOWN


def test_unknown_words_are_kept_as_they_are() -> None:
    row = {
        "id": "idv_1",
        "status": "screening_in_progress",
        "risk_labels": ["brand_new"],
        "response_codes": [{"code": "69999", "summary": "brand_new_code"}, {"code": 61999}],
        "documents": [{"document_type": "Hunting licence"}],
        "surprise": {"x": [None]},
    }
    verification = read(json.dumps(row).encode()).verification
    assert (verification.phase, verification.raw_status) == (Phase.UNKNOWN, "screening_in_progress")
    assert [label.value for label in verification.labels] == ["brand_new", "69999", "61999"]
    assert verification.documents[0].document_type == "Hunting licence"


def test_a_score_that_is_no_number_is_left_out() -> None:
    snapshot = read(b'{"id": "idv_1", "response_codes": [{"code": NaN, "summary": "x"}], "status": Infinity}')
    assert snapshot.verification.raw_status == "Infinity"
    assert [label.value for label in snapshot.verification.labels] == ["NaN"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"id": 5}', b'{"id": null}', b"[" * 200_000])
def test_a_record_without_an_id_is_unreadable(body: bytes) -> None:
    with pytest.raises(ReplyUnreadable):
        protocol.read_verification(body)


@pytest.mark.parametrize("body", [b"{}", b'{"data": {}}', b'{"data": null}'])
def test_a_page_without_rows_is_unreadable(body: bytes) -> None:
    with pytest.raises(ReplyUnreadable):
        protocol.read_attempts(body)


@pytest.mark.parametrize(
    ("sample", "headers", "expected"),
    [
        (
            "error_request_invalid/422.json",
            {},
            ErrorFacts(("declared_data__name__required",), "", "0HN4SIMULATED0017"),
        ),
        ("error_not_found/404.txt", {"cko-request-id": "r1"}, ErrorFacts((), "", "r1")),
        ("error_unauthorized/401.txt", {}, ErrorFacts()),
        ("token/400.json", {}, ErrorFacts(("invalid_client",))),
    ],
)
def test_errors_are_read_with_and_without_a_body(
    sample: str, headers: dict[str, str], expected: ErrorFacts
) -> None:
    assert protocol.read_error(400, headers, load_sample_bytes(f"checkout/{sample}").strip()) == expected


def test_the_token_is_read() -> None:
    token = protocol.read_token(load_sample_bytes("checkout/token/200.json"))
    assert token.value
    assert token.lives_s >= 60.0
    with pytest.raises(ReplyUnreadable):
        protocol.read_token(b"{}")


def test_a_known_customer_without_a_name_is_completed_from_the_declared_one() -> None:
    snapshot = read_sample("verification_approved")
    assert snapshot.customer is not None
    assert (snapshot.customer.id, snapshot.customer.name) == (
        CustomerId("aplt_m3kq7vz2xw5hbn4tjd6ryc7fae"),
        "Ilse Vandermark",
    )
