"""Told so, the simulator shows other machines its hosted pages and nothing else."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

from console.sandbox.server import SandboxApp


async def _ask(app: SandboxApp, client: str, server: str, path: str) -> tuple[int, str]:
    """Status and body as a server hands them over."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "client": (client, 50_000),
        "server": (server, 8_000), "headers": [(b"host", f"{server}:8000".encode())],
    }  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()


@pytest.fixture
def app() -> SandboxApp:
    """Answers say who gave them."""
    return SandboxApp(
        {"/iron/api": PlainTextResponse("provider")},
        PlainTextResponse("control"),
        PlainTextResponse("pages"),
        is_pages_only=True,
    )


async def test_a_phone_reaches_the_pages_and_nothing_else(app: SandboxApp) -> None:
    phone = ("192.168.1.77", "192.168.1.5")
    assert await _ask(app, *phone, "/hosted/iron/abc") == (200, "pages")
    for path in ("/iron/api/customers", "/control/state"):
        status, text = await _ask(app, *phone, path)
        assert status == 403
        assert "provider" not in text


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.1.5"])
async def test_this_computer_reaches_the_providers_at_either_address(app: SandboxApp, address: str) -> None:
    assert await _ask(app, address, address, "/iron/api/customers") == (200, "provider")


async def test_the_control_address_stays_on_loopback(app: SandboxApp) -> None:
    assert await _ask(app, "127.0.0.1", "127.0.0.1", "/control/state") == (200, "control")
    assert (await _ask(app, "192.168.1.5", "192.168.1.5", "/control/state"))[0] == 403
