"""Puts values into a translated sentence in one pass; no Qt, so it may run before the first paint."""

from __future__ import annotations

import re
from typing import Final

_PLACE: Final = re.compile(r"%([1-9])")


def fill(sentence: str, *values: object) -> str:
    """`sentence` with %1 to %9 replaced by `values` in their order.

    In one pass, because a value comes from outside: a name that holds "%2" stays as it is. A place without a value
    stays too, so that a translator's slip never hides a sentence.
    """

    def value_at(match: re.Match[str]) -> str:
        number = int(match[1])
        return str(values[number - 1]) if number <= len(values) else match[0]

    return _PLACE.sub(value_at, sentence)
