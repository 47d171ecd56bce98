"""Pages of a PDF, scrolling or one at a time: paints bitmaps it is given and says which ones it lacks; reads no file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from console.pdf.messages import Area, Bitmap, Hit, PageText, PdfInfo
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.widgets import pdf_layout
from console.ui.widgets.pdf_column import PageColumn
from console.ui.widgets.pdf_layout import PagePlace, ZoomMode
from console.ui.widgets.pdf_pages import PageStock, WantedPage
from console.ui.widgets.pdf_painter import (
    paint_edge,
    paint_marks,
    paint_pixels,
    paint_place,
    paint_selection,
    paint_tile,
    to_mark_rect,
)
from console.ui.widgets.pdf_pointer import PdfPointer
from console.ui.widgets.pdf_selection import TextSelection

ZOOM_STEP: Final = 1.25
_SCROLL_STEP: Final = 48
_SPOKEN: Final = 8000


class PdfWidget(QAbstractScrollArea):
    """`pages_wanted` when something on screen lacks its pixels: ask `next_wanted` and answer with `put_page`.

    Pages are counted from 0. Pixels of pages lately seen are kept up to a limit. `copy_requested` by the keys that copy.
    """

    pages_wanted = Signal()
    page_changed = Signal(int)
    zoom_changed = Signal()
    copy_requested = Signal()
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._look.changed.connect(self.viewport().update)
        self.column = PageColumn()
        self.selection = TextSelection()
        self._stock = PageStock()
        self._marks: Mapping[int, tuple[Area, ...]] = {}
        self._chosen: Hit | None = None
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(0)
        self._asking.timeout.connect(self._on_asking_timeout)
        self._pointer = PdfPointer(self)
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
        self._stock.clear()
        self.selection.clear()
        self._marks, self._chosen = {}, None
        self.column.show(info.sizes_pt)
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._note_page(self.column.layout.find_page(0))
        self._tell_reader()
        self._asking.start()

    def clear(self) -> None:
        """Show nothing and keep no pixels."""
        self.show_document(PdfInfo(0, ()))

    def next_wanted(self) -> WantedPage | None:
        """What on screen lacks its sharp pixels, then what a turn of the page will show; None when all is here."""
        return self._stock.find_missing(self._iter_wishes())

    @property
    def is_drawn(self) -> bool:
        """True when everything on screen has its sharp pixels."""
        return self._stock.find_missing(self._iter_seen_wishes()) is None

    def put_page(self, wanted: WantedPage, bitmap: Bitmap) -> None:
        """The pixels of one page or tile; those of a page that was turned meanwhile are not used."""
        if wanted.rotation == self.column.rotation:
            self._stock.put(wanted, bitmap, self._iter_wishes())
            self.viewport().update()

    def fail_page(self, number: int, text: str) -> None:
        """Say on a page why it cannot be drawn."""
        self._stock.fail(number, text)
        self.viewport().update()

    def put_text(self, number: int, text: PageText) -> None:
        """The characters of one page: they can be selected now, and read out."""
        self.selection.put(number, text)
        if number == self.page:
            self._tell_reader()

    def show_marks(self, hits: Iterable[Hit]) -> None:
        """Mark what was found; nothing found takes all marks away."""
        marks: dict[int, list[Area]] = {}
        for hit in hits:
            marks.setdefault(hit.page, []).extend(hit.areas)
        self._marks = {page: tuple(areas) for page, areas in marks.items()}
        self._chosen = None
        self.viewport().update()

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self.column.sizes_pt)

    @property
    def page(self) -> int:
        """The page that takes most of the view's upper part."""
        return self.column.page

    @property
    def visible(self) -> tuple[int, ...]:
        """The pages of which something is on screen."""
        top = self.verticalScrollBar().value()
        return self.column.layout.find_visible(top, top + self.viewport().height())

    @property
    def held_pages(self) -> tuple[int, ...]:
        """The pages whose pixels are kept."""
        return self._stock.numbers

    @property
    def held_bytes(self) -> int:
        """What the kept pixels take."""
        return self._stock.size_bytes

    # --- zoom and place ---

    @property
    def mode(self) -> ZoomMode:
        """What the zoom follows."""
        return self.column.mode

    @property
    def percent(self) -> int:
        """The zoom, 100 being the size on paper."""
        return pdf_layout.to_percent(self.column.zoom)

    def set_mode(self, mode: ZoomMode) -> None:
        """Follow the width or the page from now on."""
        self.column.mode = mode
        self._lay_out_again()

    def set_percent(self, percent: float) -> None:
        """Zoom to a percentage between 10 and 1,600 and stay there."""
        self._zoom_to(pdf_layout.to_zoom(percent))

    def zoom_by(self, factor: float) -> None:
        """Zoom in (above 1) or out."""
        self._zoom_to(pdf_layout.clamp_zoom(self.column.zoom * factor))

    def rotate(self, degrees: int) -> None:
        """Turn all pages clockwise."""
        self._stock.clear()
        self.column.turn(degrees)
        self._lay_out_again()

    def set_single(self, *, is_single: bool) -> None:
        """One page at a time, or all in one column."""
        if is_single != self.column.is_single:
            page = self.page
            self.column.is_single = is_single
            self._lay_out_again()
            self.go_to_page(page)

    def go_to_page(self, number: int, share: float = 0.0) -> None:
        """To the top of a page, or that share of its height below; numbers outside go to the nearest end."""
        if not self.column.sizes_pt:
            return
        number = max(0, min(number, self.page_count - 1))
        if self.column.is_single:
            self._note_page(number)
            self._lay_out()
            self._asking.start()
            self.viewport().update()
        place = self.column.layout.place(number)
        if place is not None:
            self.verticalScrollBar().setValue(round(place.top - pdf_layout.MARGIN + share * place.height))

    def go_to_hit(self, hit: Hit) -> None:
        """Scroll to the top of a page, or as far beyond it as the first mark on it needs."""
        self._chosen = hit
        self.viewport().update()
        self.go_to_page(hit.page)
        place = self.column.layout.place(hit.page)
        if not hit.areas or place is None:
            return
        mark = to_mark_rect(self.area(place), self._turned(hit.page, hit.areas[0]), self.column.zoom)
        down, across, view = self.verticalScrollBar(), self.horizontalScrollBar(), self.viewport()
        if mark.bottom() > view.height():
            down.setValue(down.value() + round(mark.center().y() - view.height() / 2))
        if mark.left() < 0 or mark.right() > view.width():
            across.setValue(across.value() + round(mark.center().x() - view.width() / 2))

    @property
    def share(self) -> float:
        """How much of the current page is above the view."""
        place = self.column.layout.place(self.page)
        if place is None or place.height <= 0:
            return 0.0
        return max(0.0, (self.verticalScrollBar().value() + pdf_layout.MARGIN - place.top) / place.height)

    def area(self, place: PagePlace) -> QRectF:
        """A page on the viewport, its corner on a whole device pixel."""
        ratio = self.devicePixelRatioF()
        left = place.left - self.horizontalScrollBar().value()
        top = place.top - self.verticalScrollBar().value()
        corner = QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio)
        return QRectF(corner.x(), corner.y(), place.width, place.height)

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ends, pages, copying and selecting; the rest of the keys that scroll are Qt's."""
        if not self._pointer.press_key(event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom; the wheel alone scrolls, and turns the page where one is shown at a time."""
        down = event.angleDelta().y() < 0
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = 1.0 / ZOOM_STEP if down else ZOOM_STEP
            self._zoom_to(pdf_layout.clamp_zoom(self.column.zoom * factor), event.position())
            event.accept()
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() == (bar.maximum() if down else bar.minimum())
        if self.column.is_single and at_end and event.angleDelta().y():
            self.go_to_page(self.page + (1 if down else -1))
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
        for number in self.visible:
            place = self.column.layout.place(number)
            if place is not None:
                self._paint_page(painter, place)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), theme.metrics.focus_ring))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_page(self, painter: QPainter, place: PagePlace) -> None:
        theme, area, number, zoom = self._look.theme, self.area(place), place.number, self.column.zoom
        drawn = self._stock.drawn(number)
        if drawn is None:
            text = self._stock.failure(number) or fill(self.tr("Page %1"), number + 1)
            paint_place(painter, theme, area, text)
        else:
            ratio = self.devicePixelRatioF()
            paint_pixels(painter, area, drawn, zoom * ratio, ratio)
            for tile in self._stock.iter_tiles(number, zoom * ratio):
                paint_tile(painter, area, tile, ratio)
            marks = [self._turned(number, mark) for mark in self._marks.get(number, ())]
            paint_marks(painter, theme, area, marks, zoom)
            chosen = self._chosen
            if chosen is not None and chosen.page == number:
                rings = [self._turned(number, mark) for mark in chosen.areas]
                paint_marks(painter, theme, area, rings, zoom, is_chosen=True)
            selected = [self._turned(number, part) for part in self.selection.iter_areas(number)]
            paint_selection(painter, theme, area, selected, zoom)
        paint_edge(painter, theme, area)

    def _turned(self, number: int, area: Area) -> Area:
        return pdf_layout.turn_area(area, self.column.sizes_pt[number], self.column.rotation)

    def _iter_seen_wishes(self) -> Iterator[WantedPage]:
        view, ratio = self.viewport(), self.devicePixelRatioF()
        for number in self.visible:
            place = self.column.layout.place(number)
            if place is not None:
                area = self.area(place)
                seen = (-area.left(), -area.top(), view.width() - area.left(), view.height() - area.top())
                yield from self.column.iter_wishes(number, ratio, seen)

    def _iter_wishes(self) -> Iterator[WantedPage]:
        """What is seen, and the pages around it as far as there is room for them."""
        room = self._stock.limit_bytes
        for wish in self._iter_seen_wishes():
            room -= wish.count_bytes(*self.column.size_pt(wish.number))
            yield wish
        visible = self.visible
        for number in (visible[-1] + 1, visible[0] - 1) if visible else ():
            if 0 <= number < self.page_count:
                for wish in self.column.iter_wishes(number, self.devicePixelRatioF(), None):
                    room -= wish.count_bytes(*self.column.size_pt(number))
                    if room >= 0:
                        yield wish

    def _zoom_to(self, zoom: float, spot: QPointF | None = None) -> None:
        """What lies under `spot` of the view stays there: the pointer's, a hit's that is seen, or the middle."""
        if self.column.zoom != zoom:
            self._stock.forget_failures()
        spot = spot or self._seen_hit() or QRectF(self.viewport().rect()).center()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        held = self.column.layout.find_spot(across.value() + spot.x(), down.value() + spot.y())
        self.column.mode = ZoomMode.FREE
        self.column.zoom = zoom
        self._lay_out_again()
        if held is not None:
            left, top = self.column.layout.to_place(held)
            across.setValue(round(left - spot.x()))
            down.setValue(round(top - spot.y()))

    def _seen_hit(self) -> QPointF | None:
        """The middle of the chosen hit, None when it is not in sight."""
        chosen = self._chosen
        place = None if chosen is None else self.column.layout.place(chosen.page)
        if chosen is None or place is None or not chosen.areas:
            return None
        mark = to_mark_rect(self.area(place), self._turned(chosen.page, chosen.areas[0]), self.column.zoom)
        middle = mark.center()
        return middle if QRectF(self.viewport().rect()).contains(middle) else None

    def _lay_out_again(self) -> None:
        """Lay out with the same spot of the document under the top of the view."""
        bar = self.verticalScrollBar()
        layout = self.column.layout
        anchor = layout.place(layout.find_page(bar.value()))
        share = 0.0 if anchor is None else (bar.value() - anchor.top) / anchor.height
        zoom = self.column.zoom
        self._lay_out()
        if self.column.zoom != zoom:
            self._stock.forget_failures()
        place = None if anchor is None else self.column.layout.place(anchor.number)
        if place is not None:
            bar.setValue(round(place.top + share * place.height))
        self.viewport().update()
        self.zoom_changed.emit()
        self._asking.start()

    def _lay_out(self) -> None:
        view = self.viewport()
        self.column.lay_out(view.width(), view.height())
        layout = self.column.layout
        for bar, whole, seen in (
            (self.horizontalScrollBar(), layout.width, view.width()),
            (self.verticalScrollBar(), layout.height, view.height()),
        ):
            bar.setRange(0, max(0, math.ceil(whole) - seen))
            bar.setPageStep(max(1, seen - _SCROLL_STEP))
            bar.setSingleStep(_SCROLL_STEP)

    def _on_scrolled(self) -> None:
        self.viewport().update()
        height = self.verticalScrollBar().value() + self.viewport().height() / 3
        self._note_page(self.column.layout.find_page(height))
        self._asking.start()

    def _note_page(self, page: int) -> None:
        if page != self.column.page:
            self.column.page = page
            self.page_changed.emit(page)
            self._tell_reader()

    def _tell_reader(self) -> None:
        """A screen reader says which page this is and what stands on it."""
        if not self.page_count:
            self.setAccessibleName(self.tr("Pages of the report"))
            self.setAccessibleDescription("")
            return
        text = self.selection.text(self.page)
        self.setAccessibleName(fill(self.tr("Report, page %1 of %2"), self.page + 1, self.page_count))
        self.setAccessibleDescription("" if text is None else text.text[:_SPOKEN])

    def _on_asking_timeout(self) -> None:
        if self.isVisible() and self.next_wanted() is not None:
            self.pages_wanted.emit()
