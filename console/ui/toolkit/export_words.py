"""Words of the export dialog: what lists, forms and columns are called; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.domain.export import ColumnKind, ExportColumn, ExportFormat, ExportList

translate = QCoreApplication.translate
_NOOP = QT_TRANSLATE_NOOP

_COLUMNS: Final[Mapping[str, object]] = {
    "provider": _NOOP("Export", "Provider"),
    "account": _NOOP("Export", "Account"),
    "account_id": _NOOP("Export", "Account id"),
    "environment": _NOOP("Export", "Environment"),
    "id": _NOOP("Export", "Verification id"),
    "customer_id": _NOOP("Export", "Customer id"),
    "customer": _NOOP("Export", "Customer"),
    "email": _NOOP("Export", "E-mail"),
    "birth_date": _NOOP("Export", "Birth date"),
    "document_number": _NOOP("Export", "Document number"),
    "reference": _NOOP("Export", "Reference"),
    "phase": _NOOP("Export", "Phase"),
    "status": _NOOP("Export", "Provider's status"),
    "severity": _NOOP("Export", "Worst label"),
    "labels": _NOOP("Export", "Labels"),
    "assignee": _NOOP("Export", "Assigned to"),
    "has_report": _NOOP("Export", "Has report"),
    "created_at": _NOOP("Export", "Created"),
    "updated_at": _NOOP("Export", "Updated"),
    "as_of": _NOOP("Export", "As of"),
    "raw": _NOOP("Export", "Raw records"),
    "verifications": _NOOP("Export", "Verifications"),
    "reason": _NOOP("Export", "Needs you because"),
    "since": _NOOP("Export", "Since"),
    "detail": _NOOP("Export", "Details"),
    "number": _NOOP("Export", "Number"),
    "at": _NOOP("Export", "When"),
    "at_us": _NOOP("Export", "When, in microseconds since 1970"),
    "who": _NOOP("Export", "Who"),
    "action": _NOOP("Export", "Action"),
    "subject": _NOOP("Export", "About"),
    "details": _NOOP("Export", "Details"),
    "previous": _NOOP("Export", "Hash before"),
    "hash": _NOOP("Export", "Hash"),
}
_TITLES: Final[Mapping[ExportList, object]] = {
    ExportList.VERIFICATIONS: _NOOP("Export", "Export verifications"),
    ExportList.CUSTOMERS: _NOOP("Export", "Export customers"),
    ExportList.INBOX: _NOOP("Export", "Export the inbox"),
    ExportList.ACTIVITY: _NOOP("Export", "Export the activity log"),
}
_FORMS: Final[Mapping[ExportFormat, object]] = {
    ExportFormat.CSV: _NOOP("Export", "CSV, for any program"),
    ExportFormat.XLSX: _NOOP("Export", "Excel workbook"),
    ExportFormat.JSONL: _NOOP("Export", "JSON Lines, for programs"),
}


def title_of(what: ExportList) -> str:
    """The dialog's title."""
    return translate("Export", str(_TITLES[what]))


def form_word(form: ExportFormat) -> str:
    """A form of file."""
    return translate("Export", str(_FORMS[form]))


def column_word(column: ExportColumn) -> str:
    """A column's heading, in the dialog and in the file; a time says that it is UTC."""
    word = translate("Export", str(_COLUMNS.get(column.name, column.name)))
    return f"{word} (UTC)" if column.kind is ColumnKind.MOMENT else word
