"""The window over a filled profile, measured in a process of its own; prints one JSON object of milliseconds and MiB."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from console.base.process import pss_mib
from console.bench.bare_queries import BareQueries
from console.bench.window_process import SETTLE_S, run_with_window
from console.bootstrap import OpenConsole
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery, VerificationRow
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.ui.models.row_model import FIRST_ROWS
from console.ui.toolkit.paint_watch import PaintWatch, repaint_all_ms, repaint_ms, scroll_ms
from console.ui.views.list_view import ListView
from console.ui.views.main_window import MainWindow
from console.ui.views.standard_table import make_standard_table

_PEOPLE_SEARCHED: Final = 12
_LENGTHS: Final = (1, 2, 3, 5, 8, 12, 20, 30, 40)
_JUMPS: Final = 40
_FRAMES: Final = 200
_CASES: Final = 30
# What is counted or looked up behind the rows is over by then: it belongs to neither the floor nor the next key.
_QUIET_S: Final = 0.06
Samples = dict[str, list[float]]


class _Run:
    """One window and everything that is measured on it; `ours` and `floor` hold the samples by name."""

    def __init__(self, opened: OpenConsole, window: MainWindow, bare: BareQueries) -> None:
        self._window = window
        self._services = opened.services
        self._bare = bare
        self._chooser = random.Random(3)  # noqa: S311 - which rows are looked at
        self._watch = PaintWatch(window)
        self._filled: ListQuery | None = None
        self._list.model.filled.connect(self._on_model_filled)
        self.ours: Samples = {}
        self.floor: Samples = {}

    @property
    def _list(self) -> ListView:
        shown = self._window.desk.current_list
        assert shown is not None
        return shown

    async def search(self) -> None:
        """Words of every length, in the scripts of the people there are."""
        field = self._window.top_bar.search_field
        for word in await self._pick_words():
            query = replace(ListQuery(), text=word)
            await self._time("search", query, lambda word=word: field.setText(word))
        await self._watch.time_ms(field.clear, self._is_shown(ListQuery()))

    async def sort(self) -> None:
        """Every column that orders, both ways."""
        for column in self._list.model.columns:
            if column.sort is None:
                continue
            for descending in (True, False):
                query = ListQuery(sort=column.sort, descending=descending)
                if query != self._list.model.query:
                    await self._time("sort", query, lambda query=query: self._list.set_query(query))

    async def filter(self) -> None:
        """Every kind of chip."""
        for query in _iter_chips():
            await self._time("chip", query, lambda query=query: self._list.set_query(query))
        await self._watch.time_ms(lambda: self._list.set_query(ListQuery()), self._is_shown(ListQuery()))

    async def jump(self) -> None:
        """To rows anywhere in the list; a frame is what the thread of the window paints at a stretch."""
        await asyncio.sleep(SETTLE_S)
        table, bar = self._list.table, self._list.table.verticalScrollBar()
        for _ in range(_JUMPS):
            value = self._chooser.randrange(bar.maximum() + 1)
            first = value // table.verticalHeader().defaultSectionSize()
            floor = self._bare.time_ms(lambda q, at=first: q.load_verifications(ListQuery(), at, FIRST_ROWS))
            ours = await self._watch.time_ms(lambda value=value: bar.setValue(value), self._has_rows)
            await asyncio.sleep(_QUIET_S)
            self._note("jump", ours, floor + repaint_ms(table.viewport()))
        frames: list[float] = []
        for _ in range(_FRAMES):
            frames.append(scroll_ms(table, self._chooser.randrange(bar.maximum() + 1)))
            await asyncio.sleep(0.004)
            frames.append(repaint_ms(table.viewport()))
        self.ours["frame"] = frames

    async def scroll_beside(self) -> None:
        """The same jumps in a view of Qt's own."""
        view = make_standard_table(self._list)
        view.show()
        await asyncio.sleep(SETTLE_S)
        bar = view.verticalScrollBar()
        frames: list[float] = []
        for _ in range(_FRAMES):
            frames.append(scroll_ms(view, self._chooser.randrange(bar.maximum() + 1)))
            await asyncio.sleep(0.004)
        self.floor["frame"] = frames
        view.close()
        view.deleteLater()

    async def open_cases(self) -> None:
        """The rows of one screen and some further down, one after the other."""
        bar = self._list.table.verticalScrollBar()
        await self._watch.time_ms(lambda: bar.setValue(1), self._has_rows)
        pane = self._window.desk.detail_pane
        pane.ready.connect(pane.update)
        # The first one also loads what shows a case.
        rows = await self._list.model.load_rows(self._list.model.query, 0, _CASES + 1)
        for number, row in enumerate(rows):
            key = row.key
            assert isinstance(key, VerificationKey)
            floor = self._bare.time_ms(lambda q, key=key: q.load_case(key))
            ours = await self._watch.time_ms(
                lambda number=number: self._list.table.select_number(number),
                lambda key=key: pane.is_ready and pane.key == key,
            )
            await asyncio.sleep(_QUIET_S)
            if number:
                self._note("detail", ours, floor + repaint_all_ms(pane))

    async def _time(self, name: str, query: ListQuery, act: Callable[[], object]) -> None:
        floor = self._bare.time_ms(lambda q: q.load_verifications(query, 0, FIRST_ROWS))
        ours = await self._watch.time_ms(act, self._is_shown(query))
        await asyncio.sleep(_QUIET_S)
        self._note(name, ours, floor + repaint_all_ms(self._list))

    def _note(self, name: str, ours: float, floor: float) -> None:
        self.ours.setdefault(name, []).append(ours)
        self.floor.setdefault(name, []).append(floor)

    def _is_shown(self, query: ListQuery) -> Callable[[], bool]:
        return lambda: self._filled == query

    def _on_model_filled(self) -> None:
        self._filled = self._list.model.query
        if not self._list.model.rowCount():
            # The sentence in place of rows may stand there already: then nothing would be painted.
            self._list.update()

    def _has_rows(self) -> bool:
        first, last = self._list.table.visible_rows()
        return all(self._list.model.row_at(number) is not None for number in range(first, last + 1))

    async def _pick_words(self) -> list[str]:
        total = await self._services.lists.count_verifications(ListQuery())
        words: list[str] = []
        for _ in range(_PEOPLE_SEARCHED):
            at = self._chooser.randrange(total)
            [row] = await self._services.lists.load_verifications(ListQuery(), at, 1)
            words += _iter_words(row)
        return words


