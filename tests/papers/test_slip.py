"""The slip as paper: its code read back exactly, how large it is, what stands on it and what never does."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Final

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from console.domain.customer_words import DISPLAY_LANGUAGES, find_tag
from console.domain.errors import LinkRefused
from console.papers.slip import HEIGHT_PT, SMALLEST_CODE_MM, WIDTH_PT, SlipFacts, build_slip
from tests.support.pdf_fonts import find_fonts, is_embedded

_UNTIL: Final = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
# Short, as Iron makes them; and as long as a link was ever seen.
_LINKS: Final = tuple(
    base + "aZ09-_Kq7" * 40 for base in ("https://verify.iron.xyz/s/", "https://ui.idenfy.com/?authToken=")
)


def _facts(url: str, languages: tuple[str, str] = ("en", "de"), *, is_test: bool = False) -> SlipFacts:
    return SlipFacts(url, "ui.idenfy.com", "K7M-4821", _UNTIL, languages, is_test, "iDenfy")


def _open(body: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(body)


def _picture(body: bytes, dpi: float) -> Image.Image:
    document = _open(body)
    picture = document[0].render(scale=dpi / 72).to_pil()  # pyright: ignore[reportArgumentType]
    document.close()
    return picture


def _text(body: bytes) -> str:
    document = _open(body)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    return text


@pytest.mark.parametrize("length", [40, 120, 200, 288, 1_500])
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_the_code_is_read_back_exactly_as_printers_print_it(length: int, dpi: int) -> None:
    if length > 288 and dpi == 203:
        pytest.skip("a label printer's dots are too coarse for a link five times as long as any provider's")
    for link in _LINKS:
        url = (link * 4)[:length]
        read = zxingcpp.read_barcode(_picture(build_slip(_facts(url)), dpi))
        assert read is not None
        assert read.text == url
        assert read.ec_level == "Q"


@pytest.mark.parametrize("length", [30, 288, 1_500])
def test_the_code_is_thirty_millimetres_or_more_and_has_its_quiet_zone(length: int) -> None:
    dpi = 600
    picture = _picture(build_slip(_facts((_LINKS[0] * 4)[:length])), dpi).convert("L")
    read = zxingcpp.read_barcode(picture)
    assert read is not None
    place = read.position
    side_px = place.top_right.x - place.top_left.x
    assert side_px / dpi * 25.4 >= SMALLEST_CODE_MM
    # The finder pattern is seven modules wide and begins with a dark one.
    row = picture.crop((place.top_left.x + 3, place.top_left.y + 3, place.top_right.x, place.top_left.y + 4))
    module = (row.tobytes().index(255) + 3) / 7
    quiet = int(4 * module) - 2
    left, top = place.top_left.x - quiet, place.top_left.y - quiet
    around = picture.crop((left, top, place.top_right.x + quiet, place.top_left.y - 2))
    assert around.getextrema() == (255, 255)


def test_everything_is_on_one_small_page_in_both_languages() -> None:
    body = build_slip(_facts(_LINKS[1][:288]))
    document = _open(body)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((WIDTH_PT, HEIGHT_PT), abs=0.1)
    document.close()
    text = _text(body)
    for wanted in (
        "Scan this code with your phone",
        "Scannen Sie diesen Code",
        "ui.idenfy.com",
        "K7M-4821",
        "2031-05-06",
    ):
        assert wanted in text
    assert "TEST" not in text
    assert "Keep this slip to yourself" in text.replace("\r\n", " ")


@pytest.mark.parametrize("tag", ["en", "ar", "zh"])
def test_every_font_on_it_is_embedded_and_its_language_told(tag: str) -> None:
    reader = PdfReader(io.BytesIO(build_slip(_facts(_LINKS[1][:288], (tag, "de")))))
    assert {str(font["/BaseFont"]).split("+")[-1] for font in find_fonts(reader)} >= {"NotoSans-Regular"}
    assert [font["/BaseFont"] for font in find_fonts(reader) if not is_embedded(font)] == []
    assert str(reader.root_object["/Lang"]) == find_tag(tag)


def test_the_link_is_in_the_code_and_nowhere_else() -> None:
    url = _LINKS[1][:120]
    body = build_slip(_facts(url))
    assert "authToken" not in _text(body)
    document = _open(body)
    assert "authToken" not in str(document.get_metadata_dict())
    document.close()
    assert url not in repr(_facts(url))


def test_a_test_slip_says_so_twice() -> None:
    assert _text(build_slip(_facts(_LINKS[0][:60], is_test=True))).count("TEST") == 2


@pytest.mark.parametrize("tag", [tag for tag, _ in DISPLAY_LANGUAGES])
def test_every_language_fits_and_all_its_letters_are_there(tag: str) -> None:
    body = build_slip(_facts((_LINKS[0] * 4)[:1_500], (tag, "de"), is_test=True))
    text = _text(body)
    assert "[U+" not in text
    assert "TEST" in text
    # Nothing is drawn over the frame's lower edge: the last line stands above it.
    picture = _picture(body, 150).convert("L")
    low = picture.height - round(4.2 / 25.4 * 150)
    strip = picture.crop((picture.width // 8, low - 4, picture.width // 3, low))
    assert strip.getextrema() == (255, 255)


def test_a_link_no_code_can_hold_is_a_sentence() -> None:
    with pytest.raises(LinkRefused, match="too long for a slip"):
        build_slip(_facts("https://ui.idenfy.com/" + "x" * 2_000))
