"""Files that appear under their name only when they are whole; what a killed program left of one goes next time."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from console.base.paths import sync_folder

_MARK: Final = "part"
_CHUNK: Final = 1024 * 1024


class Draft:
    """A private folder beside `target`, in which the file is made: `path` is the file to write, 0600.

    As a context manager it takes away what was not committed. Raises `OSError` where nothing can be written. What
    dead processes of this machine left beside the target is taken away at the start.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        _remove_leftovers(target.parent)
        token = secrets.token_hex(4)
        self.folder = target.parent / f".{target.name[:40]}.{_machine()}-{os.getpid()}-{token}.{_MARK}"
        self.folder.mkdir(0o700)
        self.path = self.folder / "content"
        self.path.touch(0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def read_sha256(self, verify_wanted: Callable[[], None] = lambda: None) -> str:
        """Hex SHA-256 of what was written so far; raises what `verify_wanted` does, which is asked at every megabyte."""
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                verify_wanted()
        return digest.hexdigest()

    def sync(self) -> int:
        """Bring what was written to the disk; its size in bytes."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
            return os.fstat(file.fileno()).st_size

    def commit(self) -> None:
        """Put the file under its name, over one that is there; call `sync` before."""
        self.path.replace(self.target)
        sync_folder(self.target.parent)

    def discard(self) -> None:
        """Take the folder and whatever is left in it away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _machine() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def _remove_leftovers(folder: Path) -> None:
    """A draft is named after its machine and process: one that runs, or another machine's, is nobody's to remove."""
    ours = re.compile(rf"\..*\.{_machine()}-(\d+)-[0-9a-f]{{8}}\.{_MARK}")
    for found in folder.glob(f".*.{_MARK}"):
        match = ours.fullmatch(found.name)
        if match and not _is_alive(int(match[1])):
            shutil.rmtree(found, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
