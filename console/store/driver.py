"""The only place that opens SQLCipher connections; turns its errors into ours. Knows no tables."""

from __future__ import annotations

import errno
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol, cast

from sqlcipher3 import dbapi2  # pyright: ignore[reportMissingTypeStubs] - it has none

from console.domain.errors import ConsoleError, DiskFull, StoreUnavailable

Row = tuple[Any, ...]
Parameters = Sequence[object] | dict[str, object]
KEY_BYTES: Final = 32
BUSY_TIMEOUT_MS: Final = 10_000
_READER_CACHE_KIB: Final = 24 * 1024

_PRIMARY_CODE: Final = 0xFF
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_INTERRUPTED: Final = 9
_IOERR_READS: Final = frozenset({266, 522})

_NO_ROOM: Final = "The disk is full: nothing was saved. Make room and try again."
_NOT_WRITABLE: Final = "The database cannot be written. Check the folder's permissions and the disk."

_driver = cast("Any", dbapi2)
DriverError: type[Exception] = _driver.Error


class Cursor(Protocol):
    """The part of the driver's cursor that is used."""

    rowcount: int

    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """The part of the driver's connection that is used."""

    def execute(self, sql: str, parameters: Parameters = ()) -> Cursor: ...
    def set_progress_handler(self, handler: Callable[[], bool] | None, steps: int) -> None: ...
    def close(self) -> None: ...


def driver_module() -> Any:
    """The driver itself, for the library that needs its exception classes."""
    return _driver


class Access(StrEnum):
    """What a connection may do to the file. A READ connection still keeps the files beside it in order; an UNTOUCHED
    one leaves everything as it is, even the write-ahead log that a crash left behind."""

    CREATE = "create"
    WRITE = "write"
    READ = "read"
    UNTOUCHED = "untouched"


_MODES: Final = {Access.CREATE: "rwc", Access.WRITE: "rw", Access.READ: "rw", Access.UNTOUCHED: "ro"}


def connect(path: Path, key: bytes, access: Access = Access.WRITE) -> Connection:
    """Open an encrypted database with its raw key; the caller reads something to learn whether the key fits.

    Raises the driver's own errors: wrap it in `mapped_errors`.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    address = f"{path.absolute().as_uri()}?mode={_MODES[access]}"
    connection = cast(
        "Connection",
        _driver.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256
        ),
    )
    try:
        # Otherwise the library writes about a wrong key to standard error.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute(f"PRAGMA cache_size = -{_READER_CACHE_KIB}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if access is Access.READ:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def mapped_errors() -> Generator[None]:
    """Turn errors that are the machine's into ours; a mistake in our own SQL comes out as it is."""
    try:
        yield
    except OSError as error:
        raise _to_file_fault(error) from error
    except DriverError as error:
        mapped = to_fault(error)
        if mapped is None:
            raise
        raise mapped from error


def _to_file_fault(error: OSError) -> ConsoleError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(_NO_ROOM, type(error).__name__)
    return StoreUnavailable(_NOT_WRITABLE, type(error).__name__)


def is_interrupted(error: BaseException) -> bool:
    """True for what a statement raises that a progress handler stopped."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & _PRIMARY_CODE == _INTERRUPTED


def to_fault(error: BaseException) -> ConsoleError | None:
    """What a driver's error means to a person, or None when it is a mistake of ours (a constraint, bad SQL)."""
    code = int(getattr(error, "sqlite_errorcode", 0) or 0)
    primary = code & _PRIMARY_CODE
    detail = str(getattr(error, "sqlite_errorname", "")) or type(error).__name__
    if primary == _FULL:
        return DiskFull(_NO_ROOM, detail)
    if primary in {_NOTADB, _CORRUPT} or code in _IOERR_READS:
        return StoreUnavailable(
            "The database is damaged or this is not its key. The file was left as it is; restore it from a backup.",
            detail,
        )
    if primary in {_BUSY, _LOCKED}:
        return StoreUnavailable("Another program is using the database. Close it and try again.", detail)
    if primary in {_READONLY, _IOERR, _CANTOPEN}:
        return StoreUnavailable(_NOT_WRITABLE, detail)
    return None
