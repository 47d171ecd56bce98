"""Papers as PDF: what stands on which page, for readers and for programs; equal values, equal bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from console.papers.document import Grid, GridRow, Pair, Pairs, PaperDocument, Section, Tone, Words
from console.papers.document_layout import BOTTOM_PT, TOP_PT, Page, build_pages
from console.papers.dossier import DossierPress
from console.papers.fonts import PaperFonts
from console.papers.layout_rows import LEFT_PT, RIGHT_PT
from console.papers.typesetting import Typesetter
from tests.support.pdf_fonts import find_fonts, is_embedded

_LONG = "Name that goes on " * 28


def _document(*sections: Section, mark: str = "TEST") -> PaperDocument:
    return PaperDocument(
        "Dossier: Ελένη Παππά",
        "Provider, verification v-1",
        "Dossier  ·  v-1",
        ("Made by Compliance Console", "Audit log at entry 7: " + "ab" * 32),
        sections,
        datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=1))),
        mark,
        ("v-1",),
    )


def _read(body: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(body))


_WHOLE = _document(
    Section("Summary", (Pairs((Pair("Name", "Ελένη Παππά"), Pair("Long", _LONG))),)),
    Section("Notes", (Words("One.\nTwo.", Tone.BAD), Words("Nothing.", Tone.MUTED))),
    Section(
        "What happened",
        (Grid(("When", "What"), (1, 3), tuple(GridRow((str(n), f"event {n}")) for n in range(120))),),
    ),
)


@pytest.fixture(scope="module")
def body() -> bytes:
    return DossierPress().print(_WHOLE)


def test_equal_values_give_equal_bytes_whatever_was_printed_before(body: bytes) -> None:
    press = DossierPress()
    press.print(_document(Section("Other", (Words("محمد क्षत्रिय 王小明"),))))
    assert press.print(_WHOLE) == body
    assert DossierPress().print(_WHOLE) == body


def test_another_value_gives_other_bytes(body: bytes) -> None:
    assert DossierPress().print(_document(*_WHOLE.sections, mark="")) != body


def test_it_says_what_it_is_and_in_which_language(body: bytes) -> None:
    reader = _read(body)
    assert reader.metadata is not None
    assert reader.metadata.title == "Dossier: Ελένη Παππά"
    assert reader.metadata.author == "Compliance Console"
    assert reader.metadata.subject == "Provider, verification v-1"
    assert reader.metadata.creation_date == datetime(2026, 3, 4, 4, 6, 7, tzinfo=UTC)
    assert reader.metadata.modification_date == reader.metadata.creation_date
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]  # pyright: ignore[reportIndexIssue]
    assert str(reader.trailer["/Root"]["/Lang"]) == "en"  # pyright: ignore[reportIndexIssue, reportOptionalSubscript]


def test_every_font_in_it_is_embedded() -> None:
    press = DossierPress()
    for document in (_document(Section("Names", (Words("Ελένη محمد क्षत्रिय 王小明"),))), _document(mark="")):
        fonts = find_fonts(_read(press.print(document)))
        assert {str(font["/BaseFont"]).split("+")[-1] for font in fonts} >= {"NotoSans-Regular"}
        assert [font["/BaseFont"] for font in fonts if not is_embedded(font)] == []


def test_its_outline_names_every_section(body: bytes) -> None:
    titles = [entry.title for entry in _read(body).outline if isinstance(entry, Destination)]
    assert titles == ["Summary", "Notes", "What happened"]


def test_every_page_has_its_number_the_case_the_log_and_the_mark(body: bytes) -> None:
    pages = _read(body).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"{number} of {len(pages)}" in text
        assert "Dossier · v-1" in " ".join(text.split())
        assert "ab" * 32 in text
        assert "TEST" in text


def test_nothing_is_lost_where_a_page_ends_and_headings_come_again(body: bytes) -> None:
    texts = [page.extract_text() for page in _read(body).pages]
    words = "\n".join(texts)
    assert [words.count(f"event {n}\n") for n in range(120)] == [1] * 120
    with_rows = [text for text in texts if "event" in text]
    assert len(with_rows) > 1
    assert all("When" in text and "What" in text for text in with_rows)
    assert words.count("Name that goes on") >= 28 - 10


def test_a_row_larger_than_a_page_goes_on_and_stays_within_it() -> None:
    text = "\n".join(f"line {number}" for number in range(300))
    grid = Grid(
        ("Who", "Note"), (1, 4), (GridRow(("somebody", text), Tone.WARN), GridRow(("x" * 500, "end")))
    )
    document = _document(Section("Notes", (grid,)))
    pages = build_pages(document, Typesetter(PaperFonts()))
    assert len(pages) > 4
    lines = [placed for page in pages for placed in page.lines]
    assert all(BOTTOM_PT - 2 <= placed.y_pt <= TOP_PT for placed in lines)
    ends = [placed.x_pt + placed.line.width * placed.size_pt / 1000 for placed in lines]
    assert min(placed.x_pt for placed in lines) >= LEFT_PT
    assert max(ends) <= RIGHT_PT + 1
    shown = [placed.line.text for placed in lines]
    assert [f"line {number}" for number in range(300)] == [each for each in shown if each.startswith("line ")]
    assert "".join(each for each in shown if set(each) == {"x"}) == "x" * 500


_AT_THE_FOOT = {
    "words": Words("One sentence."),
    "paragraph": Words("\n".join(["word"] * 9)),
    "nothing": Words("Nothing was kept.", Tone.MUTED),
    "pairs": Pairs((Pair("Label", "value"), Pair("Other", "line\n" * 9))),
    "table": Grid(("Head",), (1,), (GridRow(("cell",)),)),
    "high table": Grid(("Head\nof two",), (1,), (GridRow(("line\n" * 11,)),)),
}


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("block", _AT_THE_FOOT)
def test_a_heading_is_never_the_last_thing_on_a_page(block: str, level: int) -> None:
    typesetter = Typesetter(PaperFonts())
    seen: set[int] = set()
    for above in range(20, 75):
        filling = Section("Above", (Words("\n".join(["word"] * above)),))
        pages = build_pages(
            _document(filling, Section("Heading", (_AT_THE_FOOT[block],), level=level)), typesetter
        )
        [(place, page)] = [(place, page) for place, page in enumerate(pages) if "Heading" in _titles(page)]
        seen.add(place)
        [heading] = [placed for placed in page.lines if placed.line.text == "Heading"]
        below = [placed.line.text for placed in page.lines[page.lines.index(heading) + 1 :]]
        # The head of a table alone is nothing to read either.
        assert [text for text in below if not text.startswith(("Head", "of two"))], above
    assert seen == {0, 1}


def test_a_table_goes_on_below_its_heads_and_short_rows_stay_whole() -> None:
    rows = tuple(GridRow((f"first {n}\nlast {n}",)) for n in range(80))
    pages = build_pages(_document(Section("Rows", (Grid(("Head",), (1,), rows),))), Typesetter(PaperFonts()))
    assert len(pages) > 2
    for page in pages:
        shown = [placed.line.text for placed in page.lines]
        assert shown.count("Head") == 1
        firsts = [text.removeprefix("first ") for text in shown if text.startswith("first")]
        assert firsts == [text.removeprefix("last ") for text in shown if text.startswith("last")]


def test_short_values_share_a_row_and_long_ones_have_it_alone() -> None:
    pairs = Pairs((Pair("One", "1"), Pair("Two", "2"), Pair("Long", _LONG), Pair("Three", "3")))
    [page] = build_pages(_document(Section("Facts", (pairs,))), Typesetter(PaperFonts()))
    rows = {placed.line.text: placed.y_pt for placed in page.lines}
    assert rows["One"] == rows["1"] == rows["Two"] == rows["2"]
    assert rows["Two"] > rows["Long"] > rows["Three"]
    shown = [placed.line.text for placed in page.lines]
    assert shown.index("1") < shown.index("Two") < shown.index("2") < shown.index("Three")


def test_a_section_that_says_that_there_is_nothing_takes_one_line() -> None:
    nothing = Section("Documents", (Words("The provider told of no document.", Tone.MUTED),))
    [page] = build_pages(_document(nothing), Typesetter(PaperFonts()))
    [heading] = [placed for placed in page.lines if placed.line.text == "Documents"]
    [sentence] = [placed for placed in page.lines if placed.line.text.startswith("The provider")]
    assert sentence.y_pt == heading.y_pt
    assert sentence.x_pt > heading.x_pt + heading.line.width * heading.size_pt / 1000


def test_short_parts_share_a_page_and_one_that_would_begin_at_its_foot_has_the_next() -> None:
    def build(lines: int) -> list[list[str]]:
        parts = (
            Section("One", (Words("\n".join(["word"] * lines)),), level=1),
            Section("Within", (Words("word"),)),
            Section("Two", (Words("word"),), level=1),
        )
        return [_titles(page) for page in build_pages(_document(*parts), Typesetter(PaperFonts()))]

    assert build(1) == [["One", "Within", "Two"]]
    assert build(35) == [["One", "Within"], ["Two"]]


def test_a_title_of_hundreds_of_letters_leaves_room_for_the_case() -> None:
    document = replace(_document(Section("Summary", (Words("word"),))), title="Dossier: " + "x" * 500)
    [page] = build_pages(document, Typesetter(PaperFonts()))
    [heading] = [placed for placed in page.lines if placed.line.text == "Summary"]
    assert heading.y_pt > TOP_PT - 200


def _titles(page: Page) -> list[str]:
    return [entry.title for entry in page.outline]


def test_a_paper_without_anything_is_a_page_all_the_same() -> None:
    assert len(_read(DossierPress().print(_document(mark=""))).pages) == 1
