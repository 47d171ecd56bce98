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
        "redirect_url": "https://example.com/",
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
