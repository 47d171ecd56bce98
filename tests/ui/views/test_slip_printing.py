"""Slips through the platform's printing: at their own size, readable after it, refused on paper that is too small."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest
import zxingcpp
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from console.domain.errors import InputInvalid
from console.papers.slip import SMALLEST_CODE_MM, SlipFacts, build_slip
from console.ui.views.slip_printing import draw_slip, print_slip
from tests.support.waiting import until

_LINK: Final = ("https://ivs.idenfy.com/api/v2/redirect?authToken=" + "q7Zk0Xw2LmB5tYc9R" * 20)[:288]
_DPI: Final = 300


def _slip() -> bytes:
    return build_slip(SlipFacts(_LINK, "ivs.idenfy.com", "K7M-4821", None, ("ar", "en"), is_test=True))


def _printer(path: Path, width_mm: float, height_mm: float) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    size = QPageSize(
        QSizeF(width_mm, height_mm), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
    )
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(4, 4, 4, 4)))
    return printer


@pytest.mark.parametrize(("width_mm", "height_mm"), [(210, 297), (105, 148), (80, 120)])
async def test_a_printed_slip_is_read_and_its_code_large_enough(
    qapp: object, tmp_path: Path, width_mm: float, height_mm: float
) -> None:
    path = tmp_path / "printed.pdf"
    await draw_slip(_printer(path, width_mm, height_mm), _slip())
    document = pypdfium2.PdfDocument(path)
    assert len(document) == 1
    picture = document[0].render(scale=_DPI / 72).to_pil()  # pyright: ignore[reportArgumentType]
    document.close()
    read = zxingcpp.read_barcode(picture)
    assert read is not None
    assert read.text == _LINK
    side_mm = (read.position.top_right.x - read.position.top_left.x) / _DPI * 25.4
    assert side_mm >= SMALLEST_CODE_MM
    if width_mm == 210:
        # On larger paper it is as large as on its own, not blown up.
        assert side_mm < 60


async def test_paper_on_which_no_phone_could_read_it_is_refused(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"
    with pytest.raises(InputInvalid, match="larger paper"):
        await draw_slip(_printer(path, 60, 80), _slip())
    assert not path.exists()


async def test_who_leaves_the_printers_dialog_prints_nothing(host: QWidget) -> None:
    waiting = asyncio.ensure_future(print_slip(host, _slip()))
    await until(lambda: isinstance(QApplication.activeModalWidget(), QPrintDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QPrintDialog)
    dialog.reject()
    assert await waiting is False
