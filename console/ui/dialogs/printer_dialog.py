"""Asks for a printer and its paper in a window of our own, which a lock covers as it could not the system's."""

from __future__ import annotations

import sys
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.questions import wait_closed
from console.ui.toolkit.text import make_label

# Elsewhere Qt's print dialog is the system's: https://doc.qt.io/qt-6/qprintdialog.html
_QT_DRAWS: Final = frozenset({"linux"})


class PrinterChoice(NamedTuple):
    """A printer by the name its system knows it by, with its papers, the usual one first."""

    name: str
    papers: tuple[QPageSize, ...]


class PrinterDialog(QDialog):
    """Accepted when a printer was chosen. Opened with `wait_closed`."""

    def __init__(self, choices: tuple[PrinterChoice, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Choose a printer"))
        self._choices = choices
        self.printer_box, self.paper_box = QComboBox(self), QComboBox(self)
        self.printer_box.setAccessibleName(self.tr("Printer"))
        self.paper_box.setAccessibleName(self.tr("Paper"))
        self.none = make_label(
            self.tr(
                "No printer is set up on this computer. Add one in the system's settings, then try again."
            ),
            parent=self,
            wrap=True,
        )
        self.none.setVisible(not choices)
        self.print_button = make_button(self.tr("Print"), "primary", "print", self)
        self.print_button.setDefault(True)
        self.print_button.setEnabled(bool(choices))
        self.leave_button = make_button(self.tr("Cancel"), "plain", parent=self)
        self._lay_out()
        for choice in choices:
            self.printer_box.addItem(to_plain(choice.name))
        self.printer_box.currentIndexChanged.connect(self._on_printer_chosen)
        self._on_printer_chosen(self.printer_box.currentIndex())
        self.print_button.clicked.connect(self.accept)
        self.leave_button.clicked.connect(self.reject)

    @property
    def chosen(self) -> tuple[str, QPageSize] | None:
        """The printer's name and the paper, None where there is no printer."""
        number, paper = self.printer_box.currentIndex(), self.paper_box.currentIndex()
        if not 0 <= number < len(self._choices):
            return None
        choice = self._choices[number]
        return choice.name, choice.papers[paper] if paper >= 0 else QPageSize(QPageSize.PageSizeId.A4)

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        form = QFormLayout()
        for text, box in ((self.tr("Printer"), self.printer_box), (self.tr("Paper"), self.paper_box)):
            label = make_label(text, "strong", self)
            label.setBuddy(box)
            form.addRow(label, box)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.print_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addLayout(form)
        layout.addWidget(self.none)
        layout.addLayout(buttons)

    def _on_printer_chosen(self, number: int) -> None:
        self.paper_box.clear()
        if 0 <= number < len(self._choices):
            self.paper_box.addItems([to_plain(paper.name()) for paper in self._choices[number].papers])


async def choose_printer(parent: QWidget, printer: QPrinter) -> bool:
    """Let the person choose where `printer` prints; False when they left it."""
    if sys.platform in _QT_DRAWS:
        dialog = QPrintDialog(printer, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return bool(await wait_closed(dialog))
    return await ask_for_printer(parent, printer, _load_choices())


async def ask_for_printer(parent: QWidget, printer: QPrinter, choices: tuple[PrinterChoice, ...]) -> bool:
    """The same among `choices`, in our own window."""
    dialog = PrinterDialog(choices, parent)
    try:
        is_accepted = bool(await wait_closed(dialog))
        chosen = dialog.chosen if is_accepted else None
    finally:
        dialog.deleteLater()
    if chosen is None:
        return False
    name, paper = chosen
    printer.setPrinterName(name)
    printer.setPageSize(paper)
    return True


def _load_choices() -> tuple[PrinterChoice, ...]:
    usual = QPrinterInfo.defaultPrinterName()
    names = sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))
    return tuple(_to_choice(QPrinterInfo.printerInfo(name)) for name in names)


def _to_choice(info: QPrinterInfo) -> PrinterChoice:
    usual = info.defaultPageSize()
    others = [paper for paper in info.supportedPageSizes() if paper != usual]
    return PrinterChoice(info.printerName(), (usual, *others))
