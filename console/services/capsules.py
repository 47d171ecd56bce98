"""Making a capsule: collects, draws, packs and encrypts in a thread, logs, and only then gives the file its name."""

from __future__ import annotations

import asyncio
import errno
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from console.base.clock import Clock
from console.base.drafts import Draft
from console.domain.capsule import (
    MANIFEST_NAME,
    CapsuleContent,
    CapsuleMade,
    CapsuleManifest,
    CapsuleProgress,
    CapsuleStage,
    LeftOut,
)
from console.domain.case import RawRecord
from console.domain.dossier import CaseFile
from console.domain.errors import ConsoleError, DiskFull, InputInvalid, VaultDamaged
from console.domain.events import Event, VerificationsChanged
from console.domain.keys import VerificationKey
from console.services.capsule_contents import (
    build_audit,
    build_case_manifest,
    build_dossier,
    build_earlier_report,
    build_files,
    build_picture,
    build_raw,
    build_readme,
    build_report,
)
from console.services.capsule_files import verify_passphrase
from console.services.dossiers import DossierService
from console.services.export_file import WatchedFile
from console.services.report_shelf import ReportShelf
from console.store.queries.evidence import build_picture_kind
from console.store.store import Store
from console.vault.vault import Identity, Vault

if TYPE_CHECKING:
    from console.domain.evidence_file import EvidenceFile

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DAMAGED: Final = "What is stored of it is damaged here, so it is not handed on."
_TOO_MANY: Final = "A capsule holds no more answers; what is older stays in the console."
_MOST_ANSWERS: Final = 5000
Tell = Callable[[CapsuleProgress], None]


class _StoppedError(Exception):
    """The person took the wish back."""


