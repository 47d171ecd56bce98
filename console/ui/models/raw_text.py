"""A provider's JSON as text for people: pretty, secrets masked, whole even where it is broken; pure."""

from __future__ import annotations

import json
import re
from typing import Final, cast

from console.base.redact import HIDDEN, redact_url

_MOST_CHARACTERS: Final = 400_000
_DEEPEST: Final = 60
# Hosted links and signed links are bearer secrets, tokens and codes open sessions.
_SECRET_KEYS: Final = re.compile(r"token|secret|digitstring|signature|password|encrypted", re.IGNORECASE)
_URL: Final = re.compile(r"https?://", re.IGNORECASE)


def to_pretty_text(body: bytes) -> str:
    """Pretty-printed JSON with secrets masked; what is no JSON is shown as it came, its addresses masked."""
    text = body.decode("utf-8", "replace")
    try:
        document: object = json.loads(text)
        pretty = json.dumps(_mask(document, 0), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        pretty = re.sub(r"https?://\S+", lambda match: redact_url(match[0]), text)
    if len(pretty) > _MOST_CHARACTERS:
        return pretty[:_MOST_CHARACTERS] + "\n\N{HORIZONTAL ELLIPSIS}"
    return pretty


def _mask(value: object, depth: int) -> object:
    if depth > _DEEPEST:
        return HIDDEN
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {key: _mask_member(key, member, depth + 1) for key, member in items}
    if isinstance(value, list):
        return [_mask(each, depth + 1) for each in cast("list[object]", value)]
    if isinstance(value, str) and _URL.match(value):
        return redact_url(value)
    return value


def _mask_member(key: str, value: object, depth: int) -> object:
    if isinstance(value, str) and value and _SECRET_KEYS.search(key):
        return HIDDEN
    return _mask(value, depth)
