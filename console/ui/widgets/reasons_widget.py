"""Why some buttons are off and what others cost: one line that opens to all sentences; asks nobody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import let_shrink, make_elided_label, make_label, set_tooltip


class ReasonsWidget(QWidget):
    """`beside` stands at the end of the line. Open or closed stays as the person left it, whatever is shown."""

    def __init__(self, beside: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._reasons: tuple[str, ...] = ()
        self._is_open = False
        self.toggle = make_button(self.tr("Why not?"), "quiet", "chevron-down", self)
        self.toggle.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.line = make_elided_label("", "muted", self)
        self._all = let_shrink(make_label("", "muted", self, wrap=True, selectable=True))
        row = QHBoxLayout()
        row.setSpacing(metrics.space_1)
        row.addWidget(self.toggle)
        row.addWidget(self.line, 1)
        row.addWidget(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_1)
        column.addLayout(row)
        column.addWidget(self._all)
        self.toggle.clicked.connect(self._on_toggle_clicked)
        self.show_reasons((), ())

    def show_reasons(self, losses: Sequence[str], reasons: Sequence[str]) -> None:
        """What pressing would cost comes first, because that is read before; then why something is off."""
        self._reasons = (*losses, *reasons)
        warned = [f"\N{WARNING SIGN}\N{VARIATION SELECTOR-15} {loss}" for loss in losses]
        told = [*warned, *reasons]
        self.line.setText(told[0] if told else "")
        self._all.setText("\n".join(told))
        self.toggle.setVisible(bool(told))
        self._show_open()

    @property
    def text(self) -> str:
        """All sentences, one a line."""
        return "\n".join(self._reasons)

    @property
    def is_open(self) -> bool:
        """Whether all of them are on screen."""
        return self._is_open

    def _on_toggle_clicked(self) -> None:
        self._is_open = not self._is_open
        self._show_open()

    def _show_open(self) -> None:
        is_shown = self._is_open and bool(self._reasons)
        self._all.setVisible(is_shown)
        self.line.setVisible(not is_shown)
        self.toggle.setText(to_button_text(self.tr("Less") if is_shown else self.tr("Why not?")))
        words = self.tr("Hide why") if is_shown else fill(self.tr("Show why: %1"), len(self._reasons))
        self.toggle.setAccessibleName(words)
        set_tooltip(self.toggle, self.text)
