"""Taking back what was just done: one stack and one small bar per window, for everything that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget
from shiboken6 import isValid

from console.domain.errors import ConsoleError, DiskFull, StoreUnavailable
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.focus import keeping_keyboard
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.shortcuts import keys_text, make_shortcut
from console.ui.toolkit.text import make_elided_label, set_tooltip

# What it hands back is told instead of the sentence it was offered with.
Act = Callable[[], Coroutine[Any, Any, str | None]]

# Taken back one after the other; who wants more than that looks into the log.
_MOST: Final = 20
# Long enough to read and to reach; the key works as long as the window lives.
_SHOWN_MS: Final = 15_000
_WIDEST: Final = 620
_MARGIN: Final = 16
_ABOVE_FOOT: Final = 44
_GAP: Final = 8
_MOVING: Final = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide})


class _Done(NamedTuple):
    text: str
    act: Act


class UndoBar(QFrame):
    """The bar at the foot of a window, above what it must keep clear of; `pressed` when its button was."""

    pressed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._kept_clear: list[QWidget] = []
        self.setObjectName("card")
        self._text = make_elided_label("", "strong", self)
        self.button = make_button(self.tr("Undo"), "quiet", parent=self)
        set_tooltip(self.button, keys_text("undo"))
        self.close_button = make_button("", "quiet", "close", self, tooltip=self.tr("Close"))
        self.button.clicked.connect(self.pressed)
        self.close_button.clicked.connect(self.leave)
        self._came_from: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self._on_timeout)
        metrics = current_look().theme.metrics
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.space_4, metrics.space_1, metrics.space_2, metrics.space_1)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        row.addWidget(self.close_button)
        self.hide()
        window.installEventFilter(self)

    @property
    def text(self) -> str:
        """The sentence it shows, empty while hidden."""
        return "" if self.isHidden() else self._text.text()

    def keep_clear_of(self, part: QWidget) -> None:
        """Stand above that part of the window while it is shown there."""
        if part not in self._kept_clear:
            self._kept_clear.append(part)
            part.installEventFilter(self)
            part.destroyed.connect(partial(_forget, self._kept_clear, part))
        self._place()

    def show_text(self, text: str, undo: str = "") -> None:
        """Say what was done; `undo` is what the button says, which is there only where something can be taken back."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.button.setText(to_button_text(undo))
        with keeping_keyboard(self, self._home()):
            self.button.setVisible(bool(undo))
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def leave(self) -> None:
        """Be gone; the keyboard goes back to where it came from."""
        with keeping_keyboard(self, self._home()):
            self.hide()

    def _home(self) -> QWidget:
        came = self._came_from
        return came if came is not None and isValid(came) and came.isVisible() else self._window

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        is_entered = now is not None and self.isAncestorOf(now)
        if is_entered and before is not None and not self.isAncestorOf(before):
            self._came_from = before

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the window."""
        if event.type() in _MOVING and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self._window
        wanted = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 200
        width = min(window.width() - 2 * _MARGIN, _WIDEST, wanted)
        height = self.sizeHint().height()
        left = (window.width() - width) // 2
        self.setFixedSize(width, height)
        foot = window.height() - _ABOVE_FOOT
        for part in self._kept_clear:
            if part.isVisible() and part.window() is window:
                foot = min(foot, part.mapTo(window, QPoint(0, 0)).y() - _GAP)
        self.move(QPoint(left, max(0, foot - height)))

    def _on_timeout(self) -> None:
        # Who has the keyboard on the offer is not done with it; a message alone goes.
        if self.button.isVisible() and self.button.hasFocus():
            self._timer.start()
        else:
            self.leave()


class UndoStack(QObject):
    """What can be taken back in one window, newest last. A child of the window, made by `offer_undo`.

    `changed` when there is more or less to take back.
    """

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.bar = UndoBar(window)
        self.bar.pressed.connect(self.undo)
        self._done: list[_Done] = []
        self._wanted = 0
        self._is_busy = False
        self._scope = TaskScope(self, self._on_failure)
        make_shortcut("undo", window, self.undo)

    @property
    def texts(self) -> tuple[str, ...]:
        """What can be taken back, oldest first."""
        return tuple(done.text for done in self._done)

    @property
    def is_busy(self) -> bool:
        """True while something is being taken back."""
        return self._is_busy

    def offer(self, text: str, act: Act) -> None:
        """Something was done that `act` takes back."""
        self._done = [*self._done, _Done(text, act)][-_MOST:]
        self.bar.show_text(text, self.tr("Undo"))
        self.changed.emit()

    def undo(self) -> None:
        """Take back what was done last; asked for again meanwhile, the one before follows."""
        self._wanted += 1
        if not self._is_busy:
            self._is_busy = True
            self._scope.start("undo", self._undo())

    def forget(self) -> None:
        """Nothing before this can be taken back."""
        self._done = []
        self.bar.leave()
        self.changed.emit()

    async def _undo(self) -> None:
        try:
            while self._wanted:
                self._wanted -= 1
                await self._undo_one()
        finally:
            self._wanted = 0
            self._is_busy = False

    async def _undo_one(self) -> None:
        if not self._done:
            self.bar.show_text(self.tr("There is nothing to undo."))
            return
        done = self._done[-1]
        try:
            said = await done.act()
        except (DiskFull, StoreUnavailable):
            # Later it may work.
            raise
        except ConsoleError:
            self._drop(done)
            raise
        self._drop(done)
        # What it takes back now is not what stands beside it.
        before = self.tr("Undo the one before") if self._done else ""
        self.bar.show_text(said or fill(self.tr("Undone: %1"), done.text), before)

    def _drop(self, done: _Done) -> None:
        self._done = [each for each in self._done if each is not done]
        self.changed.emit()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.bar.show_text(fill(self.tr("Not undone. %1"), words.text))


def _forget(parts: list[QWidget], part: QWidget) -> None:
    parts.remove(part)


def undo_stack(widget: QWidget) -> UndoStack:
    """The stack of the window that `widget` is in, made when it is asked for first."""
    window = widget.window()
    # A dialog's deeds are taken back in the window under it, which stays.
    while (under := window.parentWidget()) is not None:
        window = under.window()
    return window.findChild(UndoStack) or UndoStack(window)


def offer_undo(widget: QWidget, text: str, act: Act) -> None:
    """Say at the foot of the window what was done, with a way to take it back; also by Ctrl+Z."""
    undo_stack(widget).offer(text, act)


def clear_undo(widget: QWidget) -> None:
    """Forget what could be taken back in this window."""
    undo_stack(widget).forget()
