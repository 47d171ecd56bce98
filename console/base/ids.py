"""Makes identifiers; never derives one from personal data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

# No letters or digits that are mistaken for one another when read aloud or copied by hand.
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_REFERENCE_CHARACTERS: Final = 12


def new_uuid() -> str:
    """A random UUID (version 4) as text."""
    # Here and below: neither module is needed before the first paint, and together they take 4 ms.
    import uuid

    return str(uuid.uuid4())


def new_reference(prefix: str = "cc", choose: Callable[[str], str] | None = None) -> str:
    """Our unique reference for one intent: ASCII, at most 40 characters, such as `cc-7hx2k9qm4vza`.

    `choose` picks one character of a string; tests hand in their own.
    """
    if choose is None:
        from secrets import choice as choose
    return prefix + "-" + "".join(choose(_ALPHABET) for _ in range(_REFERENCE_CHARACTERS))
