"""A profile of an older version catches up by itself: lists, inbox, severities, people, labels, figures; and says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from console.domain.attention import AttentionReason, InboxCase
from console.domain.events import Event, ListsBehind, PeopleChanged, VerificationsChanged
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef, Severity
from console.domain.verification import Snapshot
from console.parts import load_rules
from console.services.list_keeping import keep_lists
from console.store.driver import connect
from console.store.schema import migrate
from console.store.store import Store, open_store
from tests.support.people import Told, to_snapshot
from tests.support.stores import KEY, NOON, StillClock, new_account, new_store, record

IDENFY = new_account("Idenfy", "idenfy")
IRON = new_account("Iron", "iron")
MAIL = "zoe@mail.example"
ZOE, SAME, OTHER = Told(1, "Zoë van der Berg", MAIL), Told(2, "Zoe Berg", MAIL), Told(3, "Ole", "o@m.example")


def _look(told: Told, phase: Phase, status: str) -> Snapshot:
    made = to_snapshot(told)
    label = LabelRef(LabelKind.LABEL, "never heard of")
    verification = replace(
        made.verification, phase=phase, raw_status=status, is_final=phase.is_decided, labels=(label,)
    )
    return replace(made, verification=verification)


def _open_older(folder: Path, version: str) -> Store:
    """A profile as that version of the schema left it, opened by this program."""
    store = new_store(folder, IDENFY, IRON)
    record(store, IDENFY, _look(ZOE, Phase.ACTION_NEEDED, "SUSPECTED"))
    record(store, IRON, _look(SAME, Phase.APPROVED, "Approved"), _look(OTHER, Phase.ACTION_NEEDED, "Pending"))
    store.close()
    connection = connect(folder / "console.db", KEY)
    migrate(connection, version)
    connection.close()
    return open_store(folder / "console.db", KEY, StillClock(), "tester", load_rules)


async def test_everything_is_there_after_a_while_and_nobody_has_to_ask(tmp_path: Path) -> None:
    store = _open_older(tmp_path, "0003")
    heard: list[Event] = []
    try:
        assert store.read.count_inbox(ListQuery()) == 0
        await keep_lists(store, heard.append)
        lines = store.read.load_inbox(ListQuery(), 0, 9)
        reasons = {line.reasons[0] for line in lines if isinstance(line, InboxCase)}
        assert reasons == {AttentionReason.SUSPECTED, AttentionReason.RETRY_REQUIRED}
        rows = store.read.load_verifications(ListQuery(), 0, 9)
        assert [row.severity for row in rows] == [Severity.WARN] * 3
        [other] = store.read.load_suggested_pairs(None, 9)
        assert {other.one.key, other.other.key} == {ZOE.at(IDENFY.id), SAME.at(IRON.id)}
        assert sum(seen.verifications for seen in store.read.load_seen_labels()) == 3
        tallies = store.read.load_tallies([IDENFY.id, IRON.id], None, NOON, 9)
        assert sum(count.count for count in tallies.days) == 3
    finally:
        store.close()
    told = [event for event in heard if isinstance(event, ListsBehind)]
    assert (told[0], told[-1]) == (ListsBehind(0, 3), ListsBehind(3, 3))
    assert {type(event) for event in heard} == {ListsBehind, VerificationsChanged, PeopleChanged}


async def test_where_nothing_is_behind_nothing_is_said(tmp_path: Path) -> None:
    store = _open_older(tmp_path, "0003")
    heard: list[Event] = []
    try:
        await keep_lists(store, lambda _event: None)
        await keep_lists(store, heard.append)
    finally:
        store.close()
    assert heard == []


def test_open_verifications_are_made_anew_first(tmp_path: Path) -> None:
    store = _open_older(tmp_path, "0003")
    try:
        assert store.write_now(lambda work: work.refold_open(0, 1)) == 1
        assert store.write_now(lambda work: work.refold_open(1, 1)) == 3
        assert store.write_now(lambda work: work.refold_open(3, 1)) is None
        assert store.read.count_inbox(ListQuery()) == 2
        assert store.write_now(lambda work: work.count_to_refold()) == (0, 3), "the others are still to come"
    finally:
        store.close()
