"""A document that came as a PDF, all its pages in a window of its own; saves and prints nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.domain.keys import VerificationKey
from console.pdf.open_document import OpenDocument
from console.services.services import Services
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.questions import wait_closed
from console.ui.toolkit.window_size import begin_size
from console.ui.views.paper_recall import PaperRecall
from console.ui.views.paper_view import PaperView

_SIZE: Final = (860, 820)


class DocumentWindow(QDialog):
    """Shows a document that is open already; whoever opened it closes it after the window."""

    def __init__(self, title: str, opened: OpenDocument, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(to_plain(title))
        begin_size(self, QSize(*_SIZE))
        self.paper = PaperView(self.tell, self, is_leaving_allowed=False)
        self.paper.header.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.paper)
        self.paper.show_document(opened)
        self.paper.pdf.setFocus()

    def tell(self, failure: Exception) -> None:
        """Say why something was not done, where the hits of a search stand."""
        self.paper.bar.show_hits(describe_error(failure).title)
        if not isinstance(failure, ConsoleError):
            raise failure


def is_paper(body: bytes) -> bool:
    """True for bytes that are a PDF and no picture."""
    return body.startswith(b"%PDF-")


async def show_paper(services: Services, key: VerificationKey, object_id: str, over: QWidget) -> None:
    """Show all pages and wait until the window is closed. Raises what reading and opening raise."""

    async def reopen() -> OpenDocument:
        return (await _open_paper(services, key, object_id))[1]

    title, opened = await _open_paper(services, key, object_id)
    window = DocumentWindow(title, opened, over)
    PaperRecall(window.paper, reopen, window.tell)
    try:
        await wait_closed(window)
    finally:
        # With the program's window this one may be gone already.
        with suppress(RuntimeError):
            window.paper.show_document(None)
            window.deleteLater()
        await opened.close()


async def _open_paper(services: Services, key: VerificationKey, object_id: str) -> tuple[str, OpenDocument]:
    """Under which title, and the document; nobody keeps its bytes here."""
    file, body = await services.evidence.read_file(key, object_id)
    # Its first page may be open under the other name at the same time.
    opened = await services.reports.open_paper(f"{object_id} pages", body)
    return file.role.replace("_", " ").capitalize(), opened
