"""The clerk's page: one customer in front, others in the background, the customer's screen beside it; decides nothing.

What may be done comes with each view from the service; here it is shown, asked for and heard.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.domain.events import AccountChanged, Event, FrontDeskChanged, PersonChanged
from console.domain.front_desk import (
    DeskCommand,
    DeskDraft,
    DeskSessionId,
    StaffStage,
    StaffView,
)
from console.services.services import Services
from console.ui.dialogs.front_desk_clerk_dialog import FrontDeskClerkDialog
from console.ui.models.front_desk_words import build_staff_words, find_sound, stage_sound
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.questions import ask, open_dialog
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.shortcuts import make_shortcut
from console.ui.toolkit.sounds import DeskSounds, Sound
from console.ui.toolkit.text import make_elided_label, make_label, set_tooltip
from console.ui.views.customer_display_chooser import make_customer_chooser
from console.ui.views.customer_display_view import CustomerDisplay
from console.ui.views.front_desk_commands import FrontDeskCommands
from console.ui.views.front_desk_start import FrontDeskStart
from console.ui.views.work_pages import WorkPage
from console.ui.widgets.desk_room_widget import DeskPagesWidget, DeskRoomWidget
from console.ui.widgets.desk_side_widget import DeskSideWidget
from console.ui.widgets.frame_widget import FrameWidget
from console.ui.widgets.staff_session_widget import StaffSessionWidget

_TICK_MS: Final = 1_000
_HEAD_IN_ONE_LINE_FROM: Final = 480
_VOLUME: Final = "desk_volume"
_MUTED: Final = "desk_muted"
_USUAL_VOLUME: Final = 60
_LETTING_GO: Final = frozenset({DeskCommand.RELEASE, DeskCommand.CANCEL, DeskCommand.NEXT})


class FrontDeskView(WorkPage):
    """Follows `FrontDeskChanged`; every button asks the service and paints nothing from its answer but a sentence."""

    def __init__(self, services: Services, bridge: BusBridge, memory: WindowMemory, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._desk = services.front_desk
        self._memory = memory
        self._scope = TaskScope(self, self._on_failure)
        self._view: StaffView = self._desk.staff_view()
        self._drafts: tuple[DeskDraft, ...] = ()
        self._is_loaded = False
        self._is_let_go = False
        self._is_in_outcome = False
        self.sounds = DeskSounds(self)
        self.commands = FrontDeskCommands(services, self)
        self.display = CustomerDisplay(memory, self.window())
        self.start = FrontDeskStart(services, self)
        self.session = StaffSessionWidget(self)
        self.session.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.side = DeskSideWidget(self)
        self.chooser = make_customer_chooser(self.display, self)
        self.side.show_display(self.chooser)
        self.clerk = make_elided_label("", "muted", self)
        self.clerk_button = make_button(self.tr("Hand over"), "plain", parent=self)
        self.lock_button = make_button(self.tr("Lock"), "plain", parent=self)
        set_tooltip(self.lock_button, self.tr("Cover both screens until somebody unlocks (Ctrl+L)"))
        self.banner = Banner(self)
        self.display_banner = Banner(self)
        self.pages = DeskPagesWidget(self)
        self.pages.addWidget(self.start)
        self.pages.addWidget(self.session)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.frame = FrameWidget(self._build_front(), self)
        self.room = DeskRoomWidget(self.frame, self.side, self)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._lay_out()
        self._connect(bridge)
        self._set_sound()
        self._show()

    @property
    def is_ready(self) -> bool:
        """See `WorkPage`."""
        return self._is_loaded and self.start.is_ready

    @property
    def shown(self) -> StaffView:
        """The session in front as it is shown."""
        return self._view

    def show_page(self) -> None:
        """See `WorkPage`."""
        self._scope.start("load", self._load())
        self._focus_front()

    def take_words(self, words: str) -> bool:
        """Whoever was chosen in Quick Open is found here too, while nobody is in front. See `WorkPage`."""
        if self._view.stage is not StaffStage.IDLE:
            return False
        self.start.find_words(words)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Ages go on while somebody looks."""
        super().showEvent(event)
        self._show()
        self._hold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who works stands below the title where there is no room beside it."""
        super().resizeEvent(event)
        is_wide = self.width() >= _HEAD_IN_ONE_LINE_FROM
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: no clock is needed."""
        super().hideEvent(event)
        self._timer.stop()
        self._hold()

    # --- parts ---

    def _build_front(self) -> QWidget:
        metrics = current_look().theme.metrics
        front = QWidget(self)
        front.setObjectName("page")
        front.setAutoFillBackground(True)
        who = QHBoxLayout()
        who.setSpacing(metrics.space_2)
        who.addWidget(self.clerk, 1)
        who.addWidget(self.clerk_button)
        who.addWidget(self.lock_button)
        head = self._head
        head.setSpacing(metrics.space_2)
        head.addWidget(make_label(self.tr("Front desk"), "title", self), 1)
        head.addLayout(who)
        column = QVBoxLayout(front)
        column.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_3)
        column.setSpacing(metrics.space_3)
        column.addLayout(head)
        column.addWidget(self.display_banner)
        column.addWidget(self.banner)
        column.addWidget(self.pages, 1)
        return front

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.room)

    def _connect(self, bridge: BusBridge) -> None:
        bridge.happened.connect(self._on_event)
        self._timer.timeout.connect(self._on_tick)
        self.start.drafts_changed.connect(self._on_drafts_changed)
        self.start.busy_changed.connect(self._show_what_fits)
        self.session.asked.connect(self._on_asked)
        self.commands.noted.connect(self._on_noted)
        self.commands.failed.connect(self._on_failure)
        self.session.held.connect(self._on_held)
        self.room.narrowed.connect(self._on_narrowed)
        self.clerk_button.clicked.connect(self._on_clerk_clicked)
        self.lock_button.clicked.connect(self._on_lock_clicked)
        self.banner.triggered.connect(self.banner.hide)
        self.display_banner.triggered.connect(self.display_banner.hide)
        self.side.take_back_requested.connect(self._on_take_back)
        self.side.put_away_requested.connect(self._on_put_away)
        self.side.draft_requested.connect(self._on_draft_requested)
        self.side.draft_dropped.connect(self._on_draft_dropped)
        self.side.sound.volume_chosen.connect(self._on_volume_chosen)
        self.side.sound.mute_chosen.connect(self._on_mute_chosen)
        self.side.sound.try_requested.connect(self._on_try_requested)
        self.display.language_chosen.connect(self._on_language_chosen)
        self.display.warning_changed.connect(self._on_display_warning)
        self.display.opened.connect(self._on_display_opened)
        covers = Covers.of_app()
        covers.blanked.connect(self._on_blanked)
        covers.locked.connect(self._on_locked)
        covers.unlocked.connect(self._on_unlocked)
        make_shortcut("desk_next", self, self._on_next, Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- showing ---

    async def _load(self) -> None:
        self.start.load()
        await self._load_drafts()
        self._show_clerk()
        self._is_loaded = True
        self.ready.emit()

    async def _load_drafts(self) -> None:
        self._drafts = await self._desk.load_drafts()
        names = {str(choice.account_id): choice.account_name for choice in self._desk.choices()}
        self.side.show_drafts(self._drafts, names, _now())

    def _show(self) -> None:
        """Everything as it stands in the service now; both screens in one go."""
        before, view = self._view, self._desk.staff_view()
        self._view = view
        self.display.show_view(self._desk.customer_view())
        is_idle = view.stage is StaffStage.IDLE
        if is_idle and before.stage is not StaffStage.IDLE:
            self._leave(before)
        if before.session != view.session:
            self.banner.hide()
            self.session.show_note("")
            # The service knows of each session anew who holds it.
            self._hold()
        self.session.show_session(view, _now())
        self._show_frame(view)
        page = self.start if is_idle else self.session
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)
            self._focus_front()
        elif before.stage is not view.stage and not self._is_keyboard_aside():
            self._focus_front()
        self._show_side()
        self._keep_time()

    def _leave(self, before: StaffView) -> None:
        """Nothing of the one before stays, unless the provider refused: then the form is mended and sent again."""
        if before.stage is not StaffStage.CREATING or self._is_let_go:
            self.start.begin_anew()
        self._is_let_go = False

    def _show_side(self) -> None:
        released = self._desk.released()
        self.side.show_released(released, _now())
        self._show_what_fits()
        in_front = 0 if self._view.stage is StaffStage.IDLE else 1
        self.counted.emit(self.side.count_ended(released) + in_front)

    def _show_what_fits(self) -> None:
        """Nobody is brought back while somebody else is on the way."""
        can = self._view.stage is StaffStage.IDLE and not self.start.is_busy
        self.side.set_can_take_back(can=can)

    def _show_frame(self, view: StaffView) -> None:
        word = "" if view.stage is StaffStage.IDLE else build_staff_words(view, _now()).frame
        # The window has a frame of its own while no account is live; two of one word say nothing more.
        around = self.parentWidget()
        while around is not None and not isinstance(around, FrameWidget):
            around = around.parentWidget()
        self.frame.show_word("" if around is not None and around.word == word else word)

    def _show_clerk(self) -> None:
        said = fill(self.tr("Clerk: %1"), self._services.persons.working)
        self.clerk.setText(said)
        self.clerk.take_its_width(said)

    def _focus_front(self) -> None:
        """The keyboard to the field, or to the session: never to a button of its own.

        A stage comes by itself: a Return that was meant for something else must press nothing in it.
        """
        if self.isVisible():
            is_idle = self._view.stage is StaffStage.IDLE
            (self.start.finder.field if is_idle else self.session).setFocus()

    def _is_keyboard_aside(self) -> bool:
        """True while the clerk is at something beside the session."""
        focused = self.window().focusWidget()
        return bool(focused) and self.side.isAncestorOf(focused)

    def _keep_time(self) -> None:
        needs_time = self._view.stage is not StaffStage.IDLE or bool(self.side.released)
        if not (needs_time and self.isVisible()):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _on_tick(self) -> None:
        if self._view.stage is not StaffStage.IDLE:
            self.session.show_time(self._view, _now())
        if self.side.released:
            self.side.show_released(self._desk.released(), _now())

    # --- following ---

    def _on_event(self, event: Event) -> None:
        if isinstance(event, FrontDeskChanged):
            before = self._view
            self._show()
            self._sound(before, event)
        elif isinstance(event, AccountChanged):
            self.start.show_links()
        elif isinstance(event, PersonChanged):
            self._show_clerk()

    def _sound(self, before: StaffView, event: FrontDeskChanged) -> None:
        if event.ended is not None:
            ended = [view for view in self._desk.released() if view.session == event.ended]
            self.sounds.play(stage_sound(ended[0].stage) if ended else Sound.RECEIVED)
            return
        sound = find_sound(before, self._view)
        if sound is not None:
            self.sounds.play(sound)

    # --- what the clerk asks for ---

    def _on_asked(self, command: DeskCommand) -> None:
        self.session.show_note("")
        self._is_let_go = command in _LETTING_GO
        self.commands.do(command)

    def _on_next(self) -> None:
        if DeskCommand.NEXT in self._view.commands:
            self._on_asked(DeskCommand.NEXT)

    def _on_held(self, is_held: bool) -> None:
        self._is_in_outcome = is_held
        self._hold()

    def _on_narrowed(self, is_narrow: bool) -> None:
        self.session.set_narrow(is_narrow=is_narrow)

    def _hold(self) -> None:
        """An outcome nobody can read yet waits too: while another page is shown, or a cover is."""
        is_hidden = self._desk.staff_view().is_blank or Covers.of_app().is_locked or not self.isVisible()
        self._desk.hold(is_held=self._is_in_outcome or is_hidden)

    def _on_take_back(self, session: str) -> None:
        self.commands.take_back(DeskSessionId(session))

    def _on_put_away(self, session: str) -> None:
        self._desk.put_away(DeskSessionId(session))

    # --- drafts ---

    def _on_drafts_changed(self) -> None:
        self._scope.start("drafts", self._load_drafts())

    def _on_draft_requested(self, number: int) -> None:
        for draft in self._drafts:
            if draft.number == number and self._view.stage is StaffStage.IDLE:
                self.start.take_draft(draft)

    def _on_draft_dropped(self, number: int) -> None:
        self._scope.start("drafts", self._drop_draft(number))

    async def _drop_draft(self, number: int) -> None:
        question = self.tr("Throw this draft away?")
        said = self.tr("What was filled in is gone then. Nothing was sent.")
        if await ask(self, question, said, self.tr("Throw away"), self.tr("Keep it")):
            await self._desk.forget_draft(number)
        await self._load_drafts()

    # --- the desk itself ---

    def _on_clerk_clicked(self) -> None:
        open_dialog(FrontDeskClerkDialog(self._desk, self._services.persons.working, self.window()))

    def _on_lock_clicked(self) -> None:
        Covers.of_app().lock()

    def _on_blanked(self, is_blank: bool) -> None:
        self._scope.start("blank", self._blank(is_blank=is_blank))

    async def _blank(self, *, is_blank: bool) -> None:
        await self._desk.set_blank(is_blank=is_blank)
        self._hold()

    def _on_locked(self) -> None:
        self._desk.set_cover(is_covered=True)
        self._hold()

    def _on_unlocked(self) -> None:
        self._desk.set_cover(is_covered=False)
        self._hold()

    def _on_display_warning(self, text: str) -> None:
        """Said where the clerk looks: the display's own controls may be out of sight."""
        if text:
            self.display_banner.show_text(text, self.tr("Dismiss"))
        else:
            self.display_banner.hide()

    def _on_display_opened(self, is_open: bool) -> None:
        self.session.show_display(is_open=is_open)

    def _on_language_chosen(self, tag: str) -> None:
        self._scope.start("language", self._desk.set_language(tag))

    # --- sound ---

    def _set_sound(self) -> None:
        kept = self._memory.numbers(_VOLUME)
        volume = kept[0] if kept else _USUAL_VOLUME
        is_muted = bool(self._memory.text(_MUTED))
        self.sounds.set_volume(volume)
        self.sounds.set_muted(muted=is_muted)
        self.side.sound.show_sound(volume, is_muted=is_muted)

    def _on_volume_chosen(self, percent: int) -> None:
        self.sounds.set_volume(percent)
        self._memory.put(_VOLUME, (percent,))

    def _on_mute_chosen(self, is_muted: bool) -> None:
        self.sounds.set_muted(muted=is_muted)
        self._memory.put(_MUTED, "yes" if is_muted else "")

    def _on_try_requested(self) -> None:
        self.sounds.play(Sound.RECEIVED)

    def _on_noted(self, said: str) -> None:
        if self._view.stage is StaffStage.IDLE:
            self.banner.show_text(said, self.tr("Dismiss"))
        else:
            self.session.show_note(said)

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self._on_noted(f"{words.title}. {words.text}")
        if not isinstance(failure, ConsoleError):
            raise failure


def _now() -> datetime:
    return datetime.now(UTC)
