"""The PDF worker as the console uses it: real processes, real documents, good and hostile."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.pdf.client import MAX_HITS, PdfWorker
from console.pdf.messages import Area, Bitmap, Hit, PdfInfo, Region
from console.pdf.open_document import OpenDocument
from console.pdf.refusals import PdfFault, PdfRefused
from tests.support.hostile_pdfs import HOSTILE, LOOPED_OUTLINE
from tests.support.pdfs import (
    build_bomb,
    build_lines,
    build_outlined_pdf,
    build_pdf,
    build_raw_pdf,
    encrypt_pdf,
    turn_pages,
)
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc are read")

BLACK = b"\x00\x00\x00\xff"
WHITE = b"\xff\xff\xff\xff"


@pytest.fixture
async def worker() -> AsyncIterator[PdfWorker]:
    made = PdfWorker()
    try:
        yield made
    finally:
        await made.aclose()


async def refusal_of(worker: PdfWorker, body: bytes) -> PdfFault:
    with pytest.raises(PdfRefused) as caught:
        await worker.open("hostile", body)
    assert caught.value.user_message.endswith(".")
    return caught.value.fault


async def test_opened_document_gives_its_pages_sizes_and_title(worker: PdfWorker) -> None:
    info = await worker.open(
        "one", build_pdf(["first page", "second page"], title="A report", size=(300, 400))
    )
    assert (info.pages, info.title) == (2, "A report")
    assert info.sizes_pt == ((300.0, 400.0), (300.0, 400.0))


async def test_an_opening_nobody_waits_for_any_more_leaves_nothing_open(worker: PdfWorker) -> None:
    body = build_pdf(["words"])
    # The first one is with the thread when it is cancelled, starting the process; the second one waits behind it.
    openings = [asyncio.create_task(worker.open(name, body)) for name in ("first", "second")]
    await asyncio.sleep(0)
    for opening in openings:
        opening.cancel()
    assert await asyncio.gather(*openings, return_exceptions=True)
    for name in ("first", "second"):
        with pytest.raises(PdfRefused):
            await worker.text(name, 0)


async def test_a_cancelled_opening_leaves_it_to_whoever_else_has_it_open(worker: PdfWorker) -> None:
    body = build_pdf(["words"])
    await worker.open("one", body)
    opening = asyncio.create_task(worker.open("one", body))
    await asyncio.sleep(0)
    opening.cancel()
    await asyncio.wait((opening,))
    assert "words" in await worker.text("one", 0)
    await worker.close("one")
    with pytest.raises(PdfRefused):
        await worker.text("one", 0)


async def test_rendered_page_is_opaque_pixels_at_the_scale_asked_for(worker: PdfWorker) -> None:
    await worker.open("one", build_raw_pdf(content=b"0 0 0 rg 0 0 100 100 re f", box="0 0 200 100"))
    bitmap = await worker.render("one", 0, 2.0)
    assert (bitmap.width, bitmap.height) == (400, 200)
    row = bitmap.pixels[100 * bitmap.stride : 101 * bitmap.stride]
    assert row[10 * 4 : 10 * 4 + 4] == BLACK
    assert row[390 * 4 : 390 * 4 + 4] == WHITE


async def test_rotation_turns_clockwise(worker: PdfWorker) -> None:
    await worker.open("one", build_raw_pdf(content=b"0 0 0 rg 0 0 100 100 re f", box="0 0 200 100"))
    bitmap = await worker.render("one", 0, 1.0, rotation=90)
    assert (bitmap.width, bitmap.height) == (100, 200)
    assert bitmap.pixels[10 * bitmap.stride :][:4] == BLACK
    assert bitmap.pixels[190 * bitmap.stride :][:4] == WHITE


async def test_text_and_search_read_every_script_the_font_has(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["Straße and naïve", "nothing", "STRASSE again, NAÏVE"]))
    assert "naïve" in await worker.text("one", 0)
    assert [hit.page for hit in await find_all(worker, "naïve")] == [0, 2]
    assert [hit.page for hit in await find_all(worker, "strasse")] == [0, 2]
    assert await find_all(worker, "absent") == []


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
async def test_found_words_are_where_they_are_painted(worker: PdfWorker, turn: int) -> None:
    body = turn_pages(build_pdf(["needle and hay, hay and NEEDLE", "hay"], size=(300, 200)), turn)
    info = await worker.open("one", body)
    hits = await find_all(worker, "needle")
    assert [(hit.page, len(hit.areas)) for hit in hits] == [(0, 1), (0, 1)]
    assert [hit.line[hit.start : hit.start + hit.length] for hit in hits] == ["needle", "NEEDLE"]
    page = await worker.render("one", 0, 4.0)
    width_pt, height_pt = info.sizes_pt[0]
    areas = [area for hit in hits for area in hit.areas]
    for area in areas:
        assert 0 <= area.left < area.left + area.width <= width_pt
        assert 0 <= area.top < area.top + area.height <= height_pt
        assert _has_ink(page, area)
    first = areas[0]
    # What lies before the first word, seen from the side that a line begins at.
    before = {
        0: Area(0, 0, first.left - 0.5, height_pt),
        90: Area(0, 0, width_pt, first.top - 0.5),
        180: Area(first.left + first.width + 0.5, 0, width_pt - first.left - first.width - 0.5, height_pt),
        270: Area(0, first.top + first.height + 0.5, width_pt, height_pt - first.top - first.height - 0.5),
    }
    assert not _has_ink(page, before[turn])


def _has_ink(bitmap: Bitmap, area: Area, scale: float = 4.0) -> bool:
    left, right = round(area.left * scale), round((area.left + area.width) * scale)
    rows = range(round(area.top * scale), round((area.top + area.height) * scale))
    return any(
        set(bitmap.pixels[row * bitmap.stride + left * 4 : row * bitmap.stride + right * 4]) - {255}
        for row in rows
    )


async def test_a_search_ends_after_so_many_places(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["a " * 1200 for _ in range(6)]))
    hits = await find_all(worker, "a")
    assert len(hits) == MAX_HITS
    assert {hit.page for hit in hits} == {0, 1, 2, 3, 4}


async def test_words_are_found_across_the_end_of_a_line_and_only_whole(worker: PdfWorker) -> None:
    await worker.open("one", build_lines([["the name is", "Ada Muster of", "nowhere"]]))
    [hit] = await find_all(worker, "is ada  muster")
    assert len(hit.areas) == 2
    assert hit.areas[0].top < hit.areas[1].top
    assert await find_all(worker, "adamuster") == []
    assert await find_all(worker, ".*") == []


async def test_a_page_is_drawn_while_a_search_is_under_way(worker: PdfWorker) -> None:
    info = await worker.open("one", build_lines([["many words on a page"] * 40] * 150))
    document = OpenDocument("one", info, worker)
    search = document.iter_find("words")
    first = await anext(search)
    assert first.next_page < info.pages
    assert (await document.render(149, 1.0)).width == 595
    rest = [found async for found in search]
    assert sum(len(found.hits) for found in (first, *rest)) == MAX_HITS


async def test_outline_has_titles_levels_and_pages(worker: PdfWorker) -> None:
    await worker.open("one", build_outlined_pdf([("First", 0, 0), ("Zweitens Ω", 1, 1), ("Last", 0, 2)]))
    found = [(entry.title, entry.level, entry.page) for entry in await worker.outline("one")]
    assert found == [("First", 0, 0), ("Zweitens Ω", 1, 1), ("Last", 0, 2)]
    await worker.open("two", build_pdf(["no outline"]))
    assert await worker.outline("two") == ()


async def test_outline_that_leads_to_itself_ends(worker: PdfWorker) -> None:
    extra = b"/Outlines << /First 2 0 R /Last 2 0 R >>"
    await worker.open("one", build_raw_pdf(catalogue=extra))
    assert len(await worker.outline("one")) <= 2
    await worker.open("two", LOOPED_OUTLINE)
    assert [entry.title for entry in await worker.outline("two")] == ["a", "b"]


async def test_characters_stand_where_they_are_painted(worker: PdfWorker) -> None:
    info = await worker.open("one", build_pdf(["ab cd"], size=(300, 200)))
    text = await worker.characters("one", 0)
    assert text.text.strip() == "ab cd"
    page = await worker.render("one", 0, 4.0)
    lefts: list[float] = []
    for index, letter in enumerate(text.text):
        left, top, right, bottom = text.box(index)
        if letter.isalpha():
            assert 0 <= left < right <= info.sizes_pt[0][0]
            assert _has_ink(page, Area(left, top, right - left, bottom - top))
            lefts.append(left)
    assert lefts == sorted(lefts)


async def test_a_part_of_a_page_is_the_same_pixels_as_in_the_whole(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["some words to look at"], size=(300, 200)))
    for rotation in (0, 90, 180, 270):
        whole = await worker.render("one", 0, 2.0, rotation)
        part = await worker.render("one", 0, 2.0, rotation, Region(60, 70, 120, 90))
        assert (part.width, part.height) == (120, 90)
        for row in range(90):
            start = (row + 70) * whole.stride + 60 * 4
            assert (
                part.pixels[row * part.stride : row * part.stride + 120 * 4]
                == whole.pixels[start : start + 480]
            )


async def test_a_page_too_large_for_one_bitmap_is_drawn_in_parts(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["a page"]))
    with pytest.raises(PdfRefused) as caught:
        await worker.render("one", 0, 30.0)
    assert caught.value.fault is PdfFault.PAGE_TOO_LARGE
    part = await worker.render("one", 0, 30.0, 0, Region(17_000, 25_000, 1024, 1024))
    # The page ends in the midst of it.
    assert (part.width, part.height) == (595 * 30 - 17_000, 842 * 30 - 25_000)


async def test_a_document_open_twice_stays_open_until_it_is_closed_twice(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["still here"]))
    await worker.open("one", build_pdf(["still here"]))
    await worker.close("one")
    assert "still here" in await worker.text("one", 0)
    await worker.close("one")
    with pytest.raises(PdfRefused):
        await worker.text("one", 0)


async def test_documents_are_kept_apart_and_forgotten_on_close(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["first"]))
    await worker.open("two", build_pdf(["second"]))
    assert "first" in await worker.text("one", 0)
    assert "second" in await worker.text("two", 0)
    await worker.close("one")
    with pytest.raises(PdfRefused) as caught:
        await worker.text("one", 0)
    assert caught.value.fault is PdfFault.NOT_OPEN
    assert "second" in await worker.text("two", 0)


async def test_more_open_documents_than_the_worker_keeps_are_read_again(worker: PdfWorker) -> None:
    for number in range(20):
        await worker.open(f"document {number}", build_pdf([f"text {number}"]))
    assert "text 0" in await worker.text("document 0", 0)


async def test_many_requests_at_once_are_each_answered_with_their_own_page(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf([f"page {number} end" for number in range(12)]))
    texts = await asyncio.gather(*(worker.text("one", number) for number in range(12)))
    assert [f"page {number} end" in text for number, text in enumerate(texts)] == [True] * 12


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", PdfFault.EMPTY),
        (b" \r\n\x00", PdfFault.EMPTY),
        (b"<!doctype html><title>Bad gateway</title>", PdfFault.NOT_PDF),
        (b"%PDF-1.7\n" + b"junk " * 500, PdfFault.CUT_SHORT),
        (b"%PDF-1.7\n" + b"junk " * 500 + b"\n%%EOF\n", PdfFault.DAMAGED),
        (b"%PDF-1.7\n" + b"[" * 200_000 + b"\n%%EOF\n", PdfFault.DAMAGED),
        (b"%PDF-1.7\n" + b"\x00" * (64 * 1024 * 1024) + b"\n%%EOF\n", PdfFault.TOO_LARGE),
        (build_raw_pdf(box="0 0 1000000 1000000"), PdfFault.PAGE_TOO_LARGE),
        (build_raw_pdf(pages=0), PdfFault.EMPTY),
    ],
    ids=["empty", "blank", "html", "truncated", "junk", "nested", "huge file", "huge page", "no pages"],
)
async def test_hostile_document_is_refused_with_its_reason(
    worker: PdfWorker, body: bytes, fault: PdfFault
) -> None:
    assert await refusal_of(worker, body) is fault
    await worker.open("good", build_pdf(["still here"]))
    assert "still here" in await worker.text("good", 0)


async def test_document_cut_in_the_middle_is_refused(worker: PdfWorker) -> None:
    whole = build_pdf(["a page"] * 4)
    assert await refusal_of(worker, whole[: len(whole) // 2]) is PdfFault.CUT_SHORT


async def test_encrypted_document_is_refused(worker: PdfWorker) -> None:
    assert await refusal_of(worker, encrypt_pdf(build_pdf(["secret"]))) is PdfFault.ENCRYPTED


@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_hostile_document_is_a_sentence_or_a_picture_and_others_stay_readable(
    worker: PdfWorker, name: str
) -> None:
    """Whatever it does to the worker, its pages, words and outline are answered, and the next document opens."""
    sentences: list[str] = []
    try:
        info = await worker.open("hostile", HOSTILE[name])
        document = OpenDocument("hostile", info, worker)
        await document.render(0, 1.0)
        await document.characters(0)
        await document.outline()
        assert [found async for found in document.iter_find("anything")]
    except PdfRefused as refused:
        sentences.append(refused.user_message)
    assert all(sentence.endswith(".") for sentence in sentences)
    await worker.open("good", build_pdf(["still here"]))
    assert "still here" in await worker.text("good", 0)


async def test_fifty_thousand_pages_are_refused_without_being_read(worker: PdfWorker) -> None:
    assert await refusal_of(worker, build_raw_pdf(pages=50_000)) is PdfFault.TOO_MANY_PAGES


async def test_content_that_unpacks_to_a_gigabyte_ends_the_worker_not_the_console(worker: PdfWorker) -> None:
    await worker.open("bomb", build_raw_pdf(content=build_bomb(1024), encoding=b"/FlateDecode"))
    with pytest.raises(PdfRefused) as caught:
        await worker.render("bomb", 0, 1.0)
    assert caught.value.fault in (PdfFault.WORKER_ENDED, PdfFault.OUT_OF_MEMORY)
    await worker.open("good", build_pdf(["still here"]))
    assert "still here" in await worker.text("good", 0)


@pytest.mark.qt_loop
async def test_worker_serves_the_windows_own_loop(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["on the loop of the window"]))
    bitmap, text = await asyncio.gather(worker.render("one", 0, 1.0), worker.text("one", 0))
    assert bitmap.width == 595
    assert "window" in text


async def test_script_and_launch_actions_are_only_pictures(worker: PdfWorker) -> None:
    extra = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /AA << /WC << /S /Launch /F (calc.exe) >> >>"
    info = await worker.open("one", build_raw_pdf(catalogue=extra))
    assert info.pages == 1
    assert (await worker.render("one", 0, 1.0)).width == 200


@pytest.mark.parametrize("scale", [60.0, 0.0, -1.0, float("nan"), float("inf")])
async def test_scale_that_makes_no_page_is_refused_and_the_document_stays_open(
    worker: PdfWorker, scale: float
) -> None:
    await worker.open("one", build_pdf(["page"]))
    with pytest.raises(PdfRefused) as caught:
        await worker.render("one", 0, scale)
    assert caught.value.fault is PdfFault.PAGE_TOO_LARGE
    assert (await worker.render("one", 0, 1.0)).width > 0


async def test_page_that_is_not_there_is_refused(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["page"]))
    for page in (-1, 1):
        with pytest.raises(PdfRefused) as caught:
            await worker.text("one", page)
        assert caught.value.fault is PdfFault.NO_SUCH_PAGE


async def test_killed_worker_is_restarted_and_the_request_repeated(worker: PdfWorker) -> None:
    await worker.open("one", build_pdf(["survivor"]))
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert "survivor" in await worker.text("one", 0)
    assert worker.pid not in (None, first)


async def test_worker_killed_in_the_middle_of_a_request_draws_the_page_after_all(worker: PdfWorker) -> None:
    await worker.open("one", build_raw_pdf(content=BUSY_CONTENT))
    first = worker.pid
    assert first is not None
    running = asyncio.create_task(worker.render("one", 0, 8.0))
    await cpu_is_used(first)
    os.kill(first, signal.SIGKILL)
    assert (await running).width == 1600
    assert worker.pid not in (None, first)


async def test_document_that_kills_the_worker_twice_is_refused(worker: PdfWorker) -> None:
    await worker.open("one", build_raw_pdf(content=SLOW_CONTENT))
    running = asyncio.create_task(worker.render("one", 0, 8.0))
    killed: list[int] = []
    while len(killed) < 2:
        pid = worker.pid
        if pid is None or pid in killed:
            await asyncio.sleep(0)
            continue
        await cpu_is_used(pid)
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)
    with pytest.raises(PdfRefused) as caught:
        await running
    assert caught.value.fault is PdfFault.WORKER_ENDED
    with pytest.raises(PdfRefused) as again:
        await worker.text("one", 0)
    assert again.value.fault is PdfFault.WORKER_ENDED
    assert worker.pid is None
    await worker.open("two", build_pdf(["others are not harmed"]))
    assert "others" in await worker.text("two", 0)


async def test_request_over_its_deadline_is_stopped_and_refused() -> None:
    hurried = PdfWorker(deadline_s=1.0)
    try:
        await hurried.open("one", build_raw_pdf(content=SLOW_CONTENT))
        with pytest.raises(PdfRefused) as caught:
            await hurried.render("one", 0, 8.0)
        assert caught.value.fault is PdfFault.TOO_SLOW
        await hurried.open("two", build_pdf(["quick"]))
        assert "quick" in await hurried.text("two", 0)
    finally:
        await hurried.aclose()


async def test_loop_runs_on_while_a_page_is_drawn(worker: PdfWorker) -> None:
    await worker.open("one", build_raw_pdf(content=SLOW_CONTENT))
    running = asyncio.create_task(worker.render("one", 0, 8.0))
    turns = 0
    while not running.done() and turns < 1000:
        await asyncio.sleep(0)
        turns += 1
    assert turns == 1000
    running.cancel()


async def test_closing_ends_the_process_and_whatever_it_was_doing() -> None:
    worker = PdfWorker()
    await worker.open("one", build_raw_pdf(content=SLOW_CONTENT))
    pid = worker.pid
    assert pid is not None
    running = asyncio.create_task(worker.render("one", 0, 8.0))
    await cpu_is_used(pid)
    await worker.aclose()
    with pytest.raises(PdfRefused):
        await running
    assert not is_running(pid)
    with pytest.raises(PdfRefused):
        await worker.text("one", 0)
    await worker.aclose()


async def test_worker_process_has_its_limits_and_no_environment(
    worker: PdfWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "not-for-the-worker")
    await worker.open("one", build_pdf(["page"]))
    limits = read_process(worker.pid, "limits").decode()
    found = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()}
    assert found["Max core file size"] == ["0", "0"]
    assert found["Max address space"] == [str(1024**3)] * 2
    assert found["Max file size"] == ["0", "0"]
    assert found["Max cpu time"][0] != "unlimited"
    assert b"not-for-the-worker" not in read_process(worker.pid, "environ")


async def find_all(worker: PdfWorker, words: str) -> list[Hit]:
    """In the document "one", slice by slice."""
    document = OpenDocument("one", PdfInfo(10_000, ()), worker)
    return [hit async for found in document.iter_find(words) for hit in found.hits]


async def cpu_is_used(pid: int) -> None:
    """Wait until the process works on something that lasts: it has burnt a fifth of a second since now."""
    began = cpu_ticks(pid)
    await until(lambda: cpu_ticks(pid) - began >= os.sysconf("SC_CLK_TCK") / 5, deadline_s=60)


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def read_process(pid: int | None, name: str) -> bytes:
    return Path(f"/proc/{pid}/{name}").read_bytes()


def cpu_ticks(pid: int) -> int:
    fields = read_process(pid, "stat").rpartition(b")")[2].split()
    return int(fields[11]) + int(fields[12])


_SHAPES = b"0 0 m 200 100 l 200 0 l 0 100 l h 50 50 150 80 20 10 c f* "
BUSY_CONTENT = _SHAPES * 1_500
"""Long enough to be killed in, short enough to be drawn twice."""
SLOW_CONTENT = _SHAPES * 30_000
"""Longer than any deadline."""
