"""How iDenfy is called: the keys, and what its error identifiers mean. Knows no single call."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

from console.domain.account import Account, Credentials
from console.domain.errors import (
    ProviderFailed,
    ProviderFault,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
    ProviderThrottled,
    ProviderUnauthorised,
)
from console.domain.outbox import FrozenRequest
from console.providers.contract import RECORD_BYTES, Http, HttpReply, HttpRequest
from console.providers.idenfy import protocol

_JSON: Final = ("content-type", "application/json")
_NO_CREDITS: Final = (
    "This iDenfy account has no credits left, so nothing was made. Buy credits, then try again."
)
_PAYMENT_REQUIRED: Final = 402
# In the words of the error page: https://documentation.idenfy.com/kyc/id-error-messages
_TOKEN_LIMIT: Final = "reached token limit"  # noqa: S105 - words of an error


class Caller:
    """One account's calls. Every answer outside 200 to 299 is raised as a `ProviderFault`."""

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self.account = account
        self._http = http
        pair = f"{credentials.value('api_key')}:{credentials.value('api_secret')}"
        self._authorization = ("authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")

    async def get(self, path: str) -> HttpReply:
        """A read."""
        return await self._send(
            HttpRequest("GET", path, (self._authorization,), read_error=protocol.read_error)
        )

    async def post(
        self, path: str, body: bytes, *, max_bytes: int = 8_000_000, deadline_s: float = 30.0
    ) -> HttpReply:
        """A read: iDenfy's read calls are POST, and repeating one changes nothing."""
        return await self._send(
            HttpRequest(
                "POST",
                path,
                (_JSON, self._authorization),
                body,
                max_bytes=max_bytes,
                deadline_s=deadline_s,
                read_error=protocol.read_error,
            )
        )

    async def post_unless_gone(self, path: str, body: bytes) -> HttpReply | None:
        """A read of a record that may have been erased; None when iDenfy does not know it."""
        try:
            return await self.post(path, body, max_bytes=RECORD_BYTES)
        except ProviderNotFound:
            return None

    async def change(self, path: str, body: bytes) -> HttpReply:
        """A write, sent once. Raises `OutcomeUncertain` besides."""
        return await self._write("POST", path, (_JSON,), body)

    async def send(self, request: FrozenRequest) -> HttpReply:
        """A frozen write, sent once. Raises `OutcomeUncertain` besides."""
        return await self._write(request.method, request.path, request.headers, request.body)

    async def download(self, url: str, max_bytes: int, deadline_s: float) -> HttpReply:
        """A file behind a signed link: without the keys, which the storage must not see.

        https://documentation.idenfy.com/kyc/data-retrieval
        """
        return await self._http.send(
            HttpRequest(
                "GET", url, max_bytes=max_bytes, deadline_s=deadline_s, read_error=protocol.read_error
            )
        )

    async def _write(
        self, method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes
    ) -> HttpReply:
        return await self._send(
            HttpRequest(
                method,
                path,
                (*headers, self._authorization),
                body,
                is_safe=False,
                read_error=protocol.read_error,
            )
        )

    async def _send(self, request: HttpRequest) -> HttpReply:
        try:
            return await self._http.send(request)
        except ProviderRefused as fault:
            raise _to_precise(fault) from fault


# Every enveloped error may come with status 400: the identifier tells what it is.
# https://documentation.idenfy.com/kyc/id-error-messages
_BY_IDENTIFIER: Final[Mapping[str, tuple[type[ProviderFault], str]]] = {
    "UNAUTHORIZED": (ProviderUnauthorised, "iDenfy refused the credentials of this account. Check its keys."),
    "TOO_MANY_REQUESTS": (ProviderThrottled, "iDenfy asks us to wait before the next request."),
    "INTERNAL_ERROR": (ProviderFailed, "iDenfy has a problem of its own at the moment. Try again later."),
    "PARTNER_CONTRACT_ERROR": (
        ProviderForbidden,
        "This iDenfy account's contract does not include this. Ask iDenfy's support to switch it on.",
    ),
    "TOKEN_NOT_VALID": (
        ProviderRefused,
        "iDenfy no longer accepts this session: it has expired or was used. A new session may be made.",
    ),
}


def _to_precise(fault: ProviderRefused) -> ProviderFault:
    if fault.status == _PAYMENT_REQUIRED or _TOKEN_LIMIT in fault.user_message:
        return ProviderForbidden(
            _NO_CREDITS, fault.detail, status=fault.status, provider_codes=fault.provider_codes
        )
    for code in fault.provider_codes:
        if code in _BY_IDENTIFIER:
            kind, sentence = _BY_IDENTIFIER[code]
            return kind(sentence, fault.detail, status=fault.status, provider_codes=fault.provider_codes)
    return fault
