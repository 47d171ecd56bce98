"""Addresses below Proofme's `/v1`; https://docs.proofme.id/#/api/v1/identification/api_intro"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

IDENTIFICATIONS: Final = "/identification"
CREATED: Final = "createdAt"
UPDATED: Final = "updatedAt"


def build_list_path(sort_column: str, offset: int, limit: int) -> str:
    """One page, newest first by `sort_column`: the order without one is not documented."""
    query = {"sortColumn": sort_column, "sortDirection": "DESC", "offset": offset, "limit": limit}
    return f"{IDENTIFICATIONS}?{urlencode(query)}"


def build_read_path(identification_id: str) -> str:
    """One identification."""
    return f"{IDENTIFICATIONS}/{quote(identification_id, safe='')}"


def build_data_path(identification_id: str) -> str:
    """One identification with its encrypted result."""
    return f"{IDENTIFICATIONS}/data/{quote(identification_id, safe='')}"
