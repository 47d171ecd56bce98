"""Makes PDFs for tests: honest ones with reportlab, hand-written ones for what an honest library refuses to make."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

_OPEN_PASSWORD = "nobody knows this"


def build_pdf(pages: Sequence[str], *, title: str = "", size: tuple[float, float] = (595.0, 842.0)) -> bytes:
    """A small document with one line of text (Latin-1) on each page."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=size, invariant=True)
    canvas.setTitle(title)
    for text in pages:
        canvas.drawString(40, size[1] - 60, text)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def build_lines(pages: Sequence[Sequence[str]], *, size: tuple[float, float] = (595.0, 842.0)) -> bytes:
    """A document with several lines of text (Latin-1) on each page."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=size, invariant=True)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(40, size[1] - 40 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def build_outlined_pdf(entries: Sequence[tuple[str, int, int]]) -> bytes:
    """A document with a table of contents: title, level and page (from 0) of each line."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(595.0, 842.0), invariant=True)
    for page in range(max(page for _, _, page in entries) + 1):
        for number, (title, level, at) in enumerate(entries):
            if at == page:
                canvas.bookmarkPage(f"entry {number}")
                canvas.addOutlineEntry(title, f"entry {number}", level)
        canvas.drawString(40, 780, f"This is page {page + 1}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def build_objects(bodies: Sequence[bytes]) -> bytes:
    """A document of these objects, numbered from 1; the first one is the catalogue."""
    made = bytearray(b"%PDF-1.7\n")
    offsets: list[int] = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    made += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, table)
    return bytes(made)


def build_raw_pdf(
    *,
    pages: int = 1,
    box: str = "0 0 200 100",
    content: bytes = b"",
    encoding: bytes = b"",
    catalogue: bytes = b"",
) -> bytes:
    """A document written by hand whose pages are all the same, with any page box, content and catalogue entries.

    `encoding` is the filter the content is already encoded with, such as `/FlateDecode`.
    """
    numbers = range(4, 4 + pages)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 3 0 R >>" % box.encode()
    filtered = b"/Filter %s" % encoding if encoding else b""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filtered, content),
        *(page for _ in numbers),
    ]
    return build_objects(bodies)


def build_bomb(mebibytes: int) -> bytes:
    """Deflated blanks a thousand times smaller than what they unpack to; the checksum at the end is left out."""
    packer = zlib.compressobj(9)
    # After a full flush nothing refers back any more, so one packed block stands for any number of them.
    start = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * mebibytes


def encrypt_pdf(body: bytes) -> bytes:
    """The same document behind a password."""
    writer = PdfWriter(PdfReader(io.BytesIO(body)))
    writer.encrypt(_OPEN_PASSWORD, algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def turn_pages(body: bytes, degrees: int) -> bytes:
    """The same document with its pages turned clockwise by a multiple of 90 degrees."""
    writer = PdfWriter(PdfReader(io.BytesIO(body)))
    for page in writer.pages:
        page.rotate(degrees)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
