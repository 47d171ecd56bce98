"""Records of one person: what suggests itself, what somebody says about it, how it is taken back and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from console.domain.account import Account
from console.domain.environment import Environment
from console.domain.errors import ActionRefused, ChangedMeanwhile, NotKnown
from console.domain.people import ConflictKind, CustomerKey, LinkReason, LinkStrength, PersonFile
from console.domain.phase import Phase
from console.store.driver import Access, connect
from console.store.people_index import MOST_SHARING
from console.store.store import Store
from tests.support.people import Told, to_snapshot
from tests.support.stores import KEY, new_account, new_store, record

IRON = new_account("Iron", "iron")
IDENFY = new_account("Idenfy", "idenfy")
CHECKOUT = new_account("Checkout", "checkout")
LIVE = replace(new_account("Live", "iron"), environment=Environment.LIVE)
TEST = replace(new_account("Test", "iron"), environment=Environment.TEST)
MAIL = "ann@mail.example"
TABLES = ("person", "person_member", "person_refused", "person_key", "person_suggestion")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path, IRON, IDENFY, CHECKOUT, LIVE, TEST)
    yield store
    store.close()


def _tell(store: Store, account: Account, *people: Told) -> None:
    record(store, account, *(to_snapshot(told) for told in people))


def _person(store: Store, account: Account, told: Told) -> PersonFile:
    found = store.read.load_person(told.at(account.id))
    assert found is not None
    return found


def _suggested(store: Store, account: Account, told: Told) -> dict[CustomerKey, tuple[LinkReason, ...]]:
    return {each.record.key: each.reasons for each in _person(store, account, told).suggestions}


def _linked(store: Store, account: Account, told: Told) -> set[CustomerKey]:
    return {linked.record.key for linked in _person(store, account, told).linked}


def _count_rows(tmp_path: Path) -> dict[str, int]:
    connection = connect(tmp_path / "console.db", KEY, Access.READ)
    try:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608
            for table in TABLES
        }
    finally:
        connection.close()


# --- what suggests itself ---


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (Told(1, email=MAIL), Told(2, email=" ANN@Mail.Example"), (LinkReason.EMAIL,)),
        (
            Told(1, "Ann", reference="Ref-7"),
            Told(2, "Bea", reference="ref-7"),
            (LinkReason.REFERENCE,),
        ),
        (
            Told(1, "山田 太郎", birth_date="1990-05-17"),
            Told(2, "太郎山田", birth_date="17.05.1990"),
            (LinkReason.NAME_AND_BIRTH_DATE,),
        ),
        (
            Told(1, "Nagy Éva", MAIL, "ref-7", "1990-05-17"),
            Told(2, "EVA NAGY", MAIL, "REF-7", "1990-05-17"),
            (LinkReason.REFERENCE, LinkReason.NAME_AND_BIRTH_DATE, LinkReason.EMAIL),
        ),
        (Told(1, "Ann Lee"), Told(2, "Ann Lee"), ()),
        (Told(1, "Ann Lee", birth_date="1990-05-17"), Told(2, "Ann Lee", birth_date="1990-05-18"), ()),
        (Told(1, email="rené@mail.example"), Told(2, email="rene@mail.example"), ()),
        (Told(1, "Ann", birth_date="1990-05-17"), Told(2, "Ann", birth_date="1990-05-17"), ()),
    ],
)
def test_records_suggest_themselves_by_what_they_have_in_common(
    store: Store, one: Told, other: Told, reasons: tuple[LinkReason, ...]
) -> None:
    _tell(store, IRON, one)
    _tell(store, IDENFY, other)
    expected = {other.at(IDENFY.id): reasons} if reasons else {}
    assert _suggested(store, IRON, one) == expected
    assert set(_suggested(store, IDENFY, other)) == ({one.at(IRON.id)} if reasons else set())


def test_records_of_one_account_suggest_themselves_too(store: Store) -> None:
    one, other = Told(1, email=MAIL), Told(2, email=MAIL)
    _tell(store, IRON, one, other)
    assert set(_suggested(store, IRON, one)) == {other.at(IRON.id)}


@pytest.mark.parametrize(("account", "other"), [(IRON, LIVE), (IRON, TEST), (LIVE, TEST)])
def test_environments_never_meet(store: Store, account: Account, other: Account) -> None:
    one, two = Told(1, "Ann Lee", MAIL, "ref", "1990-05-17"), Told(2, "Ann Lee", MAIL, "ref", "1990-05-17")
    _tell(store, account, one)
    _tell(store, other, two)
    assert _suggested(store, account, one) == {}
    with pytest.raises(ActionRefused, match="never linked"):
        store.write_now(lambda work: work.link_customers(one.at(account.id), two.at(other.id)))


def test_a_suggestion_goes_when_its_reason_goes_and_comes_with_a_new_one(store: Store) -> None:
    one, other = Told(1, email=MAIL), Told(2, email=MAIL)
    _tell(store, IRON, one)
    _tell(store, IDENFY, other)
    _tell(store, IDENFY, replace(other, email="other@mail.example"))
    assert _suggested(store, IRON, one) == {}
    _tell(store, IRON, replace(one, email="other@mail.example"))
    assert set(_suggested(store, IRON, one)) == {other.at(IDENFY.id)}


def test_what_too_many_share_says_nothing_until_fewer_share_it(store: Store) -> None:
    crowd = [Told(number, email=MAIL) for number in range(1, MOST_SHARING + 1)]
    _tell(store, IRON, *crowd)
    assert len(_suggested(store, IRON, crowd[0])) == MOST_SHARING - 1
    _tell(store, IDENFY, Told(100, email=MAIL))
    assert _suggested(store, IRON, crowd[0]) == {}
    assert store.read.count_suggested_pairs(1000) == 0
    _tell(store, IDENFY, Told(100, email="own@mail.example"))
    assert len(_suggested(store, IRON, crowd[0])) == MOST_SHARING - 1


def test_the_strength_follows_from_the_reasons_and_conflicts_stand_beside_it(store: Store) -> None:
    one = Told(1, "Ann Lee", MAIL, "", "1990-05-17", "X1", Phase.APPROVED)
    other = Told(2, "Bea Lee", MAIL, "", "1991-05-17", "X2", Phase.DECLINED)
    _tell(store, IRON, one)
    _tell(store, IDENFY, other)
    [suggestion] = _person(store, IRON, one).suggestions
    assert suggestion.strength is LinkStrength.POSSIBLE
    assert {conflict.kind for conflict in suggestion.conflicts} == set(ConflictKind)
    birth = next(each for each in suggestion.conflicts if each.kind is ConflictKind.BIRTH_DATE)
    assert (birth.ours, birth.theirs) == ("1990-05-17", "1991-05-17")


# --- what somebody says ---


def test_a_link_joins_all_that_are_linked_and_is_told_on_both_sides(store: Store) -> None:
    a, b, c = Told(1, email=MAIL), Told(2, email=MAIL), Told(3, email=MAIL)
    for account, told in ((IRON, a), (IDENFY, b), (CHECKOUT, c)):
        _tell(store, account, told)
    store.write_now(lambda work: work.link_customers(a.at(IRON.id), b.at(IDENFY.id)))
    assert set(_suggested(store, IDENFY, b)) == {c.at(CHECKOUT.id)}
    store.write_now(lambda work: work.link_customers(c.at(CHECKOUT.id), b.at(IDENFY.id)))
    assert _linked(store, CHECKOUT, c) == {a.at(IRON.id), b.at(IDENFY.id)}
    assert _suggested(store, IRON, a) == {}
    others = store.read.load_other_checks(a.check_at(IRON.id))
    assert others is not None
    assert {check.key for check in others.checks} == {b.check_at(IDENFY.id), c.check_at(CHECKOUT.id)}
    with pytest.raises(ActionRefused, match="already"):
        store.write_now(lambda work: work.link_customers(a.at(IRON.id), c.at(CHECKOUT.id)))


def test_a_deed_is_in_the_log_by_ids_only_and_on_both_timelines(store: Store) -> None:
    a, b = Told(1, "Quirina Zzyzx", MAIL), Told(2, "Quirina Zzyzx", MAIL)
    _tell(store, IRON, a)
    _tell(store, IDENFY, b)
    store.write_now(lambda work: work.link_customers(a.at(IRON.id), b.at(IDENFY.id)))
    entry = store.read.load_audit()[-1]
    told = (entry.action, entry.subject, entry.details)
    assert told == ("person_linked", "customer iron/person-1", "idenfy/person-2")
    for key, partner in ((a.check_at(IRON.id), "person-2"), (b.check_at(IDENFY.id), "person-1")):
        [event] = [each for each in store.read.load_events(key) if each.kind == "person_linked"]
        assert event.raw == partner
    assert store.read.verify_audit() == ()


def test_what_was_told_apart_is_not_suggested_again_nor_linked_by_a_detour(store: Store) -> None:
    a, b, c = Told(1, email=MAIL), Told(2, email=MAIL), Told(3, email=MAIL)
    for account, told in ((IRON, a), (IDENFY, b), (CHECKOUT, c)):
        _tell(store, account, told)
    store.write_now(lambda work: work.refuse_link(a.at(IRON.id), b.at(IDENFY.id)))
    assert set(_suggested(store, IRON, a)) == {c.at(CHECKOUT.id)}
    assert [each.record.key for each in _person(store, IRON, a).refusals] == [b.at(IDENFY.id)]
    store.write_now(lambda work: work.link_customers(b.at(IDENFY.id), c.at(CHECKOUT.id)))
    assert _suggested(store, IRON, a) == {}
    with pytest.raises(ActionRefused, match="not the same person"):
        store.write_now(lambda work: work.link_customers(a.at(IRON.id), c.at(CHECKOUT.id)))
    # A later look brings nothing back.
    _tell(store, IRON, replace(a, reference="ref-1"))
    assert _suggested(store, IRON, a) == {}
    store.write_now(lambda work: work.take_back_refusal(b.at(IDENFY.id), a.at(IRON.id)))
    assert set(_suggested(store, IRON, a)) == {b.at(IDENFY.id), c.at(CHECKOUT.id)}


def test_who_is_unlinked_is_told_apart_and_nobody_stays_linked_alone(store: Store, tmp_path: Path) -> None:
    a, b = Told(1, email=MAIL), Told(2, email=MAIL)
    _tell(store, IRON, a)
    _tell(store, IDENFY, b)
    store.write_now(lambda work: work.link_customers(a.at(IRON.id), b.at(IDENFY.id)))
    store.write_now(lambda work: work.unlink_customer(b.at(IDENFY.id)))
    assert _linked(store, IRON, a) == set()
    assert _suggested(store, IRON, a) == {}
    assert _count_rows(tmp_path)["person"] == 0
    with pytest.raises(ActionRefused, match="no other"):
        store.write_now(lambda work: work.unlink_customer(b.at(IDENFY.id)))


def test_every_deed_is_undone_to_exactly_what_was_before(store: Store) -> None:
    people = [(IRON, Told(1, email=MAIL)), (IDENFY, Told(2, email=MAIL)), (CHECKOUT, Told(3, email=MAIL))]
    for account, told in people:
        _tell(store, account, told)
    a, b, c = (told.at(account.id) for account, told in people)

    def look() -> list[tuple[object, ...]]:
        found = [_person(store, account, told) for account, told in people]
        return [(each.linked, each.suggestions, each.refusals) for each in found]

    store.write_now(lambda work: work.link_customers(a, b))
    for deed in (
        lambda work: work.link_customers(b, c),
        lambda work: work.unlink_customer(a),
        lambda work: work.refuse_link(c, a),
    ):
        before = look()
        change = store.write_now(deed)
        assert look() != before
        store.write_now(lambda work, change=change: work.undo_people(change))
        assert look() == before
    store.write_now(lambda work: work.refuse_link(a, c))
    before = look()
    change = store.write_now(lambda work: work.take_back_refusal(a, c))
    store.write_now(lambda work: work.undo_people(change))
    assert look() == before


def test_a_deed_is_not_undone_when_somebody_has_changed_the_links_since(store: Store) -> None:
    a, b = Told(1, email=MAIL), Told(2, email=MAIL)
    _tell(store, IRON, a)
    _tell(store, IDENFY, b)
    change = store.write_now(lambda work: work.link_customers(a.at(IRON.id), b.at(IDENFY.id)))
    store.write_now(lambda work: work.unlink_customer(a.at(IRON.id)))
    with pytest.raises(ChangedMeanwhile):
        store.write_now(lambda work: work.undo_people(change))
    assert len(_person(store, IRON, a).refusals) == 1


def test_who_is_not_here_is_not_linked(store: Store) -> None:
    _tell(store, IRON, Told(1, email=MAIL))
    with pytest.raises(NotKnown):
        store.write_now(lambda work: work.link_customers(Told(1).at(IRON.id), Told(9).at(IRON.id)))
    assert store.read.load_person(Told(9).at(IRON.id)) is None


# --- the list of all suggestions ---


def test_all_suggestions_come_in_windows_strongest_first_and_each_once(store: Store) -> None:
    for number in range(1, 8):
        _tell(store, IRON, Told(number, email=f"p{number}@mail.example", reference=f"ref-{number % 3}"))
        _tell(store, IDENFY, Told(number, email=f"p{number}@mail.example"))
    count = store.read.count_suggested_pairs(1000)
    found = list(store.read.load_suggested_pairs(None, 2))
    while window := store.read.load_suggested_pairs(found[-1].place, 2):
        found += window
    assert len({each.place for each in found}) == len(found) == count
    strengths = [sum(reason.bit for reason in each.reasons) for each in found]
    assert all(before >= after for before, after in pairwise(strengths))
    assert strengths[0] > strengths[-1]


# --- what goes ---


def test_an_erased_customer_leaves_no_key_link_or_refusal(store: Store, tmp_path: Path) -> None:
    a, b, c = Told(1, "Ann Lee", MAIL), Told(2, "Ann Lee", MAIL), Told(3, "Ann Lee", MAIL)
    for account, told in ((IRON, a), (IDENFY, b), (CHECKOUT, c)):
        _tell(store, account, told)
    store.write_now(lambda work: work.link_customers(a.at(IRON.id), b.at(IDENFY.id)))
    store.write_now(lambda work: work.refuse_link(a.at(IRON.id), c.at(CHECKOUT.id)))
    store.write_now(lambda work: work.erase_verification(a.check_at(IRON.id)))
    store.write_now(lambda work: work.erase_customer(IRON.id, a.customer_id))
    person = _person(store, IRON, a)
    assert (person.linked, person.suggestions, person.refusals, person.record.traits.names) == (
        (),
        (),
        (),
        (),
    )
    assert set(_suggested(store, IDENFY, b)) == {c.at(CHECKOUT.id)}
    counts = _count_rows(tmp_path)
    assert (counts["person"], counts["person_member"], counts["person_refused"]) == (0, 0, 0)
    # What comes late brings nothing back.
    _tell(store, IRON, a)
    assert _person(store, IRON, a).suggestions == ()


def test_a_removed_account_takes_its_records_out_of_every_person(store: Store, tmp_path: Path) -> None:
    a, b = Told(1, email=MAIL), Told(2, email=MAIL)
    _tell(store, IRON, a)
    _tell(store, IDENFY, b)
    store.write_now(lambda work: work.link_customers(a.at(IRON.id), b.at(IDENFY.id)))
    store.write_now(lambda work: work.remove_account(IRON.id))
    assert _linked(store, IDENFY, b) == set()
    counts = _count_rows(tmp_path)
    assert (counts["person"], counts["person_member"], counts["person_suggestion"]) == (0, 0, 0)


def test_records_that_came_before_this_version_get_their_keys(store: Store, tmp_path: Path) -> None:
    a, b = Told(1, email=MAIL), Told(2, email=MAIL)
    _tell(store, IRON, a)
    _tell(store, IDENFY, b)
    connection = connect(tmp_path / "console.db", KEY)
    for sql in (
        "DELETE FROM person_key",
        "DELETE FROM person_suggestion",
        "INSERT INTO person_unread SELECT number FROM customer",
    ):
        connection.execute(sql)
    connection.close()
    assert _suggested(store, IRON, a) == {}
    assert store.read.has_unread_people()
    assert store.write_now(lambda work: work.read_unread_people()) == 2
    assert store.write_now(lambda work: work.read_unread_people()) == 0
    assert set(_suggested(store, IRON, a)) == {b.at(IDENFY.id)}
