"""Our words for what people of this desk do about a case: decisions, assignment, putting aside; never the provider's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from console.domain.desk import Decision, DecisionKind, DecisionState, DeskRecord, DeskState
from console.ui.toolkit.fill import fill

translate = QCoreApplication.translate


def decision_verb(kind: DecisionKind) -> str:
    """What a button that decides says."""
    words: Mapping[DecisionKind, str] = {
        DecisionKind.ACCEPT: translate("Desk", "Accept"),
        DecisionKind.REFUSE: translate("Desk", "Refuse"),
        DecisionKind.ASK_AGAIN: translate("Desk", "Ask again"),
        DecisionKind.ESCALATE: translate("Desk", "Escalate"),
    }
    return words[kind]


def decided_word(kind: DecisionKind) -> str:
    """What was decided."""
    words: Mapping[DecisionKind, str] = {
        DecisionKind.ACCEPT: translate("Desk", "accepted"),
        DecisionKind.REFUSE: translate("Desk", "refused"),
        DecisionKind.ASK_AGAIN: translate("Desk", "asked again"),
        DecisionKind.ESCALATE: translate("Desk", "escalated"),
    }
    return words[kind]


def decision_meaning(kind: DecisionKind) -> str:
    """What follows from a decision, for the form."""
    words: Mapping[DecisionKind, str] = {
        DecisionKind.ACCEPT: translate("Desk", "We take this person as verified. The provider is not told."),
        DecisionKind.REFUSE: translate("Desk", "We do not take this person. The provider is not told."),
        DecisionKind.ASK_AGAIN: translate(
            "Desk", "The person has to try again or send more. Nothing is sent from here."
        ),
        DecisionKind.ESCALATE: translate(
            "Desk", "Somebody with more experience decides. The case stays open."
        ),
    }
    return words[kind]


def state_word(state: DecisionState) -> str:
    """How a decision stands."""
    words: Mapping[DecisionState, str] = {
        DecisionState.WAITING: translate("Desk", "waits for a second person"),
        DecisionState.STANDING: translate("Desk", "stands"),
        DecisionState.VOID: translate("Desk", "void, because the evidence changed before it was approved"),
        DecisionState.UNDONE: translate("Desk", "taken back"),
        DecisionState.TURNED_DOWN: translate("Desk", "turned down by the second person"),
        DecisionState.REPLACED: translate("Desk", "replaced by a later decision"),
    }
    return words[state]


def day_text(at: datetime) -> str:
    """A day as people say it: with its year where that is another one than now."""
    day = at.astimezone().date()
    form = "d MMMM" if day.year == datetime.now(at.tzinfo).year else "d MMMM yyyy"
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def moment_text(at: datetime) -> str:
    """A day and a time of day of this machine's zone."""
    return f"{day_text(at)}, {at.astimezone():%H:%M}"


def decision_sentence(decision: Decision) -> str:
    """The whole decision in one sentence, apart from whatever the provider says."""
    who, day = decision.who, day_text(decision.at)
    said = fill(translate("Desk", "Our decision: %1 by %2, %3"), decided_word(decision.kind), who, day)
    if decision.state is DecisionState.STANDING:
        if decision.second:
            said = fill(translate("Desk", "%1, approved by %2"), said, decision.second)
        if decision.outdated_at is not None:
            changed = day_text(decision.outdated_at)
            said = fill(translate("Desk", "%1. The evidence changed since, on %2: look again"), said, changed)
        return said
    return fill(translate("Desk", "%1 (%2)"), said, state_word(decision.state))


def shown_decision(record: DeskRecord) -> Decision | None:
    """The decision a header shows: one that waits, else the one that stands, else one that is void and unanswered."""
    newest = record.newest
    if newest is not None and newest.state is DecisionState.VOID:
        return newest
    return record.waiting or record.standing


def snooze_sentence(state: DeskState, now: datetime) -> str:
    """Until when a case is put aside and why; empty while it is not."""
    if state.snoozed_until is None or not state.is_snoozed(now):
        return ""
    until = moment_text(state.snoozed_until)
    if state.snooze_reason:
        return fill(translate("Desk", "Put aside until %1: %2"), until, state.snooze_reason)
    return fill(translate("Desk", "Put aside until %1"), until)
