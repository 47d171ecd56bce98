"""Every risk label with its meaning, worst first; a label nobody described is shown as the provider wrote it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.risk import RiskLabel
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.case_words import label_kind_word
from console.ui.toolkit.controls import make_separator
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label


class LabelCard(QFrame):
    """One label: severity, title, meaning, what to look at, whether it blocks, where the meaning comes from."""

    def __init__(self, label: RiskLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        meaning = label.meaning
        title = meaning.title if meaning is not None else label.ref.value
        column = QVBoxLayout(self)
        column.setContentsMargins(0, metrics.space_3, 0, metrics.space_3)
        column.setSpacing(metrics.space_1)
        column.addLayout(self._build_head(label, title))
        column.addWidget(make_label(self._origin(label), "mono", self, wrap=True, selectable=True))
        if label.ref.note and label.ref.note != label.ref.value:
            column.addWidget(make_label(label.ref.note, "body", self, wrap=True, selectable=True))
        for text in self._sentences(label):
            column.addWidget(make_label(text, "body", self, wrap=True, selectable=True))
        if meaning is not None and meaning.source:
            source = fill(self.tr("Source: %1"), meaning.source)
            column.addWidget(make_label(source, "muted", self, wrap=True, selectable=True))
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _build_head(self, label: RiskLabel, title: str) -> QHBoxLayout:
        head = QHBoxLayout()
        badge = Badge(self)
        badge.show_severity(label.severity)
        head.setSpacing(current_look().theme.metrics.space_2)
        center = Qt.AlignmentFlag.AlignVCenter
        head.addWidget(badge, 0, center)
        head.addWidget(make_label(title, "strong", self, wrap=True), 1, center)
        if label.meaning is not None and label.meaning.blocks:
            head.addWidget(make_label(self.tr("blocks approval"), "danger", self), 0, center)
        return head

    def _origin(self, label: RiskLabel) -> str:
        return fill(self.tr("%1: %2"), label_kind_word(label.ref.kind), label.ref.value)

    def _sentences(self, label: RiskLabel) -> tuple[str, ...]:
        if label.meaning is None:
            return (self.tr("The provider does not document this one. Treat it with care."),)
        look_at = label.meaning.look_at
        hint = fill(self.tr("Look at: %1"), look_at) if look_at else ""
        return tuple(text for text in (label.meaning.meaning, hint) if text)


class LabelsWidget(QWidget):
    """A column of cards; `show_labels` replaces them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[RiskLabel, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_labels(self, labels: tuple[RiskLabel, ...]) -> None:
        """Show these labels, in the order given; the same ones again change nothing."""
        if labels == self._shown:
            return
        self._shown = labels
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for number, label in enumerate(labels):
            if number:
                self._column.addWidget(make_separator(self))
            self._column.addWidget(LabelCard(label, self))
        self._column.addStretch()
