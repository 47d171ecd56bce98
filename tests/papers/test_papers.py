"""Tables read back by something else than what wrote them: the csv module, plain XML, JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.export import ColumnKind, ExportFormat
from console.papers.cells import neutralise
from console.papers.csv_paper import CsvPaper, build_plain_csv
from console.papers.paper import PaperColumn, open_paper
from console.papers.xlsx_paper import LONGEST_CELL, XlsxPaper
from console.services.export_file import WatchedFile
from tests.support.sheets import read_parts, read_sheets

COLUMNS = (
    PaperColumn("customer", "Customer"),
    PaperColumn("count", "Count", ColumnKind.NUMBER),
    PaperColumn("at", "Changed (UTC)", ColumnKind.MOMENT),
)
AT = datetime(2026, 3, 4, 9, 21, 48, tzinfo=UTC)
ROWS: tuple[tuple[object, ...], ...] = (
    ("=cmd|' /C calc'!A0", -3, AT),
    ("+49 30 1234", 0, None),
    ('"quoted", semicolon; and\r\nline', 1.5, AT),
    ("王芳 Łukasz محمد 🙂 שלום", 7, AT),
    ("nul\x00 lone \ud800 _x0041_", 1, AT),
    ("", 2, None),
)


def _write_csv(rows: tuple[tuple[object, ...], ...]) -> bytes:
    stream = io.BytesIO()
    paper = CsvPaper(stream, COLUMNS)
    for row in rows:
        paper.add(row)
    paper.finish()
    return stream.getvalue()


def test_csv_is_utf8_with_a_mark_and_every_cell_in_quotes() -> None:
    body = _write_csv(ROWS)
    assert body.startswith(b'\xef\xbb\xbf"Customer","Count","Changed (UTC)"\r\n')
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert rows[1] == ["'=cmd|' /C calc'!A0", "-3", "2026-03-04T09:21:48Z"]
    assert rows[2] == ["'+49 30 1234", "0", ""]
    assert rows[3][0] == '"quoted", semicolon; and\nline'
    assert rows[4][0] == "王芳 Łukasz محمد 🙂 שלום"
    assert rows[5][0] == "nul\ufffd lone \ufffd _x0041_"
    assert len(rows) == len(ROWS) + 1


@given(st.lists(st.text(max_size=30), max_size=8))
def test_whatever_is_in_a_cell_no_row_and_no_cell_is_lost(texts: list[str]) -> None:
    body = _write_csv(tuple((text, 1, None) for text in texts))
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == [neutralise(text) for text in texts]


def test_csv_for_scripts_has_no_mark_and_is_neutralised_too() -> None:
    assert build_plain_csv(("id", "name"), [("1", "=1"), ("2", "a,b")]) == 'id,name\r\n1,\'=1\r\n2,"a,b"\r\n'


def _write_xlsx(path: Path, rows_per_sheet: int = 100) -> XlsxPaper:
    with path.open("wb") as stream:
        paper = XlsxPaper(stream, COLUMNS, path.parent, rows_per_sheet=rows_per_sheet)
        for row in ROWS:
            paper.add(row)
        paper.finish()
        paper.close()
    return paper


def test_a_spreadsheet_holds_texts_numbers_and_times_and_nothing_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    assert _write_xlsx(path).sheets == 1
    [rows] = read_sheets(path)
    assert rows[0] == {"A": "Customer", "B": "Count", "C": "Changed (UTC)"}
    assert (rows[1]["A"], rows[1]["B"]) == ("'=cmd|' /C calc'!A0", "-3")
    # Days since the spreadsheet's own beginning: 4 March 2026, 09:21:48.
    assert float(rows[1]["C"]) == pytest.approx(46085 + (9 * 3600 + 21 * 60 + 48) / 86400)
    assert rows[4]["A"] == "王芳 Łukasz محمد 🙂 שלום"
    # Written so that a spreadsheet shows _x0041_ and not the letter it would stand for.
    assert rows[5]["A"] == "nul\ufffd lone \ufffd _x005F_x0041_"
    assert len(rows) == len(ROWS) + 1
    assert not any("vba" in part or "external" in part for part in read_parts(path))
    assert [each.name for each in tmp_path.iterdir()] == ["all.xlsx"]


def test_rows_beyond_a_sheet_go_on_on_the_next_one_under_the_same_heading(tmp_path: Path) -> None:
    path = tmp_path / "split.xlsx"
    paper = _write_xlsx(path, rows_per_sheet=4)
    sheets = read_sheets(path)
    assert paper.sheets == len(sheets) == 2
    assert [len(sheet) for sheet in sheets] == [4, 4]
    assert sheets[0][0] == sheets[1][0]
    assert sheets[1][1]["A"] == "王芳 Łukasz محمد 🙂 שלום"


def test_a_spreadsheet_nobody_wants_any_more_is_not_even_copied(tmp_path: Path) -> None:
    is_wanted = [True]

    def verify_wanted() -> None:
        if not is_wanted[0]:
            raise InterruptedError

    with (tmp_path / "list.xlsx").open("wb") as file:
        stream = WatchedFile(file, verify_wanted)
        paper = XlsxPaper(cast("BinaryIO", stream), COLUMNS, tmp_path, rows_per_sheet=3)
        for row in ROWS:
            paper.add(row)
        is_wanted[0] = False
        with pytest.raises(InterruptedError):
            paper.finish()
        paper.close()
    assert (tmp_path / "list.xlsx").read_bytes() == b""


def test_a_text_too_long_for_a_cell_is_cut_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with path.open("wb") as stream:
        paper = XlsxPaper(stream, COLUMNS, tmp_path)
        paper.add(("🙂" * LONGEST_CELL, 1, None))
        paper.add(("x" * LONGEST_CELL, 1, None))
        paper.finish()
    [rows] = read_sheets(path)
    assert paper.cut_cells == 1
    assert rows[1]["A"].endswith("🙂…")
    assert len(rows[1]["A"].encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert len(rows[2]["A"]) == LONGEST_CELL


def test_json_lines_keep_types_and_raw_records(tmp_path: Path) -> None:
    stream = io.BytesIO()
    columns = (*COLUMNS, PaperColumn("raw", "Raw"))
    paper = open_paper(ExportFormat.JSONL, stream, columns, tmp_path)
    paper.add(("=1\nnext", 3, AT, [{"kind": "identification", "body": {"name": "Zoë"}}]))
    paper.add(("\ud800", None, None, []))
    paper.finish()
    lines = stream.getvalue().decode("utf-8").splitlines()
    assert json.loads(lines[0]) == {
        "customer": "=1\nnext",
        "count": 3,
        "at": "2026-03-04T09:21:48Z",
        "raw": [{"kind": "identification", "body": {"name": "Zoë"}}],
    }
    assert json.loads(lines[1])["customer"] == "\ufffd"
    assert len(lines) == 2
