"""Why a case is in the inbox, as one plain sentence; the only place where lists and details get it from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.domain.attention import AttentionReason
from console.ui.toolkit.fill import fill

translate = QCoreApplication.translate

_NOOP = QT_TRANSLATE_NOOP
_SENTENCES: Final[Mapping[str, object]] = {
    "uncertain_create": _NOOP("Attention", "It is not certain whether %1 made this verification."),
    "verdict_drift": _NOOP("Attention", "%1 changed its verdict after it was final."),
    "decision_void": _NOOP("Attention", "The evidence changed, so the decision needs to be made again."),
    "decision_outdated": _NOOP("Attention", "The evidence changed since we decided."),
    "approval_waiting": _NOOP("Attention", "Our decision waits for a second person."),
    "suspected": _NOOP("Attention", "Suspected: a person has to judge."),
    "step_up": _NOOP("Attention", "%1 asks the customer for more."),
    "retry_required": _NOOP("Attention", "The customer has to try again."),
    "action_needed": _NOOP("Attention", "%1 waits for somebody to do something."),
    "overdue": _NOOP("Attention", "Nothing has happened for too long."),
    "report_missing": _NOOP("Attention", "It is decided, but no report is stored."),
    "pictures_missing": _NOOP("Attention", "It is decided, but not all of its pictures are stored."),
}


def attention_sentence(reason: AttentionReason, provider_title: str) -> str:
    """Why a person is needed; a reason of a newer program is spelled out from its name."""
    known = _SENTENCES.get(reason.value)
    if known is None:
        return f"{reason.value.replace('_', ' ').capitalize()}."
    return fill(translate("Attention", str(known)), provider_title)
