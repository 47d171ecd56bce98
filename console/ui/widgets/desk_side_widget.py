"""Beside the session: customers let go, drafts kept without a network, and how loud the desk is; holds no service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from console.domain.front_desk import DeskDraft, StaffStage, StaffView
from console.ui.models.front_desk_words import build_staff_words
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.controls import make_button, set_icon
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.sounds import LOUDEST
from console.ui.toolkit.spoken import set_reading_order
from console.ui.toolkit.text import let_shrink, make_label
from console.ui.toolkit.words import relative_time

_ENDED = frozenset({StaffStage.OUTCOME, StaffStage.RETRY, StaffStage.EXPIRED, StaffStage.REFUSED})


class ReleasedCardWidget(QFrame):
    """One customer who was let go; `wanted` in front again, `done` with."""

    wanted = Signal()
    done = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        metrics = current_look().theme.metrics
        self._shown: object = None
        self.name = let_shrink(make_label("", "strong", self, wrap=True))
        self.title = let_shrink(make_label("", "body", self, wrap=True))
        self.when = let_shrink(make_label("", "muted", self, wrap=True))
        self.phase = Badge(self)
        self.back_button = make_button(self.tr("Bring back"), "quiet", parent=self)
        self.done_button = make_button(self.tr("Done with it"), "quiet", "check", self)
        self.back_button.clicked.connect(self.wanted)
        self.done_button.clicked.connect(self.done)
        buttons = FlowLayout(gap=metrics.space_1, line_gap=metrics.space_1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_3, metrics.space_2, metrics.space_3, metrics.space_2)
        column.setSpacing(metrics.space_1)
        column.addWidget(self.name)
        column.addWidget(self.phase)
        for label in (self.title, self.when):
            column.addWidget(label)
        column.addLayout(buttons)

    def show_session(self, view: StaffView, now: datetime) -> None:
        """Show how that customer stands; told of the same again within a second it does nothing."""
        second = now.replace(microsecond=0)
        shown = (
            view.customer_name,
            view.stage,
            view.phase,
            view.raw_status,
            view.reference,
            view.as_of,
            second,
        )
        if shown == self._shown:
            return
        self._shown = shown
        words = build_staff_words(view, now)
        self.name.setText(words.customer)
        let_shrink(self.name)
        self.title.setText(words.title)
        self.phase.setVisible(view.phase is not None)
        if view.phase is not None:
            self.phase.show_phase(view.phase)
        self.when.setText(" · ".join(part for part in (view.reference, words.read) if part))
        for button in (self.back_button, self.done_button):
            button.setAccessibleName(to_plain(f"{button.text()}: {words.customer}"))
        self.setAccessibleName(to_plain(f"{words.customer}: {words.title}"))


class DraftCardWidget(QFrame):
    """A draft that was kept; `wanted` to go on with it, `done` to throw it away."""

    wanted = Signal()
    done = Signal()

    def __init__(self, draft: DeskDraft, account: str, now: datetime, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        metrics = current_look().theme.metrics
        name = draft.name or draft.email
        self.use_button = make_button(self.tr("Look and go on"), "quiet", parent=self)
        self.drop_button = make_button(self.tr("Throw away"), "quiet", parent=self)
        self.use_button.clicked.connect(self.wanted)
        self.drop_button.clicked.connect(self.done)
        for button in (self.use_button, self.drop_button):
            button.setAccessibleName(to_plain(f"{button.text()}: {name}"))
        buttons = FlowLayout(gap=metrics.space_1, line_gap=metrics.space_1)
        buttons.addWidget(self.use_button)
        buttons.addWidget(self.drop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_3, metrics.space_2, metrics.space_3, metrics.space_2)
        column.setSpacing(metrics.space_1)
        column.addWidget(let_shrink(make_label(name, "strong", self, wrap=True)))
        said = " · ".join(
            part for part in (account, draft.made_by, relative_time(draft.made_at, now)) if part
        )
        column.addWidget(let_shrink(make_label(said, "muted", self, wrap=True)))
        column.addLayout(buttons)


class SoundWidget(QWidget):
    """`volume_chosen` in percent, `mute_chosen`, and `try_requested` to hear one."""

    volume_chosen = Signal(int)
    mute_chosen = Signal(bool)
    try_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.mute_button = make_button("", "quiet", "sound", self, tooltip=self.tr("Mute the desk's sounds"))
        self.mute_button.setCheckable(True)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, LOUDEST)
        self.slider.setSingleStep(10)
        self.slider.setPageStep(20)
        self.slider.setAccessibleName(self.tr("Loudness of the desk's sounds"))
        self.try_button = make_button(self.tr("Try"), "quiet", parent=self)
        self.try_button.setAccessibleName(self.tr("Try the sound"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_look().theme.metrics.space_1)
        row.addWidget(self.mute_button)
        row.addWidget(self.slider, 1)
        row.addWidget(self.try_button)
        self.slider.valueChanged.connect(self.volume_chosen)
        self.mute_button.toggled.connect(self._on_mute_toggled)
        self.try_button.clicked.connect(self.try_requested)

    def show_sound(self, volume: int, *, is_muted: bool) -> None:
        """Show how the desk is set."""
        self.slider.setValue(volume)
        self.mute_button.setChecked(is_muted)

    def _on_mute_toggled(self, is_muted: bool) -> None:
        set_icon(self.mute_button, "sound-off" if is_muted else "sound")
        self.slider.setEnabled(not is_muted)
        self.try_button.setEnabled(not is_muted)
        self.mute_chosen.emit(is_muted)


class DeskSideWidget(QWidget):
    """Signals carry the DeskSessionId of a customer let go or the number of a draft."""

    take_back_requested = Signal(str)
    put_away_requested = Signal(str)
    draft_requested = Signal(int)
    draft_dropped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self.released: list[ReleasedCardWidget] = []
        self.drafts: list[DraftCardWidget] = []
        self._sessions: tuple[str, ...] = ()
        self._shown_drafts: tuple[DeskDraft, ...] = ()
        self.sound = SoundWidget(self)
        self.released_title = make_label(self.tr("In the background"), "section", self)
        self.released_note = make_label(
            self.tr("Customers you release are waited for here; you hear when one is finished."),
            "muted",
            self,
            wrap=True,
        )
        self.drafts_title = make_label(self.tr("Kept without a network"), "section", self)
        self._released_column, self._draft_column = QVBoxLayout(), QVBoxLayout()
        self._display: tuple[QWidget, ...] = ()
        self._display_column = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_2)
        column.addWidget(self.released_title)
        column.addWidget(self.released_note)
        column.addLayout(self._released_column)
        column.addWidget(self.drafts_title)
        column.addLayout(self._draft_column)
        column.addSpacing(metrics.space_2)
        column.addLayout(self._display_column)
        column.addSpacing(metrics.space_2)
        self._sounds_title = make_label(self.tr("Sounds"), "section", self)
        column.addWidget(self._sounds_title)
        column.addWidget(self.sound)
        column.addStretch()
        self.show_drafts((), {}, None)

    def show_display(self, controls: QWidget) -> None:
        """Put the controls of the customer's screen in their place."""
        self._display = (controls,)
        self._display_column.addWidget(controls)
        self._order_reading()

    def show_released(self, views: Sequence[StaffView], now: datetime) -> None:
        """Who was let go, newest first; a card stays where it is while its customer does."""
        sessions = tuple(str(view.session) for view in views)
        if sessions != self._sessions:
            self._arrange_released(sessions)
        for card, view in zip(self.released, views, strict=True):
            card.show_session(view, now)
        self.released_note.setVisible(not views)

    def _arrange_released(self, sessions: tuple[str, ...]) -> None:
        """Only who came gets a card and only who went loses theirs: a full board of new ones with every customer would be
        felt."""
        known = dict(zip(self._sessions, self.released, strict=True))
        _drop(self._released_column, [card for session, card in known.items() if session not in sessions])
        self._sessions = sessions
        self.released = [known.get(session) or self._make_card(session) for session in sessions]
        for place, card in enumerate(self.released):
            if self._released_column.indexOf(card) != place:
                self._released_column.insertWidget(place, card)
        self._order_reading()

    def _make_card(self, session: str) -> ReleasedCardWidget:
        card = ReleasedCardWidget(self)
        card.wanted.connect(partial(self.take_back_requested.emit, session))
        card.done.connect(partial(self.put_away_requested.emit, session))
        return card

    def set_can_take_back(self, *, can: bool) -> None:
        """Whether there is room for one of them in front."""
        for card in self.released:
            card.back_button.setEnabled(can)

    def show_drafts(
        self, drafts: tuple[DeskDraft, ...], accounts: dict[str, str], now: datetime | None
    ) -> None:
        """What was kept, with the names of accounts by their ids."""
        self.drafts_title.setVisible(bool(drafts))
        if drafts == self._shown_drafts or now is None:
            return
        self._shown_drafts = drafts
        _drop(self._draft_column, self.drafts)
        self.drafts.clear()
        for draft in drafts:
            card = DraftCardWidget(draft, accounts.get(draft.account_id, ""), now, self)
            card.wanted.connect(partial(self.draft_requested.emit, draft.number))
            card.done.connect(partial(self.draft_dropped.emit, draft.number))
            self._draft_column.addWidget(card)
            self.drafts.append(card)
        self._order_reading()

    def _order_reading(self) -> None:
        """From top to bottom, however late a card came."""
        set_reading_order(
            self.released_title,
            self.released_note,
            *self.released,
            self.drafts_title,
            *self.drafts,
            *self._display,
            self._sounds_title,
            self.sound,
        )

    def count_ended(self, views: Sequence[StaffView]) -> int:
        """How many of those let go wait for the clerk to look."""
        return sum(1 for view in views if view.stage in _ENDED)


def _drop(column: QVBoxLayout, cards: Sequence[ReleasedCardWidget | DraftCardWidget]) -> None:
    for card in cards:
        column.removeWidget(card)
        card.hide()
        card.deleteLater()
