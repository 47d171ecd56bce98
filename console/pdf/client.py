"""The console's end of the PDF worker: coroutines over one process, restarted once when a document kills it.

A single thread writes requests and reads answers in order, so neither the loop nor a second event loop is involved.
Bytes of open documents are kept here, so that a new process can be given them again. Nothing is written to disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

from console.pdf.answers import to_bitmap, to_hits, to_info, to_outline, to_page_text, to_text
from console.pdf.messages import (
    Bitmap,
    BrokenPipeMessage,
    Header,
    HitSlice,
    Message,
    OutlineEntry,
    PageText,
    PdfInfo,
    Region,
)
from console.pdf.process import ProcessEnded, ProcessTooSlow, WorkerProcess
from console.pdf.refusals import PdfFault, PdfRefused, verify_shape

_DEADLINE_S: Final = 20.0
MAX_HITS: Final = 5000
"""More places are not told by one search."""
ResultT = TypeVar("ResultT")


class PdfWorker:
    """Shows PDFs without letting them near the console; pages count from 0.

    Every coroutine raises PdfRefused, and nothing else of its own.
    """

    def __init__(self, deadline_s: float = _DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._thread = ThreadPoolExecutor(1, "pdf")
        self._process = WorkerProcess()
        self._bodies: dict[str, bytes] = {}
        self._users: dict[str, int] = {}
        self._loaded: set[str] = set()
        self._refused: dict[str, PdfFault] = {}
        self._closed = False
        self._is_kept: Callable[[str], bool] | None = None

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._process.pid

    async def start(self) -> None:
        """Have the process ready before the first document comes."""
        await self._do(self._start)

    async def open(self, document_id: str, body: bytes) -> PdfInfo:
        """Parse a document and keep it open under `document_id` until as many `close` came as there were `open`.

        Cancelled, it leaves nothing open.
        """
        verify_shape(body)
        return await self.open_read(document_id, lambda: body)

    async def open_read(self, document_id: str, read: Callable[[], bytes]) -> PdfInfo:
        """The same with the bytes that `read` gives, which is called off the loop while the process starts.

        Raises what `read` raises as well.
        """
        self._verify_usable()
        opening = self._thread.submit(self._open, document_id, read)
        waiting = asyncio.wrap_future(opening)
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            # Why it failed after all is nobody's question any more.
            waiting.add_done_callback(lambda done: None if done.cancelled() else done.exception())
            if not opening.cancel():
                # The thread is at it. Whoever waited has no handle to close.
                self._submit(lambda: self._undo(opening, document_id))
            raise

    async def open_also(self, document_id: str, name: str) -> PdfInfo:
        """Open what is open under `document_id` under another name too. Cancelled, it leaves nothing open."""

        def read() -> bytes:
            body = self._bodies.get(document_id)
            if body is None:
                raise PdfRefused(PdfFault.NOT_OPEN)
            return body

        return await self.open_read(name, read)

    async def render(
        self, document_id: str, page: int, scale: float, rotation: int = 0, region: Region | None = None
    ) -> Bitmap:
        """One page on white, or a part of it; `scale` is pixels per point, `rotation` degrees clockwise."""
        part = [] if region is None else [region.left, region.top, region.width, region.height]
        header: Header = {
            "verb": "render",
            "page": page,
            "scale": float(scale),
            "rotation": rotation,
            "region": part,
        }
        return await self._do(lambda: self._ask(document_id, header, to_bitmap))

    async def text(self, document_id: str, page: int) -> str:
        """The text of one page, in the document's own order."""
        header: Header = {"verb": "text", "page": page}
        return await self._do(lambda: self._ask(document_id, header, to_text))

    async def characters(self, document_id: str, page: int) -> PageText:
        """The characters of one page with the place of each."""
        header: Header = {"verb": "characters", "page": page}
        return await self._do(lambda: self._ask(document_id, header, to_page_text))

    async def outline(self, document_id: str) -> tuple[OutlineEntry, ...]:
        """The document's own table of contents, empty where it has none."""
        return await self._do(lambda: self._ask(document_id, {"verb": "outline"}, to_outline))

    async def find(self, document_id: str, words: str, first: int = 0, places: int = MAX_HITS) -> HitSlice:
        """Where `words` stand, whatever their case, from page `first` on: a slice of some milliseconds.

        Other requests are answered between two slices. No more than `places` are told.
        """
        header: Header = {"verb": "find", "words": words, "first": first, "places": places}
        return await self._do(lambda: self._ask(document_id, header, to_hits))

    async def close(self, document_id: str) -> None:
        """Forget a document once nobody has it open any more; unknown ones too."""
        await self._do(lambda: self._close(document_id))

    def drop(self, document_id: str) -> None:
        """The same as `close` for whoever cannot wait for it."""
        self._submit(lambda: self._close(document_id))

    async def end_viewing(self, is_kept: Callable[[str], bool]) -> None:
        """Forget every document but those that are kept, whoever has them open, and end the process with all it drew.

        A kept one goes on in a new process; others are refused until `begin_viewing`.
        """
        self._is_kept = is_kept
        for document_id in tuple(self._bodies):
            if not is_kept(document_id):
                self._bodies.pop(document_id, None)
        # At once, whatever it draws: who waits for that is refused.
        self._process.kill()
        if not self._closed:
            await self._do(lambda: self._end_viewing(is_kept))

    def begin_viewing(self) -> None:
        """Every document may be opened again."""
        self._is_kept = None

    async def aclose(self) -> None:
        """End the process; requests on their way are refused. May be called again."""
        self._closed = True
        self._process.kill()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        self._process.stop()
        self._bodies.clear()

    async def _do(self, work: Callable[[], ResultT]) -> ResultT:
        self._verify_usable()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _submit(self, work: Callable[[], None]) -> None:
        if not self._closed:
            self._thread.submit(work)

    def _verify_usable(self) -> None:
        if self._closed:
            raise PdfRefused(PdfFault.NOT_OPEN)

    def _start(self) -> None:
        if self._process.ensure_running():
            self._loaded.clear()

    def _open(self, document_id: str, read: Callable[[], bytes]) -> PdfInfo:
        if self._is_kept is not None and not self._is_kept(document_id):
            raise PdfRefused(PdfFault.NOT_OPEN)
        self._start()
        body = read()
        verify_shape(body)
        self._refused.pop(document_id, None)
        self._bodies[document_id] = body
        self._loaded.discard(document_id)
        try:
            info = self._retry(document_id, lambda: to_info(self._load(document_id)))
        except PdfRefused:
            self._forget(document_id)
            raise
        self._users[document_id] = self._users.get(document_id, 0) + 1
        return info

    def _forget(self, document_id: str) -> None:
        self._users.pop(document_id, None)
        self._bodies.pop(document_id, None)

    def _close(self, document_id: str) -> None:
        if self._users.get(document_id, 0) > 1:
            self._users[document_id] -= 1
            return
        self._users.pop(document_id, None)
        self._refused.pop(document_id, None)
        self._bodies.pop(document_id, None)
        if document_id not in self._loaded:
            return
        self._loaded.discard(document_id)
        try:
            self._exchange({"verb": "close", "document": document_id})
        except ProcessEnded:
            self._loaded.clear()

    def _end_viewing(self, is_kept: Callable[[str], bool]) -> None:
        """Also what was opened while others were forgotten."""
        for document_id in tuple(self._users):
            if not is_kept(document_id):
                self._forget(document_id)
                self._refused.pop(document_id, None)
        self._drop_process()

    def _undo(self, opening: Future[PdfInfo], document_id: str) -> None:
        if opening.exception() is None:
            self._close(document_id)

    def _ask(self, document_id: str, header: Header, convert: Callable[[Message], ResultT]) -> ResultT:
        if (fault := self._refused.get(document_id)) is not None:
            raise PdfRefused(fault)
        if document_id not in self._bodies:
            raise PdfRefused(PdfFault.NOT_OPEN)
        return self._retry(document_id, lambda: convert(self._ask_once(document_id, header)))

    def _ask_once(self, document_id: str, header: Header) -> Message:
        self._start()
        if document_id not in self._loaded:
            self._load(document_id)
        try:
            return self._exchange({**header, "document": document_id})
        except PdfRefused as refused:
            if refused.fault is not PdfFault.NOT_OPEN:
                raise
        # The worker keeps a limited number of documents open and had let this one go.
        self._load(document_id)
        return self._exchange({**header, "document": document_id})

    def _load(self, document_id: str) -> Message:
        self._start()
        body = self._bodies.get(document_id)
        if body is None:
            # Forgotten by `end_viewing` in the middle of a request.
            raise PdfRefused(PdfFault.NOT_OPEN)
        answer = self._exchange({"verb": "open", "document": document_id}, body)
        self._loaded.add(document_id)
        return answer

    def _retry(self, document_id: str, work: Callable[[], ResultT]) -> ResultT:
        """A dead worker is started again once for the same request; then the document is refused."""
        try:
            return work()
        except ProcessTooSlow as error:
            raise self._refuse(document_id, PdfFault.TOO_SLOW) from error
        except (ProcessEnded, BrokenPipeMessage):
            self._drop_process()
        if self._closed:
            raise PdfRefused(PdfFault.NOT_OPEN)
        try:
            return work()
        except ProcessTooSlow as error:
            raise self._refuse(document_id, PdfFault.TOO_SLOW) from error
        except (ProcessEnded, BrokenPipeMessage) as error:
            raise self._refuse(document_id, PdfFault.WORKER_ENDED) from error

    def _refuse(self, document_id: str, fault: PdfFault) -> PdfRefused:
        self._drop_process()
        self._refused[document_id] = fault
        return PdfRefused(fault)

    def _drop_process(self) -> None:
        self._process.stop()
        self._loaded.clear()

    def _exchange(self, header: Header, body: bytes = b"") -> Message:
        answer = self._process.exchange(header, body, self._deadline_s)
        fault = answer.header.get("fault")
        if fault is None:
            return answer
        raise PdfRefused(_to_fault(fault), str(answer.header.get("detail", "")))


def _to_fault(word: object) -> PdfFault:
    return next((fault for fault in PdfFault if fault.value == word), PdfFault.DAMAGED)
