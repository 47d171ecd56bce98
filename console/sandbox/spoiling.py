"""How each fault action spoils an answer; holds no rules of when, knows no provider."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.sandbox.connections import Connections
from console.sandbox.faults import FaultRule

_HTML: Final = (
    b"<!doctype html><html><head><title>Gateway</title></head><body><h1>Please wait</h1></body></html>"
)
# Actions whose request has its effect at the provider; only the answer is spoiled.
_WITH_EFFECT: Final = frozenset({"truncate", "drip", "commit_then_status", "commit_then_drop"})
_DRIP_S: Final = 0.1
_BOMB_BYTES: Final = 256 * 1024 * 1024
_BOMB_PIECE: Final = b" " * 1_048_576
_GARBAGE_BYTES: Final = 64


@dataclass(slots=True)
class _Answer:
    """An answer held back: what the provider would have said."""

    status: int = 500
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    async def collect(self, message: Message) -> None:
        """Takes the place of the server's `send`: nothing leaves, the last status and the whole body are kept."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = tuple(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


async def answer_with_fault(
    rule: FaultRule, app: ASGIApp, connections: Connections, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer one request as the rule says.

    `delay`, `truncate`, `drip` and the `commit_then_` actions let the request have its effect, the others don't.
    """
    if rule.action == "delay":
        await asyncio.sleep(rule.seconds or 0.0)
        await app(scope, receive, send)
        return
    held = _Answer()
    if rule.action in _WITH_EFFECT:
        await app(scope, receive, held.collect)
    else:
        await _read_all(receive)
    match rule.action:
        case "truncate":
            await _send_truncated(rule, held, connections, scope, receive, send)
        case "drip":
            await _send_dripping(rule, held, receive, send)
        case "drop" | "commit_then_drop":
            await _drop(connections, scope, receive)
        case "html":
            await _send_whole(send, rule.status or 200, _html_headers(rule), _HTML)
        case "garbage":
            await _send_whole(send, rule.status or 200, _json_headers(rule), _build_garbage(rule))
        case "gzip_bomb":
            await _send_bomb(rule, receive, send)
        case "status" | "commit_then_status":
            await _send_whole(send, rule.status or 500, _status_headers(rule), _status_body(rule))


async def _send_truncated(
    rule: FaultRule, held: _Answer, connections: Connections, scope: Scope, receive: Receive, send: Send
) -> None:
    """The head promises the whole body, then the connection ends after part of it."""
    headers = [(name, value) for name, value in held.headers if name.lower() != b"content-length"]
    headers.append((b"content-length", str(max(len(held.body), 1)).encode()))
    part = held.body[: len(held.body) // 2 if rule.bytes is None else min(rule.bytes, len(held.body) - 1)]
    await send({"type": "http.response.start", "status": held.status, "headers": headers})
    await send({"type": "http.response.body", "body": part, "more_body": True})
    connections.close(scope)
    await _wait_for_disconnect(receive)


async def _send_dripping(rule: FaultRule, held: _Answer, receive: Receive, send: Send) -> None:
    """The true answer, a few bytes at a time; ends early when the client has had enough."""
    size = max(rule.bytes or 1, 1)
    seconds = _DRIP_S if rule.seconds is None else rule.seconds
    await send({"type": "http.response.start", "status": held.status, "headers": list(held.headers)})
    for start in range(0, len(held.body), size):
        await send({"type": "http.response.body", "body": held.body[start : start + size], "more_body": True})
        if await _is_gone_after(receive, seconds):
            return
    await send({"type": "http.response.body", "body": b""})


async def _send_bomb(rule: FaultRule, receive: Receive, send: Send) -> None:
    """A small gzip body that unpacks to `bytes` spaces, 256 MiB by default."""
    headers = {**_json_headers(rule), "content-encoding": "gzip"}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": rule.status or 200, "headers": raw})
    for piece in _pack(_BOMB_BYTES if rule.bytes is None else rule.bytes):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        if await _is_gone_after(receive, 0.0):
            return
    await send({"type": "http.response.body", "body": b""})


def _pack(size: int) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    for start in range(0, size, len(_BOMB_PIECE)):
        yield packer.compress(_BOMB_PIECE[: size - start]) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()


def _build_garbage(rule: FaultRule) -> bytes:
    """Bytes that are neither text nor JSON, whatever their number."""
    size = _GARBAGE_BYTES if rule.bytes is None else rule.bytes
    return (b"\x00\xff\xfe{]\x80" * (size // 6 + 1))[:size]


async def _drop(connections: Connections, scope: Scope, receive: Receive) -> None:
    connections.abort(scope)
    await _wait_for_disconnect(receive)


async def _send_whole(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _html_headers(rule: FaultRule) -> dict[str, str]:
    return {"content-type": "text/html; charset=utf-8", **_lower(rule.headers)}


def _json_headers(rule: FaultRule) -> dict[str, str]:
    return {"content-type": "application/json", **_lower(rule.headers)}


def _status_headers(rule: FaultRule) -> dict[str, str]:
    is_text = rule.body is None or isinstance(rule.body, str)
    kind = "text/plain; charset=utf-8" if is_text else "application/json"
    return {"content-type": kind, **_lower(rule.headers)}


def _lower(headers: dict[str, str] | None) -> dict[str, str]:
    return {
        name.lower(): value for name, value in (headers or {}).items() if name.lower() != "content-length"
    }


def _status_body(rule: FaultRule) -> bytes:
    if rule.body is None:
        return b""
    return rule.body.encode() if isinstance(rule.body, str) else json.dumps(rule.body).encode()


async def _read_all(receive: Receive) -> None:
    """Take the request's body off the wire, so that the connection can be used again."""
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


async def _is_gone_after(receive: Receive, seconds: float) -> bool:
    """True when the client ended the connection within `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await _wait_for_disconnect(receive)
    except TimeoutError:
        return False
    return True


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
