"""iDenfy's report in every wrapping it may come in, and everything that is no whole PDF."""

from __future__ import annotations

import base64
import json

import pytest

from console.domain.errors import ReportUnreadable
from console.providers.idenfy import reports

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8 + b"\n%%EOF\n"
ENCODED = base64.b64encode(PDF)


@pytest.mark.parametrize(
    "body",
    [
        PDF,
        ENCODED,
        ENCODED + b"\n",
        b"\n".join(ENCODED[start : start + 76] for start in range(0, len(ENCODED), 76)),
        ENCODED.rstrip(b"="),
        b'"' + ENCODED + b'"',
        json.dumps({"pdf": ENCODED.decode()}).encode(),
        json.dumps({"message": "done", "pdf": ENCODED.decode()}).encode(),
        b"data:application/pdf;base64," + ENCODED,
    ],
)
def test_the_report_is_found_however_it_is_wrapped(body: bytes) -> None:
    assert reports.read_report(body) == PDF


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>no</html>",
        b"{}",
        b"[1]",
        b'{"pdf": 7}',
        b'{"pdf":',
        base64.b64encode(b"GIF89a"),
        PDF[:-10],
        ENCODED[:-40],
        b"\xff\xfe",
    ],
)
def test_what_is_no_whole_pdf_is_refused(body: bytes) -> None:
    with pytest.raises(ReportUnreadable):
        reports.read_report(body)
