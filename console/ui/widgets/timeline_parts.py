"""What a screen reader finds inside a timeline: one part a lane, in it one for each stretch and event; paints nothing.

They are child widgets, because a reader asks those for names and places by itself; the mouse goes through them.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtWidgets import QWidget

from console.ui.toolkit.plain import to_plain
from console.ui.widgets.timeline_stage import LANE_HEIGHT, Item, Stage, TimelineContent
from console.ui.widgets.timeline_words import item_card, lane_name

# More than a person walks through; the list below the lanes has every event.
MOST_ITEMS: Final = 200
_MARK: Final = 12


class _Part(QWidget):
    """One thing with a name and a place."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)


class TimelineParts:
    """Belongs to one timeline; made anew with its content, moved with its view."""

    def __init__(self, over: QWidget) -> None:
        self._over = over
        self._lanes: list[tuple[int, _Part]] = []
        self._items: list[tuple[Item, _Part]] = []

    def show_content(self, content: TimelineContent) -> None:
        """Parts for other content."""
        for _row, lane in self._lanes:
            lane.setParent(None)
            lane.deleteLater()
        self._lanes, self._items = [], []
        for row, items in enumerate(content.items):
            if not items:
                continue
            lane = _Part(lane_name(content, row), self._over)
            self._lanes.append((row, lane))
            for item in items[: MOST_ITEMS - len(self._items)]:
                # The lane's name stands on the lane already.
                card = item_card(content, item).partition("\n")[2]
                self._items.append((item, _Part(to_plain(card.replace("\n", ", ")), lane)))
            lane.show()

    def place(self, stage: Stage) -> None:
        """Where everything is now; what is out of view is as wide as nothing."""
        for row, lane in self._lanes:
            lane.setGeometry(_to_rect(stage.name_area(row).united(_row_area(stage, row))))
        for item, part in self._items:
            if item.segment is not None:
                area = stage.bar(item.row, item.segment)
            else:
                mark = stage.mark(item.event)
                area = QRectF(mark.x() - _MARK / 2, mark.y() - _MARK / 2, _MARK, _MARK)
            lane = part.parentWidget()
            visible = area.intersected(_row_area(stage, item.row))
            offset = lane.pos() if lane is not None else part.pos()
            part.setGeometry(_to_rect(visible).translated(-offset))


def _row_area(stage: Stage, row: int) -> QRectF:
    name = stage.name_area(row)
    return QRectF(name.right(), name.top(), stage.span, LANE_HEIGHT)


def _to_rect(area: QRectF) -> QRect:
    return area.toAlignedRect()
