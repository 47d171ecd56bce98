"""The rows of the inbox as an export reads them: cases and creates nobody knows of, in one table; opens no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from console.domain.attention import InboxCase, InboxRow
from console.domain.environment import ProviderId
from console.domain.export import ColumnKind, ExportColumn, ExportWish

if TYPE_CHECKING:
    from console.store.queries.queries import Queries

_WINDOW: Final = 500
INBOX_COLUMNS: Final = (
    ExportColumn("reason"),
    ExportColumn("since", ColumnKind.MOMENT),
    ExportColumn("provider"),
    ExportColumn("account"),
    ExportColumn("environment"),
    ExportColumn("id"),
    ExportColumn("customer", is_sensitive=True),
    ExportColumn("email", is_sensitive=True),
    ExportColumn("reference"),
    ExportColumn("phase"),
    ExportColumn("status"),
    ExportColumn("assignee"),
    ExportColumn("detail"),
)
Cells = dict[str, object]


class InboxSource:
    """The inbox as filtered, or chosen cases of it."""

    columns = INBOX_COLUMNS

    def __init__(self, wish: ExportWish, titles: Mapping[ProviderId, str]) -> None:
        self._wish = wish
        self._titles = titles

    def count(self, queries: Queries) -> int:
        """How many lines there will be."""
        keys = self._wish.keys
        return queries.count_inbox(self._wish.query, 0) if keys is None else len(keys)

    def iter_windows(self, queries: Queries, names: Sequence[str]) -> Iterator[list[tuple[object, ...]]]:
        """The lines, some hundred at a time; of chosen ones those that still need a person."""
        chosen = None if self._wish.keys is None else frozenset(self._wish.keys)
        start = 0
        while window := queries.load_inbox(self._wish.query, start, _WINDOW):
            start += len(window)
            rows = [self._to_cells(row) for row in window if chosen is None or row.key in chosen]
            yield [tuple(cells.get(name, "") for name in names) for cells in rows]

    def _to_cells(self, row: InboxRow) -> Cells:
        common: dict[str, object] = {
            "reason": ", ".join(reason.value for reason in row.reasons),
            "since": row.since,
        }
        if isinstance(row, InboxCase):
            return common | self._case_cells(row)
        return common | {
            "provider": self._titles.get(row.provider, row.provider),
            "account": row.account_name,
            "environment": row.environment.value,
            "customer": row.customer_name,
            "email": row.email,
            "reference": row.reference,
            "status": row.state.value,
            "detail": row.detail,
        }

    def _case_cells(self, line: InboxCase) -> Cells:
        row = line.row
        return {
            "provider": self._titles.get(row.provider, row.provider),
            "account": row.account_name,
            "environment": row.environment.value,
            "id": row.key.id,
            "customer": row.customer_name,
            "email": row.email,
            "reference": row.reference,
            "phase": row.phase.value,
            "status": row.raw_status,
            "assignee": row.assignee,
            "detail": line.detail,
        }
