"""Paths below Iron's API base, which already ends in `/api`; https://docs.iron.xyz/reference-2025-03-13"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

CUSTOMERS: Final = "/customers"
# https://docs.iron.xyz/reference-2025-03-13/customer/get-all-customers
LARGEST_PAGE: Final = 100


def build_customers_path(page_size: int, cursor: str = "") -> str:
    """One page of customers, newest first."""
    return f"{CUSTOMERS}?{_to_query(page_size, cursor)}"


def build_customer_path(customer_id: str) -> str:
    """One customer."""
    return f"{CUSTOMERS}/{quote(customer_id, safe='')}"


def build_identifications_path(customer_id: str, page_size: int, cursor: str = "") -> str:
    """One page of a customer's identifications, in no documented order."""
    return f"{build_customer_path(customer_id)}/identifications?{_to_query(page_size, cursor)}"


def build_create_path(customer_id: str) -> str:
    """Where an identification is made; https://docs.iron.xyz/hosted"""
    return f"{build_customer_path(customer_id)}/identifications/v2"


def build_requirements_path(customer_id: str) -> str:
    """What a customer still lacks."""
    return f"{build_customer_path(customer_id)}/requirements"


def build_identification_path(identification_id: str) -> str:
    """One identification."""
    return f"/identifications/{quote(identification_id, safe='')}"


def _to_query(page_size: int, cursor: str) -> str:
    return urlencode({"page_size": page_size, **({"cursor": cursor} if cursor else {})})
