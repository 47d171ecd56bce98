"""Figures about everything stored here: asks the store for counts, and keeps pictures and tables of them; no network."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.base.clock import Clock
from console.base.drafts import Draft
from console.domain.account import Account, AccountId
from console.domain.environment import Environment, ProviderId
from console.domain.errors import InputInvalid
from console.domain.insights import (
    InsightQuery,
    Insights,
    build_ages,
    build_funnels,
    build_labels,
    build_waits,
    build_weeks,
)
from console.domain.phase import Phase
from console.domain.risk import RiskLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from console.domain.risk import LabelCatalogue, LabelRef
    from console.papers.cells import Cell
    from console.store.store import Store
    from console.store.unit_of_work import UnitOfWork

LABELS_SHOWN: Final = 12
# Of each account somewhat more than are shown: the accounts of a provider are added up.
_LABELS_ASKED: Final = 100


@dataclass(frozen=True, slots=True)
class InsightProvider:
    """What figures need to know of a provider: what people call it and which phases its statuses can tell."""

    title: str
    told_phases: frozenset[Phase]


class InsightService:
    """From local data only."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        accounts: Callable[[], Sequence[Account]],
        providers: Mapping[ProviderId, InsightProvider],
        catalogue: Callable[[], LabelCatalogue],
    ) -> None:
        self._store = store
        self._clock = clock
        self._accounts = accounts
        self._providers = providers
        self._catalogue = catalogue

    def title(self, provider: ProviderId) -> str:
        """What people call a provider."""
        found = self._providers.get(provider)
        return found.title if found is not None else provider

    def accounts(self) -> tuple[Account, ...]:
        """Every account whose verifications can be counted."""
        return tuple(self._accounts())

    def environments(self) -> tuple[Environment, ...]:
        """Those that there are accounts of, LIVE first."""
        there = {account.environment for account in self._accounts()}
        order = (Environment.LIVE, Environment.TEST, Environment.SIMULATOR)
        return tuple(environment for environment in order if environment in there)

    def describe(self, provider: ProviderId, ref: LabelRef) -> RiskLabel:
        """A label with its meaning."""
        return self._catalogue().describe(provider, ref)

    async def load(self, query: InsightQuery) -> Insights:
        """All figures, from one view of the database. Raises `StoreUnavailable`."""
        providers = self._find_accounts(query)
        now = self._clock.now()
        tallies = await self._store.query(
            lambda queries: queries.load_tallies(tuple(providers), query.since, now, _LABELS_ASKED)
        )
        told = {name: provider.told_phases for name, provider in self._providers.items()}
        return Insights(
            query,
            now,
            sum(tally.count for tally in tallies.days),
            build_weeks(tallies.days, providers),
            build_funnels(tallies.days, providers, told),
            build_waits(tallies.waits, tallies.days, providers),
            build_labels(tallies.labels, providers, LABELS_SHOWN),
            build_ages(tallies.ages),
        )

    async def save_picture(self, name: str, form: str, body: bytes, path: Path) -> None:
        """Keep a plot as PNG or SVG where a person wants it; logged. Raises `InputInvalid` for a place that is none."""
        await asyncio.to_thread(self._save, name, form, body, path)

    async def save_table(
        self, name: str, heading: Sequence[str], rows: Sequence[Sequence[Cell]], path: Path
    ) -> None:
        """Keep the numbers under a plot as CSV; logged. Raises `InputInvalid` for a place that is none."""
        await asyncio.to_thread(self._save_csv, name, heading, rows, path)

    def _find_accounts(self, query: InsightQuery) -> dict[AccountId, ProviderId]:
        return {
            account.id: account.provider
            for account in self._accounts()
            if account.environment is query.environment
            and (not query.providers or account.provider in query.providers)
            and (not query.accounts or account.id in query.accounts)
        }

    def _save_csv(
        self, name: str, heading: Sequence[str], rows: Sequence[Sequence[Cell]], path: Path
    ) -> None:
        import io

        from console.papers.csv_paper import CsvPaper
        from console.papers.paper import PaperColumn

        stream = io.BytesIO()
        paper = CsvPaper(stream, [PaperColumn(one, one) for one in heading])
        for row in rows:
            paper.add(row)
        paper.finish()
        self._save(name, "csv", stream.getvalue(), path)

    def _save(self, name: str, form: str, body: bytes, path: Path) -> None:
        digest = hashlib.sha256(body).hexdigest()

        def note(unit: UnitOfWork) -> None:
            unit.append_audit("figures_exported", f"insights {name}", f"{form} sha256={digest}")

        try:
            with Draft(path) as draft:
                draft.path.write_bytes(body)
                draft.sync()
                self._store.write_now(note)
                draft.commit()
        except OSError as error:
            raise InputInvalid(
                "The file cannot be written there. Choose another folder.", type(error).__name__, field="path"
            ) from error
