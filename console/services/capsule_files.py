"""Opening and checking a capsule on any machine: no profile, no account, no keyring, and nothing written to disk."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from console.domain.capsule import (
    MANIFEST_NAME,
    SHORTEST_PASSPHRASE,
    SUMS_NAME,
    CapsuleManifest,
)
from console.domain.checks import Check
from console.domain.errors import CapsuleUnreadable, InputInvalid
from console.papers.capsule_manifest import read_manifest, read_sums

if TYPE_CHECKING:
    from console.papers.capsule_zip import CapsuleReader
    from console.pdf.client import PdfWorker
    from console.pdf.open_document import OpenDocument

T = TypeVar("T")

# No letter that is taken for another one when it is read aloud or typed off paper.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 6
_FIX: Final = "Do not rely on this file. Ask whoever made the capsule for it again, and compare its SHA-256 with their log."


def make_passphrase() -> str:
    """A new passphrase of some 118 bits, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))


def verify_passphrase(passphrase: str, again: str | None = None) -> None:
    """Raises `InputInvalid` for one that is too short or was typed differently the second time."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputInvalid(
            f"A passphrase has at least {SHORTEST_PASSPHRASE} characters. Choose a longer one.",
            field="passphrase",
        )
    if again is not None and again != passphrase:
        raise InputInvalid("The two passphrases are not the same. Type them again.", field="passphrase")


class OpenCapsule:
    """A capsule that is open; the file stays open, its content is read when it is asked for, `aclose` ends both.

    Every method raises `CapsuleUnreadable` for what is damaged or was changed.
    """

    def __init__(self, path: Path, reader: CapsuleReader, thread: ThreadPoolExecutor) -> None:
        self.path = path
        self._reader = reader
        self._thread = thread
        self._worker: PdfWorker | None = None

    @property
    def is_protected(self) -> bool:
        """Whether a passphrase was needed."""
        return self._reader.is_protected

    async def load_manifest(self) -> CapsuleManifest:
        """What the capsule says of itself."""
        return await self._do(self._read_manifest)

    async def read(self, name: str) -> bytes:
        """One file, checked against its digest."""
        return await self._do(lambda: self._read(name))

    async def verify(self) -> tuple[Check, ...]:
        """Re-hash everything: one check for each file that is in it, or should be; changed and added ones are named."""
        return await self._do(lambda: verify_capsule(self._reader))

    async def open_pdf(self, name: str) -> OpenDocument:
        """Show a PDF of the capsule in the viewer's worker. Raises `ReportUnreadable` too."""
        from console.pdf.client import PdfWorker
        from console.pdf.open_document import OpenDocument

        body = await self.read(name)
        if self._worker is None:
            self._worker = PdfWorker()
        return OpenDocument(name, await self._worker.open(name, body), self._worker)

    async def aclose(self) -> None:
        """Close the file and end the viewer's worker."""
        if self._worker is not None:
            await self._worker.aclose()
        await self._do(self._reader.close)
        self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _read_manifest(self) -> CapsuleManifest:
        return read_manifest(self._reader.read(MANIFEST_NAME))

    def _read(self, name: str) -> bytes:
        body = self._reader.read(name)
        entry = self._read_manifest().find(name)
        if entry is not None and entry.sha256 != sha256(body).hexdigest():
            raise CapsuleUnreadable(f"The file {name} is not what the manifest says. It is not shown.")
        return body


async def open_capsule(path: Path, passphrase: str = "") -> OpenCapsule:
    """Open a capsule. Raises `CapsuleUnreadable`, and `CapsuleLocked` where the passphrase is missing or wrong."""
    from console.papers.capsule_zip import CapsuleReader

    # One thread for one file: its end of the ZIP is no place for two at a time.
    thread = ThreadPoolExecutor(1, "capsule")
    try:
        reader = await asyncio.get_running_loop().run_in_executor(thread, CapsuleReader, path, passphrase)
    except BaseException:
        thread.shutdown(wait=False)
        raise
    return OpenCapsule(path, reader, thread)


def verify_capsule(reader: CapsuleReader) -> tuple[Check, ...]:
    """One check for each file that is in a capsule or should be. Hashes everything: call it off a loop.

    The list for `sha256sum` and the manifest must say the same of every file, so whoever asks one of them is told what
    the other one says.
    """
    try:
        manifest, sums = read_manifest(reader.read(MANIFEST_NAME)), read_sums(reader.read(SUMS_NAME))
    except CapsuleUnreadable as damage:
        return (Check("capsule", False, damage.user_message, _FIX),)
    listed = {entry.name: entry.sha256 for entry in manifest.entries}
    there = {part.name for part in reader.parts} - {SUMS_NAME}
    names = dict.fromkeys((MANIFEST_NAME, *listed, *sums, *sorted(there)))
    return tuple(_verify_part(reader, name, listed, sums, is_there=name in there) for name in names)


def _verify_part(
    reader: CapsuleReader, name: str, listed: dict[str, str], sums: dict[str, str], *, is_there: bool
) -> Check:
    told = {digest for digest in (sums.get(name), listed.get(name)) if digest}
    if not is_there:
        return Check(name, False, "is missing", _FIX)
    if name not in sums or (name not in listed and name != MANIFEST_NAME):
        return Check(name, False, "was added: manifest and list of digests do not both name it", _FIX)
    try:
        digest = reader.read_sha256(name)
    except CapsuleUnreadable as damage:
        return Check(name, False, damage.user_message, _FIX)
    if told != {digest}:
        return Check(name, False, f"was altered: its SHA-256 is {digest}", _FIX)
    return Check(name, True, f"SHA-256 {digest}")
