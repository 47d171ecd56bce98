"""A server on loopback that answers each request with exactly the bytes a test wants, good HTTP or not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawRequest:
    """One request as received; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[RawRequest, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class RawServer:
    """`answer` may be replaced at any time; after it the connection is closed."""

    url: str
    answer: Answer
    requests: list[RawRequest] = field(default_factory=list[RawRequest])

    def reply(self, *chunks: bytes) -> None:
        """Answer every request with these bytes."""

        async def send(_request: RawRequest, writer: asyncio.StreamWriter) -> None:
            writer.write(b"".join(chunks))
            await writer.drain()

        self.answer = send

    def reply_http(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        """Answer every request with a proper HTTP answer; `_` in a header's name stands for `-`."""
        self.reply(build_http(status, body, **headers))


def build_http(status: int, body: bytes = b"{}", **headers: str) -> bytes:
    """One HTTP/1.1 answer."""
    fields = {"content_type": "application/json", "content_length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    head = "\r\n".join([f"HTTP/1.1 {status} Any", "connection: close", *lines])
    return head.encode("latin-1") + b"\r\n\r\n" + body


@asynccontextmanager
async def start_raw_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Listen on a free loopback port for the length of a block."""

    async def unset(_request: RawRequest, _writer: asyncio.StreamWriter) -> None:
        raise AssertionError("the test set no answer")

    raw = RawServer("", unset)
    open_writers: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_writers.add(writer)
        try:
            request = await _read_request(reader)
            raw.requests.append(request)
            await raw.answer(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            open_writers.discard(writer)
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    raw.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield raw
    finally:
        server.close()
        for writer in tuple(open_writers):
            writer.transport.abort()
        await server.wait_closed()


async def _read_request(reader: asyncio.StreamReader) -> RawRequest:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ", 2)
    pairs = (line.split(":", 1) for line in head[1:] if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return RawRequest(method, target, headers, body)
