"""The service of links: what it publishes, what it refuses, and what may be made for a person at which account."""

from __future__ import annotations

import pytest

from console.domain.account import Account
from console.domain.comparing import MOST_SIDES
from console.domain.errors import ActionRefused, InputInvalid, NotKnown
from console.domain.events import PeopleChanged
from console.domain.identity import Agreement
from console.domain.people import LinkReason
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from tests.support.desk import Desk
from tests.support.people import Told, to_snapshot
from tests.support.stores import NOON

MAIL = "zoe@mail.example"
ONE = Told(1, "Zoë van der Berg", MAIL, birth_date="1990-05-17")
SAME = Told(2, "BERG ZOE VAN DER", MAIL, birth_date="17.05.1990")


async def _tell(desk: Desk, provider: str, *people: Told) -> Account:
    account = desk.account(provider)
    snapshots = [to_snapshot(told) for told in people]
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, snapshots, EventSource.POLL, NOON)
    )
    return account


def _published(desk: Desk) -> list[PeopleChanged]:
    return [event for event in desk.events if isinstance(event, PeopleChanged)]


async def test_every_change_is_published_with_all_records_concerned(desk: Desk) -> None:
    iron, checkout = await _tell(desk, "iron", ONE), await _tell(desk, "checkout", SAME)
    keys = (ONE.at(iron.id), SAME.at(checkout.id))
    people = desk.services.people
    [suggestion] = (await people.load_person(keys[0])).suggestions
    assert suggestion.reasons == (LinkReason.NAME_AND_BIRTH_DATE, LinkReason.EMAIL)
    change = await people.link(*keys)
    await people.undo(change)
    await people.refuse(*keys)
    await people.take_back_refusal(*keys)
    await people.link(*keys)
    await people.unlink(keys[1])
    assert [set(event.keys) for event in _published(desk)] == [set(keys)] * 6


async def test_what_was_refused_changes_and_publishes_nothing(desk: Desk) -> None:
    iron, checkout = await _tell(desk, "iron", ONE), await _tell(desk, "checkout", SAME)
    await desk.services.people.link(ONE.at(iron.id), SAME.at(checkout.id))
    count = len(desk.console.store.read.load_audit())
    with pytest.raises(ActionRefused):
        await desk.services.people.refuse(ONE.at(iron.id), SAME.at(checkout.id))
    with pytest.raises(NotKnown):
        await desk.services.people.load_person(Told(99).at(iron.id))
    assert len(_published(desk)) == 1
    assert len(desk.console.store.read.load_audit()) == count


async def test_links_touch_no_record(desk: Desk) -> None:
    iron, checkout = await _tell(desk, "iron", ONE), await _tell(desk, "checkout", SAME)
    before = await desk.services.cases.load_case(ONE.check_at(iron.id))
    await desk.services.people.link(ONE.at(iron.id), SAME.at(checkout.id))
    after = await desk.services.cases.load_case(ONE.check_at(iron.id))
    assert (after.stored.customer, after.stored.verification) == (
        before.stored.customer,
        before.stored.verification,
    )


async def test_a_new_verification_is_offered_per_account_by_the_same_rules(desk: Desk) -> None:
    open_one = Told(1, ONE.name, MAIL, phase=Phase.CAPTURING)
    iron = await _tell(desk, "iron", open_one)
    person = await desk.services.people.load_person(open_one.at(iron.id))
    offers = await desk.services.people.load_new_checks(person)
    assert {offer.account.provider for offer in offers} == {"iron", "checkout", "idenfy", "proofme"}
    assert offers[0].customer is not None
    assert offers[0].account == iron
    assert all(offer.customer is None for offer in offers[1:])
    known = await desk.services.cases.offers_for_customer(iron.id, open_one.customer_id)
    assert offers[0].offer in known


async def test_verifications_are_compared_in_the_order_they_were_named(desk: Desk) -> None:
    iron, checkout = await _tell(desk, "iron", ONE), await _tell(desk, "checkout", SAME)
    keys = (SAME.check_at(checkout.id), ONE.check_at(iron.id))
    comparison = await desk.services.people.load_comparison(keys)
    assert tuple(side.key for side in comparison.sides) == keys
    assert {row.field: row.agreement for row in comparison.rows} == {
        "full_name": Agreement.SAME,
        "birth_date": Agreement.SAME,
        "email": Agreement.SAME,
    }
    with pytest.raises(InputInvalid, match="two or more"):
        await desk.services.people.load_comparison((keys[0], keys[0]))
    many = tuple(Told(number).check_at(iron.id) for number in range(MOST_SIDES + 1))
    with pytest.raises(InputInvalid, match="At most"):
        await desk.services.people.load_comparison(many)


async def test_a_record_is_found_by_its_id_at_whichever_account(desk: Desk) -> None:
    iron, checkout = await _tell(desk, "iron", ONE), await _tell(desk, "checkout", ONE)
    found = await desk.services.people.find_records(ONE.customer_id)
    assert set(found) == {ONE.at(iron.id), ONE.at(checkout.id)}
    assert await desk.services.people.find_records("nobody") == ()


async def test_what_comes_later_suggests_itself_without_being_asked_for(desk: Desk) -> None:
    iron = await _tell(desk, "iron", ONE)
    before = await desk.services.people.load_suggested_pairs(None, 100)
    proofme = await _tell(desk, "proofme", SAME)
    after = await desk.services.people.load_suggested_pairs(None, 100)
    [pair] = [pair for pair in after if pair not in before]
    assert {pair.one.key, pair.other.key} == {ONE.at(iron.id), SAME.at(proofme.id)}
    assert await desk.services.people.count_suggested_pairs() == len(before) + 1
    others = await desk.services.people.load_other_checks(ONE.check_at(iron.id))
    assert others is not None
    assert (others.checks, others.suggestions) == ((), 1)
