"""An export or the figures of a filled profile, measured without a window in a process of its own; prints JSON.

The arguments are `insights PROFILE`, `csv PROFILE` or `xlsx PROFILE`.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from console.base.process import pss_mib, share_fairly
from console.bootstrap import OpenConsole, open_console
from console.domain.environment import Environment
from console.domain.export import ExportFormat, ExportList, ExportOrder, ExportProgress, ExportWish
from console.domain.insights import InsightQuery
from console.domain.listing import ListQuery

_SAMPLE_EVERY_S: Final = 0.25
_FIGURES: Final = 9


@dataclass(slots=True)
class _Watch:
    """What an export does to memory, and how long it is silent at a stretch."""

    highest_mib: float = 0.0
    longest_silence_s: float = 0.0
    told_at_s: float = field(default_factory=time.perf_counter)

    def hear(self, _progress: ExportProgress) -> None:
        """One word of progress."""
        now = time.perf_counter()
        self.longest_silence_s = max(self.longest_silence_s, now - self.told_at_s)
        self.told_at_s = now

    async def sample(self) -> None:
        """Look at the memory until cancelled."""
        while True:
            # Not on the loop: adding up the pages of a large process takes a while, and progress is told there.
            self.highest_mib = max(self.highest_mib, await asyncio.to_thread(pss_mib))
            await asyncio.sleep(_SAMPLE_EVERY_S)


async def _measure(what: str, profile: Path) -> dict[str, float]:
    share_fairly()
    opened = await asyncio.to_thread(open_console, profile)
    try:
        await asyncio.to_thread(opened.load_parts)
        if what == "insights":
            return await _measure_figures(opened)
        return await _measure_export(opened, ExportFormat(what))
    finally:
        await opened.aclose()


async def _measure_figures(opened: OpenConsole) -> dict[str, float]:
    """All figures of the whole profile; the first look warms the caches."""
    took_ms: list[float] = []
    for _ in range(_FIGURES + 1):
        begun = time.perf_counter()
        await opened.services.insights.load(InsightQuery(Environment.SIMULATOR))
        took_ms.append((time.perf_counter() - begun) * 1000)
    return {"first_ms": took_ms[0], "median_ms": statistics.median(took_ms[1:])}


async def _measure_export(opened: OpenConsole, form: ExportFormat) -> dict[str, float]:
    """Every column but raw records, names and what stands in the facts included: the most there can be."""
    wish = ExportWish(ExportList.VERIFICATIONS, ListQuery())
    columns = tuple((one.name, one.name) for one in opened.services.exports.columns(wish) if not one.is_raw)
    idle_mib, watch, begun = pss_mib(), _Watch(), time.perf_counter()
    sampling = asyncio.create_task(watch.sample())
    try:
        with tempfile.TemporaryDirectory(prefix="compliance-console-export-") as folder:
            order = ExportOrder(wish, form, columns, Path(folder, f"list.{form.value}"))
            done = await opened.services.exports.export(order, watch.hear)
    finally:
        sampling.cancel()
    took_s = time.perf_counter() - begun
    return {
        "above_idle_mib": max(0.0, watch.highest_mib - idle_mib),
        "words_per_s": 1.0 / max(watch.longest_silence_s, 1e-6),
        "rows": float(done.rows),
        "took_s": took_s,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_measure(sys.argv[1], Path(sys.argv[2])))))  # noqa: T201 - read by the measurement
