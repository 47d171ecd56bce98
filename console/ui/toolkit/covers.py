"""Blank and Lock: every window of the program covered at once, before anything else; checks no PIN, knows no session."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

from console.ui.toolkit.clipboard import clear_secret
from console.ui.toolkit.cover_page import CoverPage

_CUSTOMERS: Final = "isForCustomers"
_TITLE: Final = "Compliance Console"
_INPUT: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
        QEvent.Type.ToolTip,
    }
)


def mark_for_customers(window: QWidget) -> None:
    """Customers look at this window: its cover has no words and no way back."""
    window.setProperty(_CUSTOMERS, True)


def is_for_customers(window: QWidget) -> bool:
    """True for a window customers look at."""
    return bool(window.property(_CUSTOMERS))


def _has_no_form(window: QWidget) -> bool:
    return is_for_customers(window) or window.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


class Covers(QObject):
    """Child of the application; one for the whole program.

    When a signal goes out, everything is covered already. `unlock_asked` carries a PIN that was typed: whoever knows
    PINs answers with `unlock` or `refuse`.
    """

    blanked = Signal(bool)
    locked = Signal()
    unlock_asked = Signal(str)
    unlocked = Signal()

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._pages: dict[QWidget, CoverPage] = {}
        self._titles: dict[QWidget, str] = {}
        self._focused: dict[QWidget, QWidget | None] = {}
        self._is_blank = False
        self._is_locked = False
        self._needs_pin: bool | None = None

    @classmethod
    def of_app(cls) -> Covers:
        """The one of the running program. Raises `LookupError` without an application."""
        app = QCoreApplication.instance()
        if app is None:
            raise LookupError("no application is running")
        option = Qt.FindChildOption.FindDirectChildrenOnly
        return app.findChild(cls, "", option) or cls(app)

    @property
    def is_blank(self) -> bool:
        """True while covered for a moment."""
        return self._is_blank

    @property
    def is_locked(self) -> bool:
        """True while covered until somebody unlocks."""
        return self._is_locked

    @property
    def is_covered(self) -> bool:
        """True while nothing can be seen."""
        return self._is_blank or self._is_locked

    def page_of(self, window: QWidget) -> CoverPage | None:
        """The cover that lies over a window."""
        return self._pages.get(window)

    # --- orders ---

    def toggle_blank(self) -> None:
        """Cover both surfaces, or show them again; nothing while locked."""
        if self._is_blank:
            self.uncover()
        else:
            self.blank()

    def blank(self) -> None:
        """Cover every window; anybody may show them again."""
        if not self.is_covered:
            self._is_blank = True
            self._needs_pin = False
            self._cover_all()
            self.blanked.emit(True)

    def uncover(self) -> None:
        """Show everything again after *Blank*; nothing while locked."""
        if self._is_blank and not self._is_locked:
            self._is_blank = False
            self._uncover_all()
            self.blanked.emit(False)

    def lock(self) -> None:
        """Cover every window until it is unlocked; a copied link leaves the clipboard."""
        if self._is_locked:
            return
        was_blank, self._is_blank = self._is_blank, False
        self._is_locked = True
        self._needs_pin = None
        self._cover_all()
        clear_secret()
        if was_blank:
            self.blanked.emit(False)
        self.locked.emit()

    def want_pin(self, *, is_wanted: bool) -> None:
        """Offer the way back from a lock, with a PIN or without."""
        if self._is_locked:
            self._needs_pin = is_wanted
            for page in self._living():
                page.show_pin_wanted(is_wanted=is_wanted)

    def refuse(self, text: str) -> None:
        """It stays locked, for this reason."""
        for page in self._living():
            page.show_problem(text)

    def unlock(self) -> None:
        """Show everything again."""
        if self._is_locked:
            self._is_locked = False
            self._uncover_all()
            self.unlocked.emit()

    # --- covering ---

    def _cover_all(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
        # What customers see goes first.
        for window in sorted(windows, key=is_for_customers, reverse=True):
            self._cover(window)
        app.installEventFilter(self)
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            continue
        active = QApplication.activeWindow()
        if active is not None and active in self._pages:
            if is_for_customers(active):
                # The way back is on a window of the staff.
                active = next((window for window in self._pages if not _has_no_form(window)), active)
                active.activateWindow()
            self._pages[active].take_keyboard()

    def _cover(self, window: QWidget) -> None:
        page = self._pages.get(window)
        is_new = page is None
        if page is None:
            page = self._pages[window] = CoverPage(window, is_bare=_has_no_form(window))
            page.back_asked.connect(self._on_back_asked)
            self._focused[window] = window.focusWidget()
            window.destroyed.connect(lambda: self._forget(window))
        if self._is_locked:
            page.show_locked()
        else:
            page.show_blank()
        page.paint_now()
        if self._is_locked and self._needs_pin is not None:
            page.show_pin_wanted(is_wanted=self._needs_pin)
        if is_new and not is_for_customers(window):
            # A title may name a case, and stands in the system's list of windows.
            self._titles[window] = window.windowTitle()
            window.setWindowTitle(_TITLE)

    def _uncover_all(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.removeEventFilter(self)
        for window, page in tuple(self._pages.items()):
            if not isValid(window):
                continue
            if window in self._titles:
                window.setWindowTitle(self._titles[window])
            page.hide()
            page.deleteLater()
            before = self._focused.get(window)
            if before is not None and isValid(before):
                before.setFocus()
        self._pages.clear()
        self._titles.clear()
        self._focused.clear()

    def _living(self) -> tuple[CoverPage, ...]:
        return tuple(page for page in self._pages.values() if isValid(page))

    def _forget(self, window: QWidget) -> None:
        for kept in (self._pages, self._titles, self._focused):
            kept.pop(window, None)

    def _on_back_asked(self, pin: str) -> None:
        if self._is_locked:
            self.unlock_asked.emit(pin)
        else:
            self.uncover()

    # --- while covered ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover windows that come, and keep every key and click from what lies under a cover."""
        if not isinstance(watched, QWidget):
            return event.type() is QEvent.Type.Shortcut
        if event.type() is QEvent.Type.Show and watched.isWindow():
            self._cover(watched)
        elif event.type() is QEvent.Type.ShortcutOverride:
            # Then it is a plain key to whoever has the keyboard, and no shortcut of a covered window.
            event.accept()
            return True
        elif event.type() is QEvent.Type.FocusIn:
            # Tab, or a task that ended, would take the keyboard under the cover.
            page = self._pages.get(watched.window())
            if page is not None and not _is_part(page, watched):
                page.take_keyboard()
        elif event.type() in _INPUT:
            return self._is_kept_away(watched, event)
        return super().eventFilter(watched, event)

    def _is_kept_away(self, watched: QWidget, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self._is_blank:
            if event.key() == Qt.Key.Key_F9:
                self.uncover()
                return True
            if _is_lock_key(event):
                self.lock()
                return True
        page = self._pages.get(watched.window())
        return page is None or not _is_part(page, watched)


def _is_part(page: CoverPage, widget: QWidget) -> bool:
    return widget is page or page.isAncestorOf(widget)


def _is_lock_key(event: QKeyEvent) -> bool:
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_L
