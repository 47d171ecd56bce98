"""Opening a database: new, old, newer, wrong key, damaged, missing; whatever is wrong, its bytes stay as they are."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy.exc

from console.domain.errors import DiskFull, StoreUnavailable
from console.domain.listing import ListQuery
from console.store import tables
from console.store.driver import Access, connect, mapped_errors
from console.store.schema import HEAD
from console.store.store import Store, open_store
from tests.support.stores import KEY, StillClock, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
OTHER_KEY = bytes(32)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _filled(folder: Path) -> Path:
    store = new_store(folder, ACCOUNT)
    record(store, ACCOUNT, *(new_snapshot(number, raw=b"x" * 3000) for number in range(60)))
    store.close()
    return folder / "console.db"


def _left_by_a_crash(folder: Path) -> Path:
    """A database whose last changes are only in its write-ahead log."""
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tests.support.stores import *\n"
        "account = new_account()\n"
        "store = new_store(Path(sys.argv[1]), account)\n"
        "record(store, account, new_snapshot(1))\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(folder)], check=False, timeout=60)
    assert (folder / "console.db-wal").stat().st_size > 0
    return folder / "console.db"


def _reopen(path: Path, key: bytes = KEY) -> Store:
    return open_store(path, key, StillClock(), "tester")


def test_new_database_is_private_and_reopens_with_what_was_written(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    assert [stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()] == [0o600]
    store = _reopen(path)
    assert len(store.read.load_verifications(ListQuery(), 0, 100)) == 60
    assert store.read.load_accounts() == (ACCOUNT,)
    assert store.verify() == ()
    store.close()


def test_files_beside_an_open_database_are_private_too(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    assert modes == {"console.db": 0o600, "console.db-wal": 0o600, "console.db-shm": 0o600}


@pytest.mark.parametrize("make", [_filled, _left_by_a_crash])
def test_wrong_key_says_so_and_changes_nothing(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    before = _files(tmp_path)
    with pytest.raises(StoreUnavailable, match="not its key"):
        _reopen(path, OTHER_KEY)
    after = _files(tmp_path)
    before.pop("console.db-shm", None)
    after.pop("console.db-shm", None)
    assert after == before
    _reopen(path).close()


def test_wrong_key_writes_nothing_to_standard_error(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.support.stores import *\n"
        "from console.domain.errors import StoreUnavailable\n"
        "try:\n    open_store(Path(sys.argv[1]), bytes(32), StillClock())\n"
        "except StoreUnavailable:\n    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("refused\n", "")


@pytest.mark.parametrize("kept", [0, 1000, 4096 * 3 + 17])
def test_truncated_file_is_refused_and_left_alone(tmp_path: Path, kept: int) -> None:
    path = _filled(tmp_path)
    path.write_bytes(path.read_bytes()[:kept])
    before = _files(tmp_path)
    with pytest.raises(StoreUnavailable):
        store = _reopen(path)
        try:
            store.read.load_verifications(ListQuery(), 0, 100)
        finally:
            store.close()
    assert _files(tmp_path) == before


def test_flipped_bit_is_refused_where_it_is_read_and_found_by_verify(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    before = _files(tmp_path)
    store = _reopen(path)
    assert any("damaged" in problem for problem in store.verify())
    store.close()
    assert _files(tmp_path) == before


def test_every_page_is_authenticated(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    whole = path.read_bytes()
    unnoticed: list[int] = []
    for page in range(0, len(whole) // 4096, 5):
        content = bytearray(whole)
        content[page * 4096 + 2000] ^= 1
        path.write_bytes(content)
        try:
            store = _reopen(path)
        except StoreUnavailable:
            continue
        if not store.verify():
            unnoticed.append(page)
        store.close()
    assert unnoticed == []


@pytest.mark.parametrize("suffix", ["-wal", ".before-0001"])
def test_lost_database_is_not_replaced_by_an_empty_one(tmp_path: Path, suffix: str) -> None:
    path = _filled(tmp_path)
    path.rename(path.with_name(path.name + suffix))
    with pytest.raises(StoreUnavailable, match="missing"):
        _reopen(path)
    assert not path.exists()


def test_newer_database_is_refused_and_unchanged(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    _set_version(path, "9999")
    before = _files(tmp_path)
    with pytest.raises(StoreUnavailable, match=f"schema 9999; this one knows {HEAD}"):
        _reopen(path)
    assert _files(tmp_path) == before


def test_older_database_is_copied_before_it_is_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "console.db"
    connection = connect(path, KEY, Access.CREATE)
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.close()
    store = _reopen(path)
    assert store.read.load_accounts() == ()
    store.close()
    backup = connect(tmp_path / f"console.db.before-{HEAD}", KEY)
    assert backup.execute("SELECT name FROM sqlite_master").fetchall() == [("alembic_version",)]
    backup.close()
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("*.before-*")} == {0o600}


def test_foreign_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "console.db"
    connection = connect(path, KEY, Access.CREATE)
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(StoreUnavailable, match="not a database of Compliance Console"):
        _reopen(path)


def test_opening_an_up_to_date_database_loads_no_write_side(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.support.stores import *\n"
        "store = open_store(Path(sys.argv[1]), KEY, StillClock())\n"
        "assert len(store.read.load_accounts()) == 1\n"
        "store.close()\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'asyncpg') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


def test_two_processes_may_make_and_write_the_same_database(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.support.stores import *\n"
        "account = new_account()\nstore = new_store(Path(sys.argv[1]), account)\n"
        "for number in range(int(sys.argv[2]), int(sys.argv[2]) + 40):\n"
        "    record(store, account, new_snapshot(number))\n"
        "    store.write_now(lambda work: work.append_audit('counted', 'x'))\n"
        "store.close()\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), str(first)])
        for first in (0, 1000, 2000)
    ]
    assert [process.wait(90) for process in started] == [0, 0, 0]
    store = _reopen(tmp_path / "console.db")
    assert store.read.count_verifications(ListQuery()) == 120
    assert store.read.verify_audit() == ()
    assert store.verify() == ()
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["console.db"]


def test_violated_constraint_arrives_as_the_librarys_own_error(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)

    def insert_twice(work: object) -> None:
        connection = vars(work)["_connection"]
        row = {"account": 1, "dedupe_key": "a", "seen_us": 0}
        try:
            connection.execute(tables.webhook.insert(), [row, row])
        except sqlalchemy.exc.IntegrityError as error:
            raise LookupError("arrived") from error

    with pytest.raises(LookupError, match="arrived"):
        store.write_now(insert_twice)
    assert not store.read.has_webhook(ACCOUNT.id, "a")
    store.close()


def test_full_disk_is_told_and_nothing_of_the_transaction_stays(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)

    def fill(work: object) -> None:
        vars(work)["_connection"].exec_driver_sql("PRAGMA max_page_count = 1")

    store.write_now(fill)
    big = new_snapshot(1, raw=b"y" * 500_000)
    with pytest.raises(DiskFull, match="disk is full"):
        record(store, ACCOUNT, big)
    assert store.read.load_case(key_of(ACCOUNT, 1)) is None

    def free(work: object) -> None:
        vars(work)["_connection"].exec_driver_sql("PRAGMA max_page_count = 100000")

    store.write_now(free)
    assert len(record(store, ACCOUNT, big).added) == 1
    assert store.verify() == ()
    store.close()


def test_write_that_fails_at_any_size_of_the_file_is_either_whole_or_told(tmp_path: Path) -> None:
    _filled(tmp_path)
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom tests.support.stores import *\n"
        "from console.domain.errors import ConsoleError\n"
        "account = new_account()\nstore = new_store(Path(sys.argv[1]))\n"
        "limit = (Path(sys.argv[1]) / 'console.db').stat().st_size\n"
        "record(store, account, new_snapshot(0))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "for number in range(100, 400):\n"
        "    try:\n        record(store, account, new_snapshot(number, raw=b'z' * 5000))\n"
        "    except ConsoleError as error:\n        print(error.code, flush=True)\n        break\n"
        "    print(number, flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    *saved, last = done.stdout.split()
    assert saved and last in {"store_unavailable", "disk_full"}, done.stderr
    store = _reopen(tmp_path / "console.db")
    missing = [number for number in saved if store.read.load_case(key_of(ACCOUNT, int(number))) is None]
    assert (missing, store.verify()) == ([], ())
    store.close()


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")
    with pytest.raises(StoreUnavailable, match="permissions"):
        new_store(tmp_path / "folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable, match="permissions"):
        new_store(tmp_path)
    tmp_path.chmod(0o700)


async def test_closed_store_refuses_everything(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.read.load_accounts()
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.query(lambda queries: queries.load_accounts())
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.write(lambda work: work.append_audit("a", "b"))


async def test_close_waits_for_what_was_handed_in(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    writes = [
        asyncio.ensure_future(
            store.write(lambda work, number=number: work.append_audit("seen", f"s{number}"))
        )
        for number in range(20)
    ]
    await asyncio.gather(*writes[:1])
    store.close()
    await asyncio.gather(*writes)
    again = _reopen(tmp_path / "console.db")
    assert [entry.subject for entry in again.read.load_audit()] == [f"s{number}" for number in range(20)]
    again.close()


def test_schema_and_tables_name_the_same_columns(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    connection = connect(path, KEY)
    for table in tables.metadata.tables.values():
        rows = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
        stored = [row[1] for row in rows if row[1] != "rowid"]
        assert stored == [column.name for column in table.columns if column.name != "rowid"], table.name
    connection.close()


def test_mistakes_of_ours_are_not_called_damage(tmp_path: Path) -> None:
    connection = connect(_filled(tmp_path), KEY)
    with pytest.raises(Exception, match="no such table") as caught, mapped_errors():
        connection.execute("SELECT * FROM nowhere")
    assert not isinstance(caught.value, StoreUnavailable)
    connection.close()


def _set_version(path: Path, version: str) -> None:
    connection = connect(path, KEY)
    connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()
