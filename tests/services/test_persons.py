"""Who works here: the person who opened the profile first, others by taking over, each signing their own work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.domain.errors import InputInvalid
from console.domain.events import PersonChanged
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator
from tests.support.stores import StillClock


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path / "profile") as opened:
        yield opened


async def test_the_first_person_is_who_opened_the_profile(desk: Desk) -> None:
    persons = desk.services.persons
    assert [person.name for person in await persons.load()] == [persons.working]
    assert [person.name for person in await persons.load()] == [persons.working]


async def test_a_pin_guards_a_name_and_can_be_changed_by_its_owner_only(desk: Desk) -> None:
    persons = desk.services.persons
    await persons.load()
    before = persons.working
    await persons.add("Mia Lind", pin="2468")
    with pytest.raises(InputInvalid):
        await persons.take_over("Mia Lind", "1111")
    assert persons.working == before
    await persons.take_over("Mia Lind", "2468")
    for old, new in (("1111", "13579"), ("2468", "1")):
        with pytest.raises(InputInvalid):
            await persons.set_pin(old, new)
    await persons.set_pin("2468", "13579")
    await persons.take_over(before)
    with pytest.raises(InputInvalid):
        await persons.take_over("Mia Lind", "2468")
    await persons.take_over("Mia Lind", "13579")
    assert [event.working for event in desk.events if isinstance(event, PersonChanged)][-1] == "Mia Lind"


async def test_guessing_a_pin_is_stopped_for_a_while(quiet_simulator: Simulator, tmp_path: Path) -> None:
    clock = StillClock()
    async with open_desk(quiet_simulator, tmp_path / "guarded", clock=clock) as desk:
        persons = desk.services.persons
        await persons.load()
        await persons.add("Mia Lind", pin="2468")
        for number in range(5):
            with pytest.raises(InputInvalid, match="not the PIN"):
                await persons.take_over("Mia Lind", f"000{number}")
        with pytest.raises(InputInvalid, match="Too many"):
            await persons.take_over("Mia Lind", "2468")
        clock.advance(61)
        await persons.take_over("Mia Lind", "2468")
        assert persons.working == "Mia Lind"


async def test_who_is_here_under_the_same_name_is_the_same_person(desk: Desk) -> None:
    persons = desk.services.persons
    await persons.load()
    await persons.add("Mia Lind")
    desk.console.store.sign_as("mia lind")
    assert len(await persons.load()) == 2
    assert persons.working == "Mia Lind"


async def test_who_left_cannot_work_here_and_nobody_dismisses_oneself(desk: Desk) -> None:
    persons = desk.services.persons
    await persons.load()
    await persons.add("Otto")
    with pytest.raises(InputInvalid):
        await persons.dismiss(persons.working)
    await persons.dismiss("Otto")
    for name in ("Otto", "Nobody"):
        with pytest.raises(InputInvalid):
            await persons.take_over(name)
    assert "Otto" not in [person.name for person in await persons.load()]


async def test_the_log_names_who_did_what_and_holds_no_pin(desk: Desk) -> None:
    persons = desk.services.persons
    await persons.load()
    before = persons.working
    await persons.add("Mia Lind", pin="2468")
    await persons.take_over("Mia Lind", "2468")
    await persons.set_pin("2468", "")
    entries = desk.console.store.read.load_audit()[-3:]
    assert [(each.who, each.action) for each in entries] == [
        (before, "colleague_added"),
        (before, "took_over"),
        ("Mia Lind", "colleague_pin_removed"),
    ]
    assert not any("2468" in each.details + each.subject for each in entries)
    assert desk.console.store.read.verify_audit() == ()
