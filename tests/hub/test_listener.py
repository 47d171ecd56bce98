"""The listener over real TCP: what is taken, what is refused, and that nothing is acknowledged before it is saved."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC
from urllib.parse import urlsplit

import pytest

from console.domain.errors import InputInvalid, ProviderUnreachable, WebhookRefused
from console.domain.webhook import Delivery
from console.hub.intake import IntakeLimits
from console.hub.listener import Listener
from console.hub.thanks import RETURN_SETTINGS, build_public_settings

KEY = b"demo-signing-key-01"
BODY = b'{"scanRef":"7c1e2f40-0000-4000-8000-5a17c0ffee01","name":"Mira Oldfield"}'
PATH = "/webhooks/idenfy/0123456789abcdef0123"


class Desk:
    """The callback a desk gives: verifies like a provider's reader, then saves."""

    def __init__(self) -> None:
        self.saved: list[tuple[str, str, Delivery]] = []
        self.error: Exception | None = None
        self.arrived = asyncio.Event()
        self.may_save = asyncio.Event()
        self.may_save.set()

    async def __call__(self, provider: str, token: str, delivery: Delivery) -> None:
        given = delivery.headers.get("idenfy-signature", "").encode()
        if not hmac.compare_digest(given, hmac.new(KEY, delivery.body, hashlib.sha256).hexdigest().encode()):
            raise WebhookRefused("not signed")
        if self.error is not None:
            raise self.error
        self.arrived.set()
        await self.may_save.wait()
        self.saved.append((provider, token, delivery))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def base_url(desk: Desk) -> AsyncIterator[str]:
    listener = Listener(desk, limits=IntakeLimits(max_bytes=10_000, body_s=0.3))
    yield await listener.start("127.0.0.1", 0)
    await listener.aclose()


def build_request(
    body: bytes = BODY, path: str = PATH, method: str = "POST", signature: str | None = None, extra: str = ""
) -> bytes:
    signed = hmac.new(KEY, body, hashlib.sha256).hexdigest() if signature is None else signature
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Idenfy-Signature: {signed}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    )
    return head.encode() + body


async def send(base_url: str, request: bytes, *, end: bool = False) -> int:
    """The status of the answer, 0 when the connection just ended."""
    parts = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(request)
        await writer.drain()
        if end:
            return 0
        line = await asyncio.wait_for(reader.readline(), 10)
        return int(line.split()[1]) if line else 0
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_a_signed_delivery_arrives_byte_for_byte(base_url: str, desk: Desk) -> None:
    assert await send(base_url, build_request()) == 200
    provider, token, delivery = desk.saved[0]
    assert (provider, token, delivery.body) == ("idenfy", "0123456789abcdef0123", BODY)
    assert delivery.headers["content-type"] == "application/json"
    assert delivery.received_at.tzinfo is UTC


@pytest.mark.parametrize("signature", ["", "0" * 64, "é" * 10])
async def test_a_forged_or_unsigned_delivery_has_no_effect(base_url: str, desk: Desk, signature: str) -> None:
    assert await send(base_url, build_request(signature=signature)) == 401
    assert desk.saved == []


async def test_a_body_changed_by_one_space_has_no_effect(base_url: str, desk: Desk) -> None:
    signed = hmac.new(KEY, BODY, hashlib.sha256).hexdigest()
    assert await send(base_url, build_request(BODY + b" ", signature=signed)) == 401
    assert desk.saved == []


async def test_a_second_signature_cannot_hide_behind_the_first(base_url: str, desk: Desk) -> None:
    assert await send(base_url, build_request(extra="Idenfy-Signature: " + "0" * 64 + "\r\n")) == 401
    assert desk.saved == []


async def test_the_sender_is_told_only_after_the_callback_has_saved(base_url: str, desk: Desk) -> None:
    desk.may_save.clear()
    answer = asyncio.create_task(send(base_url, build_request()))
    await desk.arrived.wait()
    assert await send(base_url, build_request(method="GET")) == 405
    assert not answer.done()
    desk.may_save.set()
    assert await answer == 200
    assert len(desk.saved) == 1


async def test_a_delivery_that_could_not_be_saved_is_kept_by_its_sender(base_url: str, desk: Desk) -> None:
    desk.error = ProviderUnreachable("away")
    assert await send(base_url, build_request()) == 503


@pytest.mark.expects_log("failed: LookupError")
async def test_an_unexpected_error_names_no_content(
    base_url: str, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.error = LookupError("Mira Oldfield")
    with caplog.at_level(logging.DEBUG):
        assert await send(base_url, build_request()) == 500
        assert await send(base_url, build_request(signature="")) == 401
    assert "Mira" not in caplog.text
    assert "0123456789abcdef0123" not in caplog.text


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE"])
async def test_only_post_is_taken(base_url: str, desk: Desk, method: str) -> None:
    assert await send(base_url, build_request(method=method)) == 405
    assert desk.saved == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/webhooks",
        "/webhooks/idenfy",
        "/webhooks/idenfy/short",
        PATH + "/more",
        "/webhooks/../" + "a" * 20,
    ],
)
async def test_other_addresses_do_not_exist(base_url: str, desk: Desk, path: str) -> None:
    assert await send(base_url, build_request(path=path)) == 404
    assert desk.saved == []


