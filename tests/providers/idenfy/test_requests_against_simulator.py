"""Whatever the form lets through the simulator takes, and what it echoes is what was meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.base.ids import new_reference
from console.domain.account import Account, AccountId
from console.domain.outbox import CreateIntent
from console.domain.provider import CreatePreset, Environment, FieldKind, ProviderId
from console.providers.idenfy import requests
from console.providers.idenfy.create_fields import CREATE_FIELDS, PRESETS
from tests.support.idenfy_partner import Idenfy, connect
from tests.support.simulator import start_simulator

ACCOUNT = Account(AccountId("a"), "A", ProviderId("idenfy"), Environment.TEST, "https://ivs.idenfy.com")
KEPT_HERE = {"name", "email"}
# Which of two that exclude each other is sent is not this test's question.
NOT_TOGETHER = {"additionalSteps", "additionalData", "utilityBill"}
PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
LETTERS = st.text(st.sampled_from("ABCabcÄéßŁДα王あ-' .&"), min_size=1, max_size=100)
DAYS = st.dates(date(1920, 1, 1), date(2100, 1, 1)).map(date.isoformat)
ADDRESSES = st.sampled_from(["https://a.example", "https://partner.example/" + "x" * 2024])
VALUES: dict[str, st.SearchStrategy[str]] = {
    "firstName": LETTERS,
    "lastName": LETTERS,
    "address": st.text(st.characters(min_codepoint=32, max_codepoint=900), min_size=1, max_size=255),
    "externalRef": PLAIN,
    "nationality": st.sampled_from(["LT", "us", "XK"]),
    "country": st.sampled_from(["LT", "lt, LV", '["DE"]']),
    "documents": st.sampled_from(["PASSPORT", "PASSPORT, ID_CARD", '["VISA"]']),
    "documentNumber": PLAIN,
    "personalNumber": PLAIN,
    "expiryTime": st.integers(60, 2_592_000).map(str),
    "sessionLength": st.integers(60, 3600).map(str),
    "successUrl": ADDRESSES,
    "errorUrl": ADDRESSES,
    "unverifiedUrl": ADDRESSES,
    "callbackUrl": ADDRESSES,
    "theme": st.uuids().map(str),
    "ageLimit": st.integers(0, 120).map(str),
    "ageMax": st.integers(0, 120).map(str),
    "registryCentersCountries": st.sampled_from(["LT", "LT, HU"]),
    "faceMatchingThresholdModifier": st.sampled_from(["1", "0.8"]),
    "questionnaire": st.sampled_from(["basic", "null"]),
    "riskAssessmentProfile": st.one_of(st.integers(1, 99).map(str), st.uuids().map(str)),
}
FIELDS = [field for field in CREATE_FIELDS if field.key not in KEPT_HERE | NOT_TOGETHER]


@pytest.fixture(scope="module")
def idenfy() -> Iterator[Idenfy]:
    with start_simulator(customers=0) as simulator, connect(simulator) as made:
        yield made


def build_strategy() -> st.SearchStrategy[dict[str, str]]:
    strategies: dict[str, st.SearchStrategy[str]] = {}
    for field in FIELDS:
        if field.kind is FieldKind.CHOICE:
            strategies[field.key] = st.sampled_from(field.choices)
        elif field.kind is FieldKind.DATE:
            strategies[field.key] = DAYS
        else:
            strategies[field.key] = VALUES[field.key]
    return st.fixed_dictionaries({}, optional=strategies)


def send(idenfy: Idenfy, options: dict[str, str]) -> tuple[dict[str, object], dict[str, object]]:
    request = requests.build_token_request(ACCOUNT, CreateIntent(new_reference(), options=options))
    answer = idenfy.http.post(request.path, content=request.body, headers=dict(request.headers))
    assert answer.status_code == 201, answer.text
    return json.loads(request.body), answer.json()


@settings(max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(build_strategy())
def test_whatever_the_form_lets_through_is_taken(idenfy: Idenfy, options: dict[str, str]) -> None:
    sent, made = send(idenfy, options)
    for key, value in sent.items():
        if key in {"firstName", "lastName"}:
            assert made[key] == str(value).upper()
        elif key != "dummyStatus":
            assert made[key] == (value if value is not None else made[key]), key


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_is_taken(idenfy: Idenfy, preset: CreatePreset) -> None:
    send(idenfy, dict(preset.values))


@pytest.mark.parametrize(
    "options",
    [
        {"utilityBill": "yes"},
        {"additionalSteps": '{"ALL":{"ALL":{"BILL":{"type":"EXTRACT","fields":["address"]}}}}'},
        {
            "additionalSteps": '{"LT":{"PASSPORT":{"BILL":{"type":"COMPARE"}}}}',
            "additionalData": '{"BILL":{"address":"12 Harbour Lane"}}',
        },
    ],
)
def test_additional_steps_are_taken_as_described(idenfy: Idenfy, options: dict[str, str]) -> None:
    sent, made = send(idenfy, options)
    assert bool(made["utilityBill"]) == ("utilityBill" in sent)
    assert made["additionalData"] == sent.get("additionalData")


def test_every_text_field_has_values_to_try() -> None:
    texts = {field.key for field in FIELDS if field.kind not in {FieldKind.CHOICE, FieldKind.DATE}}
    assert texts == set(VALUES)
