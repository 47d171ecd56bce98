"""Redaction: what must never reach a log line, and what must stay readable."""

from __future__ import annotations

import pytest

from console.base.redact import mask_secret, redact, redact_url

SECRET = "sk_sbox_9f8e7d6c5b4a39281706"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("GET https://idv.example.test/s/9f8e7d6c?token=abc failed", "https://idv.example.test/…"),
        ("https://user:hunter22@idv.example.test:8443/x", "https://idv.example.test:8443/…"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [hidden]"),
        ('{"api_key": "abc", "limit": 5}', '"limit": 5'),
        ("mail to maria.garcia+1@example.test today", "mail to [e-mail] today"),
        (f"the key {SECRET} was refused", "the key sk_s… was refused"),
        ("account Iron live answers again", "account Iron live answers again"),
        ("a_function_with_a_rather_long_name failed", "a_function_with_a_rather_long_name failed"),
    ],
)
def test_secrets_go_and_the_rest_stays(text: str, kept: str) -> None:
    shown = redact(text)
    assert kept in shown
    for hidden in ("9f8e7d6c", "hunter22", "abc.def", 'abc"', "maria", SECRET):
        assert hidden not in shown


def test_redacting_twice_changes_nothing() -> None:
    once = redact(f"token={SECRET} at https://idv.example.test/{SECRET} by a@example.test")
    assert redact(once) == once


def test_an_address_keeps_scheme_and_host_only() -> None:
    assert redact_url("https://idv.example.test/flow/abc#x") == "https://idv.example.test/…"
    assert redact_url("not an address") == "[hidden]"


def test_a_short_secret_is_hidden_whole() -> None:
    assert mask_secret("1234") == "[hidden]"
    assert mask_secret(SECRET) == "sk_s…"
