"""One case for a person: everything known, what may be done next, looking again, showing the link."""

from __future__ import annotations

from contextlib import suppress

from console.base.clock import Clock
from console.domain.account import Account, AccountId
from console.domain.case import Case, StoredCase
from console.domain.customer import CustomerId
from console.domain.errors import ActionRefused, LinkRefused, NotKnown
from console.domain.hosted_link import verify_hosted_link
from console.domain.next_action import Action, ActionOffer, Situation, find_offer
from console.domain.provider import Environment
from console.domain.verification import HostedLink, VerificationKey
from console.providers.contract import KnownVerification
from console.services.directory import Directory
from console.services.journal import Journal
from console.services.lists import ListService
from console.store.store import Store


class CaseService:
    """Reads come from the store; `refresh` is the only one that talks to a provider."""

    def __init__(
        self, store: Store, directory: Directory, lists: ListService, journal: Journal, clock: Clock
    ) -> None:
        self._store = store
        self._directory = directory
        self._lists = lists
        self._journal = journal
        self._clock = clock

    async def load_case(self, key: VerificationKey) -> Case:
        """Everything about one verification. Raises `NotKnown`."""
        stored = await self._load_stored(key)
        account = self._directory.account(key.account_id)
        provider = self._directory.provider(account)
        return Case(
            stored,
            account,
            provider.manifest.title,
            self._lists.describe(account.provider, stored.verification.labels),
            tuple(self._lists.describe(account.provider, attempt.labels) for attempt in stored.attempts),
            provider.rules(self._situation(stored)),
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

    async def offers_for_verification(self, key: VerificationKey) -> tuple[ActionOffer, ...]:
        """What may be done about one verification now. Raises `NotKnown`."""
        stored = await self._load_stored(key)
        rules = self._directory.provider(self._directory.account(key.account_id)).rules
        return rules(self._situation(stored))

    async def load_known(self, key: VerificationKey) -> KnownVerification:
        """What a provider is asked with about a verification. Raises `NotKnown`."""
        stored = await self._load_stored(key)
        return KnownVerification(key.id, stored.verification.customer_id)

    async def refresh(self, key: VerificationKey) -> None:
        """Read the provider again. Raises `ActionRefused` where that is not allowed now, else the provider's fault."""
        stored = await self._load_stored(key)
        self._require(stored, key, Action.REFRESH)
        known = KnownVerification(key.id, stored.verification.customer_id)
        await self._directory.coordinator(key.account_id).read_now(known)

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

    async def show_link(self, key: VerificationKey) -> HostedLink:
        """The hosted link, if it may be shown now; showing it is logged.

        Raises `ActionRefused` with the engine's reason or `LinkRefused` when the address is not what it should be.
        """
        stored = await self._load_stored(key)
        self._require(stored, key, Action.SHOW_LINK)
        link = stored.verification.hosted_link
        if link is None:
            raise LinkRefused("The provider sent no link to open.")
        account = self._directory.account(key.account_id)
        manifest = self._directory.provider(account).manifest
        verify_hosted_link(link.url, manifest.hosted_hosts, _simulator_base(account))
        await self._journal.note(key, "link_shown")
        return link

    def _require(self, stored: StoredCase, key: VerificationKey, action: Action) -> None:
        account = self._directory.account(key.account_id)
        offer = find_offer(self._directory.provider(account).rules(self._situation(stored)), action)
        if not offer.is_allowed:
            raise ActionRefused(offer.reason)

    def _situation(self, stored: StoredCase) -> Situation:
        return Situation(
            self._clock.now(),
            stored.verification,
            stored.attempts,
            stored.siblings,
            stored.customer,
            stored.report is not None,
        )

    async def _load_stored(self, key: VerificationKey) -> StoredCase:
        stored = await self._store.query(lambda queries: queries.load_case(key))
        if stored is None:
            raise NotKnown("This verification is not in this profile.")
        return stored


def _simulator_base(account: Account) -> str:
    return account.base_url if account.environment is Environment.SIMULATOR else ""
