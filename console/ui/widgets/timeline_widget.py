"""A timeline under mouse and keyboard: zoom, pan, selection and cards; what it looks like is its painter's."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QToolTip, QWidget

from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain, to_tooltip
from console.ui.widgets.timeline_painter import TimelinePainter
from console.ui.widgets.timeline_parts import TimelineParts
from console.ui.widgets.timeline_port import TimelinePort
from console.ui.widgets.timeline_stage import (
    AXIS_HEIGHT,
    LANE_HEIGHT,
    NAME_WIDTH,
    Item,
    Stage,
    TimelineContent,
)
from console.ui.widgets.timeline_walk import change_row, enter, find_end, step
from console.ui.widgets.timeline_words import card_at, item_card, summary

_ZOOM_STEP: Final = 1.25
_PAN_STEP: Final = 0.2
_ZOOM_KEYS: Final = {
    Qt.Key.Key_Plus: _ZOOM_STEP,
    Qt.Key.Key_Equal: _ZOOM_STEP,
    Qt.Key.Key_Minus: 1.0 / _ZOOM_STEP,
    Qt.Key.Key_0: 0.0,
}


class TimelineWidget(QWidget):
    """`event_selected` carries the number of an event the person chose here.

    Left and right walk through a lane, up and down change it, Tab goes from lane to lane and out; Shift with left and
    right, and the page keys, move the view.
    """

    event_selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._look.changed.connect(self.update)
        self._painter = TimelinePainter(self)
        self._content: TimelineContent | None = None
        self._selected = -1
        self._focus: Item | None = None
        self._port = TimelinePort()
        self._parts = TimelineParts(self)
        self._drag_x: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(self.tr("Attempt timeline"))

    # --- orders ---

    def show_content(self, content: TimelineContent) -> None:
        """Show another timeline, the whole of it."""
        self._content = content
        self._selected = -1
        self._focus = None
        self._port.show_whole()
        self._parts.show_content(content)
        self.setAccessibleName(self.tr("Attempt timeline"))
        self.setAccessibleDescription(summary(content))
        self.updateGeometry()
        self._show_port()

    def select_event(self, number: int) -> None:
        """Mark one event without telling anybody, and bring it into view."""
        self._selected = number
        if self._content is not None and 0 <= number < len(self._content.events):
            self._reveal(self._content.shares[number])
        self.update()

    def zoom_by(self, factor: float, around: float = 0.5) -> None:
        """Zoom in (above 1) or out, 0 to the whole, keeping the moment at `around` (share of the width) in its place."""
        self._port.zoom_by(factor, around)
        self._show_port()

    def pan_by(self, share: float) -> None:
        """Move the view by a share of its width, to the right when positive."""
        self._port.pan_by(share)
        self._show_port()

    @property
    def content(self) -> TimelineContent | None:
        """What is shown."""
        return self._content

    @property
    def zoom(self) -> float:
        """How many times wider than the whole the axis is."""
        return self._port.zoom

    @property
    def pan(self) -> float:
        """The share of the axis at the left edge."""
        return self._port.pan

    @property
    def selected(self) -> int:
        """Number of the chosen event, -1 when none is."""
        return self._selected

    @property
    def focus(self) -> Item | None:
        """Where the keyboard is."""
        return self._focus

    def stage(self) -> Stage | None:
        """Where everything lies now."""
        if self._content is None:
            return None
        font = self._look.font(self._look.theme.metrics.secondary)
        measure = QFontMetricsF(font).horizontalAdvance
        return Stage(self._content, float(self.width()), self.zoom, self.pan, measure)

    # --- what Qt asks ---

    def sizeHint(self) -> QSize:
        """Wide enough for words, high enough for every lane."""
        lanes = len(self._content.lanes) if self._content is not None else 1
        return QSize(480, AXIS_HEIGHT + (lanes + 1) * LANE_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The lanes are never squeezed."""
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the timeline; where the keyboard is has a ring."""
        stage = self.stage()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if stage is not None:
            focus = self._focus if self.hasFocus() else None
            self._painter.paint(painter, stage, focus, self._selected)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies where changes with the width."""
        super().resizeEvent(event)
        self._show_port()

    def event(self, event: QEvent) -> bool:
        """Two fingers on a pad or a screen zoom."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1.0 + event.value(), self._share_of_width(event.position()))
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                middle = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self.zoom_by(pinch.scaleFactor(), self._share_of_width(middle))
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom around the pointer, sideways pans; the wheel alone is left to whoever scrolls."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turned.y():
            factor = _ZOOM_STEP if turned.y() > 0 else 1.0 / _ZOOM_STEP
            self.zoom_by(factor, self._share_of_width(event.position()))
        elif abs(turned.x()) > abs(turned.y()):
            self.pan_by(-_PAN_STEP if turned.x() > 0 else _PAN_STEP)
        else:
            event.ignore()
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by Tab begins at the first lane, coming back at the last."""
        super().focusInEvent(event)
        tabbed = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        if self._content is not None and event.reason() in tabbed:
            at_last = event.reason() is Qt.FocusReason.BacktabFocusReason
            self._walk_to(enter(self._content, at_last=at_last))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Tab goes from lane to lane, then out."""
        return self._change_row(1 if is_next else -1) or super().focusNextPrevChild(is_next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        key = Qt.Key(event.key())
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _ZOOM_KEYS:
            self.zoom_by(_ZOOM_KEYS[key], self._focus_share())
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            step = 1 if key == Qt.Key.Key_Right else -1
            if is_shifted:
                self.pan_by(step * _PAN_STEP)
            else:
                self._step(step)
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.pan_by(1.0 if key == Qt.Key.Key_PageDown else -1.0)
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._change_row(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._go_to_end(is_last=key == Qt.Key.Key_End)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the pointer, or begin to pan."""
        stage = self.stage()
        number = stage.event_at(event.position()) if stage is not None else -1
        if stage is not None and number >= 0:
            row = stage.content.rows[number]
            self._focus = Item(stage.content.shares[number], row, None, number)
            self._select(number)
        else:
            self._drag_x = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while a button is down, else show the card of what is under the pointer."""
        stage = self.stage()
        if stage is None:
            return
        if self._drag_x is not None:
            moved = (event.position().x() - self._drag_x) / stage.span
            self._drag_x = event.position().x()
            self.pan_by(-moved)
            return
        text = card_at(stage, event.position())
        QToolTip.showText(event.globalPosition().toPoint(), to_tooltip(text) if text else "", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop panning."""
        self._drag_x = None

    # --- walking ---

    def _step(self, by: int) -> None:
        if self._content is not None:
            self._walk_to(step(self._content, self._focus, by))

    def _change_row(self, by: int) -> bool:
        """False when there is no lane that way."""
        found = change_row(self._content, self._focus, by) if self._content is not None else None
        self._walk_to(found)
        return found is not None

    def _go_to_end(self, *, is_last: bool) -> None:
        if self._content is not None:
            self._port.put_pan(1.0 if is_last else 0.0)
            self._walk_to(find_end(self._content, is_last=is_last))

    def _walk_to(self, item: Item | None) -> None:
        """Put the keyboard there: the same card as under the pointer, and its words for a screen reader."""
        if self._content is None or item is None:
            return
        self._focus = item
        self._reveal(item.share)
        card = item_card(self._content, item)
        self.setAccessibleName(to_plain(card.replace("\n", ", ")))
        if item.event >= 0:
            self._select(item.event)
        self.update()
        stage = self.stage()
        if stage is not None and self.isVisible():
            at = stage.mark(item.event) if item.event >= 0 else stage.left_of(item)
            QToolTip.showText(self.mapToGlobal(at.toPoint()), to_tooltip(card), self)

    def _select(self, number: int) -> None:
        self._selected = number
        self.update()
        self.event_selected.emit(number)

    # --- the view ---

    def _share_of_width(self, place: QPointF) -> float:
        stage = self.stage()
        return (place.x() - NAME_WIDTH) / stage.span if stage is not None else 0.5

    def _focus_share(self) -> float:
        """Where the keyboard is, as a share of the view; its middle when it is elsewhere."""
        if self._focus is None or not self._port.shows(self._focus.share):
            return 0.5
        return self._port.to_view(self._focus.share)

    def _reveal(self, share: float) -> None:
        self._port.reveal(share)
        self._show_port()

    def _show_port(self) -> None:
        """Paint what is in view now, and let a screen reader find it there."""
        stage = self.stage()
        if stage is not None:
            self._parts.place(stage)
        self.update()
