"""The form of one decision: what, why, in which words; what was filled in survives a refusal and the closing."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.domain.case import Case
from console.domain.desk import Decision, DecisionDraft, DecisionKind
from console.domain.errors import ChangedMeanwhile, ConsoleError, InputInvalid
from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.case_words import case_name
from console.ui.toolkit.controls import IdField, make_button
from console.ui.toolkit.desk_words import decision_meaning, decision_sentence, decision_verb
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_elided_label, make_label
from console.ui.toolkit.words import phase_word

_TEXT_LINES: Final = 4


class DecisionForm(NamedTuple):
    """What a person has filled in so far."""

    kind: DecisionKind | None = None
    reasons: frozenset[str] = frozenset()
    comment: str = ""


class DecisionDialog(QDialog):
    """`decided` carries the Decision that was kept; `form_changed` what is filled in, whenever the dialog closes."""

    decided = Signal(object)
    form_changed = Signal(object)

    def __init__(self, services: Services, case: Case, form: DecisionForm, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Decide"))
        self.resize(560, 640)
        self._services = services
        self._case = case
        self._rules = services.desk.rules
        self._ticked = set(form.reasons)
        self._boxes: dict[str, QCheckBox] = {}
        self._scope = TaskScope(self, self._on_failure)
        self.banner = Banner(self)
        self._who = make_elided_label("", "section", self)
        self._id = IdField("", self)
        self._about = make_label("", "strong", self, wrap=True)
        self._ours = make_label("", "muted", self, wrap=True)
        self._meaning = make_label("", "muted", self, wrap=True)
        self._second = make_label("", "strong", self, wrap=True)
        self.kinds = QButtonGroup(self)
        self.comment = QPlainTextEdit(form.comment, self)
        self.comment.setTabChangesFocus(True)
        self.comment.setAccessibleName(self.tr("In your words"))
        self.comment.setPlaceholderText(self.tr("In your words"))
        self.comment.setFixedHeight(self.comment.fontMetrics().lineSpacing() * (_TEXT_LINES + 1))
        self.decide_button = make_button(self.tr("Decide"), "primary", parent=self)
        self.close_button = make_button(self.tr("Cancel"), parent=self)
        self._page = QWidget(self)
        self._page.setObjectName("page")
        self._reasons = QVBoxLayout(self._page)
        self._lay_out()
        self.decide_button.clicked.connect(self._on_decide_clicked)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(lambda: self.form_changed.emit(self.form()))
        self._show_case()
        self._choose(form.kind)

    # --- parts ---

    def kind_button(self, kind: DecisionKind) -> QPushButton:
        """The button of one kind of decision."""
        button = self.kinds.button(tuple(DecisionKind).index(kind))
        assert isinstance(button, QPushButton)
        return button

    def reason_box(self, code: str) -> QCheckBox:
        """The box of a reason that is offered now. Raises `KeyError`."""
        return self._boxes[code]

    @property
    def heading(self) -> str:
        """Whose case is decided, and which verification of theirs."""
        return "\n".join((self._who.text(), self._about.text(), self._case.stored.key.id))

    @property
    def kind(self) -> DecisionKind | None:
        """What is chosen."""
        chosen = self.kinds.checkedId()
        return tuple(DecisionKind)[chosen] if chosen >= 0 else None

    def form(self) -> DecisionForm:
        """What is filled in."""
        return DecisionForm(self.kind, frozenset(self._all_ticked()), self.comment.toPlainText())

    def _all_ticked(self) -> set[str]:
        """What is ticked now, and what was for another kind of decision: nobody ticks twice who changes their mind."""
        elsewhere = {code for code in self._ticked if code not in self._boxes}
        return elsewhere | {code for code, box in self._boxes.items() if box.isChecked()}

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        kinds = QHBoxLayout()
        for number, kind in enumerate(DecisionKind):
            button = make_button(decision_verb(kind), "chip", parent=self)
            button.setCheckable(True)
            self.kinds.addButton(button, number)
            kinds.addWidget(button)
        kinds.addStretch()
        self.kinds.buttonClicked.connect(self._on_kind_chosen)
        self._reasons.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._page)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.decide_button)
        for widget in (self._who, self._about, self._id, self._ours, self.banner):
            layout.addWidget(widget)
        layout.addLayout(kinds)
        layout.addWidget(self._meaning)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.comment)
        layout.addWidget(self._second)
        layout.addLayout(buttons)

    # --- filling in ---

    def _show_case(self) -> None:
        """What the decision stands on, as it is now."""
        verification = self._case.stored.verification
        self._who.setText(case_name(self._case))
        self._id.set_value(verification.id)
        said = f"{self._case.provider_title}: {phase_word(verification.phase)} ({verification.raw_status})"
        count = len(self._case.labels)
        self._about.setText(fill(self.tr("%1, risk labels: %2"), said, count) if count else said)
        newest = self._case.stored.desk.newest
        self._ours.setText(decision_sentence(newest) if newest is not None else "")
        self._ours.setVisible(newest is not None)
        self._show_second()

    def _choose(self, kind: DecisionKind | None) -> None:
        if kind is not None:
            self.kind_button(kind).setChecked(True)
        self._on_kind_chosen()
        (self.kind_button(kind or DecisionKind.ACCEPT)).setFocus()

    def _on_kind_chosen(self) -> None:
        kind = self.kind
        self._ticked = self._all_ticked()
        while (item := self._reasons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._boxes = {}
        for reason in self._rules.reasons_for(kind) if kind is not None else ():
            box = QCheckBox(to_button_text(reason.text), self._page)
            box.setChecked(reason.code in self._ticked)
            self._boxes[reason.code] = box
            self._reasons.addWidget(box)
        self._reasons.addStretch()
        self._meaning.setText(
            decision_meaning(kind) if kind is not None else self.tr("Choose what is decided, then why.")
        )
        self.decide_button.setText(to_button_text(decision_verb(kind) if kind else self.tr("Decide")))
        self.decide_button.setEnabled(kind is not None)
        self._show_second()

    def _show_second(self) -> None:
        kind = self.kind
        waits = kind is not None and self._rules.needs_second(kind, self._case.stored.verification.phase)
        text = self.tr("This waits until a second person has approved it. You cannot do that yourself.")
        self._second.setText(text if waits else "")
        self._second.setVisible(waits)

    # --- deciding ---

    def _on_decide_clicked(self) -> None:
        kind = self.kind
        if kind is None or self._scope.is_running("decide"):
            return
        self.banner.hide()
        stored = self._case.stored
        newest = stored.desk.newest
        draft = DecisionDraft(
            kind,
            tuple(code for code, box in self._boxes.items() if box.isChecked()),
            self.comment.toPlainText(),
            self._services.desk.find_evidence(stored),
            newest.number if newest is not None else 0,
        )
        self._start(self._decide(stored.key, draft))

    async def _decide(self, key: VerificationKey, draft: DecisionDraft) -> None:
        decision: Decision = await self._services.desk.decide(key, draft)
        self._ticked.clear()
        for box in self._boxes.values():
            box.setChecked(False)
        self.comment.clear()
        self.accept()
        self.decided.emit(decision)

    async def _look_again(self) -> None:
        """What is decided next is decided on what is shown from now on."""
        self._case = await self._services.cases.load_case(self._case.stored.key)
        self._show_case()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self.decide_button.setEnabled(False)
        self._scope.start("decide", work)

    def _on_failure(self, failure: Exception) -> None:
        self.decide_button.setEnabled(True)
        words = describe_error(failure)
        self.banner.show_text(f"{words.title}. {words.text}")
        if isinstance(failure, ChangedMeanwhile):
            self._scope.start("look", self._look_again())
        elif isinstance(failure, InputInvalid):
            # Not on a button that throws away what was typed.
            first = next(iter(self._boxes.values()), None)
            (self.comment if failure.field == "comment" or first is None else first).setFocus()
        else:
            self.decide_button.setFocus()
        if not isinstance(failure, ConsoleError):
            raise failure
