"""Paints one line of Quick Open: icon, title, what it is, keys; asks nobody."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.ui.models.quick_rows import QuickModel
from console.ui.toolkit.look import current_look

_PAD: Final = 10.0
_TITLE_SHARE: Final = 0.46


class QuickDelegate(QStyledItemDelegate):
    """For lists over a `QuickModel` only."""

    def __init__(self, model: QuickModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._look = current_look()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as a row of a list."""
        return QSize(200, self._look.theme.metrics.row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Title left, the rest after it in a quieter colour, keys on the right; each cut at its end."""
        row = self._model.row(index)
        if row is None:
            return
        theme = self._look.theme
        # The stub of this class lists no members; they are Qt's documented ones.
        area = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        painter.save()
        pair = theme.pair("selection" if chosen else "text")
        if chosen:
            painter.fillRect(area, pair.ground_color)
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), theme.color("accent"))
        size = theme.metrics.icon_small
        ratio = painter.device().devicePixelRatioF()
        icon = self._look.pixmap(row.icon, pair.text, size, ratio)
        painter.drawPixmap(int(area.left() + _PAD), int(area.center().y() - size / 2), icon)
        quiet = pair.text_color if chosen else theme.pair("muted").text_color
        right = area.right() - _PAD
        painter.setFont(self._look.font(theme.metrics.secondary))
        painter.setPen(quiet)
        metrics = QFontMetricsF(painter.font())
        if row.keys:
            width = metrics.horizontalAdvance(row.keys)
            box = QRectF(right - width, area.top(), width, area.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.keys)
            right -= width + _PAD
        left = area.left() + 2 * _PAD + size
        # At the same place in every line, whatever keys stand behind.
        title = QRectF(left, area.top(), (area.right() - left) * _TITLE_SHARE, area.height())
        detail = QRectF(
            title.right() + _PAD, area.top(), max(0.0, right - title.right() - _PAD), area.height()
        )
        self._draw(painter, detail, row.detail)
        painter.setFont(self._look.font(theme.metrics.body))
        painter.setPen(pair.text_color)
        self._draw(painter, title, row.title)
        painter.restore()

    def _draw(self, painter: QPainter, area: QRectF, text: str) -> None:
        cut = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
