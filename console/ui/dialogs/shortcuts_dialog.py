"""The sheet of keyboard shortcuts; the one list of them that people read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from console.ui.toolkit.text import make_label


class ShortcutsDialog(QDialog):
    """Opened with `open()`; any close key ends it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.addWidget(make_label(self.windowTitle(), "section", self), 0, 0, 1, 2)
        for row, (keys, meaning) in enumerate(self._lines(), start=1):
            grid.addWidget(make_label(keys, "mono", self), row, 0)
            grid.addWidget(make_label(meaning, parent=self), row, 1)

    def _lines(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Ctrl+F", self.tr("Search")),
            ("Enter", self.tr("In the search: open the first match. In the list: open the row")),
            ("↑  ↓  PgUp  PgDn", self.tr("Move in the list")),
            ("F6", self.tr("Go to the next pane")),
            ("Ctrl+1 … Ctrl+6", self.tr("Customers, Verifications, Reports, Insights, Activity, Settings")),
            ("Ctrl+N", self.tr("New verification")),
            ("F5", self.tr("Look at the provider again for the shown case; else read the list again")),
            ("Esc", self.tr("Back: from the case to the list, from the search to the list")),
            ("Ctrl+Shift+L", self.tr("Light or dark")),
            ("?", self.tr("This sheet")),
            ("Ctrl+Q", self.tr("Quit")),
        )
