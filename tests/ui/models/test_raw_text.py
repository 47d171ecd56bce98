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


@pytest.mark.parametrize("key", ["authToken", "digitString", "signature", "client_secret", "encryptedData"])
def test_secrets_are_hidden_wherever_they_stand(key: str) -> None:
    shown = to_pretty_text(json.dumps({"a": [{"b": {key: _SECRET, "status": "ACTIVE"}}]}).encode())
    assert _SECRET not in shown
    assert "ACTIVE" in shown


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
