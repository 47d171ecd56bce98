"""The open TCP connections, so that a fault can end one in the middle; owns the server's protocol class."""

from __future__ import annotations

import asyncio

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connections:
    """Transports by the client's address."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], asyncio.Transport] = {}

    def build_protocol(self) -> type[H11Protocol]:
        """The protocol class to give to the server; it tells this object of every connection."""
        transports = self._transports

        class _Tracked(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client is not None:
                    transports[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    transports.pop(self.client, None)
                super().connection_lost(exc)

        return _Tracked

    def abort(self, scope: Scope) -> None:
        """End the request's connection at once, without an answer."""
        transport = self._find(scope)
        if transport is not None:
            transport.abort()

    def close(self, scope: Scope) -> None:
        """End the request's connection after what was sent so far."""
        transport = self._find(scope)
        if transport is not None:
            transport.close()

    def _find(self, scope: Scope) -> asyncio.Transport | None:
        client: tuple[str, int] | None = scope.get("client")
        return None if client is None else self._transports.get((client[0], client[1]))
