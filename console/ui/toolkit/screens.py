"""The screens of this moment: which there are, when that changes, and large numbers on each; remembers nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.screen_match import ScreenFacts

_IDENTIFY_MS: Final = 4_000
_NUMBER_SHARE: Final = 3


def to_facts(screen: QScreen) -> ScreenFacts:
    """What tells this screen from others."""
    place = screen.geometry()
    return ScreenFacts(
        screen.name(), screen.serialNumber(), place.x(), place.y(), place.width(), place.height()
    )


def is_mirror(screen: QScreen) -> bool:
    """True for a screen that shows the same part of the desktop as another one."""
    from console.ui.toolkit.screen_match import find_mirrors

    screens = QGuiApplication.screens()
    return screens.index(screen) in find_mirrors([to_facts(each) for each in screens])


class ScreenWatch(QObject):
    """`changed` after a screen came, went or moved; told once for all that changes together."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # Unplugging one moves the others: look once everything has settled.
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self.changed)
        app.screenAdded.connect(self._on_screen_added)
        app.screenRemoved.connect(self._on_screen_removed)
        app.primaryScreenChanged.connect(self._settling.start)
        for screen in app.screens():
            screen.geometryChanged.connect(self._settling.start)

    def screens(self) -> tuple[QScreen, ...]:
        """Those there are, in the system's order."""
        return tuple(QGuiApplication.screens())

    def identify(self) -> None:
        """Show every screen's number on it for a few seconds, or until a key or a click."""
        numbers = [
            _ScreenNumber(number, screen, self) for number, screen in enumerate(self.screens(), start=1)
        ]
        for number in numbers:
            number.show()

    def _on_screen_added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._settling.start)
        self._settling.start()

    def _on_screen_removed(self, _screen: QScreen) -> None:
        self._settling.start()


class _ScreenNumber(QWidget):
    """A large number over a whole screen; takes no keyboard away."""

    def __init__(self, number: int, screen: QScreen, watch: ScreenWatch) -> None:
        super().__init__(None, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setObjectName("screenNumber")
        self._number = str(number)
        self.setAccessibleName(fill(self.tr("Screen %1"), number))
        side = min(screen.geometry().width(), screen.geometry().height()) // 2
        self.setScreen(screen)
        self.resize(side, side)
        self.move(screen.geometry().center() - self.rect().center())
        watch.destroyed.connect(self.close)
        watch.changed.connect(self.close)
        QTimer.singleShot(_IDENTIFY_MS, self, self.close)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number."""
        look = current_look()
        pair = look.theme.pair("on_accent")
        painter = QPainter(self)
        painter.fillRect(self.rect(), pair.ground_color)
        painter.setPen(pair.text_color)
        painter.setFont(look.font(self.height() * 2 // _NUMBER_SHARE, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._number)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seen."""
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Seen."""
        self.close()
