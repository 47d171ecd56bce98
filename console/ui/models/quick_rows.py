"""The lines of Quick Open: what fits the typed words, best first, as an item model; asks nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from console.base.folding import fold
from console.domain.environment import Environment
from console.domain.listing import CustomerRow, VerificationRow
from console.services.quick_open import LabelHit, QuickHits, QuickOpenService
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import shorten_id, to_plain, to_tooltip
from console.ui.toolkit.shortcuts import QuickCommand
from console.ui.toolkit.words import environment_word, phase_word, severity_word

translate = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_LONGEST: Final = 120


class QuickKind(StrEnum):
    """What a line leads to."""

    VERIFICATION = "verification"
    CUSTOMER = "customer"
    VIEW = "view"
    COMMAND = "command"
    LABEL = "label"
    SEARCH = "search"


_ICONS: Final = {
    QuickKind.VERIFICATION: "verifications",
    QuickKind.CUSTOMER: "customers",
    QuickKind.VIEW: "chevron-right",
    QuickKind.COMMAND: "play",
    QuickKind.LABEL: "info",
    QuickKind.SEARCH: "search",
}


class QuickRow(NamedTuple):
    """One line: `target` is a key, a name or a row, bound to what was shown and not to where it stood."""

    kind: QuickKind
    target: object
    title: str
    detail: str = ""
    keys: str = ""

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return _ICONS[self.kind]

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.title, self.detail, self.keys) if part)


def build_rows(
    text: str,
    hits: QuickHits,
    names: Sequence[QuickRow],
    service: QuickOpenService,
) -> tuple[QuickRow, ...]:
    """Ids first, then views and commands that begin with what was typed, then people, cases and labels.

    `names` are all views and commands. The last line searches the list for the words themselves.
    """
    fitting = [(rank, row) for row in names if (rank := rank_name(text, row.title)) is not None]
    fitting.sort(key=lambda pair: pair[0])
    exact = [_to_verification(row, service) for row in hits.exact]
    others = [_to_verification(row, service) for row in hits.verifications]
    rows = [
        *exact,
        *(row for rank, row in fitting if rank == 0),
        *(_to_customer(row, service) for row in hits.customers),
        *others,
        *(row for rank, row in fitting if rank > 0),
        *(_to_label(hit, service) for hit in hits.labels),
    ]
    if others:
        search = translate("QuickOpen", "Show all verifications with these words")
        rows.append(QuickRow(QuickKind.SEARCH, text.strip(), search))
    return tuple(_each_once(rows))


def build_recent(
    rows: Iterable[VerificationRow], names: Sequence[QuickRow], service: QuickOpenService
) -> tuple[QuickRow, ...]:
    """What is offered before anything was typed: cases opened last, then every view and command."""
    return (*(_to_verification(row, service) for row in rows), *names)


def build_view_row(name: str, title: str, keys: str) -> QuickRow:
    """A view of the window."""
    return QuickRow(QuickKind.VIEW, name, to_plain(title), translate("QuickOpen", "View"), keys)


def build_command_row(command: QuickCommand) -> QuickRow:
    """Something the window can do."""
    return QuickRow(
        QuickKind.COMMAND,
        command.name,
        to_plain(command.title),
        translate("QuickOpen", "Command"),
        command.keys,
    )


def rank_name(text: str, title: str) -> int | None:
    """0 when the title begins with the words, 1 when each word begins one of its words; None when neither."""
    typed, said = fold(text), fold(title)
    if not typed:
        return None
    if said.startswith(typed):
        return 0
    words = said.split()
    fits = all(any(word.startswith(part) for word in words) for part in typed.split())
    return 1 if fits else None


def _each_once(rows: Iterable[QuickRow]) -> Iterator[QuickRow]:
    seen: set[tuple[QuickKind, object]] = set()
    for row in rows:
        if (row.kind, row.target) not in seen:
            seen.add((row.kind, row.target))
            yield row


def _to_verification(row: VerificationRow, service: QuickOpenService) -> QuickRow:
    title = row.customer_name or row.email or row.key.id
    parts = [service.title(row.provider), phase_word(row.phase), shorten_id(row.key.id)]
    if row.environment is not Environment.LIVE:
        parts.append(environment_word(row.environment))
    return QuickRow(QuickKind.VERIFICATION, row.key, to_plain(title, _LONGEST), to_plain(" · ".join(parts)))


def _to_customer(row: CustomerRow, service: QuickOpenService) -> QuickRow:
    title = row.name or row.email or row.customer_id
    names = ", ".join(service.title(provider) for provider in row.providers)
    said = fill(translate("QuickOpen", "Customer at %1 · checks: %2"), names, row.verifications)
    return QuickRow(QuickKind.CUSTOMER, row, to_plain(title, _LONGEST), to_plain(said))


def _to_label(hit: LabelHit, service: QuickOpenService) -> QuickRow:
    meaning = hit.label.meaning
    title = meaning.title if meaning is not None else hit.name.value
    said = f"{service.title(hit.name.provider)} · {hit.name.value} · {severity_word(hit.label.severity)}"
    return QuickRow(QuickKind.LABEL, hit.name, to_plain(title, _LONGEST), to_plain(said))


class QuickModel(QAbstractListModel):
    """One line per row; `row` gives it back whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[QuickRow, ...] = ()

    @property
    def rows(self) -> tuple[QuickRow, ...]:
        """All lines from top to bottom."""
        return self._rows

    def show(self, rows: tuple[QuickRow, ...]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, index: Index) -> QuickRow | None:
        """The line at an index; None for none."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Title, the whole for tooltips and screen readers; the delegate paints the row itself."""
        row = self.row(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return to_tooltip(row.spoken)
        return None
