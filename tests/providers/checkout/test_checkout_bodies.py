"""What is sent to Checkout.com: every value where the provider wants it, every limit kept before anything leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from console.domain.errors import InputInvalid
from console.domain.outbox import CreateIntent
from console.providers.checkout import bodies

DEFAULTS = {"user_journey_id": '["usj_first", "usj_second"]', "redirect_url": "https://example.com/"}


def build_intent(**changes: Any) -> CreateIntent:
    fields: dict[str, Any] = {
        "reference": "cc-1",
        "name": " Ilse Vandermark ",
        "email": "ilse@example.com",
        **changes,
    }
    return CreateIntent(**fields)


def test_a_create_says_what_the_account_always_says() -> None:
    body = json.loads(bodies.build_verification_body(build_intent(), DEFAULTS, "aplt_1"))
    assert body == {
        "declared_data": {"name": "Ilse Vandermark", "email": "ilse@example.com"},
        "redirect_url": "https://example.com/?our_reference=cc-1",
        "user_journey_id": "usj_first",
        "applicant_id": "aplt_1",
    }


def test_options_go_where_the_provider_wants_them() -> None:
    options = {
        "birth_date": "1988-11-23",
        "phone_number": '{"country_code": "+32", "number": "470000017"}',
        "address": '{"country": "BE"}',
        "user_journey_id": "usj_mine",
        "redirect_url": "https://onboarding.example.com/?case=17",
    }
    body = json.loads(bodies.build_verification_body(build_intent(email="", options=options), DEFAULTS, ""))
    assert body["declared_data"] == {
        "name": "Ilse Vandermark",
        "birth_date": "1988-11-23",
        "phone_number": {"country_code": "+32", "number": "470000017"},
        "address": {"country": "BE"},
    }
    assert (body["user_journey_id"], "applicant_id" in body) == ("usj_mine", False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "I"}, "name"),
        ({"name": "I" * 256}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a b@c"}, "email"),
        ({"options": {"birth_date": "23.11.1988"}}, "birth_date"),
        ({"options": {"birth_date": "1988-02-30"}}, "birth_date"),
        ({"options": {"phone_number": "+32470"}}, "phone_number"),
        ({"options": {"address": "[1]"}}, "address"),
        ({"options": {"redirect_url": "javascript:alert(1)"}}, "redirect_url"),
        ({"options": {"redirect_url": "/return"}}, "redirect_url"),
        ({"options": {"user_journey_id": "journey"}}, "user_journey_id"),
    ],
)
def test_a_wrong_input_names_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        bodies.build_verification_body(build_intent(**changes), DEFAULTS, "aplt_1")
    assert caught.value.field == field


def test_without_a_user_journey_none_is_sent() -> None:
    body = json.loads(bodies.build_verification_body(build_intent(), {**DEFAULTS, "user_journey_id": ""}, ""))
    assert "user_journey_id" not in body


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("+32 470000017", {"country_code": "+32", "number": "470000017"}),
        (" +1 (202) 555-0117 ", {"country_code": "+1", "number": "2025550117"}),
        ('{"country_code": "+32", "number": "470"}', {"country_code": "+32", "number": "470"}),
    ],
)
def test_a_phone_number_is_sent_in_its_two_parts(given: str, expected: dict[str, str]) -> None:
    intent = build_intent(options={"phone_number": given})
    body = json.loads(bodies.build_verification_body(intent, DEFAULTS, "aplt_1"))
    assert body["declared_data"]["phone_number"] == expected
    attempt = json.loads(bodies.build_attempt_body({"attempt_phone_number": given}, DEFAULTS, "cc-1"))
    assert attempt["phone_number"] == expected


@pytest.mark.parametrize(
    "given", ["32 470", "+32 47000000170000017", "+32470000017", "+32 phone", "{}", '{"a"']
)
def test_a_phone_number_that_cannot_be_split_is_refused(given: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        bodies.build_attempt_body({"attempt_phone_number": given}, DEFAULTS, "cc-1")
    assert caught.value.field == "attempt_phone_number"


def test_an_address_is_put_together_from_its_lines() -> None:
    options = {"address_line1": "1 Sample Street", "city": "Gent", "zip": "9000", "country": "be"}
    body = json.loads(bodies.build_verification_body(build_intent(options=options), DEFAULTS, "aplt_1"))
    assert body["declared_data"]["address"] == {**options, "country": "BE"}


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"city": "x" * 51}, "city"),
        ({"address_line2": "x" * 251}, "address_line2"),
        ({"country": "BEL"}, "country"),
        ({"address": '{"street": "x"}'}, "address"),
        ({"address": '{"zip": 9000}'}, "address"),
    ],
)
def test_an_address_out_of_its_limits_names_the_line(options: dict[str, str], field: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        bodies.build_verification_body(build_intent(options=options), DEFAULTS, "aplt_1")
    assert caught.value.field == field


def test_an_attempt_says_what_the_customer_shall_find_chosen() -> None:
    values = {
        "redirect_url": "https://onboarding.example.com/return?case=17",
        "pre_selected_residence_country": "be",
        "pre_selected_language": "nl-BE",
        "pre_selected_document_issuing_country": "",
        "pre_selected_document_type": "Residence Permit",
    }
    body = json.loads(bodies.build_attempt_body(values, DEFAULTS, "cc-1"))
    assert body == {
        "redirect_url": "https://onboarding.example.com/return?case=17&our_reference=cc-1",
        "client_information": {
            "pre_selected_residence_country": "BE",
            "pre_selected_language": "nl-BE",
            "pre_selected_document_type": "Residence Permit",
        },
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pre_selected_residence_country", "Belgium"),
        ("pre_selected_language", "nl_BE!"),
        ("pre_selected_document_issuing_country", "1"),
        ("pre_selected_document_type", "passport"),
        ("redirect_url", "ftp://example.com"),
    ],
)
def test_a_wrong_choice_names_its_field(key: str, value: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        bodies.build_attempt_body({key: value}, DEFAULTS, "cc-1")
    assert caught.value.field == key


def test_an_applicant_alone_needs_nothing_but_our_reference() -> None:
    body = json.loads(bodies.build_applicant_body(CreateIntent("cc-1"), "ext_1", needs_name=False))
    assert body == {"external_applicant_id": "ext_1"}
    with pytest.raises(InputInvalid):
        bodies.build_applicant_body(CreateIntent("cc-1"), "ext_1")


def test_a_change_sends_only_what_is_to_change() -> None:
    change = bodies.build_applicant_change({"email": " ann@example.com ", "external_applicant_name": ""})
    assert json.loads(change) == {"email": "ann@example.com"}
