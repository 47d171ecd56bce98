"""Pages of a PDF in one scrolling column: paints bitmaps it is given and says which ones it lacks; reads no file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from console.pdf.messages import Area, Bitmap, PageHit, PdfInfo
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.widgets import pdf_layout
from console.ui.widgets.pdf_layout import PageLayout, PagePlace, ZoomMode
from console.ui.widgets.pdf_pages import PageStock, WantedPage
from console.ui.widgets.pdf_painter import paint_edge, paint_marks, paint_pixels, paint_place, to_mark_rect

ZOOM_STEP: Final = 1.25
# More is not drawn sharper: one page would take over 100 MB.
MOST_PIXELS: Final = 24_000_000
_SCROLL_STEP: Final = 48


class PdfWidget(QAbstractScrollArea):
    """`pages_wanted` when something on screen lacks its pixels: ask `next_wanted` and answer with `put_page`.

    Pages are counted from 0. Pixels are kept for the pages on screen only.
    """

    pages_wanted = Signal()
    page_changed = Signal(int)
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._look.changed.connect(self.viewport().update)
        self._sizes_pt: tuple[tuple[float, float], ...] = ()
        self._mode = ZoomMode.WIDTH
        self._zoom = pdf_layout.PIXELS_A_POINT
        self._layout = PageLayout((), 0.0, 0.0)
        self._stock = PageStock()
        self._marks: Mapping[int, tuple[Area, ...]] = {}
        self._page = 0
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(0)
        self._asking.timeout.connect(self._on_asking_timeout)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Pages of the report"))
        # A bar that comes and goes would change the width that the zoom follows.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)

    # --- what is shown ---

    def show_document(self, info: PdfInfo) -> None:
        """Show another document from its first page; the way it is zoomed stays."""
        self._sizes_pt = info.sizes_pt
        self._stock.clear()
        self._marks, self._page = {}, 0
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._note_page()
        self._asking.start()

    def clear(self) -> None:
        """Show nothing and keep no pixels."""
        self.show_document(PdfInfo(0, ()))

    def next_wanted(self) -> WantedPage | None:
        """The first page on screen that lacks its sharp pixels, None when all have them."""
        return self._stock.find_wanted(self._visible(), self._wanted_scale)

    def put_page(self, wanted: WantedPage, bitmap: Bitmap) -> None:
        """The pixels of one page; those of pages that were scrolled away are dropped."""
        self._stock.put(wanted, bitmap, self._visible())
        self.viewport().update()

    def fail_page(self, number: int, text: str) -> None:
        """Say on a page why it cannot be drawn."""
        self._stock.fail(number, text)
        self.viewport().update()

    def show_marks(self, hits: Iterable[PageHit]) -> None:
        """Mark what was found; nothing found takes all marks away."""
        self._marks = {hit.page: hit.areas for hit in hits}
        self.viewport().update()

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes_pt)

    @property
    def page(self) -> int:
        """The page that takes most of the view's upper part."""
        return self._page

    @property
    def held_pages(self) -> tuple[int, ...]:
        """The pages whose pixels are kept."""
        return self._stock.numbers

    # --- zoom and place ---

    @property
    def mode(self) -> ZoomMode:
        """What the zoom follows."""
        return self._mode

    @property
    def percent(self) -> int:
        """The zoom, 100 being the size on paper."""
        return pdf_layout.to_percent(self._zoom)

    def set_mode(self, mode: ZoomMode) -> None:
        """Follow the width or the page from now on."""
        self._mode = mode
        self._lay_out_again()

    def set_percent(self, percent: float) -> None:
        """Zoom to a percentage between 10 and 400 and stay there."""
        self._zoom_to(pdf_layout.to_zoom(percent))

    def zoom_by(self, factor: float) -> None:
        """Zoom in (above 1) or out."""
        self._zoom_to(pdf_layout.clamp_zoom(self._zoom * factor))

    def go_to_page(self, number: int) -> None:
        """Scroll to the top of a page; numbers outside go to the nearest end."""
        if self._layout.places:
            place = self._layout.places[max(0, min(number, self.page_count - 1))]
            self.verticalScrollBar().setValue(round(place.top - pdf_layout.MARGIN))

    def go_to_hit(self, hit: PageHit) -> None:
        """Scroll to the top of a page, or as far beyond it as the first mark on it needs."""
        self.go_to_page(hit.page)
        if not hit.areas or not self._layout.places:
            return
        mark = to_mark_rect(self._area(self._layout.places[hit.page]), hit.areas[0], self._zoom)
        down, across, view = self.verticalScrollBar(), self.horizontalScrollBar(), self.viewport()
        if mark.bottom() > view.height():
            down.setValue(down.value() + round(mark.center().y() - view.height() / 2))
        if mark.left() < 0 or mark.right() > view.width():
            across.setValue(across.value() + round(mark.center().x() - view.width() / 2))

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the ends, space onwards; the rest of the keys that scroll are Qt's."""
        bar = self.verticalScrollBar()
        key = event.key()
        if key == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key == Qt.Key.Key_Space:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            bar.setValue(bar.value() + (-bar.pageStep() if back else bar.pageStep()))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1.0 / ZOOM_STEP)
            event.accept()
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out again for the new width."""
        super().resizeEvent(event)
        self._lay_out_again()

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing is drawn for a widget nobody sees: catch up."""
        super().showEvent(event)
        self._asking.start()

    def event(self, event: QEvent) -> bool:
        """Ask for new pixels when the window came to another screen."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._asking.start()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages on screen, or their places until they come."""
        painter = QPainter(self.viewport())
        theme = self._look.theme
        painter.fillRect(self.viewport().rect(), theme.color("hover"))
        for number in self._visible():
            self._paint_page(painter, self._layout.places[number])
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), theme.metrics.focus_ring))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_page(self, painter: QPainter, place: PagePlace) -> None:
        theme, area, number = self._look.theme, self._area(place), place.number
        drawn = self._stock.drawn(number)
        if drawn is None:
            text = self._stock.failure(number) or fill(self.tr("Page %1"), number + 1)
            paint_place(painter, theme, area, text)
        else:
            ratio = self.devicePixelRatioF()
            paint_pixels(painter, area, drawn, self._zoom * ratio, ratio)
            paint_marks(painter, theme, area, self._marks.get(number, ()), self._zoom)
        paint_edge(painter, theme, area)

    def _area(self, place: PagePlace) -> QRectF:
        """A page on the viewport, its corner on a whole device pixel."""
        ratio = self.devicePixelRatioF()
        left = place.left - self.horizontalScrollBar().value()
        top = place.top - self.verticalScrollBar().value()
        corner = QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio)
        return QRectF(corner.x(), corner.y(), place.width, place.height)

    def _visible(self) -> tuple[int, ...]:
        top = self.verticalScrollBar().value()
        return self._layout.find_visible(top, top + self.viewport().height())

    def _wanted_scale(self, number: int) -> float:
        width_pt, height_pt = self._sizes_pt[number]
        most = math.sqrt(MOST_PIXELS / (width_pt * height_pt))
        return min(self._zoom * self.devicePixelRatioF(), most)

    def _zoom_to(self, zoom: float) -> None:
        self._mode = ZoomMode.FREE
        self._zoom = zoom
        self._lay_out_again()

    def _lay_out_again(self) -> None:
        """Lay out with the same spot of the document under the top of the view."""
        if not self._layout.places:
            self._lay_out()
            self.zoom_changed.emit()
            return
        bar = self.verticalScrollBar()
        anchor = self._layout.places[self._layout.find_page(bar.value())]
        share = (bar.value() - anchor.top) / anchor.height
        self._lay_out()
        place = self._layout.places[anchor.number]
        bar.setValue(round(place.top + share * place.height))
        self.viewport().update()
        self.zoom_changed.emit()
        self._asking.start()

    def _lay_out(self) -> None:
        view = self.viewport()
        if self._sizes_pt and self._mode is ZoomMode.WIDTH:
            self._zoom = pdf_layout.fit_width(self._sizes_pt, view.width())
        elif self._sizes_pt and self._mode is ZoomMode.PAGE:
            self._zoom = pdf_layout.fit_page(self._sizes_pt[self._page], view.width(), view.height())
        self._layout = pdf_layout.build_layout(self._sizes_pt, self._zoom, view.width())
        for bar, whole, seen in (
            (self.horizontalScrollBar(), self._layout.width, view.width()),
            (self.verticalScrollBar(), self._layout.height, view.height()),
        ):
            bar.setRange(0, max(0, math.ceil(whole) - seen))
            bar.setPageStep(max(1, seen - _SCROLL_STEP))
            bar.setSingleStep(_SCROLL_STEP)

    def _on_scrolled(self) -> None:
        self.viewport().update()
        self._note_page()
        self._asking.start()

    def _note_page(self) -> None:
        page = self._layout.find_page(self.verticalScrollBar().value() + self.viewport().height() / 3)
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)

    def _on_asking_timeout(self) -> None:
        if self.isVisible() and self.next_wanted() is not None:
            self.pages_wanted.emit()
