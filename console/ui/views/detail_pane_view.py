"""Holds the detail of one case beside or over the list; made when the first case is shown, to start fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.faces import Face, FaceStack

if TYPE_CHECKING:
    from console.domain.account import AccountId
    from console.domain.customer import CustomerId
    from console.ui.views.detail_view import DetailView
    from console.ui.views.person_view import PersonView


class DetailPaneView(QWidget):
    """`ready` when the case is on screen; `back_requested` by the button that only a covering pane has.

    `case_created` carries the key of a verification that was made from the shown one, `case_requested` that of another
    verification to open, `customer_requested` account and id of a customer whose page is asked for.
    """

    ready = Signal()
    case_created = Signal(object)
    case_requested = Signal(object)
    customer_requested = Signal(str, str)
    label_requested = Signal(object)
    back_requested = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._detail: DetailView | None = None
        self._person: PersonView | None = None
        self._key: VerificationKey | None = None
        self._customer: tuple[AccountId, CustomerId] | None = None
        self._is_ready = False
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._back = make_button(self.tr("Back to the list"), "quiet", "chevron-left", self, tooltip="Esc")
        self._back.clicked.connect(self.back_requested)
        self._nothing = FaceStack(QWidget(self), self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(self._stack, 1)
        self.set_covering(covering=False)

    def show_hint(self) -> None:
        """Say what this room is for; right after the first paint, for the rows come first."""
        self._nothing.show_face(
            Face(
                self.tr("Nothing selected"),
                self.tr("Choose a row to see its attempts, risk labels and report here."),
                icon="verifications",
            )
        )

    @property
    def key(self) -> VerificationKey | None:
        """The case that is shown."""
        return self._key

    @property
    def is_ready(self) -> bool:
        """True once the case is on screen."""
        return self._is_ready

    @property
    def detail(self) -> DetailView | None:
        """The detail itself, once there was a case."""
        return self._detail

    @property
    def person(self) -> PersonView | None:
        """The page of a person, once there was one."""
        return self._person

    @property
    def customer(self) -> tuple[AccountId, CustomerId] | None:
        """The customer whose page is shown, None while a case is."""
        return self._customer

    def set_covering(self, *, covering: bool) -> None:
        """Over the list instead of beside it: there is a way back."""
        self._back.setVisible(covering)

    def show_case(self, key: VerificationKey) -> None:
        """Show a case; the same one again changes nothing."""
        if key == self._key:
            return
        self._key = key
        self._is_ready = False
        self._leave_customer()
        detail = self._ensure_detail()
        self._stack.setCurrentWidget(detail)
        detail.show_case(key)

    def show_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """Show the person behind a customer's record; the same one again changes nothing."""
        if self._customer == (account_id, customer_id):
            return
        self._customer = (account_id, customer_id)
        self._is_ready = False
        if self._detail is not None:
            self._detail.clear()
        self._key = None
        person = self._ensure_person()
        self._stack.setCurrentWidget(person)
        person.show_customer(account_id, customer_id)

    def select_tab(self, tab: str) -> None:
        """Show a tab of the case."""
        if tab:
            self._ensure_detail().select_tab(tab)

    def seek_report(self, key: VerificationKey, page: int, words: str) -> None:
        """Let the report of that case, once it is open, go to a page, counted from 0, with these words searched for."""
        self._ensure_detail().report.seek(key, words, page)

    def focus_tabs(self) -> None:
        """Give the keyboard to the tabs of the case, from where every part of it is reached."""
        if self._customer is not None and self._person is not None:
            self._person.focus_first()
        elif self._detail is not None:
            self._detail.tabs.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    def look_again(self) -> None:
        """Ask the provider again about the shown case, as its button does."""
        if self._detail is not None:
            from console.domain.next_action import Action

            self._detail.header.action_requested.emit(Action.REFRESH)

    def _ensure_detail(self) -> DetailView:
        if self._detail is None:
            from console.ui.views.detail_view import DetailView

            self._detail = DetailView(self._services, self)
            self._detail.ready.connect(self._on_detail_ready)
            self._detail.case_created.connect(self.case_created)
            self._detail.overview.case_requested.connect(self.case_requested)
            self._detail.overview.customer_requested.connect(self.customer_requested)
            self._detail.label_requested.connect(self.label_requested)
            self._stack.addWidget(self._detail)
        return self._detail

    def _ensure_person(self) -> PersonView:
        if self._person is None:
            from console.ui.views.person_view import PersonView

            self._person = PersonView(self._services, self)
            self._person.ready.connect(self._on_person_ready)
            self._person.case_requested.connect(self.case_requested)
            self._person.case_created.connect(self.case_created)
            self._stack.addWidget(self._person)
        return self._person

    def _leave_customer(self) -> None:
        self._customer = None
        if self._person is not None:
            self._person.clear()

    def _on_detail_ready(self) -> None:
        if self._customer is None:
            self._is_ready = True
            self.ready.emit()

    def _on_person_ready(self) -> None:
        if self._customer is not None:
            self._is_ready = True
            self.ready.emit()
