"""Exports out of a real store: complete, in order, from one moment, whole or not at all, and written down."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from console.base.drafts import Draft
from console.domain.environment import ProviderId
from console.domain.errors import DiskFull, InputInvalid
from console.domain.export import (
    ExportFormat,
    ExportList,
    ExportOrder,
    ExportProgress,
    ExportStage,
    ExportWish,
)
from console.domain.fact import Fact
from console.domain.listing import ListQuery, SortColumn
from console.domain.phase import Phase
from console.services.export_rows import WINDOW
from console.services.exports import ExportService
from console.store.store import Store
from tests.support.sheets import read_sheets
from tests.support.stores import key_of, new_account, new_snapshot, new_store, record

IRON = new_account()
COUNT = WINDOW * 2 + 17
NAMES = ("=HYPERLINK(1)", "王芳", "Łukasz Nowak", "محمد الهاشمي", "O'Neill")
COLUMNS = (("id", "Id"), ("customer", "Customer"), ("phase", "Phase"), ("updated_at", "Updated (UTC)"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path, IRON)
    record(
        store,
        IRON,
        *(
            new_snapshot(
                number,
                name=NAMES[number % 5],
                phase=Phase.APPROVED if number % 3 else Phase.DECLINED,
                raw=json.dumps({"id": number, "url": "https://hosted.example/secret"}).encode(),
            )
            for number in range(COUNT)
        ),
    )
    yield store
    store.close()


@pytest.fixture
async def exports(store: Store) -> AsyncIterator[ExportService]:
    service = ExportService(store, lambda: {ProviderId("iron"): "Iron"})
    yield service
    await service.stop()


def _order(path: Path, form: ExportFormat = ExportFormat.CSV, wish: ExportWish | None = None) -> ExportOrder:
    return ExportOrder(wish or ExportWish(ExportList.VERIFICATIONS), form, COLUMNS, path)


def _ignore(_progress: ExportProgress) -> None:
    """Nobody watches."""


def _read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("sort", [SortColumn.UPDATED, SortColumn.CUSTOMER, SortColumn.PHASE])
@pytest.mark.parametrize("text", ["", "nowak"])
async def test_a_csv_holds_the_list_as_filtered_and_ordered(
    store: Store, exports: ExportService, tmp_path: Path, sort: SortColumn, text: str
) -> None:
    query = ListQuery(text=text, phases=frozenset({Phase.APPROVED}), sort=sort, descending=False)
    wish = ExportWish(ExportList.VERIFICATIONS, query)
    done = await exports.export(_order(tmp_path / "list.csv", wish=wish), _ignore)
    rows = _read_csv(done.path)
    expected = store.read.load_verifications(query, 0, COUNT)
    assert rows[0] == ["Id", "Customer", "Phase", "Updated (UTC)"]
    assert [row[0] for row in rows[1:]] == [row.key.id for row in expected]
    assert done.rows == len(expected) == await exports.count(wish) > 0
    assert done.sha256 == hashlib.sha256(done.path.read_bytes()).hexdigest()
    assert done.size_bytes == done.path.stat().st_size
    assert oct(done.path.stat().st_mode & 0o777) == "0o600"


async def test_every_export_is_written_down_with_its_rows_and_hash(
    store: Store, exports: ExportService, tmp_path: Path
) -> None:
    done = await exports.export(_order(tmp_path / "list.csv"), _ignore)
    entry = store.read.load_audit()[-1]
    assert (entry.action, entry.subject) == ("exported", "list verifications")
    assert entry.details == (f"csv rows={COUNT} sha256={done.sha256} columns=id,customer,phase,updated_at")
    assert store.read.verify_audit() == ()


async def test_a_spreadsheet_holds_every_row(exports: ExportService, tmp_path: Path) -> None:
    done = await exports.export(_order(tmp_path / "list.xlsx", ExportFormat.XLSX), _ignore)
    [rows] = read_sheets(done.path)
    assert len(rows) == COUNT + 1
    assert {row["B"] for row in rows[1:]} == {"'=HYPERLINK(1)", *NAMES[1:]}
    assert done.sheets == 1


async def test_chosen_rows_alone_and_in_their_order(exports: ExportService, tmp_path: Path) -> None:
    keys = tuple(key_of(IRON, number) for number in (7, 3, 900, 5))
    wish = ExportWish(ExportList.VERIFICATIONS, keys=keys)
    done = await exports.export(_order(tmp_path / "some.csv", wish=wish), _ignore)
    assert [row[0] for row in _read_csv(done.path)[1:]] == [key.id for key in keys]


async def test_raw_records_are_json_lines_with_their_links_masked(
    exports: ExportService, tmp_path: Path
) -> None:
    order = ExportOrder(
        ExportWish(ExportList.VERIFICATIONS, keys=(key_of(IRON, 4),)),
        ExportFormat.JSONL,
        (("id", "Id"), ("raw", "Raw")),
        tmp_path / "raw.jsonl",
    )
    await exports.export(order, _ignore)
    [line] = (tmp_path / "raw.jsonl").read_text("utf-8").splitlines()
    document = json.loads(line)
    assert document["id"] == "v4"
    [raw] = document["raw"]
    assert (raw["kind"], raw["source"], raw["body"]["id"]) == ("identification", "poll", 4)
    assert "secret" not in line


async def test_customers_can_be_taken_out_too(store: Store, exports: ExportService, tmp_path: Path) -> None:
    wish = ExportWish(ExportList.CUSTOMERS, ListQuery(text="nowak", sort=SortColumn.CUSTOMER))
    columns = (("customer_id", "Id"), ("customer", "Customer"), ("verifications", "Checks"))
    order = ExportOrder(wish, ExportFormat.CSV, columns, tmp_path / "customers.csv")
    done = await exports.export(order, _ignore)
    expected = store.read.load_customers(wish.query, 0, COUNT)
    assert [row[0] for row in _read_csv(done.path)[1:]] == [row.customer_id for row in expected]
    chosen = tuple((row.account_id, row.customer_id) for row in expected[3:5])
    order = ExportOrder(
        ExportWish(ExportList.CUSTOMERS, customers=chosen), ExportFormat.CSV, columns, done.path
    )
    assert (await exports.export(order, _ignore)).rows == 2


async def test_the_inbox_is_a_list_too(store: Store, exports: ExportService, tmp_path: Path) -> None:
    waiting = [new_snapshot(n, phase=Phase.ACTION_NEEDED, status="retry") for n in range(2000, 2003)]
    record(store, IRON, *waiting)
    wish = ExportWish(ExportList.INBOX, ListQuery(phases=frozenset({Phase.ACTION_NEEDED})))
    columns = (("reason", "Reason"), ("since", "Since"), ("id", "Id"), ("phase", "Phase"))
    done = await exports.export(ExportOrder(wish, ExportFormat.CSV, columns, tmp_path / "inbox.csv"), _ignore)
    rows = _read_csv(done.path)[1:]
    assert {row[2] for row in rows} == {"v2000", "v2001", "v2002"}
    assert all(row[0] and row[3] == "action_needed" for row in rows)
    assert await exports.count(wish) == 3


async def test_what_changes_meanwhile_is_in_no_part_of_the_file(store: Store, tmp_path: Path) -> None:
    expired = ListQuery(phases=frozenset({Phase.EXPIRED}))
    with store.snapshot() as queries:
        assert queries.count_verifications(expired) == 0
        moved = [new_snapshot(n, phase=Phase.EXPIRED, status="Expired") for n in range(COUNT)]
        record(store, IRON, *moved)
        assert queries.count_verifications(expired) == 0
        assert queries.load_verifications(expired, 0, COUNT) == ()
    assert store.read.count_verifications(expired) == COUNT


async def _cancel_midway(store: Store, order: ExportOrder) -> None:
    """Begin an export, take it back while its thread is at work, and wait until it is gone."""
    at_work, may_go_on = threading.Event(), threading.Event()

    def name_providers() -> dict[ProviderId, str]:
        at_work.set()
        may_go_on.wait()
        return {}

    service = ExportService(store, name_providers)
    work = asyncio.ensure_future(service.export(order, _ignore))
    await asyncio.to_thread(at_work.wait)
    work.cancel()
    # A cancellation goes from task to task in a turn of the loop each.
    for _ in range(10):
        await asyncio.sleep(0)
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await work
    await service.stop()


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.XLSX])
async def test_cancelling_leaves_nothing(store: Store, tmp_path: Path, form: ExportFormat) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    await _cancel_midway(store, _order(folder / "list", form))
    assert list(folder.iterdir()) == []
    assert [entry for entry in store.read.load_audit() if entry.action == "exported"] == []


def test_cancelling_while_the_hash_is_taken_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    draft = Draft(folder / "list.csv")
    draft.path.write_bytes(b"x" * 3_000_000)
    looked: list[int] = []

    def refuse_soon() -> None:
        looked.append(1)
        if len(looked) == 2:
            raise InterruptedError

    with draft, pytest.raises(InterruptedError):
        draft.read_sha256(refuse_soon)
    assert len(looked) == 2
    assert list(folder.iterdir()) == []


async def test_a_file_that_was_there_stays_until_the_new_one_is_whole(
    store: Store, exports: ExportService, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("before")
    await _cancel_midway(store, _order(path))
    assert path.read_text() == "before"
    await exports.export(_order(path), _ignore)
    assert len(_read_csv(path)) == COUNT + 1


async def test_a_place_where_nothing_can_be_written_is_refused(
    store: Store, exports: ExportService, tmp_path: Path
) -> None:
    with pytest.raises(InputInvalid, match="Choose another folder"):
        await exports.export(_order(tmp_path / "missing" / "list.csv"), _ignore)
    with pytest.raises(InputInvalid, match="at least one column"):
        await exports.export(
            ExportOrder(ExportWish(ExportList.VERIFICATIONS), ExportFormat.CSV, (), tmp_path / "x"), _ignore
        )
    assert store.read.load_audit() == () or store.read.load_audit()[-1].action != "exported"


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.XLSX])
async def test_progress_counts_up_to_all_rows_and_the_closing_of_the_file(
    exports: ExportService, tmp_path: Path, form: ExportFormat
) -> None:
    told: list[ExportProgress] = []
    done = await exports.export(_order(tmp_path / "list", form), told.append)
    last = told[-1]
    assert (last.stage, last.rows, last.total) == (ExportStage.PACKING, COUNT, COUNT)
    # A CSV has been flushed with its rows or is in one go; a spreadsheet grows while it is packed.
    assert (0 if form is ExportFormat.CSV else 1) <= last.packed_bytes <= done.size_bytes
    assert [each.rows for each in told] == sorted(each.rows for each in told)


async def test_progress_is_told_while_the_thread_is_deep_in_something(store: Store, tmp_path: Path) -> None:
    may_go_on, told = threading.Event(), [0]

    def name_providers() -> dict[ProviderId, str]:
        may_go_on.wait()
        return {}

    def hear(_progress: ExportProgress) -> None:
        told[0] += 1
        if told[0] == 5:
            may_go_on.set()

    service = ExportService(store, name_providers)
    async with asyncio.timeout(60):
        done = await service.export(_order(tmp_path / "list.csv"), hear)
    assert (done.rows, told[0] >= 5) == (COUNT, True)
    await service.stop()


def test_what_a_killed_program_left_goes_with_the_next_export(tmp_path: Path) -> None:
    killed = (
        "import os, sys; from pathlib import Path; from console.base.drafts import Draft\n"
        "draft = Draft(Path(sys.argv[1])); draft.path.write_text('half'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed, str(tmp_path / "list.csv")], check=False, env=os.environ)
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    with Draft(tmp_path / "other.csv") as draft:
        draft.path.write_text("whole")
        # The draft of a program that runs is left alone: this one's own.
        with Draft(tmp_path / "third.csv"):
            assert draft.path.exists()
        assert len(list(tmp_path.iterdir())) == 1
        draft.sync()
        draft.commit()
    assert [path.name for path in tmp_path.iterdir()] == ["other.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file sizes is a POSIX thing")
@pytest.mark.parametrize("form", list(ExportFormat))
def test_a_full_disk_is_told_and_leaves_neither_a_file_nor_a_line(
    store: Store, tmp_path: Path, form: ExportFormat
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "list").write_text("before")
    script = (
        "import asyncio, resource, sys\nfrom pathlib import Path\n"
        "from console.domain.errors import ConsoleError\nfrom console.domain.export import *\n"
        "from console.services.exports import ExportService\nfrom tests.support.stores import new_store\n"
        "store = new_store(Path(sys.argv[1]))\nservice = ExportService(store, dict)\n"
        "columns = (('id', 'Id'), ('customer', 'Customer'), ('phase', 'Phase'))\n"
        "wish = ExportWish(ExportList.VERIFICATIONS)\n"
        "order = ExportOrder(wish, ExportFormat(sys.argv[3]), columns, Path(sys.argv[2], 'list'))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n    asyncio.run(service.export(order, lambda progress: None))\n"
        "except ConsoleError as error:\n    print(error.code, error.user_message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), str(folder), form.value],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = "The disk has no room for this file. Nothing was left there; make room or choose another place."
    assert done.stdout == f"{DiskFull.code} {told}\n", done.stderr
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"list": "before"}
    assert [entry.action for entry in store.read.load_audit() if entry.action == "exported"] == []


async def test_an_address_that_only_the_verified_data_has_is_in_the_file(tmp_path: Path) -> None:
    store = new_store(tmp_path, IRON)
    whole = new_snapshot(1, name="Niamh O'Shea")
    assert whole.customer is not None
    told = replace(whole.verification, verified=(Fact("email", "niamh@mail.example"),))
    record(store, IRON, replace(whole, verification=told, customer=replace(whole.customer, email="")))
    record(store, IRON, new_snapshot(2))
    service = ExportService(store, lambda: {})
    path = tmp_path / "list.csv"
    columns = (("id", "Id"), ("email", "E-mail"))
    order = ExportOrder(ExportWish(ExportList.VERIFICATIONS), ExportFormat.CSV, columns, path)
    await service.export(order, _ignore)
    assert _read_csv(path)[1:] == [["v1", "niamh@mail.example"], ["v2", "person2@mail.example"]]
    await service.stop()
    store.close()
