"""A case in a window of its own, beside the others: the same detail, shown until somebody closes it; decides nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.window_size import begin_size
from console.ui.views.detail_view import DetailView

_SIZE: Final = (1000, 960)


class DetailWindow(QDialog):
    """`detail` is what stands beside a list elsewhere; it watches its case as long as the window is open."""

    def __init__(self, services: Services, key: VerificationKey, tab: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Verification"))
        begin_size(self, QSize(*_SIZE))
        self.key = key
        self.detail = DetailView(services, self)
        self.detail.ready.connect(self._on_ready)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.detail)
        self.finished.connect(self.detail.clear)
        self.detail.show_case(key)
        self.detail.select_tab(tab)

    def event(self, event: QEvent) -> bool:
        """Ctrl+W closes this window and not the program's."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Close)
        ):
            self.reject()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves what is done inside, such as a search; the window with its place and zoom stays."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def _on_ready(self) -> None:
        case = self.detail.case
        if case is not None:
            customer = case.stored.customer
            name = customer.name if customer is not None and customer.name else case.stored.key.id
            self.setWindowTitle(to_plain(fill(self.tr("%1, %2"), name, case.provider_title)))


def open_detail_window(services: Services, key: VerificationKey, tab: str, over: QWidget) -> DetailWindow:
    """A window with that case; the one that is open already comes to the front."""
    under = over.window()
    for window in under.findChildren(DetailWindow):
        if window.key == key and window.isVisible():
            window.raise_()
            window.activateWindow()
            return window
    made = DetailWindow(services, key, tab, under)
    made.show()
    return made
