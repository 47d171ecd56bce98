"""Our own papers about a case or a person: put together from the store, drawn, logged; saving one writes a plain file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from console import __version__
from console.base.clock import Clock
from console.base.paths import write_private_file
from console.domain.activity import ActivityEntry
from console.domain.case import RawRecord, StoredCase
from console.domain.decision_rules import DecisionRules
from console.domain.dossier import CaseFile, Dossier, Making, PersonCases
from console.domain.errors import DiskFull, NotKnown
from console.domain.events import Event, VerificationsChanged
from console.domain.evidence_file import Capture, EvidenceFile
from console.domain.keys import VerificationKey
from console.domain.label_history import LabelHistory
from console.domain.labels import LabelDrift
from console.domain.people import CustomerKey, PersonFile
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.pdf.client import PdfWorker
from console.pdf.open_document import OpenDocument
from console.services.cases import CaseService
from console.services.dossier_person import build_case_paper, build_person_paper
from console.services.labels import LabelService
from console.store.store import Store

if TYPE_CHECKING:
    from console.papers.document import PaperDocument
    from console.papers.dossier import DossierPress
    from console.store.queries.queries import Queries
    from console.store.unit_of_work import UnitOfWork

# One paper about a person describes so many verifications; more would be no paper any more.
_MOST_CASES: Final = 60
_SHORT_DIGEST: Final = 12


class DossierService:
    """Needs no network. Every method raises `NotKnown` for what is not in this profile."""

    def __init__(
        self,
        store: Store,
        cases: CaseService,
        labels: Callable[[], LabelService],
        rules: Callable[[], DecisionRules],
        worker: Callable[[], PdfWorker],
        clock: Clock,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._cases = cases
        self._labels = labels
        self._rules = rules
        self._worker = worker
        self._clock = clock
        self._publish = publish
        # The press keeps what it has read of fonts and serves one paper at a time.
        self._turn = asyncio.Lock()

    @cached_property
    def _press(self) -> DossierPress:
        from console.papers.dossier import DossierPress

        return DossierPress()

    async def load_file(self, key: VerificationKey) -> CaseFile:
        """Everything kept about one verification, as of one moment."""
        # Before it is read: what the dictionary says today is part of it.
        await self._labels().keep_meanings()
        return self._describe(await self._store.query(lambda queries: _load(queries, key)))

    async def load_making(self) -> Making:
        """Who makes something now, and where the audit log stands."""
        head = await self._store.query(lambda queries: queries.load_audit_head())
        return Making(self._clock.now(), self._store.who, __version__, head)

    async def build(self, key: VerificationKey) -> Dossier:
        """The dossier of one verification; that it was made is on the timeline and in the log. Writes no file."""
        file, making = await self.load_file(key), await self.load_making()
        dossier = await self.print(build_case_paper(file, self._rules(), making), key.id)
        await self._store.write(
            lambda work: work.append_deed(
                key, "dossier_made", dossier.sha256[:_SHORT_DIGEST], f"sha256 {dossier.sha256}"
            )
        )
        self._publish(VerificationsChanged((key,)))
        return dossier

    async def build_for_person(self, key: CustomerKey) -> Dossier:
        """The dossier of the person behind a record, all linked records with it; logged as `build`."""
        await self._labels().keep_meanings()
        person, loaded = await self._store.query(lambda queries: _load_person(queries, key))
        cases = PersonCases(
            person,
            tuple(self._describe(each) for each in loaded),
            max(0, len(person.checks) - _MOST_CASES),
        )
        making = await self.load_making()
        dossier = await self.print(build_person_paper(cases, self._rules(), making), key.id)
        keys = tuple(file.case.stored.key for file in cases.files)
        await self._store.write(lambda work: _note_person(work, key, keys, dossier.sha256))
        self._publish(VerificationsChanged(keys))
        return dossier

    async def print(self, paper: PaperDocument, name: str) -> Dossier:
        """A paper as a PDF; logs nothing."""
        async with self._turn:
            body, digest = await asyncio.to_thread(self._print, paper)
        return Dossier(paper.title, f"dossier-{_to_file_name(name)}.pdf", digest, body)

    async def open(self, dossier: Dossier) -> OpenDocument:
        """Show a dossier in the viewer's worker; nothing is written. Raises `ReportUnreadable`."""
        worker = self._worker()
        info = await worker.open(dossier.sha256, dossier.body)
        return OpenDocument(dossier.sha256, info, worker)

    async def save(self, dossier: Dossier, path: Path) -> None:
        """Write the plain PDF where a person wants it; logged by its digest. Raises `DiskFull`."""
        # First the log: a plain copy nobody wrote down is worse than a line without one.
        await self._note(dossier, "dossier_saved")
        try:
            await asyncio.to_thread(write_private_file, path, dossier.body)
        except OSError as error:
            raise DiskFull(
                "The dossier could not be written there. Choose another folder.", type(error).__name__
            ) from error

    async def note_printed(self, dossier: Dossier) -> None:
        """Write down that a dossier went to a printer."""
        await self._note(dossier, "dossier_printed")

    async def _note(self, dossier: Dossier, what: str) -> None:
        def work(unit: UnitOfWork) -> None:
            unit.append_audit(what, "dossier", f"sha256 {dossier.sha256}")

        await self._store.write(work)

    def _print(self, paper: PaperDocument) -> tuple[bytes, str]:
        body = self._press.print(paper)
        return body, sha256(body).hexdigest()

    def _describe(self, loaded: _Loaded) -> CaseFile:
        case = self._cases.describe(loaded.stored)
        return CaseFile(
            case,
            loaded.drift,
            loaded.files,
            loaded.observations,
            loaded.audit,
            loaded.captures,
            loaded.earlier_reports,
            loaded.meanings,
        )