async def test_a_body_declared_too_large_is_refused_unread(base_url: str, desk: Desk) -> None:
    head = (
        build_request().partition(b"\r\n\r\n")[0].replace(b"Content-Length: 73", b"Content-Length: 99999999")
    )
    assert b"99999999" in head
    assert await send(base_url, head + b"\r\n\r\n") == 413
    assert desk.saved == []


async def test_a_body_that_grows_too_large_is_refused(base_url: str, desk: Desk) -> None:
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    assert await send(base_url, head + chunk * 3) == 413
    assert desk.saved == []


async def test_a_body_that_never_ends_is_given_up(base_url: str, desk: Desk) -> None:
    assert await send(base_url, build_request()[:-5]) == 408
    assert desk.saved == []


async def test_a_sender_that_hangs_up_half_way_has_no_effect(base_url: str, desk: Desk) -> None:
    assert await send(base_url, build_request()[:-5], end=True) == 0
    assert await send(base_url, build_request()) == 200
    assert len(desk.saved) == 1


async def test_neither_json_nor_form_is_refused(base_url: str, desk: Desk) -> None:
    request = build_request().replace(b"application/json", b"text/html; charset=utf-8")
    assert await send(base_url, request) == 400
    assert desk.saved == []


async def test_a_form_is_taken(base_url: str, desk: Desk) -> None:
    request = build_request(b"id=1").replace(b"application/json", b"application/x-www-form-urlencoded")
    assert await send(base_url, request) == 200
    assert desk.saved[0][2].body == b"id=1"


async def test_what_is_not_http_is_turned_away(base_url: str, desk: Desk) -> None:
    assert await send(base_url, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n") == 400
    assert await send(base_url, build_request()) == 200


async def test_a_closed_listener_frees_its_port(desk: Desk) -> None:
    listener = Listener(desk)
    base_url = await listener.start("127.0.0.1", 0)
    await listener.aclose()
    await listener.aclose()
    with pytest.raises(ConnectionError):
        await send(base_url, build_request())
    again = Listener(desk)
    assert await again.start("127.0.0.1", urlsplit(base_url).port or 0) == base_url
    await again.aclose()


async def test_a_taken_port_is_an_error_of_the_machine(base_url: str, desk: Desk) -> None:
    with pytest.raises(OSError):
        await Listener(desk).start("127.0.0.1", urlsplit(base_url).port or 0)


async def test_signals_stay_with_the_program(base_url: str) -> None:
    import signal

    handler: Callable[..., object] | int | None = signal.getsignal(signal.SIGTERM)
    assert base_url
    assert handler is signal.SIG_DFL


async def _get(base_url: str, path: str, method: str = "GET") -> tuple[bytes, bytes]:
    """Head and body of an answer."""
    parts = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await asyncio.wait_for(reader.read(), 10)).partition(b"\r\n\r\n")
        return head, body
    finally:
        writer.close()


@pytest.mark.parametrize("outcome", ["done", "success", "error", "unverified"])
async def test_a_customer_comes_back_to_a_plain_page_whatever_the_provider_adds(
    base_url: str, desk: Desk, outcome: str
) -> None:
    head, body = await _get(base_url, f"/thanks/{outcome}")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"default-src 'none'" in head
    assert b"no-store" in head
    assert b"<script" not in body
    hint = "?status=approved&name=Mira+Oldfield&id=%3Cscript%3E"
    assert (await _get(base_url, f"/thanks/{outcome}{hint}"))[1] == body
    assert (await _get(base_url, f"/thanks/{outcome}", "HEAD"))[1] == b""
    assert desk.saved == []


@pytest.mark.parametrize(
    ("path", "status"), [("/thanks/", 404), ("/thanks/other", 404), ("/thanks/done/x", 404)]
)
async def test_no_other_page_is_shown(base_url: str, path: str, status: int) -> None:
    head, _ = await _get(base_url, path)
    assert head.startswith(f"HTTP/1.1 {status}".encode())


@pytest.mark.qt_loop
async def test_it_serves_on_the_window_s_own_loop(base_url: str, desk: Desk) -> None:
    assert await send(base_url, build_request()) == 200
    assert await send(base_url, build_request()[:-5]) == 408
    assert len(desk.saved) == 1


def test_a_public_address_gives_every_return_setting_its_page() -> None:
    built = build_public_settings("https://desk.example/hooks/")
    assert built["redirect_url"] == built["redirectUrl"] == "https://desk.example/hooks/thanks/done"
    assert built["unverifiedUrl"] == "https://desk.example/hooks/thanks/unverified"
    assert set(built) == set(RETURN_SETTINGS)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "desk.example",
        "http://desk.example",
        "https://",
        "https://[",
        "https://a b/",
        "https://d.example/?q=1",
    ],
)
def test_what_the_world_cannot_reach_safely_is_no_public_address(wrong: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        build_public_settings(wrong)
    assert caught.value.field == "public-url"
