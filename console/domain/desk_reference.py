"""The number a customer at the counter is handed: short, read aloud without mistakes, a typing error is noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

# A prime number of characters, none of them mistaken for another: so one wrong character, or two next to each other that
# changed places, never give a number that fits.
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_FREE: Final = 6
_HALF: Final = 3
# What is heard or typed for a character that is none of ours.
_MEANT: Final = str.maketrans({"-": None, " ": None})


def build_reference(choose: Callable[[str], str]) -> str:
    """A fresh one, such as `7HX-2K9Q`; `choose` picks one character of a string."""
    free = "".join(choose(_ALPHABET) for _ in range(_FREE))
    return f"{free[:_HALF]}-{free[_HALF:]}{_to_check(free)}"


def read_reference(text: str) -> str:
    """The number that was typed or scanned, however it was grouped; empty for anything that is none."""
    bare = text.strip().upper().translate(_MEANT)
    is_one = len(bare) == _FREE + 1 and all(each in _ALPHABET for each in bare)
    if not is_one or _to_check(bare[:_FREE]) != bare[_FREE]:
        return ""
    return f"{bare[:_HALF]}-{bare[_HALF:]}"


def _to_check(free: str) -> str:
    total = sum(weight * _ALPHABET.index(each) for weight, each in enumerate(free, start=2))
    return _ALPHABET[total % len(_ALPHABET)]
