"""Our reference in an attempt's return address: the only thing of ours that Checkout.com tells of a verification again.

Return addresses may have a query of their own, and attempts are listed with them:
https://api-reference.checkout.com/tag/Identity-Verification
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

_NAME: Final = "our_reference"


def build_marked_url(url: str, reference: str) -> str:
    """The return address with our reference at the end of its query."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode({_NAME: reference})) if part)
    return urlunsplit(parts._replace(query=query))


def read_mark(url: str | None) -> str:
    """The reference a return address carries, empty when it was not made here; total over any text."""
    marks = _read_marks(url)
    return marks[-1] if marks else ""


def has_mark(url: str | None, reference: str) -> bool:
    """True when a return address says that it was made for this reference of ours."""
    return reference in _read_marks(url)


def _read_marks(url: str | None) -> Sequence[str]:
    try:
        return parse_qs(urlsplit(url or "").query).get(_NAME, [])
    except ValueError:
        return []
