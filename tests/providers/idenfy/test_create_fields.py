"""The form of a new session has every parameter of the token call, under the headings of iDenfy's page."""

from __future__ import annotations

import json

import pytest

from console.domain.account import Account, AccountId
from console.domain.outbox import CreateIntent
from console.domain.provider import CreatePreset, Environment, FieldKind, ProviderId
from console.providers.idenfy import requests
from console.providers.idenfy.bodies import TokenRequest
from console.providers.idenfy.create_fields import CREATE_FIELDS, PRESETS
from console.providers.idenfy.manifest import MANIFEST
from console.providers.idenfy.sentences import find_sentence
from tests.support.idenfy import TOKEN_PARAMETERS

ACCOUNT = Account(AccountId("a"), "A", ProviderId("idenfy"), Environment.TEST, "https://ivs.idenfy.com")
KEPT_HERE = {"name", "email"}
BY_KEY = {field.key: field for field in CREATE_FIELDS}


def test_every_documented_parameter_is_in_the_form_once() -> None:
    documented = {name for names in TOKEN_PARAMETERS.values() for name in names}
    assert len(BY_KEY) == len(CREATE_FIELDS)
    assert set(BY_KEY) == (documented - {"clientId"}) | KEPT_HERE


@pytest.mark.parametrize("group", TOKEN_PARAMETERS)
def test_parameters_stand_under_the_headings_of_the_documentation(group: str) -> None:
    names = {field.key for field in CREATE_FIELDS if field.group == group}
    assert names == set(TOKEN_PARAMETERS[group]) - {"clientId"}


def test_every_field_is_one_the_request_knows() -> None:
    known = {info.alias for info in TokenRequest.model_fields.values()}
    assert set(BY_KEY) - KEPT_HERE <= known


def test_a_switch_can_be_on_off_or_left_to_the_dashboard() -> None:
    switches = {
        str(info.alias) for info in TokenRequest.model_fields.values() if info.annotation == (bool | None)
    }
    assert len(switches) > 30
    for key in switches:
        field = BY_KEY[key]
        assert (field.kind, field.choices, field.setting) == (FieldKind.CHOICE, ("yes", "no"), "")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_sends_what_it_names(preset: CreatePreset) -> None:
    assert preset in MANIFEST.presets
    request = requests.build_token_request(ACCOUNT, CreateIntent("r", options=preset.values))
    assert set(preset.values) <= set(json.loads(request.body))


def test_settings_of_the_account_are_the_defaults_of_the_form() -> None:
    settings = {field.key for field in MANIFEST.fields}
    used = {field.setting for field in CREATE_FIELDS if field.setting}
    assert used <= settings
    assert {"successUrl", "errorUrl", "unverifiedUrl", "callbackUrl", "locale"} <= used
    assert all(BY_KEY[key].key == BY_KEY[key].setting for key in used)


@pytest.mark.parametrize("key", sorted(set(BY_KEY) - KEPT_HERE))
def test_every_field_has_a_sentence_for_a_wrong_value(key: str) -> None:
    for kind in ("bool_type", "int_type", "string_type"):
        assert find_sentence(key, kind).endswith(".")
