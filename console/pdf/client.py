"""The console's end of the PDF worker: coroutines over one process, restarted once when a document kills it.

A single thread writes requests and reads answers in order, so neither the loop nor a second event loop is involved.
Bytes of open documents are kept here, so that a new process can be given them again. Nothing is written to disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final, TypeVar

from console.pdf.messages import Area, Bitmap, BrokenPipeMessage, Header, Message, PageHit, PdfInfo
from console.pdf.process import ProcessEnded, ProcessTooSlow, WorkerProcess
from console.pdf.refusals import PdfFault, PdfRefused, verify_shape

_DEADLINE_S: Final = 20.0
_BYTES_A_PIXEL: Final = 4
ResultT = TypeVar("ResultT")


class PdfWorker:
    """Shows PDFs without letting them near the console. Every coroutine raises PdfRefused, and nothing else of its own."""

    def __init__(self, deadline_s: float = _DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._thread = ThreadPoolExecutor(1, "pdf")
        self._process = WorkerProcess()
        self._bodies: dict[str, bytes] = {}
        self._loaded: set[str] = set()
        self._refused: dict[str, PdfFault] = {}
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._process.pid

    async def start(self) -> None:
        """Have the process ready before the first document comes."""
        await self._do(self._start)

    async def open(self, document_id: str, body: bytes) -> PdfInfo:
        """Parse a document and keep it open under `document_id` until `close`."""
        verify_shape(body)
        return await self._do(lambda: self._open(document_id, body))

    async def render(self, document_id: str, page: int, scale: float, rotation: int = 0) -> Bitmap:
        """One page on white; pages count from 0, `scale` is pixels per point, `rotation` degrees clockwise."""
        header: Header = {"verb": "render", "page": page, "scale": float(scale), "rotation": rotation}
        return await self._do(lambda: self._ask(document_id, header, _to_bitmap))

    async def text(self, document_id: str, page: int) -> str:
        """The text of one page, in the document's own order."""
        header: Header = {"verb": "text", "page": page}
        return await self._do(lambda: self._ask(document_id, header, _to_text))

    async def find(self, document_id: str, words: str) -> tuple[PageHit, ...]:
        """The pages on which `words` stand, whatever their case, and where on them, in one trip."""
        header: Header = {"verb": "find", "words": words}
        return await self._do(lambda: self._ask(document_id, header, _to_hits))

    async def close(self, document_id: str) -> None:
        """Forget a document; unknown ones too."""
        await self._do(lambda: self._close(document_id))

    async def aclose(self) -> None:
        """End the process; requests on their way are refused. May be called again."""
        self._closed = True
        self._process.kill()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        self._process.stop()
        self._bodies.clear()

    async def _do(self, work: Callable[[], ResultT]) -> ResultT:
        if self._closed:
            raise PdfRefused(PdfFault.NOT_OPEN)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _start(self) -> None:
        if self._process.ensure_running():
            self._loaded.clear()

    def _open(self, document_id: str, body: bytes) -> PdfInfo:
        self._refused.pop(document_id, None)
        self._bodies[document_id] = body
        self._loaded.discard(document_id)
        try:
            return self._retry(document_id, lambda: _to_info(self._load(document_id)))
        except PdfRefused:
            self._bodies.pop(document_id, None)
            raise

    def _close(self, document_id: str) -> None:
        self._refused.pop(document_id, None)
        self._bodies.pop(document_id, None)
        if document_id not in self._loaded:
            return
        self._loaded.discard(document_id)
        try:
            self._exchange({"verb": "close", "document": document_id})
        except ProcessEnded:
            self._loaded.clear()

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
        answer = self._exchange({"verb": "open", "document": document_id}, self._bodies[document_id])
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


def _to_info(answer: Message) -> PdfInfo:
    sides = answer.numbers("sides")
    sizes = tuple(zip(sides[::2], sides[1::2], strict=True))
    return PdfInfo(len(sizes), sizes, _to_text(answer))


def _to_text(answer: Message) -> str:
    return answer.body.decode("utf-8", "replace")


def _to_hits(answer: Message) -> tuple[PageHit, ...]:
    pages, counts, sides = (answer.numbers(name) for name in ("pages", "counts", "sides"))
    if len(pages) != len(counts) or min(counts, default=0) < 0 or sum(counts) * 4 != len(sides):
        raise BrokenPipeMessage("hits")
    areas = (Area(*sides[start : start + 4]) for start in range(0, len(sides), 4))
    found = zip(pages, counts, strict=True)
    return tuple(PageHit(int(page), tuple(islice(areas, int(count)))) for page, count in found)


def _to_bitmap(answer: Message) -> Bitmap:
    made = Bitmap(answer.whole("width"), answer.whole("height"), answer.whole("stride"), answer.body)
    # The worker has read hostile bytes: what it says about its own answer is checked before anybody paints it.
    fits = 0 < made.width * _BYTES_A_PIXEL <= made.stride and made.stride * made.height == len(made.pixels)
    if not fits:
        raise BrokenPipeMessage("pixels")
    return made
