"""The rows of the audit trail as an export reads them: every field of every entry, so that the chain can be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from console.domain.activity import ActivityEntry
from console.domain.environment import ProviderId
from console.domain.export import ColumnKind, ExportColumn, ExportWish

if TYPE_CHECKING:
    from console.store.queries.queries import Queries

_WINDOW: Final = 1000
ACTIVITY_COLUMNS: Final = (
    ExportColumn("number", ColumnKind.NUMBER),
    ExportColumn("at", ColumnKind.MOMENT),
    # Whole microseconds since 1970: what the hash is made over.
    ExportColumn("at_us", ColumnKind.NUMBER),
    ExportColumn("who"),
    ExportColumn("action"),
    ExportColumn("subject"),
    ExportColumn("details"),
    ExportColumn("previous"),
    ExportColumn("hash"),
)
_CELLS: Final[Mapping[str, Callable[[ActivityEntry], object]]] = {
    "number": lambda entry: entry.number,
    "at": lambda entry: entry.at,
    "at_us": lambda entry: entry.at_us,
    "who": lambda entry: entry.who,
    "action": lambda entry: entry.action,
    "subject": lambda entry: entry.subject,
    "details": lambda entry: entry.details,
    "previous": lambda entry: entry.previous,
    "hash": lambda entry: entry.hash,
}


class ActivitySource:
    """The entries that fit the wish's filter, newest first."""

    columns = ACTIVITY_COLUMNS

    def __init__(self, wish: ExportWish, titles: Mapping[ProviderId, str]) -> None:
        del titles
        self._wanted = wish.activity

    def count(self, queries: Queries) -> int:
        """How many entries fit."""
        return len(queries.load_activity_numbers(self._wanted))

    def iter_windows(self, queries: Queries, names: Sequence[str]) -> Iterator[list[tuple[object, ...]]]:
        """The entries, some hundred at a time."""
        cells = [_CELLS[name] for name in names]
        found = queries.load_activity(self._wanted, None, _WINDOW)
        while found:
            yield [tuple(cell(entry) for cell in cells) for entry in found]
            found = queries.load_activity(self._wanted, found[-1].number, _WINDOW)
