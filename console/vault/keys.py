"""Keys: one random root per profile, everything else derived or wrapped; keeps nothing anywhere itself."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from io import BufferedReader
from typing import Final

KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
# Small enough for a processor's cache, large enough that the calls do not count.
_PIECE_BYTES: Final = 262_144


@dataclass(frozen=True, slots=True)
class PassphraseParameters:
    """What Argon2id needs beside the passphrase; kept in the profile's header, so that it can be raised later."""

    salt: bytes
    time_cost: int = 3
    memory_kib: int = 65_536
    parallelism: int = 4


class WrongKey(Exception):
    """Sealed bytes do not open: another key, another purpose, or altered bytes."""


def new_root() -> bytes:
    """A random root key."""
    return os.urandom(KEY_BYTES)


def new_salt() -> bytes:
    """A random salt for a passphrase."""
    return os.urandom(_SALT_BYTES)


def derive_key(root: bytes, purpose: str) -> bytes:
    """The key for one purpose (`database`, `files` ...), by HKDF-SHA256; the same for the same root."""
    # RFC 5869 without salt, of which 32 bytes are the first block. In full here, because importing the library for it
    # takes 6 ms before the first paint; a test holds it to the library's.
    extracted = hmac.digest(bytes(KEY_BYTES), root, "sha256")
    return hmac.digest(extracted, b"compliance-console/" + purpose.encode("ascii") + b"\x01", "sha256")


def derive_from_passphrase(passphrase: bytes, parameters: PassphraseParameters) -> bytes:
    """The key that wraps the root of a profile in passphrase mode; takes a noticeable part of a second by design."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        passphrase,
        parameters.salt,
        time_cost=parameters.time_cost,
        memory_cost=parameters.memory_kib,
        parallelism=parameters.parallelism,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def seal(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a fresh nonce, which comes first in the result; `bound_to` is authenticated."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, bound_to)


def unseal(key: bytes, sealed: bytes | memoryview, bound_to: bytes) -> bytes:
    """The plain bytes again. Raises `WrongKey`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(sealed) <= NONCE_BYTES:
        raise WrongKey("too short")
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except InvalidTag:
        raise WrongKey("does not authenticate") from None


def hash_sealed(key: bytes, nonce: bytes, file: BufferedReader, bound_to: bytes) -> tuple[bytes, int]:
    """SHA-256 and size of what the rest of a file holds sealed after its nonce, without keeping it.

    Raises `WrongKey` when it does not authenticate, and only then is anything of it to be believed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import GCM

    left = os.fstat(file.fileno()).st_size - file.tell() - _TAG_BYTES
    if len(nonce) != NONCE_BYTES or left < 0:
        raise WrongKey("too short")
    opening = Cipher(AES(key), GCM(nonce)).decryptor()
    opening.authenticate_additional_data(bound_to)
    digest, size_bytes = hashlib.sha256(), left
    sealed, plain = bytearray(_PIECE_BYTES), bytearray(_PIECE_BYTES + _TAG_BYTES)
    while left > 0:
        piece = memoryview(sealed)[: min(left, _PIECE_BYTES)]
        if (got := file.readinto(piece)) <= 0:
            raise WrongKey("cut short")
        opened = opening.update_into(piece[:got], plain)
        digest.update(memoryview(plain)[:opened])
        left -= got
    try:
        opening.finalize_with_tag(file.read(_TAG_BYTES))
    except (InvalidTag, ValueError):
        raise WrongKey("does not authenticate") from None
    return digest.digest(), size_bytes
