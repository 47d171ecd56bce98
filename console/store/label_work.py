"""What can be changed about labels: notes of this team, and the count of where each label was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from console.domain.environment import ProviderId
from console.domain.errors import NotKnown
from console.domain.label_history import find_moved, read_meaning
from console.domain.labels import LabelName
from console.domain.risk import LabelKind, LabelMeaning, LabelRef
from console.store.batch import Record
from console.store.journal_work import JournalWork
from console.store.label_tables import label_meaning, label_note, label_seen
from console.store.merging import Known
from console.store.text import to_storable
from console.store.times import to_us


class LabelWork(JournalWork):
    """Part of the unit of work; inside its transaction."""

    def add_label_note(self, label: LabelName, body: str) -> int:
        """Keep what a person wrote about a label; the note's number."""
        added = self._connection.execute(
            insert(label_note).values(
                provider=label.provider,
                kind=label.kind.value,
                value=to_storable(label.value),
                at_us=to_us(self.now),
                who=to_storable(self._who),
                body=to_storable(body),
                withdrawn_by="",
            )
        )
        number = int(added.lastrowid or 0)
        digest = sha256(body.encode("utf-8", "replace")).hexdigest()
        self.append_audit("label_note_added", f"label note {number}", f"sha256 {digest}")
        return number

    def withdraw_label_note(self, number: int) -> None:
        """Mark a note as taken back, once; it stays readable with who did it and when. Raises `NotKnown`."""
        n = label_note.c
        if self._connection.scalar(select(n.number).where(n.number == number)) is None:
            raise NotKnown("This note is not in this profile.")
        withdrawn = {"withdrawn_us": to_us(self.now), "withdrawn_by": to_storable(self._who)}
        open_one = update(label_note).where(n.number == number, n.withdrawn_us.is_(None))
        if self._connection.execute(open_one.values(**withdrawn)).rowcount:
            self.append_audit("label_note_withdrawn", f"label note {number}")

    def keep_meanings(self, said: Mapping[LabelName, LabelMeaning]) -> None:
        """Write down what the dictionary says from now on where it is something else than was written down last, and
        which entries it has no more; what it said before stays."""
        # In the same transaction: whoever else asks for it at the same time finds nothing to do.
        moved = find_moved(self._load_kept_meanings(), said)
        rows = [_to_row(label, meaning, to_us(self.now) or 0) for label, meaning in moved.items()]
        if rows:
            self._connection.execute(insert(label_meaning), rows)

    def _load_kept_meanings(self) -> dict[LabelName, LabelMeaning | None]:
        m = label_meaning.c
        columns = (m.provider, m.kind, m.value, m.severity, m.title, m.meaning, m.blocks, m.look_at, m.source)
        found = self._connection.execute(select(*columns, m.version).order_by(m.number))
        return {
            LabelName(ProviderId(provider), LabelKind(kind), value): read_meaning(severity, *words)
            for provider, kind, value, severity, *words in found
        }


def labels_of(known: Known | None) -> tuple[LabelRef, ...]:
    """Every label of a verification and of its attempts, in their order."""
    if known is None:
        return ()
    return (*known.verification.labels, *(ref for attempt in known.attempts for ref in attempt.labels))


def count_labels(connection: Connection, account: int, records: Iterable[Record], seen_us: int) -> None:
    """Bring `label_seen` into step with what a batch changed."""
    moved: Counter[tuple[str, str]] = Counter()
    for record in records:
        before, now = _names(labels_of(record.before)), _names(labels_of(record.known))
        moved.update(now - before)
        moved.subtract(before - now)
    arrived = [_row(account, name, by, seen_us) for name, by in moved.items() if by > 0]
    left = [_row(account, name, by, seen_us) for name, by in moved.items() if by <= 0]
    adding = insert(label_seen)
    total = label_seen.c.verifications + adding.excluded.verifications
    keys = ["account", "kind", "value"]
    if arrived:
        news = {"verifications": total, "last_us": adding.excluded.last_us}
        connection.execute(adding.on_conflict_do_update(index_elements=keys, set_=news), arrived)
    if left:
        connection.execute(
            adding.on_conflict_do_update(index_elements=keys, set_={"verifications": total}), left
        )


def _names(labels: Iterable[LabelRef]) -> frozenset[tuple[str, str]]:
    return frozenset((ref.kind.value, to_storable(ref.value)) for ref in labels)


def _row(account: int, name: tuple[str, str], by: int, seen_us: int) -> dict[str, str | int]:
    kind, value = name
    return {
        "account": account,
        "kind": kind,
        "value": value,
        "verifications": by,
        "first_us": seen_us,
        "last_us": seen_us,
    }


def _to_row(label: LabelName, meaning: LabelMeaning | None, since_us: int) -> dict[str, str | int]:
    return {
        "provider": label.provider,
        "kind": label.kind.value,
        "value": to_storable(label.value),
        "since_us": since_us,
        "severity": meaning.severity.value if meaning else "",
        "title": meaning.title if meaning else "",
        "meaning": meaning.meaning if meaning else "",
        "blocks": int(meaning.blocks) if meaning else 0,
        "look_at": meaning.look_at if meaning else "",
        "source": meaning.source if meaning else "",
        "version": meaning.version if meaning else "",
    }
