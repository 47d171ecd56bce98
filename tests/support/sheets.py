"""Reads a spreadsheet back without the library that wrote it: its zip and its XML."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_COLUMN: Final = re.compile(r"[A-Z]+")


def read_sheets(path: Path) -> list[list[dict[str, str]]]:
    """Per sheet its rows; a row maps a column's letters to the text or number in it. Formulas are an error."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        shared = _read_shared(archive)
        return [_read_sheet(archive.read(name), shared) for name in names]


def read_parts(path: Path) -> set[str]:
    """The names of the parts: no macro, no link, no connection may be among them."""
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def _read_shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in item.iter(f"{_MAIN}t")) for item in root.iter(f"{_MAIN}si")]


def _read_sheet(document: bytes, shared: list[str]) -> list[dict[str, str]]:
    root = ElementTree.fromstring(document)
    assert list(root.iter(f"{_MAIN}f")) == []
    assert list(root.iter(f"{_MAIN}hyperlink")) == []
    return [_read_row(row, shared) for row in root.iter(f"{_MAIN}row")]


def _read_row(row: ElementTree.Element, shared: list[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for cell in row.iter(f"{_MAIN}c"):
        match = _COLUMN.match(cell.get("r", ""))
        assert match is not None
        if cell.get("t") == "s":
            cells[match[0]] = shared[int(cell.findtext(f"{_MAIN}v", "0"))]
        elif cell.get("t") == "inlineStr":
            cells[match[0]] = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
        else:
            cells[match[0]] = cell.findtext(f"{_MAIN}v", "")
    return cells
