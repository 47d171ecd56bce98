"""Saved views in the encrypted store: kept, counted for whoever works, undone, and without the words of erased people."""

from __future__ import annotations

import asyncio

import pytest

from console.domain.date_range import DateRange, Span
from console.domain.errors import InputInvalid, NameTaken, NotKnown
from console.domain.events import SavedViewsChanged
from console.domain.listing import ListQuery, SortColumn
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.domain.saved_query import SavedQuery
from tests.support.desk import Desk

FULL = SavedQuery(
    ListQuery(
        text="anna 王芳",
        phases=frozenset({Phase.IN_REVIEW, Phase.APPROVED}),
        severities=frozenset({Severity.HIGH}),
        assignees=frozenset({"", "Mia"}),
        has_report=False,
        overdue=True,
        label="pep",
        sort=SortColumn.CUSTOMER,
        descending=False,
    ),
    DateRange(Span.WEEK, of_making=True),
    is_mine=True,
)


async def test_it_is_read_back_as_it_was_saved(desk: Desk) -> None:
    views = desk.services.saved_views
    number = await views.save("verifications", "  All   of it ", FULL)
    [view] = await views.load()
    assert (view.number, view.shown_in, view.name, view.saved) == (number, "verifications", "All of it", FULL)
    assert SavedViewsChanged() in desk.events


async def test_names_are_free_once_and_never_empty(desk: Desk) -> None:
    views = desk.services.saved_views
    await views.save("verifications", "Łukasz", FULL)
    with pytest.raises(NameTaken):
        await views.save("verifications", "lukasz", FULL)
    await views.save("customers", "lukasz", FULL)
    for name in ("", "  ", "x" * 61):
        with pytest.raises(InputInvalid):
            await views.save("verifications", name, FULL)
    with pytest.raises(NotKnown):
        await views.rename(99, "Nothing")
    with pytest.raises(NotKnown):
        await views.remove(99)


async def test_counts_are_those_of_the_list_and_mine_is_whoever_works(desk: Desk) -> None:
    await desk.services.sync.sync_once()
    views = desk.services.saved_views
    me = (await desk.services.persons.load())[0].name
    [first, *_rest] = await desk.rows()
    await desk.services.desk.assign(first.key, me)
    await views.save("verifications", "Mine", SavedQuery(ListQuery(), is_mine=True))
    await views.save("verifications", "Approved", SavedQuery(ListQuery(phases=frozenset({Phase.APPROVED}))))
    await views.save("verifications", "New", SavedQuery(ListQuery(), DateRange(Span.TODAY, of_making=True)))
    saved = await views.load()
    counts = await views.count(saved, me)
    approved = len(await desk.rows(phases=frozenset({Phase.APPROVED})))
    assert [counts[view.number] for view in saved][:2] == [1, approved]
    nobody = await views.count(saved, "Somebody else")
    assert nobody[saved[0].number] == 0
    since, _until = DateRange(Span.TODAY).bounds(desk.clock.now())
    assert counts[saved[2].number] == len(await desk.rows(created_since=since))


async def test_a_removed_view_comes_back_to_its_place(desk: Desk) -> None:
    views = desk.services.saved_views
    for name in ("One", "Two", "Three"):
        await views.save("verifications", name, FULL)
    two = (await views.load())[1]
    await views.remove(two.number)
    assert [view.name for view in await views.load()] == ["One", "Three"]
    await views.restore(two)
    assert [view.name for view in await views.load()] == ["One", "Two", "Three"]


async def test_words_that_named_somebody_go_with_them(desk: Desk) -> None:
    name = "Quirina Savedmarker"
    key = await desk.create("checkout", name)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.pass_once()
    views = desk.services.saved_views
    await views.save("verifications", "A case", SavedQuery(ListQuery(text="savedmarker", overdue=True)))
    await views.save("verifications", "Others", SavedQuery(ListQuery(text="retry")))
    owner = (await desk.services.cases.load_case(key)).stored.verification.customer_id
    await desk.console.store.write(lambda work: work.erase_customer(key.account_id, owner))
    texts = [view.saved.query.text for view in await views.load()]
    assert texts == ["", "retry"]
    assert (await views.load())[0].saved.query.overdue


async def test_the_log_has_numbers_and_no_words(desk: Desk) -> None:
    views = desk.services.saved_views
    number = await views.save("verifications", "Secretword", FULL)
    await views.rename(number, "Otherword")
    await views.update(number, SavedQuery(ListQuery(text="thirdword")))
    await views.remove(number)
    entries = [each for each in desk.console.store.read.load_audit() if each.action.startswith("view_")]
    assert [each.action for each in entries] == ["view_saved", "view_changed", "view_changed", "view_removed"]
    for entry in entries:
        assert "word" not in f"{entry.subject}{entry.details}"
