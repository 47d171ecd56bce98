"""Pictures, captures and what they left go with whoever is erased, and with an account; no plain byte is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.domain.errors import NotKnown
from console.domain.evidence_file import EvidenceKind
from console.domain.keys import VerificationKey
from console.domain.operation import OperationId
from console.providers.contract import FetchedPicture, FetchedPictures, FetchedReport
from console.services.operation_offers import PerformOutcome, Subject
from console.services.picture_shelf import PictureShelf
from console.store.driver import Access, connect
from tests.support.captures import capture_of, decide, keep_pictures, until
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator

MARKER = b"Zzyzx-Plaintext-Picture-Marker"
PNG = b"\x89PNG\r\n\x1a\n" + MARKER * 50 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
PDF = b"%PDF-1.7\n" + MARKER * 400 + b"\n%%EOF\n"


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path / "profile") as opened:
        yield opened


async def _keep(desk: Desk, key: VerificationKey) -> None:
    """A report and a picture with words in them that nothing else has."""
    await desk.services.reports.keep(key, FetchedReport(PDF, "/report", "request-1"))
    picture = FetchedPicture("face_image", "image/png", PNG, "/face.png")
    shelf = PictureShelf(desk.console.store, desk.console.profile.vault, desk.clock)
    assert await shelf.keep(key, FetchedPictures((picture,))) == 1


def _count_rows(desk: Desk, table: str) -> int:
    connection = connect(desk.console.profile.store_path, desk.console.profile.db_key, Access.READ)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[index]  # noqa: S608
    finally:
        connection.close()


def _files_with(folder: Path, wanted: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and wanted in path.read_bytes()]


async def test_no_file_that_is_written_holds_a_byte_of_a_report_or_picture(
    desk: Desk, tmp_path: Path
) -> None:
    key = await decide(desk, "checkout", "Quirina Zzyzxnowheremarker")
    await _keep(desk, key)
    assert (await desk.services.reports.read(key))[1] == PDF
    [file] = await desk.services.evidence.load_files(key)
    assert (await desk.services.evidence.read_file(key, file.object_id))[1] == PNG
    for marker in (MARKER, b"%PDF-", b"face_image", b"zzyzxnowhere", b"Zzyzxnowhere"):
        assert _files_with(tmp_path, marker) == []


@pytest.mark.parametrize(
    ("provider", "operation"),
    [("checkout", "anonymize_verification"), ("idenfy", "delete"), ("proofme", "delete_data")],
)
async def test_what_is_erased_there_leaves_no_picture_here(provider: str, operation: str, desk: Desk) -> None:
    key = await decide(desk, provider, "Quirina Zzyzxerasedmarker")
    await _keep(desk, key)
    subject = Subject(key.account_id, verification_id=key.id)
    done = await desk.services.operations.perform(subject, OperationId(operation), {}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE, done.reason
    assert desk.console.profile.vault.load_names() == ()
    assert await desk.services.evidence.load_files(key) == ()
    assert await desk.services.evidence.load_captures(key) == ()
    for table in ("evidence_file", "capture", "report"):
        assert _count_rows(desk, table) == 0
    # What was on its way comes too late.
    with pytest.raises(NotKnown):
        await _keep(desk, key)
    assert desk.console.profile.vault.load_names() == ()


async def test_pictures_that_were_on_their_way_are_not_kept(desk: Desk) -> None:
    key = await decide(desk, "checkout")
    await desk.console._eraser.erase_verification(key)
    shelf = PictureShelf(desk.console.store, desk.console.profile.vault, desk.clock)
    picture = FetchedPicture("face_image", "image/png", PNG, "/face.png")
    with pytest.raises(NotKnown):
        await shelf.keep(key, FetchedPictures((picture,)))
    assert desk.console.profile.vault.load_names() == ()


async def test_an_account_takes_its_pictures_and_captures_along(desk: Desk) -> None:
    key, other = await decide(desk, "checkout"), await decide(desk, "idenfy")
    for each in (key, other):
        await _keep(desk, each)
    assert len(desk.console.profile.vault.load_names()) == 4
    await desk.services.accounts.remove(key.account_id)
    assert len(desk.console.profile.vault.load_names()) == 2
    assert (_count_rows(desk, "evidence_file"), _count_rows(desk, "report")) == (1, 1)
    assert (await desk.services.evidence.verify()).problems == ()


async def test_an_erasure_while_a_capture_is_under_way_wins(desk: Desk) -> None:
    await keep_pictures(desk, "idenfy")
    slow = {"provider": "idenfy", "path": "*/generate-pdf", "action": "delay", "seconds": 0.5}
    with desk.simulator.faults(slow):
        key = await decide(desk, "idenfy")
        await asyncio.to_thread(desk.simulator.forget_calls)
        await desk.start_sync()

        async def is_asked() -> bool:
            return bool(await asyncio.to_thread(desk.simulator.calls, "idenfy"))

        await until(desk, is_asked)
        await desk.console._eraser.erase_verification(key)

        async def is_quiet() -> bool:
            return await capture_of(desk, key, EvidenceKind.REPORT) is None

        await until(desk, is_quiet)
    await desk.services.sync.stop()
    await desk.services.evidence.aclose()
    assert await desk.services.reports.load(key) is None
    assert await desk.services.evidence.load_files(key) == ()
    named = await desk.console.store.query(lambda queries: queries.load_object_ids())
    assert set(desk.console.profile.vault.load_names()) == set(named)
