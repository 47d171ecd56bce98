"""What can be asked about evidence: pictures, captures and how they stand, every object a record names; plain SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from console.domain.account import AccountId
from console.domain.evidence_file import (
    Capture,
    CaptureCounts,
    CaptureState,
    EvidenceFile,
    EvidenceKind,
    NamedObject,
)
from console.domain.keys import VerificationKey
from console.domain.verification import VerificationId
from console.store.driver import Row
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable
from console.store.times import read_us, require_us

_OF: Final = (
    "(SELECT v.number FROM verification v JOIN account a ON a.number = v.account WHERE a.id = ? AND v.id = ?)"
)
_FILES: Final = f"""
SELECT role, media_type, size_bytes, sha256, fetched_us, source, request_id, object_id, attempt_id
FROM evidence_file WHERE verification = {_OF} ORDER BY number
"""  # noqa: S608 - a constant of ours
_CAPTURES: Final = f"""
SELECT kind, state, tries, since_us, next_us, reason FROM capture WHERE verification = {_OF} ORDER BY kind DESC
"""  # noqa: S608 - a constant of ours
# What is not decided at the moment waits until it is.
_DECIDED: Final = (
    "FROM capture c JOIN verification v ON v.number = c.verification "
    "AND v.is_open = 0 AND v.phase IN ('approved', 'declined')"
)
_NEXT: Final = f"""
SELECT min(max(c.next_us, coalesce(c.lease_until_us, 0))) {_DECIDED}
WHERE c.account = (SELECT number FROM account WHERE id = ?) AND c.state = 'waiting' AND c.next_us IS NOT NULL
"""  # noqa: S608 - a constant of ours
_COUNTS: Final = f"SELECT c.state, c.next_us IS NULL, count(*) {_DECIDED} GROUP BY 1, 2"
_TURNS: Final = f"""
SELECT 1 {_DECIDED} WHERE c.account = (SELECT number FROM account WHERE id = ?)
AND c.state = 'waiting' AND c.next_us IS NULL LIMIT 1
"""  # noqa: S608 - a constant of ours
_NAMED: Final = """
SELECT r.object_id, a.id, v.id, r.kind, '', '', r.sha256, r.size_bytes
FROM report r JOIN verification v ON v.number = r.verification JOIN account a ON a.number = v.account
UNION ALL
SELECT f.object_id, a.id, v.id, '', f.attempt_id, f.role, f.sha256, f.size_bytes
FROM evidence_file f JOIN verification v ON v.number = f.verification JOIN account a ON a.number = v.account
"""


def build_picture_kind(role: str, attempt_id: str) -> str:
    """What a picture is stored in the vault as: bound to its role, so that a back is never shown as a front."""
    return f"picture {attempt_id} {role}"


class EvidenceQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_evidence_files(self, key: VerificationKey) -> tuple[EvidenceFile, ...]:
        """Every picture of a verification that is here, in the order it came."""
        found = self._all(_FILES, _of(key))
        return tuple(_to_file(key, row) for row in found)

    def load_captures(self, key: VerificationKey) -> tuple[Capture, ...]:
        """What became of each kind of evidence that was wished for, the report first."""
        return tuple(
            Capture(
                key,
                EvidenceKind(kind),
                CaptureState(state),
                tries,
                require_us(since_us),
                read_us(next_us),
                reason,
            )
            for kind, state, tries, since_us, next_us, reason in self._all(_CAPTURES, _of(key))
        )

    def count_captures(self) -> CaptureCounts:
        """How captures stand, of all accounts."""
        waiting = turns = absent = stuck = 0
        for state, is_turn, count in self._all(_COUNTS):
            match CaptureState(state):
                case CaptureState.WAITING:
                    waiting += count
                    turns += count if is_turn else 0
                case CaptureState.ABSENT | CaptureState.NEVER:
                    absent += count
                case CaptureState.STUCK:
                    stuck += count
                case CaptureState.STORED:
                    pass
        return CaptureCounts(waiting, turns, absent, stuck)

    def find_next_capture(self, account_id: AccountId) -> datetime | None:
        """When the next capture of an account is due by itself; None where none has a time."""
        row = self._one(_NEXT, (account_id,))
        return None if row is None else read_us(row[0])

    def has_captures_in_turn(self, account_id: AccountId) -> bool:
        """Whether something decided long ago waits for its turn."""
        return self._one(_TURNS, (account_id,)) is not None

    def load_named_objects(self) -> tuple[NamedObject, ...]:
        """Every object of the vault that a record names, with what it must be."""
        return tuple(
            NamedObject(
                object_id,
                VerificationKey(AccountId(account_id), VerificationId(verification_id)),
                kind or build_picture_kind(role, attempt_id),
                sha256,
                size_bytes,
            )
            for object_id, account_id, verification_id, kind, attempt_id, role, sha256, size_bytes in self._all(
                _NAMED
            )
        )


def _of(key: VerificationKey) -> tuple[str, str]:
    return key.account_id, to_storable(key.id)


def _to_file(key: VerificationKey, row: Row) -> EvidenceFile:
    role, media_type, size_bytes, sha256, fetched_us, source, request_id, object_id, attempt_id = row
    return EvidenceFile(
        key,
        role,
        media_type,
        size_bytes,
        sha256,
        require_us(fetched_us),
        source,
        request_id,
        object_id,
        attempt_id,
    )
