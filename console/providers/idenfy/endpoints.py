"""Addresses below iDenfy's host; https://documentation.idenfy.com/openapi/kyc.yaml"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode, urlsplit

TOKEN: Final = "/api/v2/token"  # noqa: S105 - a path
STATUS: Final = "/api/v2/status"
DATA: Final = "/api/v2/data"
GENERATE_PDF: Final = "/api/v2/generate-pdf"
IDENTIFICATIONS: Final = "/kyc/identifications/"


def build_list_path(per_page: int) -> str:
    """The first page of the list."""
    return f"{IDENTIFICATIONS}?{urlencode({'perPage': per_page})}"


def build_next_path(next_url: str, base_url: str) -> str | None:
    """The list's next page as a path below `base_url`, or None when the address leads anywhere else."""
    try:
        here, there = urlsplit(base_url), urlsplit(next_url)
        is_same_host = (here.hostname, here.port) == (there.hostname, there.port)
    except ValueError:
        return None
    if not is_same_host or here.scheme != there.scheme or there.path != here.path + IDENTIFICATIONS:
        return None
    return f"{IDENTIFICATIONS}?{there.query}"


def build_redirect_url(base_url: str, auth_token: str) -> str:
    """The hosted link for accounts whose answer leaves `redirectUrl` empty;
    https://documentation.idenfy.com/kyc/iframe-redirect"""
    return f"{base_url}/api/v2/redirect?authToken={quote(auth_token, safe='')}"