def _iter_words(row: VerificationRow) -> Iterator[str]:
    whole = f"{row.customer_name} {row.key.id}"
    for length in _LENGTHS:
        # A word that ends in a space asks the same as the one without.
        if whole[:length].strip():
            yield whole[:length].strip()


def _iter_chips() -> Iterator[ListQuery]:
    # Far in the past of whoever runs this, in the midst of the invented records.
    from console.bench.profiles import START

    for phase in Phase:
        yield ListQuery(phases=frozenset({phase}))
    for severity in Severity:
        yield ListQuery(severities=frozenset({severity}))
    yield ListQuery(severities=frozenset(Severity))
    yield ListQuery(assignees=frozenset({"Mia Lind"}))
    yield ListQuery(assignees=frozenset({""}))
    yield ListQuery(has_report=True)
    yield ListQuery(has_report=False)
    yield ListQuery(overdue=True)
    for days in (1, 30, 90):
        yield ListQuery(since=START + timedelta(days=120), until=START + timedelta(days=120 + days))
    yield ListQuery(
        phases=frozenset({Phase.ACTION_NEEDED, Phase.IN_REVIEW}), severities=frozenset({Severity.WARN})
    )
    yield ListQuery(overdue=True, assignees=frozenset({"Jonas Ek"}))


async def _measure(opened: OpenConsole, window: MainWindow) -> dict[str, object]:
    loaded = pss_mib()
    bare = BareQueries(opened.profile.store_path, opened.profile.db_key)
    run = _Run(opened, window, bare)
    try:
        await run.search()
        await run.sort()
        await run.filter()
        await run.jump()
        await asyncio.sleep(SETTLE_S)
        used = pss_mib()
        await run.scroll_beside()
        await run.open_cases()
    finally:
        bare.close()
    return {"ours": run.ours, "floor": run.floor, "pss_loaded": loaded, "pss_used": used}


if __name__ == "__main__":
    print(json.dumps(run_with_window(Path(sys.argv[1]), _measure)))  # noqa: T201 - read by the measurement
