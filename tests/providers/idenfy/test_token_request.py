"""What a new session sends: documented limits are kept before the first byte, and each refusal names its field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from console.domain.account import Account, AccountId
from console.domain.customer import CustomerId
from console.domain.errors import ConsoleError, InputInvalid
from console.domain.outbox import CreateIntent
from console.domain.provider import Environment, ProviderId
from console.providers.idenfy import requests
from tests.support.samples import load_sample

ACCOUNT = Account(
    AccountId("a"), "A", ProviderId("idenfy"), Environment.LIVE, "https://ivs.idenfy.com", {"locale": "en"}
)
INTENT = CreateIntent("acct-000417", name="Mira Oldfield-Tarn")


def fields_of(account: Account = ACCOUNT, intent: CreateIntent = INTENT) -> dict[str, Any]:
    return json.loads(requests.build_token_request(account, intent).body)


def test_a_name_alone_is_not_sent() -> None:
    assert fields_of() == {
        "clientId": "acct-000417",
        "externalRef": "acct-000417",
        "tokenType": "IDENTIFICATION",
        "locale": "en",
    }


def test_a_reference_too_long_to_travel_along_is_the_client_id_alone() -> None:
    assert "externalRef" not in fields_of(intent=CreateIntent("x" * 41))
    with pytest.raises(InputInvalid) as refusal:
        requests.build_token_request(ACCOUNT, CreateIntent("x" * 41, customer_id=CustomerId("c")))
    assert refusal.value.field == "externalRef"


def test_the_sample_request_is_built_from_options() -> None:
    sample = load_sample("idenfy/token_create/request.json")
    options = {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in sample.items()
        if key != "clientId"
    }
    assert fields_of(intent=CreateIntent("acct-000417", options=options)) == sample


def test_a_known_customer_keeps_the_client_id_and_our_reference_travels_along() -> None:
    fields = fields_of(intent=CreateIntent("case-88", customer_id=CustomerId("acct-000417")))
    assert (fields["clientId"], fields["externalRef"]) == ("acct-000417", "case-88")


def test_the_same_intent_gives_the_same_bytes() -> None:
    assert requests.build_token_request(ACCOUNT, INTENT) == requests.build_token_request(ACCOUNT, INTENT)


def test_settings_travel_every_time_and_options_replace_them() -> None:
    account = replace(ACCOUNT, settings={"expiryTime": "3600", "successUrl": "https://client.example.org/ok"})
    assert fields_of(account)["expiryTime"] == 3600
    assert fields_of(account)["successUrl"] == "https://client.example.org/ok"
    assert fields_of(account, replace(INTENT, options={"expiryTime": "60"}))["expiryTime"] == 60


@pytest.mark.parametrize(
    ("options", "key", "value"),
    [
        ({"documents": "PASSPORT"}, "documents", ["PASSPORT"]),
        ({"documents": "PASSPORT, ID_CARD"}, "documents", ["PASSPORT", "ID_CARD"]),
        ({"country": "XK"}, "country", "XK"),
        ({"country": "LT,EE"}, "country", ["LT", "EE"]),
        ({"checkAml": "true"}, "checkAml", True),
        ({"checkAml": "Yes"}, "checkAml", True),
        ({"autoFaceMatching": "no"}, "autoFaceMatching", False),
        ({"questionnaire": "null"}, "questionnaire", None),
        ({"questionnaire": "12345"}, "questionnaire", "12345"),
        ({"questionnaire": "true"}, "questionnaire", "true"),
        ({"questionnaire": "yes"}, "questionnaire", "yes"),
        ({"theme": "null"}, "theme", None),
        ({"documentNumber": "00123"}, "documentNumber", "00123"),
        ({"firstName": "Null"}, "firstName", "Null"),
        ({"firstName": "Anne-Marie O'Neil & Co."}, "firstName", "Anne-Marie O'Neil & Co."),
        ({"lastName": "王芳"}, "lastName", "王芳"),
        ({"riskAssessmentProfile": "7"}, "riskAssessmentProfile", 7),
        ({"additionalSteps": '{"ALL":{}}'}, "additionalSteps", {"ALL": {}}),
    ],
)
def test_options_become_what_idenfy_expects(options: dict[str, str], key: str, value: object) -> None:
    assert fields_of(intent=replace(INTENT, options=options))[key] == value


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"firstName": "M1ra"}, "firstName"),
        ({"firstName": "A" * 101}, "firstName"),
        ({"lastName": "Old|field"}, "lastName"),
        ({"lastName": "Old\\field"}, "lastName"),
        ({"dateOfBirth": "03.11.1991"}, "dateOfBirth"),
        ({"dateOfBirth": "1991-02-30"}, "dateOfBirth"),
        ({"sex": "X"}, "sex"),
        ({"nationality": "LTU"}, "nationality"),
        ({"country": "Lithuania"}, "country"),
        ({"country": '["LT", "Estonia"]'}, "country"),
        ({"address": "x" * 256}, "address"),
        ({"externalRef": "x" * 41}, "externalRef"),
        ({"externalRef": "王"}, "externalRef"),
        ({"documentNumber": "x" * 51}, "documentNumber"),
        ({"documents": "pass port"}, "documents"),
        ({"tokenType": "SELFIE"}, "tokenType"),
        ({"locale": "x" * 8}, "locale"),
        ({"expiryTime": "59"}, "expiryTime"),
        ({"expiryTime": "2592001"}, "expiryTime"),
        ({"expiryTime": "a day"}, "expiryTime"),
        ({"sessionLength": "3601"}, "sessionLength"),
        ({"successUrl": "http://client.example.org"}, "successUrl"),
        ({"callbackUrl": "https://[broken"}, "callbackUrl"),
        ({"errorUrl": "https://client.example.org/" + "x" * 2048}, "errorUrl"),
        ({"checkAml": "maybe"}, "checkAml"),
        ({"ageLimit": "-1"}, "ageLimit"),
        ({"additionalData": "{}", "additionalSteps": ""}, "additionalData"),
        ({"utilityBill": "true", "additionalSteps": '{"ALL":{}}'}, "utilityBill"),
        ({"dummyStatus": "APPROVED"}, "dummyStatus"),
        ({"clientId": "other"}, "clientId"),
        ({"noSuchField": "1"}, "noSuchField"),
    ],
)
def test_a_bad_value_is_named_before_anything_is_sent(options: dict[str, str], field: str) -> None:
    if field == "additionalData":
        options = {"additionalData": '{"UTILITY_BILL":{}}'}
    with pytest.raises(InputInvalid) as refusal:
        requests.build_token_request(ACCOUNT, replace(INTENT, options=options))
    assert refusal.value.field == field
    assert refusal.value.user_message.endswith(".")


@pytest.mark.parametrize("reference", ["", "x" * 101, "référence", "a\nb"])
def test_a_reference_idenfy_cannot_take_is_named(reference: str) -> None:
    with pytest.raises(InputInvalid) as refusal:
        requests.build_token_request(ACCOUNT, CreateIntent(reference))
    assert refusal.value.field == "clientId"


def test_an_invented_result_is_possible_where_nothing_is_real() -> None:
    for environment in (Environment.TEST, Environment.SIMULATOR):
        account = replace(ACCOUNT, environment=environment)
        assert (
            fields_of(account, replace(INTENT, options={"dummyStatus": "DENIED"}))["dummyStatus"] == "DENIED"
        )


def test_a_simulator_s_addresses_may_be_plain() -> None:
    account = replace(ACCOUNT, environment=Environment.SIMULATOR)
    intent = replace(INTENT, options={"callbackUrl": "http://127.0.0.1:9/webhooks/idenfy/x"})
    assert fields_of(account, intent)["callbackUrl"] == "http://127.0.0.1:9/webhooks/idenfy/x"


def test_every_refusal_is_one_of_ours() -> None:
    """Whatever a person types, the answer is a sentence and a field."""
    for text in ("\ud800", "[" * 5000, "{}", "null", "1e999", "NaN", "\x00"):
        for key in ("firstName", "documents", "country", "expiryTime", "theme", "additionalSteps"):
            try:
                requests.build_token_request(ACCOUNT, replace(INTENT, options={key: text}))
            except ConsoleError as error:
                assert isinstance(error, InputInvalid)
                assert error.field == key
