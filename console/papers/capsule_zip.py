"""The ZIP of a capsule: written with AES-256, read with limits and by names of our kind only; the one user of pyzipper.

AES-256 as of https://www.winzip.com/en/support/aes-encryption/, which 7-Zip and others open. Names, sizes and times of
the files inside stay readable without the passphrase, so a name never tells who a case is about.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, NamedTuple, Self, cast

import pyzipper  # pyright: ignore[reportMissingTypeStubs] - it has none

from console.domain.capsule import AUDIT_NAME, MANIFEST_NAME, README_NAME, SUMS_NAME
from console.domain.errors import CapsuleLocked, CapsuleUnreadable

_BITS: Final = 256
# How AES with 256 bits is called in a file.
_STRENGTH: Final = 3
_LARGEST_FILE: Final = 1024**3
_LARGEST_PART: Final = 256 * 1024**2
# What is read as a whole to be understood or shown as text is a thousand times its size in the file, at worst, and as
# values several times that again. No capsule of ours comes near these: an answer is received up to 8 MB.
_LARGEST_TEXTS: Final = {
    MANIFEST_NAME: 8 * 1024**2,
    SUMS_NAME: 4 * 1024**2,
    README_NAME: 1024**2,
    AUDIT_NAME: 64 * 1024**2,
    "raw": 16 * 1024**2,
}
# Others take what they say they need: a dictionary of gigabytes in front of a few bytes.
_PACKED_AS: Final = frozenset({pyzipper.ZIP_STORED, pyzipper.ZIP_DEFLATED})
_LARGEST_TOTAL: Final = 1024**3
_MOST_PARTS: Final = 10_000
_CHUNK: Final = 256 * 1024
_FIRST_YEAR: Final = 1980
# Two folders at most, no dots in front, nothing that leads out of the folder or means something to a shell or a disk.
_NAME: Final = re.compile(
    r"(?:[a-z0-9][a-z0-9_-]{0,40}/){0,2}[A-Za-z0-9][A-Za-z0-9_-]{0,80}(?:\.[a-z0-9]{1,8})?"
)
# Names of devices on Windows, whatever their ending.
_DEVICE: Final = re.compile(r"(?:.*/)?(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./].*)?", re.IGNORECASE)
_DAMAGED: Final = "This capsule is damaged, or it was changed: it cannot be read to its end."
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22 + 65_535


class ZipPart(NamedTuple):
    """A file inside a capsule, by its name."""

    name: str
    size_bytes: int


class CapsuleWriter:
    """Writes one file after the other into `stream`, which stays open; an empty passphrase makes a plain ZIP.

    As a context manager it writes the table of contents at the end, and nothing more after an error.
    """

    def __init__(self, stream: BinaryIO, passphrase: str, made_at: datetime) -> None:
        options: Mapping[str, object] = (
            {"encryption": pyzipper.WZ_AES, "encryption_kwargs": {"nbits": _BITS}} if passphrase else {}
        )
        library = cast("Any", pyzipper)
        self._zip = library.AESZipFile(stream, "w", compression=pyzipper.ZIP_DEFLATED, **options)
        if passphrase:
            self._zip.setpassword(_to_key(passphrase))
        self._time = max(made_at.astimezone(UTC), datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)).timetuple()[:6]

    def add(self, name: str, body: bytes) -> None:
        """Append one file. Raises what the stream raises."""
        if not _is_name(name):
            raise ValueError(name)
        info = self._zip.zipinfo_cls(name, date_time=self._time)
        info.compress_type = pyzipper.ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        self._zip.writestr(info, body)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            # The library would write its table of contents even so, at the latest when it is thrown away, or complain
            # of a file it did not get to the end of. The stream is not its own.
            self._zip.fp = None
        self._zip.close()


class CapsuleReader:
    """An opened file, which stays open until `close`; nothing of it is ever written anywhere.

    Raises `CapsuleUnreadable` for a file that is no capsule or means harm, `CapsuleLocked` for a missing or wrong
    passphrase. One thread at a time.
    """

    def __init__(self, path: Path, passphrase: str = "") -> None:
        self._file = _open(path)
        try:
            _verify_count(self._file)
            self._zip = cast("Any", pyzipper).AESZipFile(self._file)
            self.parts = tuple(_verify_parts(self._zip.infolist()))
            self.is_protected = _verify_protection(self._zip.infolist())
            self._unlock(passphrase)
        except BaseException as error:
            self._file.close()
            if isinstance(error, _library_errors()):
                raise CapsuleUnreadable(_DAMAGED, type(error).__name__) from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, name: str) -> bytes:
        """One file as it was put in. Raises `CapsuleUnreadable` where it is not there, changed or larger than it says."""
        return b"".join(self._iter_chunks(name))

    def read_sha256(self, name: str) -> str:
        """Hex SHA-256 of one file, of which nothing is kept. Raises as `read`."""
        digest = sha256()
        for chunk in self._iter_chunks(name):
            digest.update(chunk)
        return digest.hexdigest()

    def _iter_chunks(self, name: str) -> Iterator[bytes]:
        left = next((part.size_bytes for part in self.parts if part.name == name), None)
        if left is None:
            raise CapsuleUnreadable(f"The file {name} is not in this capsule.")
        try:
            with self._zip.open(name) as file:
                while chunk := cast("bytes", file.read(_CHUNK)):
                    left -= len(chunk)
                    if left < 0:
                        raise CapsuleUnreadable(f"The file {name} in this capsule is larger than it says.")
                    yield chunk
        except _library_errors() as error:
            raise CapsuleUnreadable(_DAMAGED, type(error).__name__) from error

    def close(self) -> None:
        """Let go of the file; calling it again does nothing."""
        self._file.close()

    def _unlock(self, passphrase: str) -> None:
        """Two bytes of every file tell a wrong passphrase: a right one fits at least one, whatever was damaged."""
        if not self.is_protected:
            return
        if not passphrase:
            raise CapsuleLocked("This capsule is protected. Give its passphrase.", field="passphrase")
        self._zip.setpassword(_to_key(passphrase))
        if not any(self._fits(info) for info in self._zip.infolist()):
            raise CapsuleLocked("This is not the passphrase of this capsule.", field="passphrase")

    def _fits(self, info: Any) -> bool:
        try:
            self._zip.open(info).close()
        except _library_errors():
            return False
        return True


def _open(path: Path) -> BinaryIO:
    try:
        # The method of a path takes no opener.
        file = open(path, "rb", opener=_open_at_once)  # noqa: SIM115 - whoever asked closes it
    except OSError as error:
        raise CapsuleUnreadable(
            "The capsule cannot be read there. Check its name.", type(error).__name__
        ) from error
    try:
        there = os.fstat(file.fileno())
        if not stat.S_ISREG(there.st_mode):
            raise CapsuleUnreadable("This is not a capsule: it is no file that keeps anything.")
        if there.st_size > _LARGEST_FILE:
            raise CapsuleUnreadable("This file is larger than any capsule. It was not opened.")
    except BaseException:
        file.close()
        raise
    return file


def _open_at_once(path: str, flags: int) -> int:
    # Opening a pipe would wait for somebody who writes into it. Windows has neither such pipes nor the flag.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _verify_count(file: BinaryIO) -> None:
    """Before the library makes something of every line of a table of contents, look how many it says it has."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _END_BYTES))
    tail = file.read(_END_BYTES)
    file.seek(0)
    place = tail.rfind(_END)
    if place < 0 or place + 12 > len(tail):
        raise CapsuleUnreadable("This is not a capsule: it is no ZIP file.")
    if int.from_bytes(tail[place + 10 : place + 12], "little") > _MOST_PARTS:
        raise CapsuleUnreadable("This file holds more than any capsule does. It was not opened.")


