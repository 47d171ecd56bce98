"""A measured process's side of a running simulator: its start line from standard input, and its control calls."""

from __future__ import annotations

import asyncio
import http.client
import json
import sys
from collections.abc import Mapping
from typing import Any, Final, cast
from urllib.parse import urlsplit

from console.domain.keys import VerificationKey
from console.services.services import Services
from console.services.simulator import add_simulator, read_object

_DEADLINE_S: Final = 30.0
_REFUSED_FROM: Final = 400


class BenchSimulator:
    """Calls go out from a thread, so that the loop that is measured is free."""

    def __init__(self, start_line: Mapping[str, object]) -> None:
        self.start_line = start_line
        parts = urlsplit(str(start_line["control_url"]))
        self._host, self._port, self._path = parts.hostname or "", parts.port or 0, parts.path
        self._providers: dict[str, str] = {}

    async def add_to(self, services: Services, only: frozenset[str] = frozenset()) -> None:
        """Add its accounts, or those at some providers alone, and every id it knows of theirs."""
        announced = cast("Mapping[str, object]", self.start_line["providers"])
        wanted = {name: one for name, one in announced.items() if not only or name in only}
        await add_simulator(services, {**self.start_line, "providers": wanted})
        self._providers = {one.id: one.provider for one in services.accounts.load_accounts()}

    async def journey(self, key: VerificationKey, step: str) -> None:
        """Let the person of a verification take one step."""
        provider = self._providers[key.account_id]
        await self.control("POST", f"/journeys/{provider}/{key.id}", {"step": step})

    async def control(self, method: str, path: str, body: object = None) -> Any:
        """One control call. Raises `RuntimeError` where it is refused."""
        return await asyncio.to_thread(self._control, method, path, body)

    def _control(self, method: str, path: str, body: object) -> Any:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_DEADLINE_S)
        try:
            payload = None if body is None else json.dumps(body).encode()
            connection.request(method, self._path + path, payload, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            text = reply.read().decode()
            if reply.status >= _REFUSED_FROM:
                raise RuntimeError(f"{method} {path}: {reply.status} {text[:200]}")
            return json.loads(text) if text else None
        finally:
            connection.close()


def read_simulator() -> BenchSimulator:
    """The simulator whose start line stands on standard input."""
    return BenchSimulator(read_object(sys.stdin.read()))
