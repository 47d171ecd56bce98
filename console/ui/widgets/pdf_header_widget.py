"""What a report is evidence of: provider, id, when it was fetched and its SHA-256; says what that proves and what not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.report import Report
from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.controls import IdField, make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import exact_time, size_text

_HALF = 32
_BADGE = 16


class PdfHeaderWidget(QWidget):
    """Shows one report's facts; `verify_requested` by the button that has its bytes compared with the SHA-256 again."""

    verify_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._sha256 = ""
        self._title = make_label("", "strong", self)
        self._fetched = make_label("", "muted", self)
        self._id = IdField("", self)
        self._hash = make_label("", "mono", self, selectable=True)
        self._hash.setAccessibleName(self.tr("SHA-256 of the report"))
        self.copy_button = make_button("", "quiet", "copy", self, tooltip=self.tr("Copy the SHA-256"))
        self.copy_button.clicked.connect(lambda: copy_text(self._sha256))
        self._badge_icon = make_label("", parent=self)
        self._badge = make_label("", "body", self)
        self._is_good = True
        self.verify_button = make_button(self.tr("Verify"), "plain", parent=self)
        self.verify_button.clicked.connect(self.verify_requested)
        self._proof = make_label(
            self.tr("As received over TLS; providers do not sign their reports."), "muted", self, wrap=True
        )
        head = QHBoxLayout()
        head.setSpacing(metrics.space_3)
        head.addWidget(self._title)
        head.addWidget(self._fetched, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.space_3)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self._add_row(grid, 0, self.tr("Id"), self._id)
        hash_row = QHBoxLayout()
        hash_row.setSpacing(2)
        hash_row.addWidget(self._hash)
        hash_row.addWidget(self.copy_button)
        hash_row.addStretch()
        grid.addWidget(make_label(self.tr("SHA-256"), "muted", self), 1, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(hash_row, 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_4, metrics.space_2, metrics.space_4, metrics.space_2)
        column.setSpacing(metrics.space_1)
        column.addLayout(head)
        column.addLayout(grid)
        foot = QHBoxLayout()
        foot.setSpacing(metrics.space_2)
        foot.addWidget(self._proof, 1)
        foot.addWidget(self._badge_icon)
        foot.addWidget(self._badge)
        foot.addWidget(self.verify_button)
        column.addLayout(foot)
        current_look().follow(self, self._draw_badge)

    def show_report(self, report: Report, provider_title: str) -> None:
        """Show another report."""
        self._sha256 = report.sha256
        self._title.setText(provider_title)
        fetched = fill(self.tr("fetched %1, %2"), exact_time(report.fetched_at), size_text(report.size_bytes))
        self._fetched.setText(fetched)
        self._id.set_value(report.key.id)
        self._hash.setText(f"{report.sha256[:_HALF]}\n{report.sha256[_HALF:]}")
        # Opening decrypts, and a changed byte does not decrypt.
        self.show_badge(self.tr("Unchanged"), is_good=True)

    def show_badge(self, text: str, *, is_good: bool) -> None:
        """Say what comparing the stored bytes with the SHA-256 gave."""
        self._badge.setText(text)
        self._is_good = is_good
        self._draw_badge()

    @property
    def badge(self) -> str:
        """What the badge says."""
        return self._badge.text()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything the head says, in reading order."""
        labels = (self._title, self._fetched, self._hash, self._proof)
        return tuple(label.text() for label in labels)

    def _draw_badge(self) -> None:
        look = current_look()
        name, role = ("check", "approved") if self._is_good else ("warning", "declined")
        color = look.theme.pair(role).text
        self._badge_icon.setPixmap(look.pixmap(name, color, _BADGE, self.devicePixelRatioF()))

    def _add_row(self, grid: QGridLayout, row: int, name: str, value: QWidget) -> None:
        grid.addWidget(make_label(name, "muted", self), row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(value, row, 1)
