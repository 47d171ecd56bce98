"""Paths below Iron's API base, which already ends in `/api`; https://docs.iron.xyz/reference-2025-03-13"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

CUSTOMERS: Final = "/customers"
WEBHOOKS: Final = "/webhooks"
# Both exist in the sandbox only; https://docs.iron.xyz/sandbox
SANDBOX_RESET: Final = "/sandbox/reset"
# https://docs.iron.xyz/reference-2025-03-13/customer/get-all-customers
LARGEST_PAGE: Final = 100


def build_customers_path(page_size: int, cursor: str = "") -> str:
    """One page of customers, newest first."""
    return with_query(CUSTOMERS, to_page(page_size, cursor))


def build_customer_path(customer_id: str) -> str:
    """One customer."""
    return f"{CUSTOMERS}/{_part(customer_id)}"


def build_external_path(external_id: str) -> str:
    """One customer by our own reference."""
    return f"{CUSTOMERS}/{_part(external_id)}/external"


def build_customer_archive_path(customer_id: str) -> str:
    """Archives a customer with every identification, for good."""
    return f"{build_customer_path(customer_id)}/archive"


def build_identifications_path(customer_id: str, page_size: int, cursor: str = "") -> str:
    """One page of a customer's identifications, in no documented order."""
    return with_query(f"{build_customer_path(customer_id)}/identifications", to_page(page_size, cursor))


def build_create_path(customer_id: str) -> str:
    """Where an identification is made; https://docs.iron.xyz/hosted"""
    return f"{build_customer_path(customer_id)}/identifications/v2"


def build_requirements_path(customer_id: str) -> str:
    """What a customer still lacks."""
    return f"{build_customer_path(customer_id)}/requirements"


def build_required_signings_path(customer_id: str) -> str:
    """What a customer has to agree to; a conflict unless the customer is at that point."""
    return f"{build_customer_path(customer_id)}/required-signings"


def build_signings_path(customer_id: str) -> str:
    """What a customer agreed to, and where a new consent is recorded."""
    return f"{build_customer_path(customer_id)}/signings"


def build_abilities_path(customer_id: str) -> str:
    """Which rails a customer may use; https://docs.iron.xyz/limits-and-minimum"""
    return f"{build_customer_path(customer_id)}/abilities"


def build_spending_limit_path(customer_id: str) -> str:
    """How much of its limit a customer has used; https://docs.iron.xyz/limits-and-minimum"""
    return f"{build_customer_path(customer_id)}/spending-limit"


def build_identification_path(identification_id: str) -> str:
    """One identification."""
    return f"/identifications/{_part(identification_id)}"


def build_archive_path(identification_id: str) -> str:
    """Archives one identification, for good."""
    return f"{build_identification_path(identification_id)}/archive"


def build_questionnaire_path(identification_id: str) -> str:
    """What the customer answered, in a legacy format."""
    return f"{build_identification_path(identification_id)}/compliance-questionnaire"


def build_terms_path(country: str) -> str:
    """The terms of a country, without a customer."""
    return with_query("/terms-and-conditions", {"country": country})


def build_webhook_path(webhook_id: str) -> str:
    """One webhook that was registered in Iron's dashboard."""
    return f"{WEBHOOKS}/{_part(webhook_id)}"


def build_ping_path(webhook_id: str) -> str:
    """Makes Iron send one message to a webhook."""
    return f"{build_webhook_path(webhook_id)}/ping"


def build_decision_path(identification_id: str) -> str:
    """Approves or declines in the place of Iron's reviewers, in the sandbox; https://docs.iron.xyz/sandbox"""
    return f"/sandbox/identification/{_part(identification_id)}"


def to_page(page_size: int, cursor: str = "") -> Mapping[str, str]:
    """The query of one page."""
    return {"page_size": str(page_size), **({"cursor": cursor} if cursor else {})}


def with_query(path: str, query: Mapping[str, str]) -> str:
    """`path` with the query, or alone when there is nothing to ask."""
    return f"{path}?{urlencode(query)}" if query else path


def _part(value: str) -> str:
    return quote(value, safe="")
