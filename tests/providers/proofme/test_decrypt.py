"""Opening Proofme's results: both ciphers under a fixed key, and a plain sentence for everything that does not fit."""

from __future__ import annotations

import base64
import hashlib
import uuid
from functools import cache

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7
from hypothesis import given
from hypothesis import strategies as st
from pysequoia import CipherSuite, Tsk, encrypt

from console.providers.proofme.decrypt import ResultLocked, open_result

SECRET = "3f2b7c1e-9d4a-4e57-8b60-0c1d2e3f4a5b"
PLAIN = '{"credentials": {"EPASS": {}}, "name": "Łukasz 王芳"}'.encode()


@cache
def new_key() -> Tsk:
    return Tsk.generate(user_id="Organisation <org@example.org>", cipher_suite=CipherSuite.Cv25519)


@cache
def other_key() -> Tsk:
    return Tsk.generate(user_id="Other <other@example.org>", cipher_suite=CipherSuite.Cv25519)


def armoured(key: Tsk) -> bytes:
    return str(key).encode()


def seal_secret(secret: str = SECRET, *keys: Tsk) -> str:
    recipients = [key.extract_certificate() for key in keys or (new_key(),)]
    return encrypt(secret.encode(), recipients=recipients).decode()


def seal_cbc(plain: bytes = PLAIN, secret: str = SECRET, salt: bytes = b"saltsalt") -> str:
    material = block = b""
    while len(material) < 48:
        block = hashlib.md5(block + secret.encode() + salt).digest()
        material += block
    padder = PKCS7(128).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(material[:32]), modes.CBC(material[32:48])).encryptor()
    return base64.b64encode(b"Salted__" + salt + encryptor.update(padded) + encryptor.finalize()).decode()


def seal_gcm(plain: bytes, key: bytes) -> str:
    nonce = b"123456789012"
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, None)).decode()


def reason_of(data: str, secret: str, key: bytes) -> str:
    with pytest.raises(ResultLocked) as locked:
        open_result(data, secret, key)
    assert locked.value.reason.endswith(".")
    assert SECRET not in locked.value.reason
    return locked.value.reason


def test_the_passphrase_format_is_opened_with_the_whole_uuid_text() -> None:
    assert len(SECRET) == 36
    assert open_result(seal_cbc(), seal_secret(), armoured(new_key())) == PLAIN


@pytest.mark.parametrize("secret", ["k" * 16, "k" * 24, "k" * 32])
def test_gcm_takes_a_secret_of_a_legal_length_as_it_is(secret: str) -> None:
    sealed = seal_gcm(PLAIN, secret.encode())
    assert open_result(sealed, seal_secret(secret), armoured(new_key())) == PLAIN


def test_gcm_takes_a_uuid_without_its_hyphens() -> None:
    sealed = seal_gcm(PLAIN, SECRET.replace("-", "").encode())
    assert open_result(sealed, seal_secret(), armoured(new_key())) == PLAIN


def test_the_data_tell_the_cipher_whatever_the_mode_says() -> None:
    secret = "k" * 32
    assert open_result(seal_cbc(secret=secret), seal_secret(secret), armoured(new_key())) == PLAIN


def test_a_message_for_several_keys_is_opened_by_each() -> None:
    message = seal_secret(SECRET, other_key(), new_key())
    for key in (new_key(), other_key()):
        assert open_result(seal_cbc(), message, armoured(key)) == PLAIN


def test_lines_broken_on_the_way_do_no_harm() -> None:
    data = seal_cbc()
    assert open_result(f"{data[:20]}\n  {data[20:]}\n", seal_secret(), armoured(new_key())) == PLAIN


@given(st.binary(max_size=400), st.uuids(version=4), st.binary(min_size=8, max_size=8))
def test_whatever_was_sealed_comes_out(plain: bytes, secret: uuid.UUID, salt: bytes) -> None:
    message = seal_secret(str(secret))
    assert open_result(seal_cbc(plain, str(secret), salt), message, armoured(new_key())) == plain
    sealed = seal_gcm(plain, secret.hex.encode())
    assert open_result(sealed, message, armoured(new_key())) == plain


def test_another_organisation_s_key_is_said_so() -> None:
    assert "another key" in reason_of(seal_cbc(), seal_secret(), armoured(other_key()))


@pytest.mark.parametrize("key", [b"", b"no key", str(new_key()).replace("\n", " ").encode()])
def test_what_is_no_key_is_said_so(key: bytes) -> None:
    assert "cannot be read" in reason_of(seal_cbc(), seal_secret(), key)


def test_a_public_key_opens_nothing() -> None:
    reason_of(seal_cbc(), seal_secret(), str(new_key().extract_certificate()).encode())


@pytest.mark.parametrize("message", ["", "BASE64-EXAMPLE", "-----BEGIN PGP MESSAGE-----\n\nEXAMPLE\n"])
def test_a_damaged_message_is_said_so(message: str) -> None:
    reason_of(seal_cbc(), message, armoured(new_key()))


@pytest.mark.parametrize(
    "data",
    [
        "not base64!",
        "",
        base64.b64encode(b"Salted__").decode(),
        base64.b64encode(b"Salted__saltsalt" + b"x" * 15).decode(),
        base64.b64encode(b"Salted__saltsalt" + b"x" * 32).decode(),
        base64.b64encode(b"123456789012").decode(),
        seal_gcm(PLAIN, b"o" * 32),
    ],
)
def test_damaged_data_are_said_so(data: str) -> None:
    reason_of(data, seal_secret(), armoured(new_key()))


def test_a_secret_that_is_no_aes_key_is_said_so() -> None:
    assert "length" in reason_of(seal_gcm(PLAIN, b"o" * 32), seal_secret("short"), armoured(new_key()))
    assert "no secret" in reason_of(seal_cbc(), seal_secret(""), armoured(new_key()))
