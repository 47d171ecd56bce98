"""Room for the clerk's page: the session with the rest beside it, or below it where the window is narrow; scrolls before
anything is cut, knows no session."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from console.ui.toolkit.look import current_look

_SIDE_WIDTH: Final = 276
_BESIDE_FROM: Final = 760
# Qt's own largest size of a widget.
_NO_LIMIT: Final = 16_777_215


class DeskRoomWidget(QScrollArea):
    """Holds `front` and `side`; `narrowed` tells whether they stand below each other."""

    narrowed = Signal(bool)

    def __init__(self, front: QWidget, side: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._is_beside: bool | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._beside = QScrollArea(self)
        self._beside.setWidgetResizable(True)
        self._beside.setFrameShape(QScrollArea.Shape.NoFrame)
        self._beside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._surface = self._build_surface()
        self._beside.setWidget(self._surface)
        page = QWidget(self)
        page.setObjectName("page")
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(_Least(front), 1)
        self._box.addWidget(self._beside)
        self.setWidget(page)
        self._arrange(is_beside=True)

    @property
    def is_beside(self) -> bool:
        """True while both stand side by side."""
        return bool(self._is_beside)

    def _build_surface(self) -> QWidget:
        metrics = current_look().theme.metrics
        surface = QWidget(self)
        surface.setObjectName("surface")
        surface.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(surface)
        inner.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_3)
        inner.addWidget(self._side)
        surface.installEventFilter(self)
        return surface

    def _arrange(self, *, is_beside: bool) -> None:
        if is_beside == self._is_beside:
            return
        self._is_beside = is_beside
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(direction)
        self._beside.setMinimumWidth(_SIDE_WIDTH if is_beside else 0)
        self._beside.setMaximumWidth(_SIDE_WIDTH if is_beside else _NO_LIMIT)
        # Below each other all of it scrolls as one; what stands beside scrolls by itself.
        policy = Qt.ScrollBarPolicy
        self._beside.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_beside else policy.ScrollBarAlwaysOff
        )
        self._fit_side()
        self.narrowed.emit(not is_beside)

    def _fit_side(self) -> None:
        least = 0
        if not self._is_beside:
            surface = self._surface
            least = max(surface.sizeHint().height(), surface.heightForWidth(self.viewport().width()))
        self._beside.setMinimumHeight(least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another arrangement."""
        super().resizeEvent(event)
        self._arrange(is_beside=self.width() >= _BESIDE_FROM)
        self._fit_side()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As high as what stands below by now."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self._surface:
            self._fit_side()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled."""
        return QSize(0, 0)


class DeskPagesWidget(QStackedWidget):
    """Pages of which only the one that is shown needs room: one that is hidden tells nobody when it needs less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self._on_current_changed)

    def minimumSizeHint(self) -> QSize:
        """Of the page that is shown."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown else super().minimumSizeHint()

    def _on_current_changed(self, _number: int) -> None:
        self.updateGeometry()


class _Least(QWidget):
    """As high as the least that `content` needs: the height it would like at a width is no reason to scroll."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content)

    def hasHeightForWidth(self) -> bool:
        """Whatever stands in it."""
        return False
