"""The parts of one window: made, laid out and joined with each other; what the window itself does is its own."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.account_watch import AccountWatch
from console.ui.views.desk_view import DeskView
from console.ui.views.list_memory import ListMemory
from console.ui.views.pages import rail_items
from console.ui.views.verdict_watch import VerdictWatch
from console.ui.views.window_actions import WindowActions
from console.ui.views.window_pages import WindowPages
from console.ui.widgets.frame_widget import FrameWidget
from console.ui.widgets.rail_widget import RailWidget
from console.ui.widgets.status_bar_widget import StatusBarWidget
from console.ui.widgets.top_bar_widget import TopBarWidget


class WindowParts:
    """`frame` holds all that is seen. Each part belongs to the window and goes with it."""

    def __init__(self, services: Services, memory: WindowMemory, window: QMainWindow) -> None:
        self._notices = QVBoxLayout()
        self.bridge = BusBridge(services.bus, window)
        self.watch = AccountWatch(services, self.bridge, window)
        self.verdicts = VerdictWatch(services, self.bridge, memory, self._notices, window)
        self.actions = WindowActions(services, window)
        self.top = TopBarWidget(window)
        self.rail = RailWidget(rail_items(), window)
        self.status = StatusBarWidget(window)
        self.banner = Banner(window)
        self.desk = DeskView(services, self.watch, self.bridge, ListMemory(memory), window)
        self.pages = WindowPages(services, self.bridge, memory, self.desk, window)
        self.frame = FrameWidget(self._lay_out(window), window)
        self._connect()

    def _lay_out(self, window: QWidget) -> QWidget:
        content = QWidget(window)
        content.setObjectName("page")
        # Opaque, so that a change inside does not paint the frame around it again.
        content.setAutoFillBackground(True)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.pages, 1)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self.banner)
        layout.addLayout(self._notices)
        layout.addLayout(middle, 1)
        layout.addWidget(self.status)
        return content

    def _connect(self) -> None:
        self.top.searched.connect(self.desk.search)
        self.top.confirmed.connect(self.desk.open_first_match)
        self.top.left.connect(self.desk.focus_found)
        self.top.help_requested.connect(self.actions.open_shortcuts)
        self.top.labels_requested.connect(self.actions.open_labels)
        self.desk.text_shown.connect(self.top.show_text)
        self.desk.outbox_requested.connect(self.actions.open_outbox)
        self.desk.tool_requested.connect(self.actions.use_tool)
        self.desk.detail_pane.label_requested.connect(self.actions.open_labels)
        self.pages.account_requested.connect(self.actions.open_wizard)
        self.pages.counted.connect(self._on_counted)
        self.status.outbox_pressed.connect(self.actions.open_outbox)
        self.banner.triggered.connect(self.banner.hide)
        self.desk.detail_pane.ready.connect(self._on_case_shown)

    def _on_counted(self, view: str, count: int) -> None:
        self.rail.show_count(view, str(count) if count else "")

    def _on_case_shown(self) -> None:
        self.verdicts.note_opened(self.desk.detail_pane.key)
