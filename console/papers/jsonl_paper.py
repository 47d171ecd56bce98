"""Tables as JSON Lines: one object in a line, keyed by the stable names of the columns; UTF-8, nothing neutralised."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from console.papers.cells import clean, to_iso
from console.papers.paper import PaperColumn


class JsonLinesPaper:
    """Values keep their JSON types; a moment is ISO 8601 in UTC. A raw record stands in it as the provider sent it."""

    sheets = 1
    cut_cells = 0

    def __init__(self, stream: BinaryIO, columns: Sequence[PaperColumn]) -> None:
        self._stream = stream
        self._names = [column.name for column in columns]

    def add(self, cells: Sequence[object]) -> None:
        """Append one object."""
        line = {name: _to_json(cell) for name, cell in zip(self._names, cells, strict=True)}
        # Ensured ASCII only inside strings that UTF-8 cannot hold; everything else is readable as it is.
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        self._stream.write(text.encode("utf-8", "replace") + b"\n")

    def finish(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """Nothing is held open."""


def _to_json(cell: object) -> object:
    if isinstance(cell, datetime):
        return to_iso(cell)
    return clean(cell) if isinstance(cell, str) else cell