class CapsuleService:
    """Needs no network. One capsule after the other; the loop only hears how far it is."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        dossiers: DossierService,
        clock: Clock,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._vault = vault
        self._dossiers = dossiers
        self._shelf = ReportShelf(store, vault, clock)
        self._publish = publish

    async def make(
        self, key: VerificationKey, path: Path, passphrase: str, tell: Tell | None = None
    ) -> CapsuleMade:
        """Write the capsule of one verification, over what is at `path`; an empty passphrase protects nothing.

        Cancelling leaves no file behind; one that is logged already is finished, and given back as if nobody had
        cancelled. Raises `NotKnown`, `InputInvalid` for a short passphrase or a place where
        nothing can be written, `DiskFull`, `StoreUnavailable`. Making one is on the timeline and in the log, with the
        digests of the file and of its manifest.
        """
        if passphrase:
            verify_passphrase(passphrase)
        hear = tell or _hear_nothing
        file = await self._dossiers.load_file(key)
        contents, left_out = await self._collect(file, hear)
        making = await self._dossiers.load_making()
        manifest = build_case_manifest(file, making, contents, left_out)
        made = await self._pack(key, path, passphrase, manifest, contents, hear)
        self._publish(VerificationsChanged((key,)))
        return made

    # --- what goes in ---

    async def _collect(
        self, file: CaseFile, tell: Tell
    ) -> tuple[tuple[CapsuleContent, ...], tuple[LeftOut, ...]]:
        key = file.case.stored.key
        total = 3 + len(file.files)
        tell(CapsuleProgress(CapsuleStage.COLLECTING, 0, total))
        found: list[CapsuleContent | LeftOut] = [build_readme()]
        found.append(build_dossier(await self._dossiers.build(key)))
        tell(CapsuleProgress(CapsuleStage.COLLECTING, 1, total))
        if file.case.stored.report is not None:
            found.append(await self._read_report(key))
        found += map(build_earlier_report, file.earlier_reports)
        tell(CapsuleProgress(CapsuleStage.COLLECTING, 2, total))
        found += await asyncio.to_thread(_build_answers, file.observations)
        for number, picture in enumerate(file.files, start=1):
            found.append(await self._read_picture(number, picture))
            tell(CapsuleProgress(CapsuleStage.COLLECTING, 2 + number, total))
        audit = await self._store.query(lambda queries: queries.load_audit_about(key))
        found.append(build_audit(audit))
        contents = tuple(each for each in found if isinstance(each, CapsuleContent))
        return contents, tuple(each for each in found if isinstance(each, LeftOut))

    async def _read_report(self, key: VerificationKey) -> CapsuleContent | LeftOut:
        try:
            report, body = await self._shelf.read(key)
        except VaultDamaged:
            return LeftOut("Provider's report", _DAMAGED)
        return build_report(report, body)

    async def _read_picture(self, number: int, file: EvidenceFile) -> CapsuleContent | LeftOut:
        kind = build_picture_kind(file.role, file.attempt_id)
        identity = Identity(f"{file.key.account_id}/{file.key.id}", kind)
        try:
            body = await asyncio.to_thread(self._vault.get, identity, file.object_id)
        except VaultDamaged:
            return LeftOut(f"Picture: {file.role}", _DAMAGED, file.sha256)
        return await asyncio.to_thread(build_picture, number, file, body)

    # --- the file ---

    async def _pack(
        self,
        key: VerificationKey,
        path: Path,
        passphrase: str,
        manifest: CapsuleManifest,
        contents: tuple[CapsuleContent, ...],
        tell: Tell,
    ) -> CapsuleMade:
        stop = threading.Event()
        loop = asyncio.get_running_loop()

        def report(done: int, total: int) -> None:
            loop.call_soon_threadsafe(tell, CapsuleProgress(CapsuleStage.PACKING, done, total))

        def work() -> CapsuleMade:
            return self._write(key, path, passphrase, manifest, contents, stop, report)

        running = loop.run_in_executor(None, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait((running,))
            # Looked at, so that nobody reports a failure as unseen.
            if running.exception() is not None:
                raise
            # Too late: it has its name and its line in the log, so saying that there is none would be wrong.
            return running.result()

    def _write(
        self,
        key: VerificationKey,
        path: Path,
        passphrase: str,
        manifest: CapsuleManifest,
        contents: tuple[CapsuleContent, ...],
        stop: threading.Event,
        tell: Callable[[int, int], None],
    ) -> CapsuleMade:
        def verify_wanted() -> None:
            if stop.is_set():
                raise _StoppedError

        files = build_files(manifest, contents)
        manifest_digest = sha256(dict(files)[MANIFEST_NAME]).hexdigest()
        try:
            with Draft(path) as draft:
                with draft.path.open("r+b") as stream:
                    _fill(
                        cast("BinaryIO", WatchedFile(stream, verify_wanted)),
                        files,
                        passphrase,
                        manifest,
                        tell,
                    )
                size_bytes, digest = draft.sync(), draft.read_sha256()
                verify_wanted()
                # First the log, then the name: a capsule nobody wrote down is worse than a line without one.
                self._log(key, digest, manifest_digest, is_protected=bool(passphrase))
                draft.commit()
        except _StoppedError:
            raise asyncio.CancelledError from None
        except OSError as error:
            raise _to_fault(error) from error
        return CapsuleMade(
            path,
            size_bytes,
            digest,
            manifest_digest,
            manifest.entries,
            manifest.left_out,
            bool(passphrase),
        )

    def _log(self, key: VerificationKey, digest: str, manifest_digest: str, *, is_protected: bool) -> None:
        details = (
            f"sha256 {digest} manifest {manifest_digest} {'protected' if is_protected else 'not protected'}"
        )
        self._store.write_now(lambda work: work.append_deed(key, "capsule_made", digest[:12], details))


def _build_answers(observations: tuple[RawRecord, ...]) -> list[CapsuleContent | LeftOut]:
    """The newest answers: what reads a capsule takes no more files than a file of ours ever has."""
    older = max(0, len(observations) - _MOST_ANSWERS)
    found: list[CapsuleContent | LeftOut] = [
        build_raw(number, each) for number, each in enumerate(observations[older:], start=older + 1)
    ]
    if older:
        title = (
            "The oldest answer of the provider"
            if older == 1
            else f"The {older} oldest answers of the provider"
        )
        found.append(LeftOut(title, _TOO_MANY))
    return found


def _fill(
    stream: BinaryIO,
    files: tuple[tuple[str, bytes], ...],
    passphrase: str,
    manifest: CapsuleManifest,
    tell: Callable[[int, int], None],
) -> None:
    from console.papers.capsule_zip import CapsuleWriter

    with CapsuleWriter(stream, passphrase, manifest.made_at) as writer:
        for number, (name, body) in enumerate(files):
            tell(number, len(files))
            writer.add(name, body)
    tell(len(files), len(files))


def _to_fault(error: OSError) -> ConsoleError:
    if error.errno in _NO_ROOM:
        return DiskFull(
            "The disk has no room for this capsule. Nothing was left there; make room or choose another place.",
            type(error).__name__,
        )
    return InputInvalid(
        "The capsule cannot be written there. Choose another folder.", type(error).__name__, field="path"
    )


def _hear_nothing(_progress: CapsuleProgress) -> None:
    return None
