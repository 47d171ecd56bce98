"""Tables as a spreadsheet, row by row in constant memory; nothing in it is a formula, a link or a macro."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO, cast

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs] - it has none
from xlsxwriter.exceptions import FileCreateError  # pyright: ignore[reportMissingTypeStubs]

from console.domain.export import ColumnKind
from console.papers.cells import Cell, clean, to_text
from console.papers.paper import PaperColumn

# https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
ROWS_PER_SHEET: Final = 1_048_576
LONGEST_CELL: Final = 32_767
_WIDTHS: Final = {ColumnKind.TEXT: 24, ColumnKind.NUMBER: 10, ColumnKind.MOMENT: 20}
# Spreadsheets know no days before this one.
_FIRST_DAY: Final = datetime(1900, 3, 1, tzinfo=UTC)


class _WatchedRows:
    """The rows of a sheet as the library reads them back; a stream that wants no more is heard at each piece."""

    def __init__(self, file: TextIO, stream: BinaryIO) -> None:
        self._file = file
        self._stream = stream

    def seek(self, place: int) -> int:
        return self._file.seek(place)

    def read(self, size: int) -> str:
        self._stream.write(b"")
        return self._file.read(size)

    def close(self) -> None:
        self._file.close()


class XlsxPaper:
    """The heading of each sheet is frozen. A sheet that is full is followed by another one with the same heading."""

    def __init__(
        self,
        stream: BinaryIO,
        columns: Sequence[PaperColumn],
        folder: Path,
        *,
        rows_per_sheet: int = ROWS_PER_SHEET,
    ) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            # What a spreadsheet puts down on the way lies in the folder of the export and goes with it.
            "tmpdir": str(folder),
            # A sheet of a million rows may be larger than 4 GB before it is packed.
            "use_zip64": True,
        }
        self._stream = stream
        # The library has no types.
        self._book = cast("Any", xlsxwriter.Workbook)(stream, options)
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._bold = self._book.add_format({"bold": True})
        self._columns = tuple(columns)
        self._rows_per_sheet = rows_per_sheet
        self.sheets = 0
        self.cut_cells = 0
        self._sheet: Any = None
        self._row = 0
        self._open_sheet()

    def add(self, cells: Sequence[object]) -> None:
        """Append one row."""
        if self._row == self._rows_per_sheet:
            self._open_sheet()
        for number, cell in enumerate(cast("Sequence[Cell]", cells)):
            self._write(number, cell)
        self._row += 1

    def finish(self) -> None:
        """Pack the sheets into the file."""
        for sheet in self._book.worksheets():
            self._watch_rows_of(sheet)
        try:
            self._book.close()
        except FileCreateError as error:
            # The library wraps what the system said; it is the same as with every other form.
            raise error.__context__ or error from error

    def close(self) -> None:
        """Close the files of sheets that were not packed; their folder is the caller's."""
        for sheet in self._book.worksheets():
            for file in (sheet.row_data_fh, sheet.fh):
                if file is not None:
                    file.close()

    def _watch_rows_of(self, sheet: Any) -> None:
        """Before it packs a sheet the library copies its rows, which takes seconds and writes nothing to the stream."""
        is_full = sheet.row_data_fh_closed
        # Closed by the library, or by `close`.
        path = Path(sheet.row_data_filename)
        rows = path.open("a+", encoding="utf-8") if is_full else sheet.row_data_fh
        # The last row is still to be written.
        sheet.fh = rows
        sheet.row_data_fh, sheet.row_data_fh_closed = _WatchedRows(rows, self._stream), False

    def _open_sheet(self) -> None:
        self.sheets += 1
        self._sheet = self._book.add_worksheet(f"Sheet {self.sheets}")
        self._sheet.freeze_panes(1, 0)
        for number, column in enumerate(self._columns):
            self._sheet.set_column(number, number, max(_WIDTHS[column.kind], len(column.heading) + 2))
            self._sheet.write_string(0, number, clean(column.heading), self._bold)
        self._row = 1

    def _write(self, number: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, datetime) and cell >= _FIRST_DAY:
            # A spreadsheet's times have no zone; the heading says that they are UTC.
            self._sheet.write_datetime(
                self._row, number, cell.astimezone(UTC).replace(tzinfo=None), self._moment
            )
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            self._sheet.write_number(self._row, number, cell)
        else:
            self._sheet.write_string(self._row, number, self._fit(to_text(cell)))

    def _fit(self, text: str) -> str:
        # Counted as spreadsheets count: characters beyond the basic plane are two.
        if 2 * len(text) <= LONGEST_CELL or len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
            return text
        self.cut_cells += 1
        kept = text.encode("utf-16-le")[: (LONGEST_CELL - 1) * 2].decode("utf-16-le", "ignore")
        return f"{kept}…"
