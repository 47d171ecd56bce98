"""Takes personal data out of the record after a provider erased it: ids, status, codes and times stay, nothing else.

What is gone here is gone for good; asks nobody, and tells the vault's objects that have to go to whoever called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, select, true, update

from console.domain.account import AccountId
from console.domain.attempt import StretchKind
from console.domain.customer import CustomerId
from console.domain.risk import LabelRef
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import Verification, VerificationId, VerificationKey
from console.store import tables as t
from console.store.codec import (
    dump_attempts,
    dump_outbox,
    dump_verification,
    read_attempts,
    read_outbox,
    read_verification,
)
from console.store.desk_erasing import erase_customer_history, erase_desk_words, void_waiting
from console.store.entries import mark_changed, refresh_customers, refresh_verifications
from console.store.erased import strip_item
from console.store.evidence_tables import capture, evidence_file
from console.store.front_desk_work import drop_drafts, forget_at_desk
from console.store.insight_work import refresh_insights
from console.store.journal_work import JournalWork, to_subject
from console.store.people_index import find_nameless, refresh_people
from console.store.people_leaving import forget_people
from console.store.saved_view_work import forget_words
from console.store.text import to_storable
from console.store.texts import dump_labels
from console.store.times import to_us

# Of these the raw value is a word of the provider's, not something said about a person.
_KEPT_RAW = (
    *("created", "status_changed", "label_added", "label_removed", "attempt_added", "verdict_changed"),
    *(f"attempt_{kind.value}" for kind in StretchKind),
    # Titles of ours: what was done must stay readable beside when and by whom.
    *("operation_done", "operation_uncertain"),
    # Kinds of decisions, numbers of notes, colleagues' names.
    *("decided", "decision_approved", "decision_turned_down", "decision_undone", "decision_void"),
    *("decision_outdated", "note_added", "note_withdrawn", "assigned", "snoozed"),
)
# Parts of the names of facts that tell one person from others.
_NAMING: Final = ("name", "mail", "number", "phone")


class ErasureWork(JournalWork):
    """Part of the unit of work; inside its transaction."""

    def erase_verification(self, key: VerificationKey) -> tuple[str, ...]:
        """Forget what is personal in one verification; the objects that must leave the vault.

        Where the provider keeps no customers of its own, the customer's name goes with their last verification.
        """
        v = t.verification.c
        found = self._find(key.account_id, v.id == to_storable(key.id))
        objects = self._erase(key.account_id, found)
        for _, _, owner in found:
            theirs = v.customer_id == owner
            if not owner or self._has_person(key.account_id, theirs):
                continue
            if self._erase_name(key.account_id, owner, t.customer.c.created_us.is_(None)):
                self._erase_intents(key.account_id, customer_id=CustomerId(owner))
        return objects

    def erase_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """Forget a customer's name and address; their verifications stay as they are."""
        known_id = to_storable(customer_id)
        self._erase_name(account_id, known_id, true())
        c = t.customer.c
        is_theirs = and_(c.account == self._number(account_id), c.id == known_id)
        self._connection.execute(update(t.customer).where(is_theirs).values(is_erased=1))
        v = t.verification.c
        theirs = and_(v.account == self._number(account_id), v.customer_id == known_id)
        self._connection.execute(update(t.verification).where(theirs).values(told_name="", told_email=""))
        self._refresh(account_id, self._find(account_id, v.customer_id == known_id))
        self._erase_intents(account_id, customer_id=customer_id)

    def _has_person(self, account_id: AccountId, condition: ColumnElement[bool]) -> bool:
        """True when something personal is left in one of these verifications."""
        v = t.verification.c
        query = select(v.facts).where(v.account == self._number(account_id), condition)
        return any(not read_verification(facts).is_erased for facts in self._connection.scalars(query))

    def _erase_name(self, account_id: AccountId, customer_id: str, condition: ColumnElement[bool]) -> bool:
        """True when the customer is one whose name goes here."""
        c = t.customer.c
        is_theirs = and_(c.account == self._number(account_id), c.id == customer_id, condition)
        for told in self._connection.execute(select(c.name, c.email).where(is_theirs)).all():
            forget_words(self._connection, tuple(told))
            drop_drafts(self._connection, self._number(account_id), customer_id, told)
        erased = self._connection.execute(update(t.customer).where(is_theirs).values(name="", email=""))
        if erased.rowcount:
            earlier = erase_customer_history(self._connection, self._number(account_id), customer_id)
            forget_words(self._connection, earlier)
        found = self._find(account_id, t.verification.c.customer_id == customer_id)
        self._refresh(account_id, found or [(0, "", customer_id)])
        return erased.rowcount > 0

    def _find(self, account_id: AccountId, condition: ColumnElement[bool]) -> list[tuple[int, str, str]]:
        v = t.verification.c
        query = select(v.number, v.id, v.customer_id).where(v.account == self._number(account_id), condition)
        return [(number, known_id, owner) for number, known_id, owner in self._connection.execute(query)]

    def _number(self, account_id: AccountId) -> int | None:
        return self._connection.scalar(select(t.account.c.number).where(t.account.c.id == account_id))

    def _erase(self, account_id: AccountId, found: Sequence[tuple[int, str, str]]) -> tuple[str, ...]:
        reports: list[str] = []
        for number, known_id, _ in found:
            reports += self._erase_one(account_id, number, VerificationId(known_id))
            self._erase_intents(account_id, verification_id=VerificationId(known_id))
        self._refresh(account_id, found)
        return tuple(reports)

    def _erase_one(self, account_id: AccountId, number: int, verification_id: VerificationId) -> list[str]:
        v, r = t.verification, t.report
        wanted = select(v.c.facts, v.c.attempts, v.c.told_name, v.c.told_email).where(v.c.number == number)
        row = self._connection.execute(wanted).one()
        known = read_verification(row.facts)
        forget_words(self._connection, (row.told_name, row.told_email, *_names_in(known)))
        forget_at_desk(self._connection, number, (row.told_name, row.told_email))
        bare = _without_person(known)
        attempts = [
            replace(attempt, details=(), labels=_without_notes(attempt.labels))
            for attempt in read_attempts(row.attempts)
        ]
        columns = {
            "labels": dump_labels(bare.labels),
            "facts": dump_verification(bare),
            "attempts": dump_attempts(attempts),
            "unreadable": "[]",
        }
        self._connection.execute(
            update(v).where(v.c.number == number).values(**columns, told_name="", told_email="")
        )
        reports = [
            object_id
            for kept in (r, evidence_file)
            for object_id in self._connection.scalars(
                select(kept.c.object_id).where(kept.c.verification == number)
            )
        ]
        self._end_waiting(number, VerificationKey(account_id, verification_id))
        erase_desk_words(self._connection, number)
        for table in (t.observation, t.report, evidence_file, capture):
            self._connection.execute(delete(table).where(table.c.verification == number))
        e = t.event
        said = and_(e.c.verification == number, e.c.kind.not_in(_KEPT_RAW))
        # Two things said at one moment are one event once nothing tells them apart any more.
        self._connection.execute(update(e).prefix_with("OR REPLACE").where(said).values(raw=""))
        d = t.delivery.c
        self._connection.execute(
            delete(t.delivery).where(
                d.account == self._number(account_id), d.verification_id == to_storable(verification_id)
            )
        )
        return reports

    def _end_waiting(self, number: int, key: VerificationKey) -> None:
        for decision, kind in void_waiting(self._connection, number, to_us(self.now) or 0):
            self.append_event(key, TimelineEvent(self.now, "decision_void", EventSource.US, kind))
            self.append_audit("decision_void", to_subject(key), f"decision {decision}")

    def _erase_intents(
        self,
        account_id: AccountId,
        verification_id: VerificationId | None = None,
        customer_id: CustomerId | None = None,
    ) -> None:
        """What a person typed to make it: the intents keep their ids and how they ended."""
        o = t.outbox.c
        query = select(o.id, o.account_id, o.state, o.created_us, o.updated_us, o.body)
        for row in self._connection.execute(query.where(o.account_id == account_id)):
            item = read_outbox((row.id, row.account_id, row.state, row.created_us, row.updated_us), row.body)
            meant = (item.verification_id, item.intent.verification_id)
            is_meant = verification_id is not None and verification_id in meant
            if is_meant or (customer_id is not None and item.customer_id == customer_id):
                bare = update(t.outbox).where(o.id == item.id).values(body=dump_outbox(strip_item(item)))
                self._connection.execute(bare)

    def _refresh(self, account_id: AccountId, found: Sequence[tuple[int, str, str]]) -> None:
        account = self._number(account_id)
        if account is None:
            return
        changed = refresh_verifications(self._connection, [number for number, _, _ in found])
        owners = [owner for _, _, owner in found]
        changed |= refresh_customers(self._connection, account, owners)
        refresh_people(self._connection, account, owners)
        refresh_insights(self._connection, [number for number, _, _ in found])
        forget_people(self._connection, find_nameless(self._connection, account, owners))
        if changed:
            mark_changed(self._connection)


def _without_person(known: Verification) -> Verification:
    """What is left of a verification: ids, status, codes and times."""
    return replace(
        known,
        labels=_without_notes(known.labels),
        hosted_link=None,
        declared=(),
        verified=(),
        documents=(),
        comment="",
        encrypted=False,
        report_ready=None,
        details=(),
        is_erased=True,
    )


def _names_in(known: Verification) -> Iterator[str]:
    """What facts say of who it is; the rest (countries, kinds of documents) is said of many."""
    for fact in (
        *known.declared,
        *known.verified,
        *(each for paper in known.documents for each in paper.facts),
    ):
        if any(word in fact.field.casefold() for word in _NAMING):
            yield fact.value


def _without_notes(labels: Sequence[LabelRef]) -> tuple[LabelRef, ...]:
    """The values are the provider's vocabulary; the words sent along may be a reviewer's about the person."""
    return tuple(replace(label, note="") for label in labels)
