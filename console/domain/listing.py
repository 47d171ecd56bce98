"""What lists ask for and what their rows hold: ready to show, no secrets, no raw documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.domain.account import AccountId
    from console.domain.customer import CustomerId
    from console.domain.keys import VerificationKey
    from console.domain.phase import Phase
    from console.domain.provider import Environment, ProviderId
    from console.domain.risk import LabelRef, Severity


class SortColumn(StrEnum):
    """Columns lists can be ordered by; a column a list does not have falls back to UPDATED.

    FETCHED, SIZE and HASH are those of a report, so only the list of reports has them.
    """

    CUSTOMER = "customer"
    PROVIDER = "provider"
    PHASE = "phase"
    STATUS = "status"
    REFERENCE = "reference"
    EMAIL = "email"
    LABELS = "labels"
    SEVERITY = "severity"
    ASSIGNEE = "assignee"
    REPORT = "report"
    CREATED = "created"
    UPDATED = "updated"
    FETCHED = "fetched"
    SIZE = "size"
    HASH = "hash"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One filtered, ordered list. Empty sets and an empty `text` mean no filter.

    `text` is what a person typed: any characters are safe; it is matched folded (marks, case, some letters) against
    name, e-mail, our reference, provider id, label and status; words are combined with "and".
    `since` keeps what was updated at or after it, `until` what was updated before it, `created_since` and
    `created_until` the same of its making. `severities` are those of a verification's worst label; `assignees` names
    people of this desk, "" is nobody; `overdue` keeps what is open and unchanged for too long. A list of customers
    can only be narrowed by when they were updated. Equal order values are broken newest first, so the order is total.
    """

    text: str = ""
    providers: frozenset[ProviderId] = frozenset()
    accounts: frozenset[AccountId] = frozenset()
    phases: frozenset[Phase] = frozenset()
    label: str = ""
    since: datetime | None = None
    until: datetime | None = None
    created_since: datetime | None = None
    created_until: datetime | None = None
    severities: frozenset[Severity] = frozenset()
    assignees: frozenset[str] = frozenset()
    has_report: bool | None = None
    overdue: bool = False
    sort: SortColumn = SortColumn.UPDATED
    descending: bool = True


@dataclass(frozen=True, slots=True)
class VerificationRow:
    """One line of the verification list. `as_of` is when we last heard from the provider about it.

    `severity` is that of its worst label; an empty `assignee` is nobody; `due_at` is when it is overdue, None when it
    is over.
    """

    key: VerificationKey
    provider: ProviderId
    account_name: str
    environment: Environment
    customer_id: CustomerId
    customer_name: str
    email: str
    reference: str
    phase: Phase
    raw_status: str
    labels: tuple[LabelRef, ...]
    has_report: bool
    created_at: datetime | None
    updated_at: datetime | None
    as_of: datetime
    severity: Severity | None = None
    assignee: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of the customer list: a customer of one account with the phase of the newest verification."""

    account_id: AccountId
    customer_id: CustomerId
    name: str
    email: str
    reference: str
    providers: tuple[ProviderId, ...]
    environment: Environment
    phase: Phase | None
    verifications: int
    newest: VerificationKey | None
    updated_at: datetime | None
