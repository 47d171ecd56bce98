"""Webhooks an account received and could not use yet, as they came; changes nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from console.domain.case import RawRecord
from console.domain.timeline import EventSource
from console.domain.webhook import KeptDelivery
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.text import make_label
from console.ui.widgets.json_widget import JsonWidget


class KeptDeliveriesDialog(QDialog):
    """Opened with `open()`."""

    def __init__(self, kept: tuple[KeptDelivery, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Webhooks kept as they came"))
        self.resize(680, 520)
        text = self.tr(
            "Of an event this program does not know, or of a verification it has not seen yet; the latter is applied by "
            "itself as soon as it appears."
        )
        self.raw = JsonWidget(self)
        self.raw.show_records(tuple(self._to_record(each) for each in kept))
        close = make_button(self.tr("Close"), "primary", parent=self)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.addWidget(make_label(text, "muted", self, wrap=True))
        layout.addWidget(self.raw, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _to_record(self, kept: KeptDelivery) -> RawRecord:
        waits = self.tr("waits for its verification") if kept.is_parked else self.tr("not known")
        return RawRecord(f"{kept.event} ({waits})", EventSource.WEBHOOK, kept.received_at, kept.body)
