"""Where the customer display stands and that it never gets lost: screens, a window, warnings; shows what it is given."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from console.domain.front_desk import CustomerView
from console.ui.toolkit.code_size import LEAST_MM, MOST_MM, USUAL_MM
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.screen_match import ScreenFacts, find_screen, read_screen_facts
from console.ui.toolkit.screens import ScreenWatch, is_mirror, to_facts
from console.ui.widgets.customer_surface_widget import CustomerSurface

_SCREEN: Final = "customer_display.screen"
_SIZE: Final = "customer_display.mm"
_WINDOW: Final = QSize(900, 900)
_SHARE: Final = (0.6, 0.64)


class CustomerDisplay(QObject):
    """Child of the clerk's window and gone with it. `opened` carries whether it is open, `warning_changed` a sentence
    for the clerk or nothing, `screens_changed` comes when the choice of screens is another one."""

    language_chosen = Signal(str)
    opened = Signal(bool)
    warning_changed = Signal(str)
    screens_changed = Signal()

    def __init__(self, memory: WindowMemory, window: QWidget) -> None:
        super().__init__(window)
        self._memory = memory
        self._window = window
        self._surface: CustomerSurface | None = None
        self._view: CustomerView | None = None
        self._warning = ""
        self._screens = ScreenWatch(self)
        self._screens.changed.connect(self._on_screens_changed)
        window.destroyed.connect(self._drop)
        window.installEventFilter(self)

    # --- what there is ---

    @property
    def is_open(self) -> bool:
        """True while customers can see it."""
        return self._surface is not None

    @property
    def surface(self) -> CustomerSurface | None:
        """The window the customer looks at."""
        return self._surface

    @property
    def warning(self) -> str:
        """What is wrong with where it stands or what it can show, for the clerk; empty when all is well."""
        return self._warning

    @property
    def screens(self) -> tuple[QScreen, ...]:
        """The screens to choose from."""
        return self._screens.screens()

    @property
    def wanted(self) -> ScreenFacts | None:
        """The screen that was chosen, there or not; None for a window."""
        return read_screen_facts(self._memory.text(_SCREEN))

    @property
    def chosen(self) -> QScreen | None:
        """The chosen screen if it is there."""
        wanted = self.wanted
        if wanted is None:
            return None
        found = find_screen(wanted, [to_facts(screen) for screen in self.screens])
        return self.screens[found] if found is not None else None

    @property
    def wanted_mm(self) -> int:
        """How large the code shall be on the screen it stands on."""
        kept = self._memory.numbers(self._size_name())
        return kept[0] if kept and LEAST_MM <= kept[0] <= MOST_MM else USUAL_MM

    # --- orders ---

    def open(self) -> None:
        """Put it on the chosen screen, or in a window; once open it comes to the front."""
        if self._surface is None:
            surface = self._surface = CustomerSurface()
            surface.language_chosen.connect(self.language_chosen)
            surface.closed.connect(self._on_surface_closed)
            surface.code_face.code.drawable_changed.connect(self._tell_warning)
            if self._view is not None:
                surface.show_view(self._view)
        self._place()
        self.opened.emit(True)

    def close(self) -> None:
        """Take it away."""
        if self._surface is not None:
            self._surface.close()

    def choose_screen(self, screen: QScreen | None) -> None:
        """Stand on this screen from now on, also after the next start; None for a window."""
        self._memory.put(_SCREEN, to_facts(screen).to_text() if screen is not None else "")
        self._memory.save()
        if self._surface is not None:
            self._place()
        self._tell_warning()

    def set_wanted_mm(self, millimetres: int) -> None:
        """Another size of the code, remembered for the screen it stands on."""
        self._memory.put(self._size_name(), (millimetres,))
        self._memory.save()
        self._take_size()

    def identify(self) -> None:
        """Show large numbers on every screen."""
        self._screens.identify()

    def show_view(self, view: CustomerView) -> None:
        """Show what the customer may see now; the same once more changes nothing, not even for a moment."""
        if view == self._view:
            return
        self._view = view
        if self._surface is not None:
            self._surface.show_view(view)
            self._tell_warning()

    def forget(self) -> None:
        """No session any more: nothing of it stays in memory."""
        self._view = None
        if self._surface is not None:
            self._surface.forget()

    # --- where it stands ---

    def _place(self) -> None:
        surface = self._surface
        if surface is None:
            return
        screen, active = self.chosen, QApplication.activeWindow()
        self._keep_over(surface, is_over=screen is None)
        if screen is not None:
            surface.setScreen(screen)
            # Without a window manager nobody else puts it there.
            surface.setGeometry(screen.geometry())
            # Not `showFullScreen`, which takes the keyboard too.
            surface.setWindowState(Qt.WindowState.WindowFullScreen)
            surface.setVisible(True)
        else:
            self._place_as_window(surface)
        # The clerk goes on typing where they were: a scanned number is not for this window. What is activated is raised
        # too, so over a window on the clerk's own screen only where that took the keyboard all the same.
        is_elsewhere = screen is not None and screen is not self._window.screen()
        took_keyboard = QApplication.activeWindow() is surface
        owner = self._window if active is surface else active
        if owner is not None and (is_elsewhere or took_keyboard):
            owner.activateWindow()
        self._take_size()
        self._tell_warning()

    def _place_as_window(self, surface: CustomerSurface) -> None:
        if not surface.isVisible() or surface.isFullScreen() or not self._is_on_a_screen(surface):
            home = self._window.screen()
            # What a window manager draws around a window is known of the clerk's: this one gets the same.
            room = home.availableGeometry().marginsRemoved(self._find_frame())
            size = _WINDOW.boundedTo(QSize(round(room.width() * _SHARE[0]), round(room.height() * _SHARE[1])))
            surface.setScreen(home)
            surface.setWindowState(Qt.WindowState.WindowNoState)
            surface.setVisible(True)
            # Below and to the right: over the clerk's window, for a customer must see it, beside what that warns of.
            corner = QPoint(size.width() - 1, size.height() - 1)
            surface.setGeometry(QRect(room.bottomRight() - corner, size))
            surface.raise_()

    def _keep_over(self, surface: CustomerSurface, *, is_over: bool) -> None:
        """As a window it may share the clerk's screen, where the clerk's next click must not bury the code."""
        if bool(surface.windowFlags() & Qt.WindowType.WindowStaysOnTopHint) is not is_over:
            surface.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, is_over)

    def _find_frame(self) -> QMargins:
        inner, outer = self._window.geometry(), self._window.frameGeometry()
        return QMargins(
            inner.left() - outer.left(),
            inner.top() - outer.top(),
            outer.right() - inner.right(),
            outer.bottom() - inner.bottom(),
        )

    def _is_on_a_screen(self, surface: CustomerSurface) -> bool:
        """Whether a person sees most of it, and can take hold of it."""
        middle, top = surface.frameGeometry().center(), surface.frameGeometry().topLeft()
        places = [screen.availableGeometry() for screen in self.screens]
        return all(any(place.contains(point) for place in places) for point in (middle, top))

    def _take_size(self) -> None:
        if self._surface is not None:
            self._surface.code_face.code.set_wanted_mm(self.wanted_mm)
            self._surface.arrange()

    def _size_name(self) -> str:
        screen = self.chosen or self._window.screen()
        facts = to_facts(screen)
        return f"{_SIZE}.{facts.serial or facts.name}"

    # --- what happens ---

    def _on_screens_changed(self) -> None:
        self._place()
        self._tell_warning()
        self.screens_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the program ends its window is hidden first: nothing may stay in front of customers meanwhile."""
        if watched is self._window and event.type() is QEvent.Type.Hide and not event.spontaneous():
            self.close()
        return super().eventFilter(watched, event)

    def _on_surface_closed(self) -> None:
        surface, self._surface = self._surface, None
        if surface is not None:
            surface.deleteLater()
        self.opened.emit(False)
        self._tell_warning()

    def _drop(self) -> None:
        """The clerk's window is gone: nobody would know of the display any more."""
        surface, self._surface = self._surface, None
        if surface is not None and isValid(surface):
            surface.deleteLater()

    def _tell_warning(self) -> None:
        warning = self._find_warning()
        if warning != self._warning:
            self._warning = warning
            self.warning_changed.emit(warning)

    def _find_warning(self) -> str:
        if self._surface is None:
            return ""
        screen = self.chosen
        if screen is None and self.wanted is not None:
            return self.tr(
                "The customer's screen is gone. The customer display is a window on this screen until it is back."
            )
        if screen is not None and is_mirror(screen):
            return self.tr(
                "Two screens show the same picture: the customer sees what you see. Extend the desktop in the "
                "system's settings instead of mirroring it."
            )
        if screen is not None and screen is self._window.screen():
            return self.tr("The customer display covers your own screen. Choose another screen, or a window.")
        return self._surface.code_face.code.sentence
