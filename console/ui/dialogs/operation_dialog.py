"""One documented call of a provider: its form, the loss it names, sending it once, and the answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.domain.customer import Customer
from console.domain.errors import ConsoleError, UserFault
from console.domain.next_action import Action, find_offer
from console.domain.operation import Effect, OperationResult, ResultFile, ResultRow
from console.services.creation import Created
from console.services.operation_offers import Performed, PerformOutcome
from console.services.services import Services
from console.ui.dialogs.form_dialog import FormDialog
from console.ui.dialogs.operation_pages import ANSWER_PAGE, EMPTY_PAGE, FORM_PAGE, build_head, build_pages
from console.ui.dialogs.operation_start import OperationStart
from console.ui.dialogs.result_pictures import show_large, show_pictures
from console.ui.dialogs.result_saving import SavePlace, save_result_file
from console.ui.dialogs.sent_create import find_customer, find_sent, load_item
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.operation_result_widget import OperationResultWidget

__all__ = ["OperationDialog", "OperationStart"]

_REFERENCE = "reference"


class OperationDialog(FormDialog):
    """Opened with `open()`; a read without a form begins by itself.

    `created` carries the VerificationKey of what was made, with a link that can be shown; `customer_made` the Customer
    made alone, when a verification of theirs is wanted next.
    """

    created = Signal(object)
    customer_made = Signal(object)

    def __init__(self, services: Services, start: OperationStart, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._start = start
        self._operation = start.offered.operation
        self._is_over = False
        self._asked: dict[str, str] = {}
        self._more: Mapping[str, str] = {}
        self._customer: Customer | None = None
        self.setWindowTitle(self._operation.title)
        self.setMinimumSize(520, 320)
        self.resize(600, 560 if start.fields else 420)
        self.outcome = OperationResultWidget(self)
        self.outcome.setObjectName("page")
        kind = "danger" if self._operation.effect is Effect.ERASE else "primary"
        self.send_button = make_button(self._operation.title, kind, parent=self)
        self.send_button.setDefault(kind == "primary")
        self.form_button = make_button(self.tr("Change the question"), "quiet", parent=self)
        self.form_button.hide()
        self.form_button.clicked.connect(self._on_form_requested)
        self.next_button = make_button(self.tr("New verification for them"), "plain", "plus", self)
        self.next_button.hide()
        self.next_button.clicked.connect(self._on_next_clicked)
        self.close_button = make_button(self.tr("Close"), "plain", parent=self)
        self._scope = TaskScope(self, self._on_failure)
        self._lay_out()
        self.send_button.clicked.connect(self._on_send_clicked)
        self.close_button.clicked.connect(self.reject)
        self.outcome.save_requested.connect(self._on_save_requested)
        self.outcome.picture_requested.connect(self._on_picture_requested)
        self.outcome.more_requested.connect(self._on_more_requested)
        self._begin()

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        buttons = QHBoxLayout()
        buttons.addWidget(self.form_button)
        buttons.addStretch()
        buttons.addWidget(self.next_button)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.send_button)
        self._pages = build_pages(self.form, self.outcome, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addLayout(build_head(self._start, self))
        if self._operation.help:
            layout.addWidget(make_label(self._operation.help, "muted", self, wrap=True))
        layout.addWidget(self.answer)
        layout.addWidget(self.banner)
        layout.addWidget(self._pages, 1)
        layout.addLayout(buttons)

    def _begin(self) -> None:
        offered = self._start.offered
        fields = self._start.fields
        self.form.show_fields(fields, {})
        self._pages.setCurrentIndex(FORM_PAGE if fields else EMPTY_PAGE)
        self.form.focus_first()
        if not offered.is_allowed and offered.offer is not None:
            self.answer.show_text(offered.offer.reason)
            self._pages.setCurrentIndex(EMPTY_PAGE)
            self._end()
        elif offered.consequence:
            self.answer.show_text(offered.consequence)
            if not fields:
                # Never on what cannot be taken back.
                self.close_button.setFocus()
        elif self._operation.effect is Effect.READ and not fields:
            self._on_send_clicked()

    # --- sending ---

    def _on_send_clicked(self) -> None:
        if self._is_over or self._scope.is_running("perform"):
            return
        self.banner.hide()
        self.form.clear_problems()
        problems = self.form.find_problems(is_known_customer=False)
        if problems:
            self.form.show_problems(problems)
            return
        self.form.setEnabled(False)
        self.send_button.setEnabled(False)
        self._asked = self._start.known | self.form.values()
        self._scope.start("perform", self._perform(dict(self._asked)))

    def _on_more_requested(self) -> None:
        if self.send_button.isEnabled():
            self._set_busy(busy=True)
            self._scope.start("more", self._perform_more())

    async def _perform_more(self) -> None:
        """The same question for the page after the one that was answered last."""
        performed = await self._ask_provider({**self._asked, **self._more}, accept_loss=False)
        self._set_busy(busy=False)
        if performed is not None and performed.result is not None:
            self._more = performed.result.more
            self.outcome.add_page(performed.result)
        elif performed is not None:
            self.banner.show_text(performed.reason or self.tr("The provider refused and gave no reason."))

    async def _perform(self, values: dict[str, str]) -> None:
        loss = self._start.offered.consequence
        if loss and not await self._has_agreed(loss):
            self._set_busy(busy=False)
            return
        self._set_busy(busy=True)
        makes_new = self._operation.effect is Effect.CREATE
        if makes_new and not values.get(_REFERENCE):
            values[_REFERENCE] = self._services.creation.new_reference()
        try:
            performed = await self._ask_provider(values, accept_loss=bool(loss))
        except UserFault:
            raise
        except Exception as failure:
            if not makes_new:
                raise
            await self._find_out(values[_REFERENCE], failure)
            return
        if performed is not None:
            await self._show(performed)
        else:
            self._set_busy(busy=False)

    async def _ask_provider(self, values: dict[str, str], *, accept_loss: bool) -> Performed | None:
        """The answer; None when a loss came up meanwhile and the person left it."""
        subject, operation = self._start.subject, self._operation.id
        service = self._services.operations
        performed = await service.perform(subject, operation, values, accept_loss=accept_loss)
        if not performed.needs_consent:
            return performed
        self.send_button.setText(to_button_text(self._operation.title))
        if not await self._has_agreed(performed.reason):
            return None
        self._set_busy(busy=True)
        return await service.perform(subject, operation, values, accept_loss=True)

    async def _has_agreed(self, loss: str) -> bool:
        question = fill(self.tr("%1: %2"), self._operation.title, self._start.about)
        return await ask(self, question, loss, self._operation.title, self.tr("Leave it"))

    async def _find_out(self, reference: str, failure: Exception) -> None:
        try:
            item = await find_sent(self._services, reference)
        except ConsoleError:
            self._show_uncertain(describe_error(failure).text)
            return
        if item is None:
            raise failure
        self._show_uncertain(item.reason or describe_error(failure).text)

    # --- the answer ---

    async def _show(self, performed: Performed) -> None:
        self._set_busy(busy=False)
        if performed.outcome is PerformOutcome.UNCERTAIN:
            self._show_uncertain(performed.reason)
        elif performed.outcome is PerformOutcome.NOT_DONE:
            self.banner.show_text(performed.reason or self.tr("The provider refused and gave no reason."))
        elif performed.created is not None:
            await self._show_created(performed.created)
        elif performed.result is not None:
            self._show_result(performed.result)

    async def _show_created(self, created: Created) -> None:
        if created.key is not None:
            offers = await self._services.cases.offers_for_verification(created.key)
            if find_offer(offers, Action.SHOW_LINK).is_allowed:
                # First closed: what opens next has the keyboard.
                self.accept()
                self.created.emit(created.key)
                return
        item = await load_item(self._services, created.item_id)
        made = item.done if item is not None else ()
        rows = tuple(ResultRow(result.step, result.id) for result in made)
        self._show_result(OperationResult(self.tr("Made. It is in the record at the provider now."), rows))
        self._customer = find_customer(item) if item is not None else None
        self.next_button.setVisible(self._customer is not None)

    def _on_next_clicked(self) -> None:
        customer = self._customer
        self.accept()
        self.customer_made.emit(customer)

    def _show_result(self, result: OperationResult) -> None:
        self.answer.hide()
        self._more = result.more
        self.outcome.show_result(result)
        self._scope.start("pictures", show_pictures(self.outcome, result.files))
        self._pages.setCurrentIndex(ANSWER_PAGE)
        if self._operation.effect is not Effect.READ:
            self._end()
            return
        self.send_button.setText(self.tr("Ask again"))
        self.form_button.setVisible(bool(self._start.fields))
        self.close_button.setFocus()

    def _on_form_requested(self) -> None:
        self.form_button.hide()
        self._pages.setCurrentIndex(FORM_PAGE)
        self.form.focus_first()

    def _show_uncertain(self, reason: str) -> None:
        text = self.tr("It is not certain whether this was done: do not do it again.")
        self.banner.show_text(f"{text} {reason}".strip())
        self._pages.setCurrentIndex(EMPTY_PAGE)
        self._end()

    def _end(self) -> None:
        """There is nothing to send again."""
        self._is_over = True
        self.send_button.hide()
        self.close_button.setFocus()

    # --- files ---

    def _on_picture_requested(self, file: ResultFile) -> None:
        if not self._scope.is_running("picture"):
            self._scope.start("picture", show_large(file, self))

    def _on_save_requested(self, file: ResultFile) -> None:
        if not self._scope.is_running("save"):
            self._scope.start("save", self._save(file))

    async def _save(self, file: ResultFile) -> None:
        start = self._start
        place = SavePlace(start.subject, start.offered.operation.id, file)
        if await save_result_file(self, self._services.operations, place):
            self.outcome.say(fill(self.tr("A copy of %1 was saved. It is not protected."), file.name))

    # --- state ---

    def _has_something_to_lose(self) -> bool:
        return self._operation.effect is not Effect.READ and super()._has_something_to_lose()

    def _set_busy(self, *, busy: bool) -> None:
        self.form.setEnabled(not busy)
        self.send_button.setEnabled(not busy)
        is_again = self._pages.currentIndex() == ANSWER_PAGE and self._operation.effect is Effect.READ
        title = self.tr("Ask again") if is_again else self._operation.title
        if busy:
            title = self.tr("Asking the provider …")
        self.send_button.setText(to_button_text(title))

    def _on_failure(self, failure: Exception) -> None:
        self._set_busy(busy=False)
        self._show_failure(failure)
        if not isinstance(failure, ConsoleError):
            raise failure
