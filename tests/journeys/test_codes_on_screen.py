"""Codes on a lit screen at every usual scale, in both themes, as long as any provider's link: read back to the letter, also
from a picture that was compressed, out of focus or held askew."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from tests.support.xvfb import HAS_XVFB, start_display

_DEADLINE_S: Final = 120
_LONGEST: Final = 288
_TOKEN: Final = "q7Zk0Xw2LmB5tYc9RdV3nHs8PfJ1uGa4EoKi6TxM_-" * 8
# As the four providers make them, at their usual length and at the longest that was ever seen.
_SHAPES: Final = (
    "https://verify.iron.xyz/start?token=",
    "https://idv.checkout.com/applicants/",
    "https://ivs.idenfy.com/api/v2/redirect?authToken=",
    "https://example-org.proofme.id/",
)
_LINKS: Final = tuple(
    (shape + _TOKEN)[:length] for shape in _SHAPES for length in (len(shape) + 40, _LONGEST)
)


def _compress(picture: Image.Image, module_px: int) -> Image.Image:
    del module_px
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=40)
    with Image.open(kept) as read:
        return read.convert("RGB")


def _blur(picture: Image.Image, module_px: int) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(module_px * 0.4))


def _turn(picture: Image.Image, module_px: int) -> Image.Image:
    del module_px
    return picture.rotate(13, Image.Resampling.BICUBIC, expand=True, fillcolor=(96, 96, 96))


def _all_of_it(picture: Image.Image, module_px: int) -> Image.Image:
    return _compress(_blur(_turn(picture, module_px), module_px), module_px)


_HARMS: Final[Mapping[str, Callable[[Image.Image, int], Image.Image]]] = {
    "as it is": lambda picture, _module: picture,
    "JPEG": _compress,
    "blurred": _blur,
    "turned": _turn,
    "all of it": _all_of_it,
}


def _cut_out(screen: Image.Image, module_px: int) -> Image.Image:
    """The code with what is around it; every module is whole, pure black and white, with its quiet zone."""
    found = zxingcpp.read_barcode(screen)
    assert found is not None
    corner, end = found.position.top_left, found.position.bottom_right
    square = screen.crop(
        (corner.x - 8 * module_px, corner.y - 8 * module_px, end.x + 8 * module_px, end.y + 8 * module_px)
    )
    quiet = 4 * module_px
    dark = square.convert("L").point([255] + [0] * 255)
    # Text under the code is not pure black: what is left is the code alone.
    left, top, right, bottom = dark.getbbox() or (0, 0, 0, 0)
    assert (right - left) % module_px == (bottom - top) % module_px == 0
    inside = square.crop((left - quiet, top - quiet, right + quiet, bottom + quiet)).convert("L")
    assert {value for _count, value in inside.getcolors() or ()} == {0, 255}
    assert inside.crop((0, 0, inside.width, quiet)).getextrema() == (255, 255)
    assert inside.crop((0, 0, quiet, inside.height)).getextrema() == (255, 255)
    for start in range(quiet, inside.width - quiet, module_px):
        column = inside.crop((start, quiet, start + module_px, inside.height - quiet))
        one = column.resize((1, column.height), Image.Resampling.BOX)
        assert {value for _count, value in one.getcolors() or ()} <= {0, 255}
    return square


def _read_exactly(picture: Image.Image) -> tuple[str, str]:
    found = zxingcpp.read_barcode(picture)
    return (found.text, found.ec_level) if found is not None else ("", "")


@pytest.mark.skipif(not HAS_XVFB, reason="Xvfb is not installed")
@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "2", "3"])
def test_every_code_is_read_off_the_lit_screen(scale: str, tmp_path: Path) -> None:
    with start_display("1920x1080x24") as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.shown_codes", str(tmp_path)],
            env={**environment, "QT_SCALE_FACTOR": scale}, input=json.dumps(_LINKS), capture_output=True,
            text=True, timeout=_DEADLINE_S, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout.splitlines()[-1])
    assert len(shown) == 2 * len(_LINKS)
    assert {each["ratio"] for each in shown} == {float(scale)}
    unread: list[str] = []
    for each in shown:
        with Image.open(each["picture"]) as opened:
            picture = _cut_out(opened.convert("RGB"), each["module_px"])
        assert each["module_px"] >= 5
        assert each["mm"] <= 180
        for harm, spoil in _HARMS.items():
            if _read_exactly(spoil(picture, each["module_px"])) != (each["link"], "M"):
                unread.append(f"{Path(each['picture']).name} {harm}")
    assert unread == []
