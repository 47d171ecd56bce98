"""Where lists are kept, and by what they can be ordered; holds names, runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.domain.listing import SortColumn


@dataclass(frozen=True, slots=True, eq=False)
class ListTable:
    """Where a list is kept. `columns` gives the ordering column of each sort a list has; others fall back to UPDATED.

    `few_values` are the columns that have an index of their own for their descending order. A list with facets knows
    labels, severity, assignee, report and due time of its lines.
    """

    entry: str
    search: str
    columns: Mapping[SortColumn, str]
    few_values: frozenset[str] = frozenset()
    has_facets: bool = True


VERIFICATIONS: Final = ListTable(
    "verification_entry",
    "verification_search",
    {
        SortColumn.CUSTOMER: "customer_key",
        SortColumn.PROVIDER: "provider",
        SortColumn.PHASE: "phase",
        SortColumn.STATUS: "status_key",
        SortColumn.REFERENCE: "reference_key",
        SortColumn.EMAIL: "email_key",
        SortColumn.LABELS: "labels",
        SortColumn.SEVERITY: "severity",
        SortColumn.ASSIGNEE: "assignee",
        SortColumn.REPORT: "has_report",
        SortColumn.CREATED: "created_us",
    },
    frozenset({"provider", "phase", "status_key", "labels", "severity", "assignee", "has_report"}),
)
CUSTOMERS: Final = ListTable(
    "customer_entry",
    "customer_search",
    {
        SortColumn.CUSTOMER: "customer_key",
        SortColumn.PROVIDER: "provider",
        SortColumn.PHASE: "phase",
        SortColumn.REFERENCE: "reference_key",
        SortColumn.EMAIL: "email_key",
    },
    frozenset({"provider", "phase"}),
    has_facets=False,
)
# The verifications that need a person, in one order of their own: most urgent first.
INBOX: Final = ListTable(
    VERIFICATIONS.entry, VERIFICATIONS.search, dict.fromkeys(SortColumn, "inbox_key"), frozenset()
)
