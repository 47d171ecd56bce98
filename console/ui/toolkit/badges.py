"""Phase and severity badges: shape, colour and word together; painted once per theme and device ratio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.domain.account import LinkState
from console.domain.environment import Environment
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.ui.toolkit.look import Look, current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.theme import Pair
from console.ui.toolkit.words import environment_word, phase_word, severity_word

BADGE_HEIGHT: Final = 22
_ICON: Final = 12
_PAD: Final = 8
_GAP: Final = 5


class BadgePainter:
    """Makes badge pixmaps and keeps them; one per view, thrown away with it."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._made: dict[tuple[str, str, str, float], QPixmap] = {}
        look.changed.connect(self._made.clear)

    def phase(self, phase: Phase, ratio: float) -> QPixmap:
        """The badge of a phase."""
        pair = self._look.theme.phase(phase)
        return self._badge(
            f"phase-{phase.value}", phase_word(phase), pair, ratio, dashed=phase is Phase.EXPIRED
        )

    def severity(self, severity: Severity, text: str, ratio: float) -> QPixmap:
        """The badge of a severity with `text`, the severity's own word when empty."""
        pair = self._look.theme.severity(severity)
        return self._badge(f"severity-{severity.value}", text or severity_word(severity), pair, ratio)

    def environment(self, environment: Environment, ratio: float) -> QPixmap:
        """TEST or SIMULATOR in the colours of the test frame."""
        return self._badge("", environment_word(environment), self._look.theme.pair("test"), ratio)

    def _badge(self, icon: str, text: str, pair: Pair, ratio: float, *, dashed: bool = False) -> QPixmap:
        key = (icon, text, pair.ground, ratio)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._draw(icon, text, pair, ratio, dashed=dashed)
        return found

    def _draw(self, icon: str, text: str, pair: Pair, ratio: float, *, dashed: bool) -> QPixmap:
        font = self._look.font(self._look.theme.metrics.secondary, bold=True)
        text_x = _PAD + (_ICON + _GAP if icon else 0)
        width = round(text_x + QFontMetricsF(font).horizontalAdvance(text) + _PAD + 0.5)
        pixmap = QPixmap(round(width * ratio), round(BADGE_HEIGHT * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(Qt.GlobalColor.transparent))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(pair.ground_color)
        painter.setPen(
            QPen(pair.text_color, 1.0, Qt.PenStyle.DashLine) if dashed else QPen(Qt.PenStyle.NoPen)
        )
        inset = 0.5 if dashed else 0.0
        outline = QRectF(inset, inset, width - 2 * inset, BADGE_HEIGHT - 2 * inset)
        painter.drawRoundedRect(outline, outline.height() / 2, outline.height() / 2)
        if icon:
            drawn = self._look.pixmap(icon, pair.text, _ICON, ratio)
            painter.drawPixmap(QPointF(_PAD, (BADGE_HEIGHT - _ICON) / 2), drawn)
        painter.setFont(font)
        painter.setPen(pair.text_color)
        area = QRectF(text_x, 0, width - text_x, BADGE_HEIGHT)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()
        return pixmap


class Badge(QWidget):
    """A badge as a widget; empty until one of the `show_` functions was called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._painter = BadgePainter(self._look)
        self._make: Callable[[float], QPixmap] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._look.changed.connect(self.update)

    def show_phase(self, phase: Phase) -> None:
        """Become the badge of a phase."""
        self._show(phase_word(phase), lambda ratio: self._painter.phase(phase, ratio))

    def show_severity(self, severity: Severity, text: str = "") -> None:
        """Become the badge of a severity; `text` replaces the severity's word."""
        shown = to_plain(text)
        self._show(
            shown or severity_word(severity), lambda ratio: self._painter.severity(severity, shown, ratio)
        )

    def show_environment(self, environment: Environment) -> None:
        """Become the badge of an environment."""
        word = environment_word(environment)
        self._show(word, lambda ratio: self._painter.environment(environment, ratio))

    def _show(self, word: str, make: Callable[[float], QPixmap]) -> None:
        self._make = make
        self.setAccessibleName(word)
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the badge."""
        if self._make is None:
            return QSize(0, BADGE_HEIGHT)
        return self._make(self.devicePixelRatioF()).deviceIndependentSize().toSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cached badge."""
        if self._make is not None:
            painter = QPainter(self)
            painter.drawPixmap(0, 0, self._make(self.devicePixelRatioF()))
            painter.end()


def link_color(link: LinkState) -> str:
    """The colour of a link state's dot, as #RRGGBB; its shape differs too."""
    theme = current_look().theme
    roles = {
        LinkState.IDLE: "muted",
        LinkState.LIVE: "approved",
        LinkState.SLOW: "action_needed",
        LinkState.THROTTLED: "action_needed",
        LinkState.DOWN: "declined",
        LinkState.UNAUTHORISED: "declined",
        LinkState.WAITING: "capturing",
    }
    return theme.pair(roles[link]).text
