"""The desk before a session: find or name the customer, choose, confirm what costs something, ask for the code once."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError, UserFault
from console.domain.front_desk import DeskAnswer, DeskDraft
from console.domain.next_action import ActionOffer, Permission
from console.services.front_desk_values import DeskHit, DeskMemory
from console.services.services import Services
from console.ui.delegates.quick_delegate import QuickDelegate
from console.ui.toolkit.controls import make_button, set_kind
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.spoken import set_reading_order
from console.ui.toolkit.text import make_label
from console.ui.widgets.desk_choice_widget import DeskChoiceWidget
from console.ui.widgets.desk_find_widget import DeskFindWidget

# A scanner types a number within this; a person pauses longer between two thoughts.
_TYPING_MS: Final = 120
_BESIDE_FROM: Final = 720
_BUTTONS_IN_ONE_LINE_FROM: Final = 580
_FEW_ROWS: Final = 132
_FORM_HEIGHT: Final = 300
# Qt's own largest size of a widget.
_NO_LIMIT: Final = 16_777_215


class FrontDeskStart(QWidget):
    """`drafts_changed` when one was kept or taken, `busy_changed` when a session is asked for or came of it.

    Sessions begin by themselves in the service.
    """

    drafts_changed = Signal()
    busy_changed = Signal()

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._desk = services.front_desk
        self._scope = TaskScope(self, self._on_failure)
        self._draft_number = 0
        self._is_found = True
        self._go_on_when_found = False
        self._is_busy = False
        # Which customer the form is about: a late answer about another one is told under their name.
        self._turn = 0
        self._offer: ActionOffer | None = None
        self.finder = DeskFindWidget(self)
        self.finder.rows.setItemDelegate(QuickDelegate(self.finder.model, self.finder.rows))
        self.choice = DeskChoiceWidget(self)
        self.banner = Banner(self)
        self.offline = Banner(self)
        self.why = make_label("", "muted", self, wrap=True)
        self.show_button = make_button(self.tr("Show existing code"), "primary", "qr", self)
        self.create_button = make_button(self.tr("Create and show the code"), "primary", "plus", self)
        self.keep_button = make_button(self.tr("Keep for later"), "plain", "save", self)
        self.keep_button.setAutoDefault(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        self._typing.timeout.connect(self._on_typed)
        self.finder.typed.connect(self._on_typing)
        self.finder.chosen.connect(self._on_chosen)
        self.finder.confirmed.connect(self._on_confirmed)
        self.finder.new_button.clicked.connect(self.choice.form.focus_first)
        self.choice.account_changed.connect(self._on_account_changed)
        self.show_button.clicked.connect(self._on_show_clicked)
        self.create_button.clicked.connect(self._on_create_clicked)
        self.keep_button.clicked.connect(self._on_keep_clicked)
        self.offline.triggered.connect(self._on_reconnect_clicked)

    # --- orders ---

    @property
    def is_ready(self) -> bool:
        """True once what is offered is on screen and what was typed is found."""
        return not self._typing.isActive() and not any(map(self._scope.is_running, ("load", "find")))

    @property
    def is_busy(self) -> bool:
        """True while a session has been asked for and is not there yet."""
        return self._is_busy

    def load(self) -> None:
        """Read what this desk chose last and offer it."""
        self._scope.start("load", self._load())

    def show_links(self) -> None:
        """An account answers again, or no more: what may be done stands otherwise."""
        self.choice.update_choices(self._desk.choices())
        self._show_what_can_be_done()

    def begin_anew(self) -> None:
        """For the next customer: nothing of the one before stays in any field."""
        self._draft_number = 0
        self._offer = None
        self._turn += 1
        self._is_busy = False
        self.busy_changed.emit()
        self.banner.hide()
        self.finder.clear()
        # What was typed for the one before is not looked for any more.
        self._typing.stop()
        self._scope.cancel("find")
        self._is_found, self._go_on_when_found = True, False
        self.choice.show_person(None)
        self.load()

    def take_draft(self, draft: DeskDraft) -> None:
        """Go on with what was kept; the provider is asked first what it has of this customer."""
        self.begin_anew()
        self._scope.start("draft", self._take_draft(draft))

    def find_words(self, words: str) -> None:
        """Look for these words, as if somebody had typed them."""
        self.finder.field.setText(words)
        self.finder.field.setFocus()

    # --- parts ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        columns = self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(metrics.space_6)
        columns.addWidget(self.finder, 1)
        columns.addWidget(self.choice, 1)
        buttons = self._button_line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons.setSpacing(metrics.space_2)
        buttons.addWidget(self.show_button)
        buttons.addWidget(self.keep_button)
        buttons.addStretch()
        buttons.addWidget(self.create_button)
        page = QWidget(self)
        page.setObjectName("page")
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, metrics.space_2, 0)
        inner.addLayout(columns)
        scroll = self._page_scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_2)
        column.addWidget(self.offline)
        column.addWidget(self.banner)
        column.addWidget(scroll, 1)
        column.addWidget(self.why)
        column.addLayout(buttons)
        buttons_in_order = (self.show_button, self.keep_button, self.create_button)
        set_reading_order(self.offline, self.banner, scroll, self.why, *buttons_in_order)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where there is room for both, else one below the other."""
        super().resizeEvent(event)
        in_line = QBoxLayout.Direction.LeftToRight
        down = QBoxLayout.Direction.TopToBottom
        self._button_line.setDirection(in_line if self.width() >= _BUTTONS_IN_ONE_LINE_FROM else down)
        is_narrow = self.width() < _BESIDE_FROM
        direction = down if is_narrow else in_line
        if self._columns.direction() is not direction:
            self._columns.setDirection(direction)
            self.finder.rows.setFixedHeight(_FEW_ROWS if is_narrow else _NO_LIMIT)
            self.finder.rows.setMinimumHeight(_FEW_ROWS)
            # The form scrolls by itself where it stands beside; here all of the page does.
            self.choice.form.setMinimumHeight(_FORM_HEIGHT if is_narrow else 0)
            self._page_scroll.setMinimumHeight(_FORM_HEIGHT if is_narrow else 0)

    def _order_keyboard(self) -> None:
        stops = (
            self.finder.field,
            self.finder.rows,
            self.finder.new_button,
            *self.choice.stops,
            self.show_button,
            self.keep_button,
            self.create_button,
        )
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    # --- finding ---

    async def _load(self) -> None:
        memory: DeskMemory = await self._desk.load_memory()
        self.choice.show_choices(self._desk.choices(), memory)
        self._order_keyboard()
        self._show_what_can_be_done()

    def _on_typing(self, _words: str) -> None:
        self._is_found = False
        self._typing.start()

    def _on_typed(self) -> None:
        self._typing.stop()
        if self._scope.can_start:
            self._scope.start("find", self._find(self.finder.field.text()))

    async def _find(self, words: str) -> None:
        hits = await self._desk.find(words)
        self._is_found = True
        self.finder.show_hits(hits, words)
        if not hits:
            self.choice.show_person(None, words)
            self._order_keyboard()
        if self._go_on_when_found:
            self._go_on_when_found = False
            self._go_on()

    def _on_chosen(self, hit: DeskHit | None) -> None:
        # The form is about somebody else than the draft from here on.
        self._draft_number = 0
        self.choice.show_person(hit, self.finder.field.text())
        self._order_keyboard()
        self._show_what_can_be_done()

    def _on_confirmed(self) -> None:
        """At once, or as soon as the search under way has ended: never on what an earlier one found."""
        if self._is_found:
            self._go_on()
            return
        self._go_on_when_found = True
        if self._typing.isActive():
            self._on_typed()

    def _go_on(self) -> None:
        if self.finder.hit is None:
            self.choice.form.focus_first()
        elif self.show_button.isEnabled():
            self.show_button.setFocus()
        else:
            self.create_button.setFocus()

    # --- what can be done ---

    def _on_account_changed(self) -> None:
        self._order_keyboard()
        self._show_what_can_be_done()

    def _show_what_can_be_done(self) -> None:
        """Buttons after the engine's words on what is known here; its answer for the draft follows."""
        hit, choice = self.finder.hit, self.choice.choice
        is_same = hit is not None and choice is not None and hit.account_id == choice.account_id
        self._offer = hit.create if hit is not None and is_same else None
        refusal = choice.refusal if choice is not None else ""
        self.show_button.setVisible(hit is not None)
        self.show_button.setEnabled(hit is not None and hit.show.is_allowed and not self._is_busy)
        self.keep_button.setVisible(bool(refusal))
        self._show_offline(refusal)
        self._show_create()

    def _show_offline(self, refusal: str) -> None:
        if refusal:
            self.offline.show_text(refusal, self.tr("Try again"))
        else:
            self.offline.hide()

    def _show_create(self) -> None:
        hit, choice, offer = self.finder.hit, self.choice.choice, self._offer
        can_create = choice is not None and not choice.refusal and (offer is None or offer.is_allowed)
        self.create_button.setEnabled(can_create and not self._is_busy)
        said: list[str] = []
        if choice is None:
            said.append(self.tr("Connect an account first; there is none that can create."))
        if hit is not None and not hit.show.is_allowed:
            said.append(hit.show.reason)
        if offer is not None and (offer.permission is not Permission.ALLOWED or offer.consequence):
            said.append(f"{offer.reason} {offer.consequence}".strip())
        self.why.setText("\n".join(dict.fromkeys(said)))
        self.why.setVisible(bool(said))
        # One of them is the one to press: what is there already costs nothing.
        is_shown = hit is not None and hit.show.is_allowed
        self.show_button.setDefault(is_shown)
        set_kind(self.create_button, "plain" if is_shown else "primary")

    # --- doing ---

    def _on_show_clicked(self) -> None:
        hit = self.finder.hit
        if hit is not None and hit.key is not None and not self._is_busy:
            self.banner.hide()
            self._set_busy(is_busy=True)
            self._begin(self._show_existing(hit))

    async def _show_existing(self, hit: DeskHit) -> None:
        assert hit.key is not None
        turn = self._turn
        self._show_answer(await self._desk.show_existing(hit.key), turn, hit.customer_name)

    def _on_create_clicked(self) -> None:
        if self._is_busy:
            return
        self.banner.hide()
        self.choice.form.clear_problems()
        problems = self.choice.find_problems()
        if problems:
            self.choice.form.show_problems(problems)
            return
        draft = self._build_draft()
        if draft is not None:
            self._set_busy(is_busy=True)
            self._begin(self._create(draft))

    def _build_draft(self) -> DeskDraft | None:
        draft = self.choice.build_draft()
        return replace(draft, number=self._draft_number) if draft is not None else None

    async def _create(self, draft: DeskDraft) -> None:
        turn = self._turn
        answer = DeskAnswer(is_done=True)
        if await self._agrees_to_price(draft):
            answer = await self._desk.create(draft)
        if answer.needs_consent and turn == self._turn:
            question = self.tr("Create another verification all the same?")
            yes, no = self.tr("Create all the same"), self.tr("Leave it")
            # Only the loss that was read is accepted; left is as good as done.
            is_agreed = await ask(self, question, answer.reason, yes, no)
            answer = (
                await self._desk.create(draft, accept_loss=True) if is_agreed else DeskAnswer(is_done=True)
            )
        self._show_answer(answer, turn, draft.name or draft.email)

    async def _agrees_to_price(self, draft: DeskDraft) -> bool:
        """Whether the person agrees to what it costs; nobody is asked where it costs nothing."""
        offer = await self._desk.load_offer(draft)
        if offer is None or offer.permission is not Permission.ALLOWED or not offer.consequence:
            return True
        question = self.tr("Create this verification?")
        return await ask(self, question, offer.consequence, self.tr("Create it"), self.tr("Leave it"))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        # A name of its own: the one before may still wait for its answer, for a customer who was let go.
        self._scope.start(f"begin {self._turn}", work)

    def _show_answer(self, answer: DeskAnswer, turn: int, name: str) -> None:
        if turn != self._turn:
            if not answer.is_done:
                self.banner.show_text(fill(self.tr("%1: %2"), name, answer.reason))
            return
        self._set_busy(is_busy=False)
        if answer.is_done:
            return
        if answer.field and self.choice.form.show_problems({answer.field: answer.reason}):
            return
        self.banner.show_text(answer.reason or self.tr("Nothing was created."))

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.busy_changed.emit()
        self._show_what_can_be_done()

    # --- without a network ---

    def _on_keep_clicked(self) -> None:
        draft = self._build_draft()
        if draft is not None and not self._scope.is_running("keep"):
            self._scope.start("keep", self._keep(draft))

    async def _keep(self, draft: DeskDraft) -> None:
        await self._desk.keep_draft(draft)
        self.begin_anew()
        self.banner.show_text(
            self.tr("Kept. It is suggested here when the provider answers again; nothing is sent by itself.")
        )
        self.finder.field.setFocus()
        self.drafts_changed.emit()

    async def _take_draft(self, draft: DeskDraft) -> None:
        turn = self._turn
        hits = await self._desk.take_draft(draft.number)
        if turn != self._turn or self.finder.field.text():
            # The provider took its time; somebody else is being served.
            return
        self.finder.show_hits(hits, draft.name or draft.email)
        self.choice.show_draft(draft, self.finder.hit)
        self._draft_number = draft.number
        if hits:
            self.banner.show_text(
                self.tr("The provider knows this customer already. Look at what is there before you create.")
            )
        self._order_keyboard()
        self._show_what_can_be_done()
        self._go_on()

    def _on_reconnect_clicked(self) -> None:
        choice = self.choice.choice
        if choice is not None:
            self._scope.start("reconnect", self._desk.reconnect(choice.account_id))

    def _on_failure(self, failure: Exception) -> None:
        self._set_busy(is_busy=False)
        words = describe_error(failure)
        if isinstance(failure, UserFault):
            field = getattr(failure, "field", "")
            if field and self.choice.form.show_problems({field: words.text}):
                return
        self.banner.show_text(f"{words.title}. {words.text}")
        if not isinstance(failure, ConsoleError):
            raise failure
