"""What can be changed about webhook deliveries: each applied once, kept as it came where nothing can be done yet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from console.domain.account import AccountId
from console.domain.errors import NotKnown
from console.domain.timeline import EventSource
from console.domain.verification import VerificationId
from console.domain.webhook import WEBHOOK, KeptDelivery
from console.store import tables as t
from console.store.entries import in_chunks
from console.store.erased import is_erased
from console.store.text import to_storable
from console.store.times import to_us

# Of each account; a sender with a valid signature cannot fill the disk with what nobody can read.
MOST_KEPT: Final = 5_000


class DeliveryWork:
    """Part of the unit of work; inside its transaction."""

    _connection: Connection
    now: datetime

    def remember_webhook(self, account_id: AccountId, dedupe_key: str) -> bool:
        """True the first time, False for a delivery that has been applied before. Raises `NotKnown`."""
        statement = insert(t.webhook).values(
            account=self._require_owner(account_id),
            dedupe_key=to_storable(dedupe_key),
            seen_us=to_us(self.now),
        )
        return self._connection.execute(statement.on_conflict_do_nothing()).rowcount > 0

    def forget_webhooks(self, account_id: AccountId, before: datetime) -> int:
        """Those remembered before that moment are as good as new from now on. Returns how many; raises `NotKnown`."""
        w = t.webhook
        is_old = (w.c.account == self._require_owner(account_id)) & (w.c.seen_us < to_us(before))
        return self._connection.execute(delete(w).where(is_old)).rowcount

    def keep_delivery(self, kept: KeptDelivery) -> None:
        """Add a delivery as it came, unless its verification was erased; the oldest go when there are too many.

        Raises `NotKnown`.
        """
        account = self._require_owner(kept.account_id)
        if is_erased(self._connection, kept.account_id, kept.verification_id):
            return
        d = t.delivery
        columns = {
            "account": account,
            "verification_id": to_storable(kept.verification_id),
            "event": to_storable(kept.event),
            "dedupe_key": to_storable(kept.dedupe_key),
            "received_us": to_us(kept.received_at),
            "is_parked": int(kept.is_parked),
            "body": kept.body,
        }
        self._connection.execute(insert(d).values(**columns))
        oldest = (
            select(d.c.number)
            .where(d.c.account == account)
            .order_by(d.c.number.desc())
            .limit(-1)
            .offset(MOST_KEPT)
        )
        self._connection.execute(delete(d).where(d.c.number.in_(oldest)))

    def release_deliveries(self, account_id: AccountId, known: Sequence[VerificationId]) -> int:
        """These verifications are known now: what was parked for them goes into their records. Returns how many."""
        d, v = t.delivery, t.verification
        is_parked = (d.c.account == self._owner(account_id).scalar_subquery(), d.c.is_parked == 1)
        if not known or self._connection.scalar(select(d.c.number).where(*is_parked).limit(1)) is None:
            return 0
        released = 0
        for chunk in in_chunks([to_storable(each) for each in known]):
            wanted = (
                select(d.c.number, v.c.number, d.c.received_us, d.c.body)
                .join(v, (v.c.account == d.c.account) & (v.c.id == d.c.verification_id))
                .where(*is_parked, d.c.verification_id.in_(chunk))
            )
            for number, verification, received_us, body in self._connection.execute(wanted).all():
                self._connection.execute(
                    insert(t.observation).values(_observed(verification, received_us, body))
                )
                self._connection.execute(update(d).where(d.c.number == number).values(is_parked=0))
                released += 1
        return released

    def _owner(self, account_id: AccountId) -> Select[Any]:
        return select(t.account.c.number).where(t.account.c.id == account_id)

    def _require_owner(self, account_id: AccountId) -> int:
        number: int | None = self._connection.scalar(self._owner(account_id))
        if number is None:
            raise NotKnown("This account is not in this profile.")
        return number


def _observed(verification: int, received_us: int, body: bytes) -> dict[str, Any]:
    return {
        "verification": verification,
        "kind": WEBHOOK,
        "source": EventSource.WEBHOOK.value,
        "seen_us": received_us,
        "digest": hashlib.sha256(body).digest(),
        "body": body,
    }
