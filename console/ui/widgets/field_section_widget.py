"""A group of fields under a heading that opens and closes; says how many are filled in while it is closed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.services.creation import FormField
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.widgets.field_row_widget import FieldRow, add_gap
from console.ui.widgets.file_field_widget import FileFieldWidget

_LABEL_WIDTH: Final = 160


class FieldSectionWidget(QWidget):
    """A section without a title is always open."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self._is_open = not title
        self.rows: dict[str, FieldRow] = {}
        self.heading: QPushButton = _Heading(self)
        self.heading.setVisible(bool(title))
        self.heading.clicked.connect(lambda: self.set_open(is_open=not self._is_open))
        self._body = QWidget(self)
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        add_gap(self._grid)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._body)
        look = current_look()
        self.heading.setIconSize(QSize(look.theme.metrics.icon_small, look.theme.metrics.icon_small))
        look.follow(self.heading, self._draw_icon)
        self.set_open(is_open=self._is_open)

    @property
    def title(self) -> str:
        """Its heading, empty for the fields that come first."""
        return self._title

    @property
    def is_open(self) -> bool:
        """True while its fields are shown."""
        return self._is_open

    def add_field(self, each: FormField, value: str) -> None:
        """One more field, filled with `value`."""
        number = len(self.rows) * FieldRow.lines()
        row = FieldRow(each, value, self._grid, number, self._body)
        self.rows[each.field.key] = row
        if isinstance(row.editor, QLineEdit):
            row.editor.textChanged.connect(self._say_count)
        elif isinstance(row.editor, FileFieldWidget):
            row.editor.loaded.connect(self._say_count)
        else:
            row.editor.currentTextChanged.connect(self._say_count)
        self._say_count()

    def set_open(self, *, is_open: bool) -> None:
        """Show or hide the fields."""
        self._is_open = is_open or not self._title
        self._body.setVisible(self._is_open)
        self._draw_icon()
        self._say_count()

    def filter(self, words: str) -> bool:
        """Show only the fields that are about `words`; empty words show all. True when there are any."""
        is_title = bool(words) and words.strip().casefold() in self._title.casefold()
        found = False
        for row in self.rows.values():
            shown = not words or is_title or row.is_about(words)
            row.set_shown(shown=shown)
            found = found or shown
        self.setVisible(found)
        return found

    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard comes by, from top to bottom."""
        editors = tuple(
            row.editor.button if isinstance(row.editor, FileFieldWidget) else row.editor
            for row in self.rows.values()
        )
        return (self.heading, *editors) if self._title else editors

    def _draw_icon(self) -> None:
        self.heading.setIcon(
            current_look().icon("chevron-down" if self._is_open else "chevron-right", "text")
        )

    def _say_count(self) -> None:
        filled = sum(bool(row.value()) for row in self.rows.values())
        words = fill(self.tr("%1 of %2 filled in"), filled, len(self.rows)) if filled else ""
        text = f"{self._title}  ·  {words}" if words else f"{self._title}  ·  {len(self.rows)}"
        self.heading.setText(to_button_text(text))
        state = self.tr("open") if self._is_open else self.tr("closed")
        self.heading.setAccessibleName(f"{self._title}, {words or len(self.rows)}, {state}")


class _Heading(QPushButton):
    """Space toggles, Right opens and Left closes; Enter stays the dialog's."""

    def __init__(self, section: FieldSectionWidget) -> None:
        super().__init__(section)
        self._section = section
        self.setProperty("kind", "quiet")
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Right, Qt.Key.Key_Left}:
            self._section.set_open(is_open=event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)
