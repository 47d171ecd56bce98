"""Invented reports of many pages for measurements, written by hand: text, a line and an outline; nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_LINES: Final = 45
_WORDS: Final = "the document was compared with the face of the person and the result is clear"


def build_paper(pages: int) -> bytes:
    """A report of A4 pages; "page N" stands once on page N, and "needle" on every tenth one."""
    made = bytearray(b"%PDF-1.7\n")
    offsets: list[int] = []
    for number, body in enumerate(_iter_objects(pages), 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    made += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, table)
    return bytes(made)


def _iter_objects(pages: int) -> Iterator[bytes]:
    kids = b" ".join(b"%d 0 R" % (4 + 2 * page) for page in range(pages))
    yield b"<< /Type /Catalog /Pages 2 0 R >>"
    yield b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids)
    yield b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    for page in range(pages):
        content = _build_content(page)
        yield (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
            b" /Contents %d 0 R >>" % (5 + 2 * page)
        )
        yield b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _build_content(page: int) -> bytes:
    lines = [f"page {page + 1}", *(f"{line}: {_WORDS}, {page * _LINES + line}" for line in range(_LINES - 1))]
    if page % 10 == 0:
        lines[-1] = f"needle {page}"
    text = "\n".join(f"({line}) Tj 0 -17 Td" for line in lines)
    return f"0.2 0.4 0.8 RG 40 815 m 555 815 l S\nBT /F 11 Tf 40 795 Td\n{text}\nET".encode("ascii")
