"""Names of many scripts as pixels and as text: the PDF worker draws what the typesetter placed."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from console.papers.document import Tone
from console.papers.dossier import draw_line
from console.papers.fonts import PaperFonts, find_font_files
from console.papers.typesetting import Line, Typesetter, iter_clusters
from console.pdf.client import PdfWorker
from console.pdf.messages import Bitmap

NAMES = {
    "Latin": "Łukasz Nguyễn Þórðarson Ñañez",
    "Greek": "Γιώργος Παπαδόπουλος",
    "Cyrillic": "Ґанна Шевченко-Їжак",
    "Arabic": "محمد بن عبد الله الأحمدي",
    "Persian": "پریچهر گلی‌زاده",
    "Hebrew": "יהונתן בן־חיים",
    "Pointed Hebrew": "שׁירה לוי",
    "Pointed Arabic": "عمّان مُحَمَّد",
    "Han": "歐陽 小鳥遊 王小明",
    "Rare Han": "歐陽𡍼花 𠮷田",
    "Japanese": "さくら カタカナ",
    "Korean": "남궁서연 김민수",
    "Thai": "น้ำผึ้ง วงศ์ประเสริฐ",
    "Devanagari": "क्षत्रिय श्री शर्मा",
    "Bengali": "রবীন্দ্রনাথ ঠাকুর",
    "Tamil": "தமிழ் செல்வி",
    "Georgian": "თინათინ ჩხეიძე",
    "Armenian": "Արամ Խաչատրյան",
    "Ethiopic": "ወርቅነህ ተስፋዬ",
}

_FONTS = PaperFonts()
_SETTER = Typesetter(_FONTS)


@pytest.fixture
def typesetter() -> Typesetter:
    return _SETTER


@pytest.fixture
async def worker() -> AsyncIterator[PdfWorker]:
    made = PdfWorker()
    try:
        yield made
    finally:
        await made.aclose()


def _draw(lines: Sequence[Line], absent_from: Sequence[str] = ()) -> bytes:
    """A page for each line; then one for each font, with what it draws for a letter it has not (its glyph 0)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(700, 80), invariant=1)
    for line in lines:
        draw_line(canvas, line, 20.0, 30.0, 24.0, Tone.PLAIN)
        canvas.showPage()
    for name in absent_from:
        canvas.setFont(name, 24)
        canvas.drawString(20.0, 30.0, _FONTS.load(name).to_letter(0))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _read_ink(bitmap: Bitmap) -> tuple[int, int, bytes]:
    """The part of a page that is not white, however it lies on it: width, height, what is dark."""
    dark = [
        [bitmap.pixels[y * bitmap.stride + 4 * x + 1] < 128 for x in range(bitmap.width)]
        for y in range(bitmap.height)
    ]
    rows = [y for y, row in enumerate(dark) if any(row)]
    columns = [x for x in range(bitmap.width) if any(row[x] for row in dark)]
    if not rows:
        return 0, 0, b""
    cut = [bytes(row[columns[0] : columns[-1] + 1]) for row in dark[rows[0] : rows[-1] + 1]]
    return len(cut[0]), len(cut), b"".join(cut)


@pytest.mark.parametrize("script", NAMES)
async def test_no_letter_of_a_name_is_a_box_or_nothing(
    script: str, worker: PdfWorker, typesetter: Typesetter
) -> None:
    clusters = [each for each in dict.fromkeys(iter_clusters(NAMES[script])) if not each.isspace()]
    lines = [typesetter.build_line(typesetter.to_shown(each)) for each in clusters]
    fonts = sorted({piece.font for line in lines for span in line.spans for piece in span.pieces})
    info = await worker.open("name", _draw(lines, fonts))
    inks = [_read_ink(await worker.render("name", page, 1.0)) for page in range(info.pages)]
    letters, boxes = inks[: len(lines)], set(inks[len(lines) :])
    assert all(box[2] for box in boxes), (
        "what a font draws for nothing must be seen, or nothing is compared here"
    )
    for cluster, ink in zip(clusters, letters, strict=True):
        assert ink[2], f"{cluster!r} draws nothing"
        assert ink not in boxes, f"{cluster!r} is a box"
        assert not cluster.startswith("[U+")


@pytest.mark.parametrize("script", NAMES)
async def test_a_name_is_read_back_from_the_page_as_it_was_written(
    script: str, worker: PdfWorker, typesetter: Typesetter
) -> None:
    name = NAMES[script]
    await worker.open("name", _draw([typesetter.build_line(typesetter.to_shown(name))]))
    read = (await worker.text("name", 0)).strip()
    if script == "Pointed Arabic":
        # PDFium puts vowel signs that are told with their letter in an order of its own: every letter is there.
        assert sorted(read.replace(" ", "")) == sorted(name.replace(" ", ""))
        return
    # A joiner is obeyed and not seen, so nobody can read it back.
    assert read.replace("\u200c", "") == name.replace("\u200c", "")


async def test_arabic_letters_are_joined_and_run_from_the_right(
    worker: PdfWorker, typesetter: Typesetter
) -> None:
    apart = typesetter.build_line("ب ب ب")
    joined = typesetter.build_line("ببب")
    assert len({piece.letters for span in joined.spans for piece in span.pieces}) >= 1
    await worker.open("one", _draw([joined, apart]))
    width_of_joined = _read_ink(await worker.render("one", 0, 1.0))[0]
    width_of_apart = _read_ink(await worker.render("one", 1, 1.0))[0]
    assert width_of_joined < width_of_apart
    # The first letter read is the last one painted.
    line = typesetter.build_line("اب")
    pieces = [piece for span in line.spans for piece in span.pieces]
    assert "".join(piece.letters for piece in pieces)[-1] in "اﺎﺍ"


def test_marks_that_hide_or_turn_text_are_named(typesetter: Typesetter) -> None:
    assert typesetter.to_shown("a\u202eb\u200bc\U0001f600") == "a[U+202E]b[U+200B]c[U+1F600]"
    assert typesetter.to_shown("tab\tNUL\x00") == "tab    NUL\N{REPLACEMENT CHARACTER}"


def test_every_shipped_font_may_be_shipped() -> None:
    names = {path.name for path in find_font_files()}
    assert {"NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "DroidSansFallbackFull.ttf"} <= names
    folder = next(path.parent for path in find_font_files() if path.name == "DroidSansFallbackFull.ttf")
    assert "Apache License" in (folder / "APACHE-2.0.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (folder.parent / "OFL.txt").read_text("utf-8")
    told = (folder / "README.md").read_text("utf-8")
    assert "Hanazono Font License" in (folder / "HANAZONO.txt").read_text("utf-8")
    assert all(path.stem.startswith("NotoSans") or path.name in told for path in folder.glob("*.ttf"))


@given(text=st.text(max_size=200))
def test_whatever_the_text_no_line_is_wider_than_its_place(text: str) -> None:
    lines = _SETTER.build_lines(text, 120.0, 9.0)
    assert lines
    assert all(line.width * 9.0 / 1000 <= 121.0 for line in lines)
    kept = "".join(line.text for line in lines).replace(" ", "")
    assert kept == _SETTER.to_shown(text).replace("\n", "").replace(" ", "")
