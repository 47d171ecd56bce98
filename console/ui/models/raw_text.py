"""A provider's JSON as text for people: pretty, secrets masked, whole even where it is broken; pure."""

from __future__ import annotations

import json
from typing import Final

from console.domain.masking import mask_document, mask_text

_MOST_CHARACTERS: Final = 400_000


def to_pretty_text(body: bytes) -> str:
    """Pretty-printed JSON with secrets masked; what is no JSON is shown as it came, masked the same way."""
    try:
        pretty = json.dumps(mask_document(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        pretty = mask_text(body.decode("utf-8", "replace"))
    if len(pretty) > _MOST_CHARACTERS:
        return pretty[:_MOST_CHARACTERS] + "\n\N{HORIZONTAL ELLIPSIS}"
    return pretty
