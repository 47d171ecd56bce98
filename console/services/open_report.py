"""One stored report that is open in the viewer; opened and logged by the report service."""

from __future__ import annotations

import asyncio

from console.domain.report import Report
from console.pdf.client import PdfWorker
from console.pdf.messages import PdfInfo
from console.pdf.open_document import OpenDocument


class OpenReport(OpenDocument):
    """A document with what it is evidence of."""

    def __init__(self, report: Report, info: PdfInfo, worker: PdfWorker, noting: asyncio.Task[None]) -> None:
        super().__init__(report.object_id, info, worker)
        self.report = report
        self._noting = noting

    async def wait_noted(self) -> None:
        """Until it is written down that somebody looks at it. Raises `DiskFull` or `StoreUnavailable`."""
        # Whoever stops waiting does not stop the writing.
        await asyncio.shield(self._noting)
