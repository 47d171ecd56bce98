"""Stored reports as rows of a list: columns, filter and order over values that are all here; asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from console.domain.listing import ListQuery, SortColumn, VerificationRow
from console.domain.provider import ProviderId
from console.domain.report import Report
from console.ui.toolkit.paint_row import Cell, CellKind, Column, PaintRow
from console.ui.toolkit.plain import shorten_id, to_plain
from console.ui.toolkit.words import exact_time, phase_word, size_text

translate = QCoreApplication.translate

ReportRow = tuple[Report, VerificationRow]

_TEXTS: Final[Mapping[SortColumn, Callable[[ReportRow], str]]] = {
    SortColumn.CUSTOMER: lambda row: row[1].customer_name.casefold(),
    SortColumn.PROVIDER: lambda row: row[1].provider,
    SortColumn.PHASE: lambda row: row[1].phase,
}


def report_columns(titles: Mapping[ProviderId, str]) -> tuple[Column[ReportRow], ...]:
    """Columns of the list of stored reports."""

    def provider(row: ReportRow) -> Cell:
        return Cell(to_plain(titles.get(row[1].provider, row[1].provider)), row[1].account_name)

    return (
        Column(
            "customer", translate("Columns", "Customer"), 190, CellKind.NAME, _customer, SortColumn.CUSTOMER
        ),
        Column(
            "provider", translate("Columns", "Provider"), 116, CellKind.TEXT, provider, SortColumn.PROVIDER
        ),
        Column("phase", translate("Columns", "Phase"), 148, CellKind.PHASE, _phase, SortColumn.PHASE),
        Column(
            "fetched", translate("Columns", "Fetched"), 96, CellKind.TIME, _fetched, SortColumn.UPDATED, True
        ),
        Column("size", translate("Columns", "Size"), 80, CellKind.NUMBER, _size),
        Column("hash", translate("Columns", "SHA-256"), 130, CellKind.MUTED, _hash),
        Column("id", translate("Columns", "Verification"), 130, CellKind.MUTED, _id),
    )


def to_report_paint(row: ReportRow, columns: tuple[Column[ReportRow], ...]) -> PaintRow:
    """A report's line."""
    report, verification = row
    spoken = ", ".join(
        (verification.customer_name, phase_word(verification.phase), exact_time(report.fetched_at))
    )
    return PaintRow(report.key, report.key, tuple(column.to_cell(row) for column in columns), spoken)


def select_reports(rows: Iterable[ReportRow], query: ListQuery) -> list[ReportRow]:
    """The rows a query keeps, in its order; equal ones newest first."""
    words = query.text.casefold().split()
    kept = [row for row in rows if _keeps(row, query, words)]
    kept.sort(key=_fetched_at, reverse=True)
    text = _TEXTS.get(query.sort)
    if text is not None:
        kept.sort(key=text, reverse=query.descending)
    elif not query.descending:
        kept.reverse()
    return kept


def _keeps(row: ReportRow, query: ListQuery, words: list[str]) -> bool:
    report, verification = row
    hay = " ".join(
        (verification.customer_name, verification.email, verification.reference, report.key.id, report.sha256)
    ).casefold()
    return (
        (not query.providers or verification.provider in query.providers)
        and (not query.phases or verification.phase in query.phases)
        and all(word in hay for word in words)
    )


def _fetched_at(row: ReportRow) -> datetime:
    return row[0].fetched_at


def _customer(row: ReportRow) -> Cell:
    name = row[1].customer_name or row[1].email or row[1].key.id
    return Cell(to_plain(name, 120), name)


def _phase(row: ReportRow) -> Cell:
    return Cell(phase_word(row[1].phase), row[1].raw_status, phase=row[1].phase)


def _fetched(row: ReportRow) -> Cell:
    return Cell(at=row[0].fetched_at)


def _size(row: ReportRow) -> Cell:
    return Cell(size_text(row[0].size_bytes))


def _hash(row: ReportRow) -> Cell:
    return Cell(shorten_id(row[0].sha256), row[0].sha256)


def _id(row: ReportRow) -> Cell:
    return Cell(shorten_id(row[0].key.id), row[0].key.id)
