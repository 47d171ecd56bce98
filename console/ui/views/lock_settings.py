"""The two limits of the lock in the settings; what locks reads them from the same memory."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from console.ui.models.lock_limits import keep_limit_min, read_limit_min
from console.ui.toolkit.fill import fill
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.text import make_label

_CHOICES_MIN: Final = (1, 2, 3, 5, 10, 15, 30, 60)
_NEVER: Final = 0


class LockSettings(QWidget):
    """Minutes at the front desk and elsewhere; the last choice is never."""

    def __init__(self, memory: WindowMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.desk_box = self._make_box(self.tr("At the front desk"), is_at_desk=True)
        self.review_box = self._make_box(self.tr("Elsewhere in the program"), is_at_desk=False)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        said = self.tr("Cover all windows when nobody has used them for so long. Ctrl+L covers them at once.")
        layout.addRow(make_label(said, "muted", self, wrap=True))
        for box in (self.desk_box, self.review_box):
            layout.addRow(make_label(box.accessibleName(), parent=self), box)

    def _make_box(self, name: str, *, is_at_desk: bool) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        kept = read_limit_min(self._memory, is_at_desk=is_at_desk)
        choices = sorted({*_CHOICES_MIN, kept} - {_NEVER})
        for minutes in choices:
            box.addItem(fill(self.tr("%1 min"), minutes), minutes)
        box.addItem(self.tr("Never"), _NEVER)
        box.setCurrentIndex(box.findData(kept))

        def keep(number: int) -> None:
            keep_limit_min(self._memory, int(box.itemData(number)), is_at_desk=is_at_desk)

        box.currentIndexChanged.connect(keep)
        return box
