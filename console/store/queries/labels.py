"""What can be asked about labels: notes, where each was seen, what moved since a decision; plain SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from console.domain.attempt import AttemptId
from console.domain.desk import DecisionState
from console.domain.environment import ProviderId
from console.domain.keys import VerificationKey
from console.domain.label_history import LabelHistory, PastMeaning, read_meaning
from console.domain.labels import LabelDrift, LabelName, LabelNote, MovedLabel, SeenLabel
from console.domain.risk import LabelKind
from console.store.driver import Row
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable
from console.store.times import read_us, require_us

_NOTES: Final = """
SELECT number, provider, kind, value, at_us, who, body, withdrawn_us, withdrawn_by FROM label_note
WHERE provider = ? OR ? = '' ORDER BY number
"""
_SEEN: Final = """
SELECT a.provider, s.kind, s.value, sum(s.verifications), min(s.first_us), max(s.last_us)
FROM label_seen s JOIN account a ON a.number = s.account
GROUP BY a.provider, s.kind, s.value ORDER BY sum(s.verifications) DESC, s.value
"""
# VOID lost its ground because the evidence moved: what moved is what has to be seen.
_IN_FORCE: Final = (DecisionState.STANDING.value, DecisionState.WAITING.value, DecisionState.VOID.value)
_DECIDED: Final = """
SELECT at_us FROM decision WHERE verification = ? AND state IN (?, ?, ?) ORDER BY number DESC LIMIT 1
"""
# When we learnt of it counts, however old the provider says it is: the decision was made without it.
_MOVED: Final = """
SELECT attempt_id, raw, kind FROM event
WHERE verification = ? AND kind IN ('label_added', 'label_removed') AND coalesce(known_us, at_us) > ? ORDER BY number
"""

_FIRST: Final = "SELECT min(since_us) FROM label_meaning"
_PAST: Final = """
SELECT provider, kind, value, since_us, severity, title, meaning, blocks, look_at, source, version FROM label_meaning
WHERE provider = (SELECT provider FROM account WHERE id = ?) AND value IN (SELECT value FROM json_each(?))
ORDER BY number
"""


class LabelQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_label_notes(self, provider: ProviderId | None = None) -> tuple[LabelNote, ...]:
        """Notes about labels, of one provider or of all, oldest first, those taken back included."""
        wanted = provider or ""
        return tuple(_to_note(row) for row in self._all(_NOTES, (wanted, wanted)))

    def load_seen_labels(self) -> tuple[SeenLabel, ...]:
        """Every label in stored data, most frequent first; one that nothing carries any more has the count 0."""
        return tuple(
            SeenLabel(
                LabelName(ProviderId(provider), LabelKind(kind), value),
                count,
                require_us(first_us),
                require_us(last_us),
            )
            for provider, kind, value, count, first_us, last_us in self._all(_SEEN, ())
        )

    def load_label_drift(self, key: VerificationKey) -> LabelDrift | None:
        """Which labels arrived or left since the newest decision of ours that is in force; None without one."""
        number = self._number(key)
        decided = None if number is None else self._one(_DECIDED, (number, *_IN_FORCE))
        if number is None or decided is None:
            return None
        at_us = int(decided[0])
        arrived, left = _compare(self._all(_MOVED, (number, at_us)))
        return LabelDrift(require_us(at_us), arrived, left)

    def load_label_history(self, key: VerificationKey, values: Iterable[str]) -> LabelHistory:
        """What the dictionary said over time about labels of the provider of a verification."""
        wanted = json.dumps(sorted({to_storable(value) for value in values}))
        told = tuple(_to_past(row) for row in self._all(_PAST, (key.account_id, wanted)))
        [first_us] = self._all(_FIRST, ())[0]
        return LabelHistory(read_us(first_us), told)


def _compare(moves: Iterable[Row]) -> tuple[frozenset[MovedLabel], tuple[MovedLabel, ...]]:
    """The first move tells whether a label was there before, the last whether it is there now."""
    first: dict[MovedLabel, str] = {}
    last: dict[MovedLabel, str] = {}
    for attempt_id, value, kind in moves:
        label = MovedLabel(AttemptId(attempt_id), value)
        first.setdefault(label, kind)
        last[label] = kind
    stayed = [label for label, kind in first.items() if last[label] == kind]
    arrived = frozenset(label for label in stayed if first[label] == "label_added")
    return arrived, tuple(label for label in stayed if label not in arrived)


def _to_note(row: Row) -> LabelNote:
    number, provider, kind, value, at_us, who, body, withdrawn_us, withdrawn_by = row
    return LabelNote(
        number,
        LabelName(ProviderId(provider), LabelKind(kind), value),
        require_us(at_us),
        who,
        body,
        read_us(withdrawn_us),
        withdrawn_by,
    )


def _to_past(row: Row) -> PastMeaning:
    provider, kind, value, since_us, *words = row
    name = LabelName(ProviderId(provider), LabelKind(kind), value)
    return PastMeaning(name, require_us(since_us), read_meaning(*words))
