"""What one pass over an account saw, counted as it goes; knows nothing of how it was read."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.domain.account import Account
from console.domain.verification import Snapshot, VerificationId, VerificationKey
from console.store.values import Recorded


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one pass over an account did: counts of verifications, none counted twice and none both new and changed.

    One whose id somebody had told before is new when the provider first tells of it. `error` is a sentence, empty
    when all went well.
    """

    account: Account
    seen: int
    added: int
    changed: int
    requests: int
    seconds: float
    error: str


@dataclass(slots=True)
class Tally:
    """The verifications of one pass; the sets may overlap until they are counted."""

    seen: set[VerificationId] = field(default_factory=set[VerificationId])
    added: set[VerificationKey] = field(default_factory=set[VerificationKey])
    changed: set[VerificationKey] = field(default_factory=set[VerificationKey])

    def note(self, snapshots: tuple[Snapshot, ...], recorded: Recorded) -> None:
        """One saved batch."""
        self.seen.update(snapshot.verification.id for snapshot in snapshots)
        self.added.update(recorded.added)
        self.added.update(recorded.first_read)
        self.changed.update(recorded.changed)

    def to_report(self, account: Account, requests: int, seconds: float, error: str) -> SyncReport:
        """The counts."""
        changed = len(self.changed - self.added)
        return SyncReport(account, len(self.seen), len(self.added), changed, requests, seconds, error)
