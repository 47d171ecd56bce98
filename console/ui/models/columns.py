"""The columns of both lists in one place: name, heading, width, kind and how a row fills them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication

from console.domain.environment import Environment, ProviderId
from console.domain.listing import CustomerRow, SortColumn, VerificationRow
from console.domain.risk import LabelRef, RiskLabel, Severity
from console.ui.toolkit.paint_row import Cell, CellKind, Cells, Column, LazyCells, LazyText, PaintRow
from console.ui.toolkit.plain import shorten_id, to_plain
from console.ui.toolkit.words import environment_word, exact_time, phase_word, severity_word

translate = QCoreApplication.translate

Describe = Callable[[ProviderId, tuple[LabelRef, ...]], tuple[RiskLabel, ...]]
Titles = Mapping[ProviderId, str]

LONGEST_CELL: Final = 120
SHOWN_LABELS: Final = 12


def verification_columns(titles: Titles, describe: Describe) -> tuple[Column[VerificationRow], ...]:
    """Columns of the verification list. `titles` names the providers, `describe` explains their labels."""

    def provider(row: VerificationRow) -> Cell:
        name = titles.get(row.provider, row.provider)
        return Cell(to_plain(name, LONGEST_CELL), f"{name}, {row.account_name}")

    def explain(source: tuple[ProviderId, tuple[LabelRef, ...]]) -> str:
        return to_label_lines(describe(*source))

    return (
        Column(
            "customer", translate("Columns", "Customer"), 180, CellKind.NAME, _customer, SortColumn.CUSTOMER
        ),
        Column(
            "provider", translate("Columns", "Provider"), 116, CellKind.TEXT, provider, SortColumn.PROVIDER
        ),
        Column("phase", translate("Columns", "Phase"), 148, CellKind.PHASE, _phase, SortColumn.PHASE),
        Column(
            "labels",
            translate("Columns", "Labels"),
            76,
            CellKind.LABELS,
            _labels,
            SortColumn.SEVERITY,
            True,
            explain,
        ),
        Column(
            "updated", translate("Columns", "Updated"), 96, CellKind.TIME, _updated, SortColumn.UPDATED, True
        ),
        *_other_columns(),
    )


def _other_columns() -> tuple[Column[VerificationRow], ...]:
    return (
        Column("status", translate("Columns", "Status"), 150, CellKind.MUTED, _status, SortColumn.STATUS),
        Column(
            "reference", translate("Columns", "Reference"), 140, CellKind.MUTED, _ref, SortColumn.REFERENCE
        ),
        Column("email", translate("Columns", "E-mail"), 190, CellKind.MUTED, _email, SortColumn.EMAIL),
        Column(
            "assignee",
            translate("Columns", "Assigned to"),
            120,
            CellKind.TEXT,
            _assignee,
            SortColumn.ASSIGNEE,
        ),
        Column(
            "created", translate("Columns", "Created"), 96, CellKind.TIME, _created, SortColumn.CREATED, True
        ),
        Column(
            "report", translate("Columns", "Report"), 84, CellKind.MUTED, _report, SortColumn.REPORT, True
        ),
        Column("account", translate("Columns", "Account"), 140, CellKind.MUTED, _account, is_extra=True),
        Column("id", translate("Columns", "Provider's id"), 130, CellKind.MUTED, _id, is_extra=True),
    )


def customer_columns(titles: Titles) -> tuple[Column[CustomerRow], ...]:
    """Columns of the customer list."""

    def provider(row: CustomerRow) -> Cell:
        names = ", ".join(titles.get(one, one) for one in row.providers)
        return Cell(to_plain(names, LONGEST_CELL), names)

    def name(row: CustomerRow) -> Cell:
        return _name_cell(row.name, row.email, row.customer_id)

    def phase(row: CustomerRow) -> Cell:
        word = phase_word(row.phase) if row.phase is not None else translate("Columns", "None yet")
        return Cell(word, "", phase=row.phase)

    return (
        Column("customer", translate("Columns", "Customer"), 200, CellKind.NAME, name, SortColumn.CUSTOMER),
        Column(
            "provider", translate("Columns", "Provider"), 116, CellKind.TEXT, provider, SortColumn.PROVIDER
        ),
        Column("phase", translate("Columns", "Newest phase"), 148, CellKind.PHASE, phase, SortColumn.PHASE),
        Column("count", translate("Columns", "Checks"), 72, CellKind.NUMBER, _count),
        Column(
            "updated",
            translate("Columns", "Updated"),
            96,
            CellKind.TIME,
            _customer_updated,
            SortColumn.UPDATED,
            True,
        ),
        Column(
            "email", translate("Columns", "E-mail"), 200, CellKind.MUTED, _customer_email, SortColumn.EMAIL
        ),
        Column(
            "reference",
            translate("Columns", "Reference"),
            150,
            CellKind.MUTED,
            _customer_ref,
            SortColumn.REFERENCE,
        ),
    )


def to_verification_paint(row: VerificationRow, columns: tuple[Column[VerificationRow], ...]) -> PaintRow:
    """A verification's line, with the sentence a screen reader says for it."""
    cells = LazyCells(row, columns)
    return PaintRow(row.key, row.key, cells, LazyText(row, partial(_speak_verification, cells)))


