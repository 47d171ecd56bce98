"""Opens Proofme's encrypted results with the organisation's key: the one owner of OpenPGP. Keeps nothing, no I/O.

https://docs.proofme.id/#/encryption/overview and https://docs.proofme.id/#/encryption/examples_node
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

import pysequoia
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

_SALTED: Final = b"Salted__"
_SALT_BYTES: Final = 8
_BLOCK_BYTES: Final = 16
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_LEGAL_KEYS: Final = frozenset({16, 24, 32})


class ResultLocked(Exception):
    """The result cannot be opened; `reason` is a sentence for people and holds nothing of key or data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_result(encrypted_data: str, encrypted_secret: str, private_key: bytes) -> bytes:
    """The plain JSON behind `encryptedData`. Takes milliseconds: call it off the loop.

    The format is told by the data, not by `encryptionMode`, because the published samples contradict their own
    description. Raises `ResultLocked`.
    """
    try:
        data = base64.b64decode("".join(encrypted_data.split()), validate=True)
    except (ValueError, binascii.Error) as error:
        raise ResultLocked("Proofme's encrypted result is damaged: it is not base64.") from error
    secret = _open_secret(encrypted_secret, private_key)
    return _open_cbc(data, secret) if data.startswith(_SALTED) else _open_gcm(data, secret)


def can_open(private_key: bytes) -> bool:
    """True for a private key that can open messages as it is: not a public one, nor one under a passphrase."""
    try:
        pysequoia.Tsk.from_bytes(private_key).decryptor()
    except (RuntimeError, ValueError, TypeError):
        return False
    return True


def _open_secret(message: str, private_key: bytes) -> bytes:
    # The library reports everything as RuntimeError, with texts that are not for people.
    try:
        decryptor = pysequoia.Tsk.from_bytes(private_key).decryptor()
    except (RuntimeError, ValueError, TypeError) as error:
        raise ResultLocked(
            "The PGP key of this account cannot be read; load the private key again."
        ) from error
    try:
        secret = pysequoia.decrypt(message.encode(), decryptor).bytes
    except (RuntimeError, ValueError, TypeError) as error:
        raise ResultLocked(
            "The PGP key of this account does not open this result; it was made for another key."
        ) from error
    if not secret:
        raise ResultLocked("Proofme's encrypted result is damaged: it holds no secret.")
    return secret.strip()


def _open_cbc(data: bytes, passphrase: bytes) -> bytes:
    """The passphrase format of CryptoJS and OpenSSL: a mark, eight bytes of salt, AES-256-CBC with PKCS#7."""
    salt = data[len(_SALTED) : len(_SALTED) + _SALT_BYTES]
    sealed = data[len(_SALTED) + _SALT_BYTES :]
    if len(salt) < _SALT_BYTES or not sealed or len(sealed) % _BLOCK_BYTES:
        raise ResultLocked("Proofme's encrypted result is damaged: it was cut short.")
    material = _derive(passphrase, salt)
    decryptor = Cipher(algorithms.AES(material[:_KEY_BYTES]), modes.CBC(material[_KEY_BYTES:])).decryptor()
    unpadder = PKCS7(_BLOCK_BYTES * 8).unpadder()
    try:
        padded = decryptor.update(sealed) + decryptor.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError as error:
        raise ResultLocked("Proofme's encrypted result does not fit its secret.") from error


def _derive(passphrase: bytes, salt: bytes) -> bytes:
    """Key and IV by the one round of MD5 this format prescribes; it protects nothing of ours."""
    material = block = b""
    while len(material) < _KEY_BYTES + _BLOCK_BYTES:
        block = hashlib.md5(block + passphrase + salt, usedforsecurity=False).digest()
        material += block
    return material


def _open_gcm(data: bytes, secret: bytes) -> bytes:
    """Twelve bytes of nonce, then AES-GCM under the secret: as it is, or a UUID without its hyphens."""
    key = secret if len(secret) in _LEGAL_KEYS else secret.replace(b"-", b"")
    if len(key) not in _LEGAL_KEYS:
        raise ResultLocked("The secret of Proofme's encrypted result has no length that AES takes.")
    try:
        return AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], None)
    except (InvalidTag, ValueError) as error:
        raise ResultLocked("Proofme's encrypted result does not fit its secret.") from error
