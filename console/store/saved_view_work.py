"""What can be changed about saved views; their names and texts are a person's words, so the audit log has numbers only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final, cast

from sqlalchemy import Column, Connection, Integer, Table, Text, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from console.base.folding import fold
from console.domain.errors import NameTaken, NotKnown
from console.domain.saved_query import SavedQuery, read_words, to_words
from console.domain.saved_view import SavedView
from console.store.journal_work import JournalWork
from console.store.tables import metadata
from console.store.text import to_storable
from console.store.texts import dump

saved_view = Table(
    "saved_view",
    metadata,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("list", "name", "query")),
    Column("position", Integer, nullable=False),
)
_c = saved_view.c
# Shorter parts of a name are also parts of everything else.
_SHORTEST_PART: Final = 3
_BETWEEN: Final = re.compile(r"[\W_]+")


class SavedViewWork(JournalWork):
    """Part of the unit of work; inside its transaction."""

    def add_view(self, shown_in: str, name: str, saved: SavedQuery) -> int:
        """Keep a view behind the others of its list; its number. Raises `NameTaken`."""
        self._require_free(shown_in, name, 0)
        last = self._connection.scalar(select(func.max(_c.position)).where(_c.list == shown_in))
        number = self._insert(shown_in, name, saved, (last or 0) + 1)
        self.append_audit("view_saved", f"saved view {number}")
        return number

    def change_view(self, number: int, *, name: str | None = None, saved: SavedQuery | None = None) -> None:
        """Give a view another name or another filter. Raises `NotKnown` and `NameTaken`."""
        shown_in = self._connection.scalar(select(_c.list).where(_c.number == number))
        if shown_in is None:
            raise NotKnown("This saved view is not there any more.")
        changes: dict[str, str] = {}
        if name is not None:
            self._require_free(shown_in, name, number)
            changes["name"] = to_storable(name)
        if saved is not None:
            changes["query"] = dump(to_words(saved))
        if changes:
            self._connection.execute(update(saved_view).where(_c.number == number).values(**changes))
            self.append_audit("view_changed", f"saved view {number}")

    def remove_view(self, number: int) -> None:
        """Take a view away. Raises `NotKnown`."""
        if not self._connection.execute(delete(saved_view).where(_c.number == number)).rowcount:
            raise NotKnown("This saved view is not there any more.")
        self.append_audit("view_removed", f"saved view {number}")

    def restore_view(self, view: SavedView) -> int:
        """Bring a removed view back to its place; its new number. Raises `NameTaken`."""
        self._require_free(view.shown_in, view.name, 0)
        number = self._insert(view.shown_in, view.name, view.saved, view.position)
        self.append_audit("view_restored", f"saved view {number}")
        return number

    def _insert(self, shown_in: str, name: str, saved: SavedQuery, position: int) -> int:
        columns = {"list": shown_in, "name": to_storable(name), "query": dump(to_words(saved))}
        done = self._connection.execute(insert(saved_view).values(**columns, position=position))
        return int(done.lastrowid or 0)

    def _require_free(self, shown_in: str, name: str, number: int) -> None:
        others = select(_c.name).where(_c.list == shown_in, _c.number != number)
        if any(fold(other) == fold(name) for other in self._connection.scalars(others)):
            raise NameTaken("A saved view of this name exists. Choose another name.")


def forget_words(connection: Connection, words: Iterable[str]) -> None:
    """Take names out of saved views that name somebody whose data were erased: searched words go, a view that is called
    after them gets a number for a name. `words` are names, addresses and numbers of that person."""
    told = [fold(word.partition("@")[0]) for word in words]
    gone = {part for word in told for part in _parts(word)}
    for number, name, query in connection.execute(select(_c.number, _c.name, _c.query)).all():
        changes: dict[str, str] = {}
        kept = to_words(read_words(cast("dict[str, object]", json.loads(query))))
        # The search finds parts of words, so a part of a name names somebody too.
        text = fold(str(kept.get("text", "")))
        is_part = any(typed in part for typed in _parts(text) for part in gone)
        if is_part or any(_tells(word) and word in text for word in told):
            changes["query"] = dump({word: value for word, value in kept.items() if word != "text"})
        if not gone.isdisjoint(_parts(name)):
            changes["name"] = f"View {number}"
        if changes:
            connection.execute(update(saved_view).where(_c.number == number).values(**changes))


def _parts(text: str) -> set[str]:
    return {part for part in _BETWEEN.split(fold(text)) if _tells(part)}


def _tells(part: str) -> bool:
    """False for what is too short to name anybody; two characters are a whole name in some scripts."""
    return len(part) >= (_SHORTEST_PART if part.isascii() else 2)
