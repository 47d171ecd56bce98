"""Where somebody was in a report: page, height, zoom and turn by the report's own number; nothing about a customer."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtWidgets import QWidget

from console.ui.toolkit.memory import WindowMemory, find_memory
from console.ui.widgets.pdf_layout import ZoomMode
from console.ui.widgets.pdf_widget import PdfWidget

_NAME: Final = "report_places"
_MOST: Final = 200
_DIGITS: Final = 24
_SHARES: Final = 1000
_MODES: Final = tuple(ZoomMode)


class Place(NamedTuple):
    """Where a document stands, in numbers that can be written down."""

    page: int
    share: int
    mode: int
    percent: int
    rotation: int
    is_single: int


class ReportPlaces:
    """The places of the last reports that were read, in the memory of a window."""

    def __init__(self, memory: WindowMemory) -> None:
        self._memory = memory
        self._places = _read(memory.text(_NAME))

    def keep(self, object_id: str, pdf: PdfWidget) -> None:
        """Remember where `pdf` stands; the file is written with the rest of the window's memory."""
        place = read_place(pdf)
        if place is None:
            return
        self._places.pop(object_id[:_DIGITS], None)
        self._places[object_id[:_DIGITS]] = place
        kept = list(self._places.items())[-_MOST:]
        self._places = dict(kept)
        self._memory.put(_NAME, "\n".join(f"{name} {' '.join(map(str, each))}" for name, each in kept))

    def restore(self, object_id: str, pdf: PdfWidget) -> None:
        """Bring `pdf` to where it stood; a report that was never read stays at its beginning."""
        place = self._places.get(object_id[:_DIGITS])
        if place is not None:
            go_to_place(place, pdf)


def read_place(pdf: PdfWidget) -> Place | None:
    """Where `pdf` stands; None without a document."""
    if not pdf.page_count:
        return None
    return Place(
        pdf.page,
        round(pdf.share * _SHARES),
        _MODES.index(pdf.mode),
        pdf.percent,
        pdf.column.rotation,
        int(pdf.column.is_single),
    )


def go_to_place(place: Place, pdf: PdfWidget) -> None:
    """Bring `pdf`, which shows a document, there."""
    pdf.set_single(is_single=bool(place.is_single))
    pdf.rotate(place.rotation - pdf.column.rotation)
    mode = _MODES[place.mode]
    if mode is ZoomMode.FREE:
        pdf.set_percent(place.percent)
    else:
        pdf.set_mode(mode)
    pdf.go_to_page(place.page, place.share / _SHARES)


def find_places(widget: QWidget) -> ReportPlaces | None:
    """Those of the window that `widget` is in; None where nothing is remembered."""
    memory = find_memory(widget)
    return None if memory is None else ReportPlaces(memory)


def _read(text: str) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for line in text.splitlines():
        name, *numbers = line.split()
        fits = len(numbers) == len(Place._fields) and all(number.lstrip("-").isdigit() for number in numbers)
        if fits and 0 <= int(numbers[2]) < len(_MODES):
            places[name] = Place(*map(int, numbers))
    return places
