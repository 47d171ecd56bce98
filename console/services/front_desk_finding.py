"""Who may be at the counter and what can be asked of them: from the store and the manifests; begins nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from console.domain.account import Account, AccountId, LinkState
from console.domain.customer import CustomerId
from console.domain.desk_reference import read_reference
from console.domain.errors import NotKnown
from console.domain.front_desk import DeskDraft
from console.domain.keys import VerificationKey
from console.domain.listing import CustomerRow, ListQuery
from console.domain.next_action import Action, ActionOffer, find_offer
from console.domain.provider import Ability
from console.services.cases import CaseService
from console.services.creation import CreationService
from console.services.directory import Directory
from console.services.front_desk_values import DeskChoice, DeskHit, DeskMemory
from console.store.store import Store

if TYPE_CHECKING:
    from console.store.queries.queries import Queries

CHOICE: Final = "choice"
LANGUAGE: Final = "language"
_MOST: Final = 8
_OFF: Final = frozenset({LinkState.DOWN, LinkState.UNAUTHORISED})


class DeskFinder:
    """Reads only."""

    def __init__(
        self, store: Store, directory: Directory, cases: CaseService, creation: CreationService
    ) -> None:
        self._store = store
        self._directory = directory
        self._cases = cases
        self._creation = creation

    async def find(self, words: str) -> tuple[DeskHit, ...]:
        """See `FrontDeskService`."""
        text = words.strip()
        if not text:
            return ()
        keys, customers = await self._store.query(lambda queries: _find(queries, text))
        found = [await self._to_hit(key) for key in keys]
        known = {(hit.account_id, hit.customer_id) for hit in found if hit is not None}
        hits = [hit for hit in found if hit is not None]
        for row in customers:
            if (row.account_id, row.customer_id) not in known:
                known.add((row.account_id, row.customer_id))
                hit = await self._to_customer_hit(row)
                hits += [] if hit is None else [hit]
        hits.sort(key=lambda hit: not hit.is_open)
        return tuple(hits[:_MOST])

    def choices(self) -> tuple[DeskChoice, ...]:
        """See `FrontDeskService`."""
        accounts = (each for each in self._directory.accounts() if self._can_create(each))
        return tuple(self._to_choice(account) for account in accounts)

    def find_refusal(self, account_id: AccountId) -> str:
        """Why creating is off at an account now; empty while it is on. Raises `NotKnown`."""
        title = self._directory.provider(self._directory.account(account_id)).manifest.title
        coordinator = self._directory.find_coordinator(account_id)
        if coordinator is None or coordinator.state.link not in _OFF:
            return ""
        return f"Nothing new can be made now. {coordinator.state.problem or f'{title} cannot be reached.'}"

    async def load_memory(self) -> DeskMemory:
        """See `FrontDeskService`."""
        choice, language = await self._store.query(
            lambda queries: (queries.load_desk_memory(CHOICE), queries.load_desk_memory(LANGUAGE))
        )
        told = cast("dict[str, Any]", choice) if isinstance(choice, dict) else {}
        values = {str(key): str(value) for key, value in told.get("values", {}).items()}
        return DeskMemory(
            AccountId(str(told.get("account", ""))),
            str(told.get("preset", "")),
            values,
            language if isinstance(language, str) else "en",
        )

    async def load_offer(self, draft: DeskDraft) -> ActionOffer | None:
        """See `FrontDeskService`."""
        if draft.customer_id:
            offers = await self._cases.offers_for_customer(draft.account_id, draft.customer_id)
            return find_offer(offers, Action.NEW_VERIFICATION)
        alike = await self._cases.offer_for_person(draft.account_id, draft.email) if draft.email else None
        if alike is not None:
            return alike
        offers = await self._cases.offers_for_customer(draft.account_id, CustomerId(""))
        return find_offer(offers, Action.NEW_VERIFICATION)

    def build_options(self, draft: DeskDraft) -> dict[str, str]:
        """The values a create is sent with: the account's defaults, over them the preset's, over them the clerk's."""
        account = self._directory.account(draft.account_id)
        presets = self._directory.provider(account).manifest.presets
        fields = self._creation.form(account.id)
        values = {each.field.key: each.default for each in fields}
        for preset in presets:
            if preset.name == draft.preset:
                values |= preset.values
        values |= {key: value for key, value in draft.values.items() if value}
        known = {each.field.key for each in fields} - {"name", "email"}
        return {key: value for key, value in values.items() if value and key in known}

    def remember(self, draft: DeskDraft) -> dict[str, object]:
        """What of a draft the desk keeps for the next customer: nothing that was said of this one."""
        account = self._directory.account(draft.account_id)
        kept = self._directory.provider(account).manifest.desk_fields
        values = {key: value for key, value in draft.values.items() if key in kept and value}
        return {"account": draft.account_id, "preset": draft.preset, "values": values}

    def _can_create(self, account: Account) -> bool:
        return Ability.CREATES in self._directory.provider(account).manifest.abilities

    def _to_choice(self, account: Account) -> DeskChoice:
        manifest = self._directory.provider(account).manifest
        fields = self._creation.form(account.id)
        offered = tuple(each for each in fields if each.field.key in manifest.desk_fields)
        return DeskChoice(
            account.id,
            account.name,
            account.provider,
            manifest.title,
            account.environment,
            manifest.presets,
            offered,
            fields,
            manifest.uses_credits,
            self.find_refusal(account.id),
        )

    async def _to_hit(self, key: VerificationKey) -> DeskHit | None:
        try:
            case = await self._cases.load_case(key)
        except NotKnown:
            return None
        verification, customer = case.stored.verification, case.stored.customer
        return DeskHit(
            key.account_id,
            case.account.provider,
            case.provider_title,
            case.account.name,
            case.account.environment,
            verification.customer_id,
            key,
            customer.name if customer is not None else "",
            customer.email if customer is not None else "",
            verification.reference or (customer.reference if customer is not None else ""),
            verification.phase,
            verification.raw_status,
            not verification.phase.is_final,
            find_offer(case.offers, Action.SHOW_LINK),
            find_offer(case.offers, Action.NEW_VERIFICATION),
        )

    async def _to_customer_hit(self, row: CustomerRow) -> DeskHit | None:
        if row.newest is not None:
            return await self._to_hit(row.newest)
        account = self._directory.account(row.account_id)
        offers = await self._cases.offers_for_customer(row.account_id, row.customer_id)
        return DeskHit(
            row.account_id,
            account.provider,
            self._directory.provider(account).manifest.title,
            account.name,
            account.environment,
            row.customer_id,
            None,
            row.name,
            row.email,
            row.reference,
            None,
            "",
            False,
            find_offer(offers, Action.SHOW_LINK),
            find_offer(offers, Action.NEW_VERIFICATION),
        )


def _find(queries: Queries, text: str) -> tuple[tuple[VerificationKey, ...], tuple[CustomerRow, ...]]:
    number = read_reference(text)
    by_number = queries.find_by_number(number) if number else None
    if by_number is not None:
        return (by_number,), ()
    exact = queries.find_verifications(text)[:_MOST]
    if exact:
        return exact, ()
    query = ListQuery(text=text)
    rows = queries.load_verifications(query, 0, _MOST * 4)
    open_ones = [row for row in rows if not row.phase.is_final]
    newest: dict[object, VerificationKey] = {}
    # One line a customer, and of several verifications the open one.
    for row in (*open_ones, *rows):
        newest.setdefault((row.key.account_id, row.customer_id or row.key.id), row.key)
    return tuple(newest.values())[:_MOST], queries.load_customers(query, 0, _MOST)
