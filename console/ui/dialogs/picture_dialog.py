"""One picture of an answer, as large as wanted; keeps and saves nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label

_STEP: Final = 1.25
_SMALLEST: Final = 0.1
_LARGEST: Final = 8.0


class PictureDialog(QDialog):
    """Opened with `open()`; begins with the whole picture in sight."""

    def __init__(self, title: str, image: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(760, 640)
        self._pixmap = QPixmap.fromImage(image)
        self._is_fitted = True
        self.zoom = 1.0
        self.picture = make_label("", parent=self)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(title)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self.picture)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.setAccessibleName(title)
        self._scroll.viewport().installEventFilter(self)
        self._told = make_label("", "muted", self)
        self.smaller_button = make_button(self.tr("Smaller"), "plain", parent=self, tooltip="Ctrl+-")
        self.larger_button = make_button(self.tr("Larger"), "plain", parent=self, tooltip="Ctrl++")
        self.fit_button = make_button(self.tr("Whole"), "plain", parent=self, tooltip="Ctrl+0")
        self.close_button = make_button(self.tr("Close"), "primary", parent=self)
        self.smaller_button.clicked.connect(lambda: self._zoom_to(self.zoom / _STEP))
        self.larger_button.clicked.connect(lambda: self._zoom_to(self.zoom * _STEP))
        self.fit_button.clicked.connect(self.show_whole)
        self.close_button.clicked.connect(self.accept)
        for keys, button in (
            (QKeySequence.StandardKey.ZoomIn, self.larger_button),
            (QKeySequence.StandardKey.ZoomOut, self.smaller_button),
            (QKeySequence("Ctrl+0"), self.fit_button),
        ):
            QShortcut(keys, self).activated.connect(button.click)
        self._lay_out()

    def show_whole(self) -> None:
        """As large as the dialog has room for, never larger than it is."""
        room = self._scroll.viewport().size()
        width, height = self._pixmap.width(), self._pixmap.height()
        self._zoom_to(min(room.width() / width, room.height() / height, 1.0))
        self._is_fitted = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was whole stays whole when there is another room for it."""
        if self._is_fitted and event.type() is QEvent.Type.Resize:
            self.show_whole()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        foot = QHBoxLayout()
        for button in (self.smaller_button, self.larger_button, self.fit_button):
            foot.addWidget(button)
        foot.addWidget(self._told)
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_4, metrics.space_4, metrics.space_4, metrics.space_4)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(foot)

    def _zoom_to(self, zoom: float) -> None:
        self._is_fitted = False
        self.zoom = min(max(zoom, _SMALLEST), _LARGEST)
        size = QSize(
            max(1, round(self._pixmap.width() * self.zoom)), max(1, round(self._pixmap.height() * self.zoom))
        )
        self.picture.setPixmap(
            self._pixmap.scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        )
        self.picture.resize(size)
        self._told.setText(fill(self.tr("%1 %"), round(self.zoom * 100)))
