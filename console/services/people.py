"""Who is the same person at several accounts: what suggests itself, what somebody confirmed, verifications compared.

Links are kept beside the records; no record is merged and no provider is told or asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from console.domain.account import Account
from console.domain.comparing import MOST_SIDES, Comparison, build_comparison
from console.domain.customer import Customer, CustomerId
from console.domain.errors import InputInvalid, NotKnown
from console.domain.events import Event, PeopleChanged
from console.domain.listing import CustomerRow, ListQuery
from console.domain.next_action import Action, ActionOffer, find_offer
from console.domain.people import (
    CustomerKey,
    OtherChecks,
    PeopleChange,
    PersonFile,
    SuggestedPair,
)
from console.domain.provider import Ability
from console.domain.verification import VerificationKey
from console.services.accounts import AccountService
from console.services.cases import CaseService
from console.services.list_keeping import keep_people
from console.store.store import Store

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

MOST_COUNTED: Final = 1000
_NOT_KNOWN: Final = "This customer is not in this profile."


@dataclass(frozen=True, slots=True)
class NewCheckOffer:
    """Whether a verification of a person can be made at an account; `customer` is None where they have no record."""

    account: Account
    customer: Customer | None
    offer: ActionOffer


class PeopleService:
    """What a person says is saved at once, in the audit log too, and published; every change can be undone."""

    def __init__(
        self, store: Store, accounts: AccountService, cases: CaseService, publish: Callable[[Event], None]
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._cases = cases
        self._publish = publish

    async def load_person(self, key: CustomerKey) -> PersonFile:
        """Everything about the person behind one record. Raises `NotKnown`."""
        found = await self._store.query(lambda queries: queries.load_person(key))
        if found is None:
            raise NotKnown(_NOT_KNOWN)
        return found

    async def find_records(self, id_text: str) -> tuple[CustomerKey, ...]:
        """Every customer's record, at whichever account, with exactly this provider id."""
        return await self._store.query(lambda queries: queries.find_customers(id_text))

    async def find_linkable(self, text: str, of: CustomerKey | None, count: int) -> tuple[CustomerRow, ...]:
        """Customers' records that match what was typed, newest first, at most `count`.

        With `of` only those that can be linked with it: of the same environment, and not its person's already.
        """
        return await self._store.query(lambda queries: queries.find_linkable(ListQuery(text), of, count))

    async def load_other_checks(self, key: VerificationKey) -> OtherChecks | None:
        """Other verifications of the person behind a case; None where nobody knows whose it is."""
        return await self._store.query(lambda queries: queries.load_other_checks(key))

    async def load_suggested_pairs(
        self, after: tuple[int, int, int] | None, count: int
    ) -> tuple[SuggestedPair, ...]:
        """Records that may be one person's, strongest first, from after the `place` of the last one."""
        await self._read_unread()
        return await self._store.query(lambda queries: queries.load_suggested_pairs(after, count))

    async def count_suggested_pairs(self, at_most: int = MOST_COUNTED) -> int:
        """How many suggestions wait; stops counting at `at_most`."""
        await self._read_unread()
        return await self._store.query(lambda queries: queries.count_suggested_pairs(at_most))

    async def load_comparison(self, keys: Sequence[VerificationKey]) -> Comparison:
        """Verifications fact by fact. Raises `InputInvalid` for fewer than two that are here or more than `MOST_SIDES`."""
        wanted = tuple(dict.fromkeys(keys))
        if len(wanted) > MOST_SIDES:
            raise InputInvalid(
                f"At most {MOST_SIDES} verifications are compared at a time. Choose fewer.", field="keys"
            )
        titles = {str(provider): title for provider, title in self._accounts.titles().items()}
        sides = await self._store.query(lambda queries: queries.load_sides(wanted, titles))
        if len(sides) < 2:
            raise InputInvalid("Choose two or more verifications to compare.", field="keys")
        return build_comparison(sides)

    async def load_new_checks(self, person: PersonFile) -> tuple[NewCheckOffer, ...]:
        """For every account of the person's environment that can create, whether it may be done there now.

        Judged by the same rules as everywhere; a record of the person at that account is used where there is one.
        """
        at = {record.key.account_id: record.customer for record in reversed(person.records)}
        offers: list[NewCheckOffer] = []
        for account in self._accounts.load_accounts():
            can_create = Ability.CREATES in self._accounts.manifest(account.provider).abilities
            if account.environment is not person.record.environment or not can_create:
                continue
            customer = at.get(account.id)
            customer_id = CustomerId("") if customer is None else customer.id
            found = await self._cases.offers_for_customer(account.id, customer_id)
            offers.append(NewCheckOffer(account, customer, find_offer(found, Action.NEW_VERIFICATION)))
        return tuple(sorted(offers, key=lambda offer: (offer.customer is None, offer.account.name)))

    async def note_opened(self, key: CustomerKey) -> None:
        """Somebody looks at a person's page: that is in the audit log, by ids only. Raises `NotKnown`."""
        await self._store.write(lambda work: work.note_person_opened(key))

    async def link(self, one: CustomerKey, other: CustomerKey) -> PeopleChange:
        """Say that two records are one person's. Raises `NotKnown`, `ActionRefused`, `DiskFull`, `StoreUnavailable`."""
        return await self._change(lambda work: work.link_customers(one, other))

    async def refuse(self, one: CustomerKey, other: CustomerKey) -> PeopleChange:
        """Say that two records are not the same person's. Raises as `link`."""
        return await self._change(lambda work: work.refuse_link(one, other))

    async def unlink(self, key: CustomerKey) -> PeopleChange:
        """Take a record away from those it is linked with. Raises as `link`."""
        return await self._change(lambda work: work.unlink_customer(key))

    async def take_back_refusal(self, one: CustomerKey, other: CustomerKey) -> PeopleChange:
        """Two records may be one person's after all. Raises as `link`."""
        return await self._change(lambda work: work.take_back_refusal(one, other))

    async def undo(self, change: PeopleChange) -> None:
        """Take a change back. Raises `ChangedMeanwhile` when somebody has changed these links since."""
        await self._store.write(lambda work: work.undo_people(change))
        self._publish(PeopleChanged(change.keys))

    async def _change(self, work: Callable[[UnitOfWork], PeopleChange]) -> PeopleChange:
        change = await self._store.write(work)
        self._publish(PeopleChanged(change.keys))
        return change

    async def _read_unread(self) -> None:
        """Records of an older version have no keys before the background came to them; a whole list waits for that."""
        await keep_people(self._store, self._publish)
