"""Every label of a case with all that is known of it, worst first and attempt by attempt; asks no service."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.attempt import AttemptId
from console.domain.case import Case
from console.domain.labels import LabelName, LabelNote, MovedLabel, RiskPicture
from console.domain.risk import LabelRef, RiskLabel
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.controls import make_button, make_separator
from console.ui.toolkit.fill import fill
from console.ui.toolkit.label_words import (
    arrived_text,
    blocking_text,
    drift_text,
    label_title,
    left_text,
    note_head,
    origin_text,
    source_text,
    undescribed_text,
)
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label


class LabelCard(QFrame):
    """One label: severity, title, meaning, whether it blocks, what to look at, where the meaning comes from, notes.

    `asked` carries its `LabelName` when a person wants the dictionary's page of it. `mark` says what happened to it
    since our decision; a card that is `short` was explained further up.
    """

    asked = Signal(object)

    def __init__(
        self,
        case: Case,
        label: RiskLabel,
        notes: tuple[LabelNote, ...],
        parent: QWidget,
        *,
        mark: str = "",
        short: bool = False,
    ) -> None:
        super().__init__(parent)
        space = current_look().theme.metrics
        self._label = label
        self._name = LabelName.of(case.account.provider, label.ref)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, space.space_3, 0, space.space_3)
        self._column.setSpacing(space.space_1)
        self._add_head(mark)
        origin = origin_text(case.provider_title, self._name)
        self._column.addWidget(make_label(origin, "mono", self, wrap=True, selectable=True))
        if label.ref.note and label.ref.note != label.ref.value:
            self._column.addWidget(make_label(label.ref.note, "body", self, wrap=True, selectable=True))
        if short:
            self._column.addWidget(make_label(self.tr("Explained above."), "muted", self))
        else:
            self._add_meaning()
            self._add_notes(notes)
        self.setAccessibleName(", ".join(text for text in (label_title(label), origin, mark) if text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _add_head(self, mark: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(current_look().theme.metrics.space_2)
        top = Qt.AlignmentFlag.AlignTop
        badge = Badge(self)
        badge.show_severity(self._label.severity)
        head.addWidget(badge, 0, top)
        words = QVBoxLayout()
        words.setSpacing(0)
        # The first line in the middle of the badge beside it.
        words.setContentsMargins(0, current_look().theme.metrics.space_1 - 1, 0, 0)
        # A comment is somebody's sentence: its value only names the field it stood in.
        words.addWidget(make_label(label_title(self._label), "strong", self, wrap=True))
        if mark:
            words.addWidget(make_label(mark, "caption", self, wrap=True))
        words.addStretch()
        head.addLayout(words, 1)
        tip = fill(
            self.tr("%1 in the label dictionary: meaning, notes, where else it was seen"), self._name.value
        )
        button = make_button(self.tr("Dictionary"), "quiet", parent=self, tooltip=tip)
        button.clicked.connect(lambda: self.asked.emit(self._name))
        head.addWidget(button, 0, top)
        self._column.addLayout(head)

    def _add_meaning(self) -> None:
        meaning = self._label.meaning
        if meaning is None:
            self._column.addWidget(make_label(undescribed_text(), "body", self, wrap=True))
            return
        role = "danger" if meaning.blocks else "muted"
        self._column.addWidget(make_label(blocking_text(meaning), role, self, wrap=True))
        self._column.addWidget(make_label(meaning.meaning, "body", self, wrap=True, selectable=True))
        look_at = fill(self.tr("Look at: %1"), meaning.look_at)
        self._column.addWidget(make_label(look_at, "body", self, wrap=True, selectable=True))
        self._column.addWidget(make_label(source_text(meaning), "muted", self, wrap=True, selectable=True))

    def _add_notes(self, notes: tuple[LabelNote, ...]) -> None:
        for note in notes:
            if note.label == self._name and note.withdrawn_at is None:
                self._column.addWidget(make_label(note_head(note), "caption", self, wrap=True))
                self._column.addWidget(make_label(note.body, "body", self, wrap=True, selectable=True))


class LabelsWidget(QWidget):
    """A column of cards; `asked` carries the `LabelName` a person wants the dictionary's page of."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_case(self, case: Case, picture: RiskPicture) -> None:
        """Show the labels of a case; the same ones again change nothing."""
        shown = (case.account.provider, case.stored.key, case.labels, case.attempt_labels, picture)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if picture.drift is not None:
            self._put(make_label(drift_text(picture.drift), "strong", self, wrap=True))
        explained: set[LabelRef] = set()
        self._add_cards(case, case.labels, picture, explained, AttemptId(""))
        for title, attempt_id, labels in self._iter_attempts(case):
            self._add_heading(title)
            self._add_cards(case, labels, picture, explained, attempt_id)
        self._add_left(case, picture)
        # With a factor, so that no card takes of the room below the last one.
        self._column.addStretch(1)

    def _iter_attempts(self, case: Case) -> Iterator[tuple[str, AttemptId, tuple[RiskLabel, ...]]]:
        ordered = sorted(
            zip(case.stored.attempts, case.attempt_labels, strict=True),
            key=lambda pair: pair[0].created_at or case.stored.as_of,
        )
        for number, (attempt, labels) in enumerate(ordered, start=1):
            if labels:
                yield fill(self.tr("Attempt %1: %2"), number, attempt.raw_status), attempt.id, labels

    def _add_cards(
        self,
        case: Case,
        labels: tuple[RiskLabel, ...],
        picture: RiskPicture,
        explained: set[LabelRef],
        attempt_id: AttemptId,
    ) -> None:
        drift = picture.drift
        for number, label in enumerate(labels):
            moved = MovedLabel(attempt_id, label.ref.value)
            mark = arrived_text(drift) if drift is not None and moved in drift.arrived else ""
            self._add_card(
                LabelCard(case, label, picture.notes, self, mark=mark, short=label.ref in explained),
                is_first=number == 0,
            )
            explained.add(label.ref)

    def _add_left(self, case: Case, picture: RiskPicture) -> None:
        if picture.drift is None or not picture.left:
            return
        self._add_heading(self.tr("No longer there"))
        for number, label in enumerate(picture.left):
            card = LabelCard(case, label, picture.notes, self, mark=left_text(picture.drift))
            self._add_card(card, is_first=number == 0)

    def _add_heading(self, text: str) -> None:
        space = current_look().theme.metrics
        self._put(make_separator(self))
        heading = make_label(text, "section", self, wrap=True)
        heading.setContentsMargins(0, space.space_4, 0, 0)
        self._put(heading)

    def _add_card(self, card: LabelCard, *, is_first: bool) -> None:
        if not is_first:
            self._put(make_separator(self))
        card.asked.connect(self.asked)
        self._put(card)

    def _put(self, part: QWidget) -> None:
        """At once, instead of after the next turn of the loop: an empty tab is never painted in between."""
        self._column.addWidget(part)
        part.show()
