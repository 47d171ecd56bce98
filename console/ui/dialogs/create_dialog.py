"""Asks for a new verification and says how it ended: created, uncertain or refused; never sends twice by itself."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.domain.account import Account, AccountId
from console.domain.customer import CustomerId
from console.domain.errors import ConsoleError, UserFault
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, Permission, find_offer
from console.domain.outbox import CreateIntent, OutboxId, OutboxItem, OutboxState
from console.services.creation import Created, Outcome
from console.services.services import Services
from console.ui.dialogs.form_dialog import FormDialog
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.dialogs.sent_create import find_sent
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.look import current_look
from console.ui.toolkit.questions import ask, open_dialog
from console.ui.toolkit.reach import Reach
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.create_head_widget import CreateHeadWidget, CreateStart

__all__ = ["CreateDialog", "CreateStart"]

_NAME = "name"
_EMAIL = "email"


class CreateDialog(FormDialog):
    """Opened with `open()`; `created` carries the new VerificationKey, then the code is shown."""

    created = Signal(object)

    def __init__(self, services: Services, start: CreateStart, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New verification"))
        self.setMinimumSize(520, 420)
        self.resize(580, 620)
        self._services = services
        self._start = start
        self._uncertain: OutboxId | None = None
        self._focused: QWidget | None = None
        self._is_doubtful = False
        self.head = CreateHeadWidget(services.accounts, start, self)
        self.account_box = self.head.account_box
        self.send_button = make_button(self.tr("Create"), "primary", parent=self)
        self.send_button.setDefault(True)
        self.resolve_button = make_button(
            self.tr("Look at the provider"),
            "plain",
            "refresh",
            self,
            tooltip=self.tr("Nothing is sent again"),
        )
        self.resolve_button.hide()
        self.close_button = make_button(self.tr("Cancel"), "plain", parent=self)
        self._scope = TaskScope(self, self._on_failure)
        self.unreached = Banner(self)
        self._reach = Reach(services, self)
        self._lay_out()
        self.head.account_changed.connect(self._on_account_changed)
        self.head.preset_chosen.connect(self.form.apply)
        self.send_button.clicked.connect(self._on_send_clicked)
        self.resolve_button.clicked.connect(self._on_resolve_clicked)
        self.close_button.clicked.connect(self.reject)
        self._reach.changed.connect(self._show_reach)
        self._on_account_changed()
        self.form.focus_first()
        if start.customer is not None and start.account_id is not None:
            self._scope.start("answer", self._ask_rules(start.account_id, start.customer.id))

    # --- parts ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.space_2)
        buttons.addWidget(self.resolve_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.send_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addWidget(self.head)
        layout.addWidget(self.unreached)
        layout.addWidget(self.answer)
        layout.addWidget(self.banner)
        layout.addWidget(self.form, 1)
        layout.addLayout(buttons)

    def _on_account_changed(self) -> None:
        account = self.head.account
        self.send_button.setEnabled(account is not None)
        self._show_reach()
        if account is None:
            self.banner.show_text(self.tr("Connect an account first; there is none that can create."))
            return
        self.banner.hide()
        told = self._told()
        kept = told | self.form.values()
        fields = self._services.creation.form(account.id)
        if self._start.customer is not None:
            # Who it is stands above and is not asked again: another name here would be another person.
            fields = tuple(each for each in fields if each.field.key not in {_NAME, _EMAIL})
        self.form.show_fields(fields, {key: kept[key] for key in (_NAME, _EMAIL) if key in kept}, told)
        self._order_keyboard()

    def _show_reach(self) -> None:
        """Said before anything is filled in; whether it can be sent is seen when it is."""
        account = self.head.account
        lost = "" if account is None else self._reach.words(account.id)
        if not lost:
            self.unreached.hide()
            return
        needs = self.tr("A new verification needs the connection: create it once that is back.")
        self.unreached.show_text(f"{lost} {needs}")

    def _told(self) -> dict[str, str]:
        told = self._start.told
        return {} if told is None else {_NAME: told.name, _EMAIL: told.email}

    def _order_keyboard(self) -> None:
        # The fields are made anew for each account; Qt would let Tab come to them after the buttons.
        stops = (
            *self.head.stops,
            *self.form.stops(),
            self.resolve_button,
            self.close_button,
            self.send_button,
        )
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    async def _ask_rules(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """What the engine says to another verification of this customer stands above the form, before it is filled."""
        offers = await self._services.cases.offers_for_customer(account_id, customer_id)
        offer = find_offer(offers, Action.NEW_VERIFICATION)
        if offer.permission is not Permission.ALLOWED:
            self.answer.show_text(f"{offer.reason} {offer.consequence}".strip())
        if not offer.is_allowed:
            self.send_button.setEnabled(False)
            self.form.setEnabled(False)
            self.close_button.setFocus()

    # --- sending ---

    def _on_send_clicked(self) -> None:
        account = self.head.account
        if account is None or self._scope.is_running("create"):
            return
        self.banner.hide()
        self.form.clear_problems()
        problems = self.form.find_problems(is_known_customer=self._start.customer is not None)
        if problems:
            self.form.show_problems(problems)
            return
        self._set_busy(busy=True)
        self._scope.start("create", self._create(account, self._build_intent()))

    def _build_intent(self) -> CreateIntent:
        values = self.form.values()
        customer = self._start.customer
        reference = self._services.creation.new_reference()
        if customer is not None:
            return CreateIntent(reference, customer.id, customer.name, customer.email, values)
        name, email = values.pop(_NAME, ""), values.pop(_EMAIL, "")
        return CreateIntent(reference, CustomerId(""), name, email, values)

    async def _create(self, account: Account, intent: CreateIntent) -> None:
        try:
            made = await self._services.creation.create(account.id, intent)
            if made.needs_consent:
                self.send_button.setText(self.tr("Create"))
                if not await self._has_agreed(made.reason):
                    self._set_busy(busy=False)
                    return
                self._set_busy(busy=True)
                made = await self._services.creation.create(account.id, intent, accept_loss=True)
        except UserFault:
            raise
        except Exception as failure:
            await self._find_out(intent.reference, failure)
            return
        self._show_outcome(made)

    async def _find_out(self, reference: str, failure: Exception) -> None:
        """Something of ours failed: only the outbox knows whether it was sent before that."""
        try:
            item = await find_sent(self._services, reference)
        except ConsoleError:
            self._show_uncertain(None, describe_error(failure).text)
            return
        if item is None:
            raise failure
        self._show_uncertain(item.id, item.reason or describe_error(failure).text)

    async def _has_agreed(self, loss: str) -> bool:
        question = self.tr("Create another verification all the same?")
        return await ask(self, question, loss, self.tr("Create all the same"), self.tr("Leave it"))

    def _show_outcome(self, made: Created) -> None:
        self._set_busy(busy=False)
        if made.outcome is Outcome.CREATED and made.key is not None:
            self._finish(made.key)
        elif made.outcome is Outcome.UNCERTAIN:
            self._show_uncertain(made.item_id, made.reason)
        else:
            self.banner.show_text(made.reason or self.tr("The provider refused and gave no reason."))

    def _show_uncertain(self, item_id: OutboxId | None, reason: str) -> None:
        text = self.tr("It is not certain whether this was created: do not create it again.")
        stays = self.tr("It stays in the outbox until it is certain.")
        self.banner.show_text(" ".join(part for part in (text, reason, stays) if part))
        self._uncertain = item_id
        self._is_doubtful = True
        self.resolve_button.setVisible(item_id is not None)
        self.send_button.hide()
        self.form.setEnabled(False)
        self.head.set_free(is_free=False)
        self.close_button.setText(self.tr("Close"))
        (self.close_button if item_id is None else self.resolve_button).setFocus()

    def _finish(self, key: VerificationKey) -> None:
        parent = self.parentWidget()
        self.created.emit(key)
        self.accept()
        open_dialog(QrDialog(self._services, key, parent))

    # --- an uncertain one ---

    def _on_resolve_clicked(self) -> None:
        if self._uncertain is not None:
            self.resolve_button.setEnabled(False)
            self._scope.start("resolve", self._resolve(self._uncertain))

    async def _resolve(self, item_id: OutboxId) -> None:
        item = await self._services.creation.resolve(item_id)
        self.resolve_button.setEnabled(True)
        if item.state is OutboxState.ACCEPTED and item.verification_id is not None:
            self._finish(VerificationKey(item.account_id, item.verification_id))
        elif item.state in {OutboxState.REFUSED, OutboxState.ATTENTION, OutboxState.PUT_AWAY}:
            self._show_settled(item)
        else:
            self._show_uncertain(item.id, item.reason)

    def _show_settled(self, item: OutboxItem) -> None:
        self._uncertain = None
        self._is_doubtful = False
        self.resolve_button.hide()
        self.send_button.show()
        self.form.setEnabled(True)
        self.head.set_free(is_free=True)
        self.close_button.setText(self.tr("Cancel"))
        self.banner.show_text(item.reason or self.tr("It was not created."))

    # --- state ---

    def _set_busy(self, *, busy: bool) -> None:
        if busy:
            self._focused = self.focusWidget()
        self.send_button.setEnabled(not busy)
        self.form.setEnabled(not busy)
        self.head.set_free(is_free=not busy)
        self.send_button.setText(self.tr("Asking the provider …") if busy else self.tr("Create"))
        if not busy and self._focused is not None:
            # What is switched off loses the keyboard; it goes back to where the person left it.
            self._focused.setFocus()

    def _on_failure(self, failure: Exception) -> None:
        self.resolve_button.setEnabled(True)
        if self._is_doubtful:
            # Looking failed: whether it was created is as open as before, so there is nothing to create again.
            words = describe_error(failure)
            self.banner.show_text(f"{words.title}. {words.text}")
            return
        self._set_busy(busy=False)
        self._show_failure(failure)
        if not isinstance(failure, ConsoleError):
            raise failure
