"""Why a verification stands in the inbox, found out when it is written; pure, the rest is arithmetic of inbox_keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from console.domain.attention import OVERDUE_AFTER, REPORT_AFTER, AttentionReason
from console.domain.desk import DecisionKind, DecisionState
from console.domain.phase import Phase
from console.store.inbox_keys import build_key, to_bit
from console.store.times import LAST_US

if TYPE_CHECKING:
    from console.domain.attention import ListRules
    from console.domain.environment import ProviderId

_MICROSECOND: Final = timedelta(microseconds=1)
_DECISIONS: Final[Mapping[str, AttentionReason]] = MappingProxyType(
    {
        DecisionState.WAITING: AttentionReason.APPROVAL_WAITING,
        DecisionState.VOID: AttentionReason.DECISION_VOID,
    }
)
# With these the desk is done with a case; who asked again waits for the customer, who escalated for somebody else.
_SETTLED: Final = frozenset({DecisionKind.ACCEPT, DecisionKind.REFUSE})
_ANSWERED: Final = _SETTLED | {DecisionKind.ASK_AGAIN}


class Standing(NamedTuple):
    """What is known of a verification that decides whether somebody has to look at it; times in microseconds.

    `drift_us` is when a final verdict changed that nobody has looked at, `decision` is the state of our newest decision,
    empty without any, since `decided_us`, and `outdated_us` when its evidence changed; `in_force` is the kind of the one
    that stands on what is so today, empty without any; `snoozed_us` until when it is out of sight. `lacks_pictures`
    where the account keeps them by itself and they could not be fetched.
    """

    provider: ProviderId
    phase: Phase
    raw_status: str
    changed_us: int
    is_open: bool
    is_erased: bool
    has_report: bool
    lacks_pictures: bool
    drift_us: int | None
    decision: str
    decided_us: int
    outdated_us: int | None
    in_force: str
    snoozed_us: int | None


class Urgency(NamedTuple):
    """The columns of a line: `key` orders the inbox, None for what never stands in it; `shown_us` is from when on it
    does; `due_us` is when time alone will be a reason."""

    key: int | None
    shown_us: int
    due_us: int | None
    reasons: int


def build_urgency(standing: Standing, rules: ListRules) -> Urgency:
    """What follows for the inbox."""
    now_true = _find_lasting(standing, rules)
    due = _find_due(standing, rules)
    found = now_true or due
    if not found:
        return Urgency(None, 0, None, 0)
    reason, since_us = max(found, key=lambda each: each[0].rank)
    bits = 0
    for each, _ in (*now_true, *due):
        bits |= to_bit(each)
    from_us = 0 if now_true else since_us
    due_us = due[0][1] if due else None
    return Urgency(build_key(reason, since_us), max(from_us, standing.snoozed_us or 0), due_us, bits)


def _find_lasting(standing: Standing, rules: ListRules) -> list[tuple[AttentionReason, int]]:
    found: list[tuple[AttentionReason, int]] = []
    if standing.drift_us is not None:
        found.append((AttentionReason.VERDICT_DRIFT, standing.drift_us))
    if standing.is_erased:
        # Nobody can decide on what is not there any more.
        return found
    if standing.decision in _DECISIONS:
        found.append((_DECISIONS[standing.decision], standing.decided_us))
    if standing.decision == DecisionState.STANDING and standing.outdated_us is not None:
        found.append((AttentionReason.DECISION_OUTDATED, standing.outdated_us))
    if standing.phase is Phase.ACTION_NEEDED and standing.in_force not in _ANSWERED:
        found.append((rules.find_action(standing.provider, standing.raw_status), standing.changed_us))
    return found


def _find_due(standing: Standing, rules: ListRules) -> list[tuple[AttentionReason, int]]:
    """What time alone makes true; all of one moment, because a line keeps one."""
    if standing.is_erased:
        return []
    limit = OVERDUE_AFTER.get(standing.phase)
    if limit is not None:
        is_settled = standing.in_force in _SETTLED
        return [] if is_settled else [(AttentionReason.OVERDUE, _after(standing.changed_us, limit))]
    if standing.is_open or not standing.phase.is_decided:
        return []
    missing_us = _after(standing.changed_us, REPORT_AFTER)
    found: list[tuple[AttentionReason, int]] = []
    if not standing.has_report and standing.provider in rules.reporting:
        found.append((AttentionReason.REPORT_MISSING, missing_us))
    if standing.lacks_pictures:
        found.append((AttentionReason.PICTURES_MISSING, missing_us))
    return found


def _after(moment_us: int, time: timedelta) -> int:
    return min(moment_us + time // _MICROSECOND, LAST_US)
