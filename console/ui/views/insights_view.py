"""Figures and plots of everything stored here."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.views.work_pages import WorkPage


class InsightsView(WorkPage):
    """Figures and plots of everything stored here."""

    def __init__(self, services: Services, bridge: BusBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._bridge = bridge
        self._ready = False
        self.faces = FaceStack(QWidget(self), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.faces)

    @property
    def is_ready(self) -> bool:
        """See `WorkPage`."""
        return self._ready

    def show_page(self) -> None:
        """See `WorkPage`."""
        self.faces.show_face(
            Face(self.tr("Insights"), self.tr("Figures and plots of everything stored here."), icon="info")
        )
        self._ready = True
        self.ready.emit()
