"""Who works at this desk: who signs what is done, taking over with a PIN, colleagues coming and leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from console.base.clock import Clock
from console.base.folding import fold
from console.domain.errors import ActionRefused, InputInvalid
from console.domain.events import Event, PersonChanged
from console.domain.people_of_desk import SHORTEST_PIN, Person
from console.store.store import Store
from console.vault.pins import hash_pin, is_pin

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork


# So many wrong PINs within so many seconds, then nobody is heard for that name.
_MOST_WRONG: Final = 5
_PAUSE_S: Final = 60.0


class PersonService:
    """Whoever opened the profile works first. A PIN keeps colleagues from taking each other's place by mistake or by
    will; it does not guard against whoever has the profile's key."""

    def __init__(self, store: Store, clock: Clock, publish: Callable[[Event], None]) -> None:
        self._store = store
        self._clock = clock
        self._publish = publish
        self._wrong: dict[str, list[float]] = {}

    @property
    def working(self) -> str:
        """The name of who works now; it signs notes, decisions and the audit log."""
        return self._store.who

    async def load(self) -> tuple[Person, ...]:
        """Everybody who is at the desk, in the order they came."""
        found = await self._store.query(lambda queries: queries.load_people())
        if not any(person.name == self.working for person in found):
            working = self.working
            await self._store.write(lambda work: work.ensure_person(working))
            found = await self._store.query(lambda queries: queries.load_people())
            self._take_own_name(found)
        return tuple(person for person in found if not person.has_left)

    async def add(self, name: str, initials: str = "", pin: str = "") -> None:
        """Somebody new at the desk. Raises `InputInvalid`, `NameTaken`."""
        hashed = await _to_hash(pin) if pin else ""
        await self._store.write(lambda work: work.add_person(name, initials, hashed))
        self._publish(PersonChanged(self.working))

    async def set_pin(self, old: str, new: str) -> None:
        """Give oneself another PIN, or none. Raises `InputInvalid` where the old one is wrong or the new too short."""
        working = self.working
        await self._verify(working, old, "old_pin")
        hashed = await _to_hash(new) if new else ""
        await self._store.write(lambda work: work.set_person_pin(working, hashed))
        self._publish(PersonChanged(working))

    async def dismiss(self, name: str) -> None:
        """Somebody left. Raises `InputInvalid` for oneself and for nobody."""
        await self._store.write(lambda work: work.dismiss_person(name))
        self._publish(PersonChanged(self.working))

    async def take_over(self, name: str, pin: str = "") -> None:
        """From now on somebody else works here. Raises `InputInvalid` for a wrong PIN or a name that is nobody's."""
        await self._verify(name, pin, "pin")
        before = self.working

        def work(unit: UnitOfWork) -> None:
            unit.require_person(name)
            unit.append_audit("took_over", f"colleague {name}", f"from {before}")

        await self._store.write(work)
        self._store.sign_as(name)
        self._publish(PersonChanged(name))

    async def verify_own(self, pin: str) -> None:
        """Make sure that who works here is who signs. Raises `ActionRefused` for somebody without a PIN.

        Raises `InputInvalid` for a wrong one.
        """
        working = self.working
        if not await self._store.query(lambda queries: queries.load_pin(working)):
            raise ActionRefused("A second person needs a PIN. Set one under People of this desk first.")
        await self._verify(working, pin, "pin")

    async def has_own_pin(self) -> bool:
        """Whether who works here has a PIN."""
        working = self.working
        return bool(await self._store.query(lambda queries: queries.load_pin(working)))

    async def note_locked(self, why: str) -> None:
        """The windows were covered; `why` is a word of ours such as `asked` or `walked_away`."""
        working = self.working
        await self._store.write(
            lambda work: _no_result(work.append_audit("desk_locked", f"colleague {working}", why))
        )

    async def unlock(self, pin: str) -> None:
        """Who works here is back. Raises `InputInvalid` for a wrong PIN; somebody without one needs none."""
        working = self.working
        await self._verify(working, pin, "pin")
        await self._store.write(
            lambda work: _no_result(work.append_audit("desk_unlocked", f"colleague {working}"))
        )

    def _take_own_name(self, people: tuple[Person, ...]) -> None:
        """Somebody whose name reads the same is here already: who opened the profile is taken for them."""
        alike = [person for person in people if fold(person.name) == fold(self.working)]
        if alike and not alike[0].has_pin and not alike[0].has_left:
            self._store.sign_as(alike[0].name)

    async def _verify(self, name: str, pin: str, field: str) -> None:
        hashed = await self._store.query(lambda queries: queries.load_pin(name))
        if not hashed:
            return
        now_s = self._clock.monotonic_s()
        lately = [at_s for at_s in self._wrong.get(name, ()) if now_s - at_s < _PAUSE_S]
        if len(lately) >= _MOST_WRONG:
            raise InputInvalid("Too many wrong PINs. Wait a minute, then try again.", field=field)
        if await is_pin(hashed, pin):
            self._wrong.pop(name, None)
            return
        self._wrong[name] = [*lately, now_s]
        await self._store.write(
            lambda work: _no_result(work.append_audit("pin_refused", f"colleague {name}"))
        )
        raise InputInvalid("This is not the PIN. Try again, or ask its owner.", field=field)


async def _to_hash(pin: str) -> str:
    if len(pin) < SHORTEST_PIN:
        raise InputInvalid(f"A PIN has at least {SHORTEST_PIN} characters.", field="pin")
    return await hash_pin(pin)


def _no_result(_entry: object) -> None:
    return None
