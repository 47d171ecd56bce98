"""What the middle of the window shows: the desk or a page of its own; pages are made when they are asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.desk_view import DeskView
from console.ui.views.window_actions import start_demo

if TYPE_CHECKING:
    from console.ui.views.first_run_view import FirstRunView
    from console.ui.views.settings_view import SettingsView
    from console.ui.views.work_pages import WorkPage


class WindowPages(QStackedWidget):
    """Passes on what its pages ask for; `simulator_started` when the demo took over, `case_requested` with a key,
    `counted` with the name of a page and how much of it waits for a person, `verify_requested` for all that is stored."""

    account_requested = Signal()
    simulator_started = Signal()
    theme_chosen = Signal(object)
    compact_chosen = Signal(bool)
    case_requested = Signal(object)
    counted = Signal(str, int)
    verify_requested = Signal()

    def __init__(
        self, services: Services, bridge: BusBridge, memory: WindowMemory, desk: DeskView, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._bridge = bridge
        self._memory = memory
        self._is_compact = False
        self._settings: SettingsView | None = None
        self._first_run: FirstRunView | None = None
        self._work: dict[str, WorkPage] = {}
        self.addWidget(desk)

    def work_page(self, name: str) -> WorkPage:
        """A page that shows records in another way than lists do. Raises `KeyError` for a name that is none."""
        if name not in self._work:
            from console.ui.views.work_pages import PageNeeds, make_work_page

            page = make_work_page(name, PageNeeds(self._services, self._bridge, self._memory), self)
            page.case_requested.connect(self.case_requested)
            page.counted.connect(partial(self.counted.emit, name))
            self._work[name] = page
            self.addWidget(page)
        return self._work[name]

    def offer_words(self, words: str) -> bool:
        """Hand somebody who was chosen by name or id to the shown page; False where it has no use for that."""
        return any(page is self.currentWidget() and page.take_words(words) for page in self._work.values())

    def missing(self) -> str:
        """What the shown page still lacks, in words; empty when it is complete or none of the work pages."""
        for name, page in self._work.items():
            if page is self.currentWidget() and not page.is_ready:
                return f"the contents of {name}"
        return ""

    def first_run(self) -> FirstRunView:
        """The page of an empty profile."""
        if self._first_run is None:
            from console.ui.views.first_run_view import FirstRunView

            self._first_run = FirstRunView(self)
            self._first_run.account_requested.connect(self.account_requested)
            self._first_run.simulator_requested.connect(self._on_simulator_requested)
            self.addWidget(self._first_run)
        return self._first_run

    def settings(self) -> SettingsView:
        """Settings."""
        if self._settings is None:
            from console.ui.views.evidence_settings import EvidenceSettings
            from console.ui.views.lock_settings import LockSettings
            from console.ui.views.settings_view import SettingsView

            self._settings = SettingsView(self._services, self._bridge, self)
            self._settings.account_requested.connect(self.account_requested)
            self._settings.theme_chosen.connect(self.theme_chosen)
            self._settings.compact_chosen.connect(self.compact_chosen)
            self._settings.show_compact(compact=self._is_compact)
            self._settings.add_section(self.tr("Lock"), LockSettings(self._memory))
            evidence = EvidenceSettings(self._services, self._bridge)
            evidence.verify_requested.connect(self.verify_requested)
            self._settings.add_section(self.tr("Stored evidence"), evidence)
            self.addWidget(self._settings)
        return self._settings

    def show_compact(self, *, compact: bool) -> None:
        """What the settings say about the height of rows."""
        self._is_compact = compact
        if self._settings is not None:
            self._settings.show_compact(compact=compact)

    def _on_simulator_requested(self) -> None:
        if start_demo():
            self.simulator_started.emit()
        else:
            self.first_run().show_trouble(self.tr("The simulator could not be started on this computer."))
