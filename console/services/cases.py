"""One case for a person: everything known, what may be done next, looking again, showing the link."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from console.base.clock import Clock
from console.base.paths import write_private_file
from console.domain.account import Account, AccountId
from console.domain.case import Case, StoredCase
from console.domain.customer import CustomerId
from console.domain.errors import (
    ActionRefused,
    DiskFull,
    LinkRefused,
    NotKnown,
    ProviderFault,
    StoreUnavailable,
)
from console.domain.hosted_link import build_hosted_hosts, verify_hosted_link
from console.domain.next_action import Action, ActionOffer, Permission, Situation, find_offer
from console.domain.provider import Environment
from console.domain.timeline import EventSource
from console.domain.verification import HostedLink, VerificationKey
from console.providers.contract import KnownVerification, ReadsCustomers
from console.services.directory import Directory
from console.services.journal import Journal
from console.services.lists import QUICK_S, ListService
from console.store.store import Store

# What a create is judged by may be this old; older, and somebody else may have made something since.
_READ_LATELY: Final = timedelta(minutes=1)
AT_DESK: Final = "front desk"
"""Who shows a code at the front desk."""
_ASKED_KEPT: Final = timedelta(hours=1)
_SAME_ADDRESS: Final = "A customer of this account has this e-mail address already."
_SECOND_CUSTOMER: Final = "This would make a second customer beside that one."


class CaseService:
    """Reads come from the store; `refresh` and `look_at_customer` are the only ones that talk to a provider."""

    def __init__(
        self, store: Store, directory: Directory, lists: ListService, journal: Journal, clock: Clock
    ) -> None:
        self._store = store
        self._directory = directory
        self._lists = lists
        self._journal = journal
        self._clock = clock
        self._asked: dict[VerificationKey, datetime] = {}
        self._followed: dict[str, VerificationKey] = {}

    def read_case_quickly(self, key: VerificationKey) -> Case | None:
        """As `load_case`, at once on the thread of a window; None when that would take too long there or it is not here.

        Asked the other way, it says what is wrong.
        """
        try:
            stored = self._store.ask(QUICK_S, lambda queries: queries.load_case(key))
            return self.describe(stored) if stored is not None else None
        except (StoreUnavailable, NotKnown):
            return None

    async def load_case(self, key: VerificationKey) -> Case:
        """Everything about one verification. Raises `NotKnown`."""
        return self.describe(await self._load_stored(key))

    def describe(self, stored: StoredCase) -> Case:
        """What our rules and the catalogue say about a stored case. Raises `NotKnown` for an account that is gone."""
        account = self._directory.account(stored.key.account_id)
        provider = self._directory.provider(account)
        return Case(
            stored,
            account,
            provider.manifest.title,
            self._lists.describe(account.provider, stored.verification.labels),
            tuple(self._lists.describe(account.provider, attempt.labels) for attempt in stored.attempts),
            provider.rules(self._situation(stored, self._asked.get(stored.key))),
            provider.manifest.field_titles,
            provider.manifest.status_meanings.get(stored.verification.raw_status, ""),
            provider.manifest.attempt_meanings,
        )

    async def offers_for_customer(
        self, account_id: AccountId, customer_id: CustomerId
    ) -> tuple[ActionOffer, ...]:
        """What may be done for a customer, judged by the newest of their verifications; an empty id is nobody yet."""
        account = self._directory.account(account_id)
        rules = self._directory.provider(account).rules
        newest = None
        if customer_id:
            newest = await self._store.query(
                lambda queries: queries.load_customer_case(account_id, customer_id)
            )
        if newest is None:
            return rules(Situation(self._clock.now(), None))
        return rules(self._situation(newest))

    async def look_at_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """Read what the provider has of a customer whom nobody read lately, where its interface tells.

        Raises the provider's fault: then what is known here may be outdated.
        """
        newest = await self._store.query(lambda queries: queries.load_customer_case(account_id, customer_id))
        if newest is not None and timedelta() <= self._clock.now() - newest.as_of < _READ_LATELY:
            return
        coordinator = self._directory.coordinator(account_id)
        client = (await coordinator.connected()).client
        if not isinstance(client, ReadsCustomers):
            return
        try:
            snapshots = await client.fetch_customer_verifications(customer_id)
        except ProviderFault as fault:
            coordinator.note_fault(fault)
            raise
        await coordinator.record(snapshots, EventSource.POLL)

    async def may_be_customer(self, account_id: AccountId, customer_id: CustomerId) -> bool:
        """False for an id that no look has shown, at a provider that would take any."""
        account = self._directory.account(account_id)
        if self._directory.provider(account).manifest.keeps_customers:
            return True
        return await self._store.query(
            lambda queries: (
                queries.load_customer(account_id, customer_id) is not None
                or queries.find_newest(account_id, customer_id) is not None
            )
        )

    async def offer_for_person(self, account_id: AccountId, email: str) -> ActionOffer | None:
        """What stands against making a new customer of somebody; None where nobody known here has that address.

        An address may be shared, so it is never refused, only asked about.
        """
        known = await self._store.query(lambda queries: queries.find_customers_by_email(account_id, email))
        for customer_id in known:
            offers = await self.offers_for_customer(account_id, customer_id)
            offer = find_offer(offers, Action.NEW_VERIFICATION)
            if offer.permission is not Permission.ALLOWED:
                reason = f"{_SAME_ADDRESS} {offer.reason}"
                return replace(
                    offer,
                    permission=Permission.ALLOWED_WITH_LOSS,
                    reason=reason,
                    consequence=_SECOND_CUSTOMER,
                )
        return None

    async def offers_for_verification(self, key: VerificationKey) -> tuple[ActionOffer, ...]:
        """What may be done about one verification now. Raises `NotKnown`."""
        stored = await self._load_stored(key)
        rules = self._directory.provider(self._directory.account(key.account_id)).rules
        return rules(self._situation(stored))

    async def load_known(self, key: VerificationKey) -> KnownVerification:
        """What a provider is asked with about a verification. Raises `NotKnown`."""
        stored = await self._load_stored(key)
        return KnownVerification(key.id, stored.verification.customer_id)

    async def is_erased(self, key: VerificationKey) -> bool:
        """Whether what was personal in a verification is gone, here too. Raises `NotKnown`."""
        return (await self._load_stored(key)).verification.is_erased

    async def refresh(self, key: VerificationKey) -> None:
        """Read the provider again. Raises `ActionRefused` where that is not allowed now, else the provider's fault."""
        stored = await self._load_stored(key)
        self._require(stored, key, Action.REFRESH)
        known = KnownVerification(key.id, stored.verification.customer_id)
        await self._directory.coordinator(key.account_id).read_now(known)
        now = self._clock.now()
        # Longer ago than any provider wants to be left alone after a question.
        recent = {known: at for known, at in self._asked.items() if now - at < _ASKED_KEPT}
        self._asked = {**recent, key: now}

    async def require_report(self, key: VerificationKey) -> KnownVerification:
        """What a report is fetched with. Raises `ActionRefused` with the engine's reason."""
        stored = await self._load_stored(key)
        self._require(stored, key, Action.FETCH_REPORT)
        return KnownVerification(key.id, stored.verification.customer_id)

    def watch(self, key: VerificationKey) -> None:
        """A person looks at it: read it more often where polling is allowed. An account that is gone is no error."""
        with suppress(NotKnown):
            self._directory.coordinator(key.account_id).watch(key.id)

    def unwatch(self, key: VerificationKey) -> None:
        """The person looks elsewhere. An account that is gone is no error."""
        with suppress(NotKnown):
            self._directory.coordinator(key.account_id).unwatch(key.id)

    @property
    def read_fast(self) -> VerificationKey | None:
        """The one whose code is in front of a customer, at most one of a desk: who began to show theirs last."""
        return next(reversed(self._followed.values()), None)

    def follow_code(self, key: VerificationKey, by: str) -> None:
        """Its code is in front of a customer from now on, and it is read fast, where polling is allowed.

        `by` is who shows it, each one code at a time. When the last one's goes, the one before has its turn again.
        """
        before = self.read_fast
        self._followed.pop(by, None)
        self._followed[by] = key
        self._read_fast_instead(before)

    def leave_code(self, key: VerificationKey, by: str) -> None:
        """`by` shows its code no more; one that was not shown is no error."""
        before = self.read_fast
        if self._followed.get(by) == key:
            del self._followed[by]
            if self.read_fast != before:
                self._read_fast_instead(before)

    def _read_fast_instead(self, before: VerificationKey | None) -> None:
        now = self.read_fast
        if before is not None and before != now:
            with suppress(NotKnown):
                self._directory.coordinator(before.account_id).leave_code(before.id)
        if now is not None:
            with suppress(NotKnown):
                self._directory.coordinator(now.account_id).follow_code(now.id)

    async def show_link(self, key: VerificationKey) -> HostedLink:
        """The hosted link, if it may be shown now; showing it is logged.

        Raises `ActionRefused` with the engine's reason or `LinkRefused` when the address is not what it should be.
        """
        link = self.find_link(await self.load_case(key))
        await self._journal.note(key, "link_shown")
        return link

    def find_link(self, case: Case) -> HostedLink:
        """The same of a case just loaded, for who logs by themselves that it is shown."""
        offer = find_offer(case.offers, Action.SHOW_LINK)
        if not offer.is_allowed:
            raise ActionRefused(offer.reason)
        link = case.stored.verification.hosted_link
        if link is None:
            raise LinkRefused("The provider sent no link to open.")
        account = case.account
        documented = self._directory.provider(account).manifest.hosted_hosts
        hosts = build_hosted_hosts(documented, account.settings)
        verify_hosted_link(link.url, hosts, _simulator_base(account))
        return link

    async def save_timeline(self, key: VerificationKey, path: Path, body: bytes) -> None:
        """Write a picture of the timeline where a person wants it; logged with its digest. Raises `DiskFull`."""
        try:
            await asyncio.to_thread(write_private_file, path, body)
        except OSError as error:
            raise DiskFull(
                "The picture could not be written there. Choose another folder.", type(error).__name__
            ) from error
        digest = await asyncio.to_thread(lambda: sha256(body).hexdigest())
        await self._store.write(
            lambda work: work.append_deed(key, "timeline_saved", details=f"sha256 {digest}")
        )

    def _require(self, stored: StoredCase, key: VerificationKey, action: Action) -> None:
        account = self._directory.account(key.account_id)
        offer = find_offer(
            self._directory.provider(account).rules(self._situation(stored, self._asked.get(key))), action
        )
        if not offer.is_allowed:
            raise ActionRefused(offer.reason)

    def _situation(self, stored: StoredCase, asked_at: datetime | None = None) -> Situation:
        """`asked_at` is said of a person's own looks: those that an operation needs are never kept waiting."""
        return Situation(
            self._clock.now(),
            stored.verification,
            stored.attempts,
            stored.siblings,
            stored.customer,
            stored.report is not None,
            asked_at,
        )

    async def _load_stored(self, key: VerificationKey) -> StoredCase:
        stored = await self._store.query(lambda queries: queries.load_case(key))
        if stored is None:
            raise NotKnown("This verification is not in this profile.")
        return stored


def _simulator_base(account: Account) -> str:
    return account.base_url if account.environment is Environment.SIMULATOR else ""
