"""The worker process: `python -m console.pdf.worker` reads requests from its input and answers on its output.

It gets bytes and gives pixels and text; no key, no path and no address ever reaches it. One request at a time, because
PDFium allows one thread only. It ends when its input ends.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from console.pdf.engine import Document, Rendered
from console.pdf.limits import allow_request_time, apply_limits
from console.pdf.messages import (
    BrokenPipeMessage,
    HeaderValue,
    HitSlice,
    Message,
    OutlineEntry,
    Region,
    WritablePipe,
    read_message,
    write_message,
)
from console.pdf.refusals import PdfFault, PdfRefused
from console.pdf.shared import SHARED_KEY, SharedPixels

_MAX_OPEN: Final = 16
_LETTER: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 31>>stream\nBT /F 12 Tf 9 9 Td (a) Tj ET   \nendstream endobj\n"
    b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n"
)


class Worker:
    """Answers requests over its open documents."""

    def __init__(self, output: WritablePipe, room: memoryview | None = None) -> None:
        self._output = output
        self._room = room
        self._documents: dict[str, Document] = {}

    def answer(self, request: Message) -> None:
        """Write exactly one answer. Raises OSError when nobody listens."""
        try:
            self._do(request)
        except PdfRefused as refused:
            self._write({"fault": refused.fault.value, "detail": refused.detail})
        except MemoryError:
            self._write({"fault": PdfFault.OUT_OF_MEMORY.value, "detail": ""})

    def _do(self, request: Message) -> None:
        verb = request.word("verb")
        answers: Mapping[str, Callable[[Message], None]] = {
            "open": self._open,
            "close": self._close,
            "render": self._render,
            "text": self._text,
            "characters": self._characters,
            "outline": self._outline,
            "find": self._find_words,
        }
        if verb not in answers:
            raise BrokenPipeMessage(verb)
        answers[verb](request)

    def _close(self, request: Message) -> None:
        self._forget(request.word("document"))
        self._write({})

    def _render(self, request: Message) -> None:
        part = request.wholes("region")
        self._send(
            self._find(request).render(
                request.whole("page"),
                request.number("scale"),
                request.whole("rotation"),
                Region(*part) if part else None,
                self._room,
            )
        )

    def _text(self, request: Message) -> None:
        self._write({}, self._find(request).read_text(request.whole("page")))

    def _characters(self, request: Message) -> None:
        found = self._find(request).read_page_text(request.whole("page"))
        letters = found.text.encode("utf-8", "replace")
        boxes = array("f", found.boxes).tobytes()
        write_message(self._output, {"letter_bytes": len(letters)}, letters + boxes)

    def _outline(self, request: Message) -> None:
        self._write(_outline_to_header(self._find(request).read_outline()))

    def _find_words(self, request: Message) -> None:
        found = self._find(request).find(
            request.word("words"), request.whole("first"), request.whole("places")
        )
        self._write(_hits_to_header(found))

    def _open(self, request: Message) -> None:
        name = request.word("document")
        self._forget(name)
        document = Document(request.body)
        try:
            info = document.read_info()
        except PdfRefused:
            document.close()
            raise
        while len(self._documents) >= _MAX_OPEN:
            self._forget(next(iter(self._documents)))
        self._documents[name] = document
        sides = [side for size in info.sizes_pt for side in size]
        self._write({"sides": sides}, info.title)

    def _find(self, request: Message) -> Document:
        document = self._documents.get(request.word("document"))
        if document is None:
            raise PdfRefused(PdfFault.NOT_OPEN)
        return document

    def _forget(self, name: str) -> None:
        document = self._documents.pop(name, None)
        if document is not None:
            document.close()

    def _send(self, pixels: Rendered) -> None:
        header = {"width": pixels.width, "height": pixels.height, "stride": pixels.stride}
        try:
            if pixels.is_shared:
                write_message(self._output, {**header, SHARED_KEY: len(pixels.view)})
            else:
                write_message(self._output, header, pixels.view)
        finally:
            pixels.close()

    def _write(self, header: Mapping[str, HeaderValue], text: str = "") -> None:
        write_message(self._output, header, text.encode("utf-8", "replace"))


def _hits_to_header(found: HitSlice) -> Mapping[str, HeaderValue]:
    areas = [area for hit in found.hits for area in hit.areas]
    return {
        "next": found.next_page,
        "pages": [hit.page for hit in found.hits],
        "lines": [hit.line for hit in found.hits],
        "starts": [hit.start for hit in found.hits],
        "lengths": [hit.length for hit in found.hits],
        "counts": [len(hit.areas) for hit in found.hits],
        "sides": [round(side, 2) for one in areas for side in (one.left, one.top, one.width, one.height)],
    }


def _outline_to_header(entries: Sequence[OutlineEntry]) -> Mapping[str, HeaderValue]:
    return {
        "levels": [entry.level for entry in entries],
        "titles": [entry.title for entry in entries],
        "pages": [entry.page for entry in entries],
    }


def _warm_up() -> None:
    """Draw a letter: fonts are looked for when the first one is drawn, which nobody should wait for later."""
    document = Document(_LETTER)
    document.render(0, 1.0, 0).close()
    document.read_text(0)
    document.close()


def main() -> int:
    """Serve until the input ends; returns the exit code."""
    source, output = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever prints by accident must not end up between two messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    apply_limits()
    shared = SharedPixels(int(sys.argv[1])) if len(sys.argv) > 1 else None
    worker = Worker(output, None if shared is None else shared.view)
    try:
        _warm_up()
        while True:
            request = read_message(source)
            allow_request_time()
            worker.answer(request)
    except (BrokenPipeMessage, OSError):
        return 0


if __name__ == "__main__":
    # Nothing to tidy up: parsed documents go with the process, and PDFium's own end is slower than the kernel's.
    os._exit(main())