class _Loaded(NamedTuple):
    """A case as the store has it, before our rules and the catalogue have said theirs."""

    stored: StoredCase
    drift: LabelDrift | None
    files: tuple[EvidenceFile, ...]
    observations: tuple[RawRecord, ...]
    audit: tuple[ActivityEntry, ...]
    captures: tuple[Capture, ...]
    earlier_reports: tuple[Report, ...]
    meanings: LabelHistory


def _load(queries: Queries, key: VerificationKey) -> _Loaded:
    stored = queries.load_case(key)
    if stored is None:
        raise NotKnown("This verification is not in this profile.")
    return _Loaded(
        stored,
        queries.load_label_drift(key),
        queries.load_evidence_files(key),
        queries.load_observations(key),
        queries.load_audit_about(key),
        queries.load_captures(key),
        queries.load_earlier_reports(key),
        queries.load_label_history(key, _label_values(stored)),
    )


def _label_values(stored: StoredCase) -> set[str]:
    labels = [*stored.verification.labels, *(ref for attempt in stored.attempts for ref in attempt.labels)]
    return {ref.value for ref in labels}


def _load_person(queries: Queries, key: CustomerKey) -> tuple[PersonFile, tuple[_Loaded, ...]]:
    person = queries.load_person(key)
    if person is None:
        raise NotKnown("This customer is not in this profile.")
    return person, tuple(_load(queries, check.key) for check in person.checks[:_MOST_CASES])


def _note_person(work: UnitOfWork, key: CustomerKey, cases: tuple[VerificationKey, ...], digest: str) -> None:
    work.append_audit("dossier_made", f"customer {key.account_id}/{key.id}", f"sha256 {digest}")
    event = TimelineEvent(work.now, "dossier_made", EventSource.US, digest[:_SHORT_DIGEST])
    for case in cases:
        work.append_event(case, event)


def _to_file_name(value: str) -> str:
    """An id as a file name every system takes."""
    return "".join(character if character.isascii() and character.isalnum() else "-" for character in value)
