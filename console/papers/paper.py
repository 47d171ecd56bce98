"""What every kind of table file has in common, and the way to one by its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from console.domain.export import ColumnKind, ExportFormat


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """One column of a file: its stable name, the heading people read and what its cells hold."""

    name: str
    heading: str
    kind: ColumnKind = ColumnKind.TEXT


class Paper(Protocol):
    """A table being written. Errors of the stream come out as they are; what was written by then is worth nothing."""

    @property
    def sheets(self) -> int:
        """In how many sheets the rows lie so far."""
        ...

    @property
    def cut_cells(self) -> int:
        """How many cells were too long for this form and were cut."""
        ...

    def add(self, cells: Sequence[object]) -> None:
        """Append one row with a cell per column."""
        ...

    def finish(self) -> None:
        """Write what is still to be written; the stream stays open."""
        ...

    def close(self) -> None:
        """Let go of whatever is held open, finished or not; not of the stream."""
        ...


def open_paper(form: ExportFormat, stream: BinaryIO, columns: Sequence[PaperColumn], folder: Path) -> Paper:
    """A new table in this form. A spreadsheet keeps its rows in files in `folder` until it is finished."""
    if form is ExportFormat.CSV:
        from console.papers.csv_paper import CsvPaper

        return CsvPaper(stream, columns)
    if form is ExportFormat.XLSX:
        from console.papers.xlsx_paper import XlsxPaper

        return XlsxPaper(stream, columns, folder)
    from console.papers.jsonl_paper import JsonLinesPaper

    return JsonLinesPaper(stream, columns)
