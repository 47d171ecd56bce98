"""The window over two stored, encrypted reports of 200 pages and one of 2,000; prints milliseconds and MiB as JSON.

The arguments are `PROFILE PDFTOPPM FOLDER`: a filled profile, poppler's program, a folder for its file.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from console.base.process import pss_mib
from console.bench.pdf_bare import BarePdf, first_page_ms
from console.bench.pdf_paper import build_paper
from console.bench.window_process import SETTLE_S, run_with_window
from console.bootstrap import OpenConsole
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.providers.contract import FetchedReport
from console.ui.toolkit.paint_watch import PaintWatch
from console.ui.views.detail_view import DetailView
from console.ui.views.main_window import MainWindow

_PAGES: Final = 200
_MANY_PAGES: Final = 2_000
_OPENINGS: Final = 11
_COLD_OPENINGS: Final = 7
_TURNS: Final = 60
_SEARCHES: Final = ("needle", "page 17", "result is clear")
_PERCENT_OF_110_DPI: Final = 110 / 96 * 100
_PIXELS_A_POINT: Final = 110 / 72
Samples = dict[str, list[float]]


class _Run:
    """`ours` and `floor` hold the samples by name."""

    def __init__(self, opened: OpenConsole, window: MainWindow, program: str, folder: Path) -> None:
        self._opened = opened
        self._window = window
        self._watch = PaintWatch(window)
        self._program = program
        self._paper = folder / "plain.pdf"
        self._target = folder / "page"
        self._bare: BarePdf | None = None
        self.ours: Samples = {}
        self.floor: Samples = {}
        self.memory: dict[str, float] = {}

    @property
    def _detail(self) -> DetailView:
        found = self._window.desk.detail_pane.detail
        assert found is not None
        return found

    async def store(self) -> tuple[VerificationKey, VerificationKey, VerificationKey]:
        """The reports of three verifications."""
        rows = await self._opened.services.lists.load_verifications(ListQuery(), 0, 3)
        few, many = build_paper(_PAGES), build_paper(_MANY_PAGES)
        self._paper.write_bytes(few)
        self._bare = BarePdf(few)
        for row, body in zip(rows, (few, few, many), strict=True):
            await self._opened.services.reports.keep(
                row.key, FetchedReport(body, "https://example.com/report", ""), ""
            )
        first, second, third = (row.key for row in rows)
        return first, second, third

    async def open_warm(self, keys: tuple[VerificationKey, VerificationKey]) -> None:
        """From the press on the tab to the first page on screen; the viewer's process runs, the report is in the vault."""
        await self._show(keys[0])
        await self._press("warm")
        self._detail.report.pdf.set_percent(_PERCENT_OF_110_DPI)
        await asyncio.sleep(SETTLE_S)
        self.ours.clear()
        self.floor.clear()
        for number in range(_OPENINGS):
            await self._show(keys[(number + 1) % 2])
            await self._note_floor("warm")
            await self._press("warm")

    async def open_cold(self, keys: tuple[VerificationKey, VerificationKey]) -> None:
        """The same with no process of the viewer."""
        for number in range(_COLD_OPENINGS):
            await self._show(keys[number % 2])
            pid = self._worker_pid()
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                await asyncio.sleep(0.05)
            await self._note_floor("cold")
            await self._press("cold")

    async def turn_pages(self) -> None:
        """One page after the other."""
        pdf = self._detail.report.pdf
        bare = self._bare
        assert bare is not None
        for page in range(1, _TURNS + 1):
            floor = await asyncio.to_thread(bare.render_ms, page, _PIXELS_A_POINT)
            self.floor.setdefault("turn", []).append(floor)
            act = lambda page=page: pdf.go_to_page(page)  # noqa: E731 - one page is one press
            took = await self._watch.time_ms(act, lambda page=page: pdf.page == page and pdf.is_drawn)
            self.ours.setdefault("turn", []).append(took)

    async def jump(self) -> None:
        """To pages that nobody could have drawn before."""
        pdf = self._detail.report.pdf
        for page in range(199, 100, -9):
            act = lambda page=page: pdf.go_to_page(page)  # noqa: E731 - one page is one press
            took = await self._watch.time_ms(act, lambda page=page: page in pdf.visible and pdf.is_drawn)
            self.ours.setdefault("jump", []).append(took)

    async def search(self) -> None:
        """Words of few and of many places, to the last one found."""
        bare = self._bare
        assert bare is not None
        for words in _SEARCHES:
            floor = await asyncio.to_thread(bare.search_ms, words)
            self.floor.setdefault("search", []).append(floor)
            self.ours.setdefault("search", []).append(await self._find_ms(words))

    async def _find_ms(self, words: str) -> float:
        search = self._detail.report.paper.search
        ended = asyncio.Event()
        link = search.found.connect(ended.set)
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        search.find(words, 1)
        await ended.wait()
        search.found.disconnect(link)
        return (loop.time() - began_s) * 1000.0

    async def hold(self, key: VerificationKey) -> None:
        """Memory with the long report open, read here and there and searched, with as many hits as are told."""
        # What the viewer is measured beside is no part of it.
        self._bare = None
        await self._show(key)
        await self._press("many")
        pdf = self._detail.report.pdf
        self._detail.report.paper.pane.toggle_side()
        for page in range(0, _MANY_PAGES, 50):
            act = lambda page=page: pdf.go_to_page(page)  # noqa: E731 - one page is one press
            await self._watch.time_ms(act, lambda page=page: page in pdf.visible and pdf.is_drawn)
        await self._find_ms(_SEARCHES[-1])
        pid = self._worker_pid()
        self.memory = {"window_mib": pss_mib(), "worker_mib": 0.0 if pid is None else pss_mib(pid)}

    async def _show(self, key: VerificationKey) -> None:
        """The case beside its list, on its first tab."""
        pane = self._window.desk.detail_pane
        pane.select_tab("overview")
        pane.show_case(key)
        await _until(lambda: pane.is_ready and pane.key == key)
        await asyncio.sleep(0.1)

    async def _press(self, name: str) -> None:
        report = self._detail.report
        took = await self._watch.time_ms(
            lambda: self._detail.select_tab("report"),
            lambda: report.opened is not None and report.pdf.is_drawn,
        )
        self.ours.setdefault(name, []).append(took)
        await _until(lambda: report.pdf.next_wanted() is None)

    async def _note_floor(self, name: str) -> None:
        took = await asyncio.to_thread(first_page_ms, self._program, self._paper, self._target)
        self.floor.setdefault(name, []).append(took)

    def _worker_pid(self) -> int | None:
        return self._opened.services.reports.viewer_pid


async def _until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 - what is waited for are the states of widgets
        await asyncio.sleep(0.005)


def _measuring(
    program: str, folder: Path
) -> Callable[[OpenConsole, MainWindow], Awaitable[dict[str, object]]]:
    async def measure(opened: OpenConsole, window: MainWindow) -> dict[str, object]:
        run = _Run(opened, window, program, folder)
        first, second, many = await run.store()
        await run.open_warm((first, second))
        await run.turn_pages()
        await run.jump()
        await run.search()
        await run.open_cold((first, second))
        before = pss_mib()
        await run.hold(many)
        return {"ours": run.ours, "floor": run.floor, "memory": run.memory, "before_mib": before}

    return measure


if __name__ == "__main__":
    profile, program, folder = sys.argv[1:4]
    print(json.dumps(run_with_window(Path(profile), _measuring(program, Path(folder)))))  # noqa: T201 - read by the measurement
