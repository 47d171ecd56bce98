"""A window over a filled profile that looks how late it can react: at rest, then while other work runs; prints JSON.

The argument is `PROFILE`, which gets ids and stored reports. Each kind of work has `longest_ms`, `p999_ms` and what was
`done`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from console.bench.window_process import run_with_window
from console.bootstrap import OpenConsole
from console.domain.export import ExportFormat, ExportList, ExportOrder, ExportProgress, ExportWish
from console.domain.listing import ListQuery
from console.services.imports import COLUMNS
from console.ui.toolkit.stall_watch import StallWatch
from console.ui.views.main_window import MainWindow
from console.vault.vault import Identity

_AT_REST_S: Final = 3.0
_SETTLE_S: Final = 0.5
_IMPORTED: Final = 10_000
_REPORTS: Final = 100
_REPORT_BYTES: Final = 1024 * 1024


def _ignore(_progress: ExportProgress) -> None:
    """Nobody watches; a dialog would paint a bar."""


async def _export(opened: OpenConsole) -> float:
    """Every row, with every column that is no raw record; how many rows it wrote."""
    wish = ExportWish(ExportList.VERIFICATIONS, ListQuery())
    columns = tuple((one.name, one.name) for one in opened.services.exports.columns(wish) if not one.is_raw)
    with tempfile.TemporaryDirectory(prefix="compliance-console-export-") as folder:
        order = ExportOrder(wish, ExportFormat.CSV, columns, Path(folder, "list.csv"))
        return float((await opened.services.exports.export(order, _ignore)).rows)


async def _import(opened: OpenConsole) -> float:
    """Ids nobody knew; how many were added."""
    [account, *_] = opened.services.accounts.load_accounts()
    rows = (f"{account.provider},verification,imported-{number},,," for number in range(_IMPORTED))
    return float((await opened.services.imports.add_known((",".join(COLUMNS), *rows))).added)


async def _verify(opened: OpenConsole) -> float:
    """Every stored file decrypted and compared; how many there were."""
    looked_at = 0

    def count(done: int, _total: int) -> None:
        nonlocal looked_at
        looked_at = done

    await asyncio.to_thread(opened.profile.vault.verify_all, count)
    return float(looked_at)


async def _rest(_opened: OpenConsole) -> float:
    await asyncio.sleep(_AT_REST_S)
    return _AT_REST_S


_WORK: Final[dict[str, Callable[[OpenConsole], Awaitable[float]]]] = {
    "rest": _rest,
    "export": _export,
    "vault_verify": _verify,
    # The last one: from here on there are more rows.
    "import": _import,
}


def _put_reports(opened: OpenConsole) -> None:
    for number in range(_REPORTS):
        opened.profile.vault.put(Identity(f"bench/{number}", "pdf"), os.urandom(_REPORT_BYTES))


async def _measure(opened: OpenConsole, window: MainWindow) -> dict[str, object]:
    await asyncio.to_thread(_put_reports, opened)
    found: dict[str, object] = {}
    for name, work in _WORK.items():
        await asyncio.sleep(_SETTLE_S)
        watch = StallWatch(window)
        watch.start()
        done = await work(opened)
        watch.stop()
        found[name] = {
            "longest_ms": watch.longest_ms(),
            "p999_ms": watch.percentile_ms(0.999),
            "done": done,
        }
    return found


if __name__ == "__main__":
    print(json.dumps(run_with_window(Path(sys.argv[1]), _measure)))  # noqa: T201 - read by the measurement
