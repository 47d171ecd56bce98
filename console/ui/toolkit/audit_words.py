"""Words for everything the audit trail names; what has none yet is spelled out from its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.domain.desk import DecisionKind, DecisionState
from console.domain.people_of_desk import PROGRAM
from console.ui.toolkit.desk_words import decided_word, state_word
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import shorten_id, to_plain

translate = QCoreApplication.translate
_NOOP = QT_TRANSLATE_NOOP

ACTIONS: Final[Mapping[str, object]] = MappingProxyType(
    {
        # Looking and taking out.
        "case_opened": _NOOP("Audit", "Case opened"),
        "link_shown": _NOOP("Audit", "Hosted link shown"),
        "qr_shown": _NOOP("Audit", "Code shown at the front desk"),
        "qr_copied": _NOOP("Audit", "Link copied at the front desk"),
        "qr_printed": _NOOP("Audit", "Slip with the code printed"),
        "desk_blank": _NOOP("Audit", "Front desk blanked"),
        "desk_uncovered": _NOOP("Audit", "Front desk shown again"),
        "desk_released": _NOOP("Audit", "Customer released at the front desk"),
        "desk_cancelled": _NOOP("Audit", "Customer cancelled at the front desk"),
        "draft_kept": _NOOP("Audit", "Draft kept at the front desk"),
        "draft_forgotten": _NOOP("Audit", "Draft thrown away at the front desk"),
        "report_opened": _NOOP("Audit", "Report opened"),
        "report_saved": _NOOP("Audit", "Plain copy of a report saved"),
        "report_printed": _NOOP("Audit", "Plain copy of a report printed"),
        "pictures_viewed": _NOOP("Audit", "Pictures looked at"),
        "picture_saved": _NOOP("Audit", "Plain copy of a picture saved"),
        "report_stored": _NOOP("Audit", "Report stored"),
        "picture_stored": _NOOP("Audit", "Picture stored"),
        "vault_verified": _NOOP("Audit", "Stored files verified"),
        "vault_exported": _NOOP("Audit", "Stored files copied out, encrypted"),
        "vault_imported": _NOOP("Audit", "Stored files brought back"),
        "file_saved": _NOOP("Audit", "Plain copy of a file saved"),
        "timeline_saved": _NOOP("Audit", "Picture of a timeline saved"),
        "dossier_made": _NOOP("Audit", "Dossier made"),
        "dossier_saved": _NOOP("Audit", "Plain copy of a dossier saved"),
        "dossier_printed": _NOOP("Audit", "Dossier printed"),
        "capsule_made": _NOOP("Audit", "Capsule made"),
        "exported": _NOOP("Audit", "List exported"),
        "figures_exported": _NOOP("Audit", "Figures exported"),
        "log_verified": _NOOP("Audit", "Audit trail verified"),
        # Our own work on cases.
        "note_added": _NOOP("Audit", "Note written"),
        "note_withdrawn": _NOOP("Audit", "Note withdrawn"),
        "assigned": _NOOP("Audit", "Case assigned"),
        "snoozed": _NOOP("Audit", "Case put aside"),
        "woken": _NOOP("Audit", "Case brought back"),
        "decided": _NOOP("Audit", "Decision made"),
        "decision_approved": _NOOP("Audit", "Decision approved by a second person"),
        "decision_turned_down": _NOOP("Audit", "Decision turned down by a second person"),
        "decision_undone": _NOOP("Audit", "Decision taken back"),
        "decision_void": _NOOP("Audit", "Decision void: the evidence changed"),
        "decision_outdated": _NOOP("Audit", "Evidence changed since a decision"),
        "verdict_seen": _NOOP("Audit", "Changed verdict looked at"),
        "label_note_added": _NOOP("Audit", "Note on a label written"),
        "label_note_withdrawn": _NOOP("Audit", "Note on a label withdrawn"),
        "person_opened": _NOOP("Audit", "Person's page opened"),
        "person_linked": _NOOP("Audit", "Records linked as one person"),
        "person_unlinked": _NOOP("Audit", "Link between records removed"),
        "person_refused": _NOOP("Audit", "Records told apart"),
        "person_refusal_undone": _NOOP("Audit", "Records no longer told apart"),
        # What was asked of providers.
        "operation_begun": _NOOP("Audit", "Sent to the provider"),
        "operation_done": _NOOP("Audit", "Done at the provider"),
        "operation_refused": _NOOP("Audit", "Refused by the provider"),
        "operation_uncertain": _NOOP("Audit", "Sent to the provider, not certain"),
        "loss_accepted": _NOOP("Audit", "Loss accepted before sending"),
        "erased_here": _NOOP("Audit", "Personal data erased here"),
        "erased_by_provider": _NOOP("Audit", "Erased by the provider, so erased here"),
        "outbox_queued": _NOOP("Audit", "New verification prepared"),
        "outbox_sending": _NOOP("Audit", "New verification being sent"),
        "outbox_unknown": _NOOP("Audit", "New verification sent, not certain"),
        "outbox_accepted": _NOOP("Audit", "New verification made"),
        "outbox_refused": _NOOP("Audit", "New verification refused"),
        "outbox_attention": _NOOP("Audit", "New verification needs somebody"),
        "outbox_put_away": _NOOP("Audit", "Item of the outbox put away"),
        "bulk_refresh": _NOOP("Audit", "Several cases refreshed"),
        "bulk_fetch_report": _NOOP("Audit", "Several reports fetched"),
        # Accounts, people and settings.
        "account_added": _NOOP("Audit", "Account added"),
        "account_changed": _NOOP("Audit", "Account changed"),
        "account_removed": _NOOP("Audit", "Account removed"),
        "secret_changed": _NOOP("Audit", "Credentials changed"),
        "colleague_added": _NOOP("Audit", "Person added to the desk"),
        "colleague_left": _NOOP("Audit", "Person left the desk"),
        "colleague_pin_set": _NOOP("Audit", "PIN set"),
        "colleague_pin_removed": _NOOP("Audit", "PIN removed"),
        "pin_refused": _NOOP("Audit", "Wrong PIN given"),
        "desk_locked": _NOOP("Audit", "Screens locked"),
        "desk_unlocked": _NOOP("Audit", "Screens unlocked"),
        "took_over": _NOOP("Audit", "Somebody else took over"),
        "view_saved": _NOOP("Audit", "View saved"),
        "view_changed": _NOOP("Audit", "Saved view changed"),
        "view_removed": _NOOP("Audit", "Saved view removed"),
        "view_restored": _NOOP("Audit", "Saved view restored"),
    }
)
# Entries about an account have its id alone.
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# As the store writes it: the digest of the evidence stands in the log and in its tooltip.
_DECIDED: Final = re.compile(
    rf"decision (?P<number>\d+) (?P<kind>{'|'.join(DecisionKind)}) (?P<reasons>\S*) "
    rf"(?P<state>{'|'.join(DecisionState)}) evidence \S+"
)
_THINGS: Final[Mapping[str, object]] = MappingProxyType(
    {
        "verification": _NOOP("Audit", "Verification %1"),
        "customer": _NOOP("Audit", "Customer %1"),
        "attempt": _NOOP("Audit", "Attempt %1"),
        "colleague": _NOOP("Audit", "Colleague %1"),
    }
)


def audit_word(action: str) -> str:
    """What was done, in a few words."""
    known = ACTIONS.get(action)
    return (
        translate("Audit", str(known))
        if known is not None
        else to_plain(action.replace("_", " ").capitalize())
    )


def details_text(action: str, details: str) -> str:
    """Details in words where they are a line of codes; everything else as it is."""
    found = _DECIDED.fullmatch(details) if action == "decided" else None
    if found is None:
        return to_plain(details)
    reasons = [part.replace("_", " ") for part in found["reasons"].split("+") if part]
    kind, state = DecisionKind(found["kind"]), DecisionState(found["state"])
    told = ", ".join((decided_word(kind), *reasons, state_word(state)))
    return to_plain(fill(translate("Audit", "Decision %1: %2"), found["number"], told))


def who_text(who: str) -> str:
    """Who did it; what nobody asked for says so."""
    return translate("Audit", "Console itself") if who == PROGRAM else to_plain(who)


def find_actions(text: str) -> frozenset[str]:
    """Actions whose words hold `text`, whatever its case: a search looks for what is shown."""
    wanted = text.strip().casefold()
    return frozenset(name for name in ACTIONS if wanted and wanted in audit_word(name).casefold())


def subject_text(subject: str) -> str:
    """What an entry is about, its id cut to what a list has room for."""
    kind, _, rest = subject.partition(" ")
    known = _THINGS.get(kind)
    if _UUID.fullmatch(subject):
        return fill(translate("Audit", "Account %1"), shorten_id(subject))
    if known is None or not rest:
        return to_plain(subject)
    name = rest if kind == "colleague" else shorten_id(rest.rpartition("/")[2])
    return fill(translate("Audit", str(known)), to_plain(name))
