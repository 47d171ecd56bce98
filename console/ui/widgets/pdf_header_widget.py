"""What a report is evidence of: provider, id, when it was fetched and its SHA-256; says what that proves and what not."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.domain.report import Report
from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.controls import IdField, make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import shorten_id
from console.ui.toolkit.text import make_elided_label, make_label
from console.ui.toolkit.words import exact_time, size_text

_HALF = 32
_BADGE = 16
_Rows = tuple[tuple[QWidget, ...], ...]
_MOST_ROWS: Final = 5
# In two lines beside the other facts; narrower, it would make a row higher than it saves.
_PROOF_WIDTH: Final = 190


class PdfHeaderWidget(QWidget):
    """Shows one report's facts; `verify_requested` by the button that has its bytes compared with the SHA-256 again.

    Where height is scarce (`set_low`) they are two short lines, and a button opens the rest.
    """

    verify_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._sha256 = ""
        self._facts = ("", "", "", "")
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
        self._is_low = self._is_placing = False
        self._first_line = make_elided_label("", "body", self)
        self._second_line = make_elided_label("", "muted", self)
        self._lines = self._make_lines()
        self._line_icon = make_label("", parent=self)
        words = self.tr("Everything known of this report")
        self.more_button = make_button("", "quiet", "chevron-down", self, tooltip=words)
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self._place)
        self._id_name = make_label(self.tr("Id"), "muted", self)
        self._hash_name = make_label(self.tr("SHA-256"), "muted", self)
        self._head = self._make_part(self._title)
        self._times = self._make_part(self._fetched)
        self._ids = self._make_part(self._id_name, self._id)
        self._hashes = self._make_part(self._hash_name, self._hash, self.copy_button)
        self._badges = self._make_part(self._badge_icon, self._badge, self.verify_button)
        short, rest = (self._line_icon, self._lines, self.more_button), self._narrow_rows()
        self._parts = frozenset((*short, *(part for row in rest for part in row)))
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_4, metrics.space_1, metrics.space_4, metrics.space_1)
        column.setSpacing(metrics.space_1)
        self._rows = [QHBoxLayout() for _ in range(_MOST_ROWS)]
        for row in self._rows:
            row.setSpacing(metrics.space_3)
            column.addLayout(row)
        self._placed: _Rows = ()
        self._place()
        current_look().follow(self, self._draw_badge)

    def show_report(self, report: Report, provider_title: str) -> None:
        """Show another report."""
        self._sha256 = report.sha256
        self._title.setText(provider_title)
        fetched = fill(self.tr("fetched %1, %2"), exact_time(report.fetched_at), size_text(report.size_bytes))
        self._fetched.setText(fetched)
        self._id.set_value(report.key.id)
        self._hash.setText(f"{report.sha256[:_HALF]}\n{report.sha256[_HALF:]}")
        self._facts = (provider_title, report.key.id, fetched, report.sha256)
        # Opening decrypts, and a changed byte does not decrypt.
        self.show_badge(self.tr("Unchanged"), is_good=True)

    def show_badge(self, text: str, *, is_good: bool) -> None:
        """Say what comparing the stored bytes with the SHA-256 gave."""
        self._badge.setText(text)
        self._is_good = is_good
        self._show_lines()
        self._draw_badge()
        self._place()

    def set_low(self, *, low: bool) -> None:
        """Little height for the sake of the pages below, or every fact in sight."""
        if low != self._is_low:
            self._is_low = low
            self._place()

    @property
    def lines(self) -> tuple[str, str]:
        """What the two lines say."""
        return self._first_line.text(), self._second_line.text()

    def _show_lines(self) -> None:
        """What is wrong comes first: the end of a line is cut."""
        title, report_id, fetched, sha256 = self._facts
        first = fill(self.tr("%1, %2, %3"), title, shorten_id(report_id), fetched)
        second = fill(self.tr("SHA-256 %1. %2"), shorten_id(sha256), self._proof.text())
        self._first_line.setText(first if self._is_good else f"{self._badge.text()} {first}")
        self._second_line.setText(second)
        whole = fill(self.tr("%1, %2, %3, SHA-256 %4"), title, report_id, fetched, sha256)
        for line in (self._first_line, self._second_line):
            line.take_its_width(f"{self._badge.text()}. {whole}. {self._proof.text()}")

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
        for icon in (self._badge_icon, self._line_icon):
            icon.setPixmap(look.pixmap(name, color, _BADGE, self.devicePixelRatioF()))

    def minimumSizeHint(self) -> QSize:
        """As narrow as with the fewest facts beside each other, whatever is beside what now."""
        widths = [
            sum(part.minimumSizeHint().width() for part in row) + self._gaps(row)
            for row in self._narrow_rows()
        ]
        return QSize(max(widths), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Facts beside each other where there is room: the pages below need the height."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """What was never seen told another size than it takes: find its place again."""
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return is_done

    def _narrow_rows(self) -> _Rows:
        return (self._head, self._times), (self._ids,), (self._hashes,), (self._proof,), (self._badges,)

    def _gaps(self, row: tuple[QWidget, ...]) -> int:
        """The room that is not the parts' own."""
        metrics = current_look().theme.metrics
        return (len(row) - 1) * metrics.space_3 + 2 * metrics.space_4

    def _has_room(self, row: tuple[QWidget, ...], more: int = 0) -> bool:
        return sum(part.sizeHint().width() for part in row) + self._gaps(row) + more <= self.width()

    def _choose_rows(self) -> _Rows:
        if not self._is_low:
            return self._choose_all_rows()
        if not self.more_button.isChecked():
            return ((self._line_icon, self._lines, self.more_button),)
        first, *others = self._choose_all_rows(self.more_button.sizeHint().width())
        return (*first, self.more_button), *others

    def _choose_all_rows(self, taken: int = 0) -> _Rows:
        """Every fact; `taken` is what stands in the first row besides."""
        first, facts = (self._head, self._times, self._badges), (self._ids, self._hashes)
        if not self._has_room(first, taken):
            *above, proof, badges = self._narrow_rows()
            has_room = self._has_room(badges, _PROOF_WIDTH)
            return (*above, proof + badges) if has_room else (*above, proof, badges)
        # The name's hint is never narrower than it was told to be while facts stand below each other.
        name = self._id_name
        spare = max(0, name.minimumWidth() - name.sizeHint().width())
        if self._has_room(facts, _PROOF_WIDTH - spare):
            return first, (*facts, self._proof)
        return first, (self._ids,), (self._hashes, self._proof)

    def _place(self) -> None:
        # Showing a part lays out what is above it, which comes here again: it is asked for after that anyway.
        rows = self._placed if self._is_placing else self._choose_rows()
        if rows != self._placed:
            self._placed = rows
            self._is_placing = True
            self._fill_rows(rows)
            self._is_placing = False

    def _fill_rows(self, rows: _Rows) -> None:
        shown = {part for row in rows for part in row}
        for part in self._parts:
            part.setVisible(part in shown)
        for layout in self._rows:
            while layout.takeAt(0) is not None:
                pass
        for layout, parts in zip(self._rows, rows, strict=False):
            metrics = current_look().theme.metrics
            layout.setSpacing(metrics.space_2 if self._lines in parts else metrics.space_3)
            for part in parts:
                is_pushed = (
                    part is self.more_button and self._badges not in parts and self._lines not in parts
                )
                if is_pushed or (part is self._badges and self._proof not in parts):
                    layout.addStretch(1)
                layout.addWidget(part, 1 if part in (self._proof, self._lines) else 0)
            # Where the button is, it stands at the same end, open or closed.
            if not {self._badges, self._proof, self.more_button} & set(parts):
                layout.addStretch(1)
        # Beside each other each name takes its own room, below each other the same.
        is_below = len(rows) > 2
        self._id_name.setMinimumWidth(self._hash_name.sizeHint().width() if is_below else 0)

    def _make_lines(self) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._first_line)
        column.addWidget(self._second_line)
        return part

    def _make_part(self, *widgets: QWidget) -> QWidget:
        """Widgets that stay side by side."""
        part = QWidget(self)
        part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_look().theme.metrics.space_2)
        for widget in widgets:
            row.addWidget(widget)
        return part
