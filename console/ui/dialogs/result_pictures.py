"""Pictures of an answer: small ones beside their files, a large one on demand; read away from the window's thread."""

from __future__ import annotations

import asyncio
from typing import Final

from PySide6.QtWidgets import QWidget

from console.domain.operation import ResultFile
from console.ui.dialogs.picture_dialog import PictureDialog
from console.ui.toolkit.pictures import read_picture
from console.ui.toolkit.questions import open_dialog
from console.ui.widgets.operation_result_widget import OperationResultWidget

# What a person recognises a picture by, and what still reads well when it is enlarged.
_SMALL_PX: Final = 160
_LARGE_PX: Final = 3_000


async def show_pictures(outcome: OperationResultWidget, files: tuple[ResultFile, ...]) -> None:
    """One after the other; what is no picture, or too large to be opened, can still be saved."""
    for file in files:
        image = await asyncio.to_thread(read_picture, file.body, _SMALL_PX)
        if image is not None:
            outcome.show_picture(file, image)


async def show_large(file: ResultFile, over: QWidget) -> None:
    """In a dialog of its own, where it can be enlarged."""
    image = await asyncio.to_thread(read_picture, file.body, _LARGE_PX)
    if image is not None:
        open_dialog(PictureDialog(file.name, image, over))
