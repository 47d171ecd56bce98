"""The strip under a list while several rows are selected: how many, what can be done, how far it has come; does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.focus import keeping_keyboard
from console.ui.toolkit.text import make_label

# More do not stand beside each other.
_MOST_COMPARED: Final = 8


class BulkBarView(QWidget):
    """`requested` carries the name of a deed, `left` ends the selection; `stop_requested` and `details_requested`
    belong to a deed that runs or has ended. `home` gets the keyboard when what had it here goes."""

    requested = Signal(str)
    left = Signal()
    stop_requested = Signal()
    details_requested = Signal()

    def __init__(self, deeds: Sequence[str], home: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bulkBar")
        self.setAccessibleName(self.tr("Selected rows"))
        self._is_running = False
        self._home = home
        self._count = make_label("", "strong", self)
        self._leave = make_button("", "quiet", "close", self, tooltip=self.tr("Select nothing (Esc)"))
        self._leave.clicked.connect(self.left)
        self._buttons = {deed: self._make_deed(deed) for deed in deeds}
        self._said = make_label("", wrap=True, parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._stop = make_button(self.tr("Cancel"), parent=self)
        self._stop.clicked.connect(self.stop_requested)
        self._details = make_button(self.tr("Details"), parent=self)
        self._details.clicked.connect(self.details_requested)
        self._dismiss = make_button(self.tr("Dismiss"), "quiet", parent=self)
        self._dismiss.clicked.connect(self.dismiss)
        self._lay_out()
        self.show_count(0, everything=False)
        self._show_result_parts(shown=False)

    # --- parts ---

    def button(self, deed: str) -> QPushButton:
        """The button of a deed. Raises `KeyError`."""
        return self._buttons[deed]

    @property
    def stop_button(self) -> QPushButton:
        """Stops what runs after the one it is at."""
        return self._stop

    @property
    def details_button(self) -> QPushButton:
        """Opens what became of every row."""
        return self._details

    @property
    def count_text(self) -> str:
        """How many rows are selected, in words."""
        return self._count.text()

    @property
    def said(self) -> str:
        """How far it has come or how it ended."""
        return self._said.text()

    @property
    def is_running(self) -> bool:
        """True while a deed runs."""
        return self._is_running

    # --- orders ---

    def show_count(self, count: int, *, everything: bool, is_full: bool = False) -> None:
        """How many rows are selected; the bar goes with the last of them, unless it still has something to say."""
        if is_full:
            text = fill(self.tr("%1 selected, the most (Ctrl+A: all)"), f"{count:,}")
        elif everything:
            text = fill(self.tr("All %1 rows selected"), f"{count:,}")
        else:
            text = self.tr("1 selected") if count == 1 else fill(self.tr("%1 selected"), f"{count:,}")
        self._count.setText(text)
        with keeping_keyboard(self, self._home):
            for button in self._buttons.values():
                button.setEnabled(count > 0 and not self._is_running)
            if "compare" in self._buttons:
                self._buttons["compare"].setVisible(not everything and 2 <= count <= _MOST_COMPARED)
            self._head.setVisible(count > 0)
            self.setVisible(count > 0 or bool(self.said))

    def show_progress(self, done: int, total: int, text: str) -> None:
        """A deed runs: `done` of `total` are settled."""
        self._is_running = True
        self._said.setText(text)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        with keeping_keyboard(self, self._home):
            self._show_result_parts(shown=True)

    def show_result(self, text: str, *, has_details: bool) -> None:
        """A deed has ended; this stays until it is dismissed or the next one begins."""
        self._is_running = False
        self._said.setText(text)
        with keeping_keyboard(self, self._home):
            self._show_result_parts(shown=True)
            self._details.setVisible(has_details)

    def dismiss(self) -> None:
        """What was said is over; while a deed runs there is nothing to dismiss."""
        if self._is_running:
            return
        self._said.setText("")
        with keeping_keyboard(self, self._home):
            self._show_result_parts(shown=False)
            self.setVisible(not self._head.isHidden())

    # --- making ---

    def _make_deed(self, deed: str) -> QPushButton:
        texts = {
            "refresh": self.tr("Refresh"),
            "assign": self.tr("Assign …"),
            "snooze": self.tr("Put aside …"),
            "fetch_report": self.tr("Fetch reports"),
            "compare": self.tr("Compare"),
            "export": self.tr("Export …"),
        }
        button = make_button(texts[deed], "quiet", parent=self)
        button.clicked.connect(partial(self._on_deed_clicked, deed))
        return button

    def _lay_out(self) -> None:
        self._head = QWidget(self)
        flow = FlowLayout(gap=4)
        flow.addWidget(self._count)
        for button in self._buttons.values():
            flow.addWidget(button)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addLayout(flow, 1)
        head.addWidget(self._leave, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        for button in (self._stop, self._details, self._dismiss):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self._head)
        layout.addWidget(self._bar)
        layout.addLayout(foot)

    def _show_result_parts(self, *, shown: bool) -> None:
        running = shown and self._is_running
        self._said.setVisible(shown)
        self._bar.setVisible(running)
        self._stop.setVisible(running)
        self._details.setVisible(False)
        self._dismiss.setVisible(shown and not running)
        for button in self._buttons.values():
            button.setEnabled(not running)
        if shown:
            self.show()

    def _on_deed_clicked(self, deed: str, _checked: bool = False) -> None:
        self.requested.emit(deed)
