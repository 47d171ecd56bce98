"""The rows of an export: what each list's columns are and how a row fills them; opens no file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from console.domain.environment import ProviderId
from console.domain.export import ColumnKind, ExportColumn, ExportList, ExportWish
from console.domain.listing import CustomerRow, VerificationRow
from console.domain.masking import mask_document, mask_text
from console.domain.risk import LabelKind
from console.services.activity_rows import ActivitySource
from console.services.inbox_rows import InboxSource

if TYPE_CHECKING:
    from console.domain.case import RawRecord
    from console.store.queries.exporting import Identity
    from console.store.queries.queries import Queries

# Rows taken from the store at a time: a few milliseconds and less than a megabyte.
WINDOW: Final = 500
_IDENTITY: Final = frozenset({"birth_date", "document_number"})
_RAW: Final = "raw"

Titles = Mapping[ProviderId, str]
Row = tuple[object, ...]


class RowSource(Protocol):
    """One list as an export reads it, inside one view of the database."""

    @property
    def columns(self) -> tuple[ExportColumn, ...]:
        """Everything that can be asked for, in its order."""
        ...

    def count(self, queries: Queries) -> int:
        """How many rows there will be."""
        ...

    def iter_windows(self, queries: Queries, names: Sequence[str]) -> Iterator[list[Row]]:
        """The rows, some hundred at a time, each with a cell per name."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A verification with what else its columns may need; left empty where no column asks for it."""

    row: VerificationRow
    identity: Identity | None
    raw: tuple[RawRecord, ...]


_MOMENT, _NUMBER = ColumnKind.MOMENT, ColumnKind.NUMBER
VERIFICATION_COLUMNS: Final = (
    ExportColumn("provider"),
    ExportColumn("account"),
    ExportColumn("environment"),
    ExportColumn("id"),
    ExportColumn("customer_id"),
    ExportColumn("customer", is_sensitive=True),
    ExportColumn("email", is_sensitive=True),
    ExportColumn("birth_date", is_sensitive=True),
    ExportColumn("document_number", is_sensitive=True),
    ExportColumn("reference"),
    ExportColumn("phase"),
    ExportColumn("status"),
    ExportColumn("severity"),
    ExportColumn("labels"),
    ExportColumn("assignee"),
    ExportColumn("has_report"),
    ExportColumn("created_at", _MOMENT),
    ExportColumn("updated_at", _MOMENT),
    ExportColumn("as_of", _MOMENT),
    ExportColumn(_RAW, is_sensitive=True, is_raw=True),
)
CUSTOMER_COLUMNS: Final = (
    ExportColumn("provider"),
    ExportColumn("account_id"),
    ExportColumn("environment"),
    ExportColumn("customer_id"),
    ExportColumn("customer", is_sensitive=True),
    ExportColumn("email", is_sensitive=True),
    ExportColumn("reference"),
    ExportColumn("phase"),
    ExportColumn("verifications", _NUMBER),
    ExportColumn("updated_at", _MOMENT),
)


def build_verification_cells(titles: Titles) -> Mapping[str, Callable[[Subject], object]]:
    """How each column of the verification list is filled."""
    return {
        "provider": lambda each: titles.get(each.row.provider, each.row.provider),
        "account": lambda each: each.row.account_name,
        "environment": lambda each: each.row.environment.value,
        "id": lambda each: each.row.key.id,
        "customer_id": lambda each: each.row.customer_id,
        "customer": lambda each: each.row.customer_name,
        "email": lambda each: each.row.email or (each.identity.email if each.identity else ""),
        "birth_date": lambda each: each.identity.birth_date if each.identity else "",
        "document_number": lambda each: each.identity.document_number if each.identity else "",
        "reference": lambda each: each.row.reference,
        "phase": lambda each: each.row.phase.value,
        "status": lambda each: each.row.raw_status,
        "severity": lambda each: each.row.severity.value if each.row.severity else "",
        "labels": lambda each: _to_labels(each.row),
        "assignee": lambda each: each.row.assignee,
        "has_report": lambda each: each.row.has_report,
        "created_at": lambda each: each.row.created_at,
        "updated_at": lambda each: each.row.updated_at,
        "as_of": lambda each: each.row.as_of,
        _RAW: lambda each: [_to_record(record) for record in each.raw],
    }


