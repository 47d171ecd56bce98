"""The clerk's controls of the customer display: screen, numbers on screens, size, open and close; keeps no state."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from console.ui.toolkit.code_size import LEAST_MM, MOST_MM
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.screen_match import ScreenFacts
from console.ui.toolkit.spoken import set_reading_order
from console.ui.toolkit.text import make_label

_STEP_MM: Final = 10
_LEAST_LETTERS: Final = 12


class CustomerChooserWidget(QWidget):
    """`screen_chosen` carries the number of a screen from 0, or -1 for a window; `size_chosen` millimetres."""

    screen_chosen = Signal(int)
    size_chosen = Signal(int)
    identify_pressed = Signal()
    open_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.screen_box = QComboBox(self)
        self.screen_box.setAccessibleName(self.tr("Screen for the customer"))
        self.identify_button = make_button(self.tr("Identify screens"), "plain", "screen", self)
        self.size_slider = QSlider(Qt.Orientation.Horizontal, self)
        self.size_slider.setRange(LEAST_MM, MOST_MM)
        self.size_slider.setSingleStep(_STEP_MM)
        self.size_slider.setPageStep(_STEP_MM)
        self.size_slider.setAccessibleName(self.tr("Size of the code in millimetres"))
        self.open_button = make_button(self.tr("Open customer display"), "plain", "external", self)
        self._size = make_label("", "muted", self)
        self._warning = make_label("", "danger", self, wrap=True)
        self._warning.hide()
        self._lay_out()
        self.screen_box.activated.connect(self._on_screen_activated)
        self.identify_button.clicked.connect(self.identify_pressed)
        self.open_button.clicked.connect(self.open_pressed)
        self.size_slider.valueChanged.connect(self._on_size_changed)

    def _lay_out(self) -> None:
        caption = make_label(self.tr("Customer display"), "caption", self)
        caption.setBuddy(self.screen_box)
        # Narrow enough for the panel beside a desk: a long name of a screen is cut, not the panel widened.
        self.screen_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.screen_box.setMinimumContentsLength(_LEAST_LETTERS)
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.addWidget(self.identify_button)
        flow.addWidget(self.open_button)
        size, size_label = QHBoxLayout(), make_label(self.tr("Size of the code"), "muted", self)
        size_label.setBuddy(self.size_slider)
        size.addWidget(size_label, 1)
        size.addWidget(self._size)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(caption)
        layout.addWidget(self.screen_box)
        layout.addWidget(buttons)
        layout.addLayout(size)
        layout.addWidget(self.size_slider)
        layout.addWidget(self._warning)
        set_reading_order(
            caption, self.screen_box, buttons, size_label, self._size, self.size_slider, self._warning
        )

    @property
    def warning(self) -> str:
        """The warning that is shown."""
        return self._warning.text()

    def show_screens(self, screens: tuple[ScreenFacts, ...], chosen: int, missing: str) -> None:
        """List the screens by number; `chosen` is -1 for a window, `missing` names a chosen screen that is gone."""
        self.screen_box.clear()
        window = fill(self.tr("A window (%1 is not connected)"), to_plain(missing)) if missing else ""
        self.screen_box.addItem(window or self.tr("A window on this screen"))
        for number, screen in enumerate(screens, start=1):
            text = fill(
                self.tr("%1: %2, %3 x %4"), number, to_plain(screen.name), screen.width, screen.height
            )
            self.screen_box.addItem(text)
        self.screen_box.setCurrentIndex(chosen + 1)

    def show_open(self, *, is_open: bool) -> None:
        """Name the button after what it does next."""
        text = self.tr("Close customer display") if is_open else self.tr("Open customer display")
        self.open_button.setText(text)
        self.open_button.setAccessibleName(text)

    def show_size(self, millimetres: int) -> None:
        """Show the size of the chosen screen, silently."""
        self.size_slider.blockSignals(True)
        self.size_slider.setValue(millimetres)
        self.size_slider.blockSignals(False)
        self._size.setText(fill(self.tr("%1 mm"), millimetres))

    def show_warning(self, text: str) -> None:
        """Say what is wrong, or that nothing is."""
        self._warning.setText(text)
        self._warning.setVisible(bool(text))

    def _on_screen_activated(self, number: int) -> None:
        self.screen_chosen.emit(number - 1)

    def _on_size_changed(self, millimetres: int) -> None:
        self._size.setText(fill(self.tr("%1 mm"), millimetres))
        self.size_chosen.emit(millimetres)
