"""Makes accounts' connections; loads the transport and a provider's client only when the first one is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.base.process import keep_loaded
from console.domain.account import Account, AccountId, Credentials
from console.domain.errors import NotKnown
from console.domain.provider import ProviderId
from console.providers.contract import Exchange
from console.providers.registry import Provider
from console.sync.connection import Connection

if TYPE_CHECKING:
    from console.providers.contract import ClientFactory
    from console.providers.transport import Transport


class Connector:
    """Owns the one transport of the process. `requests_per_s` replaces every account's budget (bench only)."""

    def __init__(self, providers: Mapping[ProviderId, Provider], requests_per_s: float | None = None) -> None:
        self._providers = providers
        self._requests_per_s = requests_per_s
        self._opening = asyncio.Lock()
        self._transport: Transport | None = None
        self._sent: dict[AccountId, int] = {}

    async def connect(self, account: Account, credentials: Credentials) -> Connection:
        """A fresh connection; nothing is sent yet. Raises `NotKnown` for a provider this program does not have."""
        provider = self._providers.get(account.provider)
        if provider is None:
            raise NotKnown("This program has no provider of that name.")
        transport, build_client = await self._loaded(provider)
        http = transport.open_account(account, credentials, provider.manifest, self._requests_per_s)
        client = build_client(account, credentials, http)
        before = self._sent.get(account.id, 0)

        async def close() -> None:
            """The transport is shared; it is closed with the connector."""

        return Connection(
            client,
            lambda: self._sent.get(account.id, 0) - before,
            lambda: http.requests_left,
            close,
        )

    async def aclose(self, grace_s: float) -> None:
        """Let what is on the wire end for `grace_s` seconds, then close every connection."""
        if self._transport is not None:
            await self._transport.aclose(grace_s)
            self._transport = None

    async def _loaded(self, provider: Provider) -> tuple[Transport, ClientFactory]:
        # Off the loop's thread, for a provider's models take tens of milliseconds to build, and one after the other,
        # so that the window's thread competes with one other only.
        async with self._opening:
            transport_class = await asyncio.to_thread(_load_transport)
            if self._transport is None:
                self._transport = transport_class(self._note)
            return self._transport, await asyncio.to_thread(_load_client, provider)

    def _note(self, exchange: Exchange) -> None:
        self._sent[exchange.account_id] = self._sent.get(exchange.account_id, 0) + 1


def _load_transport() -> type[Transport]:
    from console.providers.transport import Transport

    return Transport


def _load_client(provider: Provider) -> ClientFactory:
    build_client = provider.load_client_factory()
    keep_loaded()
    return build_client
