"""Takes out of a provider's JSON what opens a session or a file: for eyes, screens and exports; pure, total."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final, cast

from console.base.redact import HIDDEN, redact_url

_DEEPEST: Final = 60

# Hosted links and signed links are bearer secrets, tokens and codes open sessions. Of names made of several words the
# last one counts: a `tokenType` is no token. What is encrypted is long and says nothing to a person.
_SECRET_NAME: Final = re.compile(
    r"(?:^|[^a-z])(?:encrypted\w*|digit_?string|(?:\w*_)?(?:token(?:_string)?|secret|signature|password|passphrase|pin|otp|jwt"
    r"|authorization|credential|(?:api|private|access|session)_?key)s?)$"
)
_WORD_START: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-.\s]+")
_LINK: Final = re.compile(r"[a-z][a-z0-9+.-]{1,15}:(?:\\?/){2}[^\s\"'<>]+", re.IGNORECASE)
_ENCODED_LINK: Final = re.compile(r"https?%3a%2f%2f[^\s\"'<>]*", re.IGNORECASE)
_QUERY: Final = re.compile(r"\?[\w.~%\[\]-]+=[^\s\"'<>]*")
_NAMED: Final = re.compile(r"\b([\w-]{2,60})(\\?[\"']?\s*[:=]\s*\\?[\"']?)([^\s\"'\\,;&<>{}\[\]]+)")
_SCHEME: Final = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE)
_SIGNED_TOKEN: Final = re.compile(r"\beyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)*")


def mask_document(body: bytes) -> object:
    """A JSON document with its secrets masked. Raises `ValueError` or `RecursionError` for what is no JSON."""
    document: object = json.loads(body.decode("utf-8", "replace"))
    return _mask(document, 0, mask_text)


def mask_text(text: str) -> str:
    """`text` without what opens a session or a file: links keep scheme and host, named secrets their name."""
    text = _LINK.sub(lambda match: redact_url(match[0].replace("\\/", "/")), text)
    text = _ENCODED_LINK.sub(HIDDEN, text)
    text = _QUERY.sub(f"?{HIDDEN}", text)
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _SIGNED_TOKEN.sub(HIDDEN, text)
    return _NAMED.sub(_mask_named, text)


def is_secret_name(name: str) -> bool:
    """Whether a field of this name holds a secret, however its words are joined."""
    return _SECRET_NAME.search(_WORD_START.sub("_", name).lower()) is not None


def _mask_named(match: re.Match[str]) -> str:
    name, between, _value = match.groups()
    return f"{name}{between}{HIDDEN}" if is_secret_name(name) else match[0]


def _mask(value: object, depth: int, mask_leaf: Callable[[str], str]) -> object:
    if depth > _DEEPEST:
        return HIDDEN
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {mask_text(key): _mask_member(key, member, depth + 1, mask_leaf) for key, member in items}
    if isinstance(value, list):
        return [_mask(each, depth + 1, mask_leaf) for each in cast("list[object]", value)]
    if isinstance(value, str):
        return mask_leaf(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and mask_leaf is _hide:
        return HIDDEN
    return value


def _mask_member(key: str, value: object, depth: int, mask_leaf: Callable[[str], str]) -> object:
    """Under a secret's name everything is hidden, whatever shape it has; null and true stay what they are."""
    return _mask(value, depth, _hide if is_secret_name(key) else mask_leaf)


def _hide(value: str) -> str:
    return HIDDEN if value else value
