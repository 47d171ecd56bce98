"""What the rest of the program is told after a change was saved; values only, published by services, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.domain.account import AccountId, AccountState
    from console.domain.environment import ProviderId
    from console.domain.front_desk import DeskSessionId
    from console.domain.keys import VerificationKey
    from console.domain.outbox import OutboxId
    from console.domain.people import CustomerKey


@dataclass(frozen=True, slots=True)
class VerificationsChanged:
    """These verifications (and perhaps their customers) have new facts, or we did something about them; `added` is a
    subset of `keys`."""

    keys: tuple[VerificationKey, ...]
    added: tuple[VerificationKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ListsBehind:
    """Lines of a profile of an older version are being made anew: `done` of about `total`, both alike at the end.

    Until then the inbox and severities tell only a part.
    """

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class VerdictsChanged:
    """Providers took back a final verdict on these: somebody has to look at them again. `VerificationsChanged` came
    before."""

    keys: tuple[VerificationKey, ...]


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """An account was added, removed or changed its state; `state` is None when it is gone."""

    account_id: AccountId
    state: AccountState | None


@dataclass(frozen=True, slots=True)
class OutboxChanged:
    """An outbox item moved to another state."""

    item_id: OutboxId


@dataclass(frozen=True, slots=True)
class ReportStored:
    """A report is now in the vault and opens without a network."""

    key: VerificationKey


@dataclass(frozen=True, slots=True)
class EvidenceChanged:
    """Pictures of a verification came, or what is still to be captured of it stands otherwise now."""

    key: VerificationKey


@dataclass(frozen=True, slots=True)
class LabelNotesChanged:
    """Somebody wrote or took back a note about a label of this provider."""

    provider: ProviderId


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """Somebody said of these records whether they are one person's."""

    keys: tuple[CustomerKey, ...]


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Somebody else works at this desk now, or who is at it changed; `working` is the name of who works."""

    working: str


@dataclass(frozen=True, slots=True)
class SavedViewsChanged:
    """A saved view was added, changed or taken away."""


@dataclass(frozen=True, slots=True)
class FrontDeskChanged:
    """What the front desk shows is another one now: ask for its views again. `ended` names a released customer whose
    verification has just come to its end, or needs the clerk."""

    ended: DeskSessionId | None = None


@dataclass(frozen=True, slots=True)
class LibraryChanged:
    """More (or less) of the stored reports can be searched by their text."""


class Progress(StrEnum):
    """Milestones of the whole program that others wait for."""

    FIRST_SYNC_DONE = "first_sync_done"


@dataclass(frozen=True, slots=True)
class ProgressMade:
    """A milestone was reached."""

    what: Progress


Event = (
    VerificationsChanged
    | ListsBehind
    | VerdictsChanged
    | AccountChanged
    | OutboxChanged
    | ReportStored
    | EvidenceChanged
    | LabelNotesChanged
    | PeopleChanged
    | PersonChanged
    | SavedViewsChanged
    | LibraryChanged
    | FrontDeskChanged
    | ProgressMade
)
