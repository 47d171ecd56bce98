"""The window: where its parts stand, which view is shown and the keyboard; what parts do is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.enter_key import press_with_enter
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.look import current_look
from console.ui.toolkit.memory import MemoryHolder, WindowMemory
from console.ui.toolkit.theme import ThemeName
from console.ui.toolkit.view_names import (
    FRONT_DESK,
)
from console.ui.views.account_bars import AccountBars
from console.ui.views.desk_view import DeskView
from console.ui.views.verdict_watch import VerdictWatch
from console.ui.views.window_actions import WindowActions
from console.ui.views.window_keys import WindowKeys
from console.ui.views.window_parts import WindowParts
from console.ui.views.window_ways import WindowWays
from console.ui.widgets.frame_widget import FrameWidget
from console.ui.widgets.rail_widget import RailWidget
from console.ui.widgets.status_bar_widget import StatusBarWidget
from console.ui.widgets.top_bar_widget import TopBarWidget

if TYPE_CHECKING:
    from console.ui.views.first_run_view import FirstRunView
    from console.ui.views.lock_watch import LockWatch
    from console.ui.views.saved_views_watch import SavedViewsWatch
    from console.ui.views.settings_view import SettingsView

COVERING_BELOW: Final = 1100
NARROW_BELOW: Final = 800
DEFAULT_SIZE: Final = (1440, 900)
_ROWS: Final = "rows"
_COMPACT: Final = "compact"


class MainWindow(QMainWindow):
    """`close_requested` instead of closing: the program ends in order. `simulator_started` when the demo took over."""

    close_requested = Signal()
    simulator_started = Signal()

    def __init__(self, services: Services, memory: WindowMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compliance Console")
        self.setMinimumSize(560, 340)
        self._services = services
        self._memory = memory
        MemoryHolder(memory, self)
        self._saved: SavedViewsWatch | None = None
        self._lock: LockWatch | None = None
        parts = self._parts = WindowParts(services, memory, self)
        self._watch, self._desk, self._pages = parts.watch, parts.desk, parts.pages
        self._top, self._rail, self._status = parts.top, parts.rail, parts.status
        self._actions, self._banner = parts.actions, parts.banner
        self._ways = WindowWays(parts, self)
        self.setCentralWidget(parts.frame)
        self._connect()
        self._keys = WindowKeys(self)
        self._restore()
        self._bars = AccountBars(self, self._watch, (self._top, self._rail, self._status, parts.frame))

    # --- parts ---

    @property
    def desk(self) -> DeskView:
        """Lists and case."""
        return self._desk

    @property
    def top_bar(self) -> TopBarWidget:
        """Search and buttons."""
        return self._top

    @property
    def rail(self) -> RailWidget:
        """Views."""
        return self._rail

    @property
    def status(self) -> StatusBarWidget:
        """Accounts and outbox."""
        return self._status

    @property
    def actions_of_window(self) -> WindowActions:
        """The dialogs."""
        return self._actions

    @property
    def ways(self) -> WindowWays:
        """Who brings up what is asked for."""
        return self._ways

    @property
    def frame(self) -> FrameWidget:
        """The frame around everything."""
        return self._parts.frame

    @property
    def shown_view(self) -> str:
        """Name of the view that is shown."""
        return self._ways.view

    @property
    def is_desk_shown(self) -> bool:
        """True while lists and case are on screen, False for settings and the first-run page."""
        return self._ways.is_desk_shown

    def first_run(self) -> FirstRunView:
        """The page of an empty profile, made when it is asked for first."""
        return self._pages.first_run()

    def settings(self) -> SettingsView:
        """Settings, made when they are asked for first."""
        return self._pages.settings()

    # --- orders ---

    def show_first(self, view: str) -> None:
        """What the first paint shows: rows from the store, or the first-run page of an empty profile."""
        self._ways.show_first(view)

    def show_view(self, view: str) -> None:
        """Bring up a view by its name. Raises `KeyError` for one that is not built."""
        self._ways.show_view(view)

    def open_case(self, key: VerificationKey, tab: str = "") -> None:
        """Show one case on the desk."""
        self._ways.open_case(key, tab)

    def offer_words(self, words: str) -> bool:
        """Hand somebody who was chosen by name or id to the page that is shown; False where it has no use for that."""
        return self._pages.offer_words(words)

    def missing(self, view: str) -> str:
        """What a view still lacks to be complete, in words; empty when it is."""
        if missing := self._ways.missing(view):
            return missing
        if self._saved is not None and self._saved.is_busy:
            return "the numbers in the rail"
        return "" if self._watch.is_current else "the accounts' newest state"

    def set_theme(self, name: ThemeName) -> None:
        """Put on a theme and remember it."""
        current_look().set_theme(name)
        self._memory.put("theme", name.value)

    def set_compact(self, compact: bool) -> None:
        """Put rows closer together, or not, and remember it."""
        self._desk.set_compact(compact=compact)
        self._pages.show_compact(compact=compact)
        self._memory.put(_ROWS, _COMPACT if compact else "")

    def note_trouble(self, text: str) -> None:
        """Say something that went wrong where nobody else could say it; it stays until it is read."""
        self._banner.show_text(text, self.tr("Dismiss"))

    @property
    def verdicts(self) -> VerdictWatch:
        """Who tells of verdicts that changed after they were final."""
        return self._parts.verdicts

    @property
    def saved_views(self) -> SavedViewsWatch:
        """Saved views in the rail, made when they are asked for first: the first paint needs them not."""
        if self._saved is None:
            from console.ui.views.saved_views_watch import SavedViewsWatch

            self._saved = SavedViewsWatch(self._services, self._parts.bridge, self._rail, self._desk)
            self._saved.wanted.connect(self.show_view)
            self._saved.failed.connect(self._on_failure)
            self._saved.note_view(self._ways.view)
        return self._saved

    @property
    def lock_watch(self) -> LockWatch:
        """Blank and Lock, made when they are asked for first: the first paint needs them not."""
        if self._lock is None:
            from console.ui.views.lock_watch import LockWatch

            self._lock = LockWatch(self._services, self._memory, self, lambda: self._ways.view == FRONT_DESK)
        return self._lock

    @property
    def banner(self) -> Banner:
        """The strip that `note_trouble` fills."""
        return self._banner

    def catch_up(self) -> None:
        """What may wait until the window has been painted."""
        self._watch.count_outbox()
        self._parts.verdicts.look()
        self._desk.catch_up()
        self.saved_views.catch_up()
        self._top.catch_up()
        self.lock_watch.note_started()

    def remember(self) -> None:
        """Keep sizes for the next run."""
        self._memory.put("size", (self.width(), self.height()))
        self._memory.put("desk", self._desk.sizes())
        self._memory.save()

    # --- making ---

    def _connect(self) -> None:
        self._top.new_requested.connect(self.open_create)
        self._top.theme_requested.connect(self.change_theme)
        self._desk.new_requested.connect(self.open_create)
        self._pages.simulator_started.connect(self.simulator_started)
        self._pages.theme_chosen.connect(self.set_theme)
        self._pages.compact_chosen.connect(self.set_compact)
        self._pages.verify_requested.connect(self._actions.open_vault_check)
        self._join_ways()

    def _join_ways(self) -> None:
        ways = self._ways
        ways.view_shown.connect(self._on_view_shown)
        ways.quick_open_requested.connect(self._open_quick_open)
        self._rail.chosen.connect(ways.show_view)
        self._pages.case_requested.connect(ways.open_case)
        self._actions.account_added.connect(ways.leave_first_run)
        self._actions.case_created.connect(ways.open_created)
        self._actions.label_chosen.connect(ways.show_label)
        self._actions.report_page_chosen.connect(ways.open_report_page)
        self._actions.customer_chosen.connect(ways.open_customer)
        self._parts.verdicts.wanted.connect(ways.open_case)

    def _restore(self) -> None:
        size = self._memory.numbers("size")
        self.resize(*(size if len(size) == 2 else DEFAULT_SIZE))
        self._desk.set_sizes(self._memory.numbers("desk"))
        is_compact = self._memory.text(_ROWS) == _COMPACT
        self._desk.set_compact(compact=is_compact)
        self._pages.show_compact(compact=is_compact)

    # --- following the parts ---

    def _on_view_shown(self, view: str) -> None:
        self._rail.show_view(view)
        if self._saved is not None:
            self._saved.note_view(view)
        self._top.set_searchable(searchable=self.is_desk_shown)

    def _open_quick_open(self) -> None:
        self._keys.open_quick_open()

    def _on_failure(self, failure: Exception) -> None:
        from console.ui.toolkit.error_words import describe_error

        words = describe_error(failure)
        self.note_trouble(f"{words.title}. {words.text}")

    def change_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        is_light = current_look().theme.name is ThemeName.LIGHT
        self.set_theme(ThemeName.DARK if is_light else ThemeName.LIGHT)

    def open_create(self) -> None:
        """The form of a new verification, or the wizard while there is no account."""
        if self._watch.accounts:
            self._actions.open_create()
        else:
            self._actions.open_wizard()

    # --- window ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard."""
        if not press_with_enter(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up what there is no room for."""
        super().resizeEvent(event)
        self._rail.set_narrow(narrow=self.width() < NARROW_BELOW)
        self._top.set_narrow(narrow=self.width() < NARROW_BELOW)
        self._status.set_narrow(narrow=self.width() < NARROW_BELOW)
        self._desk.set_covering(covering=self.width() < COVERING_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the program to end in order instead."""
        event.ignore()
        self.close_requested.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Catch up with ages after the window was away."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            QTimer.singleShot(0, self, self._bars.follow_window)

    def showEvent(self, event: QShowEvent) -> None:
        """Ages go on."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._bars.follow_window)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing wakes for ages."""
        super().hideEvent(event)
        self._bars.follow_window()
