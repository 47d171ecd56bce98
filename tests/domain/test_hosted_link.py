"""Which links may be shown: the hosts that are ours to trust, and every shape of a link that must be refused."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.errors import LinkRefused
from console.domain.hosted_link import build_hosted_hosts, is_host, read_hosts, verify_hosted_link
from tests.support.hostile_links import HOSTILE_LINKS

_HOSTS: Final = (".iron.xyz",)
_SIMULATOR: Final = "http://127.0.0.1:8401/iron/api"


@pytest.mark.parametrize(
    "url",
    [
        "https://verify.iron.xyz/s/1",
        "https://VERIFY.IRON.XYZ/s/1",
        "https://verify.iron.xyz:443/s/1?a=%E2%82%AC&b=~._-#x",
        "https://a.b.iron.xyz",
        "https://verify.iron.xyz/" + "x" * 264,
    ],
)
def test_a_link_to_the_provider_comes_back_to_the_letter(url: str) -> None:
    assert verify_hosted_link(url, _HOSTS) == url


@pytest.mark.parametrize(("shape", "url"), HOSTILE_LINKS.items())
def test_every_hostile_shape_is_refused_with_a_sentence(shape: str, url: str) -> None:
    with pytest.raises(LinkRefused) as refused:
        verify_hosted_link(url, _HOSTS)
    sentence = refused.value.user_message
    assert sentence.endswith("."), shape
    assert url == "" or url not in sentence
    # Not even for a simulator, whose links may be plain http.
    with pytest.raises(LinkRefused):
        verify_hosted_link(url, _HOSTS, _SIMULATOR)


def test_an_accounts_own_domain_is_that_host_and_no_other() -> None:
    hosts = build_hosted_hosts(_HOSTS, {"hosted_domain": "verify.bank.example, Ident.Bank.Example"})
    for url in ("https://verify.bank.example/s/1", "https://ident.bank.example/s", "https://x.iron.xyz/s"):
        assert verify_hosted_link(url, hosts) == url
    for url in ("https://a.verify.bank.example/", "https://bank.example/", "http://verify.bank.example/"):
        with pytest.raises(LinkRefused):
            verify_hosted_link(url, hosts)


def test_without_the_setting_only_the_documented_hosts_count() -> None:
    assert build_hosted_hosts(_HOSTS, {}) == _HOSTS
    assert read_hosts(" , x, https://a.example/, a.example:8080, *.a.example, 10.0.0.1, good.example") == (
        "good.example",
    )


@pytest.mark.parametrize("url", [_SIMULATOR, "http://127.0.0.1:8401/s?t=1", "https://127.0.0.1:8401/s"])
def test_a_simulators_links_lead_to_the_address_it_announced(url: str) -> None:
    assert verify_hosted_link(url, _HOSTS, _SIMULATOR) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8402/s",
        "http://127.0.0.1/s",
        "http://127.0.0.2:8401/s",
        "http://localhost:8401/s",
        "ftp://127.0.0.1:8401/s",
        "https://verify.iron.xyz/s/1",
    ],
)
def test_a_simulators_links_lead_nowhere_else(url: str) -> None:
    with pytest.raises(LinkRefused):
        verify_hosted_link(url, _HOSTS, _SIMULATOR)


@given(st.text(alphabet="abcxyz.:/@\\?#[]%- \t\u0430\u2024iron", max_size=60))
def test_what_passes_is_a_plain_address_below_the_host(tail: str) -> None:
    url = "https://" + tail
    try:
        verify_hosted_link(url, _HOSTS)
    except LinkRefused:
        return
    parts = urlsplit(url)
    assert parts.scheme == "https"
    assert (parts.hostname or "").rstrip(".").endswith(".iron.xyz")
    assert "@" not in parts.netloc
    assert "\\" not in url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("verify.example.com", True),
        ("a.bc", True),
        *((text, False) for text in ("localhost", "", "1.2.3.4", "-a.example", "a..example", "a.example.")),
        *((text, False) for text in ("x" * 64 + ".example", "a_b.example", "Verify.example")),
    ],
)
def test_names_of_hosts(text: str, expected: bool) -> None:
    assert is_host(text) is expected
