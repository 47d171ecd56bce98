"""Proofme's requests with the account's key on them; reads no answer."""

from __future__ import annotations

from console.domain.account import Account, Credentials
from console.domain.errors import InputInvalid, ProviderNotFound
from console.domain.outbox import FrozenRequest
from console.providers.contract import Http, HttpReply, HttpRequest
from console.providers.proofme import protocol


class Calls:
    """One account's way to Proofme. Every call raises a `ProviderFault`, a write also `OutcomeUncertain`."""

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        """Raises `InputInvalid` when the account has neither a JWT nor an API key."""
        # A pasted JWT is taken as it is: how one is made and how long it lives is not documented.
        key = credentials.value("jwt").strip() or credentials.value("api_key").strip()
        if not key:
            raise InputInvalid("Proofme needs an API key or a JWT.", field="api_key")
        # The key stands alone, without a scheme word: https://docs.proofme.id/#/api/authentication
        prefix = account.settings.get("auth_prefix", "").strip()
        self._authorization = ("authorization", f"{prefix} {key}".strip())
        self._http = http

    async def get(self, path: str) -> HttpReply:
        """Read; the transport may repeat it."""
        return await self._http.send(
            HttpRequest("GET", path, (self._authorization,), read_error=protocol.read_error)
        )

    async def get_unless_gone(self, path: str) -> HttpReply | None:
        """Read; None where Proofme does not know the record."""
        try:
            return await self.get(path)
        except ProviderNotFound:
            return None

    async def delete(self, path: str) -> HttpReply:
        """Sent once and never repeated."""
        return await self._write("DELETE", path)

    async def write(self, request: FrozenRequest) -> HttpReply:
        """Send a frozen create once."""
        return await self._write(request.method, request.path, request.headers, request.body)

    async def _write(
        self, method: str, path: str, headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
    ) -> HttpReply:
        return await self._http.send(
            HttpRequest(
                method,
                path,
                (*headers, self._authorization),
                body,
                is_safe=False,
                read_error=protocol.read_error,
            )
        )
