"""Every version of the schema, up and down, with rows in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import KnownRecord
from console.store.driver import Connection, connect
from console.store.schema import HEAD, migrate
from console.store.store import Store, open_store
from tests.support.stores import KEY, NOON, StillClock, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
VERSIONS: Final = tuple(f"{number:04d}" for number in range(int(HEAD) + 1))[1:]


def _filled(folder: Path) -> Path:
    """A profile in which every kind of thing is known."""
    store = new_store(folder, ACCOUNT)
    for number in range(1, 40):
        record(store, ACCOUNT, new_snapshot(number, labels=("pep", "expired")[: number % 3], raw=b"{}"))
    key = key_of(ACCOUNT, 1)
    decided = new_snapshot(1, phase=Phase.APPROVED, status="Approved", updated_at=NOON)
    for snapshot in (decided, replace(decided, verification=_reversed(decided.verification))):
        record(store, ACCOUNT, snapshot)
    report = Report(key, "pdf", 1, "0" * 64, NOON, "", "", "1" * 64)
    event = TimelineEvent(NOON, "report_stored", EventSource.US)
    store.write_now(lambda work: work.save_report(report, event))
    for act in _deeds():
        act(store)
    store.close()
    return folder / "console.db"


def _reversed(verification: object) -> object:
    return replace(
        verification,  # type: ignore[type-var]
        phase=Phase.DECLINED,
        raw_status="Declined",
        updated_at=NOON + timedelta(hours=1),
    )


def _deeds() -> tuple[Callable[[Store], object], ...]:
    key = key_of(ACCOUNT, 2)
    told = KnownRecord(None, replace(new_snapshot(77).customer, id="c-told"))  # type: ignore[type-var]
    return (
        lambda store: store.write_now(lambda work: work.ensure_person("Mia")),
        lambda store: store.write_now(lambda work: work.assign(key, "Mia")),
        lambda store: store.write_now(lambda work: work.snooze(key, NOON + timedelta(days=1), "later")),
        lambda store: store.write_now(lambda work: work.add_note(key, "a note")),
        lambda store: store.write_now(lambda work: work.add_known(ACCOUNT.id, (told,))),
    )


def _open(path: Path) -> Connection:
    return connect(path, KEY)


def _schema(connection: Connection) -> set[tuple[str, str]]:
    """Everything there is, spelled without regard to spaces; what Alembic and the search keep is theirs."""
    rows = connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master")
    return {(name, "".join(sql.split())) for name, sql in rows if "alembic" not in name}


def _columns(connection: Connection) -> set[tuple[str, str]]:
    found = connection.execute(
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    )
    return {(table, column) for table, column in found}


def _count(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) FROM verification").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def fresh_schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, str]]]:
    """Columns of every version as a new database gets it."""
    found: dict[str, set[tuple[str, str]]] = {}
    path = tmp_path_factory.mktemp("fresh") / "console.db"
    new_store(path.parent).close()
    connection = _open(path)
    migrate(connection, "")
    for version in VERSIONS:
        migrate(connection, version)
        found[version] = _columns(connection)
    connection.close()
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_down_to_any_version_and_up_again_keeps_the_records(
    version: str, tmp_path: Path, fresh_schemas: dict[str, set[tuple[str, str]]]
) -> None:
    path = _filled(tmp_path)
    connection = _open(path)
    before, rows = _schema(connection), _count(connection)
    migrate(connection, version)
    assert _columns(connection) == fresh_schemas[version]
    assert _count(connection) == rows
    connection.close()
    store = open_store(path, KEY, StillClock(), "tester")
    assert store.read.count_verifications(ListQuery()) == rows
    while store.write_now(lambda work: work.refold_lists(10)):
        pass
    record(store, ACCOUNT, new_snapshot(500))
    assert store.read.count_verifications(ListQuery(text="person500")) == 1
    assert store.verify() == ()
    store.close()
    connection = _open(path)
    assert {name for name, _ in _schema(connection)} == {name for name, _ in before}
    connection.close()


def test_all_the_way_down_leaves_nothing(tmp_path: Path) -> None:
    connection = _open(_filled(tmp_path))
    migrate(connection, "")
    assert _schema(connection) == set()
    connection.close()
