"""HTTP itself: httpx over aiohttp, TLS by the system's trust store, whole answers within a size limit.

The only module that imports httpx; imported after the first paint. Never logs an address, a header or a body.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Final

import aiohttp
import httpx
import truststore
from httpx_aiohttp import AiohttpTransport

from console.domain.account import Account, Credentials
from console.domain.provider import ProviderManifest
from console.providers.account_http import AccountHttp, AnswerLostError, Loss, Observer
from console.providers.budget import Budget
from console.providers.contract import Exchange, HttpReply, HttpRequest

_TIMEOUTS_S: Final = {"connect": 10.0, "read": 20.0, "write": 20.0, "pool": 10.0}
_MOST_CONNECTIONS: Final = 100
_KEEP_ALIVE_S: Final = 15.0
_OWN_HEADERS: Final = {
    "user-agent": "compliance-console",
    "accept": "application/json",
    "accept-encoding": "gzip",
}


def _ignore(_exchange: Exchange) -> None:
    """Nobody watches."""


class Transport:
    """One per process and event loop: shares connections, and budgets among accounts of equal credentials.

    `observe` is told of every request that went over the wire, on the loop.
    """

    def __init__(self, observe: Observer = _ignore) -> None:
        self._observe = observe
        self._wire = HttpxWire()
        self._budgets: dict[str, Budget] = {}
        self._pending: set[asyncio.Task[HttpReply]] = set()

    def open_account(
        self,
        account: Account,
        credentials: Credentials,
        manifest: ProviderManifest,
        requests_per_s: float | None = None,
    ) -> AccountHttp:
        """The `Http` of one account. `requests_per_s` replaces the manifest's budget (infinite for `bench`).

        Raises `InputInvalid` when the account's address is not https (a simulator's may be plain http).
        """
        if requests_per_s is None:
            requests_per_s = manifest.polling.budget_per_s(account.environment)
        budget = self._budgets.setdefault(_to_budget_key(account, credentials), Budget(requests_per_s))
        return AccountHttp(
            account, manifest.title, budget, self._wire, observe=self._observe, pending=self._pending
        )

    async def aclose(self, grace_s: float = 3.0) -> None:
        """Let what is on the wire end for `grace_s` seconds, then drop every connection."""
        if self._pending:
            await asyncio.wait(set(self._pending), timeout=grace_s)
        left = tuple(self._pending)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._wire.aclose()


class HttpxWire:
    """`account_http.Wire` over httpx's aiohttp transport.

    The transport is called without an `AsyncClient`: no cookies, no redirects, no environment, no log line with
    an address. Reads share kept connections; every write gets a fresh one, so that an idle connection the
    provider has closed meanwhile can never turn a write into an uncertain one.
    """

    def __init__(self) -> None:
        self._tls: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._reads = AiohttpTransport(verify=self._tls, trust_env=False, client=self._open_read_session)
        self._writes = AiohttpTransport(verify=self._tls, trust_env=False, client=self._open_write_session)

    async def exchange(
        self, request: HttpRequest, url: str, headers: tuple[tuple[str, str], ...]
    ) -> HttpReply:
        """Send and read the whole answer. Raises `AnswerLostError`."""
        transport = self._reads if request.is_safe else self._writes
        given = {name.lower() for name, _ in headers}
        own = {name: value for name, value in _OWN_HEADERS.items() if name not in given}
        outgoing = _build_request(request, url, [*own.items(), *headers])
        try:
            response = await transport.handle_async_request(outgoing)
        except (httpx.HTTPError, aiohttp.ClientError, OSError, ValueError) as error:
            raise AnswerLostError(_to_loss(error)) from error
        try:
            body = await _read_body(response, request.max_bytes)
        except (httpx.HTTPError, aiohttp.ClientError, OSError, zlib.error) as error:
            raise AnswerLostError(Loss.SLOW if isinstance(error, httpx.ReadTimeout) else Loss.CUT) from error
        finally:
            await response.aclose()
        return HttpReply(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)

    async def aclose(self) -> None:
        """Drop every connection."""
        await self._reads.aclose()
        await self._writes.aclose()

    def _open_read_session(self) -> aiohttp.ClientSession:
        kept = aiohttp.TCPConnector(ssl=self._tls, limit=_MOST_CONNECTIONS, keepalive_timeout=_KEEP_ALIVE_S)
        return self._open_session(kept)

    def _open_write_session(self) -> aiohttp.ClientSession:
        session = self._open_session(
            aiohttp.TCPConnector(ssl=self._tls, limit=_MOST_CONNECTIONS, force_close=True)
        )
        # WORKAROUND: aiohttp repeats PUT and DELETE by itself after a lost connection, without a public switch;
        # https://docs.aiohttp.org/en/stable/client_advanced.html
        session._retry_connection = False  # pyright: ignore[reportPrivateUsage]
        return session

    def _open_session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )


def _build_request(request: HttpRequest, url: str, headers: list[tuple[str, str]]) -> httpx.Request:
    """Raises `AnswerLostError`, without the library's error: its words repeat what cannot be sent."""
    try:
        return httpx.Request(
            request.method, url, headers=headers, content=request.body, extensions={"timeout": _TIMEOUTS_S}
        )
    except (httpx.InvalidURL, ValueError):
        raise AnswerLostError(Loss.UNSENDABLE) from None


async def _read_body(response: httpx.Response, max_bytes: int) -> bytes:
    declared: str = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:18]) > max_bytes:
        raise AnswerLostError(Loss.TOO_LARGE)
    encoding: str = response.headers.get("content-encoding", "")
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return await _read_plain(response.aiter_raw(), max_bytes)
    if encoding in {"gzip", "x-gzip"}:
        return await _read_gzip(response.aiter_raw(), max_bytes)
    raise AnswerLostError(Loss.GARBLED)


async def _read_plain(chunks: AsyncIterator[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise AnswerLostError(Loss.TOO_LARGE)
    return bytes(body)


async def _read_gzip(chunks: AsyncIterator[bytes], max_bytes: int) -> bytes:
    """Decode no more than the limit: a small body may unpack to a thousand times its size."""
    decoder = zlib.decompressobj(wbits=31)
    body = bytearray()
    async for chunk in chunks:
        body += decoder.decompress(chunk, max_bytes + 1 - len(body))
        if len(body) > max_bytes or decoder.unconsumed_tail:
            raise AnswerLostError(Loss.TOO_LARGE)
    if not decoder.eof:
        raise AnswerLostError(Loss.CUT)
    return bytes(body)


def _to_loss(error: Exception) -> Loss:
    """Whether the request can have reached the provider.

    The cause counts, not the httpx class: httpx-aiohttp 0.2 calls a connection lost after sending ConnectTimeout.
    """
    cause = error if isinstance(error, aiohttp.ClientError) else error.__cause__
    match cause:
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Loss.UNTRUSTED
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | aiohttp.InvalidURL():
            return Loss.UNREACHABLE
        case aiohttp.ServerTimeoutError():
            return Loss.SLOW
        case aiohttp.ClientResponseError():
            return Loss.GARBLED
        case aiohttp.ClientPayloadError():
            return Loss.CUT
        case _:
            return Loss.UNREACHABLE if isinstance(error, httpx.UnsupportedProtocol) else Loss.DROPPED


def _to_budget_key(account: Account, credentials: Credentials) -> str:
    digest = sha256()
    for key in sorted(credentials.values):
        digest.update(f"{key}\0{credentials.values[key]}\0".encode("utf-8", "surrogatepass"))
    return f"{account.environment.value} {account.base_url} {digest.hexdigest()}"
