"""What Checkout.com tells besides the main facts is kept under its own names: over the samples and over surprises."""

from __future__ import annotations

import json
from typing import Any

import pytest

from console.domain.attempt import StretchKind
from console.domain.fact import Fact
from console.domain.risk import LabelKind, LabelRef
from console.domain.verification import Snapshot
from console.providers.checkout import details, mapping, protocol
from console.providers.checkout.manifest import ERASED
from tests.support.samples import load_sample, load_sample_bytes


def read(document: dict[str, Any], *attempts: dict[str, Any]) -> Snapshot:
    verification_id, model, unreadable = protocol.read_verification(json.dumps(document).encode())
    page, wrong = protocol.read_attempts(json.dumps({"data": attempts}).encode())
    return mapping.to_snapshot(verification_id, model, page.items, None, unreadable=(*unreadable, *wrong))


def to_values(facts: tuple[Fact, ...]) -> dict[str, str]:
    return {fact.field: fact.value for fact in facts if fact.value}


def test_a_certified_journey_shows_its_certificates() -> None:
    snapshot = read(load_sample("checkout/verification_certified/200.json"))
    told = to_values(snapshot.verification.details)
    assert told == {
        "user_journey_id": "usj_b7nq4mzk2wv5hxt3jd6ryc4fae",
        "verification_policy_version": "1.0",
        "certifications.0.type": "diatf",
        "certifications.0.data.gpg45_profile": "H1A",
        "certifications.0.data.level_of_confidence": "high",
        "certifications.0.data.right_to_work": "not assessed",
    }
    assert snapshot.unreadable == ()


def test_an_attempt_shows_device_documents_and_address_as_text() -> None:
    attempt = load_sample("checkout/attempt_read/200.json")
    snapshot = read({"id": "idv_1"}, attempt)
    assert snapshot.attempts is not None
    assert to_values(snapshot.attempts[0].details) == {
        "redirect_url": "https://onboarding.example.com/return?case=17",
        "pre_selected_residence_country": "BE",
        "pre_selected_language": "nl-BE",
        "ip_address": "203.0.113.24",
        "initial_device": "mobile",
        "user_agent": "Mozilla/5.0 (sample)",
        "number_of_sessions": "1",
        "selected_documents": "BE Passport",
    }


def test_an_address_that_is_none_is_kept_as_it_is() -> None:
    page, unreadable = protocol.read_attempts(load_sample_bytes("checkout/attempt_list_seed/200.json"))
    session = page.items[0].applicant_session_information
    assert session is not None
    assert (session.ip_address, unreadable) == ("203.0.113.01", ())


def test_fields_of_tomorrow_are_shown_wherever_they_stand() -> None:
    document = {
        "id": "idv_1",
        "status": "approved",
        "declared_data": {"name": "Ann Bee", "nickname": "Bee", "address": {"city": "Gent", "floor": 3}},
        "verified_identity": {"full_name": "Ann Bee", "height_cm": 170},
        "documents": [
            {"document_type": "ID", "chip": {"is_read": True}, "chip_image_signed_url": "https://x/?s"}
        ],
        "surprise": {"deep": [None, {"answer": 42}], "asset_url": "https://x/?sig=1"},
    }
    attempt = {
        "id": "iatp_1",
        "status": "resting",
        "pace": "slow",
        "client_information": {"pre_selected_theme": "dark"},
        "applicant_session_information": {"screen": "small"},
    }
    snapshot = read(document, attempt)
    verification = snapshot.verification
    assert Fact("nickname", "Bee") in verification.declared
    assert Fact("address.floor", "3") in verification.declared
    assert Fact("height_cm", "170") in verification.verified
    assert Fact("chip.is_read", "true") in verification.documents[0].facts
    assert to_values(verification.details) == {"surprise.deep.1.answer": "42"}
    assert snapshot.attempts is not None
    assert snapshot.attempts[0].kind is StretchKind.UNTOLD
    assert to_values(snapshot.attempts[0].details) == {
        "pre_selected_theme": "dark",
        "screen": "small",
        "pace": "slow",
    }
    assert "https://x" not in repr(snapshot.verification) + repr(snapshot.attempts)


@pytest.mark.parametrize(
    ("case", "is_erased"),
    [
        ("verification_anonymized", True),
        ("verification_anonymized_seed", False),
        ("verification_created", False),
    ],
)
def test_only_a_record_without_any_person_is_called_erased(case: str, is_erased: bool) -> None:
    verification = read(load_sample(f"checkout/{case}/200.json")).verification
    [told] = [fact for fact in verification.details if fact.field == ERASED.field]
    # What is not so is said as well: it takes back what an answer without these fields made us believe.
    assert told == (ERASED if is_erased else Fact(ERASED.field, ""))


def test_an_anonymized_applicant_keeps_only_the_reference() -> None:
    _, model = protocol.read_applicant(load_sample_bytes("checkout/applicant_anonymized/200.json"))
    customer = mapping.to_customer("aplt_1", model)
    assert (customer.name, customer.email, customer.reference) == ("", "", "ext_case_20260304_17")


def test_a_code_without_its_number_is_shown_by_its_word() -> None:
    snapshot = read({"id": "idv_1", "response_codes": [{"summary": "brand_new"}, {}]})
    assert snapshot.verification.labels == (LabelRef(LabelKind.CODE, "brand_new", "brand_new"),)


def test_captured_files_are_listed_with_their_links() -> None:
    page = protocol.read_assets(load_sample_bytes("checkout/assets/200.json"))
    assert [asset.type for asset in page.items] == ["document_front_image"]
    assert (page.rows, page.total) == (1, 1)


def test_values_are_listed_in_their_order_without_links_and_nulls() -> None:
    document = {"a": None, "b": "", "c": False, "d": [1, {"e": 2.5}], "_links": {"self": {"href": "x"}}}
    assert list(details.iter_values(document)) == [("c", "false"), ("d.0", "1"), ("d.1.e", "2.5")]


def test_what_nobody_documented_is_told_however_deep_it_lies() -> None:
    verification = load_sample("checkout/verification_approved/200.json") | {
        "response_codes": [{"code": 10000, "summary": "ok", "weight": 3}],
        "face": {"image_signed_url": "https://example.com/x", "quality": "fair"},
        "declared_data": {
            "name": "A B",
            "phone_number": {"country_code": "+1", "number": "1", "kind": "home"},
        },
    }
    attempt = load_sample("checkout/attempt_read/200.json") | {
        "response_codes": [{"code": 61101, "summary": "late", "weight": 4}],
        "phone_number": {"country_code": "+1", "number": "2", "kind": "work"},
        "applicant_session_information": {
            "selected_documents": [{"country": "FR", "document_type": "Passport", "colour": "red"}]
        },
    }
    snapshot = read(verification, attempt)
    assert to_values(snapshot.verification.details).items() >= {
        ("response_codes.0.weight", "3"),
        ("face.quality", "fair"),
        ("declared_data.phone_number.kind", "home"),
    }
    assert snapshot.attempts is not None
    assert to_values(snapshot.attempts[0].details).items() >= {
        ("response_codes.0.weight", "4"),
        ("phone_number.kind", "work"),
        ("selected_documents.0.colour", "red"),
    }