def _speak_verification(cells: Cells, row: VerificationRow) -> str:
    spoken = [cells[0].text, cells[1].text, phase_word(row.phase), row.raw_status, exact_time(row.updated_at)]
    if row.labels:
        severity = row.severity if row.severity is not None else Severity.INFO
        counted = translate("Columns", "%n label(s)", None, len(row.labels))
        spoken.append(f"{counted}, {severity_word(severity)}")
    if row.environment is not Environment.LIVE:
        spoken.append(environment_word(row.environment))
    return ", ".join(part for part in spoken if part)


def to_customer_paint(row: CustomerRow, columns: tuple[Column[CustomerRow], ...]) -> PaintRow:
    """A customer's line, with the sentence a screen reader says for it."""
    cells = LazyCells(row, columns)
    key = row.account_id, row.customer_id
    return PaintRow(key, row.newest, cells, LazyText(row, partial(_speak_customer, cells)))


def _speak_customer(cells: Cells, _row: CustomerRow) -> str:
    return ", ".join(text for number in range(3) if (text := cells[number].text))


def to_label_lines(labels: tuple[RiskLabel, ...]) -> str:
    """Every label with its severity in a line of its own, the worst first; the last line counts those left out."""
    ordered = sorted(labels, key=lambda label: -label.severity.rank)
    lines = [_label_line(label) for label in ordered[:SHOWN_LABELS]]
    if len(ordered) > SHOWN_LABELS:
        lines.append(translate("Columns", "and %n more", None, len(ordered) - SHOWN_LABELS))
    return "\n".join(lines)


def _label_line(label: RiskLabel) -> str:
    title = label.meaning.title if label.meaning is not None else label.ref.value
    return f"{severity_word(label.severity)}: {title}"


def _name_cell(name: str, email: str, identifier: str) -> Cell:
    if name:
        return Cell(to_plain(name, LONGEST_CELL), name)
    return Cell(to_plain(email, LONGEST_CELL) or shorten_id(identifier), email or identifier)


def _customer(row: VerificationRow) -> Cell:
    return _name_cell(row.customer_name, row.email, row.customer_id or row.key.id)


def _phase(row: VerificationRow) -> Cell:
    return Cell(phase_word(row.phase), row.raw_status, phase=row.phase)


def _labels(row: VerificationRow) -> Cell:
    """How many labels and the worst severity as it was stored; what they mean is looked up for the tooltip alone."""
    if not row.labels:
        return Cell()
    severity = row.severity if row.severity is not None else Severity.INFO
    return Cell(str(len(row.labels)), severity=severity, source=(row.provider, row.labels))


def _updated(row: VerificationRow) -> Cell:
    return Cell(at=row.updated_at)


def _created(row: VerificationRow) -> Cell:
    return Cell(at=row.created_at)


def _status(row: VerificationRow) -> Cell:
    return Cell(to_plain(row.raw_status, LONGEST_CELL), row.raw_status)


def _ref(row: VerificationRow) -> Cell:
    return Cell(to_plain(row.reference, LONGEST_CELL), row.reference)


def _email(row: VerificationRow) -> Cell:
    return Cell(to_plain(row.email, LONGEST_CELL), row.email)


def _assignee(row: VerificationRow) -> Cell:
    return Cell(to_plain(row.assignee, LONGEST_CELL), row.assignee)


def _report(row: VerificationRow) -> Cell:
    return Cell(translate("Columns", "stored")) if row.has_report else Cell()


def _account(row: VerificationRow) -> Cell:
    return Cell(to_plain(row.account_name, LONGEST_CELL), row.account_name)


def _id(row: VerificationRow) -> Cell:
    return Cell(shorten_id(row.key.id), row.key.id)


def _count(row: CustomerRow) -> Cell:
    return Cell(str(row.verifications))


def _customer_updated(row: CustomerRow) -> Cell:
    return Cell(at=row.updated_at)


def _customer_email(row: CustomerRow) -> Cell:
    return Cell(to_plain(row.email, LONGEST_CELL), row.email)


def _customer_ref(row: CustomerRow) -> Cell:
    return Cell(to_plain(row.reference, LONGEST_CELL), row.reference)
