"""What can be changed about evidence: captures are wished for, taken, ended; reports and pictures are remembered.

A capture is held as an outbox item is: by one attempt of one program, until its lease ends. Fetches and opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, insert, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.errors import NotKnown
from console.domain.evidence_file import (
    PICTURES_ON,
    PICTURES_SETTING,
    CaptureState,
    EvidenceFile,
    EvidenceKind,
)
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.timeline import TimelineEvent
from console.domain.verification import VerificationId, VerificationKey
from console.store import evidence_tables as e
from console.store import tables as t
from console.store.entries import in_chunks, mark_changed, refresh_verifications
from console.store.erased import is_erased
from console.store.journal_work import JournalWork, to_subject
from console.store.rules import rules_of
from console.store.text import to_storable
from console.store.texts import read_settings
from console.store.times import require_us, to_us
from console.store.values import LONGEST_CAPTURE_WAIT, Lease, TakenCapture

# Decided longer ago, a verdict waits for its turn: a new account must not spend its budget on the past.
TURN_AFTER: Final = timedelta(days=1)
# A lease that lies further ahead was written before the clock was set back.
_LONGEST_LEASE: Final = timedelta(minutes=10)
_DECIDED: Final = tuple(phase.value for phase in Phase if phase.is_decided)
_IS_DECIDED: Final = and_(t.verification.c.is_open == 0, t.verification.c.phase.in_(_DECIDED))


class EvidenceWork(JournalWork):
    """Part of the unit of work; inside its transaction."""

    def wish_captures(self, account_id: AccountId, keys: Iterable[VerificationKey]) -> None:
        """Of these, what is decided by now is to be captured: the report where the provider makes one, pictures where
        the account's setting says so. What is wished for already, or is here, stays as it is."""
        account = self._load_capturing(account_id)
        if account is None or not account[1]:
            return
        number, kinds = account
        for chunk in in_chunks([to_storable(key.id) for key in keys]):
            for kind in kinds:
                self._wish(number, kind, t.verification.c.id.in_(chunk))

    def renew_captures(self, account_id: AccountId, keys: Iterable[VerificationKey]) -> None:
        """The verdict of these changed: what was captured tells the former one, so it is captured once more, now, or
        as soon as there is a verdict again; whatever is on its way meanwhile."""
        account = self._load_capturing(account_id)
        if account is None:
            return
        number, kinds = account
        for chunk in in_chunks([to_storable(key.id) for key in keys]):
            v = t.verification.c
            theirs = and_(v.account == number, v.id.in_(chunk))
            for kind in kinds:
                for verification in list(self._connection.scalars(select(v.number).where(theirs))):
                    self._want_now(verification, number, kind)

    def want_capture(self, key: VerificationKey, kind: EvidenceKind) -> None:
        """It is to be fetched (again) as soon as may be: its stored file is damaged. Raises `NotKnown`."""
        self._want_now(self._require_verification(key), self._require_account(key.account_id), kind)

    def hurry_captures(self, key: VerificationKey) -> None:
        """The provider told something about it: what waits is tried now. Raises `NotKnown`."""
        c = e.capture.c
        is_meant = and_(
            c.verification == self._require_verification(key), c.state == CaptureState.WAITING.value
        )
        self._connection.execute(update(e.capture).where(is_meant).values(next_us=to_us(self.now)))

    def take_capture(
        self, account_id: AccountId, lease: Lease, *, in_turn: bool = False
    ) -> TakenCapture | None:
        """The capture whose time has come, held by `lease` now; None when there is none that nobody holds.

        `in_turn`: of those decided long ago, the newest verdict. What is not decided at the moment waits until it is;
        wishes for what was erased go on the way.
        """
        account = self._find_account(account_id)
        c = e.capture.c
        time = c.next_us.is_(None) if in_turn else self._is_due()
        order = c.since_us.desc() if in_turn else c.next_us
        query = (
            select(c.verification, c.kind)
            .join_from(e.capture, t.verification, t.verification.c.number == c.verification)
            .where(
                _IS_DECIDED,
                c.account == account,
                c.state == CaptureState.WAITING.value,
                time,
                self._is_free(lease.holder),
            )
            .order_by(order)
            .limit(1)
        )
        while (found := self._connection.execute(query).one_or_none()) is not None:
            taken = self._hold(found[0], EvidenceKind(found[1]), lease, account_id)
            if taken is not None:
                return taken
            self._connection.execute(delete(e.capture).where(c.verification == found[0]))
        return None

    def take_one_capture(self, key: VerificationKey, kind: EvidenceKind, lease: Lease) -> TakenCapture | None:
        """This one, whatever its state, because a person asks; None while somebody else holds it. Raises `NotKnown`."""
        number = self._require_verification(key)
        row = self._build_row(number, self._require_account(key.account_id), kind, to_us(self.now))
        self._connection.execute(upsert(e.capture).values(row).on_conflict_do_nothing())
        c = e.capture.c
        free = select(c.kind).where(
            c.verification == number, c.kind == kind.value, self._is_free(lease.holder)
        )
        if self._connection.execute(free).one_or_none() is None:
            return None
        return self._hold(number, kind, lease, key.account_id, even_open=True)

    def renew_capture_lease(self, taken: TakenCapture, lease: Lease) -> bool:
        """Hold it until the lease's new end; False when it was lost."""
        values = {"lease_until_us": to_us(lease.until)}
        return self._change(taken, lease.holder, values)

    def end_capture(
        self,
        taken: TakenCapture,
        holder: str,
        state: CaptureState,
        *,
        tries: int,
        next_at: datetime | None = None,
        reason: str = "",
    ) -> bool:
        """Give it back as it ended, or as it is where it was wished for anew meanwhile; False when it was lost, or went
        with its record."""
        values = {
            "state": state.value,
            "tries": tries,
            "next_us": to_us(next_at),
            "reason": to_storable(reason),
            "holder": "",
            "lease_until_us": None,
        }
        # Of one that was wished for anew meanwhile the new wish stands.
        is_ended = self._change(taken, holder, values, e.capture.c.is_renewed == 0)
        if is_ended:
            self._list_anew(self._require_verification(taken.key))
        return is_ended or self.release_capture(taken, holder)

    def release_capture(self, taken: TakenCapture, holder: str) -> bool:
        """Give it back as it was; False when it was lost."""
        return self._change(taken, holder, {"holder": "", "lease_until_us": None})

    def save_report(self, report: Report, event: TimelineEvent) -> bool:
        """Remember a report whose bytes are in the vault, with its event and an audit entry; its capture is done.

        False when the newest one is these very bytes: then nothing new is remembered. Raises `NotKnown`, and for a
        verification that was erased meanwhile too.
        """
        number = self._require_not_erased(report.key, "its report is")
        self._settle(number, report.key, EvidenceKind.REPORT)
        r = t.report.c
        newest = select(r.object_id).where(r.verification == number).order_by(r.number.desc()).limit(1)
        if self._connection.scalar(newest) == report.object_id:
            self.append_audit("report_stored", to_subject(report.key), report.sha256)
            return False
        columns = {
            "verification": number,
            "kind": report.kind,
            "size_bytes": report.size_bytes,
            "sha256": report.sha256,
            "fetched_us": to_us(report.fetched_at),
            "source": to_storable(report.source),
            "request_id": to_storable(report.request_id),
            "object_id": report.object_id,
        }
        self._connection.execute(insert(t.report).values(**columns))
        self._list_anew(number)
        self.append_event(report.key, event)
        self.append_audit("report_stored", to_subject(report.key), report.sha256)
        return True

    def save_pictures(
        self, key: VerificationKey, files: Sequence[EvidenceFile], event: TimelineEvent, *, is_all: bool
    ) -> int:
        """Remember pictures whose bytes are in the vault; how many were not here before. `is_all`: the capture is done.

        Raises `NotKnown`, and for a verification that was erased meanwhile too.
        """
        number = self._require_not_erased(key, "its pictures are")
        if is_all:
            self._settle(number, key, EvidenceKind.PICTURE)
            self._list_anew(number)
        added: list[EvidenceFile] = []
        for file in files:
            done = self._connection.execute(
                upsert(e.evidence_file).values(_to_columns(number, file)).on_conflict_do_nothing()
            )
            if done.rowcount > 0:
                added.append(file)
        if added:
            self.append_event(key, event)
        for file in added:
            self.append_audit("picture_stored", to_subject(key), f"sha256 {file.sha256}")
        return len(added)

    def follow_pictures(self, account_id: AccountId) -> None:
        """Where an account keeps no pictures any more, none are missed; where it does again, they are."""
        c = e.capture.c
        is_missed = and_(c.kind == EvidenceKind.PICTURE.value, c.state != CaptureState.STORED.value)
        query = select(c.verification).where(c.account == self._find_account(account_id), is_missed)
        self._list_anew(*self._connection.scalars(query))

    # --- parts ---

    def _load_capturing(self, account_id: AccountId) -> tuple[int, tuple[EvidenceKind, ...]] | None:
        a = t.account.c
        query = select(a.number, a.provider, a.settings).where(a.id == account_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        kinds: list[EvidenceKind] = []
        if row.provider in rules_of(self._connection).reporting:
            kinds.append(EvidenceKind.REPORT)
        if read_settings(row.settings).get(PICTURES_SETTING) == PICTURES_ON:
            kinds.append(EvidenceKind.PICTURE)
        return row.number, tuple(kinds)

    def _wish(self, account: int, kind: EvidenceKind, condition: ColumnElement[bool]) -> None:
        v, f = t.verification.c, e.evidence_file.c
        kept = t.report.c.verification if kind is EvidenceKind.REPORT else f.verification
        query = select(v.number, v.order_us).where(
            v.account == account,
            condition,
            _IS_DECIDED,
            ~select(literal(1)).where(kept == v.number).exists(),
        )
        new_us = to_us(self.now - TURN_AFTER) or 0
        now_us = to_us(self.now)
        rows = [
            self._build_row(number, account, kind, order_us, now_us if order_us >= new_us else None)
            for number, order_us in self._connection.execute(query)
        ]
        if rows:
            self._connection.execute(upsert(e.capture).on_conflict_do_nothing(), rows)

    def _want_now(self, verification: int, account: int, kind: EvidenceKind) -> None:
        now_us = to_us(self.now)
        row = self._build_row(verification, account, kind, now_us, now_us)
        names = ("state", "tries", "since_us", "next_us", "reason")
        fresh = {**{name: row[name] for name in names}, "is_renewed": 1}
        keys = ["verification", "kind"]
        self._connection.execute(
            upsert(e.capture).values(row).on_conflict_do_update(index_elements=keys, set_=fresh)
        )
        self._list_anew(verification)

    def _list_anew(self, *numbers: int) -> None:
        """What is missed of these stands in the inbox."""
        if refresh_verifications(self._connection, numbers):
            mark_changed(self._connection)

    def _build_row(
        self,
        verification: int,
        account: int,
        kind: EvidenceKind,
        since_us: int | None,
        next_us: int | None = None,
    ) -> dict[str, Any]:
        return {
            "verification": verification,
            "kind": kind.value,
            "account": account,
            "state": CaptureState.WAITING.value,
            "tries": 0,
            "since_us": since_us or 0,
            "next_us": next_us,
            "reason": "",
            "holder": "",
            "lease_until_us": None,
            "is_renewed": 0,
        }

    def _is_due(self) -> ColumnElement[bool]:
        next_us = e.capture.c.next_us
        return or_(next_us <= to_us(self.now), next_us > to_us(self.now + LONGEST_CAPTURE_WAIT))

    def _is_free(self, holder: str) -> ColumnElement[bool]:
        c = e.capture.c
        until = c.lease_until_us
        is_over = or_(until <= to_us(self.now), until > to_us(self.now + _LONGEST_LEASE))
        return or_(c.holder.in_(("", holder)), is_over)

    def _hold(
        self,
        number: int,
        kind: EvidenceKind,
        lease: Lease,
        account_id: AccountId,
        *,
        even_open: bool = False,
    ) -> TakenCapture | None:
        """None, and nothing held, for what is not to be captured any more."""
        v, c = t.verification.c, e.capture.c
        query = (
            select(v.id, v.customer_id, c.tries, c.since_us, c.state)
            .join_from(t.verification, e.capture, c.verification == v.number)
            .where(v.number == number, c.kind == kind.value)
        )
        row = self._connection.execute(query if even_open else query.where(_IS_DECIDED)).one_or_none()
        if row is None or (not even_open and is_erased(self._connection, account_id, VerificationId(row.id))):
            return None
        held = {"holder": lease.holder, "lease_until_us": to_us(lease.until), "is_renewed": 0}
        self._connection.execute(
            update(e.capture).where(c.verification == number, c.kind == kind.value).values(**held)
        )
        key = VerificationKey(account_id, VerificationId(row.id))
        return TakenCapture(
            key,
            kind,
            CustomerId(row.customer_id),
            CaptureState(row.state),
            row.tries,
            require_us(row.since_us),
        )

    def _change(
        self, taken: TakenCapture, holder: str, values: dict[str, Any], *more: ColumnElement[bool]
    ) -> bool:
        c, v, a = e.capture.c, t.verification.c, t.account.c
        number = (
            select(v.number)
            .join(t.account, a.number == v.account)
            .where(a.id == taken.key.account_id, v.id == to_storable(taken.key.id))
            .scalar_subquery()
        )
        is_held = and_(c.verification == number, c.kind == taken.kind.value, c.holder == holder, *more)
        return self._connection.execute(update(e.capture).where(is_held).values(**values)).rowcount > 0

    def _require_not_erased(self, key: VerificationKey, what: str) -> int:
        number = self._require_verification(key)
        if is_erased(self._connection, key.account_id, key.id):
            raise NotKnown(f"What was personal in this verification was erased, so {what} not kept.")
        return number

    def _settle(self, number: int, key: VerificationKey, kind: EvidenceKind) -> None:
        """It is here: whoever asked for it, the wish is fulfilled; but not one made while it was on its way."""
        row = self._build_row(number, self._require_account(key.account_id), kind, to_us(self.now))
        done = {
            "state": CaptureState.STORED.value,
            "next_us": None,
            "reason": "",
            "holder": "",
            "lease_until_us": None,
        }
        c = e.capture.c
        is_it = and_(c.verification == number, c.kind == kind.value)
        on_its_way = select(c.kind).where(is_it, c.is_renewed == 1, c.holder != "")
        if self._connection.execute(on_its_way).one_or_none() is not None:
            freed = {"holder": "", "lease_until_us": None}
            self._connection.execute(update(e.capture).where(is_it).values(**freed))
            return
        keys = ["verification", "kind"]
        self._connection.execute(
            upsert(e.capture).values({**row, **done}).on_conflict_do_update(index_elements=keys, set_=done)
        )


def _to_columns(number: int, file: EvidenceFile) -> dict[str, Any]:
    return {
        "verification": number,
        "role": to_storable(file.role),
        "attempt_id": to_storable(file.attempt_id),
        "media_type": to_storable(file.media_type),
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "fetched_us": to_us(file.fetched_at),
        "source": to_storable(file.source),
        "request_id": to_storable(file.request_id),
        "object_id": file.object_id,
    }
