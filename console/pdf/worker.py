"""The worker process: `python -m console.pdf.worker` reads requests from its input and answers on its output.

It gets bytes and gives pixels and text; no key, no path and no address ever reaches it. One request at a time, because
PDFium allows one thread only. It ends when its input ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from console.pdf.engine import Document, Rendered
from console.pdf.limits import allow_request_time, apply_limits
from console.pdf.messages import (
    BrokenPipeMessage,
    HeaderValue,
    Message,
    PageHit,
    WritablePipe,
    read_message,
    write_message,
)
from console.pdf.refusals import PdfFault, PdfRefused

_MAX_OPEN: Final = 16


class Worker:
    """Answers requests over its open documents."""

    def __init__(self, output: WritablePipe) -> None:
        self._output = output
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
        name, verb = request.word("document"), request.word("verb")
        if verb == "open":
            self._open(name, request.body)
        elif verb == "close":
            self._forget(name)
            self._write({})
        elif verb == "render":
            pixels = self._find(name).render(
                request.whole("page"), request.number("scale"), request.whole("rotation")
            )
            self._send(pixels)
        elif verb == "text":
            self._write({}, self._find(name).read_text(request.whole("page")))
        elif verb == "find":
            self._write(_to_header(self._find(name).find(request.word("words"))))
        else:
            raise BrokenPipeMessage(verb)

    def _open(self, name: str, body: bytes) -> None:
        self._forget(name)
        document = Document(body)
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

    def _find(self, name: str) -> Document:
        document = self._documents.get(name)
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
            write_message(self._output, header, pixels.view)
        finally:
            pixels.close()

    def _write(self, header: Mapping[str, HeaderValue], text: str = "") -> None:
        write_message(self._output, header, text.encode("utf-8", "replace"))


def _to_header(hits: Sequence[PageHit]) -> Mapping[str, HeaderValue]:
    areas = [area for hit in hits for area in hit.areas]
    return {
        "pages": [hit.page for hit in hits],
        "counts": [len(hit.areas) for hit in hits],
        "sides": [round(side, 2) for one in areas for side in (one.left, one.top, one.width, one.height)],
    }


def main() -> int:
    """Serve until the input ends; returns the exit code."""
    source, output = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever prints by accident must not end up between two messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    apply_limits()
    worker = Worker(output)
    try:
        while True:
            request = read_message(source)
            allow_request_time()
            worker.answer(request)
    except (BrokenPipeMessage, OSError):
        return 0


if __name__ == "__main__":
    # Nothing to tidy up: parsed documents go with the process, and PDFium's own end is slower than the kernel's.
    os._exit(main())
