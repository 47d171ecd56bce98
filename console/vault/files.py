"""What failed file operations mean to a person, and a file as a lock among processes; keeps no content."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from console.domain.errors import DiskFull, StoreUnavailable

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def mapped_file_errors(what: str) -> Generator[None]:
    """Turn an `OSError` into `DiskFull` or `StoreUnavailable`; `what` begins the sentence (`The file`)."""
    try:
        yield
    except OSError as error:
        detail = errno.errorcode.get(error.errno or 0, type(error).__name__)
        if error.errno in _NO_ROOM:
            raise DiskFull(
                f"The disk is full: {what} was not saved. Make room and try again.", detail
            ) from error
        raise StoreUnavailable(
            f"It was not possible to save {what}. Check the folder's permissions and the disk.", detail
        ) from error


@contextmanager
def locked(path: Path) -> Generator[None]:
    """Hold the lock file at `path`, which stays there empty: other threads and processes wait for their turn.

    Raises `OSError` where the folder cannot be written. A process that dies gives the lock back.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        yield
    finally:
        # Closing gives it back on every platform.
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
