"""The case as it was known at an earlier moment: everything as then, nothing to be done; reads the store alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from console.domain.case import Case
from console.domain.errors import NotKnown
from console.domain.keys import VerificationKey
from console.domain.next_action import Permission
from console.services.cases import CaseService
from console.store.store import Store

_PAST = "This is the case as it was known then. Go back to now to act."


@dataclass(frozen=True, slots=True)
class PastCase:
    """`since` is when this profile began to keep changes, where the moment lies before that: the case is shown as it
    stood then at the latest."""

    case: Case
    moment: datetime
    since: datetime | None = None


class PastService:
    """The store keeps how everything stood before each change, so that nothing has to be guessed."""

    def __init__(self, store: Store, cases: CaseService) -> None:
        self._store = store
        self._cases = cases

    async def load_case(self, key: VerificationKey, moment: datetime) -> PastCase:
        """The case as known at an aware moment. Raises `NotKnown` where this profile did not know of it yet."""
        stored, since = await self._store.query(
            lambda queries: (queries.load_case_as_of(key, moment), queries.load_history_start())
        )
        if stored is None:
            raise NotKnown("This profile did not know this verification at that time. Choose a later one.")
        case = self._cases.describe(stored)
        offers = tuple(
            replace(offer, permission=Permission.REFUSED, reason=_PAST, consequence="")
            for offer in case.offers
        )
        is_before = since is not None and moment < since
        return PastCase(replace(case, offers=offers), moment, since if is_before else None)

    async def load_moments(self, key: VerificationKey) -> tuple[datetime, ...]:
        """When something about it was learnt or done, oldest first."""
        return await self._store.query(lambda queries: queries.load_moments(key))
