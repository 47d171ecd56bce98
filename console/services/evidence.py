"""Evidence for a person: pictures, how captures stand, and the vault as a whole: checked, copied, tidied."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from console.base.clock import Clock
from console.domain.account import AccountId
from console.domain.errors import ActionRefused, NotKnown, VaultDamaged
from console.domain.events import Event, EvidenceChanged, ReportStored, VerificationsChanged
from console.domain.evidence_file import (
    PICTURES_SETTING,
    Capture,
    CaptureCounts,
    EvidenceFile,
    EvidenceKind,
    VaultCheck,
    VaultProgress,
)
from console.domain.keys import VerificationKey
from console.domain.people_of_desk import PROGRAM
from console.domain.timeline import EventSource, TimelineEvent
from console.providers.contract import FetchedPictures, FetchedReport
from console.services.directory import Directory
from console.services.picture_shelf import PictureShelf
from console.services.vault_check import VaultChecker
from console.services.vault_copies import CopyResult, Progress, VaultCopies
from console.store.store import Store
from console.sync.capture import EvidenceKeeping
from console.vault.vault import Vault

if TYPE_CHECKING:
    from console.services.cases import CaseService
    from console.services.reports import ReportService

T = TypeVar("T")
_PATIENCE_S: Final = 20.0


class EvidenceService:
    """Fetching needs the network; everything else works offline."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        clock: Clock,
        directory: Directory,
        load_cases: Callable[[], CaseService],
        load_reports: Callable[[], ReportService],
        sweep: Callable[[], Awaitable[None]],
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._shelf = PictureShelf(store, vault, clock)
        self._checker = VaultChecker(store, vault, clock)
        self._copies = VaultCopies(store, vault, clock)
        self._directory = directory
        self._load_cases = load_cases
        self._load_reports = load_reports
        self._sweep = sweep
        self._publish = publish
        self._telling: set[asyncio.Task[None]] = set()
        self._saving: set[asyncio.Task[Any]] = set()

    async def load_files(self, key: VerificationKey) -> tuple[EvidenceFile, ...]:
        """Every picture of a verification that is here."""
        return await self._shelf.load(key)

    async def read_file(self, key: VerificationKey, object_id: str) -> tuple[EvidenceFile, bytes]:
        """One picture and its bytes as received, with all that a camera wrote into it: for a dossier's maker or a viewer
        that makes a clean one. A damaged one is fetched again by itself. Raises `NotKnown`, `VaultDamaged`."""
        try:
            return await self._shelf.read(key, object_id)
        except VaultDamaged:
            await self.fetch_again(key, EvidenceKind.PICTURE)
            raise

    async def load_captures(self, key: VerificationKey) -> tuple[Capture, ...]:
        """What became of each kind of evidence that is to be captured; a sentence where it is not here."""
        return await self._store.query(lambda queries: queries.load_captures(key))

    async def count_captures(self) -> CaptureCounts:
        """How captures stand, of all accounts."""
        return await self._store.query(lambda queries: queries.count_captures())

    def has_pictures(self, account_id: AccountId) -> bool:
        """Whether the account's provider has pictures to fetch. Raises `NotKnown`."""
        manifest = self._directory.provider(self._directory.account(account_id)).manifest
        return any(field.key == PICTURES_SETTING for field in manifest.fields)

    async def fetch_pictures(self, key: VerificationKey) -> tuple[EvidenceFile, ...]:
        """Fetch the pictures now, because a person asks, whatever the account's setting; those that are here then.

        Raises `ActionRefused` where there are none to fetch, the provider's fault, `DiskFull`.
        """
        if not self.has_pictures(key.account_id):
            raise ActionRefused("This provider's interface has no pictures.")
        cases = self._load_cases()
        if await cases.is_erased(key):
            raise ActionRefused(
                "What was personal in this verification was erased, so there are no pictures."
            )
        await self._directory.coordinator(key.account_id).captures.fetch_now(key, EvidenceKind.PICTURE)
        return await self._shelf.load(key)

    async def note_viewed(self, key: VerificationKey) -> None:
        """Write down that somebody is about to look at the pictures of a verification."""
        await self._note(key, "pictures_viewed")

    async def note_saved(self, key: VerificationKey) -> None:
        """Write down that a plain copy of a picture leaves."""
        await self._note(key, "picture_saved")

    async def fetch_again(self, key: VerificationKey, kind: EvidenceKind) -> None:
        """What is stored of it is damaged: let it be fetched by itself, as soon as may be."""
        try:
            await self._store.write(lambda work: work.want_capture(key, kind), PROGRAM)
        except NotKnown:
            return
        coordinator = self._directory.find_coordinator(key.account_id)
        if coordinator is not None:
            coordinator.captures.wake()
        self._publish(EvidenceChanged(key))

    async def capture_due(self) -> int:
        """Capture what was decided lately and is not here, now, at every account; how many came. For a headless pass."""
        found = await asyncio.gather(*(each.captures.drain() for each in self._directory.coordinators()))
        return sum(found)

    async def verify(
        self,
        progress: Callable[[VaultProgress], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> VaultCheck:
        """Decrypt and hash everything in the vault and compare it with the records, both ways, offline; logged.

        `progress` is told on this loop; `stop` answers whether nobody wants it any more. What is damaged or missing is
        fetched again by itself.
        """
        check = await self._checker.check(progress, stop)
        details = f"{check.checked} objects, {len(check.faults)} damaged or missing"
        if not check.is_whole:
            details += ", stopped"
        await self._store.write(lambda work: work.append_audit("vault_verified", "vault", details))
        pictures = {
            file.object_id
            for key in {each.key for each in check.faults if each.key is not None}
            for file in await self._shelf.load(key)
        }
        for each in check.faults:
            if each.key is not None:
                kind = EvidenceKind.PICTURE if each.object_id in pictures else EvidenceKind.REPORT
                await self.fetch_again(each.key, kind)
        return check

    async def export_vault(self, folder: Path, progress: Progress = None) -> CopyResult:
        """See `VaultCopies.export_to`."""
        return await self._copies.export_to(folder, progress)

    async def import_vault(self, folder: Path, progress: Progress = None) -> CopyResult:
        """See `VaultCopies.import_from`."""
        return await self._copies.import_from(folder, progress)

    async def collect_garbage(self) -> None:
        """Take away files that no record names and that are not young; what a record names never goes."""
        await self._sweep()

    async def aclose(self) -> None:
        """Let what is being kept be kept, and end what goes on beside: that is made up for at the next start."""
        if self._saving:
            await asyncio.wait(self._saving)
        for task in self._telling:
            task.cancel()
        if self._telling:
            await asyncio.wait(self._telling)

    @property
    def keeping(self) -> EvidenceKeeping:
        """Where what an account's captures fetch goes."""
        return EvidenceKeeping(self._keep_report, self._keep_pictures, self._tell, self._tell_lists)

    async def _keep_report(self, key: VerificationKey, fetched: FetchedReport, by: str) -> None:
        reports = self._load_reports()
        report = await self._whole(reports.keep(key, fetched, by))
        self._publish(ReportStored(key))
        self._publish(VerificationsChanged((key,)))
        task = asyncio.create_task(reports.tell_kept(report, fetched.body), name="kept report")
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
        if by:
            # By itself, so nobody waits: the next one does not come before this one was taken further, unless one that
            # is hard to read would keep all others from being fetched.
            await asyncio.wait((task,), timeout=_PATIENCE_S)

    async def _keep_pictures(self, key: VerificationKey, fetched: FetchedPictures, by: str) -> None:
        await self._whole(self._shelf.keep(key, fetched, by))
        self._tell_lists(key)

    async def _note(self, key: VerificationKey, what: str) -> None:
        event = TimelineEvent(self._clock.now(), what, EventSource.US)
        await self._store.write(lambda work: work.append_event(key, event, audit=what))

    async def _whole(self, work: Coroutine[Any, Any, T]) -> T:
        """Do all of `work`: who stops waiting must not leave a file behind that no record names."""
        task = asyncio.create_task(work, name="keep evidence")
        self._saving.add(task)
        task.add_done_callback(self._settle)
        return await asyncio.shield(task)

    def _settle(self, task: asyncio.Task[Any]) -> None:
        self._saving.discard(task)
        if not task.cancelled():
            task.exception()  # marks it as seen: its waiter may be gone

    def _tell(self, key: VerificationKey) -> None:
        self._publish(EvidenceChanged(key))

    def _tell_lists(self, key: VerificationKey) -> None:
        self._publish(VerificationsChanged((key,)))
