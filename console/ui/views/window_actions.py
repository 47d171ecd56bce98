"""What the window opens: wizard, new verification, shortcut sheet, the simulator; one dialog of a kind at a time."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QMainWindow

from console.domain.keys import VerificationKey
from console.services.services import Services

if TYPE_CHECKING:
    from console.domain.labels import LabelName
    from console.ui.dialogs.compare_dialog import CompareDialog
    from console.ui.dialogs.labels_dialog import LabelsDialog
    from console.ui.dialogs.library_dialog import LibraryDialog
    from console.ui.dialogs.links_dialog import LinksDialog
    from console.ui.dialogs.quick_open_dialog import QuickOpenDialog
    from console.ui.toolkit.shortcuts import QuickCommand


def start_demo() -> bool:
    """Start the demo as a program of its own; this one may then end. False when it could not be started."""
    from PySide6.QtCore import QProcess

    started, _pid = QProcess.startDetached(sys.executable, ["-m", "console", "demo"])
    return started


class WindowActions(QObject):
    """`case_created` carries the key of a new verification, `account_added` an Account, `label_chosen` the value of a
    label whose verifications a person wants to see, `customer_chosen` account and id of a customer, `report_page_chosen`
    the key of a verification with the page of its report, counted from 0, and the words searched for."""

    case_created = Signal(object)
    account_added = Signal(object)
    label_chosen = Signal(str)
    report_page_chosen = Signal(object, int, str)
    customer_chosen = Signal(str, str)

    def __init__(self, services: Services, window: QMainWindow) -> None:
        super().__init__(window)
        self._services = services
        self._window = window
        self._open: dict[str, QDialog] = {}
        self._labels: LabelsDialog | None = None
        self._links: LinksDialog | None = None
        self._library: LibraryDialog | None = None
        self._words = ""
        self._returns: Mapping[str, str] = {}

    def offer_returns(self, returns: Mapping[str, str]) -> None:
        """Return addresses that work, by the name of the account setting; offered for every new account."""
        self._returns = returns

    def open_shortcuts(self) -> None:
        """The sheet of shortcuts."""
        if self._raise("shortcuts"):
            return
        from console.ui.dialogs.shortcuts_dialog import ShortcutsDialog

        self._show("shortcuts", ShortcutsDialog(self._window))

    def open_wizard(self) -> None:
        """Connect an account."""
        if self._raise("wizard"):
            return
        from console.ui.dialogs.account_wizard_dialog import AccountWizardDialog

        wizard = AccountWizardDialog(self._services.accounts, self._window, self._returns)
        wizard.account_added.connect(self.account_added)
        self._show("wizard", wizard)

    def open_create(self) -> None:
        """A new verification."""
        if self._raise("create"):
            return
        from console.ui.dialogs.create_dialog import CreateDialog, CreateStart

        dialog = CreateDialog(self._services, CreateStart(), self._window)
        dialog.created.connect(self._on_created)
        self._show("create", dialog)

    def open_quick_open(self, commands: tuple[QuickCommand, ...]) -> QuickOpenDialog | None:
        """Everything by its name; None when it is open already."""
        if self._raise("quick_open"):
            return None
        from console.ui.dialogs.quick_open_dialog import QuickOpenDialog

        dialog = QuickOpenDialog(self._services, commands, self._window)
        self._show("quick_open", dialog)
        return dialog

    def open_outbox(self) -> None:
        """What the providers have not settled."""
        if self._raise("outbox"):
            return
        from console.ui.dialogs.outbox_dialog import OutboxDialog

        outbox = OutboxDialog(self._services, self._window)
        outbox.case_requested.connect(self._on_created)
        self._show("outbox", outbox)

    def open_labels(self, wanted: LabelName | None = None) -> None:
        """The dictionary of labels, beside the window, which stays usable; at `wanted` when that is given."""
        if self._labels is None:
            from console.ui.dialogs.labels_dialog import LabelsDialog

            self._labels = LabelsDialog(self._services, self._window)
            self._labels.list_requested.connect(self.label_chosen)
            self._labels.finished.connect(self._on_labels_closed)
            self._labels.show()
        self._labels.raise_()
        self._labels.activateWindow()
        if wanted is not None:
            self._labels.show_label(wanted)

    def open_links(self) -> None:
        """Records that may be one person's, beside the window, which stays usable."""
        if self._links is None:
            from console.ui.dialogs.links_dialog import LinksDialog

            self._links = LinksDialog(self._services, self._window)
            self._links.customer_requested.connect(self.customer_chosen)
            self._links.finished.connect(self._on_links_closed)
            self._links.show()
        self._links.raise_()
        self._links.activateWindow()

    def open_library(self) -> None:
        """The text of all stored reports, beside the window, which stays usable."""
        if self._library is None:
            from console.ui.dialogs.library_dialog import LibraryDialog

            self._library = LibraryDialog(self._services, self._words, self._window)
            self._library.page_requested.connect(self._on_report_page_requested)
            self._library.finished.connect(self._on_library_closed)
            self._library.show()
        self._library.raise_()
        self._library.activateWindow()
        self._library.search.setFocus()

    def use_tool(self, name: str) -> None:
        """What a list's own button opens. Raises `KeyError` for a name that is none's."""
        {"library": self.open_library, "verify": self.open_vault_check}[name]()

    def open_vault_check(self) -> None:
        """Everything stored, read and hashed again."""
        if self._raise("verify"):
            return
        from console.ui.dialogs.vault_check_dialog import VaultCheckDialog

        dialog = VaultCheckDialog(self._services, self._window)
        dialog.case_requested.connect(self._on_created)
        self._show("verify", dialog)

    def open_comparison(self, keys: tuple[VerificationKey, ...]) -> CompareDialog:
        """Verifications beside each other."""
        from console.ui.dialogs.compare_dialog import CompareDialog

        dialog = CompareDialog(self._services, keys, self._window)
        dialog.case_requested.connect(self._on_created)
        self._show("compare", dialog)
        return dialog

    @property
    def links(self) -> LinksDialog | None:
        """The suggested links while they are open."""
        return self._links

    @property
    def labels(self) -> LabelsDialog | None:
        """The dictionary while it is open."""
        return self._labels

    @property
    def library(self) -> LibraryDialog | None:
        """The search in all reports while it is open."""
        return self._library

    def dialog(self, name: str) -> QDialog | None:
        """The open dialog of that kind."""
        return self._open.get(name)

    def _on_links_closed(self) -> None:
        self._links = None

    def _on_report_page_requested(self, key: VerificationKey, page: int, words: str) -> None:
        self._words = words
        self.report_page_chosen.emit(key, page, words)

    def _on_library_closed(self) -> None:
        self._library = None

    def _on_labels_closed(self) -> None:
        self._labels = None

    def _on_created(self, key: VerificationKey) -> None:
        self.case_created.emit(key)

    def _raise(self, name: str) -> bool:
        dialog = self._open.get(name)
        if dialog is not None:
            dialog.raise_()
            dialog.activateWindow()
        return dialog is not None

    def _show(self, name: str, dialog: QDialog) -> None:
        self._open[name] = dialog

        def forget() -> None:
            self._open.pop(name, None)

        dialog.finished.connect(forget)
        # Imported here: nothing is asked before the first paint.
        from console.ui.toolkit.questions import open_dialog

        open_dialog(dialog)
