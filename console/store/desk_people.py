"""The persons of this desk in the database: who may sign, be given a case and approve; checks no PIN."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from console.domain.errors import ActionRefused, InputInvalid, NameTaken
from console.domain.people_of_desk import LONGEST_NAME, PROGRAM, build_initials
from console.store import desk_tables as d
from console.store.journal_work import JournalWork
from console.store.second_person import WITH_PIN
from console.store.text import fold, to_storable
from console.store.times import to_us


class DeskPeopleWork(JournalWork):
    """Part of the unit of work; inside its transaction."""

    def ensure_person(self, name: str) -> None:
        """Make sure the person who opened the profile is one of the desk; somebody known already stays as they are."""
        p = d.desk_person
        known = select(p.c.number).where((p.c.name == name) | (p.c.folded == fold(name)))
        if self._connection.scalar(known.limit(1)) is None:
            self._add(to_storable(name), build_initials(name))

    def add_person(self, name: str, initials: str, pin: str) -> None:
        """Add somebody; `pin` is the hash of a PIN, empty for none.

        Raises `InputInvalid` for a name that is none, `NameTaken` for one that reads like another.
        """
        wanted = " ".join(to_storable(name).split())
        if not wanted or not fold(wanted) or not wanted.isprintable():
            raise InputInvalid("Give a name.", field="name")
        if len(wanted) > LONGEST_NAME:
            raise InputInvalid(f"A name may have {LONGEST_NAME} characters.", field="name")
        if fold(wanted) == fold(PROGRAM):
            raise InputInvalid("The program signs by this name. Give another one.", field="name")
        p = d.desk_person
        if self._connection.scalar(select(p.c.number).where(p.c.folded == fold(wanted))) is not None:
            raise NameTaken(
                "Somebody of this name is at the desk already. Names sign for good: choose another."
            )
        self._add(wanted, to_storable(initials).strip()[:3] or build_initials(wanted), pin)
        self.append_audit("colleague_added", f"colleague {wanted}", WITH_PIN if pin else "without a PIN")

    def set_person_pin(self, name: str, pin: str) -> None:
        """Give a person another PIN by its hash, or none. Raises `InputInvalid`."""
        self.require_person(name)
        p = d.desk_person
        self._connection.execute(update(p).where(p.c.name == name).values(pin=pin))
        self.append_audit("colleague_pin_set" if pin else "colleague_pin_removed", f"colleague {name}")

    def dismiss_person(self, name: str) -> None:
        """Somebody left the desk: their name stays on what they did, and nothing new is given to them.

        Raises `InputInvalid` for somebody who is not here, or for oneself.
        """
        self.require_person(name)
        if name == self._who:
            raise InputInvalid("Let somebody else take over first.", field="name")
        p = d.desk_person
        self._connection.execute(update(p).where(p.c.name == name).values(left_us=to_us(self.now), pin=""))
        self.append_audit("colleague_left", f"colleague {name}")

    def require_person(self, name: str) -> None:
        """Raise `InputInvalid` unless somebody of this name is at the desk."""
        if not self._is_here(name):
            raise InputInvalid("Nobody of this name is at this desk.", field="name")

    def require_signer(self) -> None:
        """Raise `ActionRefused` unless who works is listed at the desk, by exactly this name: decisions are signed."""
        if not self._is_here(self._who):
            raise ActionRefused(
                f"Nobody at this desk is called {self._who}. Choose who is working at the top of the case, then decide."
            )

    def _is_here(self, name: str) -> bool:
        p = d.desk_person
        query = select(p.c.number).where(p.c.name == name, p.c.left_us.is_(None))
        return self._connection.scalar(query) is not None

    def _add(self, name: str, initials: str, pin: str = "") -> None:
        columns = {"name": name, "folded": fold(name), "initials": initials, "pin": pin}
        self._connection.execute(insert(d.desk_person).values(**columns, joined_us=to_us(self.now)))
