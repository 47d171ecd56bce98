"""The provider's answer as text: nothing that opens a session or a file is readable in it, the rest is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.models.raw_text import to_pretty_text

_SECRET = "s3cr3t-Value"
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.text(max_size=20))
_DOCUMENTS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=20,
)


_SECRET_KEYS = (
    "authToken",
    "tokenString",
    "access_token",
    "digitString",
    "signature",
    "Cko-Signature",
    "client_secret",
    "X-API-Key",
    "apiSecret",
    "encryptedData",
    "encryptedEncryptionSecret",
)


@pytest.mark.parametrize("key", _SECRET_KEYS)
@pytest.mark.parametrize(
    "value", [_SECRET, [_SECRET], {"part": _SECRET}, 48151623], ids=lambda value: type(value).__name__
)
def test_secrets_are_hidden_wherever_they_stand_and_whatever_their_shape(key: str, value: object) -> None:
    shown = to_pretty_text(json.dumps({"a": [{"b": {key: value, "status": "ACTIVE"}}]}).encode())
    assert _SECRET not in shown
    assert "48151623" not in shown
    assert "ACTIVE" in shown


@pytest.mark.parametrize(
    "key", ["tokenType", "token_type", "signature_ok", "response_codes", "shipping", "docPersonalCode"]
)
def test_what_only_sounds_like_a_secret_stays_readable(key: str) -> None:
    assert "DOCUMENT" in to_pretty_text(json.dumps({key: "DOCUMENT"}).encode())


@pytest.mark.parametrize(
    "text",
    [
        f"Open https://pages.example/s/{_SECRET} to go on",
        f"(see https://user:{_SECRET}@pages.example/)",
        f"app-link://open/{_SECRET}?x=1 opens it",
        f"back=https%3A%2F%2Fpages.example%2Fs%2F{_SECRET}&x=1",
        f"/files/face.jpg?X-Sig={_SECRET}&e=1 was read",
        f"authToken={_SECRET}; status=ACTIVE",
        f'{{"authToken": "{_SECRET}", "status": "ACTIVE"}}',
        f"Authorization: Bearer {_SECRET}",
        f"sent eyJhbGciOi.eyJzdWIi.{_SECRET} along",
    ],
)
def test_secrets_inside_a_longer_text_are_hidden_too(text: str) -> None:
    whole = to_pretty_text(json.dumps({"message": [text]}).encode())
    assert _SECRET not in whole
    cut_short = to_pretty_text(json.dumps({"message": [text]})[:-2].encode())
    assert _SECRET not in cut_short


def test_a_text_without_secrets_is_left_alone() -> None:
    text = "What? Phase: ok. Ada Muster <ada@example.com>, 12:30:00, a1c201ea-c93a-4452-a997-d20c1aa107fb, 50 % & more"
    assert text in to_pretty_text(json.dumps({"message": text}).encode())


def test_addresses_cut_in_the_middle_of_escaped_text_lose_their_secret() -> None:
    shown = to_pretty_text(rb'{"url": "https:\/\/pages.example\/s\/' + _SECRET.encode())
    assert _SECRET not in shown
    assert "pages.example" in shown


def test_links_lose_what_makes_them_a_secret() -> None:
    shown = to_pretty_text(b'{"url": "https://files.example/a.jpg?sig=' + _SECRET.encode() + b'"}')
    assert _SECRET not in shown
    assert "files.example" in shown


def test_what_is_no_json_is_shown_all_the_same_with_its_links_masked() -> None:
    shown = to_pretty_text(f"<h1>Oops</h1> https://files.example/x?sig={_SECRET} \xff".encode("latin-1"))
    assert "<h1>Oops</h1>" in shown
    assert _SECRET not in shown


def test_a_deep_or_huge_answer_does_not_stop_the_window() -> None:
    deep = b"[" * 50_000 + b"]" * 50_000
    assert to_pretty_text(deep)
    huge = json.dumps(["x" * 1000] * 2000).encode()
    assert to_pretty_text(huge).endswith("…")


@given(_DOCUMENTS)
def test_every_json_is_shown_as_json(document: object) -> None:
    shown = to_pretty_text(json.dumps(document).encode())
    assert isinstance(json.loads(shown), type(document))
