"""How far an export is, and what came of it; values in, nothing out."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from console.domain.export import Exported, ExportProgress, ExportStage
from console.ui.toolkit.controls import IdField
from console.ui.toolkit.fill import fill
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import size_text

_STEPS = 1000


class ExportProgressWidget(QWidget):
    """Shows progress until `show_done`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = make_label("", parent=self, wrap=True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.digest = IdField("", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.bar)
        layout.addWidget(self.digest)

    def show_progress(self, progress: ExportProgress) -> None:
        """A bar and a sentence; without an end in sight the bar tells only that something is going on."""
        self.bar.show()
        self.digest.hide()
        has_end = progress.total > 0 and progress.stage is not ExportStage.PACKING
        self.bar.setRange(0, _STEPS if has_end else 0)
        if has_end:
            self.bar.setValue(progress.rows * _STEPS // progress.total)
        self.label.setText(self._sentence(progress))
        self.bar.setAccessibleName(self.label.text())

    def show_stopping(self) -> None:
        """Somebody wants it ended; what becomes of the file is not known yet."""
        self.bar.setRange(0, 0)
        self.label.setText(self.tr("Stopping"))
        self.bar.setAccessibleName(self.label.text())

    def show_done(self, done: Exported) -> None:
        """What was written, and its hash to copy."""
        self.bar.hide()
        words = fill(
            self.tr("%1 rows, %2, written to %3."),
            number_text(done.rows),
            size_text(done.size_bytes),
            done.path.name,
        )
        if done.sheets > 1:
            more = self.tr("One sheet holds 1,048,576 rows at most, so they lie on %1 sheets.")
            words += " " + fill(more, number_text(done.sheets))
        if done.cut_cells:
            cut = self.tr("%1 texts were longer than a cell can hold and end with an ellipsis.")
            words += " " + fill(cut, number_text(done.cut_cells))
        self.label.setText(words + " " + self.tr("SHA-256:"))
        self.digest.set_value(done.sha256)
        self.digest.show()

    def _sentence(self, progress: ExportProgress) -> str:
        if progress.stage is ExportStage.COUNTING:
            return self.tr("Counting rows")
        if progress.stage is ExportStage.PACKING:
            words = self.tr("%1 rows taken in, closing the file: %2 written")
            return fill(words, number_text(progress.rows), size_text(progress.packed_bytes))
        return fill(self.tr("%1 of %2 rows"), number_text(progress.rows), number_text(progress.total))
