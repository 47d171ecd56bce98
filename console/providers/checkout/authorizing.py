"""Checkout.com's credentials on every request: the secret key, or an access token fetched when needed; keeps no facts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from console.domain.account import Account, Credentials
from console.domain.errors import ProviderRefused, ProviderUnauthorised
from console.domain.provider import Environment
from console.providers.checkout import endpoints, protocol
from console.providers.checkout.manifest import TITLE
from console.providers.contract import RECORD_BYTES, Http, HttpReply, HttpRequest

_FORM: Final = (("Content-Type", "application/x-www-form-urlencoded"),)
# A token is replaced this long before it runs out, so that it never dies on its way.
_TOKEN_MARGIN_S: Final = 30.0
_SANDBOX_KEY: Final = "sk_sbox_"
_ANY_KEY: Final = "sk_"


class Sender:
    """Sends with the account's credentials; a refused access token is replaced once.

    https://www.checkout.com/docs/resources/api-authentication/oauth-2-0-client-credentials
    """

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self._http = http
        self._environment = account.environment
        self._secret_key = credentials.value("secret_key")
        self._client_id = _pick(account, credentials, "client_id")
        self._form = protocol.build_token_form(self._client_id, credentials.value("client_secret"))
        self._token_url = account.settings.get("token_url", "") or endpoints.TOKEN_URLS.get(
            account.environment, ""
        )
        self._lock = asyncio.Lock()
        self._token = ""
        self._ends_at = 0.0

    async def read(self, path: str) -> HttpReply:
        """One GET below the account's address. Raises a `ProviderFault`."""
        return await self.send(HttpRequest("GET", path, max_bytes=RECORD_BYTES))

    async def send(self, request: HttpRequest) -> HttpReply:
        """Raises what the transport raises. 401 says that nothing was done, so a write may follow it once more."""
        credential = await self._pick_credential()
        try:
            return await self._http.send(_authorize(request, credential))
        except ProviderUnauthorised:
            if credential == self._secret_key:
                raise
        self._forget_token(credential)
        return await self._http.send(_authorize(request, await self._pick_credential()))

    async def fetch_signed(self, request: HttpRequest) -> HttpReply:
        """Fetch a signed link: no credentials go with it."""
        return await self._http.send(request)

    async def _pick_credential(self) -> str:
        if not self._secret_key and not self._client_id:
            raise ProviderUnauthorised(f"This {TITLE} account has neither a secret key nor an access key.")
        if not self._secret_key:
            return await self._current_token()
        if not _fits(self._secret_key, self._environment):
            raise ProviderUnauthorised(
                f"This {TITLE} key belongs to the other environment (sandbox keys start with {_SANDBOX_KEY}). "
                "Nothing was sent."
            )
        return self._secret_key

    async def _current_token(self) -> str:
        async with self._lock:
            # The loop's clock never goes back: a changed wall clock makes no token live longer.
            now = asyncio.get_running_loop().time()
            if not self._token or now >= self._ends_at:
                token = await self._fetch_token()
                self._token = token.value
                self._ends_at = now + max(token.lives_s - _TOKEN_MARGIN_S, token.lives_s / 2)
            return self._token

    def _forget_token(self, refused: str) -> None:
        """Another call may have replaced it meanwhile: only the refused one goes."""
        if self._token == refused:
            self._token = ""

    async def _fetch_token(self) -> protocol.Token:
        # Repeating it is harmless: a token is not a record.
        request = HttpRequest("POST", self._token_url, _FORM, self._form, read_error=protocol.read_error)
        try:
            return protocol.read_token((await self._http.send(request)).body)
        except ProviderRefused as fault:
            raise ProviderUnauthorised(
                f"{TITLE} refused the access key of this account. Check its id and secret.",
                fault.detail,
                status=fault.status,
                provider_codes=fault.provider_codes,
            ) from fault


def _authorize(request: HttpRequest, credential: str) -> HttpRequest:
    return replace(
        request,
        headers=(*request.headers, *protocol.build_bearer(credential)),
        read_error=protocol.read_error,
    )


def _fits(secret_key: str, environment: Environment) -> bool:
    """A key with neither prefix is left to the provider to judge."""
    if environment is Environment.SIMULATOR or not secret_key.startswith(_ANY_KEY):
        return True
    return secret_key.startswith(_SANDBOX_KEY) == (environment is Environment.TEST)


def _pick(account: Account, credentials: Credentials, key: str) -> str:
    return credentials.value(key) or account.settings.get(key, "")
