"""Webhooks for this desk: opens the listener, finds the account, applies a verified delivery exactly once."""

from __future__ import annotations

import asyncio
import hmac
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from console.base.tasks import end_within
from console.domain.account import Account, AccountId
from console.domain.customer import CustomerId
from console.domain.errors import ConsoleError, InputInvalid, ProviderTooSlow, WebhookRefused
from console.domain.keys import VerificationId, VerificationKey
from console.domain.provider import Ability
from console.domain.verification import Verification
from console.domain.webhook import Delivery, KeptDelivery, Notice
from console.providers.contract import KnownVerification, ReadsWebhooks
from console.services.contradiction import contradicts, fetch_truth
from console.services.customer_reads import CustomerReads
from console.services.directory import Directory
from console.store.store import Store
from console.sync.reader import is_about_one_record
from console.vault.secrets import Secrets

if TYPE_CHECKING:
    from console.hub.listener import Listener

_KEY_FIELD: Final = "webhook_key"
_TOKEN_CHARACTERS: Final = 40
# Senders wait 10 to 15 s for an answer, so they are told in time to come again.
_PATIENCE_S: Final = 8.0
# Of one account, so that one whose provider is slow leaves room at the listener (64 at once) for the others.
_AT_ONCE: Final = 12
# How long a delivery that comes again is known: far longer than any provider goes on sending one.
_REMEMBERED: Final = timedelta(days=90)
_PRUNED_EVERY: Final = timedelta(days=1)


