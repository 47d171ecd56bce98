"""What is in a capsule, on a machine that knows nothing of the case: contents, papers, answers, pictures, checking.

Reads the file through the capsule's own service and writes nothing.
"""

from __future__ import annotations

import asyncio
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.domain.capsule import MANIFEST_NAME, SUMS_NAME, CapsuleEntry, CapsuleManifest, CapsulePart
from console.domain.checks import Check
from console.domain.errors import ConsoleError
from console.pdf.open_document import OpenDocument
from console.services.capsule_files import OpenCapsule
from console.ui.models.raw_text import to_pretty_text
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.picture_worker import PictureWorker, to_image
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_elided_label, make_label, set_role
from console.ui.toolkit.words import exact_time, size_text
from console.ui.views.paper_view import PaperView
from console.ui.widgets.capsule_unlock_widget import CapsuleUnlockWidget
from console.ui.widgets.picture_widget import PictureWidget

_ENTRY: Final = int(Qt.ItemDataRole.UserRole)
_REASON: Final = _ENTRY + 1
_SHOW: Final = "show"
_VERIFY: Final = "verify"
_MOST_PX: Final = 3000
# Longer answers are cut on the screen; the file in the capsule is whole.
_LONGEST_TEXT: Final = 200_000


class CapsuleWindow(QWidget):
    """`closed` when the person is done; `ready` when what was asked for is on the screen.

    `open_requested` carries a passphrase to open the file with, empty for the first try.
    """

    closed = Signal()
    ready = Signal()
    open_requested = Signal(str)

    def __init__(self, file_name: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(fill(self.tr("%1 - Compliance Console"), file_name))
        self._capsule: OpenCapsule | None = None
        self._manifest: CapsuleManifest | None = None
        self._document: OpenDocument | None = None
        self._scope = TaskScope(self, self._on_failure)
        self._title = make_elided_label(file_name, "title", self)
        self._mark = make_label("", "danger", self)
        self._facts = make_label("", "muted", self, wrap=True, selectable=True)
        self._told = make_label("", "muted", self, wrap=True)
        self.verify_button = make_button(self.tr("Verify"), "primary", "check", self)
        self.contents = QListWidget(self)
        self.contents.setAccessibleName(self.tr("What is in the capsule"))
        self.contents.setWordWrap(True)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.setSpacing(current_look().theme.metrics.space_1)
        self.paper = PaperView(self._on_failure, self, is_leaving_allowed=False)
        self.paper.header.hide()
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setFont(current_look().mono_font())
        self.text.setAccessibleName(self.tr("Content of the file"))
        self.picture = PictureWidget(self)
        # Somebody else made the file: its pictures are decoded where they can do no harm.
        self._decoder = PictureWorker()
        self._stack = QStackedWidget(self)
        self.faces = FaceStack(self._stack, self)
        self.unlock = CapsuleUnlockWidget(self)
        self._pages = QStackedWidget(self)
        self._lay_out()
        self._connect()

    # --- orders ---

    def begin(self) -> None:
        """Ask for the file to be opened."""
        self.faces.show_loading()
        self.open_requested.emit("")

    def ask_passphrase(self, wrong: str = "") -> None:
        """Show the page that asks for the passphrase, with a sentence after a wrong one."""
        self._pages.setCurrentWidget(self.unlock)
        if wrong:
            self.unlock.show_wrong(wrong)
        self.unlock.focus_first()
        self.ready.emit()

    def show_failure(self, failure: ConsoleError) -> None:
        """Say why the file is not opened at all."""
        self._pages.setCurrentIndex(0)
        words = describe_error(failure)
        self.verify_button.setEnabled(False)
        self.faces.show_face(Face(words.title, words.text, icon="warning"))
        self.ready.emit()

    def show_capsule(self, capsule: OpenCapsule, manifest: CapsuleManifest) -> None:
        """Show what is in it, the dossier first, and check it all."""
        self._capsule, self._manifest = capsule, manifest
        self._pages.setCurrentIndex(0)
        facts = dict(manifest.facts)
        self._title.setText(
            fill(self.tr("Capsule: %1 %2"), facts.get("provider", ""), facts.get("verification", ""))
        )
        self._mark.setText(to_plain(manifest.mark))
        self._mark.setVisible(bool(manifest.mark))
        self._facts.setText(self._describe(manifest, facts, is_protected=capsule.is_protected))
        self._fill_list(manifest)
        self.contents.setCurrentRow(0)
        self.contents.setFocus()
        self._scope.start(_VERIFY, self._verify(capsule))

    async def release(self) -> None:
        """Let go of everything but the capsule itself, which is its owner's; once, at the end."""
        self._scope.cancel_all()
        await self._close_document()
        self._decoder.end()

    async def _close_document(self) -> None:
        self.paper.show_document(None)
        document, self._document = self._document, None
        if document is not None:
            await document.close()

    # --- making ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        head = QHBoxLayout()
        head.setSpacing(metrics.space_3)
        head.addWidget(self._title, 1)
        head.addWidget(self._mark)
        head.addWidget(self.verify_button)
        top = QVBoxLayout()
        top.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_3)
        top.setSpacing(metrics.space_1)
        top.addLayout(head)
        top.addWidget(self._facts)
        top.addWidget(self._told)
        for widget in (self.paper, self.text, self.picture):
            self._stack.addWidget(widget)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self.contents)
        splitter.addWidget(self.faces)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([300, 800])
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(splitter, 1)
        self._pages.addWidget(content)
        self._pages.addWidget(self.unlock)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _connect(self) -> None:
        self.unlock.opened.connect(self.open_requested)
        self.contents.currentItemChanged.connect(self._on_item_changed)
        self.verify_button.clicked.connect(self._on_verify_clicked)
        self.paper.drawn.connect(self.ready)

    def _describe(self, manifest: CapsuleManifest, facts: dict[str, str], *, is_protected: bool) -> str:
        made = fill(
            self.tr("Made %1 by %2 with %3. Audit log then at entry %4: %5"),
            exact_time(manifest.made_at),
            manifest.made_by,
            manifest.program,
            manifest.audit_number,
            manifest.audit_head,
        )
        about = fill(
            self.tr("%1 (%2), customer %3: %4, the provider says %5"),
            facts.get("account", ""),
            facts.get("environment", ""),
            facts.get("customer", ""),
            facts.get("phase", ""),
            facts.get("status", ""),
        )
        protected = self.tr("Protected by its passphrase.")
        if not is_protected:
            protected = self.tr("Not protected by a passphrase: whoever finds the file can read it.")
        return to_plain(f"{about}\n{made}\n{protected}", lines=True)

    def _fill_list(self, manifest: CapsuleManifest) -> None:
        self.contents.clear()
        order = list(CapsulePart)
        entries = sorted(manifest.entries, key=lambda entry: (order.index(entry.part), entry.name))
        for entry in entries:
            changed = f"\n{fill(self.tr('Changed: %1'), entry.changed)}" if entry.changed else ""
            size = size_text(entry.size_bytes)
            self._add_item(f"{entry.title}\n{entry.name}  \u00b7  {size}{changed}", entry.name)
        self._add_item(f"{self.tr('What the capsule says of itself')}\n{MANIFEST_NAME}", MANIFEST_NAME)
        self._add_item(f"{self.tr('Digests for sha256sum')}\n{SUMS_NAME}", SUMS_NAME)
        for left in manifest.left_out:
            item = self._add_item(f"{fill(self.tr('Not in it: %1'), left.title)}\n{left.reason}", "")
            received = fill(self.tr("SHA-256 as received: %1"), left.received_sha256)
            reason = [left.title, left.reason, *([received] if left.received_sha256 else [])]
            item.setData(_REASON, to_plain("\n".join(reason), lines=True))

    def _add_item(self, text: str, name: str) -> QListWidgetItem:
        item = QListWidgetItem(to_plain(text, lines=True), self.contents)
        item.setData(_ENTRY, name)
        return item

    # --- showing one file ---

    def _on_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is None or self._manifest is None or self._capsule is None:
            return
        name = str(item.data(_ENTRY))
        if not name:
            self._scope.start(_SHOW, self._show_text(str(item.data(_REASON))))
            return
        # The manifest and the list of digests stand in no manifest.
        entry = self._manifest.find(name) or CapsuleEntry(name, CapsulePart.README, name, "", 0)
        self._scope.start(_SHOW, self._show(self._capsule, entry))

    async def _show(self, capsule: OpenCapsule, entry: CapsuleEntry) -> None:
        self.faces.show_loading()
        await self._close_document()
        if entry.part in {CapsulePart.DOSSIER, CapsulePart.REPORT}:
            self._document = await capsule.open_pdf(entry.name)
            self._stack.setCurrentWidget(self.paper)
            self.faces.show_content()
            self.paper.show_document(self._document)
            return
        body = await capsule.read(entry.name)
        if entry.part is CapsulePart.PICTURE:
            bitmap = await self._decoder.decode(body, _MOST_PX)
            image = QImage() if bitmap is None else to_image(bitmap)
            unseen = self.tr("This is no picture that can be shown: it may be damaged or too large.")
            self.picture.show_picture(entry.title, image, unseen)
            self._stack.setCurrentWidget(self.picture)
            self.faces.show_content()
            self.ready.emit()
        else:
            await self._show_text(await asyncio.to_thread(_to_text, entry, body))

    async def _show_text(self, text: str) -> None:
        await self._close_document()
        self.text.setPlainText(text)
        self._stack.setCurrentWidget(self.text)
        self.faces.show_content()
        self.ready.emit()

    # --- checking ---

    def _on_verify_clicked(self) -> None:
        if self._capsule is not None:
            self._scope.start(_VERIFY, self._verify(self._capsule))

    async def _verify(self, capsule: OpenCapsule) -> None:
        set_role(self._told, "muted")
        self._told.setText(self.tr("Checking every file against its SHA-256 …"))
        self._show_checks(await capsule.verify())

    def _show_checks(self, checks: tuple[Check, ...]) -> None:
        wrong = [check for check in checks if not check.ok]
        if wrong:
            named = "; ".join(f"{check.name} {check.message}" for check in wrong[:5])
            set_role(self._told, "danger")
            self._told.setText(to_plain(fill(self.tr("Not in order: %1. Do not rely on this file."), named)))
            return
        set_role(self._told, "muted")
        text = self.tr(
            "All %1 files are as the capsule says. That nobody changed both, only a digest noted elsewhere shows: compare "
            "it with the audit log it came from."
        )
        self._told.setText(fill(text, len(checks)))

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.faces.show_face(Face(words.title, words.text, icon="warning"))
        self.ready.emit()
        if not isinstance(failure, ConsoleError):
            raise failure

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the person is done."""
        super().closeEvent(event)
        self.closed.emit()


def _to_text(entry: CapsuleEntry, body: bytes) -> str:
    """A file as text: an answer in lines, the others as they are; marks that hide or turn text round are shown."""
    is_answer = entry.part is CapsulePart.RAW
    # Four bytes a character at most: no more of a long file is decoded than is shown.
    text = to_pretty_text(body) if is_answer else body[: 4 * _LONGEST_TEXT].decode("utf-8", "replace")
    return to_plain(text, _LONGEST_TEXT, lines=True)
