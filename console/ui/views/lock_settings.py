"""The two limits of the lock in the settings; what locks reads them from the same memory."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QSpinBox, QWidget

from console.ui.models.lock_limits import MOST_MIN, keep_limit_min, read_limit_min
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.text import make_label


class LockSettings(QWidget):
    """Minutes at the front desk and elsewhere; 0 is never."""

    def __init__(self, memory: WindowMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.desk_box = self._make_box(self.tr("At the front desk"), is_at_desk=True)
        self.review_box = self._make_box(self.tr("Elsewhere in the program"), is_at_desk=False)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        said = self.tr("Cover all windows when nobody has used them for so long. Ctrl+L covers them at once.")
        layout.addRow(make_label(said, "muted", self, wrap=True))
        for box in (self.desk_box, self.review_box):
            layout.addRow(make_label(box.accessibleName(), parent=self), box)

    def _make_box(self, name: str, *, is_at_desk: bool) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(0, MOST_MIN)
        box.setSpecialValueText(self.tr("Never"))
        box.setSuffix(self.tr(" min"))
        box.setAccessibleName(name)
        box.setValue(read_limit_min(self._memory, is_at_desk=is_at_desk))

        def keep(minutes: int) -> None:
            keep_limit_min(self._memory, minutes, is_at_desk=is_at_desk)

        box.valueChanged.connect(keep)
        return box
