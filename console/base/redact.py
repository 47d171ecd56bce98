"""Takes out of text what must not be written down: secrets, addresses with their queries, e-mail; decides nothing else."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "[hidden]"
_SHOWN_CHARACTERS: Final = 4
_TOKEN_CHARACTERS: Final = 20

# A hosted link carries its secret in the path as often as in the query, so only scheme and host stay.
_URL: Final = re.compile(
    r"\b([a-z][a-z0-9+.-]{1,15})://(?:[^\s/@\"'<>]*@)?([^\s/?#\"'<>]+)([^\s\"'<>]*)", re.IGNORECASE
)
_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SCHEME: Final = re.compile(r"\b(bearer|basic)\s+[^\s\"',;]+", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"\b([\w-]*(?:api[_-]?key|token|secret|password|passphrase|authorization|signature))"
    r"([\"']?\s*[:=]\s*[\"']?)(?!\[hidden\]|bearer\b|basic\b)[^\s\"',;&}]+",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(rf"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{{{_TOKEN_CHARACTERS},}}(?![\w-])")


def redact(text: str) -> str:
    """`text` without secrets: for logs, error details and support files.

    Addresses keep scheme and host, e-mail addresses go, long identifiers keep their first characters, so that
    two of them can still be told apart.
    """
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _URL.sub(_short_url, text)
    text = _NAMED.sub(rf"\1\2{HIDDEN}", text)
    text = _EMAIL.sub("[e-mail]", text)
    return _TOKEN.sub(lambda match: mask_secret(match.group()), text)


def redact_url(url: str) -> str:
    """Scheme and host of an address, and a mark that there was more; `[hidden]` when it is no address."""
    match = _URL.fullmatch(url.strip())
    return _short_url(match) if match else HIDDEN


def mask_secret(value: str) -> str:
    """The first characters of a long value, enough to tell two apart; a short one is hidden whole."""
    return value[:_SHOWN_CHARACTERS] + "…" if len(value) >= _TOKEN_CHARACTERS else HIDDEN


def _short_url(match: re.Match[str]) -> str:
    scheme, host, rest = match.groups()
    return f"{scheme}://{host}" + ("/…" if rest.strip("/") else "")
