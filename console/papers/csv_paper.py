"""Tables as CSV: RFC 4180 with line ends CR LF, UTF-8, every formula neutralised."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO, cast

from console.papers.cells import Cell, to_text
from console.papers.paper import PaperColumn

_FLUSH_CHARACTERS = 64 * 1024


class CsvPaper:
    """For people: with a byte order mark, by which spreadsheets know UTF-8, and every cell in quotes.

    Quotes keep a value such as `a;=1+1` in one cell where the list separator is a semicolon.
    """

    sheets = 1
    cut_cells = 0

    def __init__(self, stream: BinaryIO, columns: Sequence[PaperColumn]) -> None:
        self._stream = stream
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, quoting=csv.QUOTE_ALL)
        stream.write(codecs.BOM_UTF8)
        self.add([column.heading for column in columns])

    def add(self, cells: Sequence[object]) -> None:
        """Append one row."""
        self._writer.writerow([to_text(cell) for cell in cast("Sequence[Cell]", cells)])
        if self._buffer.tell() >= _FLUSH_CHARACTERS:
            self._flush()

    def finish(self) -> None:
        """Write the rest."""
        self._flush()

    def close(self) -> None:
        """Nothing is held open."""

    def _flush(self) -> None:
        self._stream.write(self._buffer.getvalue().encode("utf-8"))
        self._buffer.seek(0)
        self._buffer.truncate()


def build_plain_csv(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """For scripts: no byte order mark, quotes only where they are needed; formulas neutralised all the same."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([to_text(name) for name in heading])
    writer.writerows([to_text(cell) for cell in row] for row in rows)
    return buffer.getvalue()
