"""One stored report that is open in the viewer; opened and logged by the report service."""

from __future__ import annotations

from console.domain.report import Report
from console.pdf.client import PdfWorker
from console.pdf.messages import PdfInfo
from console.pdf.open_document import OpenDocument


class OpenReport(OpenDocument):
    """A document with what it is evidence of."""

    def __init__(self, report: Report, info: PdfInfo, worker: PdfWorker) -> None:
        super().__init__(report.object_id, info, worker)
        self.report = report