def build_customer_cells(titles: Titles) -> Mapping[str, Callable[[CustomerRow], object]]:
    """How each column of the customer list is filled."""
    return {
        "provider": lambda row: ", ".join(titles.get(one, one) for one in row.providers),
        "account_id": lambda row: row.account_id,
        "environment": lambda row: row.environment.value,
        "customer_id": lambda row: row.customer_id,
        "customer": lambda row: row.name,
        "email": lambda row: row.email,
        "reference": lambda row: row.reference,
        "phase": lambda row: row.phase.value if row.phase else "",
        "verifications": lambda row: row.verifications,
        "updated_at": lambda row: row.updated_at,
    }


class VerificationSource:
    """The verification list as filtered and ordered, or chosen verifications."""

    columns = VERIFICATION_COLUMNS

    def __init__(self, wish: ExportWish, titles: Titles) -> None:
        self._wish = wish
        self._cells = build_verification_cells(titles)

    def count(self, queries: Queries) -> int:
        """See `RowSource`."""
        keys = self._wish.keys
        return queries.count_verifications(self._wish.query) if keys is None else len(keys)

    def iter_windows(self, queries: Queries, names: Sequence[str]) -> Iterator[list[Row]]:
        """See `RowSource`."""
        fill = [self._cells[name] for name in names]
        with_identity, with_raw = bool(_IDENTITY.intersection(names)), _RAW in names
        # Read out of the facts only where the row has none: at some providers it is known by what was verified.
        with_email = "email" in names
        for window in self._iter_rows(queries):
            subjects = (
                Subject(
                    row,
                    queries.load_identity(row.key)
                    if with_identity or (with_email and not row.email)
                    else None,
                    queries.load_raw_records(row.key) if with_raw else (),
                )
                for row in window
            )
            yield [tuple(cell(subject) for cell in fill) for subject in subjects]

    def _iter_rows(self, queries: Queries) -> Iterator[tuple[VerificationRow, ...]]:
        keys = self._wish.keys
        if keys is not None:
            for start in range(0, len(keys), WINDOW):
                yield queries.load_verification_rows(keys[start : start + WINDOW])
            return
        start = 0
        while window := queries.load_verifications(self._wish.query, start, WINDOW):
            yield window
            start += len(window)


class CustomerSource:
    """The customer list as filtered and ordered, or chosen customers."""

    columns = CUSTOMER_COLUMNS

    def __init__(self, wish: ExportWish, titles: Titles) -> None:
        self._wish = wish
        self._cells = build_customer_cells(titles)

    def count(self, queries: Queries) -> int:
        """See `RowSource`."""
        keys = self._wish.customers
        return queries.count_customers(self._wish.query) if keys is None else len(keys)

    def iter_windows(self, queries: Queries, names: Sequence[str]) -> Iterator[list[Row]]:
        """See `RowSource`."""
        fill = [self._cells[name] for name in names]
        for window in self._iter_rows(queries):
            yield [tuple(cell(row) for cell in fill) for row in window]

    def _iter_rows(self, queries: Queries) -> Iterator[tuple[CustomerRow, ...]]:
        keys = self._wish.customers
        if keys is not None:
            for start in range(0, len(keys), WINDOW):
                yield queries.load_customer_rows(keys[start : start + WINDOW])
            return
        start = 0
        while window := queries.load_customers(self._wish.query, start, WINDOW):
            yield window
            start += len(window)


SOURCES: Final[Mapping[ExportList, Callable[[ExportWish, Titles], RowSource]]] = {
    ExportList.VERIFICATIONS: VerificationSource,
    ExportList.CUSTOMERS: CustomerSource,
    ExportList.INBOX: InboxSource,
    ExportList.ACTIVITY: ActivitySource,
}


def _to_labels(row: VerificationRow) -> str:
    """Values only. What a person wrote as a comment is no label and may name people."""
    return " ".join(ref.value for ref in row.labels if ref.kind is not LabelKind.COMMENT)


def _to_record(record: RawRecord) -> dict[str, object]:
    """What the provider sent, as JSON where it is JSON; links and tokens, which open sessions, are masked."""
    try:
        body = mask_document(record.body)
        json.dumps(body)
    except (ValueError, RecursionError):
        body = mask_text(record.body.decode("utf-8", "replace"))
    return {
        "kind": record.kind,
        "source": record.source.value,
        "seen_at": record.seen_at.isoformat(),
        "body": body,
    }
