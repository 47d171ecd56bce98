"""Memory that the worker draws in and the console reads, so that a page's pixels go through no pipe; Linux only.

Elsewhere, and for what is larger, pixels are the body of an answer. The memory has no name and is no file.
"""

from __future__ import annotations

import mmap
import os
import sys
from dataclasses import replace
from typing import Final

from console.pdf.messages import BrokenPipeMessage, Message

SHARED_BYTES: Final = 24 * 1024 * 1024
SHARED_KEY: Final = "shared_bytes"
"""In an answer's header: so many bytes of the shared memory are its body."""


class SharedPixels:
    """One stretch of memory in two processes; one request at a time uses it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._memory = mmap.mmap(number, SHARED_BYTES)

    @classmethod
    def make(cls) -> SharedPixels | None:
        """New memory, None where the system has no such thing."""
        if sys.platform != "linux":
            return None
        try:
            number = os.memfd_create("pages")
            os.ftruncate(number, SHARED_BYTES)
        except OSError:
            return None
        return cls(number)

    @property
    def view(self) -> memoryview:
        """To draw in; release it before `close`."""
        return memoryview(self._memory)

    def complete(self, answer: Message) -> Message:
        """An answer with its body, wherever that was. Raises BrokenPipeMessage."""
        size = answer.header.get(SHARED_KEY)
        if size is None:
            return answer
        if not isinstance(size, int) or not 0 < size <= SHARED_BYTES:
            raise BrokenPipeMessage(SHARED_KEY)
        return replace(answer, body=self._memory[:size])

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()
        os.close(self.number)
