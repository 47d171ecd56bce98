"""How every call of an Iron account is made: its headers and the limits of where they may go; knows no record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from console.base.ids import new_uuid
from console.domain.account import Account, Credentials
from console.domain.outbox import FrozenRequest
from console.providers.contract import Http, HttpReply, HttpRequest
from console.providers.iron import protocol
from console.providers.iron.manifest import DEFAULT_API_VERSION

_PAGE_BYTES: Final = 8_000_000


class IronCalls:
    """Sends one request. `is_scoped` is False for the calls that do not take the sub-partner's header.

    https://docs.iron.xyz/reference-2026-07-01/customer/get-all-customer-identifications
    """

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self._http = http
        api_key = credentials.value("api_key")
        version = account.settings.get("api_version", DEFAULT_API_VERSION)
        self._headers = protocol.build_headers(api_key, version)
        self._scoped_headers = protocol.build_headers(
            api_key, version, account.settings.get("sub_partner_id", "")
        )

    async def read(self, path: str, *, is_scoped: bool = True, max_bytes: int = _PAGE_BYTES) -> HttpReply:
        """A call that changes nothing. Raises a `ProviderFault`."""
        headers = self._scoped_headers if is_scoped else self._headers
        request = HttpRequest("GET", path, headers, max_bytes=max_bytes, read_error=protocol.read_error)
        return await self._http.send(request)

    async def change(
        self,
        method: str,
        path: str,
        fields: Mapping[str, object] | None = None,
        *,
        is_scoped: bool = True,
    ) -> HttpReply:
        """A call that leaves the same however often it is made; a POST gets a key of its own.

        Raises a `ProviderFault` or `OutcomeUncertain`.
        """
        body = b"" if fields is None else protocol.build_body(fields)
        headers = list(self._scoped_headers if is_scoped else self._headers)
        if body:
            headers.append(protocol.CONTENT_TYPE)
        if method == "POST":
            headers.append((protocol.KEY_HEADER, new_uuid()))
        return await self._write(method, path, tuple(headers), body)

    async def send(self, request: FrozenRequest) -> HttpReply:
        """One frozen create, byte for byte. Raises a `ProviderFault` or `OutcomeUncertain`."""
        headers = (*self._scoped_headers, *request.headers)
        return await self._write(request.method, request.path, headers, request.body)

    async def _write(
        self, method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes
    ) -> HttpReply:
        return await self._http.send(
            HttpRequest(method, path, headers, body, is_safe=False, read_error=protocol.read_error)
        )
