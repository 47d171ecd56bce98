"""Capsules made from the real store and vault: nothing left by a cancelled one, nothing handed on that is damaged."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from console.domain.capsule import CapsuleContent, CapsulePart, CapsuleProgress, CapsuleStage, LeftOut
from console.domain.case import RawRecord
from console.domain.errors import CapsuleUnreadable, DiskFull, InputInvalid
from console.domain.evidence_file import EvidenceFile
from console.domain.keys import VerificationKey
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.services.capsule_contents import build_picture, build_raw
from console.services.capsule_files import make_passphrase, open_capsule, verify_passphrase
from tests.support.clocks import MeddlingClock
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator

_SECRET = "nobody knows this one"


async def _reported(desk: Desk) -> VerificationKey:
    await desk.services.sync.sync_once()
    rows = await desk.rows()
    key = next(row.key for row in rows if row.provider == "idenfy" and row.phase is Phase.APPROVED)
    await desk.services.reports.fetch(key)
    return key


def _left(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if file.name != "profile"]


async def test_it_is_made_with_progress_and_opened_without_the_profile(desk: Desk, tmp_path: Path) -> None:
    key = await _reported(desk)
    heard: list[CapsuleProgress] = []
    path = tmp_path / "c.zip"
    made = await desk.services.capsules.make(key, path, _SECRET, heard.append)
    assert made.sha256 == sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_mode & 0o077 == 0
    assert heard[0].stage is CapsuleStage.COLLECTING
    assert heard[-1].stage is CapsuleStage.PACKING
    assert heard[-1].done == heard[-1].total
    capsule = await open_capsule(path, _SECRET)
    try:
        assert all(check.ok for check in await capsule.verify())
        manifest = await capsule.load_manifest()
        parts = {entry.part for entry in manifest.entries}
        assert {CapsulePart.DOSSIER, CapsulePart.REPORT, CapsulePart.RAW, CapsulePart.AUDIT} <= parts
        for name in ("report.pdf", "dossier.pdf"):
            opened = await capsule.open_pdf(name)
            assert opened.info.pages >= 1
            await opened.close()
        case = await desk.services.cases.load_case(key)
        assert "capsule_made" in {event.kind for event in case.stored.events}
    finally:
        await capsule.aclose()


async def test_kept_pictures_go_in_clean_and_the_dossier_names_them(desk: Desk, tmp_path: Path) -> None:
    key = await _reported(desk)
    pictures = await desk.services.evidence.fetch_pictures(key)
    assert pictures
    path = tmp_path / "c.zip"
    made = await desk.services.capsules.make(key, path, "")
    inside = [entry for entry in made.entries if entry.part is CapsulePart.PICTURE]
    assert {entry.received_sha256 for entry in inside} == {each.sha256 for each in pictures}
    with zipfile.ZipFile(path) as opened:
        for entry in inside:
            with Image.open(io.BytesIO(opened.read(entry.name))) as picture:
                assert not picture.getexif()
                picture.load()
    case_file = await desk.services.dossiers.load_file(key)
    assert case_file.files == pictures


async def test_no_file_name_in_it_tells_of_a_person(desk: Desk, tmp_path: Path) -> None:
    key = await _reported(desk)
    row = await desk.row(key)
    path = tmp_path / "c.zip"
    await desk.services.capsules.make(key, path, _SECRET)
    names = " ".join(zipfile.ZipFile(path).namelist())
    assert row.customer_name
    assert not any(part in names for part in (row.customer_name, row.email, key.id, row.customer_id))
    assert row.customer_name.encode() not in path.read_bytes()


async def test_a_cancelled_one_leaves_nothing_and_is_not_logged(desk: Desk, tmp_path: Path) -> None:
    key = await _reported(desk)
    packing = asyncio.Event()

    def hear(progress: CapsuleProgress) -> None:
        if progress.stage is CapsuleStage.PACKING:
            packing.set()

    for wait in (None, packing):
        task = asyncio.ensure_future(desk.services.capsules.make(key, tmp_path / "c.zip", _SECRET, hear))
        await (asyncio.sleep(0) if wait is None else wait.wait())
        task.cancel()
        try:
            made = await task
        except asyncio.CancelledError:
            assert _left(tmp_path) == []
        else:
            # So late that it was whole and logged: then it is there.
            assert made.sha256 == sha256((tmp_path / "c.zip").read_bytes()).hexdigest()
            (tmp_path / "c.zip").unlink()


async def test_one_that_is_logged_already_is_given_back_though_cancelled(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = MeddlingClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        key = await _reported(desk)
        # Nobody else writes any more: the report is searchable.
        await desk.services.library.index_missing()

        def hear(progress: CapsuleProgress) -> None:
            if progress.stage is CapsuleStage.PACKING and progress.done == progress.total:
                # While it is written into the log.
                clock.meddle_with(task.cancel)

        task = asyncio.ensure_future(desk.services.capsules.make(key, tmp_path / "c.zip", _SECRET, hear))
        made = await task
        assert made.sha256 == sha256((tmp_path / "c.zip").read_bytes()).hexdigest()
        case = await desk.services.cases.load_case(key)
        assert "capsule_made" in {event.kind for event in case.stored.events}


async def test_a_place_that_takes_nothing_is_said_and_an_old_file_stays(desk: Desk, tmp_path: Path) -> None:
    key = await _reported(desk)
    with pytest.raises(InputInvalid) as caught:
        await desk.services.capsules.make(key, tmp_path / "no" / "c.zip", _SECRET)
    assert caught.value.field == "path"
    old = tmp_path / "old.zip"
    old.write_bytes(b"old")
    with pytest.raises(InputInvalid):
        await desk.services.capsules.make(key, old, "short")
    assert old.read_bytes() == b"old"
    with pytest.raises((InputInvalid, DiskFull)):
        await desk.services.capsules.make(key, Path("/proc/c.zip"), _SECRET)


async def test_a_damaged_report_is_left_out_and_that_is_said(desk: Desk, tmp_path: Path) -> None:
    key = await _reported(desk)
    report = await desk.services.reports.load(key)
    assert report is not None
    [file] = [each for each in (tmp_path / "profile").rglob(f"{report.object_id}*") if each.is_file()]
    body = bytearray(file.read_bytes())
    body[-1] ^= 1
    file.write_bytes(bytes(body))
    made = await desk.services.capsules.make(key, tmp_path / "c.zip", "")
    assert [each.title for each in made.left_out] == ["Provider's report"]
    names = zipfile.ZipFile(tmp_path / "c.zip").namelist()
    assert "report.pdf" not in names
    manifest = json.loads(zipfile.ZipFile(tmp_path / "c.zip").read("manifest.json"))
    assert manifest["left_out"][0]["reason"]


async def test_a_part_that_was_changed_is_not_shown(desk: Desk, tmp_path: Path) -> None:
    key = await _reported(desk)
    path, changed = tmp_path / "c.zip", tmp_path / "changed.zip"
    await desk.services.capsules.make(key, path, "")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"%PDF-1.7 other %%EOF" if name == "report.pdf" else old.read(name))
    capsule = await open_capsule(changed)
    try:
        with pytest.raises(CapsuleUnreadable):
            await capsule.open_pdf("report.pdf")
        assert [check.name for check in await capsule.verify() if not check.ok] == ["report.pdf"]
    finally:
        await capsule.aclose()


def _picture(form: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "PLANTED-PLACE"
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, form, exif=exif)
    return made.getvalue()


def test_a_picture_goes_in_without_what_the_camera_wrote() -> None:
    received = _picture("JPEG")
    now = datetime(2026, 3, 4, tzinfo=UTC)
    digest = sha256(received).hexdigest()
    key = VerificationKey("a", "v")  # pyright: ignore[reportArgumentType]
    file = EvidenceFile(key, "FACE image/..", "image/jpeg", len(received), digest, now, "https://x", "r", "o")
    content = build_picture(3, file, received)
    assert not isinstance(content, LeftOut)
    assert b"PLANTED" in received
    assert b"PLANTED" not in content.body
    assert content.entry.name == "pictures/03-face-image.jpg"
    assert content.entry.received_sha256 == digest
    assert content.entry.sha256 == sha256(content.body).hexdigest() != digest
    assert content.entry.changed
    left = build_picture(1, file, _picture("WEBP"))
    assert isinstance(left, LeftOut)
    assert left.received_sha256 == digest


_LINK = b'"https://h.example/s/abcdefgh123456?token=xyz"'


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        (b'{"status": "ok",   "n": 1}', False),
        (b'{"url": ' + _LINK + b"}", True),
        (b'{"url": ' + _LINK + b', "url": null}', True),
        (b'{"list": [{"a": ' + _LINK + b', "a": 1}]}', True),
        (b'{"name": "\xff", "url": ' + _LINK + b"}", True),
        (b'{"n": NaN, "url": ' + _LINK + b"}", True),
    ],
)
def test_an_answer_is_as_received_or_says_what_is_hidden(body: bytes, changed: bool) -> None:
    record = RawRecord("identification", EventSource.POLL, datetime(2026, 3, 4, tzinfo=UTC), body)
    content = build_raw(7, record)
    assert isinstance(content, CapsuleContent)
    assert content.entry.name == "raw/0007-identification.json"
    assert content.entry.source == "poll"
    assert (content.body != body) is changed
    assert bool(content.entry.changed) is changed
    assert content.entry.received_sha256 == sha256(body).hexdigest()
    assert content.entry.sha256 == sha256(content.body).hexdigest()
    assert b"xyz" not in content.body


@pytest.mark.parametrize(
    "body",
    [
        b'{"url": ' + _LINK,
        b"<html>" + _LINK + b"</html>",
        b"\xff\xfe",
        ('{"url": ' + _LINK.decode() + "}").encode("utf-16"),
        b"[" * 100_000,
    ],
)
def test_an_answer_that_cannot_be_read_stays_out_and_is_named_by_its_digest(body: bytes) -> None:
    left = build_raw(7, RawRecord("identification", EventSource.POLL, datetime(2026, 3, 4, tzinfo=UTC), body))
    assert isinstance(left, LeftOut)
    assert left.received_sha256 == sha256(body).hexdigest()
    assert "no JSON" in left.reason


def test_passphrases_are_new_each_time_and_short_ones_refused() -> None:
    made = {make_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) >= 24 for each in made)
    verify_passphrase(made.pop())
    with pytest.raises(InputInvalid):
        verify_passphrase("12345678901")
    with pytest.raises(InputInvalid):
        verify_passphrase("123456789012", "123456789013")
