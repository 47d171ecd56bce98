"""The painted code at every usual screen scale, read back by a reader that shares nothing with the painter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
import zxingcpp
from PIL import Image

from console.ui.toolkit.code_size import QUIET_MODULES
from console.ui.widgets.qr_widget import QrWidget
from tests.support.pictures import to_picture

_ROOT: Final = Path(__file__).resolve().parents[3]
_LINKS: Final = (
    "https://verify.example/s/1",
    "https://ui.example.com/?authToken=" + "aZ09-_" * 40,
    "https://verify.example/s/" + "x" * 263,
)
# Qt takes its scale from the environment when the application is made, so every scale is a process of its own.
_PAINT: Final = """
import sys
from PySide6.QtWidgets import QApplication
from console.ui.widgets.qr_widget import QrWidget
app = QApplication([])
shown = QrWidget()
shown.resize(int(sys.argv[3]), int(sys.argv[4]))
shown.show_text(sys.argv[1])
shown.show()
assert shown.grab().save(sys.argv[2])
"""


def _paint(text: str, path: Path, ratio: str, width: int = 420, height: int = 460) -> Image.Image:
    subprocess.run(
        [sys.executable, "-c", _PAINT, text, str(path), str(width), str(height)],
        check=True,
        cwd=_ROOT,
        timeout=60,
        env={
            **os.environ,
            "QT_SCALE_FACTOR": ratio,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(_ROOT),
        },
    )
    with Image.open(path) as picture:
        return picture.convert("L")


@pytest.mark.parametrize("ratio", ["1", "1.25", "1.5", "2", "3"])
def test_the_code_is_read_back_at_every_scale(tmp_path: Path, ratio: str) -> None:
    for number, link in enumerate(_LINKS):
        picture = _paint(link, tmp_path / f"{number}.png", ratio)
        assert picture.width == round(420 * float(ratio))
        read = zxingcpp.read_barcode(picture)
        assert read is not None
        assert read.text == link
        assert read.format == zxingcpp.BarcodeFormat.QRCode
        assert read.ec_level == "M"


@pytest.mark.parametrize("ratio", ["1.25", "1.5"])
def test_modules_are_whole_device_pixels_in_pure_black_and_white(tmp_path: Path, ratio: str) -> None:
    picture = _paint(_LINKS[1], tmp_path / "code.png", ratio, 401, 457)
    box = picture.point([255] + [0] * 255).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert right - left == bottom - top
    inside = picture.crop(box)
    assert {value for _count, value in inside.getcolors() or ()} == {0, 255}
    row = list(inside.crop((0, 0, inside.width, 1)).tobytes())
    finder = row.index(255)
    assert finder % 7 == 0
    module = finder // 7
    assert inside.width % module == 0
    quiet = picture.crop((left - QUIET_MODULES * module, top, left, bottom))
    assert quiet.getextrema() == (255, 255)


@pytest.mark.parametrize("ratio", ["1", "1.5"])
def test_around_the_code_four_modules_stay_white_where_there_is_no_more_room(
    tmp_path: Path, ratio: str
) -> None:
    # So little room that one module more a side would have to be smaller.
    picture = _paint(_LINKS[0], tmp_path / "code.png", ratio, 208, 208)
    box = picture.point([255] + [0] * 255).getbbox()
    assert box is not None
    modules = (box[2] - box[0]) // _find_module(picture.crop(box))
    module = _find_module(picture.crop(box))
    assert (modules + 2 * 5) * module > picture.width
    assert min(box[0], box[1], picture.width - box[2], picture.height - box[3]) >= 4 * module


def _find_module(inside: Image.Image) -> int:
    """How many pixels a module has: the finder's edge is seven of them."""
    return list(inside.crop((0, 0, inside.width, 1)).tobytes()).index(255) // 7


def test_an_empty_text_takes_the_code_away(qapp: object) -> None:
    shown = QrWidget()
    shown.resize(300, 300)
    shown.show_text(_LINKS[0])
    assert shown.has_code
    assert zxingcpp.read_barcode(to_picture(shown.grab())) is not None
    shown.show_text("")
    assert not shown.has_code
    assert to_picture(shown.grab()).convert("L").getextrema() == (255, 255)


def test_a_code_without_room_is_a_sentence_and_comes_when_there_is_room(qapp: object) -> None:
    shown = QrWidget()
    shown.resize(220, 220)
    told: list[bool] = []
    shown.drawable_changed.connect(told.append)
    shown.show_text(_LINKS[2])
    assert shown.has_code
    assert not shown.is_drawable
    assert "Make this window larger" in shown.sentence
    assert shown.accessibleName() == shown.sentence
    assert zxingcpp.read_barcode(to_picture(shown.grab())) is None
    shown.resize(500, 500)
    shown.grab()
    read = zxingcpp.read_barcode(to_picture(shown.grab()))
    assert read is not None
    assert read.text == _LINKS[2]
    assert told == [False, True]


def test_a_link_longer_than_any_code_that_fits_a_hand_is_refused_in_any_room(qapp: object) -> None:
    shown = QrWidget()
    shown.resize(2000, 2000)
    shown.show_text("https://verify.example/" + "x" * 1900)
    assert not shown.is_drawable
    assert "too long" in shown.sentence


def test_another_wish_for_the_size_is_painted_at_once(qapp: object) -> None:
    shown = QrWidget()
    shown.resize(1000, 1000)
    shown.show_text(_LINKS[0])
    sizes: list[float] = []
    for wanted in (80, 120, 180):
        shown.set_wanted_mm(wanted)
        sizes.append(shown.painted_mm)
        assert shown.painted_mm == pytest.approx(wanted, abs=9)
    assert sizes == sorted(set(sizes))
    assert max(sizes) <= 180
