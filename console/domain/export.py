"""What a person takes out of the program as a file: which list, which columns, in which form; values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from console.domain.account import AccountId
from console.domain.activity import ActivityFilter
from console.domain.customer import CustomerId
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery


class ExportList(StrEnum):
    """The lists that can be exported."""

    VERIFICATIONS = "verifications"
    CUSTOMERS = "customers"
    INBOX = "inbox"
    ACTIVITY = "activity"


class ExportFormat(StrEnum):
    """JSONL: one JSON object in a line; only there raw records fit in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


class ColumnKind(StrEnum):
    """What the cells of a column hold. A MOMENT is an aware time and is written in UTC."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """`name` is stable; a sensitive column is left out unless a person asked for it by itself; a raw one is JSONL's."""

    name: str
    kind: ColumnKind = ColumnKind.TEXT
    is_sensitive: bool = False
    is_raw: bool = False


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What is to be taken out: what was chosen, or where that is None, the whole list as filtered and ordered.

    `activity` filters the audit trail, which knows no other filter.
    """

    what: ExportList
    query: ListQuery = field(default_factory=ListQuery)
    keys: tuple[VerificationKey, ...] | None = None
    customers: tuple[tuple[AccountId, CustomerId], ...] | None = None
    activity: ActivityFilter = ActivityFilter()


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """One export as confirmed: `columns` are pairs of a column's name and the heading it gets in the file."""

    wish: ExportWish
    form: ExportFormat
    columns: tuple[tuple[str, str], ...]
    path: Path


class ExportStage(StrEnum):
    """PACKING: all rows are taken in, the file is being closed; that takes a while for a large spreadsheet."""

    COUNTING = "counting"
    WRITING = "writing"
    PACKING = "packing"


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export is; `total` is 0 until it was counted. `packed_bytes` grows while the file is being closed."""

    stage: ExportStage
    rows: int
    total: int
    packed_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished file. `sheets` is above 1 where one sheet could not hold all rows; `cut_cells` were too long for one."""

    path: Path
    rows: int
    size_bytes: int
    sha256: str
    sheets: int = 1
    cut_cells: int = 0
