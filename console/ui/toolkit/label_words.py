"""Sentences about labels: their place in a provider's vocabulary, what they do, where a meaning comes from, days."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from console.domain.labels import LabelDrift, LabelName, LabelNote, SeenLabel
from console.domain.risk import LabelMeaning, RiskLabel
from console.ui.toolkit.case_words import label_kind_word
from console.ui.toolkit.fill import fill
from console.ui.toolkit.words import exact_time

translate = QCoreApplication.translate


def day_word(at: datetime) -> str:
    """A day as people write it, with its year."""
    local = at.astimezone()
    return QLocale().toString(QDate(local.year, local.month, local.day), "d MMMM yyyy")


def label_title(label: RiskLabel) -> str:
    """What a label is called: our title, or the provider's own word where nobody described it."""
    return label.meaning.title if label.meaning is not None else label.ref.value


def origin_text(provider_title: str, name: LabelName) -> str:
    """Whose word it is and which."""
    kind = label_kind_word(name.kind)
    return fill(translate("Labels", "%1, %2: %3"), provider_title, kind, name.value)


def blocking_text(meaning: LabelMeaning) -> str:
    """Whether a verification stands still or failed because of it."""
    if meaning.blocks:
        return translate("Labels", "blocks approval")
    return translate("Labels", "does not block approval")


def source_text(meaning: LabelMeaning) -> str:
    """Where a meaning comes from, and of when that is."""
    return fill(translate("Labels", "Source: %1 (as of %2)"), meaning.source, meaning.version)


def undescribed_text() -> str:
    """What is said about a label nobody described."""
    return translate("Labels", "The provider does not document this one. Treat it with care.")


def seen_text(seen: SeenLabel | None) -> str:
    """Where a label was seen here."""
    if seen is None or not seen.verifications:
        return translate("Labels", "Not on any verification here.")
    is_one = seen.verifications == 1
    one = translate("Labels", "On one verification here")
    count = one if is_one else fill(translate("Labels", "On %1 verifications here"), seen.verifications)
    times = (exact_time(seen.first_at), exact_time(seen.last_at))
    return fill(translate("Labels", "%1; came first on %2, last on %3."), count, *times)


def note_head(note: LabelNote) -> str:
    """Who wrote a note and when, and who took it back."""
    head = fill(translate("Labels", "Note by %1, %2"), note.who, exact_time(note.at))
    if note.withdrawn_at is None:
        return head
    back = fill(translate("Labels", "withdrawn by %1, %2"), note.withdrawn_by, exact_time(note.withdrawn_at))
    return f"{head}; {back}"


def arrived_text(drift: LabelDrift) -> str:
    """The mark of a label that was not there when we decided."""
    return fill(translate("Labels", "new since the decision of %1"), day_word(drift.decided_at))


def left_text(drift: LabelDrift) -> str:
    """The mark of a label that was there when we decided."""
    return fill(translate("Labels", "gone since the decision of %1"), day_word(drift.decided_at))


def drift_text(drift: LabelDrift) -> str:
    """What happened to the labels of a case after we decided, in one sentence."""
    day = day_word(drift.decided_at)
    arrived, left = len(drift.arrived), len(drift.left)
    if not arrived and not left:
        return fill(translate("Labels", "No label came or went since our decision of %1."), day)
    parts: list[str] = []
    if arrived:
        parts.append(translate("Labels", "%n new", None, arrived))
    if left:
        parts.append(translate("Labels", "%n gone", None, left))
    sentence = translate("Labels", "Labels changed since our decision of %1: %2. Look at the decision again.")
    return fill(sentence, day, ", ".join(parts))
