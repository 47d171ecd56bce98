"""Drop-downs: one that gives way, its text cut where there is no room, and one that scrolling leaves alone; decide no
content."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from console.ui.toolkit.text import set_tooltip

_FEWEST_CHARACTERS = 16


class ElidedComboBox(QComboBox):
    """Never wider than it must be; the whole text of the chosen line is in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEWEST_CHARACTERS)
        self.currentTextChanged.connect(self._on_current_text_changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame and the text cut to the room there is."""
        painter = QStylePainter(self)
        option = self._build_option()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _build_option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        elided = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(self.currentText(), elided, room)
        return option

    def _on_current_text_changed(self, text: str) -> None:
        set_tooltip(self, text)


class CalmComboBox(QComboBox):
    """Scrolling a form over it does not change its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only where the keyboard is."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
