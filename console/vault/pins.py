"""PINs of the persons of a desk: hashed with Argon2id and compared; keeps nothing and knows no person."""

from __future__ import annotations

import asyncio


async def hash_pin(pin: str) -> str:
    """The hash to keep, with its own salt and parameters; takes a noticeable moment by design, in a thread."""
    return await asyncio.to_thread(_hash, pin)


async def is_pin(hashed: str, pin: str) -> bool:
    """Whether `pin` is the one that was hashed; as slow as hashing."""
    return await asyncio.to_thread(_is_pin, hashed, pin)


def _hash(pin: str) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(pin)


def _is_pin(hashed: str, pin: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return PasswordHasher().verify(hashed, pin)
    except (Argon2Error, InvalidHashError):
        return False
