"""Addresses below Proofme's `/v1`; https://docs.proofme.id/#/api/v1/identification/api_intro"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

IDENTIFICATIONS: Final = "/identification"
CREATED: Final = "createdAt"
UPDATED: Final = "updatedAt"


def build_list_path(
    sort_column: str, offset: int, limit: int, search: str = "", direction: str = "DESC"
) -> str:
    """One page, newest first by `sort_column`: the order without one is not documented.

    `search` matches ids and descriptions; https://docs.proofme.id/#/api/v1/identification/get_identification_list
    """
    query: dict[str, object] = {
        "sortColumn": sort_column,
        "sortDirection": direction,
        "offset": offset,
        "limit": limit,
    }
    if search:
        query["search"] = search
    return f"{IDENTIFICATIONS}?{urlencode(query)}"


def build_read_path(identification_id: str) -> str:
    """One identification."""
    return f"{IDENTIFICATIONS}/{quote(identification_id, safe='')}"


def build_data_path(identification_id: str) -> str:
    """One identification with its encrypted result."""
    return f"{IDENTIFICATIONS}/data/{quote(identification_id, safe='')}"


def build_delete_data_path(identification_id: str) -> str:
    """The result of one identification. Never the address without `/data`: that one revokes.

    https://docs.proofme.id/#/api/v1/identification/delete_identification_data
    """
    return f"{IDENTIFICATIONS}/data?{urlencode({'ids': identification_id})}"


def build_custom_page_path(url: str) -> str:
    """The configuration of an own hosted page; https://docs.proofme.id/#/custom_identification_page"""
    return f"/customMyPage/url/{quote(url, safe='')}"
