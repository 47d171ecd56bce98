"""One deed on many verifications, one after the other, through the same guards as a single one; decides nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from console.domain.account import AccountId
from console.domain.errors import (
    ActionRefused,
    ConsoleError,
    NotKnown,
    NotSupported,
    ProviderUnauthorised,
    ProviderUnreachable,
)
from console.domain.keys import VerificationKey

if TYPE_CHECKING:
    from console.services.cases import CaseService
    from console.services.journal import Journal
    from console.services.reports import ReportService

# After so many in a row that nobody answered, the others of that account would only wait for the same.
_SILENT_AFTER: Final = 3
_NOT_TRIED: Final = "Not tried: the account did not answer before."


class BulkDeed(StrEnum):
    """Deeds this service carries out itself; others hand in their own."""

    REFRESH = "refresh"
    FETCH_REPORT = "fetch_report"


class BulkOutcome(StrEnum):
    """REFUSED is the next-action engine's word, FAILED what went wrong on the way, LEFT what was not begun."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class BulkItem:
    """What became of one verification; `reason` is a sentence for people, empty when it was done."""

    key: VerificationKey
    outcome: BulkOutcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BulkResult:
    """Every verification with what became of it, in the order they were taken."""

    items: tuple[BulkItem, ...]

    def count(self, outcome: BulkOutcome) -> int:
        """How many ended that way."""
        return sum(1 for item in self.items if item.outcome is outcome)

    def reasons(self) -> tuple[tuple[BulkOutcome, str, int], ...]:
        """Why some were not done and how many each time, the most frequent first."""
        found = Counter((item.outcome, item.reason) for item in self.items if item.reason)
        return tuple((outcome, reason, count) for (outcome, reason), count in found.most_common())


Deed = Callable[[VerificationKey], Awaitable[object]]
Tell = Callable[[int, BulkItem], None]


class BulkStop:
    """A person's wish to stop: the one that has begun ends, no other begins."""

    def __init__(self) -> None:
        self.is_asked = False

    def ask(self) -> None:
        """Stop before the next one."""
        self.is_asked = True


class BulkService:
    """Providers are asked one at a time, so that a bulk stays within the account's budget and below what a person does."""

    def __init__(self, cases: CaseService, reports: Callable[[], ReportService], journal: Journal) -> None:
        self._cases = cases
        self._reports = reports
        self._journal = journal

    async def run(
        self, deed: BulkDeed, keys: Sequence[VerificationKey], stop: BulkStop, tell: Tell
    ) -> BulkResult:
        """Do one of our own deeds and log it. `tell` is called after each with how many are settled."""
        deeds: dict[BulkDeed, Deed] = {
            BulkDeed.REFRESH: self._cases.refresh,
            BulkDeed.FETCH_REPORT: lambda key: self._reports().fetch(key),
        }
        result = await self.run_each(deeds[deed], keys, stop, tell)
        counts = " ".join(f"{outcome.value}={result.count(outcome)}" for outcome in BulkOutcome)
        if deed is BulkDeed.REFRESH:
            await self._journal.audit("bulk_refresh", f"{len(keys)} verifications", counts)
        else:
            await self._journal.audit("bulk_fetch_report", f"{len(keys)} verifications", counts)
        return result

    async def run_each(
        self, deed: Deed, keys: Sequence[VerificationKey], stop: BulkStop, tell: Tell
    ) -> BulkResult:
        """Do `deed` on each, whatever becomes of the others. It is the deed that logs what it does."""
        items: list[BulkItem] = []
        silent: Counter[AccountId] = Counter()
        for key in keys:
            if stop.is_asked:
                break
            if silent[key.account_id] >= _SILENT_AFTER:
                item = BulkItem(key, BulkOutcome.LEFT, _NOT_TRIED)
            else:
                item = await _settle(deed, key, silent)
            items.append(item)
            tell(len(items), item)
        left = (BulkItem(key, BulkOutcome.LEFT) for key in keys[len(items) :])
        return BulkResult((*items, *left))


async def _settle(deed: Deed, key: VerificationKey, silent: Counter[AccountId]) -> BulkItem:
    try:
        await deed(key)
    except (ActionRefused, NotSupported, NotKnown) as refusal:
        return BulkItem(key, BulkOutcome.REFUSED, refusal.user_message)
    except (ProviderUnreachable, ProviderUnauthorised) as fault:
        silent[key.account_id] += 1
        return BulkItem(key, BulkOutcome.FAILED, fault.user_message)
    except ConsoleError as error:
        return BulkItem(key, BulkOutcome.FAILED, error.user_message)
    silent[key.account_id] = 0
    return BulkItem(key, BulkOutcome.DONE)
