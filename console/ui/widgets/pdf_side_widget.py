"""Beside the pages of a document: small pages, its outline, hits of a search and the text of the page; reads no file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.pdf.messages import OutlineEntry, PdfInfo
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.text import make_label, set_item_tooltip
from console.ui.widgets.pdf_hits import PdfHitsWidget
from console.ui.widgets.pdf_thumbs import PdfThumbsWidget

SIDE_PARTS: Final = ("pages", "outline", "hits", "text")
_PAGE_ROLE: Final = int(Qt.ItemDataRole.UserRole)


class PdfSideWidget(QWidget):
    """`page_chosen` from small pages or the outline; `part_shown` when another part came to the front."""

    page_chosen = Signal(int)
    part_shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbs = PdfThumbsWidget(self)
        self.outline = self._build_outline()
        self.hits = PdfHitsWidget(self)
        self.text = self._build_text()
        self._no_outline = make_label(self.tr("This report has no outline."), "muted", self, wrap=True)
        self._no_hits = make_label(
            self.tr("Search the report, and every hit is listed here."), "muted", self, wrap=True
        )
        self._outline_pages = _stack(self.outline, self._no_outline)
        self._hit_pages = _stack(self.hits, self._no_hits)
        self.part_box = QComboBox(self)
        self.part_box.setAccessibleName(self.tr("Beside the pages"))
        self._parts = QStackedWidget(self)
        for widget, title in (
            (self.thumbs, self.tr("Pages")),
            (self._outline_pages, self.tr("Outline")),
            (self._hit_pages, self.tr("Hits")),
            (self.text, self.tr("Text of the page")),
        ):
            self.part_box.addItem(title)
            self._parts.addWidget(widget)
        self.part_box.currentIndexChanged.connect(self._on_part_changed)
        metrics = current_look().theme.metrics
        head = QVBoxLayout()
        head.setContentsMargins(metrics.space_2, metrics.space_2, metrics.space_2, metrics.space_2)
        head.addWidget(self.part_box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._parts, 1)
        self.thumbs.page_chosen.connect(self.page_chosen)

    def show_document(self, info: PdfInfo) -> None:
        """Parts of another document; its outline comes later."""
        self.thumbs.show_document(info)
        self.show_outline(())
        self.text.clear()
        self.show_has_hits(has_hits=False)

    def show_page(self, page: int) -> None:
        """Say which page is read."""
        self.thumbs.show_page(page)

    def show_outline(self, entries: Sequence[OutlineEntry]) -> None:
        """The document's own table of contents."""
        self.outline.clear()
        above: list[QTreeWidgetItem] = []
        for entry in entries:
            del above[max(0, entry.level) :]
            title = to_plain(entry.title) or self.tr("Without a title")
            item = QTreeWidgetItem([title, str(entry.page + 1) if entry.page >= 0 else ""])
            item.setData(0, _PAGE_ROLE, entry.page)
            item.setSizeHint(0, QSize(0, current_look().theme.metrics.icon_small + 10))
            set_item_tooltip(item, entry.title)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if above:
                above[-1].addChild(item)
            else:
                self.outline.addTopLevelItem(item)
            above.append(item)
        self.outline.expandToDepth(0)
        self._outline_pages.setCurrentIndex(0 if entries else 1)

    def show_has_hits(self, *, has_hits: bool) -> None:
        """The list of hits, or what it is for."""
        self._hit_pages.setCurrentIndex(0 if has_hits else 1)

    def show_text(self, text: str) -> None:
        """The text of the page that is read."""
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)

    @property
    def part(self) -> str:
        """The part in front, one of `SIDE_PARTS`."""
        return SIDE_PARTS[self.part_box.currentIndex()]

    def select_part(self, name: str) -> None:
        """Bring a part to the front. Raises `ValueError` for none of `SIDE_PARTS`."""
        self.part_box.setCurrentIndex(SIDE_PARTS.index(name))

    def _build_outline(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setUniformRowHeights(True)
        tree.setAccessibleName(self.tr("Outline of the report"))
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, header.ResizeMode.Stretch)
        header.setSectionResizeMode(1, header.ResizeMode.ResizeToContents)
        tree.itemClicked.connect(self._on_entry_chosen)
        tree.itemActivated.connect(self._on_entry_chosen)
        return tree

    def _build_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit(self)
        text.setReadOnly(True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        text.setAccessibleName(self.tr("Text of the page"))
        text.setPlaceholderText(self.tr("This page has no text of its own; it may be a picture."))
        return text

    def _on_part_changed(self, number: int) -> None:
        self._parts.setCurrentIndex(number)
        self.part_shown.emit(SIDE_PARTS[number])

    def _on_entry_chosen(self, item: QTreeWidgetItem) -> None:
        page = item.data(0, _PAGE_ROLE)
        if isinstance(page, int) and page >= 0:
            self.page_chosen.emit(page)


def _stack(content: QWidget, words: QLabel) -> QStackedWidget:
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    words.setContentsMargins(12, 12, 12, 12)
    pages = QStackedWidget()
    pages.addWidget(content)
    pages.addWidget(words)
    pages.setCurrentIndex(1)
    return pages
