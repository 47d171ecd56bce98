"""Saving a plain copy of a picture: the warning, the place, and pixels alone: what a camera wrote into it stays here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from console.base.paths import write_private_file
from console.domain.errors import ConsoleError, DiskFull, ReportUnreadable
from console.domain.keys import VerificationKey
from console.pdf.messages import Bitmap
from console.services.services import Services
from console.ui.toolkit.fill import fill
from console.ui.toolkit.picture_worker import PictureWorker, to_image
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.views.document_window import is_paper as came_as_paper

_MOST_PX: Final = 10_000


class DocumentSaving(QObject):
    """`saved` carries the place, `failed` the `ConsoleError`; its tasks belong to `scope`."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, services: Services, worker: PictureWorker, scope: TaskScope, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._worker = worker
        self._scope = scope
        self._over = parent

    def begin(self, key: VerificationKey, object_id: str, *, is_paper: bool = False) -> None:
        """Ask, let the person choose a place, and save; nothing happens while a question is open."""
        if not self._scope.is_running("save"):
            self._scope.start("save", self._ask_and_choose(key, object_id, is_paper=is_paper))

    async def _ask_and_choose(self, key: VerificationKey, object_id: str, *, is_paper: bool) -> None:
        agreed = await ask(
            self._over,
            self.tr("Save an unprotected copy?"),
            self.tr(
                "The copy is a plain PDF, byte by byte as it was received: whoever finds the file can read it. Saving it "
                "is written to the log."
            )
            if is_paper
            else self.tr(
                "The copy is a plain picture: whoever finds the file can look at it. It holds the pixels only, so its "
                "SHA-256 is another one than the original's. Saving it is written to the log."
            ),
            self.tr("Choose a place"),
            self.tr("Keep it here only"),
        )
        if agreed:
            self._choose_place(key, object_id, is_paper=is_paper)

    def _choose_place(self, key: VerificationKey, object_id: str, *, is_paper: bool) -> None:
        dialog = QFileDialog(self._over, self.tr("Save an unprotected copy"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("PDF (*.pdf)") if is_paper else self.tr("Pictures (*.png)"))
        dialog.setDefaultSuffix("pdf" if is_paper else "png")
        # Qt would ask in a loop of its own; we ask ourselves.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile("document.pdf" if is_paper else "picture.png")

        def save(path: str) -> None:
            self._scope.start("copy", self._save(key, object_id, Path(path)))

        dialog.fileSelected.connect(save)
        dialog.open()

    async def _save(self, key: VerificationKey, object_id: str, path: Path) -> None:
        if await asyncio.to_thread(path.exists) and not await self._may_replace(path):
            return
        try:
            _file, body = await self._services.evidence.read_file(key, object_id)
            if came_as_paper(body):
                await self._services.evidence.note_saved(key)
                await asyncio.to_thread(write_private_file, path, body)
            else:
                await self._save_pixels(key, body, path)
        except OSError as error:
            self.failed.emit(
                DiskFull("The copy could not be written there. Choose another folder.", str(error))
            )
        except ConsoleError as error:
            self.failed.emit(error)
        else:
            self.saved.emit(path)

    async def _save_pixels(self, key: VerificationKey, body: bytes, path: Path) -> None:
        bitmap = await self._worker.decode(body, _MOST_PX)
        if bitmap is None:
            raise ReportUnreadable("This picture cannot be shown, so it cannot be saved as one.")
        await self._services.evidence.note_saved(key)
        await asyncio.to_thread(_write, path, bitmap)

    async def _may_replace(self, path: Path) -> bool:
        question = fill(self.tr("Replace the file %1?"), path.name)
        loss = self.tr("What is in it now is lost.")
        return await ask(self._over, question, loss, self.tr("Replace"), self.tr("Keep it"))


def _write(path: Path, bitmap: Bitmap) -> None:
    """Encoded anew from its pixels. Raises `OSError`."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not to_image(bitmap).save(buffer, "PNG"):  # pyright: ignore[reportArgumentType, reportCallIssue] - Qt's stub wants bytes, Qt wants text
        raise OSError("the picture could not be encoded")
    write_private_file(path, bytes(data.data()))
