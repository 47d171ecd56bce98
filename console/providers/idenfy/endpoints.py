"""Addresses below iDenfy's host; https://documentation.idenfy.com/openapi/kyc.yaml"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode, urlsplit

TOKEN: Final = "/api/v2/token"  # noqa: S105 - a path
STATUS: Final = "/api/v2/status"
DATA: Final = "/api/v2/data"
FILES: Final = "/api/v2/files"
DELETE: Final = "/api/v2/delete"
GENERATE_PDF: Final = "/api/v2/generate-pdf"
DUMMY_REVIEW: Final = "/api/v2/add-dummy-status"
IDENTIFICATIONS: Final = "/kyc/identifications/"


def build_list_path(per_page: int, client_id: str = "") -> str:
    """The first page of the list, of one client where a `client_id` is given."""
    query: dict[str, str | int] = {"clientId": client_id} if client_id else {}
    return f"{IDENTIFICATIONS}?{urlencode({**query, 'perPage': per_page})}"


def build_information_path(scan_ref: str) -> str:
    """Where a finished session is asked for more; the slash at the end is part of the path."""
    return f"{IDENTIFICATIONS}{quote(scan_ref, safe='')}/request-information/"


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
