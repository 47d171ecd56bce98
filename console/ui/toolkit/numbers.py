"""Numbers, shares, durations and weeks as people of this place read them; pure but for the locale."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDate, QLocale

translate = QCoreApplication.translate

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
# Marking a text for translation gives it back; the type checker sees an object.
_IN_MINUTES: Final = str(QT_TRANSLATE_NOOP("Numbers", "%n min"))
_IN_HOURS: Final = str(QT_TRANSLATE_NOOP("Numbers", "%n h"))
_IN_DAYS: Final = str(QT_TRANSLATE_NOOP("Numbers", "%n d"))


def _place() -> QLocale:
    """The locale of this place; where none is set, as on a bare server, numbers still have separators."""
    here = QLocale()
    return QLocale(QLocale.Language.English) if here.language() == QLocale.Language.C else here


def number_text(number: float) -> str:
    """A number with the separators of this place; whole where it is whole."""
    return _place().toString(int(number)) if number == int(number) else _place().toString(number, "f", 1)


def percent_text(part: float, whole: float) -> str:
    """A share in whole percent; empty for a share of nothing."""
    return f"{_place().toString(round(100 * part / whole))} %" if whole else ""


def duration_text(seconds: float) -> str:
    """A duration in its two largest units: 45 s, 12 min, 4 h 10 min, 3 d 2 h."""
    whole = round(seconds)
    if whole < _MINUTE:
        return translate("Numbers", "%n s", None, whole)
    if whole < _HOUR:
        return translate("Numbers", _IN_MINUTES, None, whole // _MINUTE)
    if whole < _DAY:
        return _two(_IN_HOURS, whole // _HOUR, _IN_MINUTES, whole % _HOUR // _MINUTE)
    return _two(_IN_DAYS, whole // _DAY, _IN_HOURS, whole % _DAY // _HOUR)


def _two(large: str, count: int, small: str, rest: int) -> str:
    shown = translate("Numbers", large, None, count)
    return f"{shown} {translate('Numbers', small, None, rest)}" if rest else shown


def day_text(day: date) -> str:
    """A day without its year, for axes."""
    return _place().toString(QDate(day.year, day.month, day.day), "d MMM")


def full_day_text(day: date) -> str:
    """A day with its year, the same everywhere, for tables and files."""
    return day.isoformat()
