"""The file of an export as those see it who write it: it refuses more once the export is not wanted any more."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO


class WatchedFile:
    """Asks at every block, even an empty one, whether the export is still wanted; packing takes long otherwise.

    It refuses, or fails, once: what a library does while it tidies up behind itself, perhaps long after the file was
    closed, goes nowhere.
    """

    def __init__(self, file: BinaryIO, verify_wanted: Callable[[], None]) -> None:
        self._file = file
        self._verify_wanted = verify_wanted
        self._is_over = False
        # Where the library believes to be once it is over: it reckons with that.
        self._place = 0

    def write(self, data: bytes) -> int:
        """Raises what `verify_wanted` and the file raise."""
        if self._is_over:
            self._place += len(data)
            return len(data)
        try:
            self._verify_wanted()
            return self._file.write(data)
        except BaseException:
            self._is_over, self._place = True, self._file.tell()
            raise

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """As of a file."""
        if not self._is_over:
            return self._file.seek(place, whence)
        self._place = place
        return place

    def tell(self) -> int:
        """As of a file."""
        return self._place if self._is_over else self._file.tell()

    def flush(self) -> None:
        """As of a file."""
        if not self._is_over:
            self._file.flush()
