"""What papers and capsules ask beyond a case: every answer of a provider, the log's entries about it, the log's head."""

from __future__ import annotations

from typing import Final

from console.domain.activity import ActivityEntry
from console.domain.case import RawRecord
from console.domain.dossier import AuditHead
from console.domain.keys import VerificationKey
from console.domain.report import Report
from console.domain.timeline import EventSource
from console.store.audit import FIRST_PREVIOUS
from console.store.driver import mapped_errors
from console.store.queries import records
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable
from console.store.times import require_us

_OBSERVATIONS: Final = """
SELECT o.kind, o.source, o.seen_us, o.body FROM observation o
JOIN verification v ON v.number = o.verification JOIN account a ON a.number = v.account
WHERE a.id = ? AND v.id = ? ORDER BY o.number
"""
_ABOUT: Final = """
SELECT number, at_us, who, action, subject, details, previous, hash FROM audit
WHERE subject = ? OR (subject >= ? AND subject < ?) OR (subject >= ? AND subject < ?) ORDER BY number
"""


class PaperQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_audit_head(self) -> AuditHead:
        """The newest entry of the audit log."""
        row = self._one("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
        return AuditHead(0, FIRST_PREVIOUS) if row is None else AuditHead(row[0], row[1])

    def load_observations(self, key: VerificationKey) -> tuple[RawRecord, ...]:
        """Everything the provider has told about a verification, as received, oldest first."""
        return tuple(
            RawRecord(kind, EventSource(source), require_us(seen_us), bytes(body))
            for kind, source, seen_us, body in self._all(_OBSERVATIONS, (key.account_id, to_storable(key.id)))
        )

    def load_earlier_reports(self, key: VerificationKey) -> tuple[Report, ...]:
        """The reports of a verification that were kept before the newest one, newest first."""
        with mapped_errors():
            return records.load_earlier_reports(self._connection, key)

    def load_audit_about(self, key: VerificationKey) -> tuple[ActivityEntry, ...]:
        """The entries of the audit log that name a verification or one of its attempts, oldest first."""
        place = f"{key.account_id}/{to_storable(key.id)}"
        # A name that goes on after a slash; the character behind the slash ends that range.
        whole, attempts = f"verification {place}", f"attempt {place}"
        values = (whole, f"{whole}/", f"{whole}0", f"{attempts}/", f"{attempts}0")
        return tuple(
            ActivityEntry(number, require_us(at_us), *texts)
            for number, at_us, *texts in self._all(_ABOUT, values)
        )
