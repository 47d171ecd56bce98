"""The audit chain: whatever is done to an entry is found, and the entry is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from console.domain.errors import InputInvalid
from console.domain.people_of_desk import PROGRAM
from console.store.audit import build_hash
from console.store.driver import Connection, connect
from console.store.store import Store
from console.store.times import require_us
from tests.support.stores import KEY, StillClock, new_account, new_store

COLUMNS = "at_us, who, action, subject, details, previous, hash"


def _log(folder: Path, entries: int = 8) -> Store:
    clock = StillClock()
    store = new_store(folder, new_account(), clock=clock)
    for number in range(1, entries + 1):
        clock.advance(1)
        store.write_now(lambda work, number=number: work.append_audit("looked", f"v{number}", "d\ud800é"))
    return store


def test_what_nobody_asked_for_is_signed_by_the_program_and_what_somebody_did_by_them(tmp_path: Path) -> None:
    store = _log(tmp_path, 1)
    store.write_now(lambda work: work.append_audit("looked", "v2"), by=PROGRAM)
    store.sign_as("Mia Lind")
    store.write_now(lambda work: work.append_audit("looked", "v3"))
    assert [entry.who for entry in store.read.load_audit()] == ["tester", PROGRAM, "Mia Lind"]
    store.close()


def test_nobody_of_the_desk_is_called_as_the_program_signs(tmp_path: Path) -> None:
    store = _log(tmp_path, 1)
    with pytest.raises(InputInvalid, match="program signs"):
        store.write_now(lambda work: work.add_person(" CONSOLE ", "", ""))
    store.close()


def _tamper(folder: Path, change: Callable[[Connection], None]) -> None:
    connection = connect(folder / "console.db", KEY)
    connection.execute("DROP TRIGGER audit_keeps")
    connection.execute("DROP TRIGGER audit_stays")
    change(connection)
    connection.close()


def _edit(connection: Connection) -> None:
    connection.execute("UPDATE audit SET who = 'somebody else' WHERE number = 5")


def _edit_and_hash_again(connection: Connection) -> None:
    row = connection.execute(f"SELECT {COLUMNS} FROM audit WHERE number = 5").fetchone()  # noqa: S608
    assert row is not None
    at_us, _who, action, subject, details, previous, _hash = row
    digest = build_hash(require_us(at_us), "somebody else", action, subject, details, previous)
    connection.execute("UPDATE audit SET who = 'somebody else', hash = ? WHERE number = 5", (digest,))


def _remove(connection: Connection) -> None:
    connection.execute("DELETE FROM audit WHERE number = 5")


def _remove_and_close_the_gap(connection: Connection) -> None:
    _remove(connection)
    for number in (6, 7, 8):
        connection.execute("UPDATE audit SET number = number - 1 WHERE number = ?", (number,))


def _remove_first(connection: Connection) -> None:
    connection.execute("DELETE FROM audit WHERE number = 1")
    for number in range(2, 9):
        connection.execute("UPDATE audit SET number = number - 1 WHERE number = ?", (number,))


def _insert(connection: Connection) -> None:
    for number in (8, 7, 6, 5):
        connection.execute("UPDATE audit SET number = number + 1 WHERE number = ?", (number,))
    at_us, previous = connection.execute("SELECT at_us, hash FROM audit WHERE number = 4").fetchone() or (
        0,
        "",
    )
    digest = build_hash(require_us(at_us), "me", "looked", "v99", "", previous)
    values = (5, at_us, "me", "looked", "v99", "", previous, digest)
    connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)


def _swap(connection: Connection) -> None:
    for old, new in ((5, 99), (6, 5), (99, 6)):
        connection.execute("UPDATE audit SET number = ? WHERE number = ?", (new, old))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_edit, "Entry 5 was edited."),
        (_edit_and_hash_again, "Entry 5 was altered, or what stood between it and entry 6 was removed."),
        (_remove, "Entry 5 is missing."),
        (_remove_and_close_the_gap, "Entry 4 was altered, or what stood between it and entry 5 was removed."),
        (_remove_first, "What came before entry 1 was removed."),
        (_insert, "Entry 5 was inserted."),
        (_swap, "Entry 6 is out of order: it was written after entry 4."),
    ],
)
def test_tampering_is_found_and_named(
    tmp_path: Path, change: Callable[[Connection], None], problem: str
) -> None:
    store = _log(tmp_path)
    assert store.read.verify_audit() == ()
    _tamper(tmp_path, change)
    assert problem in store.read.verify_audit()
    store.close()


def test_entries_before_the_tampered_one_are_not_blamed(tmp_path: Path) -> None:
    store = _log(tmp_path)
    _tamper(tmp_path, _edit)
    assert store.read.verify_audit() == ("Entry 5 was edited.",)
    store.close()


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_database_itself_refuses_to_change_the_log(tmp_path: Path, statement: str) -> None:
    store = _log(tmp_path)
    connection = connect(tmp_path / "console.db", KEY)
    with pytest.raises(Exception, match="append-only"):
        connection.execute(statement)
    connection.close()
    assert len(store.read.load_audit()) == 8
    store.close()


def test_log_is_read_in_pages_and_goes_on_after_reopening(tmp_path: Path) -> None:
    _log(tmp_path).close()
    store = _log(tmp_path)
    assert [entry.number for entry in store.read.load_audit(after=6, limit=4)] == [7, 8, 9, 10]
    assert store.read.verify_audit() == ()
    store.close()
