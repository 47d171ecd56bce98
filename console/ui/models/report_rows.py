"""Stored reports as rows of a list: their columns and how a row fills them; asks nobody."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from console.domain.listing import SortColumn, VerificationRow
from console.domain.provider import ProviderId
from console.domain.report import Report
from console.ui.toolkit.paint_row import Cell, CellKind, Column, PaintRow
from console.ui.toolkit.plain import shorten_id, to_plain
from console.ui.toolkit.words import exact_time, phase_word, size_text

translate = QCoreApplication.translate

ReportRow = tuple[Report, VerificationRow]


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
            "updated", translate("Columns", "Updated"), 96, CellKind.TIME, _updated, SortColumn.UPDATED, True
        ),
        Column(
            "fetched", translate("Columns", "Fetched"), 96, CellKind.TIME, _fetched, SortColumn.FETCHED, True
        ),
        Column("size", translate("Columns", "Size"), 80, CellKind.NUMBER, _size, SortColumn.SIZE, True),
        Column("hash", translate("Columns", "SHA-256"), 130, CellKind.MUTED, _hash, SortColumn.HASH),
        Column("id", translate("Columns", "Verification"), 130, CellKind.MUTED, _id),
    )


def to_report_paint(row: ReportRow, columns: tuple[Column[ReportRow], ...]) -> PaintRow:
    """A report's line."""
    report, verification = row
    spoken = ", ".join(
        (verification.customer_name, phase_word(verification.phase), exact_time(report.fetched_at))
    )
    return PaintRow(report.key, report.key, tuple(column.to_cell(row) for column in columns), spoken)


def _customer(row: ReportRow) -> Cell:
    name = row[1].customer_name or row[1].email or row[1].key.id
    return Cell(to_plain(name, 120), name)


def _phase(row: ReportRow) -> Cell:
    return Cell(phase_word(row[1].phase), row[1].raw_status, phase=row[1].phase)


def _updated(row: ReportRow) -> Cell:
    return Cell(at=row[1].updated_at)


def _fetched(row: ReportRow) -> Cell:
    return Cell(at=row[0].fetched_at)


def _size(row: ReportRow) -> Cell:
    return Cell(size_text(row[0].size_bytes))


def _hash(row: ReportRow) -> Cell:
    return Cell(shorten_id(row[0].sha256), row[0].sha256)


def _id(row: ReportRow) -> Cell:
    return Cell(shorten_id(row[0].key.id), row[0].key.id)
