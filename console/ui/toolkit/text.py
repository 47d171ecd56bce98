"""The one factory of labels: always plain text, odd characters marked, never markup."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QListWidgetItem, QSizePolicy, QTreeWidgetItem, QWidget

from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain, to_tooltip

Role = Literal["body", "title", "section", "strong", "muted", "caption", "danger", "mono"]

# Longer words do not fit a narrow pane.
_LONG_WORD: Final = 24


class PlainLabel(QLabel):
    """A label that cannot show anything but plain text, whatever it is given."""

    def __init__(self, text: str, role: Role, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if role == "mono":
            self.setFont(current_look().mono_font())
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text` with its odd characters marked."""
        super().setText(to_plain(text, lines=True))


class ElidedLabel(PlainLabel):
    """One line that gives way: cut with an ellipsis at its end, whole in the tooltip."""

    def __init__(self, text: str, role: Role, parent: QWidget | None) -> None:
        super().__init__(text, role, parent)
        self._told = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def take_its_width(self, told: str) -> None:
        """Be as wide as the text where there is room; `told` is the tooltip then."""
        self._told = to_tooltip(told)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_tooltip(self, told)

    def minimumSizeHint(self) -> QSize:
        """Narrow windows may cut it down to a few characters."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tooltip when it does not fit."""
        super().resizeEvent(event)
        self.setToolTip(self._told if self._told or self._fits() else to_tooltip(self.text()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text cut to the width there is."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        line = self.text().replace("\n", " ")
        cut = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment(), cut)
        painter.end()

    def _fits(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) <= self.width()


def make_label(
    text: str = "",
    role: Role = "body",
    parent: QWidget | None = None,
    *,
    wrap: bool = False,
    selectable: bool = False,
) -> PlainLabel:
    """A label for any text, ours or from outside. `selectable` lets mouse and keyboard copy from it."""
    label = PlainLabel(text, role, parent)
    label.setWordWrap(wrap)
    if selectable:
        by = Qt.TextInteractionFlag
        label.setTextInteractionFlags(by.TextSelectableByMouse | by.TextSelectableByKeyboard)
    return label


def make_elided_label(text: str = "", role: Role = "body", parent: QWidget | None = None) -> ElidedLabel:
    """A one-line label that is cut at its end when there is no room."""
    return ElidedLabel(text, role, parent)


def set_role(label: PlainLabel, role: Role) -> None:
    """Let a label look like another role from now on."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)


def let_shrink(label: PlainLabel) -> PlainLabel:
    """Let a wrapped label be narrower than a very long word of it, which is then cut and whole in the tooltip."""
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)
    if any(len(word) > _LONG_WORD for word in label.text().split()):
        label.setToolTip(to_tooltip(label.text()))
    return label


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give `widget` a tooltip and the same words for screen readers."""
    tip, said = to_tooltip(text), to_plain(text, lines=True)
    # Either sends events around, also where nothing changes.
    if tip != widget.toolTip():
        widget.setToolTip(tip)
    if said != widget.accessibleDescription():
        widget.setAccessibleDescription(said)


def set_item_tooltip(item: QListWidgetItem | QTreeWidgetItem, text: str) -> None:
    """Give an item of a list, or a tree item's first column, a tooltip and the same words for screen readers."""
    shown = (
        (Qt.ItemDataRole.ToolTipRole, to_tooltip(text)),
        (Qt.ItemDataRole.AccessibleDescriptionRole, to_plain(text, lines=True)),
    )
    for role, words in shown:
        if isinstance(item, QTreeWidgetItem):
            item.setData(0, role, words)
        else:
            item.setData(role, words)
