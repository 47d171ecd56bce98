"""The tab of pictures: documents and faces from the vault, or why there are none; nothing is decoded in this process."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.errors import ConsoleError
from console.domain.events import Event, EvidenceChanged
from console.domain.evidence_file import Capture, CaptureState, EvidenceFile, EvidenceKind
from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.picture_worker import PictureWorker, to_image
from console.ui.toolkit.reach import Reach
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.words import exact_time
from console.ui.views.document_saving import DocumentSaving
from console.ui.views.document_window import is_paper, show_paper
from console.ui.widgets.picture_desk_widget import PictureDeskWidget

# What still reads well when it is enlarged, and no more memory than two pictures may take.
_MOST_PX: Final = 3000
_PAGES: Final = "pages"


class DocumentsView(QWidget):
    """`ready` when what there is to see is seen."""

    ready = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._case: Case | None = None
        self._shown: VerificationKey | None = None
        self._recalled = ("", "")
        self._worker = PictureWorker()
        self.destroyed.connect(self._worker.end)
        self.desk = PictureDeskWidget(self)
        self.faces = FaceStack(self.desk, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.faces)
        self._scope = TaskScope(self, self._on_failure)
        self._covers = Covers.of_app()
        self._covers.locked.connect(self._on_locked)
        self._covers.unlocked.connect(self._on_unlocked)
        self._saving = DocumentSaving(services, self._worker, self._scope, self)
        self._saving.failed.connect(self._on_failure)
        self._bridge = BusBridge(services.bus, self)
        self._bridge.happened.connect(self._on_event)
        self._reach = Reach(services, self)
        self._reach.changed.connect(self._on_reach_changed)
        self.desk.picture_wanted.connect(self._on_picture_wanted)
        self.desk.save_requested.connect(self._on_save_requested)
        self.desk.pages_requested.connect(self._on_pages_requested)
        self.faces.triggered.connect(self._on_face_triggered)

    def show_case(self, case: Case) -> None:
        """Show the pictures of another case, or what has become of this one's; read only while somebody looks."""
        self._case = case
        if self._shown != case.stored.key:
            self._forget()
        if self.isVisible():
            self._load()

    def clear(self) -> None:
        """Show nothing and keep no picture in memory."""
        self._case = None
        self._forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: read what is there."""
        super().showEvent(event)
        self._load()

    def _forget(self, but: str = "") -> None:
        self._shown = None
        self._scope.cancel_all(but)
        self.desk.show_files(())
        self.faces.show_loading()

    def _load(self) -> None:
        if self._case is not None and not self._covers.is_locked:
            self._scope.start("load", self._read(self._case))

    async def _read(self, case: Case) -> None:
        key = case.stored.key
        files = await self._services.evidence.load_files(key)
        captures = await self._services.evidence.load_captures(key)
        if self._case is None or self._case.stored.key != key:
            return
        if case.stored.is_past:
            files = tuple(file for file in files if file.fetched_at <= case.stored.as_of)
        if files:
            await self._show(key, files, captures)
        elif not self._scope.is_running("fetch"):
            self._shown = None
            self.desk.show_files(())
            face = self._absent(case, captures)
            lost = self._reach.words(key.account_id) if face.action else ""
            self.faces.show_face(face._replace(text=_join(lost, face.text)))
        self.ready.emit()

    def _absent(self, case: Case, captures: tuple[Capture, ...]) -> Face:
        """Why there is no picture, and what to do about it."""
        title = self.tr("No pictures here")
        if not self._services.evidence.has_pictures(case.stored.key.account_id):
            text = fill(self.tr("%1 offers no pictures through its interface."), case.provider_title)
            return Face(title, text, icon="picture")
        capture = next((each for each in captures if each.kind is EvidenceKind.PICTURE), None)
        may_fetch = "" if case.stored.is_past else self.tr("Fetch pictures")
        if capture is None:
            text = self.tr(
                "This account keeps no pictures by itself; its settings can change that. Those of this verification "
                "can be fetched while the provider still has them."
            )
            return Face(title, text, may_fetch, icon="picture")
        if capture.state is CaptureState.WAITING and capture.next_at is not None:
            text = fill(self.tr("They are fetched by themselves; next try %1."), exact_time(capture.next_at))
            return Face(title, _join(capture.reason, text), may_fetch, icon="picture")
        if capture.state is CaptureState.WAITING:
            return Face(title, self.tr("They are fetched by themselves soon."), may_fetch, icon="picture")
        reason = capture.reason or self.tr("The provider has none, or no longer has them.")
        return Face(title, reason, may_fetch, icon="picture")

    # --- pictures ---

    async def _show(
        self, key: VerificationKey, files: tuple[EvidenceFile, ...], captures: tuple[Capture, ...]
    ) -> None:
        """Show them once it is written down that somebody looks; where that fails, nothing is shown."""
        if self._shown != key:
            await self._services.evidence.note_viewed(key)
            if self._case is None or self._case.stored.key != key:
                return
        self._shown = key
        self.faces.show_content()
        if (reason := _find_missing(captures)) and self._case is not None and not self._case.stored.is_past:
            self.faces.show_trouble(reason, self.tr("Fetch pictures"))
        self.desk.show_files(files)
        recalled, self._recalled = self._recalled, ("", "")
        self.desk.choose(*recalled)

    def _on_picture_wanted(self, object_id: str) -> None:
        if self._case is not None and self._scope.can_start:
            self._scope.start(f"picture {object_id}", self._open(self._case.stored.key, object_id))

    async def _open(self, key: VerificationKey, object_id: str) -> None:
        pages = 0
        try:
            file, body = await self._services.evidence.read_file(key, object_id)
            if is_paper(body):
                image, pages = await self._draw_paper(file, body)
            else:
                bitmap = await self._worker.decode(body, _MOST_PX)
                image = None if bitmap is None else to_image(bitmap)
        except ConsoleError as error:
            words = describe_error(error)
            self.desk.put_picture(object_id, None, f"{words.title}. {words.text}")
            return
        unseen = self.tr("This is no picture that can be shown: it may be damaged or too large.")
        self.desk.put_picture(object_id, image, unseen, pages)

    async def _draw_paper(self, file: EvidenceFile, body: bytes) -> tuple[QImage, int]:
        """The first page of a document that came as a PDF, and how many there are."""
        opened = await self._services.reports.open_paper(file.object_id, body)
        try:
            width, height = opened.info.sizes_pt[0]
            image = to_image(await opened.render(0, _MOST_PX / 2 / max(width, height)))
            return image, opened.info.pages
        finally:
            await opened.close()

    def _on_locked(self) -> None:
        """Nobody looks: no picture stays in memory, and none in the process that decodes them."""
        chosen, beside = self.desk.chosen, self.desk.beside
        self._recalled = (chosen.object_id if chosen else "", beside.object_id if beside else "")
        # The pages of a paper leave and come back by themselves, in their window.
        self._forget(but=_PAGES)
        self._worker.rest()

    def _on_unlocked(self) -> None:
        if self.isVisible():
            self._load()

    # --- orders ---

    def _on_face_triggered(self) -> None:
        if self._case is not None:
            title = fill(self.tr("%1 is asked for the pictures."), self._case.provider_title)
            self.faces.show_face(Face(self.tr("Fetching pictures …"), title, icon="picture"))
            self._scope.start("fetch", self._fetch(self._case))

    async def _fetch(self, case: Case) -> None:
        key = case.stored.key
        try:
            files = await self._services.evidence.fetch_pictures(key)
            captures = await self._services.evidence.load_captures(key)
        except ConsoleError as error:
            if self._case is not None and self._case.stored.key == key:
                self._on_failure(error)
            return
        if self._case is None or self._case.stored.key != key:
            return
        if not files:
            text = self.tr("The provider has none, or no longer has them.")
            self.faces.show_face(Face(self.tr("No pictures here"), text, icon="picture"))
            return
        await self._show(key, files, captures)

    def _on_pages_requested(self, object_id: str) -> None:
        if self._case is not None and not self._scope.is_running(_PAGES):
            self._scope.start(_PAGES, show_paper(self._services, self._case.stored.key, object_id, self))

    def _on_save_requested(self, object_id: str) -> None:
        if self._case is not None:
            self._saving.begin(self._case.stored.key, object_id, is_paper=self.desk.is_paper(object_id))

    def _on_event(self, event: Event) -> None:
        case = self._case
        concerns = isinstance(event, EvidenceChanged) and case is not None and event.key == case.stored.key
        if concerns and self.isVisible():
            self._load()

    def _on_reach_changed(self, account_id: str) -> None:
        """What is shown instead of pictures says whether they can be fetched."""
        concerns = self._case is not None and self._case.stored.key.account_id == account_id
        if concerns and self._shown is None and self.isVisible():
            self._load()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self._shown is not None:
            self.faces.show_trouble(f"{words.title}. {words.text}")
        else:
            again = self.tr("Try again")
            self.faces.show_face(Face(words.title, words.text, again, icon="warning"))
            self.ready.emit()
        if not isinstance(failure, ConsoleError):
            raise failure


def _find_missing(captures: tuple[Capture, ...]) -> str:
    """Why some of the pictures are not here, empty where all are."""
    found = (each for each in captures if each.kind is EvidenceKind.PICTURE)
    return next((each.reason for each in found if each.state is not CaptureState.STORED), "")


def _join(first: str, second: str) -> str:
    return f"{first} {second}" if first else second
