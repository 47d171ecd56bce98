"""What the buttons above a list open: its columns, selecting everything, export, a stretch of days; keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction

from console.domain.date_range import DateRange
from console.ui.toolkit.plain import to_button_text

if TYPE_CHECKING:
    from console.ui.views.list_view import ListView


class ListMenus(QObject):
    """One for each list; made with it."""

    def __init__(self, shown: ListView) -> None:
        super().__init__(shown)
        self._list = shown
        shown.filters.days_requested.connect(self._on_days_requested)
        shown.filters.more_requested.connect(self.open_more)

    def open_more(self, at: QPoint) -> None:
        """Export, select everything, and which columns are shown."""
        menu = self._list.table.headings.build_menu()
        first = menu.actions()[0]
        deeds = self._list.kind.deeds
        if "export" in deeds:
            export = QAction(to_button_text(self.tr("Export this list …")), menu)
            export.triggered.connect(self._on_export_triggered)
            menu.insertAction(first, export)
        if deeds:
            everything = QAction(to_button_text(self.tr("Select all rows")), menu)
            everything.triggered.connect(self._on_everything_triggered)
            menu.insertAction(first, everything)
            menu.insertSeparator(first)
        menu.popup(at)

    def _on_export_triggered(self) -> None:
        self._list.deed_requested.emit("export_list")

    def _on_everything_triggered(self) -> None:
        self._list.table.selection.mark_everything()
        self._list.table.setFocus()

    def _on_days_requested(self) -> None:
        from console.ui.dialogs.date_range_dialog import DateRangeDialog
        from console.ui.toolkit.questions import open_dialog

        dialog = DateRangeDialog(
            self._list.filters.saved_query.days, self._list, with_making=self._list.kind.opens_cases
        )
        dialog.chosen.connect(self._on_days_chosen)
        open_dialog(dialog)

    def _on_days_chosen(self, days: DateRange) -> None:
        self._list.filters.put_days(days)
