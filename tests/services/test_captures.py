"""Evidence is captured by itself: after a verdict, once, again until it is here, and refused and refetched when spoilt."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.attention import REPORT_AFTER, AttentionReason, InboxCase
from console.domain.errors import ActionRefused, VaultDamaged
from console.domain.events import VerificationsChanged
from console.domain.evidence_file import CaptureState, EvidenceKind, VaultFinding
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.people_of_desk import PROGRAM
from console.providers.contract import FetchedReport, FetchesReports
from console.vault.vault import Identity
from tests.support.captures import capture_of, decide, keep_pictures, until, wake
from tests.support.clocks import MovableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.simulator import Simulator, start_simulator

REPORTING = ("checkout", "idenfy")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as opened:
        try:
            yield opened
        finally:
            quiet_simulator.clear_faults()


async def _is_stored(desk: Desk, key: VerificationKey, kind: EvidenceKind = EvidenceKind.REPORT) -> bool:
    capture = await capture_of(desk, key, kind)
    return capture is not None and capture.state is CaptureState.STORED


def _object_path(desk: Desk, object_id: str) -> Path:
    return desk.console.profile.folder / "vault" / object_id[:2] / object_id


@pytest.mark.parametrize("provider", REPORTING)
async def test_a_report_is_here_by_itself_once_the_verdict_is_final(provider: str, desk: Desk) -> None:
    await desk.start_sync()
    key = await decide(desk, provider)
    await until(desk, lambda: _is_stored(desk, key))
    report, body = await desk.services.reports.read(key)
    assert body.startswith(b"%PDF-")
    assert report.size_bytes == len(body)
    assert "?" not in report.source
    # No pictures: the account's setting is off.
    assert await desk.services.evidence.load_files(key) == ()
    assert await capture_of(desk, key, EvidenceKind.PICTURE) is None
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    [entry] = [each for each in audit if each.action == "report_stored" and key.id in each.subject]
    assert (entry.who, entry.details) == (PROGRAM, report.sha256)


async def test_providers_without_reports_are_asked_for_none(desk: Desk) -> None:
    for provider in ("iron", "proofme"):
        assert await desk.services.evidence.load_captures(await decide(desk, provider)) == ()


@pytest.mark.parametrize(("provider", "roles"), [("checkout", {"face_image"}), ("idenfy", {"FRONT", "FACE"})])
async def test_pictures_come_where_the_account_says_so(provider: str, roles: set[str], desk: Desk) -> None:
    await keep_pictures(desk, provider)
    await desk.start_sync()
    key = await decide(desk, provider)
    await until(desk, lambda: _is_stored(desk, key, EvidenceKind.PICTURE))
    files = await desk.services.evidence.load_files(key)
    assert roles <= {file.role for file in files}
    assert not [file for file in files if "VIDEO" in file.role]
    for file in files:
        again, body = await desk.services.evidence.read_file(key, file.object_id)
        assert (again, len(body), file.media_type) == (file, file.size_bytes, "image/png")
        assert "?" not in file.source


async def test_pictures_that_could_not_be_fetched_are_in_the_inbox_until_they_are_here(
    desk: Desk, clock: MovableClock
) -> None:
    await keep_pictures(desk, "idenfy")
    await desk.start_sync()
    gone = {"provider": "idenfy", "path": "*.png", "action": "status", "status": 403}
    told: list[VerificationKey] = []
    desk.services.bus.subscribe(
        lambda event: told.extend(event.keys) if isinstance(event, VerificationsChanged) else None
    )

    async def find_line() -> InboxCase | None:
        rows = await desk.services.inbox.load(ListQuery(), 0, 100)
        return next((row for row in rows if isinstance(row, InboxCase) and row.key == key), None)

    with desk.simulator.faults(gone):
        key = await decide(desk, "idenfy")

        async def is_tried(times: int = 1) -> bool:
            capture = await capture_of(desk, key, EvidenceKind.PICTURE)
            return capture is not None and capture.tries == times and await _is_stored(desk, key)

        await until(desk, is_tried)
        assert await find_line() is None, "it may be here any moment"
        clock.ahead += REPORT_AFTER + timedelta(minutes=2)
        line = await find_line()
        assert line is not None
        assert line.reasons == (AttentionReason.PICTURES_MISSING,)
        assert line.detail.startswith("3 of 3 pictures could not be fetched: ")
        told.clear()
        wake(desk, key)
        await until(desk, lambda: is_tried(2))
        assert key in told, "why may be another sentence now"
    clock.ahead += timedelta(hours=1)
    told.clear()
    wake(desk, key)
    await until(desk, lambda: _is_stored(desk, key, EvidenceKind.PICTURE))
    assert await find_line() is None
    assert key in told, "lists on the screen hear of it"


async def test_proofmes_pictures_come_out_of_the_opened_result(desk: Desk) -> None:
    key = await decide(desk, "proofme")
    files = await desk.services.evidence.fetch_pictures(key)
    assert [file.role for file in files] == ["photo"]
    assert await desk.services.evidence.fetch_pictures(key) == files


async def test_iron_has_no_pictures_to_ask_for(desk: Desk) -> None:
    with pytest.raises(ActionRefused, match="no pictures"):
        await desk.services.evidence.fetch_pictures(await decide(desk, "iron"))


async def test_a_report_that_is_not_made_yet_is_asked_for_again(desk: Desk, clock: MovableClock) -> None:
    await desk.start_sync()
    missing = {"provider": "checkout", "path": "*/pdf-report", "action": "status", "status": 404}
    with desk.simulator.faults(missing):
        key = await decide(desk, "checkout")

        async def is_tried() -> bool:
            capture = await capture_of(desk, key)
            return capture is not None and capture.tries == 1

        await until(desk, is_tried)
        capture = await capture_of(desk, key)
        assert capture is not None
        assert (capture.state, capture.reason) == (
            CaptureState.WAITING,
            "Checkout.com has not made the report yet. Try again in a while.",
        )
    clock.ahead += timedelta(minutes=1)
    wake(desk, key)
    await until(desk, lambda: _is_stored(desk, key))


async def test_a_month_without_a_report_means_that_there_is_none(desk: Desk, clock: MovableClock) -> None:
    missing = {"provider": "checkout", "path": "*/pdf-report", "action": "status", "status": 404}
    key = await decide(desk, "checkout")
    with desk.simulator.faults(missing):
        await desk.start_sync()
        for _ in range(20):
            clock.ahead += timedelta(days=1, hours=12)
            before = await capture_of(desk, key)
            assert before is not None
            wake(desk, key)

            async def is_tried(tries: int = before.tries) -> bool:
                capture = await capture_of(desk, key)
                return capture is not None and capture.tries > tries

            if before.state is CaptureState.ABSENT:
                break
            await until(desk, is_tried)
    capture = await capture_of(desk, key)
    assert capture is not None
    assert (capture.state, capture.next_at) == (CaptureState.ABSENT, None)
    # A person may ask all the same.
    await desk.services.reports.fetch(key)
    assert await _is_stored(desk, key)


@pytest.mark.parametrize("action", ["html", "truncate", "garbage"])
async def test_what_is_no_whole_report_is_not_kept(action: str, desk: Desk) -> None:
    await desk.start_sync()
    spoilt = {"provider": "idenfy", "path": "*/generate-pdf", "action": action, "bytes": 4000}
    with desk.simulator.faults(spoilt if action == "truncate" else {**spoilt, "bytes": None}):
        key = await decide(desk, "idenfy")

        async def is_tried() -> bool:
            capture = await capture_of(desk, key)
            return capture is not None and capture.tries == 1 and capture.reason != ""

        await until(desk, is_tried)
    assert await desk.services.reports.load(key) is None
    named = await desk.console.store.query(lambda queries: queries.load_object_ids())
    assert set(desk.console.profile.vault.load_names()) == set(named)


async def test_a_person_joins_the_fetch_that_is_under_way(desk: Desk) -> None:
    key = await decide(desk, "checkout")
    await asyncio.to_thread(desk.simulator.forget_calls)
    slow = {"provider": "checkout", "path": "*/pdf-report", "action": "delay", "seconds": 0.3}
    with desk.simulator.faults(slow):
        first, second = await asyncio.gather(
            desk.services.reports.fetch(key), desk.services.reports.fetch(key)
        )
    assert first == second
    calls = await asyncio.to_thread(desk.simulator.calls, "checkout")
    assert len([call for call in calls if call["path"].endswith("/pdf-report")]) == 1


async def test_the_same_bytes_again_are_remembered_once(desk: Desk) -> None:
    key = await decide(desk, "checkout")
    first = await desk.services.reports.fetch(key)
    body = (await desk.services.reports.read(key))[1]
    second = await desk.services.reports.fetch(key)
    if (await desk.services.reports.read(key))[1] == body:
        assert second == first
    named = await desk.console.store.query(lambda queries: queries.load_named_objects())
    counted = Counter(each.object_id for each in named if each.key == key)
    assert set(counted.values()) == {1}


@pytest.mark.parametrize("harm", ["flipped", "cut", "gone", "swapped"])
async def test_a_spoilt_report_is_refused_and_fetched_again(harm: str, desk: Desk) -> None:
    await desk.start_sync()
    key, other = await decide(desk, "idenfy"), await decide(desk, "idenfy", "Somebody Else")
    await until(desk, lambda: _is_stored(desk, key))
    await until(desk, lambda: _is_stored(desk, other))
    report, another = await desk.services.reports.load(key), await desk.services.reports.load(other)
    assert report is not None
    assert another is not None
    path = _object_path(desk, report.object_id)
    content = bytearray(path.read_bytes())
    match harm:
        case "flipped":
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
        case "cut":
            path.write_bytes(content[:-40])
        case "gone":
            path.unlink()
        case _:
            shutil.copyfile(_object_path(desk, another.object_id), path)
    with pytest.raises(VaultDamaged):
        await desk.services.reports.read(key)
    await until(desk, lambda: _is_stored(desk, key))
    _, body = await desk.services.reports.read(key)
    assert body.startswith(b"%PDF-")
    assert (await desk.services.reports.load(other)) == another


async def test_an_older_report_put_in_the_place_of_the_newer_is_refused(desk: Desk) -> None:
    key = await decide(desk, "idenfy")
    vault = desk.console.profile.vault
    older = await desk.services.reports.fetch(key)
    client = (await desk.console._directory.coordinator(key.account_id).connected()).client
    assert isinstance(client, FetchesReports)
    fetched = await client.fetch_report(await desk.services.cases.load_known(key))
    newer = await desk.services.reports.keep(key, FetchedReport(fetched.body + b"\n%%EOF\n", "/report", ""))
    assert older.object_id != newer.object_id
    shutil.copyfile(_object_path(desk, older.object_id), _object_path(desk, newer.object_id))
    with pytest.raises(VaultDamaged):
        await desk.services.reports.read(key)
    with pytest.raises(VaultDamaged):
        vault.check(newer.object_id)


async def test_verify_names_what_is_damaged_missing_or_nobodys(desk: Desk, clock: MovableClock) -> None:
    keys = [await decide(desk, "checkout", f"Person {number}") for number in range(3)]
    reports = [await desk.services.reports.fetch(key) for key in keys]
    await desk.services.evidence.fetch_pictures(keys[2])
    assert (await desk.services.evidence.verify()).problems == ()
    _object_path(desk, reports[0].object_id).unlink()
    path = _object_path(desk, reports[1].object_id)
    path.write_bytes(path.read_bytes()[:-1])
    nobodys = desk.console.profile.vault.put(Identity("nobody/x", "pdf"), b"left behind").id
    clock.ahead += timedelta(hours=2)
    heard: list[tuple[int, int]] = []
    check = await desk.services.evidence.verify(lambda each: heard.append((each.done, each.total)))
    assert heard[-1][0] == heard[-1][1] == check.checked
    assert {(each.finding, each.object_id, each.key) for each in check.problems} == {
        (VaultFinding.MISSING, reports[0].object_id, keys[0]),
        (VaultFinding.DAMAGED, reports[1].object_id, keys[1]),
        (VaultFinding.UNNAMED, nobodys, None),
    }
    assert len(check.faults) == 2
    # What it found is wished for again.
    assert not await _is_stored(desk, keys[0])
    stopped = await desk.services.evidence.verify(stop=lambda: True)
    assert (stopped.checked, stopped.is_whole) == (0, False)


async def test_an_exported_vault_brings_back_what_was_lost(desk: Desk, tmp_path: Path) -> None:
    keys = [await decide(desk, "checkout", f"Marker-Person {number}") for number in range(2)]
    reports = [await desk.services.reports.fetch(key) for key in keys]
    folder = tmp_path / "copy"
    assert (await desk.services.evidence.export_vault(folder)).copied == 2
    for path in folder.rglob("*"):
        assert not path.is_file() or b"%PDF-" not in path.read_bytes()
    _object_path(desk, reports[0].object_id).unlink()
    copied = folder / reports[1].object_id[:2] / reports[1].object_id
    copied.write_bytes(copied.read_bytes()[:-1])
    result = await desk.services.evidence.import_vault(folder)
    assert (result.copied, result.known, result.problems) == (1, 1, ())
    assert (await desk.services.reports.read(keys[0]))[1].startswith(b"%PDF-")
    _object_path(desk, reports[1].object_id).unlink()
    result = await desk.services.evidence.import_vault(folder)
    assert (result.copied, result.known, len(result.problems)) == (0, 1, 1)


async def test_what_a_record_names_survives_every_tidying(desk: Desk, clock: MovableClock) -> None:
    key = await decide(desk, "checkout")
    report = await desk.services.reports.fetch(key)
    await desk.services.evidence.fetch_pictures(key)
    before = desk.console.profile.vault.load_names()
    for _ in range(3):
        clock.ahead += timedelta(days=10)
        await desk.services.evidence.collect_garbage()
    assert desk.console.profile.vault.load_names() == before
    assert (await desk.services.reports.read(key))[0] == report


@pytest.mark.slow
async def test_every_decided_one_of_a_world_has_its_report_after_a_sync(tmp_path: Path) -> None:
    with start_simulator(customers=30, seed=5) as simulator:
        async with open_desk(simulator, tmp_path / "profile") as desk:
            await desk.start_sync()
            decided = [
                row.key for row in await desk.rows() if row.phase.is_decided and row.provider in REPORTING
            ]
            assert len(decided) > 3

            async def are_all_here() -> bool:
                rows = {row.key: row for row in await desk.rows()}
                return all(rows[key].has_report for key in decided)

            await until(desk, are_all_here)
            counts = await desk.services.evidence.count_captures()
            assert (counts.waiting, counts.absent, counts.stuck) == (0, 0, 0)


@pytest.mark.slow
async def test_two_windows_never_fetch_the_same_twice(tmp_path: Path) -> None:
    with start_simulator(customers=24, seed=6) as simulator:
        async with open_desk(simulator, tmp_path / "profile") as one:
            await one.pass_once()
            await asyncio.to_thread(simulator.forget_calls)
            async with open_desk_again(simulator, tmp_path / "profile") as two:
                await one.start_sync()
                await two.start_sync()
                decided = [
                    row.key for row in await one.rows() if row.phase.is_decided and row.provider in REPORTING
                ]

                async def are_all_here() -> bool:
                    rows = {row.key: row for row in await one.rows()}
                    return all(rows[key].has_report for key in decided)

                await asyncio.wait(
                    [asyncio.ensure_future(until(desk, are_all_here)) for desk in (one, two)],
                    return_when=asyncio.FIRST_COMPLETED,
                )
                assert await are_all_here()
            calls = await asyncio.to_thread(simulator.calls, "checkout")
            asked = Counter(call["path"] for call in calls if call["path"].endswith("/pdf-report"))
            assert asked
            assert set(asked.values()) == {1}


async def test_a_person_joins_the_capture_that_is_under_way_by_itself(desk: Desk) -> None:
    slow = {"provider": "idenfy", "path": "*/generate-pdf", "action": "delay", "seconds": 0.5}
    with desk.simulator.faults(slow):
        await desk.start_sync()
        await asyncio.to_thread(desk.simulator.forget_calls)
        key = await decide(desk, "idenfy")
        captures = desk.console._directory.coordinator(key.account_id).captures

        async def is_under_way() -> bool:
            return (key, EvidenceKind.REPORT) in captures._running

        # Nothing is told when a capture begins: let the loop go on until it has.
        while not await is_under_way():  # noqa: ASYNC110
            await asyncio.sleep(0)
        report = await desk.services.reports.fetch(key)
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    stored = [each for each in audit if each.action == "report_stored" and key.id in each.subject]
    assert [(each.who, each.details) for each in stored] == [(PROGRAM, report.sha256)]
