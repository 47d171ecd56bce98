"""What a timeline says in words: cards of segments, events and gaps, and all of it for a screen reader."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QPointF

from console.domain.timeline import TimelineEvent
from console.ui.toolkit.case_words import event_word, source_word, stretch_word
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.words import age, exact_time
from console.ui.widgets.timeline_layout import Fold, Segment
from console.ui.widgets.timeline_stage import Item, Stage, TimelineContent

translate = QCoreApplication.translate

_LONGEST_SUMMARY = 12


def lane_name(content: TimelineContent, row: int) -> str:
    """What a lane is called."""
    if row >= content.our_row:
        return translate("Timeline", "Our work")
    return fill(translate("Timeline", "Attempt %1"), content.lanes[row].number)


def segment_card(segment: Segment) -> str:
    """A stretch: what it was, from when until when, how long."""
    word = segment.word or stretch_word(segment.kind)
    if segment.start == segment.end:
        return "\n".join((word, exact_time(segment.start)))
    times = fill(translate("Timeline", "%1 until %2"), exact_time(segment.start), exact_time(segment.end))
    return "\n".join((word, times, gap_text(segment.start, segment.end)))


def event_card(event: TimelineEvent) -> str:
    """What happened, when, who told us and the provider's own word."""
    parts = (event_word(event.kind), exact_time(event.at), source_word(event.source), event.raw)
    return "\n".join(part for part in parts if part)


def gap_text(start: datetime, end: datetime) -> str:
    """How long, in the two largest units."""
    minutes = int((end - start).total_seconds()) // 60
    days, hours = minutes // (24 * 60), minutes // 60
    if days:
        return fill(translate("Timeline", "%1 d %2 h"), days, hours % 24)
    if hours:
        return fill(translate("Timeline", "%1 h %2 min"), hours, minutes % 60)
    return age(start, end)


def fold_text(fold: Fold) -> str:
    """How long a gap is."""
    return fill(translate("Timeline", "%1 without change"), gap_text(fold.start, fold.end))


def fold_card(fold: Fold) -> str:
    """A gap that is drawn shorter than it was."""
    times = fill(translate("Timeline", "%1 until %2"), exact_time(fold.start), exact_time(fold.end))
    return "\n".join((fold_text(fold), times, translate("Timeline", "The axis is shortened here.")))


def item_card(content: TimelineContent, item: Item) -> str:
    """The card of whatever the keyboard is at, with its lane."""
    shown = segment_card(item.segment) if item.segment is not None else event_card(content.events[item.event])
    return f"{lane_name(content, item.row)}\n{shown}"


def summary(content: TimelineContent) -> str:
    """Every lane with its stretches, and how much of our own work there is."""
    lines: list[str] = []
    for row, lane in enumerate(content.lanes):
        words = [segment.word or stretch_word(segment.kind) for segment in lane.segments[:_LONGEST_SUMMARY]]
        lines.append(f"{lane_name(content, row)}: {', '.join(words)}")
    ours = len(content.items[content.our_row])
    lines.append(fill(translate("Timeline", "Acts of ours: %1."), ours))
    lines.append(fill(translate("Timeline", "Events in the list below: %1."), len(content.events)))
    lines += [fold_text(fold) for fold in content.axis.folds[:_LONGEST_SUMMARY]]
    return to_plain("\n".join(lines), lines=True)


def card_at(stage: Stage, place: QPointF) -> str:
    """The card of what lies under a point; empty where there is nothing."""
    number = stage.event_at(place)
    if number >= 0:
        return event_card(stage.content.events[number])
    segment = stage.segment_at(place)
    if segment is not None:
        return segment_card(segment)
    fold = stage.fold_at(place)
    return fold_card(fold) if fold is not None else ""
