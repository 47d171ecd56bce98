"""The overview tab: declared against verified, documents, the provider's comment, what could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.verification import DocumentFacts, Fact
from console.services.services import Services
from console.ui.models.facts import Agreement, compare_facts, list_facts, to_titled
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import PlainLabel, make_label
from console.ui.toolkit.words import exact_time
from console.ui.views.other_checks_view import OtherChecksView
from console.ui.widgets.fact_sections_widget import FactSection, FactSectionsWidget
from console.ui.widgets.facts_widget import FactsWidget


class DetailOverviewView(QScrollArea):
    """One page for every case: only those of its sections show that have something to say.

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
        self._shown: tuple[object, ...] = ()
        page = QWidget(self)
        page.setObjectName("page")
        self.others = OtherChecksView(services, page)
        self._unreadable = Banner(page)
        self._comment_title = make_label(self.tr("Provider's comment"), "section", page)
        self._comment = make_label("", "body", page, wrap=True, selectable=True)
        self._locked, self._key_button = self._build_locked(page)
        self._differing = make_label("", "danger", page)
        self._facts = FactsWidget(page)
        self._nothing = make_label(
            self.tr("Nothing was declared and nothing has been verified yet."), "muted", page, wrap=True
        )
        self._sections = FactSectionsWidget(page)
        self._lay_out(page)
        self.setWidget(page)
        self.others.case_requested.connect(self.case_requested)
        self.others.customer_requested.connect(self.customer_requested)

    @property
    def key_button(self) -> QPushButton | None:
        """The button that asks for a key, None where nothing is encrypted."""
        return None if self._locked.isHidden() else self._key_button

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
        if shown[:1] != self._shown[:1]:
            self.verticalScrollBar().setValue(0)
        self._shown = shown
        self._show_unreadable(case.stored.unreadable)
        self._show_comment(case.stored.verification.comment)
        self._show_facts(case)
        self._sections.show_sections(tuple(self._iter_sections(case)))

    def _lay_out(self, page: QWidget) -> None:
        metrics = current_look().theme.metrics
        column = QVBoxLayout(page)
        column.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_4)
        column.setSpacing(metrics.space_3)
        for widget in (
            self.others,
            self._unreadable,
            self._comment_title,
            self._comment,
            make_label(self.tr("Declared and verified"), "section", page),
            self._locked,
            self._differing,
            self._facts,
            self._nothing,
            self._sections,
        ):
            column.addWidget(widget)
        column.addStretch()

    def _build_locked(self, page: QWidget) -> tuple[QWidget, QPushButton]:
        box = QWidget(page)
        text = self.tr("The verified data are encrypted; load the key to read them.")
        button = make_button(self.tr("Load the key"), "plain", parent=box)
        button.clicked.connect(self.key_requested)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_look().theme.metrics.space_3)
        column.addWidget(make_label(text, "body", box, wrap=True))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return box, button

    def _show_unreadable(self, parts: tuple[str, ...]) -> None:
        if parts:
            text = self.tr(
                "Part of the provider's last answer could not be read: %1. The raw tab has it all."
            )
            self._unreadable.show_text(fill(text, ", ".join(parts)))
        else:
            self._unreadable.hide()

    def _show_comment(self, comment: str) -> None:
        self._comment_title.setVisible(bool(comment))
        _say(self._comment, comment)

    def _show_facts(self, case: Case) -> None:
        verification = case.stored.verification
        facts = compare_facts(verification.declared, verification.verified)
        differing = sum(fact.agreement is Agreement.DIFFERENT for fact in facts)
        several = fill(self.tr("%1 fields differ."), differing) if differing else ""
        _say(self._differing, self.tr("1 field differs.") if differing == 1 else several)
        self._locked.setVisible(verification.encrypted)
        self._facts.show_facts(facts)
        self._facts.setVisible(bool(facts))
        self._nothing.setVisible(not facts and not verification.encrypted)

    def _iter_sections(self, case: Case) -> Iterator[FactSection]:
        """Documents, the record, and what has no place of its own, of the verification and of each attempt, newest
        first."""
        verification = case.stored.verification
        for document in verification.documents:
            yield self._to_document(document)
        yield self._to_record(case)
        if verification.details:
            title = fill(self.tr("More from %1"), case.provider_title)
            yield FactSection(title, list_facts(to_titled(verification.details, case.field_titles)))
        for number, attempt in reversed(list(enumerate(case.stored.attempts, start=1))):
            if attempt.details:
                title = fill(self.tr("Attempt %1: %2"), number, _explain(attempt.raw_status, case))
                yield FactSection(title, list_facts(to_titled(attempt.details, case.field_titles)))

    def _to_document(self, document: DocumentFacts) -> FactSection:
        kind = document.document_type or self.tr("kind not told")
        country = document.issuing_country or self.tr("country not told")
        return FactSection(
            fill(self.tr("Document: %1 (%2)"), kind, country), compare_facts((), document.facts)
        )

    def _to_record(self, case: Case) -> FactSection:
        verification, customer = case.stored.verification, case.stored.customer
        facts = (
            Fact("email", customer.email if customer is not None else ""),
            Fact("reference", verification.reference or (customer.reference if customer is not None else "")),
            Fact("customer_id", verification.customer_id),
            Fact("created", exact_time(verification.created_at)),
            Fact("updated", exact_time(verification.updated_at)),
            Fact("account", case.account.name),
        )
        return FactSection(self.tr("Record"), compare_facts((), tuple(fact for fact in facts if fact.value)))


def _say(label: PlainLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _explain(status: str, case: Case) -> str:
    """An attempt's status, and in brackets what it means where that is documented."""
    meaning = case.attempt_meanings.get(status, "")
    return f"{status} ({meaning})" if meaning else status
