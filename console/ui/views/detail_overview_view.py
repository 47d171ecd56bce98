"""The overview tab: declared against verified, documents, the provider's comment, what could not be read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.verification import DocumentFacts, Fact
from console.services.services import Services
from console.ui.models.facts import Agreement, compare_facts, list_facts, to_titled
from console.ui.toolkit.controls import make_button, make_separator
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import exact_time
from console.ui.views.other_checks_view import OtherChecksView
from console.ui.widgets.facts_widget import FactsWidget


class DetailOverviewView(QScrollArea):
    """Rebuilt for every case: a page of sections, only those that have something to say.

    `key_requested` is the press of the button where data are encrypted and no key is loaded; `case_requested` carries
    the key of another verification of the same person, `customer_requested` account and id of whose this one is.
    """

    key_requested = Signal()
    case_requested = Signal(object)
    customer_requested = Signal(str, str)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._column = QVBoxLayout()
        self._shown: tuple[object, ...] = ()
        self.key_button: QPushButton | None = None
        self.others = OtherChecksView(services, self)
        self.others.case_requested.connect(self.case_requested)
        self.others.customer_requested.connect(self.customer_requested)

    def show_case(self, case: Case) -> None:
        """Show one case; nothing moves under the reader's eyes when it is as it was."""
        stored = case.stored
        self.others.show_case(stored.key)
        shown = (
            stored.key,
            stored.verification,
            stored.customer,
            stored.unreadable,
            case.account,
            stored.attempts,
        )
        if shown == self._shown:
            return
        scrolled = self.verticalScrollBar().value() if shown[:1] == self._shown[:1] else 0
        self._shown = shown
        self._build_page(case)
        self.verticalScrollBar().setValue(scrolled)

    def _build_page(self, case: Case) -> None:
        self.key_button = None
        page = QWidget(self)
        page.setObjectName("page")
        metrics = current_look().theme.metrics
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_4)
        self._column.setSpacing(metrics.space_3)
        verification = case.stored.verification
        # It lives on from page to page: what it shows is loaded once for a case.
        self._column.addWidget(self.others)
        if case.stored.unreadable:
            banner = Banner(page)
            parts = ", ".join(case.stored.unreadable)
            text = self.tr(
                "Part of the provider's last answer could not be read: %1. The raw tab has it all."
            )
            banner.show_text(fill(text, parts))
            self._column.addWidget(banner)
        if verification.comment:
            self._add_title(self.tr("Provider's comment"))
            self._column.addWidget(make_label(verification.comment, "body", page, wrap=True, selectable=True))
        self._add_facts(case, page)
        for document in verification.documents:
            self._add_document(document, page)
        self._add_record(case, page)
        self._add_details(case, page)
        self._column.addStretch()
        self.setWidget(page)

    def _add_facts(self, case: Case, page: QWidget) -> None:
        verification = case.stored.verification
        self._add_title(self.tr("Declared and verified"))
        if verification.encrypted:
            self._add_locked(page)
        facts = compare_facts(verification.declared, verification.verified)
        differing = sum(fact.agreement is Agreement.DIFFERENT for fact in facts)
        if differing:
            several = fill(self.tr("%1 fields differ."), differing)
            text = self.tr("1 field differs.") if differing == 1 else several
            self._column.addWidget(make_label(text, "danger", page))
        if facts:
            widget = FactsWidget(page)
            widget.show_facts(facts)
            self._column.addWidget(widget)
        elif not verification.encrypted:
            text = self.tr("Nothing was declared and nothing has been verified yet.")
            self._column.addWidget(make_label(text, "muted", page, wrap=True))

    def _add_locked(self, page: QWidget) -> None:
        text = self.tr("The verified data are encrypted; load the key to read them.")
        self._column.addWidget(make_label(text, "body", page, wrap=True))
        self.key_button = make_button(self.tr("Load the key"), "plain", parent=page)
        self.key_button.clicked.connect(self.key_requested)
        self._column.addWidget(self.key_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_details(self, case: Case, page: QWidget) -> None:
        """What has no place of its own, of the verification and of each attempt, newest first."""
        if case.stored.verification.details:
            title = fill(self.tr("More from %1"), case.provider_title)
            self._add_list(title, to_titled(case.stored.verification.details, case.field_titles), page)
        for number, attempt in reversed(list(enumerate(case.stored.attempts, start=1))):
            if attempt.details:
                title = fill(self.tr("Attempt %1: %2"), number, attempt.raw_status)
                self._add_list(title, to_titled(attempt.details, case.field_titles), page)

    def _add_list(self, title: str, facts: tuple[Fact, ...], page: QWidget) -> None:
        self._column.addWidget(make_separator(page))
        self._add_title(title)
        widget = FactsWidget(page)
        widget.show_facts(list_facts(facts), one_sided=True)
        self._column.addWidget(widget)

    def _add_document(self, document: DocumentFacts, page: QWidget) -> None:
        self._column.addWidget(make_separator(page))
        kind = document.document_type or self.tr("kind not told")
        country = document.issuing_country or self.tr("country not told")
        self._add_title(fill(self.tr("Document: %1 (%2)"), kind, country))
        widget = FactsWidget(page)
        widget.show_facts(compare_facts((), document.facts), one_sided=True)
        self._column.addWidget(widget)

    def _add_record(self, case: Case, page: QWidget) -> None:
        self._column.addWidget(make_separator(page))
        self._add_title(self.tr("Record"))
        verification, customer = case.stored.verification, case.stored.customer
        facts = [
            Fact("email", customer.email if customer is not None else ""),
            Fact("reference", verification.reference or (customer.reference if customer is not None else "")),
            Fact("customer_id", verification.customer_id),
            Fact("created", exact_time(verification.created_at)),
            Fact("updated", exact_time(verification.updated_at)),
            Fact("account", case.account.name),
        ]
        widget = FactsWidget(page)
        widget.show_facts(compare_facts((), tuple(fact for fact in facts if fact.value)), one_sided=True)
        self._column.addWidget(widget)

    def _add_title(self, text: str) -> None:
        self._column.addWidget(make_label(text, "section", self.widget()))
