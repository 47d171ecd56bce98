"""What can be changed, inside one transaction of the writing thread; imports SQLAlchemy, so only that thread loads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError

from console.domain.account import Account, AccountId
from console.domain.errors import NameTaken
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import KnownRecord, Snapshot, VerificationKey
from console.store import tables as t
from console.store.attention_work import mark_verdict_seen
from console.store.decision_work import DecisionWork
from console.store.deliveries import DeliveryWork
from console.store.entries import drop_account
from console.store.erased import is_erased
from console.store.erasing import ErasureWork
from console.store.evidence_tables import evidence_file
from console.store.evidence_work import EvidenceWork
from console.store.front_desk_work import FrontDeskWork
from console.store.label_work import LabelWork
from console.store.marks import AccountMarks
from console.store.people import PeopleWork
from console.store.people_leaving import drop_people_of
from console.store.recording import Recorder
from console.store.refolding import RefoldWork
from console.store.report_text_work import ReportTextWork
from console.store.saved_view_work import SavedViewWork
from console.store.texts import dump
from console.store.times import to_us
from console.store.values import Recorded


class UnitOfWork(
    DecisionWork,
    PeopleWork,
    DeliveryWork,
    ErasureWork,
    EvidenceWork,
    FrontDeskWork,
    LabelWork,
    ReportTextWork,
    SavedViewWork,
    RefoldWork,
):
    """Handed to the function given to `Store.write`; useless afterwards. `who` signs what is done in it."""

    def shrink(self) -> None:
        """Give back the pages that the writing connection keeps in memory."""
        self._connection.exec_driver_sql("PRAGMA shrink_memory")

    def save_account(self, account: Account) -> None:
        """Add the account or replace it; raises `NameTaken` when another one has its name."""
        columns = {
            "id": account.id,
            "name": account.name,
            "provider": account.provider,
            "environment": account.environment.value,
            "base_url": account.base_url,
            "settings": dump(dict(account.settings)),
        }
        statement = insert(t.account).values(**columns, problem="")
        try:
            self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=columns))
        except IntegrityError:
            raise NameTaken("An account of this name exists. Choose another name.") from None
        self.follow_pictures(account.id)

    def remove_account(self, account_id: AccountId) -> tuple[str, ...]:
        """Drop the account and everything known through it; the objects that must leave the vault. The audit log stays.

        Nothing happens where there is none.
        """
        number = self._find_account(account_id)
        if number is None:
            return ()
        v = t.verification.c
        theirs = select(v.number).where(v.account == number)
        objects = tuple(
            object_id
            for kept in (t.report.c, evidence_file.c)
            for object_id in self._connection.scalars(
                select(kept.object_id).where(kept.verification.in_(theirs))
            )
        )
        drop_people_of(self._connection, number)
        drop_account(self._connection, number)
        self._connection.execute(delete(t.account).where(t.account.c.number == number))
        return objects

    def save_account_marks(self, account_id: AccountId, marks: AccountMarks) -> None:
        """Remember how far the account has come; None and empty values overwrite."""
        columns = {
            "last_full_sync_us": to_us(marks.last_full_sync_at),
            "last_ok_us": to_us(marks.last_ok_at),
            "problem": marks.problem,
        }
        self._connection.execute(update(t.account).where(t.account.c.id == account_id).values(**columns))

    def record_snapshots(
        self, account_id: AccountId, snapshots: Sequence[Snapshot], source: EventSource, seen_at: datetime
    ) -> Recorded:
        """Keep what a look at the provider gave and derive the current state, timeline and lists from it.

        What the provider sent is kept even where it changes nothing; an older answer never turns a state back.
        Webhooks that waited for one of them go into its record. Raises `NotKnown` for an account that is not (or no
        longer) in the profile.
        """
        recorded = self._recorder(account_id).record(snapshots, source, seen_at)
        self.follow_evidence(account_id, recorded.changed)
        self.wish_captures(account_id, (*recorded.changed, *recorded.added))
        self.renew_captures(account_id, recorded.reversed)
        self.release_deliveries(account_id, [key.id for key in recorded.added + recorded.first_read])
        return recorded

    def follow_erasure(self, key: VerificationKey, source: EventSource) -> tuple[str, ...] | None:
        """The provider has erased it by itself: what is personal goes here too, once, and that is logged.

        Returns the objects that must leave the vault, None where it was erased before. Raises `NotKnown`.
        """
        if is_erased(self._connection, key.account_id, key.id):
            return None
        objects = self.erase_verification(key)
        event = TimelineEvent(self.now, "erased_by_provider", source)
        self.append_event(key, event, audit="erased_by_provider")
        return objects

    def add_known(self, account_id: AccountId, rows: Iterable[KnownRecord]) -> tuple[VerificationKey, ...]:
        """Add ids that somebody told us, in Phase.UNKNOWN with an empty raw status until they are read.

        Returns the verifications that were new. Facts from the provider are never overwritten. Raises `NotKnown`.
        """
        return self._recorder(account_id).add_known(rows, self.now)

    def mark_seen(self, key: VerificationKey) -> bool:
        """Somebody has looked at the verdict that changed; False when there was none to look at. Raises `NotKnown`."""
        if not mark_verdict_seen(self._connection, self._require_verification(key)):
            return False
        event = TimelineEvent(self.now, "verdict_seen", EventSource.US)
        self.append_event(key, event, audit="verdict_seen")
        return True

    def _recorder(self, account_id: AccountId) -> Recorder:
        return Recorder(self._connection, account_id, self._require_account(account_id))
