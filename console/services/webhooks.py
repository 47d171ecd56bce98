"""Webhooks for this desk: opens the listener, finds the account, applies a verified delivery exactly once."""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING

from console.base.clock import Clock
from console.base.ids import new_uuid
from console.domain.account import Account, AccountId
from console.domain.customer import CustomerId
from console.domain.errors import InputInvalid, WebhookRefused
from console.domain.keys import VerificationKey
from console.domain.provider import Ability
from console.domain.webhook import Delivery, Notice
from console.providers.contract import KnownVerification, ReadsWebhooks
from console.services.directory import Directory
from console.store.store import Store
from console.vault.secrets import Secrets

if TYPE_CHECKING:
    from console.hub.listener import Listener

_KEY_FIELD = "webhook_key"


class WebhookService:
    """Each account has an address of its own that cannot be guessed and lives as long as the listener."""

    def __init__(self, store: Store, directory: Directory, secrets: Secrets, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._secrets = secrets
        self._clock = clock
        self._listener: Listener | None = None
        self._tokens: dict[AccountId, str] = {}

    async def start(self, host: str, port: int) -> str:
        """Open the listener; returns its address without a slash at the end.

        Raises `InputInvalid` when the port is taken or the host is not this machine's.
        """
        listener_class = await asyncio.to_thread(_load_listener)
        listener = listener_class(self.receive)
        try:
            base_url = await listener.start(host, port)
        except OSError as error:
            raise InputInvalid(
                "The listener for webhooks cannot be opened at that address. Choose another port.",
                type(error).__name__,
                field="webhooks",
            ) from error
        self._listener = listener
        return base_url

    async def stop(self) -> None:
        """Close the listener; idempotent."""
        if self._listener is not None:
            await self._listener.aclose()
            self._listener = None

    def path(self, account: Account) -> str:
        """Where a provider must send an account's webhooks, below the listener's address."""
        token = self._tokens.setdefault(account.id, new_uuid())
        return f"/webhooks/{account.provider}/{token}"

    async def receive(self, provider: str, token: str, delivery: Delivery) -> None:
        """Verify, then apply once; returning means it is saved. Raises `WebhookRefused`; an unknown id is no error."""
        account = self._find_account(provider, token)
        client = (await self._directory.coordinator(account.id).connected()).client
        if not isinstance(client, ReadsWebhooks):
            raise WebhookRefused("This provider sends no webhooks.", http_status=404)
        credentials = await asyncio.to_thread(self._secrets.load, account.id)
        notice = client.read_webhook(delivery, credentials.value(_KEY_FIELD))
        if notice.verification_id is not None:
            await self._apply(account, notice)

    async def _apply(self, account: Account, notice: Notice) -> None:
        known = await self._find_known(account, notice)
        if known is None and notice.snapshot is None:
            return
        if known is None and notice.verification_id is not None:
            known = KnownVerification(notice.verification_id, CustomerId(""))
        if known is not None and not await self._seen_before(account, notice):
            await self._directory.coordinator(account.id).receive(notice, known)
            await self._store.write(lambda work: work.remember_webhook(account.id, notice.dedupe_key))

    async def _seen_before(self, account: Account, notice: Notice) -> bool:
        return await self._store.query(lambda queries: queries.has_webhook(account.id, notice.dedupe_key))

    async def _find_known(self, account: Account, notice: Notice) -> KnownVerification | None:
        if notice.verification_id is None:
            return None
        key = VerificationKey(account.id, notice.verification_id)
        stored = await self._store.query(lambda queries: queries.load_case(key))
        if stored is None:
            return None
        return KnownVerification(key.id, stored.verification.customer_id)

    def _find_account(self, provider: str, token: str) -> Account:
        for account in self._directory.accounts():
            expected = self._tokens.get(account.id, "")
            matches = expected and hmac.compare_digest(expected.encode(), token.encode())
            if matches and account.provider == provider and self._can_receive(account):
                return account
        raise WebhookRefused("There is no such address.", http_status=404)

    def _can_receive(self, account: Account) -> bool:
        return Ability.WEBHOOKS in self._directory.provider(account).manifest.abilities


def _load_listener() -> type[Listener]:
    from console.hub.listener import Listener

    return Listener
