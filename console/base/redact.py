"""Masks what must never be written down: addresses with their queries, keys, tokens, e-mails; knows no provider."""

from __future__ import annotations

import re
from typing import Final

_URL: Final = re.compile(r"\b([a-z][a-z0-9+.-]*://)([^\s/?#\"'<>]+)([^\s\"'<>]*)", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CREDENTIAL: Final = re.compile(r"\b(bearer|basic)\s+\S+", re.IGNORECASE)
_KEY_VALUE: Final = re.compile(
    r"\b([\w-]*(?:secret|token|api[_-]?key|password|passphrase|authorization|signature)[\w-]*)"
    r"([\"']?\s*[:=]\s*[\"']?)([^\s\"',;&}]+)",
    re.IGNORECASE,
)
_SECRET_SHAPE: Final = re.compile(r"\b(?:sk_|pk_|proofme_|whsec_|ack_)\w+")
MASK: Final = "***"


def redact(text: str) -> str:
    """The text with secrets, e-mails and everything of a URL behind its host masked."""
    text = _CREDENTIAL.sub(rf"\1 {MASK}", text)
    text = _URL.sub(_mask_url, text)
    text = _KEY_VALUE.sub(rf"\1\2{MASK}", text)
    text = _SECRET_SHAPE.sub(MASK, text)
    return _EMAIL.sub(MASK, text)


def _mask_url(match: re.Match[str]) -> str:
    host = match[2].rpartition("@")[2]
    return f"{match[1]}{host}/{MASK}" if match[3].strip("/") else f"{match[1]}{host}"
