"""What an account's values must be, by environment, before any of them is kept."""

from __future__ import annotations

import pytest

from console.domain.environment import Environment
from console.domain.errors import InputInvalid
from console.providers.checkout.manifest import MANIFEST
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
