"""Reports found by their text as a tree: a report, below it the pages on which the words stand; asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from console.domain.keys import VerificationKey
from console.domain.provider import ProviderId
from console.domain.report_text import LibraryAnswer, PageFound, ReportFound
from console.ui.toolkit.fill import fill
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.words import exact_time

_PLACE: Final = Qt.ItemDataRole.UserRole
_NAME_CHARACTERS: Final = 120


class FoundPlace(NamedTuple):
    """A page, counted from 0, of the report of a verification."""

    key: VerificationKey
    page: int


class LibraryModel(QStandardItemModel):
    """Two columns: where, and the line in which the words stand."""

    def __init__(self, titles: Mapping[ProviderId, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = titles
        self.setHorizontalHeaderLabels([self.tr("Report and page"), self.tr("Text")])

    def show_answer(self, answer: LibraryAnswer) -> None:
        """Show what was found in place of what was."""
        self.removeRows(0, self.rowCount())
        root = self.invisibleRootItem()
        for found in answer.found:
            root.appendRow(self._to_report_row(found))

    def find_place(self, index: QModelIndex) -> FoundPlace | None:
        """The page that a row stands for; a report's own row stands for its first found page."""
        place = index.siblingAtColumn(0).data(_PLACE)
        return place if isinstance(place, FoundPlace) else None

    def _to_report_row(self, found: ReportFound) -> list[QStandardItem]:
        name = to_plain(found.customer_name or found.key.id, _NAME_CHARACTERS)
        title = self._titles.get(found.provider, found.provider)
        fetched = fill(self.tr("fetched %1"), exact_time(found.report.fetched_at))
        first = found.pages[0].page if found.pages else 0
        head = _item(name, FoundPlace(found.key, first))
        count = self._count_words(found.page_count)
        about = _item(f"{to_plain(title)} · {fetched} · {count}", None)
        head.setData(f"{name}, {to_plain(title)}, {fetched}, {count}", Qt.ItemDataRole.AccessibleTextRole)
        for page in found.pages:
            head.appendRow(self._to_page_row(found, page))
        left = found.page_count - len(found.pages)
        if left > 0:
            more = fill(self.tr("%1 more: open the report and search there"), self._count_words(left))
            head.appendRow([_item("", FoundPlace(found.key, found.pages[-1].page)), _item(more, None)])
        return [head, about]

    def _count_words(self, pages: int) -> str:
        return self.tr("1 page") if pages == 1 else fill(self.tr("%1 pages"), number_text(pages))

    def _to_page_row(self, found: ReportFound, page: PageFound) -> list[QStandardItem]:
        where = fill(self.tr("Page %1"), number_text(page.page + 1))
        line = to_plain(page.line)
        item = _item(where, FoundPlace(found.key, page.page))
        item.setData(f"{where}: {line}", Qt.ItemDataRole.AccessibleTextRole)
        return [item, _item(line, None)]


def _item(text: str, place: FoundPlace | None) -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    if place is not None:
        item.setData(place, _PLACE)
    return item
