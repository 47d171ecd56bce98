"""What the front desk keeps: numbers handed out, drafts, its last choice; never an address of a hosted page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from console.base.folding import fold
from console.domain.desk_reference import build_reference
from console.domain.front_desk import DeskDraft
from console.domain.verification import VerificationKey
from console.store import front_desk_tables as f
from console.store import tables as t
from console.store.journal_work import JournalWork
from console.store.text import to_storable
from console.store.texts import dump
from console.store.times import to_us

CHOICE: Final = "choice"
LANGUAGE: Final = "language"


class FrontDeskWork(JournalWork):
    """Part of the unit of work; inside its transaction."""

    def note_code(self, key: VerificationKey, deed: str, digest: str, session: str) -> None:
        """A code was shown, printed or copied: `deed` says which, `digest` is the SHA-256 of its address.

        Raises `NotKnown`.
        """
        reference = self.find_reference(key)
        self.append_deed(key, deed, reference, f"sha256 {digest} number {reference} session {session}")

    def ensure_reference(self, key: VerificationKey, choose: Callable[[str], str], wanted: str = "") -> str:
        """The number handed out for a verification, made now if there is none: `wanted` unless another one has it.

        Raises `NotKnown`.
        """
        known = self.find_reference(key)
        while not known:
            fresh, wanted = wanted or build_reference(choose), ""
            columns = {
                "verification": self._require_verification(key),
                "made_us": to_us(self.now),
                "who": self._who,
            }
            statement = upsert(f.desk_reference).values(reference=fresh, **columns).on_conflict_do_nothing()
            known = fresh if self._connection.execute(statement).rowcount else ""
        return known

    def find_reference(self, key: VerificationKey) -> str:
        """The number handed out last for a verification; empty for none. Raises `NotKnown`."""
        c = f.desk_reference.c
        query = select(c.reference).where(c.verification == self._require_verification(key))
        return self._connection.scalar(query.order_by(c.made_us.desc()).limit(1)) or ""

    def keep_draft(self, draft: DeskDraft) -> int:
        """Keep what was filled in; its number. Raises `NotKnown` for an account that is gone."""
        columns = {
            "account": self._require_account(draft.account_id),
            "customer_id": to_storable(draft.customer_id),
            "name": to_storable(draft.name),
            "email": to_storable(draft.email),
            "body": dump({"preset": draft.preset, "values": dict(draft.values), "language": draft.language}),
            "made_us": to_us(self.now),
            "who": self._who,
        }
        done = self._connection.execute(insert(f.desk_draft).values(**columns))
        number = int(done.lastrowid or 0)
        self.append_audit("draft_kept", f"draft {number}", f"account {draft.account_id}")
        return number

    def forget_draft(self, number: int) -> bool:
        """Throw a draft away; False when it was gone already."""
        gone = self._connection.execute(delete(f.desk_draft).where(f.desk_draft.c.number == number))
        if gone.rowcount:
            self.append_audit("draft_forgotten", f"draft {number}")
        return gone.rowcount > 0

    def save_desk_memory(self, name: str, value: object) -> None:
        """Remember one of the desk's own choices; nothing of a customer's."""
        statement = upsert(f.desk_memory).values(name=name, value=dump(value))
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
        )


def forget_at_desk(connection: Connection, verification: int, words: Iterable[str]) -> None:
    """A verification was erased: the numbers handed out for it lead nowhere any more, its customer's drafts go."""
    connection.execute(delete(f.desk_reference).where(f.desk_reference.c.verification == verification))
    v = t.verification.c
    account, owner = connection.execute(
        select(v.account, v.customer_id).where(v.number == verification)
    ).one()
    drop_drafts(connection, account, owner, words)


def drop_drafts(connection: Connection, account: int | None, customer_id: str, words: Iterable[str]) -> None:
    """Drafts for a customer whose data were erased go: those that name their id, or one of `words`: names, addresses."""
    told = {fold(word) for word in words if word.strip()}
    c = f.desk_draft.c
    named = select(c.number, c.name, c.email)
    alike = [
        number for number, name, email in connection.execute(named).all() if told & {fold(name), fold(email)}
    ]
    is_theirs = (c.account == account) & (c.customer_id == customer_id) & (c.customer_id != "")
    connection.execute(delete(f.desk_draft).where(or_(c.number.in_(alike), is_theirs)))
