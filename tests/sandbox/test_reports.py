"""Synthetic reports: whole PDFs with text, a table and a picture, the same bytes for the same facts."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2 as pdfium  # pyright: ignore[reportMissingTypeStubs]
import pytest
from pypdf import PdfReader

from console.base.paths import resource_path
from console.sandbox.names import CUSTOMS
from console.sandbox.pictures import build_picture
from console.sandbox.reports import build_report
from console.sandbox.reports_facts import ReportFacts
from console.sandbox.reports_fonts import ReportFonts

MOMENT = datetime(2026, 3, 4, 9, 13, tzinfo=UTC)
FACTS = ReportFacts(
    provider_title="Checkout.com",
    verification_id="idv_h2wq7mzk5xv4tbn3jd6ryc2fae",
    person_name="Ilse Vandermark",
    status="approved",
    created_at=MOMENT,
    decided_at=MOMENT,
    rows=(("Document number", "XX0000017"), ("Nationality", "BE")),
    findings=("10000 approved", "multiple_faces_detected"),
    events=((MOMENT, "opened"), (MOMENT, "checks completed")),
)

SHIPPED = frozenset(
    {
        "BENGALI",
        "DEVANAGARI",
        "ETHIOPIC",
        "GUJARATI",
        "GURMUKHI",
        "HANGUL",
        "KANNADA",
        "KHMER",
        "LAO",
        "MALAYALAM",
    }
    | {"MYANMAR", "SINHALA", "TAMIL", "TELUGU", "THAI"}
)


def read_text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_report_is_a_whole_pdf_of_several_pages_with_its_facts() -> None:
    pdf = build_report(FACTS)
    reader = PdfReader(io.BytesIO(pdf))
    text = read_text(pdf)
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert len(reader.pages) >= 3
    for words in ("Ilse Vandermark", FACTS.verification_id, "XX0000017", "multiple_faces_detected", "opened"):
        assert words in text
    assert [image.name for page in reader.pages for image in page.images]


def test_equal_facts_give_equal_bytes_and_others_do_not() -> None:
    assert build_report(FACTS) == build_report(FACTS)
    assert build_report(FACTS) != build_report(replace(FACTS, person_name="Ilse Vandermarck"))


def test_a_long_report_goes_on_over_more_pages() -> None:
    rows = tuple((f"Label {number}", f"value {number}") for number in range(120))
    pdf = build_report(replace(FACTS, rows=rows))
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 3
    assert "value 119" in read_text(pdf)


@pytest.mark.parametrize("name", ["Мария Ковалёва", "Ελένη Παππά", "Nguyễn Thị Ánh", "王小明", "ひなた"])
def test_names_keep_their_script(name: str) -> None:
    assert "".join(name.split()) in "".join(read_text(build_report(replace(FACTS, person_name=name))).split())


@pytest.mark.parametrize("name", ["محمد علي", "דוד לוי", "अनिता शर्मा", "สมชาย ใจดี", "x" * 300, ""])
def test_no_name_breaks_a_report(name: str) -> None:
    assert len(PdfReader(io.BytesIO(build_report(replace(FACTS, person_name=name)))).pages) >= 3


def test_every_invented_person_has_a_report_without_an_empty_box() -> None:
    """In the scripts for which fonts are shipped; the others are every system's, and a letter nobody has is a mark."""
    fonts = ReportFonts()
    parts = (part.native for custom in CUSTOMS for part in (*custom.women, *custom.men, *custom.families))
    letters = {letter for letter in set("".join(parts)) if unicodedata.name(letter).split()[0] in SHIPPED}
    assert letters
    assert {letter for letter in letters if fonts.find(letter)[1] != letter} == set()


@pytest.mark.parametrize(
    "name", ["अनिता शर्मा", "சேகர்", "สมชาย", "ខេមរា", "ສົມຊາຍ", "아름", "አበበ", "ကျော်", "নাসরিন", "ಶೃತಿ"]
)
def test_shipped_fonts_alone_paint_the_scripts_they_are_shipped_for(name: str) -> None:
    """A machine may have no font at all: then these are there."""
    fonts = ReportFonts(sorted(resource_path("fonts").glob("*.ttf")))
    assert [fonts.find(letter)[1] for letter in name] == list(name)
    pdf = build_report(replace(FACTS, person_name=name))
    page = pdfium.PdfDocument(pdf)[0]
    painted = page.render(scale=2).to_pil().convert("L").crop((112, 176, 700, 216))
    other = pdfium.PdfDocument(build_report(replace(FACTS, person_name="?" * len(name))))[0]
    marks = other.render(scale=2).to_pil().convert("L").crop((112, 176, 700, 216))
    assert painted.tobytes() != marks.tobytes()
    assert painted.getextrema()[0] < 128


def test_a_letter_no_font_has_is_a_question_mark() -> None:
    assert ReportFonts(()).find("王") == ("Helvetica", "?")
    assert ReportFonts(()).find("a") == ("Helvetica", "a")


def test_pictures_are_the_same_for_the_same_seed() -> None:
    assert build_picture("a") == build_picture("a")
    assert build_picture("a") != build_picture("b")
