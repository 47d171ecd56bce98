"""What failed file operations mean to a person; does none itself."""

from __future__ import annotations

import errno
from collections.abc import Generator
from contextlib import contextmanager
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
