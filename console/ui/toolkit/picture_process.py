"""Decodes pictures from outside in a process of its own: bytes in, pixels out; no window, no file, no connection.

`python -m console.ui.toolkit.picture_process` reads requests from its input and answers on its output, until that ends.
"""

from __future__ import annotations

import os
import sys
from typing import Final

from PySide6.QtGui import QImage, QImageReader

from console.pdf.limits import allow_request_time, apply_limits
from console.pdf.messages import BrokenPipeMessage, Message, WritablePipe, read_message, write_message
from console.ui.toolkit.pictures import read_picture

_ALLOCATION_MIB: Final = 300
"""Of one decoded picture: 60 million points take 230 MiB."""


def answer(request: Message, output: WritablePipe) -> None:
    """One picture as pixels, no larger than asked for; `fault` in place of one that cannot be shown."""
    try:
        image = read_picture(request.body, request.whole("most_px"))
    except MemoryError:
        image = None
    if image is None:
        write_message(output, {"fault": "not_shown"})
        return
    # Pixels only: what else a picture may carry (place, camera, thumbnail) ends here.
    plain = image.convertToFormat(QImage.Format.Format_ARGB32)
    header = {"width": plain.width(), "height": plain.height(), "stride": plain.bytesPerLine()}
    write_message(output, header, memoryview(plain.constBits()).cast("B"))


def main() -> int:
    """Serve until the input ends; returns the exit code."""
    source, output = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever prints by accident must not end up between two messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    QImageReader.setAllocationLimit(_ALLOCATION_MIB)
    # Loads the decoders while files may still be opened freely.
    QImageReader.supportedImageFormats()
    apply_limits()
    try:
        while True:
            request = read_message(source)
            allow_request_time()
            answer(request, output)
    except (BrokenPipeMessage, OSError):
        return 0


if __name__ == "__main__":
    os._exit(main())
