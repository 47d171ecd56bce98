"""Lists taken out of the program as files: from one view of the database, in windows, whole or not at all, logged."""

from __future__ import annotations

import asyncio
import errno
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from console.base.drafts import Draft
from console.domain.environment import ProviderId
from console.domain.errors import ConsoleError, DiskFull, InputInvalid
from console.domain.export import (
    ExportColumn,
    Exported,
    ExportList,
    ExportOrder,
    ExportProgress,
    ExportStage,
    ExportWish,
)
from console.services.export_file import WatchedFile
from console.services.export_rows import SOURCES, RowSource

if TYPE_CHECKING:
    from console.papers.paper import Paper
    from console.store.queries.queries import Queries
    from console.store.store import Store
    from console.store.unit_of_work import UnitOfWork

# Names of columns that a script is given whatever was confirmed.
_PERSONAL: Final = frozenset({"customer", "name", "email"})
# Five times as often as has to be, for a loaded machine is late; and seldom enough to cost nothing.
_TELL_EVERY_S: Final = 0.05

# The last one: a file larger than this disk, or this person, may have.
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

Tell = Callable[[ExportProgress], None]


class _StoppedError(Exception):
    """The person, or the end of the program, took the wish back."""


class _Run:
    """One export under way: what its thread has done so far, and whether it shall stop."""

    def __init__(self) -> None:
        self.progress = ExportProgress(ExportStage.COUNTING, 0, 0)
        self._stop = threading.Event()

    def stop(self) -> None:
        """End at the next row or block of bytes."""
        self._stop.set()

    def verify_wanted(self) -> None:
        """Raises `_StoppedError`."""
        if self._stop.is_set():
            raise _StoppedError

    def note_packed(self, size_bytes: int) -> None:
        """The file has grown to that size: of interest once all rows are in it. Raises `_StoppedError`."""
        self.verify_wanted()
        if self.progress.stage is ExportStage.PACKING:
            self.progress = replace(self.progress, packed_bytes=size_bytes)


class ExportService:
    """One thread does one export after the other; the loop only hears how far it is."""

    def __init__(self, store: Store, titles: Callable[[], Mapping[ProviderId, str]]) -> None:
        self._store = store
        self._titles = titles
        self._thread = ThreadPoolExecutor(1, "export")
        self._runs: set[_Run] = set()

    def columns(self, wish: ExportWish) -> tuple[ExportColumn, ...]:
        """What can be asked for of that list, in its order."""
        return self._source(wish).columns

    async def count(self, wish: ExportWish) -> int:
        """How many rows there would be now."""
        source = self._source(wish)
        return await self._store.query(source.count)

    async def export(self, order: ExportOrder, tell: Tell) -> Exported:
        """Write the file. `tell` hears of progress more than four times a second, on the loop.

        Cancelling stops within a moment, leaves nothing under the name and waits until the draft is gone; a file that
        is logged already is finished and given back as if nobody had cancelled. Raises
        `DiskFull`, `StoreUnavailable`, `InputInvalid` for a place where nothing can be written or no column.
        """
        if not order.columns:
            raise InputInvalid("Choose at least one column.", field="columns")
        run = _Run()
        self._runs.add(run)
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._write, order, run)
        try:
            while not work.done():
                await asyncio.wait((work,), timeout=_TELL_EVERY_S)
                tell(run.progress)
            return work.result()
        except asyncio.CancelledError:
            run.stop()
            await asyncio.wait((work,))
            # What it failed with is of no interest any more; looked at, so that nobody reports it as unseen.
            if work.exception() is None:
                return work.result()
            raise
        finally:
            self._runs.discard(run)

    async def note_told(self, what: ExportList, form: str, columns: Sequence[str], rows: int) -> None:
        """A script is about to be given rows without a file of ours: written down as an export like any other.

        That names and addresses are among them is named by itself: their shape is fixed, so nobody was asked.
        """
        personal = ",".join(name for name in columns if name in _PERSONAL) or "none"
        details = f"{form} rows={rows} to=stdout personal={personal} columns={','.join(columns)}"

        def work(unit: UnitOfWork) -> None:
            unit.append_audit("exported", f"list {what.value}", details)

        await self._store.write(work)

    async def stop(self) -> None:
        """Take back every export that is under way and wait until it is gone."""
        for run in self._runs:
            run.stop()
        await asyncio.to_thread(self._thread.shutdown)

    def _source(self, wish: ExportWish) -> RowSource:
        return SOURCES[wish.what](wish, self._titles())

    def _write(self, order: ExportOrder, run: _Run) -> Exported:
        try:
            with Draft(order.path) as draft:
                with self._store.snapshot() as queries:
                    paper, rows = self._try_fill(order, run, queries, draft)
                size_bytes, sha256 = draft.sync(), draft.read_sha256(run.verify_wanted)
                # First the log, then the name: a file nobody wrote down is worse than a line without a file.
                self._log(order, rows, sha256)
                draft.commit()
        except _StoppedError:
            raise asyncio.CancelledError from None
        except OSError as error:
            raise _to_fault(error) from error
        return Exported(order.path, rows, size_bytes, sha256, paper.sheets, paper.cut_cells)

    def _try_fill(self, order: ExportOrder, run: _Run, queries: Queries, draft: Draft) -> tuple[Paper, int]:
        """What goes wrong with the file is told apart from what goes wrong with the database here."""
        try:
            return self._fill(order, run, queries, draft)
        except OSError as error:
            raise _to_fault(error) from error

    def _fill(self, order: ExportOrder, run: _Run, queries: Queries, draft: Draft) -> tuple[Paper, int]:
        from console.papers.paper import PaperColumn, open_paper

        source = self._source(order.wish)
        kinds = {column.name: column.kind for column in source.columns}
        columns = [PaperColumn(name, heading, kinds[name]) for name, heading in order.columns]
        total, rows = source.count(queries), 0
        with draft.path.open("wb") as file:
            watched = WatchedFile(file, lambda: run.note_packed(file.tell()))
            paper = open_paper(order.form, cast("BinaryIO", watched), columns, draft.folder)
            try:
                for window in source.iter_windows(queries, [name for name, _ in order.columns]):
                    run.verify_wanted()
                    for row in window:
                        paper.add(row)
                    rows += len(window)
                    run.progress = ExportProgress(ExportStage.WRITING, rows, max(total, rows))
                run.progress = ExportProgress(ExportStage.PACKING, rows, rows)
                paper.finish()
            finally:
                paper.close()
        return paper, rows

    def _log(self, order: ExportOrder, rows: int, sha256: str) -> None:
        names = [name for name, _ in order.columns]
        details = f"{order.form.value} rows={rows} sha256={sha256} columns={','.join(names)}"

        def work(unit: UnitOfWork) -> None:
            unit.append_audit("exported", f"list {order.wish.what.value}", details)

        self._store.write_now(work)


def _to_fault(error: OSError) -> ConsoleError:
    if error.errno in _NO_ROOM:
        return DiskFull(
            "The disk has no room for this file. Nothing was left there; make room or choose another place.",
            type(error).__name__,
        )
    return InputInvalid(
        "The file cannot be written there. Choose another folder.", type(error).__name__, field="path"
    )
