"""What may be asked where: addresses, keys and paths that cannot or must not be sent."""

from __future__ import annotations

import traceback
from dataclasses import replace

import pytest

from console.domain.account import Credentials
from console.domain.errors import (
    InputInvalid,
    ProviderUnauthorised,
    ReplyUnreadable,
)
from console.domain.provider import (
    Environment,
)
from console.providers.account_http import AccountHttp
from console.providers.contract import Exchange, HttpRequest
from console.providers.transport import Transport
from tests.support.raw_server import RawServer
from tests.support.transport_account import MANIFEST, READ, WRITE, build_account


async def test_a_signed_link_gets_no_credentials(http: AccountHttp, server: RawServer) -> None:
    server.reply_http(200)
    headers = (
        ("X-API-Key", "sk-planted"),
        ("Authorization", "Bearer sk-planted"),
        ("Accept", "application/pdf"),
    )
    await http.send(HttpRequest("GET", f"{server.url}/file.pdf?sig=abc%2Bd", headers))
    sent = server.requests[0]
    assert "sk-planted" not in str(sent.headers)
    assert sent.headers["accept"] == "application/pdf"
    assert sent.target == "/file.pdf?sig=abc%2Bd"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/other-port",
        "http://example.org/file.pdf",
        "ftp://example.org/file.pdf",
        "file:///etc/passwd",
        "https://user:pw@example.org/x",
        "https://",
        "javascript:alert(1)",
        "https://[broken",
    ],
)
async def test_unsafe_addresses_are_not_opened(
    http: AccountHttp, exchanges: list[Exchange], url: str
) -> None:
    with pytest.raises(ReplyUnreadable) as caught:
        await http.send(HttpRequest("GET", url))
    assert url not in caught.value.user_message
    assert exchanges == []


@pytest.mark.parametrize(
    ("url", "environment"),
    [
        ("http://127.0.0.1:8000", Environment.TEST),
        ("http://api.example.org", Environment.LIVE),
        ("https://api.example.org/", Environment.LIVE),
        ("api.example.org", Environment.TEST),
        ("https://", Environment.LIVE),
        ("https://u:p@api.example.org", Environment.LIVE),
    ],
)
async def test_only_simulators_may_do_without_tls(
    transport: Transport, url: str, environment: Environment
) -> None:
    with pytest.raises(InputInvalid) as caught:
        transport.open_account(build_account(url, environment), Credentials({}), MANIFEST)
    assert caught.value.field == "base_url"


@pytest.mark.parametrize("key", ["sk\u2013planted", "sk\nplanted", "sk\x00planted", "sk\udc80planted"])
@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
async def test_a_key_that_no_header_can_hold_is_not_sent_and_not_told(
    http: AccountHttp, server: RawServer, request_: HttpRequest, key: str
) -> None:
    with pytest.raises(ProviderUnauthorised) as caught:
        await http.send(replace(request_, headers=(("X-API-Key", key),)))
    assert "Copy them again" in caught.value.user_message
    assert "planted" not in "".join(traceback.format_exception(caught.value))
    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "https://ex\x00ample.com/secret-path",
        "https://example.com/secret-path\x7f",
        "https://xn--/secret-path",
        "https://example.com/secret-path\ud800",
        "https://" + "a" * 70 + ".ex\u00e4mple/secret-path",
    ],
)
async def test_a_link_that_is_no_address_is_one_sentence(http: AccountHttp, url: str) -> None:
    with pytest.raises(ReplyUnreadable) as caught:
        await http.send(HttpRequest("GET", url))
    assert "secret-path" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
async def test_a_path_of_ours_that_cannot_be_sent_was_not_sent(
    http: AccountHttp, server: RawServer, request_: HttpRequest
) -> None:
    with pytest.raises(InputInvalid) as caught:
        await http.send(replace(request_, url="/record/a\x00b\ud800"))
    assert "Nothing was sent" in caught.value.user_message
    assert server.requests == []
