"""Finds anything by its name for Quick Open, and what was opened last; from the store alone, in one round trip."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from console.base.folding import fold
from console.domain.environment import ProviderId
from console.domain.labels import LabelName
from console.domain.listing import CustomerRow, ListQuery, VerificationRow
from console.domain.risk import LabelCatalogue, RiskLabel

if TYPE_CHECKING:
    from console.store.queries.queries import Queries
    from console.store.store import Store

_MOST_VERIFICATIONS: Final = 8
_MOST_CUSTOMERS: Final = 5
_MOST_LABELS: Final = 4
MOST_RECENT: Final = 8
# Labels of one letter would be half of the dictionary.
_LABELS_FROM: Final = 2


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A described label whose title or value fits."""

    name: LabelName
    label: RiskLabel


@dataclass(frozen=True, slots=True)
class QuickHits:
    """What fits, best first. `exact` have the typed text as their id; `verifications` may hold them again."""

    exact: tuple[VerificationRow, ...] = ()
    customers: tuple[CustomerRow, ...] = ()
    verifications: tuple[VerificationRow, ...] = ()
    labels: tuple[LabelHit, ...] = ()


class QuickOpenService:
    """Searches as the lists do: any characters are safe, marks and case make no difference."""

    def __init__(
        self,
        store: Store,
        titles: Callable[[], Mapping[ProviderId, str]],
        catalogue: Callable[[], LabelCatalogue],
    ) -> None:
        self._store = store
        self._titles = titles
        self._catalogue = catalogue

    def title(self, provider: ProviderId) -> str:
        """What people call a provider."""
        return self._titles().get(provider, provider)

    async def find(self, text: str) -> QuickHits:
        """What fits the words typed; nothing for none. Raises `StoreUnavailable`."""
        if not text.strip():
            return QuickHits()
        labels = self._find_labels(text)
        return await self._store.query(lambda queries: _find(queries, text, labels))

    async def load_recent(self) -> tuple[VerificationRow, ...]:
        """The cases opened last on this profile, newest first. Raises `StoreUnavailable`."""

        def work(queries: Queries) -> tuple[VerificationRow, ...]:
            return queries.load_verification_rows(queries.load_recently_opened(MOST_RECENT))

        return await self._store.query(work)

    @cached_property
    def _spelled(self) -> tuple[tuple[str, LabelHit], ...]:
        """Every described label with its folded value and title; folding them takes too long for every key."""
        return tuple(
            (fold(f"{label.ref.value} {label.meaning.title if label.meaning else ''}"), hit)
            for provider, label in self._catalogue()
            for hit in [LabelHit(LabelName.of(provider, label.ref), label)]
        )

    def _find_labels(self, text: str) -> tuple[LabelHit, ...]:
        words = fold(text).split()
        if not words or len("".join(words)) < _LABELS_FROM:
            return ()
        found = [(said, hit) for said, hit in self._spelled if all(word in said for word in words)]
        # Those that begin with what was typed, then the short ones: nearest to it.
        found.sort(key=lambda pair: (not pair[0].startswith(words[0]), len(pair[0])))
        return tuple(hit for _, hit in found[:_MOST_LABELS])


def _find(queries: Queries, text: str, labels: tuple[LabelHit, ...]) -> QuickHits:
    query = ListQuery(text=text)
    exact = queries.load_verification_rows(queries.find_verifications(text.strip())[:_MOST_VERIFICATIONS])
    customers = queries.load_customers(query, 0, _MOST_CUSTOMERS)
    return QuickHits(exact, customers, queries.load_verifications(query, 0, _MOST_VERIFICATIONS), labels)
