"""Joins the clerk's controls of the customer display with the display; decides nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from console.ui.toolkit.screens import to_facts
from console.ui.views.customer_display_view import CustomerDisplay
from console.ui.widgets.customer_chooser_widget import CustomerChooserWidget


def make_customer_chooser(display: CustomerDisplay, parent: QWidget) -> CustomerChooserWidget:
    """The controls, following `display` as long as both live."""
    chooser = CustomerChooserWidget(parent)

    def show() -> None:
        screens, chosen, wanted = display.screens, display.chosen, display.wanted
        number = screens.index(chosen) if chosen is not None else -1
        missing = wanted.name if wanted is not None and chosen is None else ""
        chooser.show_screens(tuple(to_facts(screen) for screen in screens), number, missing)
        chooser.show_size(display.wanted_mm)
        chooser.show_warning(display.warning)
        chooser.show_open(is_open=display.is_open)

    def choose(number: int) -> None:
        screens = display.screens
        display.choose_screen(screens[number] if 0 <= number < len(screens) else None)
        chooser.show_size(display.wanted_mm)

    def show_open(is_open: bool) -> None:
        chooser.show_open(is_open=is_open)

    chooser.screen_chosen.connect(choose)
    chooser.size_chosen.connect(display.set_wanted_mm)
    chooser.identify_pressed.connect(display.identify)
    chooser.open_pressed.connect(lambda: display.close() if display.is_open else display.open())
    connections = (
        display.opened.connect(show_open),
        display.warning_changed.connect(chooser.show_warning),
        display.screens_changed.connect(show),
    )

    def part() -> None:
        if isValid(display):
            for connection in connections:
                display.disconnect(connection)

    chooser.destroyed.connect(part)
    show()
    return chooser
