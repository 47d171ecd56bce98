"""One session in front of the clerk: the small code, who it is, how it stands and every button; holds no service."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.domain.environment import Environment
from console.domain.front_desk import DeskCommand, StaffStage, StaffView
from console.ui.models.front_desk_words import (
    StaffWords,
    build_staff_words,
    command_word,
    expiry_text,
    no_code_text,
)
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.focus import keeping_keyboard
from console.ui.toolkit.look import current_look
from console.ui.toolkit.spoken import announce, set_reading_order
from console.ui.toolkit.text import let_shrink, make_label, set_tooltip
from console.ui.toolkit.words import exact_time
from console.ui.widgets.qr_widget import QrWidget
from console.ui.widgets.staff_card_widget import StaffCardWidget

SMALL_MM: Final = 60
BIG_MM: Final = 120
_CODE_WIDTH: Final = 252
_LOW: Final = 56
_BEFORE_BIGGER: Final = frozenset({DeskCommand.CHECK_NOW, DeskCommand.BLANK})
# Stages in which the provider may be asked, now or in a moment.
_CHECKED: Final = frozenset(
    {StaffStage.SHOWING, StaffStage.ON_PHONE, StaffStage.CHECKING, StaffStage.RETRY, StaffStage.EXPIRED}
)
# Qt's own largest size of a widget.
_NO_LIMIT: Final = 16_777_215
# Below the card, from what is pressed most to what ends it all.
_LINE: Final = (
    (DeskCommand.CHECK_NOW, "refresh"),
    (DeskCommand.BLANK, "eye-off"),
    (DeskCommand.COPY, "copy"),
    (DeskCommand.PRINT, "print"),
    (DeskCommand.RELEASE, "chevron-right"),
    (DeskCommand.CANCEL, "close"),
)


class StaffSessionWidget(QWidget):
    """`asked` carries a DeskCommand; `held` is True while the pointer or the keyboard is in the outcome."""

    asked = Signal(object)
    held = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown_url = ""
        self._is_display_open = False
        self._is_narrow = False
        self.code = QrWidget(self, SMALL_MM)
        self.no_code = _NoCode(self)
        self.card = StaffCardWidget(self)
        self.reference = make_label("", "title", self, selectable=True)
        self.digits = make_label("", "title", self, selectable=True)
        self.host = let_shrink(make_label("", "muted", self, wrap=True))
        self.expiry = make_label("", "muted", self, wrap=True)
        self.only_here = make_label(
            self.tr("This code works on this computer only: it leads to the simulator here."),
            "muted",
            self,
            wrap=True,
        )
        self.no_display = make_label(
            self.tr("The customer's screen is not open: nobody but you sees this code."),
            "danger",
            self,
            wrap=True,
        )
        self.name = let_shrink(make_label("", "title", self, wrap=True))
        self.provider = make_label("", "strong", self)
        self.phase = Badge(self)
        self.environment = Badge(self)
        self.raw = make_label("", "muted", self, selectable=True)
        self.started = make_label("", "muted", self)
        self.read = make_label("", "muted", self)
        self.check_why = make_label("", "muted", self, wrap=True)
        self.note = make_label("", "muted", self, wrap=True)
        self.bigger_button = make_button(self.tr("Bigger"), "plain", "zoom-in", self)
        self.bigger_button.setCheckable(True)
        self._buttons = {command: self._make_button(command, icon) for command, icon in _LINE}
        self._lay_out()
        self.bigger_button.toggled.connect(self._on_bigger_toggled)
        self.card.asked.connect(self.asked)
        self.card.held.connect(self.held)

    def button(self, command: DeskCommand) -> QPushButton:
        """The button of a command. Raises `KeyError` for one without a button here."""
        return self._buttons[command] if command in self._buttons else self.card.button(command)

    def show_session(self, view: StaffView, now: datetime) -> None:
        """Show a session as it is now."""
        words = build_staff_words(view, now)
        with keeping_keyboard(self, self):
            self._show_code(view)
            self._show_facts(view, words)
            self.card.show_session(view, words)
            for command, button in self._buttons.items():
                button.setVisible(command in view.commands or self._keeps_place(command, view))
            self.show_time(view, now)
        self._fit_facts()

    def show_time(self, view: StaffView, now: datetime) -> None:
        """Only the clock moved."""
        words = build_staff_words(view, now)
        self.started.setText(words.started)
        self.read.setText(words.read)
        self.expiry.setText(expiry_text(view, now))
        self.expiry.setVisible(bool(self.expiry.text()))
        self.card.show_forgets(words)
        self._show_check(view, now)

    def show_display(self, *, is_open: bool) -> None:
        """Whether the customer has a screen to look at."""
        self._is_display_open = is_open
        self.no_display.setVisible(bool(self._shown_url) and not is_open)

    def show_note(self, text: str) -> None:
        """Say what came of the last press, below the buttons."""
        self.note.setText(text)
        announce(self.note, text)

    # --- parts ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        self._left = QWidget(self)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_1)
        column.addWidget(self.code, 1)
        column.addWidget(self.no_code)
        for label in (self.reference, self.digits, self.no_display, self.host, self.expiry, self.only_here):
            column.addWidget(label)
        column.addStretch()
        self._set_code_room(is_big=False)
        scroll = self._scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._facts = self._build_facts(scroll)
        scroll.setWidget(self._facts)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.space_4)
        row.addWidget(self._left)
        row.addWidget(scroll, 1)
        # Who it is and how it stands come before the code's own words.
        set_reading_order(scroll, self._left)
        self._order_keyboard()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """How it stands first, then the code below it, where there is no room for both beside each other."""
        self._is_narrow = is_narrow
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.BottomToTop if is_narrow else direction.LeftToRight)
        self.no_code.set_low(is_low=is_narrow)
        self._set_code_room(is_big=self.bigger_button.isChecked())
        self._fit_facts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower is higher."""
        super().resizeEvent(event)
        self._fit_facts()

    def _fit_facts(self) -> None:
        """Above the code nothing scrolls by itself: the whole page does."""
        width = self._scroll.viewport().width()
        self._scroll.setMinimumHeight(self._facts.heightForWidth(width) if self._is_narrow else 0)

    def _order_keyboard(self) -> None:
        stops = (
            self,
            *self.card.stops,
            self._buttons[DeskCommand.CHECK_NOW],
            self._buttons[DeskCommand.BLANK],
            self.bigger_button,
            *(button for command, button in self._buttons.items() if command not in _BEFORE_BIGGER),
        )
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _build_facts(self, parent: QWidget) -> QWidget:
        metrics = current_look().theme.metrics
        page = QWidget(parent)
        page.setObjectName("page")
        who = FlowLayout(gap=metrics.space_2, line_gap=metrics.space_1)
        for part in (self.provider, self.environment, self.phase, self.raw):
            who.addWidget(part)
        when = FlowLayout(gap=metrics.space_4, line_gap=metrics.space_1)
        for label in (self.started, self.read):
            when.addWidget(label)
        line = FlowLayout(gap=metrics.space_2, line_gap=metrics.space_2)
        for command, button in self._buttons.items():
            line.addWidget(button)
            if command is DeskCommand.BLANK:
                line.addWidget(self.bigger_button)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, metrics.space_2, 0)
        column.setSpacing(metrics.space_2)
        column.addWidget(self.name)
        column.addLayout(who)
        column.addLayout(when)
        column.addSpacing(metrics.space_1)
        column.addWidget(self.card)
        column.addSpacing(metrics.space_1)
        column.addLayout(line)
        column.addWidget(self.check_why)
        column.addWidget(self.note)
        column.addStretch()
        return page

    def _make_button(self, command: DeskCommand, icon: str) -> QPushButton:
        button = make_button(command_word(command, StaffStage.SHOWING), "plain", icon, self)
        button.setAutoDefault(True)
        if command is DeskCommand.BLANK:
            set_tooltip(button, self.tr("Cover both screens at once (F9)"))
        elif command is DeskCommand.RELEASE:
            set_tooltip(button, self.tr("Keep waiting in the background and be ready for the next customer"))
        elif command is DeskCommand.CANCEL:
            set_tooltip(
                button, self.tr("Stop attending to this customer. What is at the provider stays as it is.")
            )
        button.clicked.connect(partial(self._on_clicked, command))
        return button

    # --- what is shown ---

    def _show_code(self, view: StaffView) -> None:
        code = view.code
        url = code.url if code is not None else ""
        if url != self._shown_url:
            self._shown_url = url
            self.code.show_text(url)
        self.code.setVisible(code is not None)
        self.no_code.setVisible(code is None)
        self.no_code.show_words(no_code_text(view))
        self.bigger_button.setVisible(code is not None)
        if code is None:
            self.bigger_button.setChecked(False)
        has_reference = bool(view.reference)
        self.reference.setText(fill(self.tr("Number %1"), view.reference) if has_reference else "")
        self.reference.setVisible(has_reference)
        digits = code.digits if code is not None else ""
        self.digits.setText(fill(self.tr("Code %1"), digits) if digits else "")
        self.digits.setVisible(bool(digits))
        self.no_display.setVisible(code is not None and not self._is_display_open)
        self.host.setText(fill(self.tr("Leads to %1"), code.host) if code is not None else "")
        self.host.setVisible(code is not None)
        self.only_here.setVisible(code is not None and code.only_here)

    def _show_facts(self, view: StaffView, words: StaffWords) -> None:
        self.name.setText(words.customer)
        let_shrink(self.name)
        self.provider.setText(words.provider)
        self.raw.setText(words.raw)
        self.environment.setVisible(view.environment is not Environment.LIVE)
        self.environment.show_environment(view.environment)
        self.phase.setVisible(view.phase is not None)
        if view.phase is not None:
            self.phase.show_phase(view.phase)
        set_tooltip(self.read, exact_time(view.as_of))

    def _show_check(self, view: StaffView, now: datetime) -> None:
        button = self._buttons[DeskCommand.CHECK_NOW]
        waits = view.can_check_at is not None and view.can_check_at > now
        can_check = DeskCommand.CHECK_NOW in view.commands and view.can_check_at is not None
        button.setEnabled(can_check and not waits)
        self.check_why.setText(view.check_reason)
        self.check_why.setVisible(bool(view.check_reason))

    def _keeps_place(self, command: DeskCommand, view: StaffView) -> bool:
        # It is off for seconds at a time; the buttons behind it must not move under the pointer.
        return command is DeskCommand.CHECK_NOW and view.key is not None and view.stage in _CHECKED

    def _on_clicked(self, command: DeskCommand) -> None:
        self.asked.emit(command)

    def _on_bigger_toggled(self, is_big: bool) -> None:
        self.code.set_wanted_mm(BIG_MM if is_big else SMALL_MM)
        self._set_code_room(is_big=is_big)
        self._row.setStretch(0, 3 if is_big else 0)
        self._row.setStretch(1, 2 if is_big else 1)
        self.bigger_button.setText(self.tr("Smaller") if is_big else self.tr("Bigger"))
        self.bigger_button.setAccessibleName(self.bigger_button.text())

    def _set_code_room(self, *, is_big: bool) -> None:
        most = _NO_LIMIT if is_big else _CODE_WIDTH
        self._left.setMinimumWidth(_CODE_WIDTH)
        self._left.setMaximumWidth(_NO_LIMIT if self._is_narrow else most)
        self.code.setMinimumHeight(_CODE_WIDTH)
        self.code.setMaximumHeight(most)


class _NoCode(QFrame):
    """Stands where the code would: nothing beside it moves when the code comes or leaves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedSize(_CODE_WIDTH, _CODE_WIDTH)
        self._words = make_label("", "muted", self, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(self._words)

    def set_low(self, *, is_low: bool) -> None:
        """One line is enough where nothing stands beside it."""
        self.setFixedSize(_CODE_WIDTH, _LOW if is_low else _CODE_WIDTH)

    def show_words(self, words: str) -> None:
        self._words.setText(words)
        self.setAccessibleName(words)
