"""Encrypted results as Proofme keeps them: AES for the record, OpenPGP for its secret; of invented people only.

The libraries are imported inside the functions: most runs of the simulator never read a result.
Source of the format: https://docs.proofme.id/#/encryption/overview and https://docs.proofme.id/#/encryption/examples_node
"""

from __future__ import annotations

import base64
import hashlib
import json
import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from console.sandbox.pictures import build_picture
from console.sandbox.proofme.bodies import Json, to_stamp
from console.sandbox.proofme.state import Credential, Identification

if TYPE_CHECKING:
    from pydantic import JsonValue
    from pysequoia import Tsk

_SALT_MARK = b"Salted__"
_BLOCK_BYTES = 16
_VALID_FOR = timedelta(days=365)
_ISSUER = "did:didux:0x00000000000000000000000000000000000000aa"


@dataclass(frozen=True, slots=True)
class RecordKey:
    """The OpenPGP key pair of the simulated API key: Curve25519, new at each start."""

    private_key_armoured: str
    _tsk: Tsk

    def encrypt(self, secret: str) -> str:
        """Return an armoured OpenPGP message for this key."""
        from pysequoia import encrypt

        return encrypt(secret.encode("ascii"), recipients=[self._tsk.extract_certificate()]).decode("ascii")


def generate_key() -> RecordKey:
    """A new pair; not from the seed, because the library makes its own randomness."""
    from pysequoia import CipherSuite, Tsk

    tsk = Tsk.generate(user_id="Simulator <simulator@example.org>", cipher_suite=CipherSuite.Cv25519)
    return RecordKey(str(tsk), tsk)


def build_record(identification: Identification, key: RecordKey, source: random.Random) -> Json:
    """Return `identificationData` of a finished identification."""
    plain = json.dumps(_build_result(identification), ensure_ascii=False).encode("utf-8")
    secret = str(uuid.UUID(int=source.getrandbits(128), version=4))
    if identification.encryption_mode == "GCM":
        # A text of 36 characters is no AES key; without its hyphens it is one of 32.
        secret = secret.replace("-", "")
        encrypted = _encrypt_gcm(plain, secret.encode("ascii"), source.randbytes(12))
    else:
        encrypted = _encrypt_cbc(plain, secret.encode("ascii"), source.randbytes(8))
    stamp = to_stamp(identification.finished_at or identification.updated_at)
    return {
        "id": str(uuid.UUID(int=source.getrandbits(128), version=4)),
        "identificationId": identification.id,
        "encryptedData": base64.b64encode(encrypted).decode("ascii"),
        "encryptedEncryptionSecret": key.encrypt(secret),
        "storage": "DATABASE",
        "additionalInfo": [],
        "destroyDate": None,
        "encryptionMode": identification.encryption_mode,
        "createdAt": stamp,
        "updatedAt": stamp,
    }


def _build_result(identification: Identification) -> Json:
    """Return what was shared: grouped by provider, or flat as the older shape has it."""
    groups: dict[str, dict[str, JsonValue]] = {}
    for wanted in identification.template.credentials:
        groups.setdefault(wanted.provider, {})[wanted.key] = _build_credential(identification, wanted)
    proof: Json = {"holder": _holder_id(identification), "nonce": 0, "signature": "0x00", "type": "ECDSA"}
    if identification.has_older_shape:
        flat: dict[str, JsonValue] = {key: each for group in groups.values() for key, each in group.items()}
        return {"credentials": flat, "proof": proof}
    grouped: dict[str, JsonValue] = {
        provider: {"credentials": group, "proof": proof} for provider, group in groups.items()
    }
    return {"credentials": grouped}


def _build_credential(identification: Identification, wanted: Credential) -> Json:
    issued_at = identification.finished_at or identification.updated_at
    return {
        "id": _holder_id(identification),
        "type": ["Credential", wanted.key],
        "version": "1.0.0",
        "provider": wanted.provider,
        "issuer": {
            "id": _ISSUER,
            "name": "Simulated issuer",
            "authorityId": _ISSUER,
            "authorityName": "Simulated authority",
        },
        "issuanceDate": to_stamp(issued_at),
        "expirationDate": to_stamp(issued_at + _VALID_FOR),
        "credentialSubject": {
            "credential": {"type": wanted.key, "value": _value(identification, wanted.key)}
        },
        "proof": {"holder": _ISSUER, "nonce": 0, "signature": "0x00", "type": "ECDSA"},
    }


def _value(identification: Identification, key: str) -> str | bool:
    holder = identification.holder
    if key == "PHOTO":
        return base64.b64encode(build_picture(identification.id, 96, 120)).decode("ascii")
    if key == "OLDER_THAN_18":
        eighteenth = holder.birth_date.replace(year=holder.birth_date.year + 18, day=1)
        return eighteenth <= identification.created_at.date()
    values = {
        "FIRST_NAME": holder.first_name,
        "LAST_NAME": holder.last_name,
        "BIRTH_DATE": holder.birth_date.isoformat(),
        "GENDER": holder.gender,
        "NATIONALITY": holder.nationality,
        "DOCUMENT_TYPE": holder.document_type,
        "DOCUMENT_NUMBER": holder.document_number,
        "DOCUMENT_EXPIRY_DATE": holder.document_expires.isoformat(),
        "EMAIL": holder.email,
        "PHONE_NUMBER": holder.phone,
    }
    return values[key]


def _holder_id(identification: Identification) -> str:
    return "did:didux:0x" + hashlib.sha256(identification.id.encode("ascii")).hexdigest()[:40]


def _encrypt_cbc(plain: bytes, passphrase: bytes, salt: bytes) -> bytes:
    """Return the passphrase format of CryptoJS and OpenSSL: a mark, the salt, AES-256-CBC with PKCS#7."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    material = b""
    block = b""
    while len(material) < 48:
        # The published format derives the key with MD5; nothing real is protected by it.
        block = hashlib.md5(block + passphrase + salt, usedforsecurity=False).digest()
        material += block
    padding = _BLOCK_BYTES - len(plain) % _BLOCK_BYTES
    encryptor = Cipher(algorithms.AES(material[:32]), modes.CBC(material[32:])).encryptor()
    return _SALT_MARK + salt + encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()


def _encrypt_gcm(plain: bytes, key: bytes, nonce: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return nonce + AESGCM(key).encrypt(nonce, plain, None)
