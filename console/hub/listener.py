"""Serves the intake over TCP on the loop that is already running; takes no signals and starts no process."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Final, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from console.base.clock import Clock, SystemClock
from console.hub.intake import Apply, Intake, IntakeLimits

# More deliveries at once are turned away with 503; their senders try again.
_AT_ONCE: Final = 64
_HEADERS_S: Final = 10.0
_GRACE_S: Final = 2
_BACKLOG: Final = 128


class Listener:
    """One open port. `apply` is called for each delivery, see `intake.Apply`."""

    def __init__(self, apply: Apply, clock: Clock | None = None, limits: IntakeLimits | None = None) -> None:
        self._intake = Intake(apply, clock or SystemClock(), limits or IntakeLimits())
        self._server: uvicorn.Server | None = None
        self._socket: socket.socket | None = None

    async def start(self, host: str, port: int) -> str:
        """Open the port (0: a free one) and return the address without a slash at the end.

        Raises `OSError` when the port is taken or the host is not ours.
        """
        listening = await _open_socket(host, port)
        server = uvicorn.Server(_build_config(self._intake))
        server.config.load()
        # `Server.serve` would take over the signals and wake ten times a second; its two halves do neither.
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup(sockets=[listening])
        self._server, self._socket = server, listening
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{listening.getsockname()[1]}"

    async def aclose(self) -> None:
        """Take nothing new, let what is being applied end within two seconds; idempotent."""
        server, self._server = self._server, None
        if server is not None and self._socket is not None:
            await server.shutdown(sockets=[self._socket])
            # One that was taken in while the others were told to end is told by nobody.
            for connection in tuple(server.server_state.connections):
                cast("H11Protocol", connection).transport.abort()


class _PatientProtocol(H11Protocol):
    """HTTP that hangs up on a connection which never gets its first request together."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._first_request = self.loop.call_later(_HEADERS_S, self._end_unless_asked)

    def connection_lost(self, exc: Exception | None) -> None:
        self._first_request.cancel()
        super().connection_lost(exc)

    def _end_unless_asked(self) -> None:
        # uvicorn declares it as always there; it is None until the first request.
        if self.cycle is None:  # pyright: ignore[reportUnnecessaryComparison]
            self.transport.close()


def _build_config(app: Intake) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_PatientProtocol,
        ws="none",
        lifespan="off",
        loop="none",
        access_log=False,
        log_config=None,
        # Its lines are about single connections of strangers; what matters is logged by the intake.
        log_level=logging.CRITICAL,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_GRACE_S,
    )


async def _open_socket(host: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if socket.has_ipv6 and family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening
