"""A dialog around a form: what a person filled in is not thrown away without a question; sends nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from console.domain.errors import InputInvalid
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.create_form_widget import CreateFormWidget


class FormDialog(QDialog):
    """`answer` is what the rules say before anything is sent, `banner` what went wrong; both stand above the form."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.answer = Banner(self)
        self.banner = Banner(self)
        self.form = CreateFormWidget(self)
        self._leaving = TaskScope(self)

    @property
    def trouble(self) -> str:
        """The sentence above the form, empty while there is none."""
        return self.banner.text

    def reject(self) -> None:
        """Close; Escape and the window's own button come here too. Asks first when something would be lost."""
        if not self._has_something_to_lose():
            super().reject()
        elif not self._leaving.is_running("leave"):
            self._leaving.start("leave", self._ask_and_leave())

    def _has_something_to_lose(self) -> bool:
        # A form that is off was sent: what was in it is in the outbox or on its way.
        return self.form.isVisible() and self.form.isEnabled() and self.form.is_changed()

    async def _ask_and_leave(self) -> None:
        question = self.tr("Throw away what you have filled in?")
        loss = self.tr("It was not sent, and the form is empty next time.")
        if await ask(self, question, loss, self.tr("Throw it away"), self.tr("Keep it")):
            super().reject()

    def _show_failure(self, failure: Exception) -> None:
        """At its field where it names one of this form, else above the form."""
        words = describe_error(failure)
        is_at_field = isinstance(failure, InputInvalid) and self.form.show_problems(
            {failure.field: words.text}
        )
        if not is_at_field:
            self.banner.show_text(f"{words.title}. {words.text}")
