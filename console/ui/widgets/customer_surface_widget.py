"""The window a customer looks at: one of seven faces in their language; gets values, holds no service and no name."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from console.domain.customer_words import Say
from console.domain.environment import Environment
from console.domain.front_desk import CustomerFace, CustomerView, DeskSessionId
from console.ui.toolkit.covers import mark_for_customers
from console.ui.toolkit.languages import Languages, to_direction
from console.ui.toolkit.look import current_look
from console.ui.toolkit.spoken import set_reading_order
from console.ui.toolkit.words import environment_word
from console.ui.widgets.customer_code_widget import CustomerCode
from console.ui.widgets.customer_language_widget import CustomerLanguages
from console.ui.widgets.customer_message_widget import CustomerMessage
from console.ui.widgets.customer_type import to_type_scale
from console.ui.widgets.frame_widget import FrameWidget

_MESSAGES: Final[dict[CustomerFace, tuple[str, Say, Say | None]]] = {
    CustomerFace.WELCOME: ("front-desk", Say.WELCOME, Say.WELCOME_MORE),
    CustomerFace.CONTINUE: ("phone", Say.CONTINUE, Say.CONTINUE_MORE),
    CustomerFace.RECEIVED: ("received", Say.RECEIVED, None),
    CustomerFace.ONE_MORE_TRY: ("again", Say.ONE_MORE_TRY, None),
    CustomerFace.PLEASE_WAIT: ("wait", Say.PLEASE_WAIT, None),
    CustomerFace.COVER: ("wait", Say.PLEASE_WAIT, None),
}


class CustomerSurface(QWidget):
    """A top-level window. `closed` when the person closed it; its title never tells anything of a session."""

    language_chosen = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Customer display"))
        self.setMinimumSize(420, 420)
        # The keyboard stays with the clerk.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        mark_for_customers(self)
        # The keyboard waits here, not on a language that nobody chose.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self._look = current_look()
        self._languages = Languages()
        self._view: CustomerView | None = None
        self._page = QWidget(self)
        self._page.setObjectName("page")
        self._page.setAutoFillBackground(True)
        self.message = CustomerMessage(self._page)
        self.code_face = CustomerCode(self._page)
        self.switch = CustomerLanguages(self._page)
        self._faces = QStackedWidget(self._page)
        self._frame = FrameWidget(self._page, self)
        self._lay_out()
        self.switch.chosen.connect(self.language_chosen)
        self.code_face.rearranged.connect(self.arrange)

    def _lay_out(self) -> None:
        metrics = self._look.theme.metrics
        self._faces.addWidget(self.message)
        self._faces.addWidget(self.code_face)
        layout = QVBoxLayout(self._page)
        self._margins = QMargins(metrics.space_4, metrics.space_4, metrics.space_4, metrics.space_3)
        layout.setContentsMargins(self._margins)
        layout.setSpacing(metrics.space_2)
        layout.addWidget(self._faces, 1)
        layout.addWidget(self.switch)
        set_reading_order(self._faces, self.switch)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)

    @property
    def view(self) -> CustomerView | None:
        """What is shown, None before the first session."""
        return self._view

    @property
    def word(self) -> str:
        """The word of the frame, empty without one."""
        return self._frame.word

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything a customer reads on this face."""
        if self._faces.currentWidget() is self.code_face:
            return (self.code_face.title, *self.code_face.details.texts)
        return self.message.texts

    def show_view(self, view: CustomerView) -> None:
        """Show another face. A code stays in memory only as long as it is on the screen."""
        self._view = view
        words = self._languages.words(view.language)
        self.setLayoutDirection(to_direction(words))
        is_live = view.environment is Environment.LIVE
        self._frame.show_word("" if is_live else environment_word(view.environment))
        self.switch.show_words(words)
        self.switch.setVisible(view.face is not CustomerFace.COVER)
        if view.face is CustomerFace.CODE and view.code is not None:
            self.code_face.show_code(view.code, words)
            self._faces.setCurrentWidget(self.code_face)
            self.arrange()
            return
        self.code_face.forget()
        # A code that is not there is a moment of waiting, never an empty frame.
        icon, text, more = _MESSAGES.get(view.face, _MESSAGES[CustomerFace.PLEASE_WAIT])
        self.message.show_message(icon, words.say(text), words.say(more) if more is not None else "")
        self._faces.setCurrentWidget(self.message)

    def arrange(self) -> None:
        """Give the code its room: where it needs all of it, title, steps and languages give way."""
        if self._faces.currentWidget() is not self.code_face:
            return
        margins = self._margins
        height = self._page.height() - margins.top() - margins.bottom()
        line = self.switch.sizeHint().height() + self._look.theme.metrics.space_2
        width = self._page.width() - margins.left() - margins.right()
        is_tight = self.code_face.needs_all(width, height - line)
        self.switch.setVisible(not is_tight)
        self.code_face.arrange(is_tight=is_tight)

    def forget(self) -> None:
        """No session: a welcome in the language that was last shown, nothing else in memory."""
        view = self._view
        if view is not None:
            self.show_view(replace(view, session=DeskSessionId(""), face=CustomerFace.WELCOME, code=None))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Letters as large as the display allows."""
        super().resizeEvent(event)
        scale = to_type_scale(self.width(), self.height())
        self.message.set_scale(scale)
        self.switch.set_scale(scale)
        self._frame.set_word_size(scale.caption)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes a display that fills its screen, so that nobody is shut in behind it."""
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.close()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Forget at once; the session goes on at the desk."""
        self.code_face.forget()
        self.closed.emit()
        super().closeEvent(event)