def _verify_parts(found: list[Any]) -> Iterator[ZipPart]:
    """Names, kinds and sizes before anything is unpacked."""
    names: set[str] = set()
    total = 0
    for info in found:
        name = cast("str", info.filename)
        if not _is_name(name) or stat.S_ISLNK(info.external_attr >> 16):
            shown = "".join(letter if letter.isprintable() else "?" for letter in name[:80])
            raise CapsuleUnreadable(
                f"This file holds a name that no capsule has: {shown}. It was not opened."
            )
        if name.casefold() in names:
            raise CapsuleUnreadable(f"The name {name} is twice in this file. It was not opened.")
        names.add(name.casefold())
        if info.compress_type not in _PACKED_AS:
            raise CapsuleUnreadable("This file is packed in a way that no capsule is. It was not opened.")
        total += info.file_size
        largest = _LARGEST_TEXTS.get(name.partition("/")[0], _LARGEST_PART)
        if info.file_size > largest or total > _LARGEST_TOTAL:
            raise CapsuleUnreadable("Unpacked, this file is larger than any capsule. It was not opened.")
        yield ZipPart(name, info.file_size)


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and _DEVICE.fullmatch(name) is None


def _verify_protection(found: list[Any]) -> bool:
    """Whether all files are protected as ours are. Only then does a passphrase that fits speak for every one of them:
    who does not know it can still put plain files beside one that is encrypted."""
    # Reading takes the AES of a file from the same two places, the flag and the extra field of the table of contents.
    strong = [info.flag_bits & 1 and info.wz_aes_strength == _STRENGTH for info in found]
    named = [info.flag_bits & 1 or info.wz_aes_version is not None for info in found]
    if any(named) and not all(strong):
        raise CapsuleUnreadable(
            "Parts of this capsule are not protected as the others are. "
            "It was not opened; ask whoever made it for it again."
        )
    return any(named)


def _to_key(passphrase: str) -> bytes:
    # The same letters may be typed in more than one way.
    return unicodedata.normalize("NFC", passphrase).encode("utf-8")


def _library_errors() -> tuple[type[Exception], ...]:
    return (
        cast("type[Exception]", pyzipper.BadZipFile),
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        KeyError,
        OSError,
    )
