"""What our dictionary said about labels on which day, so that a decision is read with the words of its own day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.domain.labels import LabelName
from console.domain.risk import LabelMeaning, Severity


@dataclass(frozen=True, slots=True)
class PastMeaning:
    """What the dictionary said about a label from `since` on; `meaning` is None from when on it said nothing."""

    label: LabelName
    since: datetime
    meaning: LabelMeaning | None


@dataclass(frozen=True, slots=True)
class DayMeaning:
    """What a label meant on a day.

    `other` is what the dictionary says or said otherwise: since `changed_at` where `is_todays` is false, until then
    where it is true; `changed_at` is None where nothing changed. `kept_from` is the first day of which words were kept
    where the day asked for is before it: then they are that day's.
    """

    meaning: LabelMeaning | None
    other: LabelMeaning | None = None
    changed_at: datetime | None = None
    is_todays: bool = True
    kept_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class LabelHistory:
    """What was written down about some labels, oldest first; before `kept_from` nothing was, None is never."""

    kept_from: datetime | None = None
    told: tuple[PastMeaning, ...] = ()

    def find_today(self, label: LabelName, today: LabelMeaning | None, seen_at: datetime) -> DayMeaning:
        """Today's meaning, and the one before it where the dictionary changed after the label was here."""
        told = [each for each in self.told if each.label == label]
        if not told or self.kept_from is None or told[-1].since <= max(seen_at, self.kept_from):
            return DayMeaning(today)
        before = told[-2].meaning if len(told) > 1 else None
        if before == today:
            return DayMeaning(today)
        return DayMeaning(today, before, told[-1].since)

    def find_day(self, label: LabelName, today: LabelMeaning | None, day: datetime) -> DayMeaning:
        """The meaning of an earlier day, and today's where it is another one."""
        if self.kept_from is None:
            return DayMeaning(today)
        known = max(day, self.kept_from)
        told = [each for each in self.told if each.label == label]
        then = next((each.meaning for each in reversed(told) if each.since <= known), None)
        kept_from = self.kept_from if day < self.kept_from else None
        after = next((each.since for each in told if each.since > known), None)
        if after is None or then == today:
            return DayMeaning(then, kept_from=kept_from)
        return DayMeaning(then, today, after, is_todays=False, kept_from=kept_from)


def find_moved(
    kept: Mapping[LabelName, LabelMeaning | None], said: Mapping[LabelName, LabelMeaning]
) -> dict[LabelName, LabelMeaning | None]:
    """Entries that are new or say something else than was kept, and None for those that are no more."""
    gone = {label: None for label, meaning in kept.items() if meaning is not None and label not in said}
    return {label: meaning for label, meaning in said.items() if kept.get(label) != meaning} | gone


def read_meaning(
    severity: str, title: str, meaning: str, blocks: int, look_at: str, source: str, version: str
) -> LabelMeaning | None:
    """An entry as it is kept; one without severity is none."""
    if not severity:
        return None
    return LabelMeaning(Severity(severity), title, meaning, bool(blocks), look_at, source, version)
