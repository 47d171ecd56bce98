"""A plot on the screen: hover and keyboard show the same card; paints values, asks nobody."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.models.plot_values import Plot
from console.ui.toolkit.look import current_look
from console.ui.widgets.plot_layout import PlacedBar, PlotLayout
from console.ui.widgets.plot_painter import PlotPainter

HEIGHT: Final = 260
_FLAT_ROW: Final = 26
_FLAT_REST: Final = 60
_EXPORT_SCALE: Final = 2


class PlotWidget(QWidget):
    """`pointed` carries the sentence of the bar that hover or keyboard show, empty when none is."""

    pointed = Signal(str)

    def __init__(self, plot: Plot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._look.changed.connect(self.update)
        self._painter = PlotPainter(self._look, self.tr("not told"))
        self._plot = plot
        self._layout: PlotLayout | None = None
        self._shown: PlacedBar | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_plot(plot)

    @property
    def plot(self) -> Plot:
        """What is shown."""
        return self._plot

    @property
    def placed(self) -> PlotLayout:
        """Where everything stands at this size."""
        if self._layout is None:
            self._layout = self._painter.lay_out(self._plot, QSizeF(self.size()))
        return self._layout

    @property
    def sentence(self) -> str:
        """The sentence of the bar that is pointed at, empty for none."""
        return self._plot.describe(self._shown.series, self._shown.category) if self._shown else ""

    def show_plot(self, plot: Plot) -> None:
        """Show other values."""
        self._plot = plot
        self._layout = None
        self._shown = None
        self.setAccessibleName(f"{plot.title}. {plot.note}".rstrip(". "))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def render_image(self, width: int) -> QImage:
        """The plot with its title on its ground, twice as sharp as on the screen; `width` in logical pixels."""
        size = QSize(width, self.height())
        image = QImage(size * _EXPORT_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_EXPORT_SCALE)
        image.fill(self._look.theme.color("ground"))
        painter = QPainter(image)
        self.paint_on(painter, QSizeF(size))
        painter.end()
        return image

    def paint_on(self, painter: QPainter, size: QSizeF) -> None:
        """Draw title and plot on another device."""
        top = 28.0
        painter.setFont(self._look.font(self._look.theme.metrics.body, bold=True))
        painter.setPen(self._look.theme.pair("text").text_color)
        painter.drawText(QRectF(8, 4, size.width() - 16, 22), Qt.AlignmentFlag.AlignVCenter, self._plot.title)
        painter.translate(0, top)
        layout = self._painter.lay_out(self._plot, QSizeF(size.width(), size.height() - top))
        self._painter.draw(painter, self._plot, layout)

    # --- what Qt asks ---

    def sizeHint(self) -> QSize:
        """Flat plots are as high as their rows."""
        if self._plot.is_flat:
            return QSize(480, _FLAT_ROW * max(1, len(self._plot.categories)) + _FLAT_REST)
        return QSize(480, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Narrow windows squeeze it."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plot, and the card over it."""
        painter = QPainter(self)
        self._painter.draw(painter, self._plot, self.placed)
        if self._shown is not None:
            self._painter.draw_card(
                painter, self._shown, self.sentence, QRectF(self.rect()), has_focus=self.hasFocus()
            )
        elif self.hasFocus():
            painter.setPen(self._look.theme.color("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        pointed = (self._shown.series, self._shown.category) if self._shown else None
        self._layout = None
        self._shown = self._bar_of(*pointed) if pointed else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the bar under the pointer."""
        self._point(self.placed.find_bar(QPointF(event.position())))

    def leaveEvent(self, event: QEvent) -> None:
        """The card of the pointer goes; that of the keyboard stays."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The card goes with the keyboard."""
        super().focusOutEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk over the bars, Home and End to the first and last category; other keys are not ours."""
        step = self._steps().get(Qt.Key(event.key()))
        if step is None or not self._plot.categories or not self._plot.series:
            super().keyPressEvent(event)
            return
        if self._shown is None:
            series, category = 0, len(self._plot.categories) - 1 if event.key() == Qt.Key.Key_End else 0
        else:
            series = (self._shown.series + step[0]) % len(self._plot.series)
            category = min(max(self._shown.category + step[1], 0), len(self._plot.categories) - 1)
        self._point(self._bar_of(series, category))

    def _steps(self) -> dict[Qt.Key, tuple[int, int]]:
        """Steps over series and categories; along the categories is along their axis."""
        keys, far = Qt.Key, len(self._plot.categories)
        ends = {keys.Key_Home: (0, -far), keys.Key_End: (0, far)}
        if self._plot.is_flat:
            return {
                keys.Key_Up: (0, -1),
                keys.Key_Down: (0, 1),
                keys.Key_Left: (-1, 0),
                keys.Key_Right: (1, 0),
                **ends,
            }
        # Stacked bars: up is up.
        return {
            keys.Key_Left: (0, -1),
            keys.Key_Right: (0, 1),
            keys.Key_Up: (1, 0),
            keys.Key_Down: (-1, 0),
            **ends,
        }

    def _bar_of(self, series: int, category: int) -> PlacedBar | None:
        found = (one for one in self.placed.bars if (one.series, one.category) == (series, category))
        return next(found, None)

    def _point(self, bar: PlacedBar | None) -> None:
        if bar == self._shown:
            return
        self._shown = bar
        self.setAccessibleDescription(self.sentence)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.pointed.emit(self.sentence)
        self.update()
