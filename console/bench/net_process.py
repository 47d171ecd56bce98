"""The common end of the network's measuring processes: one of two works on the window's loop; prints one JSON object."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

AT_ONCE: Final = 20
Measuring = Coroutine[Any, Any, dict[str, float]]


def run_measurement(
    measure_reads: Callable[[str, int], Measuring], measure_sync: Callable[[str, Path], Measuring]
) -> None:
    """The process's arguments are `reads URL COUNT` or `sync URL PATH`."""
    from console.ui.application import make_application
    from console.ui.toolkit.loop import new_event_loop

    what, url, last = sys.argv[1:]
    work = measure_reads(url, int(last)) if what == "reads" else measure_sync(url, Path(last))
    loop = new_event_loop(make_application(sys.argv[:1]))
    asyncio.set_event_loop(loop)
    try:
        print(json.dumps(loop.run_until_complete(work)))  # noqa: T201 - read by the measurement
    finally:
        loop.close()
