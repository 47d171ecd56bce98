"""Our words for phases, severities, times and sizes; the only place where lists and details get them from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.domain.account import LinkState
from console.domain.environment import Environment
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.ui.toolkit.fill import fill

translate = QCoreApplication.translate

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400
_SHOWN_AS_DATE_AFTER: Final = 7 * _DAY
_JUST_NOW: Final = 10

_PHASES: Final[Mapping[Phase, object]] = {
    Phase.NOT_STARTED: QT_TRANSLATE_NOOP("Words", "Not started"),
    Phase.CAPTURING: QT_TRANSLATE_NOOP("Words", "Capturing"),
    Phase.IN_REVIEW: QT_TRANSLATE_NOOP("Words", "In review"),
    Phase.ACTION_NEEDED: QT_TRANSLATE_NOOP("Words", "Action needed"),
    Phase.APPROVED: QT_TRANSLATE_NOOP("Words", "Approved"),
    Phase.DECLINED: QT_TRANSLATE_NOOP("Words", "Declined"),
    Phase.INCONCLUSIVE: QT_TRANSLATE_NOOP("Words", "Inconclusive"),
    Phase.EXPIRED: QT_TRANSLATE_NOOP("Words", "Expired"),
    Phase.CLOSED: QT_TRANSLATE_NOOP("Words", "Closed"),
    Phase.UNKNOWN: QT_TRANSLATE_NOOP("Words", "Unknown"),
}
_SEVERITIES: Final[Mapping[Severity, object]] = {
    Severity.INFO: QT_TRANSLATE_NOOP("Words", "Information"),
    Severity.WARN: QT_TRANSLATE_NOOP("Words", "Look closer"),
    Severity.HIGH: QT_TRANSLATE_NOOP("Words", "High risk"),
}
_ENVIRONMENTS: Final[Mapping[Environment, object]] = {
    Environment.TEST: QT_TRANSLATE_NOOP("Words", "TEST"),
    Environment.LIVE: QT_TRANSLATE_NOOP("Words", "LIVE"),
    Environment.SIMULATOR: QT_TRANSLATE_NOOP("Words", "SIMULATOR"),
}
_LINKS: Final[Mapping[LinkState, object]] = {
    LinkState.IDLE: QT_TRANSLATE_NOOP("Words", "not asked yet"),
    LinkState.LIVE: QT_TRANSLATE_NOOP("Words", "live"),
    LinkState.SLOW: QT_TRANSLATE_NOOP("Words", "slow"),
    LinkState.THROTTLED: QT_TRANSLATE_NOOP("Words", "throttled"),
    LinkState.DOWN: QT_TRANSLATE_NOOP("Words", "not answering"),
    LinkState.UNAUTHORISED: QT_TRANSLATE_NOOP("Words", "credentials refused"),
    LinkState.WAITING: QT_TRANSLATE_NOOP("Words", "waiting for webhook"),
}


def phase_word(phase: Phase) -> str:
    """A phase as people read it."""
    return translate("Words", str(_PHASES[phase]))


def severity_word(severity: Severity) -> str:
    """A severity as people read it."""
    return translate("Words", str(_SEVERITIES[severity]))


def environment_word(environment: Environment) -> str:
    """The word a frame or badge shows for an environment."""
    return translate("Words", str(_ENVIRONMENTS[environment]))


def link_word(state: LinkState) -> str:
    """How the line to a provider is doing, in one or two words."""
    return translate("Words", str(_LINKS[state]))


def relative_time(at: datetime | None, now: datetime) -> str:
    """How long ago, for lists; both aware. Empty when not told; a date from a week on and for the future."""
    if at is None:
        return ""
    seconds = int((now - at).total_seconds())
    if seconds < -_MINUTE or seconds >= _SHOWN_AS_DATE_AFTER:
        return f"{at.astimezone():%Y-%m-%d}"
    if seconds < _JUST_NOW:
        return translate("Words", "just now")
    return fill(translate("Words", "%1 ago"), _duration(seconds))


def age(at: datetime | None, now: datetime) -> str:
    """How old, without "ago", for a status bar: "4 s", "2 min"; empty when there is nothing."""
    if at is None:
        return ""
    return _duration(max(0, int((now - at).total_seconds())))


def _duration(seconds: int) -> str:
    if seconds < _MINUTE:
        return translate("Words", "%n s", None, seconds)
    if seconds < _HOUR:
        return translate("Words", "%n min", None, seconds // _MINUTE)
    if seconds < _DAY:
        return translate("Words", "%n h", None, seconds // _HOUR)
    return translate("Words", "%n d", None, seconds // _DAY)


def exact_time(at: datetime | None) -> str:
    """Date, time and zone of this machine, for details, tooltips and paper; empty when not told."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S %Z}" if at is not None else ""


def size_text(size_bytes: int) -> str:
    """A size in bytes, kB or MB (decimal)."""
    if size_bytes < 1000:
        return translate("Words", "%n bytes", None, size_bytes)
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.0f} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"
