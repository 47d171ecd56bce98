"""The window's end of the process that decodes pictures: coroutines over it, restarted once when a picture kills it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from PySide6.QtGui import QImage

from console.pdf.answers import to_bitmap
from console.pdf.messages import Bitmap, BrokenPipeMessage
from console.pdf.process import ProcessEnded, ProcessTooSlow, WorkerProcess
from console.pdf.refusals import PdfRefused

_DEADLINE_S: Final = 20.0
_MODULE: Final = "console.ui.toolkit.picture_process"


class PictureWorker:
    """Hostile pictures end the process, never the window."""

    def __init__(self, deadline_s: float = _DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._thread = ThreadPoolExecutor(1, "pictures")
        # A picture comes once, not page after page: its pixels may take the way of the answer.
        self._process = WorkerProcess(_MODULE, shares_memory=False)

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid

    async def decode(self, body: bytes, most_px: int) -> Bitmap | None:
        """Pixels no larger than `most_px` on either side; None for what is no picture, or none that may be opened."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._decode, body, most_px)

    def rest(self) -> None:
        """End the process with all it decoded; the next picture begins another."""
        self._process.kill()
        self._thread.submit(self._process.stop)

    def end(self) -> None:
        """End the process; what is on its way becomes None."""
        self._process.kill()
        self._thread.submit(self._process.stop)
        self._thread.shutdown(wait=False)

    def _decode(self, body: bytes, most_px: int) -> Bitmap | None:
        for _attempt in range(2):
            try:
                self._process.ensure_running()
                answer = self._process.exchange({"most_px": most_px}, body, self._deadline_s)
                return None if "fault" in answer.header else to_bitmap(answer)
            except (ProcessTooSlow, PdfRefused):
                break
            except (ProcessEnded, BrokenPipeMessage):
                self._process.stop()
        self._process.stop()
        return None


def to_image(bitmap: Bitmap) -> QImage:
    """An image with pixels of its own and nothing else in it."""
    image = QImage(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_ARGB32)
    return image.copy()
