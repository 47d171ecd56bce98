"""What needs a person as rows of a list: columns and words over values; asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from console.domain.attention import InboxCase, InboxCreate, InboxRow
from console.domain.environment import Environment, ProviderId
from console.ui.toolkit.attention_words import attention_sentence
from console.ui.toolkit.paint_row import Cell, CellKind, Column, PaintRow
from console.ui.toolkit.plain import shorten_id, to_plain
from console.ui.toolkit.words import environment_word, exact_time, phase_word

translate = QCoreApplication.translate

_LONGEST = 120


def inbox_columns(titles: Mapping[ProviderId, str]) -> tuple[Column[InboxRow], ...]:
    """Columns of the inbox. `titles` names the providers."""

    def provider(row: InboxRow) -> Cell:
        name = titles.get(_provider(row), _provider(row))
        return Cell(to_plain(name, _LONGEST), f"{name}, {_account_name(row)}")

    def reason(row: InboxRow) -> Cell:
        return _reason_cell(row, titles.get(_provider(row), _provider(row)))

    return (
        Column("customer", translate("Columns", "Customer"), 150, CellKind.NAME, _customer),
        Column("reason", translate("Columns", "Why"), 280, CellKind.TEXT, reason),
        Column("since", translate("Columns", "Since"), 92, CellKind.TIME, _since),
        Column("provider", translate("Columns", "Provider"), 110, CellKind.TEXT, provider),
        Column("phase", translate("Columns", "Phase"), 148, CellKind.PHASE, _phase),
        Column("assignee", translate("Columns", "Assigned to"), 120, CellKind.TEXT, _assignee),
        Column("reference", translate("Columns", "Reference"), 140, CellKind.MUTED, _reference),
    )


def to_inbox_paint(row: InboxRow, columns: tuple[Column[InboxRow], ...]) -> PaintRow:
    """A line of the inbox, with the sentence a screen reader says for it."""
    cells = tuple(column.to_cell(row) for column in columns)
    spoken = [cells[0].text, cells[1].text, exact_time(row.since), cells[3].text]
    environment = row.row.environment if isinstance(row, InboxCase) else row.environment
    if isinstance(row, InboxCase):
        spoken.append(phase_word(row.row.phase))
    if environment is not Environment.LIVE:
        spoken.append(environment_word(environment))
    opens = row.row.key if isinstance(row, InboxCase) else None
    return PaintRow(row.key, opens, cells, ", ".join(part for part in spoken if part))


def _reason_cell(row: InboxRow, title: str) -> Cell:
    sentences = [attention_sentence(reason, title) for reason in row.reasons]
    if row.detail:
        sentences.append(row.detail)
    if not sentences:
        return Cell()
    # Of a missing report alone the list itself says why: it is what a person asks next.
    is_told = isinstance(row, InboxCase) and bool(row.detail) and len(row.reasons) == 1
    return Cell(to_plain(" ".join(sentences) if is_told else sentences[0]), "\n".join(sentences))


def _provider(row: InboxRow) -> ProviderId:
    return row.row.provider if isinstance(row, InboxCase) else row.provider


def _account_name(row: InboxRow) -> str:
    return row.row.account_name if isinstance(row, InboxCase) else row.account_name


def _told(of_case: Callable[[InboxCase], str], of_create: Callable[[InboxCreate], str], row: InboxRow) -> str:
    return of_case(row) if isinstance(row, InboxCase) else of_create(row)


def _customer(row: InboxRow) -> Cell:
    name = _told(lambda one: one.row.customer_name, lambda one: one.customer_name, row)
    email = _told(lambda one: one.row.email, lambda one: one.email, row)
    identifier = _told(lambda one: one.row.customer_id or one.row.key.id, lambda one: one.reference, row)
    if name:
        return Cell(to_plain(name, _LONGEST), name)
    return Cell(to_plain(email, _LONGEST) or shorten_id(identifier), email or identifier)


def _since(row: InboxRow) -> Cell:
    return Cell(at=row.since)


def _phase(row: InboxRow) -> Cell:
    if isinstance(row, InboxCreate):
        return Cell(translate("Columns", "not made yet"))
    return Cell(phase_word(row.row.phase), row.row.raw_status, phase=row.row.phase)


def _assignee(row: InboxRow) -> Cell:
    name = row.row.assignee if isinstance(row, InboxCase) else ""
    return Cell(to_plain(name, _LONGEST), name)


def _reference(row: InboxRow) -> Cell:
    reference = _told(lambda one: one.row.reference, lambda one: one.reference, row)
    return Cell(to_plain(reference, _LONGEST), reference)


INBOX_CHIPS = ("provider", "phase", "account", "assignee")
"""What the inbox can be narrowed to."""
