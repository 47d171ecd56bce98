"""Fault rules of the control API and how each one spoils an answer; knows no provider."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.sandbox.connections import Connections

Action = Literal["status", "delay", "drop", "truncate", "html", "commit_then_status"]

_HTML = b"<!doctype html><html><head><title>Gateway</title></head><body><h1>Please wait</h1></body></html>"


class FaultRule(BaseModel):
    """One rule; `method`, `path` and `provider` may be '*'. `path` is an fnmatch pattern below `base_url`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: str
    action: Action
    method: str | None = None
    path: str = "*"
    times: int | None = Field(default=None, ge=0)
    status: int | None = Field(default=None, ge=200, le=599)
    body: JsonValue = None
    seconds: float | None = Field(default=None, ge=0, le=3600)
    bytes: int | None = Field(default=None, ge=0)
    headers: dict[str, str] | None = None

    def matches(self, provider: str, method: str, path: str) -> bool:
        pattern = self.path if self.path.startswith(("/", "*")) else f"/{self.path}"
        return (
            self.provider in ("*", provider)
            and (self.method or "*").upper() in ("*", method)
            and fnmatchcase(path, pattern)
        )


@dataclass(slots=True)
class _Armed:
    rule: FaultRule
    left: int | None


class FaultPlan:
    """The rules in force; the first that matches and isn't used up wins."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def add(self, rules: Iterable[FaultRule]) -> None:
        self._armed.extend(_Armed(rule, rule.times) for rule in rules)

    def clear(self) -> None:
        self._armed.clear()

    def take(self, provider: str, method: str, path: str) -> FaultRule | None:
        """The rule for this request, counted as used once."""
        for armed in self._armed:
            if armed.left == 0 or not armed.rule.matches(provider, method, path):
                continue
            if armed.left is not None:
                armed.left -= 1
            return armed.rule
        return None


@dataclass(slots=True)
class _Answer:
    """An answer held back: what the provider would have said."""

    status: int = 500
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = tuple(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


async def answer_with_fault(
    rule: FaultRule, app: ASGIApp, connections: Connections, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer one request as the rule says.

    `delay`, `truncate` and `commit_then_status` let the request have its effect, the other actions don't.
    """
    if rule.action == "delay":
        await asyncio.sleep(rule.seconds or 0.0)
        await app(scope, receive, send)
        return
    if rule.action in ("truncate", "commit_then_status"):
        held = _Answer()
        await app(scope, receive, held.collect)
        if rule.action == "truncate":
            await _send_truncated(rule, held, connections, scope, receive, send)
            return
    else:
        await _read_all(receive)
    if rule.action == "drop":
        await _drop(connections, scope, receive)
    elif rule.action == "html":
        await _send_whole(send, rule.status or 200, _html_headers(rule), _HTML)
    else:
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


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
