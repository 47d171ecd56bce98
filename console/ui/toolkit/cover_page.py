"""What lies over a covered window: opaque, with the way back for staff and nothing at all for customers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button, make_line_edit, set_wrong
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label

_FORM_WIDTH = 340


class CoverPage(QWidget):
    """Child of the window it covers and always as large. `back_asked` carries what was typed as a PIN."""

    back_asked = Signal(str)

    def __init__(self, window: QWidget, *, is_bare: bool) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._look = current_look()
        self._is_bare = is_bare
        self._window = window
        self._title = make_label("", "title", self)
        self._text = make_label("", parent=self, wrap=True)
        self.pin = make_line_edit(self.tr("PIN"), self, secret=True)
        self.problem = make_label("", "danger", self, wrap=True)
        self.back_button = make_button("", "primary", parent=self)
        self._lay_out()
        self.back_button.clicked.connect(self._on_back_clicked)
        window.installEventFilter(self)

    def _lay_out(self) -> None:
        form = QWidget(self)
        form.setMaximumWidth(_FORM_WIDTH)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.theme.metrics.space_3)
        for part in (self._title, self._text, self.pin, self.problem, self.back_button):
            column.addWidget(part)
        # Not by alignment, which would take a wrapped text for one line.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(form, 100)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch()
        layout.addLayout(row)
        layout.addStretch()
        form.setVisible(not self._is_bare)

    def show_blank(self) -> None:
        """Covered for a moment: anybody at the desk may look again."""
        self._show(self.tr("Covered"), self.tr("Both screens are covered. F9 shows them again."))
        self.back_button.setText(self.tr("Show again"))
        self.show_pin_wanted(is_wanted=False)

    def show_locked(self) -> None:
        """Locked: only whoever works here looks again. The way back comes with `show_pin_wanted`."""
        self._show(self.tr("Locked"), self.tr("What is under way goes on."))
        self.back_button.setText(self.tr("Unlock"))
        self.pin.hide()
        self.back_button.setEnabled(False)

    def show_pin_wanted(self, *, is_wanted: bool) -> None:
        """Offer the way back, with a PIN or without."""
        self.pin.setVisible(is_wanted)
        self.back_button.setEnabled(True)
        self.take_keyboard()

    def show_problem(self, text: str) -> None:
        """Say why it stays covered."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.back_button.setEnabled(True)
        set_wrong(self.pin, wrong=bool(text))
        self.pin.selectAll()
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """Where the next key goes."""
        if self._is_bare:
            self.setFocus()
        elif self.pin.isVisibleTo(self):
            self.pin.setFocus()
        else:
            self.back_button.setFocus()

    def paint_now(self) -> None:
        """Lie over everything and be on the screen before anything else happens."""
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.repaint()

    def _show(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self.problem.hide()
        self.problem.setText("")
        self.pin.clear()
        self.setAccessibleName(title)

    def _on_back_clicked(self) -> None:
        if self.back_button.isEnabled():
            text = self.pin.text()
            self.pin.clear()
            self.back_asked.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as the window, whatever becomes of it."""
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nothing here wants go nowhere: under the cover they must do nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._is_bare:
            self._on_back_clicked()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plain ground of the theme, opaque."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.theme.color("surface"))
        painter.end()
