"""Pictures decoded in a process of their own: real ones, hostile ones, and what a dead process does."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.ui.toolkit.picture_worker import PictureWorker, to_image
from tests.support.photos import MARKER, build_huge_png, build_photo, build_png
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc are read")


@pytest.fixture
async def worker() -> AsyncIterator[PictureWorker]:
    made = PictureWorker()
    yield made
    pid = made.pid
    made.end()
    await until(lambda: pid is None or not Path(f"/proc/{pid}").exists())


async def test_a_photo_stands_upright_and_is_pixels_only(worker: PictureWorker) -> None:
    bitmap = await worker.decode(build_photo(), 3000)
    assert bitmap is not None
    assert (bitmap.width, bitmap.height) == (40, 60)
    image = to_image(bitmap)
    assert image.pixelColor(20, 5).red() > 180
    assert image.pixelColor(20, 5).green() < 80
    assert image.pixelColor(20, 55).green() > 240
    assert image.textKeys() == []
    assert MARKER.encode() in build_photo()


async def test_a_large_picture_is_made_smaller(worker: PictureWorker) -> None:
    bitmap = await worker.decode(build_png((800, 400)), 200)
    assert bitmap is not None
    assert (bitmap.width, bitmap.height) == (200, 100)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Gone</title>",
        build_png()[:40],
        build_photo()[:60],
        build_huge_png(60_000),
        build_huge_png(7_700),
        b"\xff\xd8\xff" + b"\x00" * 5_000,
        b"GIF89a" + b"\x00" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    ],
    ids=["nothing", "web page", "cut", "cut photo", "huge", "large", "zeros", "other kind", "drawing"],
)
async def test_what_is_no_picture_is_refused_and_the_next_one_is_shown(
    worker: PictureWorker, body: bytes
) -> None:
    refused = await worker.decode(body, 3000)
    # Qt fills what is missing of a picture that has begun well; that much is shown.
    assert refused is None or refused.width <= 8_000
    assert await worker.decode(build_png(), 3000) is not None


async def test_a_picture_too_large_to_be_opened_is_never_opened(worker: PictureWorker) -> None:
    assert await worker.decode(build_huge_png(60_000), 3000) is None


async def test_a_killed_process_is_started_again(worker: PictureWorker) -> None:
    assert await worker.decode(build_png(), 3000) is not None
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert await worker.decode(build_png(), 3000) is not None
    assert worker.pid not in (None, first)


async def test_the_process_has_limits_and_no_environment(
    worker: PictureWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "not-for-the-worker")
    await worker.decode(build_png(), 100)
    limits = _read_process(worker.pid, "limits").decode()
    assert f"{1024**3}" in next(line for line in limits.splitlines() if line.startswith("Max address space"))
    assert b"not-for-the-worker" not in _read_process(worker.pid, "environ")


@pytest.mark.skipif(sys.platform != "linux", reason="only there is such memory")
async def test_no_memory_for_pages_is_made_for_it(worker: PictureWorker) -> None:
    await worker.decode(build_png(), 100)
    files = _read_files(worker.pid)
    assert files
    assert not [name for name in files if "memfd" in name]


def _read_files(pid: int | None) -> list[str]:
    return [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()]


def _read_process(pid: int | None, name: str) -> bytes:
    return Path(f"/proc/{pid}/{name}").read_bytes()
