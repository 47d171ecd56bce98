"""Saved views in the rail and in a menu: shown, counted after the rows, saved, renamed, removed; keeps nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from console.domain.listing import ListQuery
from console.domain.saved_query import SavedQuery
from console.services.services import Services
from console.ui.models.filter_chips import has_filter
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.scope import TaskScope
from console.ui.views.desk_lists import INBOX
from console.ui.views.desk_view import DeskView
from console.ui.widgets.rail_widget import RailWidget

if TYPE_CHECKING:
    from console.domain.saved_view import SavedView
    from console.ui.dialogs.name_dialog import NameDialog

# Changes come in bursts; a number in the rail may be as old as this.
COUNT_AFTER_S: Final = 1.2
_COUNTED_UP_TO: Final = 1000
# Reports are few and customers have no counts of their own.
SAVING_LISTS: Final = frozenset({"verifications"})


class SavedViewsWatch(QObject):
    """`wanted` carries the name of a list that has to come up. `failed` carries what went wrong."""

    wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, services: Services, bridge: BusBridge, rail: RailWidget, desk: DeskView) -> None:
        super().__init__(desk)
        self._services = services
        self._rail = rail
        self._desk = desk
        self._scope = TaskScope(self, self.failed.emit)
        self._views: tuple[SavedView, ...] = ()
        self._counts: Mapping[int, int] = {}
        self._opened: dict[str, int] = {}
        self._view = ""
        self._is_caught_up = False
        bridge.happened.connect(self._on_event)
        rail.saved_chosen.connect(self.open_view)
        rail.saved_menu_requested.connect(self._on_menu_requested)
        rail.all_saved_requested.connect(self.open_menu)
        desk.views_requested.connect(self.open_menu)
        desk.filtered.connect(self._show)

    @property
    def views(self) -> tuple[SavedView, ...]:
        """Every saved view as it is shown."""
        return self._views

    @property
    def is_busy(self) -> bool:
        """True while what the rail shows may be out of date."""
        return self._is_caught_up and any(map(self._scope.is_running, ("load", "count", "soon")))

    def catch_up(self) -> None:
        """What may wait until the window has been painted."""
        self._is_caught_up = True
        self._scope.start("load", self._load())

    def note_view(self, view: str) -> None:
        """Another view of the window is shown."""
        self._view = view
        self._show()

    def open_view(self, number: int) -> None:
        """Bring up the list of a view with its filter."""
        view = self._find(number)
        if view is not None:
            self._opened[view.shown_in] = number
            self.wanted.emit(view.shown_in)
            self._desk.list_named(view.shown_in).show_saved(view.saved)

    def save_shown(self) -> None:
        """Ask for a name for the filter of the shown list, where that list can have saved views."""
        shown = self._desk.current_list
        if shown is not None and shown.kind.name in SAVING_LISTS:
            self._ask_name_to_save(shown.kind.name)

    # --- showing ---

    def _show(self) -> None:
        from console.ui.widgets.rail_views_widget import SavedItem

        for name in {view.shown_in for view in self._views} | set(SAVING_LISTS):
            items = [
                SavedItem(view.number, view.name, self._count_text(view), self._is_active(view))
                for view in self._views
                if view.shown_in == name
            ]
            if items or self._rail.saved(name) is not None:
                self._rail.show_saved(name, items)

    def _count_text(self, view: SavedView) -> str:
        return _to_figures(self._counts[view.number]) if view.number in self._counts else ""

    def _is_active(self, view: SavedView) -> bool:
        shown = self._desk.current_list
        return (
            shown is not None
            and shown.kind.name == view.shown_in == self._view
            and _without_order(shown.filters.saved_query) == _without_order(view.saved)
        )

    async def _load(self) -> None:
        self._views = await self._services.saved_views.load()
        self._show()
        self._scope.start("count", self._count())

    async def _count_later(self) -> None:
        # Rows come first: whoever types has been shown the answer by then, and another reader stays free.
        await asyncio.sleep(COUNT_AFTER_S)
        await self._count()

    async def _count(self) -> None:
        me = self._services.persons.working
        inbox = await self._services.inbox.count(ListQuery(), _COUNTED_UP_TO)
        # An inbox with nothing in it needs no figure; a saved view that leaves nothing over says so.
        self._rail.show_count(INBOX, _to_figures(inbox) if inbox else "")
        self._counts = await self._services.saved_views.count(self._views, me)
        self._show()

    def _count_soon(self) -> None:
        if not self._scope.is_running("soon"):
            self._scope.start("soon", self._count_later())

    def _on_event(self, event: object) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain import events

        if not self._is_caught_up:
            return
        if isinstance(event, events.SavedViewsChanged):
            self._scope.start("load", self._load())
        elif isinstance(
            event,
            events.VerificationsChanged | events.OutboxChanged | events.ReportStored | events.PersonChanged,
        ):
            self._count_soon()

    # --- menus ---

    def open_menu(self, name: str, at: QPoint) -> None:
        """Every view of a list, and what can be done with its present filter."""
        shown = self._desk.list_named(name)
        menu = QMenu(shown)
        menu.aboutToHide.connect(menu.deleteLater)
        for view in self._views:
            if view.shown_in == name:
                action = menu.addAction(to_button_text(view.name))
                action.setCheckable(True)
                action.setChecked(self._is_active(view))
                action.triggered.connect(partial(self._on_view_triggered, view.number))
        menu.addSeparator()
        save = menu.addAction(self.tr("Save this filter as a view …"))
        save.setEnabled(has_filter(shown.model.query) and name in SAVING_LISTS)
        save.triggered.connect(partial(self._ask_name_to_save, name))
        opened = self._find(self._opened.get(name, 0))
        # While the filter is that of another view, one click would make two of it and lose this one.
        is_saved = any(view.shown_in == name and self._is_active(view) for view in self._views)
        if opened is not None and not is_saved:
            update = menu.addAction(to_button_text(fill(self.tr("Update %1 to this filter"), opened.name)))
            update.triggered.connect(partial(self._update, opened.number, shown.filters.saved_query))
        if name in SAVING_LISTS:
            self._add_suggestions(menu, name)
        menu.popup(at)

    def _add_suggestions(self, menu: QMenu, name: str) -> None:
        names = {view.name.casefold() for view in self._views if view.shown_in == name}
        for title, saved in self._suggestions():
            if title.casefold() not in names:
                action = menu.addAction(to_button_text(fill(self.tr("Add the view %1"), title)))
                action.triggered.connect(partial(self._add, name, title, saved))

    def _suggestions(self) -> tuple[tuple[str, SavedQuery], ...]:
        from console.domain.phase import Phase

        needed = frozenset({Phase.ACTION_NEEDED})
        return (
            (self.tr("Mine"), SavedQuery(ListQuery(), is_mine=True)),
            (self.tr("Retry required"), SavedQuery(ListQuery(text="retry", phases=needed))),
            (self.tr("Overdue"), SavedQuery(ListQuery(overdue=True))),
        )

    def _on_menu_requested(self, number: int, at: QPoint) -> None:
        view = self._find(number)
        if view is None:
            return
        menu = QMenu(self._desk)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(self.tr("Open")).triggered.connect(partial(self._on_view_triggered, number))
        shown = self._desk.list_named(view.shown_in)
        update = menu.addAction(self.tr("Update to the present filter"))
        update.setEnabled(not self._is_active(view) and has_filter(shown.model.query))
        update.triggered.connect(partial(self._update, number, shown.filters.saved_query))
        menu.addAction(self.tr("Rename …")).triggered.connect(partial(self._ask_name_to_rename, view))
        menu.addAction(self.tr("Remove")).triggered.connect(partial(self._remove, view))
        menu.popup(at)

    # --- changing ---

    def _on_view_triggered(self, number: int, _checked: bool = False) -> None:
        self.open_view(number)

    def _ask_name_to_save(self, name: str, _checked: bool = False) -> None:
        saved = self._desk.list_named(name).filters.saved_query
        dialog = self._open_dialog(
            self.tr("Save this filter as a view"),
            self.tr("It appears under its list with the number of its rows."),
            self.tr("Save view"),
            "",
        )

        def save(text: str) -> Coroutine[Any, Any, object]:
            return self._save_and_mark(name, text, saved)

        dialog.confirmed.connect(partial(self._try, dialog, save))

    def _ask_name_to_rename(self, view: SavedView, _checked: bool = False) -> None:
        dialog = self._open_dialog(self.tr("Rename the view"), "", self.tr("Rename"), view.name)
        rename = partial(self._services.saved_views.rename, view.number)
        dialog.confirmed.connect(partial(self._try, dialog, rename))

    def _open_dialog(self, title: str, hint: str, verb: str, name: str) -> NameDialog:
        from console.ui.dialogs.name_dialog import NameDialog
        from console.ui.toolkit.questions import open_dialog

        dialog = NameDialog(title, hint, verb, name, self._desk.window())
        open_dialog(dialog)
        return dialog

    def _try(
        self, dialog: NameDialog, change: Callable[[str], Coroutine[Any, Any, object]], name: str
    ) -> None:
        self._scope.start("change", self._change_named(dialog, change, name))

    async def _change_named(
        self, dialog: NameDialog, change: Callable[[str], Coroutine[Any, Any, object]], name: str
    ) -> None:
        from console.domain.errors import ConsoleError

        try:
            await change(name)
        except ConsoleError as error:
            dialog.show_problem(error.user_message)
        else:
            dialog.accept()

    async def _save_and_mark(self, name: str, text: str, saved: SavedQuery) -> None:
        self._opened[name] = await self._services.saved_views.save(name, text, saved)

    def _add(self, name: str, title: str, saved: SavedQuery, _checked: bool = False) -> None:
        self._scope.start("change", self._save_and_mark(name, title, saved))

    def _update(self, number: int, saved: SavedQuery, _checked: bool = False) -> None:
        self._scope.start("change", self._services.saved_views.update(number, saved))

    def _remove(self, view: SavedView, _checked: bool = False) -> None:
        self._scope.start("change", self._remove_view(view))

    async def _remove_view(self, view: SavedView) -> None:
        from console.ui.toolkit.undo import offer_undo

        await self._services.saved_views.remove(view.number)
        text = fill(self.tr("Removed the view %1"), view.name)
        offer_undo(self._desk, text, lambda: self._services.saved_views.restore(view))

    def _find(self, number: int) -> SavedView | None:
        return next((view for view in self._views if view.number == number), None)


def _to_figures(count: int) -> str:
    return f"{count:,}" if count < _COUNTED_UP_TO else f"{_COUNTED_UP_TO:,}+"


def _without_order(saved: SavedQuery) -> SavedQuery:
    from dataclasses import replace

    plain = ListQuery()
    moments = {"since": None, "until": None, "created_since": None, "created_until": None}
    query = replace(saved.query, sort=plain.sort, descending=plain.descending, **moments)  # pyright: ignore[reportArgumentType]
    return saved._replace(query=query)
