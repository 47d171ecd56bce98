"""What an account's values must be, by environment, before any of them is kept."""

from __future__ import annotations

import pytest

from console.domain.environment import Environment, ProviderId
from console.domain.errors import InputInvalid
from console.providers.checkout.manifest import MANIFEST
from console.providers.registry import load_providers
from console.services.account_checks import verify_values


@pytest.mark.parametrize("environment", [Environment.TEST, Environment.LIVE])
def test_a_real_checkout_account_names_where_its_customers_end(environment: Environment) -> None:
    with pytest.raises(InputInvalid) as caught:
        verify_values(MANIFEST.fields, {"secret_key": "sk_mine"}, environment)
    assert caught.value.field == "redirect_url"
    named = {"secret_key": "sk_mine", "redirect_url": "https://client.example/thanks"}
    verify_values(MANIFEST.fields, named, environment)


def test_a_simulator_has_a_page_of_its_own_for_that() -> None:
    verify_values(MANIFEST.fields, {"secret_key": "sk_mine"}, Environment.SIMULATOR)


@pytest.mark.parametrize(
    ("provider", "key", "others"),
    [("checkout", "secret_key", ("client_secret",)), ("proofme", "api_key", ("jwt",))],
)
def test_an_account_without_any_credential_is_not_taken(
    provider: str, key: str, others: tuple[str, ...]
) -> None:
    fields = load_providers()[ProviderId(provider)].manifest.fields
    for values in ({}, {key: "  "}):
        with pytest.raises(InputInvalid, match="One of these is needed") as caught:
            verify_values(fields, values, Environment.SIMULATOR)
        assert caught.value.field == key
    for one in (key, *others):
        verify_values(fields, {one: "mine"}, Environment.SIMULATOR)