class WebhookService:
    """Each account has an address of its own that cannot be guessed and is the same at every start.

    `address_key` is secret and belongs to the profile. After `patience_s` a sender is told to come again.
    """

    def __init__(
        self,
        store: Store,
        directory: Directory,
        secrets: Secrets,
        address_key: bytes,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._store = store
        self._directory = directory
        self._secrets = secrets
        self._address_key = address_key
        self._patience_s = patience_s
        self._listener: Listener | None = None
        self._turns: defaultdict[AccountId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: Counter[AccountId] = Counter()
        self._applying: set[asyncio.Task[None]] = set()
        self._pruned_at: dict[AccountId, datetime] = {}
        self._customers = CustomerReads()
        self.base_url = ""
        """Where the listener is, without a slash at the end; empty while it is closed."""
        self.public_url = ""
        """Where the world reaches the listener, without a slash at the end; empty where nobody said so."""

    async def start(self, host: str, port: int, public_url: str = "") -> str:
        """Open the listener; returns its address without a slash at the end.

        `public_url` is where a tunnel makes it reachable: the address providers are told is below that one.
        Raises `InputInvalid` when the port is taken or the host is not this machine's.
        """
        listener_class = await asyncio.to_thread(_load_listener)
        listener = listener_class(self.receive)
        try:
            self.base_url = await listener.start(host, port)
        except OSError as error:
            raise InputInvalid(
                "The listener for webhooks cannot be opened at that address. Choose another port.",
                type(error).__name__,
                field="webhooks",
            ) from error
        self._listener = listener
        self.public_url = public_url.rstrip("/")
        return self.base_url

    async def stop(self) -> None:
        """Close the listener and drop what is not applied yet, for it was not acknowledged; idempotent."""
        if self._listener is not None:
            await self._listener.aclose()
            self._listener = None
            self.base_url = self.public_url = ""
        await end_within(self._applying, 0.0)
        await self._customers.stop()

    def path(self, account: Account) -> str:
        """Where a provider must send an account's webhooks, below the address under which it reaches the listener."""
        digest = hmac.new(self._address_key, account.id.encode(), "sha256").hexdigest()
        return f"/webhooks/{account.provider}/{digest[:_TOKEN_CHARACTERS]}"

    def address(self, account: Account) -> str:
        """The whole address a provider is to be told, on this machine where no public one was given; empty while the
        listener is closed or where no webhooks are sent."""
        base_url = self.public_url or self.base_url
        return base_url + self.path(account) if base_url and self.can_receive(account) else ""

    def can_receive(self, account: Account) -> bool:
        """Whether the account's provider sends webhooks at all."""
        return Ability.WEBHOOKS in self._directory.provider(account).manifest.abilities

    async def load_kept(self, account_id: AccountId) -> tuple[KeptDelivery, ...]:
        """Deliveries kept as they came: parked for an unknown verification, or of an unknown event; newest first."""
        return await self._store.query(lambda queries: queries.load_deliveries(account_id))

    async def receive(self, provider: str, token: str, delivery: Delivery) -> None:
        """Verify, then apply once; returning means it is saved. Raises `WebhookRefused`.

        What cannot be applied yet (an unknown verification, an unknown event) is kept as it came. A provider that
        cannot be read now is raised as it is: then nothing is acknowledged and the sender comes again. So it does where
        its account has no room or takes too long; what has begun goes on, and the next copy finds it applied.
        """
        account = self._find_account(provider, token)
        client = (await self._directory.coordinator(account.id).connected()).client
        if not isinstance(client, ReadsWebhooks):
            raise WebhookRefused("This provider sends no webhooks.", http_status=404)
        credentials = await asyncio.to_thread(self._secrets.load, account.id)
        notice = _read(client, delivery, credentials.value(_KEY_FIELD))
        task = self._begin(account, notice, delivery)
        done, _ = await asyncio.wait({task}, timeout=self._patience_s)
        if not done:
            raise ProviderTooSlow(
                "A webhook could not be applied in time. Its sender is asked to send it again."
            )
        task.result()

    def _begin(self, account: Account, notice: Notice, delivery: Delivery) -> asyncio.Task[None]:
        if self._under_way[account.id] >= _AT_ONCE:
            raise WebhookRefused("Too many at once for this account. Send it again later.", http_status=503)
        self._under_way[account.id] += 1
        task = asyncio.create_task(self._take(account, notice, delivery), name="webhook")
        self._applying.add(task)

        def end(task: asyncio.Task[None]) -> None:
            self._under_way[account.id] -= 1
            self._applying.discard(task)
            if not task.cancelled():
                task.exception()  # marks it as seen: its sender may be gone

        task.add_done_callback(end)
        return task

    async def _take(self, account: Account, notice: Notice, delivery: Delivery) -> None:
        if notice.customer_id:
            # Before its turn: what is told of one customer within moments waits together and is read once.
            await self._read_customer(account, notice, delivery)
            return
        # One after the other: of two copies that arrive at once the second must find the first applied.
        async with self._turns[account.id]:
            if await self._is_new(account, notice):
                await self._apply(account, notice, delivery)
                await self._remember(account, notice, delivery.received_at)

    async def _apply(self, account: Account, notice: Notice, delivery: Delivery) -> None:
        if notice.verification_id is None:
            await self._keep(account, notice, delivery, is_parked=False)
            return
        coordinator = self._directory.coordinator(account.id)
        stored = await self._find_stored(account, notice.verification_id)
        customer_id = CustomerId("") if stored is None else stored.customer_id
        if stored is None and not notice.is_signed and not await self._has_unsettled(account):
            # Anybody may send ids: one that nobody here waits for costs no request of the account's.
            return
        known = KnownVerification(notice.verification_id, customer_id)
        try:
            if stored is not None and notice.snapshot is not None and contradicts(notice.snapshot, stored):
                truth = await fetch_truth(coordinator, notice.snapshot, stored, delivery)
                notice = replace(notice, snapshot=truth)
            await coordinator.receive(notice, known, delivery.body)
        except ConsoleError as fault:
            if not is_about_one_record(fault):
                raise
            # Sending it again would change nothing: the provider itself does not give the record. One that nobody
            # here knows is kept for it until it appears.
            await self._keep(account, notice, delivery, is_parked=stored is None)

    async def _has_unsettled(self, account: Account) -> bool:
        """Whether something is being made there, or may have been: then an unknown id may be ours."""
        found = await self._store.query(lambda queries: queries.load_open_outbox())
        return any(held.item.account_id == account.id for held in found)

    async def _read_customer(self, account: Account, notice: Notice, delivery: Delivery) -> None:
        if not await self._is_new(account, notice):
            return
        keys: tuple[VerificationKey, ...] = ()
        try:
            keys = await self._customers.read(self._directory.coordinator(account.id), notice.customer_id)
        except ConsoleError as fault:
            if not is_about_one_record(fault):
                raise
        async with self._turns[account.id]:
            if not await self._is_new(account, notice):
                return
            if not keys:
                # Nobody here or there has a verification of that customer: kept for people. It waits for nothing, for
                # whatever appears of that customer later is read whole.
                await self._keep(account, notice, delivery, is_parked=False)
            await self._remember(account, notice, delivery.received_at)

    async def _keep(self, account: Account, notice: Notice, delivery: Delivery, *, is_parked: bool) -> None:
        kept = KeptDelivery(
            account.id,
            notice.verification_id or VerificationId(""),
            notice.event,
            notice.dedupe_key,
            delivery.received_at,
            is_parked,
            delivery.body,
        )
        await self._store.write(lambda work: work.keep_delivery(kept))

    async def _is_new(self, account: Account, notice: Notice) -> bool:
        key = notice.dedupe_key
        return not key or not await self._store.query(lambda queries: queries.has_webhook(account.id, key))

    async def _remember(self, account: Account, notice: Notice, now: datetime) -> None:
        if not notice.dedupe_key:
            return
        await self._store.write(lambda work: work.remember_webhook(account.id, notice.dedupe_key))
        pruned_at = self._pruned_at.get(account.id)
        if pruned_at is None or now - pruned_at >= _PRUNED_EVERY:
            self._pruned_at[account.id] = now
            await self._store.write(lambda work: work.forget_webhooks(account.id, now - _REMEMBERED))

    async def _find_stored(self, account: Account, verification_id: VerificationId) -> Verification | None:
        key = VerificationKey(account.id, verification_id)
        stored = await self._store.query(lambda queries: queries.load_case(key))
        return None if stored is None else stored.verification

    def _find_account(self, provider: str, token: str) -> Account:
        given = f"/webhooks/{provider}/{token}".encode()
        for account in self._directory.accounts():
            is_it = hmac.compare_digest(self.path(account).encode(), given)
            if is_it and self.can_receive(account):
                return account
        raise WebhookRefused("There is no such address.", http_status=404)


def _read(client: ReadsWebhooks, delivery: Delivery, keys: str) -> Notice:
    """The account's field may hold several keys apart by spaces: while one is replaced, both are good."""
    refusal: WebhookRefused | None = None
    for key in keys.split() or [""]:
        try:
            return client.read_webhook(delivery, key)
        except WebhookRefused as error:
            refusal = error
    assert refusal is not None
    raise refusal


def _load_listener() -> type[Listener]:
    from console.hub.listener import Listener

    return Listener
