"""The faces of a list or tab beside its content: empty, loading, failing, offline; never a bare spinner."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_label

SKELETON_AFTER_MS: Final = 150
_FACE_WIDTH: Final = 420
_ICON: Final = 40
_BARS: Final = (0.62, 0.48, 0.55, 0.4, 0.58, 0.45, 0.5, 0.36)


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class Face(NamedTuple):
    """What a face shows. `action` is the verb on its button; empty means no button."""

    title: str
    text: str
    action: str = ""
    icon: str = "info"


class Skeleton(QWidget):
    """Grey bars where rows will be; nothing moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._look.changed.connect(self.update)
        self.setAccessibleName(self.tr("Loading"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("skeleton"))
        for number, share in enumerate(_BARS):
            top = theme.metrics.space_4 + number * theme.metrics.row
            bar = QRectF(theme.metrics.space_4, top, max(24.0, self.width() * share), theme.metrics.space_3)
            painter.drawRoundedRect(bar, 4, 4)
        painter.end()


class _FacePage(QWidget):
    """An icon, a title, a sentence and at most one button, in the middle."""

    triggered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = current_look()
        self.face = Face("", "")
        self._icon: QLabel = make_label("", parent=self)
        self._title = make_label("", "section", self, wrap=True)
        self._text = make_label("", "body", self, wrap=True)
        self.button = make_button("", "primary", parent=self)
        self.button.clicked.connect(self.triggered)
        self._look.changed.connect(self._draw_icon)
        self._icon.setFixedHeight(_ICON)
        self._box = QWidget(self)
        column = self._column = QVBoxLayout(self._box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.theme.metrics.space_2)
        for label in (self._icon, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(self._box, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def show_face(self, face: Face) -> None:
        self.face = face
        self._draw_icon()
        self._title.setText(face.title)
        self._text.setText(face.text)
        self._text.setVisible(bool(face.text))
        self.button.setText(to_button_text(face.action))
        self.button.setAccessibleName(face.action)
        self.button.setVisible(bool(face.action))
        self.setAccessibleName(face.title)
        self._fit_box()

    def sizeHint(self) -> QSize:
        return QSize(_FACE_WIDTH, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_box()

    def _fit_box(self) -> None:
        width = max(120, min(_FACE_WIDTH, self.width() - 32))
        self._box.setFixedSize(width, max(_ICON, self._column.totalHeightForWidth(width)))

    def _draw_icon(self) -> None:
        color = self._look.theme.pair("muted").text
        self._icon.setPixmap(self._look.pixmap(self.face.icon, color, _ICON, self.devicePixelRatioF()))


class Banner(QWidget):
    """A strip above content that stays until it is mended: what happened, what is still shown, one action."""

    triggered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = current_look()
        self._look.changed.connect(self._draw_icon)
        self._icon: QLabel = make_label("", parent=self)
        self._text = make_label("", wrap=True, parent=self)
        self._button = make_button("", parent=self)
        self._button.clicked.connect(self.triggered)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 12, 6)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._button)
        self._draw_icon()
        self.hide()

    def show_text(self, text: str, action: str = "") -> None:
        """Appear with a sentence and perhaps a button."""
        self._text.setText(text)
        self._button.setText(to_button_text(action))
        self._button.setVisible(bool(action))
        self.setAccessibleName(text)
        self.show()

    def add_button(self, text: str) -> QPushButton:
        """A quieter button behind the action, for another way to be done with it."""
        made = make_button(text, "quiet", parent=self)
        self._row.addWidget(made)
        return made

    @property
    def button(self) -> QPushButton:
        """The action's button."""
        return self._button

    @property
    def text(self) -> str:
        """The sentence it shows, empty while hidden."""
        return self._text.text() if not self.isHidden() else ""

    def _draw_icon(self) -> None:
        color = self._look.theme.pair("action_needed").text
        self._icon.setPixmap(self._look.pixmap("warning", color, 16, self.devicePixelRatioF()))


class FaceStack(QWidget):
    """Holds `content` and shows it or one of its other faces, each of which is made when it is first needed.

    `triggered` is the press of a face's button. It may begin blank, where content that nobody has filled yet would say
    something of nobody.
    """

    triggered = Signal()

    def __init__(
        self, content: QWidget, parent: QWidget | None = None, *, begins_blank: bool = False
    ) -> None:
        super().__init__(parent)
        self._content = content
        self._page: _FacePage | None = None
        self._skeleton: Skeleton | None = None
        self._banner: Banner | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SKELETON_AFTER_MS)
        self._wait.timeout.connect(self._on_wait_timeout)
        self._stack = QStackedLayout()
        self._stack.addWidget(content)
        if begins_blank:
            self._stack.setCurrentIndex(self._stack.addWidget(QWidget(self)))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._stack, 1)

    @property
    def banner(self) -> Banner:
        """The strip above the content."""
        if self._banner is None:
            self._banner = Banner(self)
            self._banner.triggered.connect(self.triggered)
            self._column.insertWidget(0, self._banner)
        return self._banner

    @property
    def face(self) -> Face:
        """The face that is shown, an empty one while the content or its skeleton is."""
        page = self._page
        return page.face if page is not None and self._stack.currentWidget() is page else Face("", "")

    @property
    def face_button(self) -> QPushButton:
        """The button of a face that has one."""
        return self._made_page().button

    def show_content(self) -> None:
        """All is well: the content, no banner."""
        self._show(self._content)

    def show_loading(self) -> None:
        """Skeleton rows, but only if this lasts; what was there stays until then."""
        if self._skeleton is None or self._stack.currentWidget() is not self._skeleton:
            self._wait.start()

    def show_face(self, face: Face) -> None:
        """Nothing to show: say why and what to do."""
        page = self._made_page()
        page.show_face(face)
        self._show(page)

    def show_trouble(self, text: str, action: str = "") -> None:
        """Something failed but the content, however old, still stands: a banner above it."""
        self._wait.stop()
        self._stack.setCurrentWidget(self._content)
        self.banner.show_text(text, action)

    def is_content_shown(self) -> bool:
        """True while the content itself is on top."""
        return self._stack.currentWidget() is self._content

    def _show(self, widget: QWidget) -> None:
        self._wait.stop()
        if self._banner is not None:
            self._banner.hide()
        self._stack.setCurrentWidget(widget)

    def _made_page(self) -> _FacePage:
        if self._page is None:
            self._page = _FacePage(self)
            self._page.triggered.connect(self.triggered)
            self._stack.addWidget(self._page)
        return self._page

    def _on_wait_timeout(self) -> None:
        if self._skeleton is None:
            self._skeleton = Skeleton(self)
            self._stack.addWidget(self._skeleton)
        self._stack.setCurrentWidget(self._skeleton)
