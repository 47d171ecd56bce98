"""What can be asked about the inbox: doubtful creates on top, then the cases in the order their lines keep."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from console.domain.account import Account
from console.domain.attention import AttentionReason, InboxCase, InboxCreate, InboxRow
from console.domain.customer import CustomerId
from console.domain.evidence_file import EvidenceKind
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.outbox import OutboxId, OutboxItem, OutboxState
from console.store.codec import read_outbox
from console.store.driver import mapped_errors
from console.store.inbox_keys import read_reasons, read_since, to_whole_minute
from console.store.queries import rows
from console.store.queries.list_queries import ListQueries
from console.store.queries.list_tables import INBOX
from console.store.queries.lists import build_uncounted
from console.store.text import build_haystack, split_terms

_DOUBTFUL = """
SELECT id, account_id, state, created_us, updated_us, body FROM outbox INDEXED BY outbox_doubtful
WHERE state IN ('unknown', 'attention') ORDER BY created_us, rowid
"""
# Why evidence of these is not here yet, where a capture tried; the report's before the pictures'.
_IN_THE_WAY = (
    "SELECT e.place, c.kind, c.reason FROM verification_entry e JOIN capture c ON c.verification = e.number "
    "AND c.reason <> '' WHERE e.place IN ({marks}) ORDER BY c.kind DESC"
)
_MISSED: Final[Mapping[str, AttentionReason]] = MappingProxyType(
    {
        EvidenceKind.REPORT: AttentionReason.REPORT_MISSING,
        EvidenceKind.PICTURE: AttentionReason.PICTURES_MISSING,
    }
)
_URGENCY = "SELECT place, inbox_key, reasons, due_us FROM verification_entry WHERE place IN ({marks})"


class InboxQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_inbox(self, query: ListQuery, start: int, count: int) -> tuple[InboxRow, ...]:
        """`count` lines from position `start`: most urgent first, and among them whoever has waited longest."""
        creates = self._load_creates(query)
        first = creates[start : start + count]
        with mapped_errors():
            plan = self._plan(INBOX, query)
            wanted = max(0, start - len(creates)), count - len(first)
            return (*first, *self._to_cases(self._windows.load_places(plan, *wanted)))

    def count_inbox(self, query: ListQuery, at_most: int = 0) -> int:
        """How many lines there are; stops counting at `at_most` when that is not 0."""
        creates = len(self._load_creates(query))
        with mapped_errors():
            counted = creates + self._windows.count(self._plan(INBOX, query), at_most)
        return min(counted, at_most) if at_most else counted

    def count_inbox_reasons(self, query: ListQuery) -> Mapping[AttentionReason, int]:
        """How many lines have each reason; reasons that none has are left out."""
        now_us = to_whole_minute(self._clock.now())
        plan = self._plan(INBOX, query)
        source, condition = build_uncounted(plan, broad=bool(plan.match))
        found = self._all(
            f"SELECT e.reasons, e.due_us <= {now_us}, count(*) FROM {source} WHERE {condition.sql} GROUP BY 1, 2",
            condition.parameters,
        )
        counts: Counter[AttentionReason] = Counter()
        for bits, is_due, count in found:
            for reason in read_reasons(bits, now_us if is_due else None, now_us):
                counts[reason] += count
        creates = len(self._load_creates(query))
        return {**({AttentionReason.UNCERTAIN_CREATE: creates} if creates else {}), **counts}

    def find_inbox_position(self, query: ListQuery, key: VerificationKey | OutboxId) -> int | None:
        """Where a line stands, or None where there is none of it."""
        creates = self._load_creates(query)
        if not isinstance(key, VerificationKey):
            return next((place for place, create in enumerate(creates) if create.key == key), None)
        position = self._find_verification(INBOX, query, key)
        return None if position is None else len(creates) + position

    def _to_cases(self, places: Sequence[int]) -> tuple[InboxCase, ...]:
        now_us = to_whole_minute(self._clock.now())
        marks = ",".join("?" * len(places))
        asked = self._connection.execute(_URGENCY.format(marks=marks), tuple(places))
        urgency = {place: rest for place, *rest in asked}
        told: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        for place, kind, reason in self._connection.execute(_IN_THE_WAY.format(marks=marks), tuple(places)):
            told[place].append((kind, reason))
        found = rows.load_verification_rows(self._connection, places)
        lines: list[InboxCase] = []
        for place, row in zip(places, found, strict=True):
            inbox_key, bits, due_us = urgency[place]
            reasons = read_reasons(bits, due_us, now_us)
            detail = " ".join(told_reason for kind, told_reason in told[place] if _MISSED[kind] in reasons)
            lines.append(InboxCase(row, reasons, read_since(inbox_key), detail))
        return tuple(lines)

    def _load_creates(self, query: ListQuery) -> tuple[InboxCreate, ...]:
        if _asks_for_a_verification(query):
            return ()
        with mapped_errors():
            known = {each.account.id: each.account for each in rows.load_accounts(self._connection)}
            found = self._connection.execute(_DOUBTFUL).fetchall()
        items = [read_outbox(tuple(columns), body) for *columns, body in found]
        creates = (
            self._to_create(item, known[item.account_id]) for item in items if item.account_id in known
        )
        return tuple(create for create in creates if _matches(create, query))

    def _to_create(self, item: OutboxItem, account: Account) -> InboxCreate:
        name, email, reference = item.intent.name, item.intent.email, item.intent.reference
        if item.customer_id and not (name and email):
            known = self._one(
                "SELECT c.name, c.email FROM customer c JOIN account a ON a.number = c.account "
                "WHERE a.id = ? AND c.id = ?",
                (account.id, CustomerId(item.customer_id)),
            )
            name, email = (name or known[0], email or known[1]) if known is not None else (name, email)
        return InboxCreate(
            item.id,
            account.id,
            account.provider,
            account.name,
            account.environment,
            name,
            email,
            reference,
            OutboxState(item.state),
            item.first_sent_at or item.created_at,
            item.reason,
        )


def _asks_for_a_verification(query: ListQuery) -> bool:
    """True when a filter names what a create that made nothing yet cannot have."""
    return bool(
        query.phases
        or query.label
        or query.severities
        or query.assignees - {""}
        or query.has_report
        or query.overdue
        or query.since
        or query.until
        or query.created_since
        or query.created_until
    )


def _matches(create: InboxCreate, query: ListQuery) -> bool:
    searched = build_haystack((create.customer_name, create.email, create.reference))
    return (
        (not query.providers or create.provider in query.providers)
        and (not query.accounts or create.account_id in query.accounts)
        and all(term in searched for term in split_terms(query.text))
    )
