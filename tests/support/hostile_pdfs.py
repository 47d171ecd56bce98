"""Documents that mean harm, made here: loops, bombs, scripts, embedded files, links that launch."""

from __future__ import annotations

import zlib

from tests.support.pdfs import build_bomb, build_objects, build_pdf, build_raw_pdf, encrypt_pdf

_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>"
_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"

LOOPED_OUTLINE = build_objects(
    [
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        _PAGE,
        b"<< /Type /Outlines /First 5 0 R /Last 6 0 R /Count 2 >>",
        b"<< /Title (a) /Parent 4 0 R /Next 6 0 R /First 6 0 R /A << /S /Launch /F (x.exe) >> >>",
        b"<< /Title (b) /Parent 4 0 R /Next 5 0 R /First 5 0 R >>",
    ]
)
_WHOLE = build_pdf(["a page"] * 6)
_NESTED = b"q " * 200_000
_IMAGE = build_objects(
    [
        _CATALOGUE,
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>",
        b"<< /Length 30 >>\nstream\nq 200 0 0 100 0 0 cm /I Do Q  \nendstream",
        b"<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
        b" /Filter /FlateDecode /Length 20 >>\nstream\n"
        + zlib.compress(b"x" * 50)[:20].ljust(20)
        + b"\nendstream",
    ]
)
_FORM_LOOP = build_objects(
    [
        _CATALOGUE,
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 5 0 R"
        b" /Resources << /XObject << /F 4 0 R >> >> >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> /Length 12 >>"
        b"\nstream\n/F Do /F Do \nendstream",
        b"<< /Length 6 >>\nstream\n/F Do \nendstream",
    ]
)

HOSTILE: dict[str, bytes] = {
    "truncated": _WHOLE[: len(_WHOLE) // 3] + b"\n%%EOF\n",
    "encrypted": encrypt_pdf(build_pdf(["secret"])),
    "page tree that holds itself": build_objects(
        [_CATALOGUE, b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R 3 0 R] >>", _PAGE]
    ),
    "page tree that is its own parent": build_objects(
        [
            _CATALOGUE,
            b"<< /Type /Pages /Parent 2 0 R /Count 2 /Kids [3 0 R 4 0 R] >>",
            _PAGE,
            b"<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [2 0 R] >>",
        ]
    ),
    "more pages promised than there are": build_objects(
        [_CATALOGUE, b"<< /Type /Pages /Count 4000 /Kids [3 0 R] >>", _PAGE]
    ),
    "negative pages": build_objects([_CATALOGUE, b"<< /Type /Pages /Count -5 /Kids [3 0 R] >>", _PAGE]),
    "fifty thousand pages": build_raw_pdf(pages=50_000),
    "huge page box": build_raw_pdf(box="0 0 1e30 1e30"),
    "upside down page box": build_raw_pdf(box="500 500 0 0"),
    "flat page box": build_raw_pdf(box="0 0 200 0"),
    "page box of words": build_raw_pdf(box="a b c d"),
    "bomb in a page": build_raw_pdf(content=build_bomb(1024), encoding=b"/FlateDecode"),
    "bomb in a bomb": build_raw_pdf(
        content=zlib.compress(build_bomb(512), 9), encoding=b"[/FlateDecode /FlateDecode]"
    ),
    "many states": build_raw_pdf(content=_NESTED),
    "picture of ten gigabytes": _IMAGE,
    "form that draws itself": _FORM_LOOP,
    "outline that leads to itself": LOOPED_OUTLINE,
    "script": build_raw_pdf(
        catalogue=b"/OpenAction << /S /JavaScript /JS (while\\(1\\){app.alert\\(1\\)}) >>"
        b" /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (this.exportDataObject\\(\\)) >>] >> >>"
    ),
    "embedded file": build_raw_pdf(
        catalogue=b"/Names << /EmbeddedFiles << /Names [(evil.exe) << /Type /Filespec /F (evil.exe)"
        b" /EF << /F 3 0 R >> >>] >> >>"
    ),
    "links that launch": build_raw_pdf(
        catalogue=b"/OpenAction << /S /Launch /F (calc.exe) >> /AA << /WC << /S /URI /URI (https://example.com) >> >>"
    ),
    "web page": b"<!doctype html><html><title>Sign in</title></html>",
    "web page that calls itself a PDF": b"%PDF-1.7\n<!doctype html><html></html>\n%%EOF\n",
    "nothing": b"",
    "blanks": b"\x00 \r\n" * 100,
    "nested arrays": b"%PDF-1.7\n1 0 obj " + b"[" * 300_000 + b"\nendobj\n%%EOF\n",
}
