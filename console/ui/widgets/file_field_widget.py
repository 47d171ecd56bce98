"""A field that is filled from a file: its text, or its bytes as base64, are kept until they are sent, never shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.places import KEY_FILES, choose_source, read_base64, read_text
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label


class FileFieldWidget(QWidget):
    """`loaded` when another file was read."""

    loaded = Signal()

    def __init__(
        self, label: str, parent: QWidget | None = None, *, kinds: str = KEY_FILES, is_text: bool = True
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._kinds = kinds
        self._read = read_text if is_text else read_base64
        self._value = ""
        self._scope = TaskScope(self, self._on_failed)
        self.button = make_button(self.tr("Load from a file"), "plain", parent=self)
        self.button.setAccessibleName(fill(self.tr("Load %1 from a file"), label))
        self.button.clicked.connect(self._on_button_clicked)
        self.note = make_label(self.tr("No file chosen"), "muted", self, wrap=True)
        self.setFocusProxy(self.button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addWidget(self.note, 1)

    @property
    def value(self) -> str:
        """What was read, empty while no file was chosen."""
        return self._value

    def clear(self) -> None:
        """Forget the file."""
        self._value = ""
        self.note.setText(self.tr("No file chosen"))

    def show_kept(self) -> None:
        """Say that what is kept stays unless a file is chosen."""
        self.note.setText(self.tr("Kept as it is"))

    def _on_button_clicked(self) -> None:
        if not self._scope.is_running("file"):
            self._scope.start("file", self._choose())

    async def _choose(self) -> None:
        path = await choose_source(self, self._label, self._kinds)
        if path is not None:
            self._value = await self._read(path)
            self.note.setText(fill(self.tr("Read from %1"), path.name))
            self.loaded.emit()

    def _on_failed(self, error: Exception) -> None:
        self.note.setText(describe_error(error).text)
