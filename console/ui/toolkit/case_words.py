"""Our words for what a case holds: fields of personal data, events, actions; beside the lists' words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.domain.attempt import StretchKind
from console.domain.next_action import Action
from console.domain.risk import LabelKind
from console.domain.timeline import EventSource

if TYPE_CHECKING:
    from console.domain.case import Case

translate = QCoreApplication.translate

# Translated one at a time: a case asks for a dozen of them whenever another one is shown.
_FIELDS: Final[Mapping[str, object]] = {
    "full_name": QT_TRANSLATE_NOOP("Case", "Full name"),
    "name": QT_TRANSLATE_NOOP("Case", "Name"),
    "first_name": QT_TRANSLATE_NOOP("Case", "First name"),
    "first_names": QT_TRANSLATE_NOOP("Case", "First names"),
    "last_name": QT_TRANSLATE_NOOP("Case", "Last name"),
    "last_name_at_birth": QT_TRANSLATE_NOOP("Case", "Name at birth"),
    "birth_date": QT_TRANSLATE_NOOP("Case", "Birth date"),
    "birth_place": QT_TRANSLATE_NOOP("Case", "Birth place"),
    "nationality": QT_TRANSLATE_NOOP("Case", "Nationality"),
    "gender": QT_TRANSLATE_NOOP("Case", "Sex"),
    "email": QT_TRANSLATE_NOOP("Case", "E-mail"),
    "phone": QT_TRANSLATE_NOOP("Case", "Phone"),
    "address": QT_TRANSLATE_NOOP("Case", "Address"),
    "residence_country": QT_TRANSLATE_NOOP("Case", "Country of residence"),
    "document_number": QT_TRANSLATE_NOOP("Case", "Document number"),
    "document_type": QT_TRANSLATE_NOOP("Case", "Document type"),
    "document_expiry_date": QT_TRANSLATE_NOOP("Case", "Valid until"),
    "document_issue_date": QT_TRANSLATE_NOOP("Case", "Issued on"),
    "issuing_country": QT_TRANSLATE_NOOP("Case", "Issuing country"),
    "personal_number": QT_TRANSLATE_NOOP("Case", "Personal number"),
    "reference": QT_TRANSLATE_NOOP("Case", "Our reference"),
}
_EVENTS: Final[Mapping[str, object]] = {
    "created": QT_TRANSLATE_NOOP("Case", "Created"),
    "status_changed": QT_TRANSLATE_NOOP("Case", "Status changed"),
    "attempt_added": QT_TRANSLATE_NOOP("Case", "New attempt"),
    "attempt_waiting": QT_TRANSLATE_NOOP("Case", "Waiting for the customer"),
    "attempt_capturing": QT_TRANSLATE_NOOP("Case", "Customer is capturing"),
    "attempt_checking": QT_TRANSLATE_NOOP("Case", "Provider is checking"),
    "attempt_verdict": QT_TRANSLATE_NOOP("Case", "Attempt ended"),
    "label_added": QT_TRANSLATE_NOOP("Case", "Label added"),
    "label_removed": QT_TRANSLATE_NOOP("Case", "Label removed"),
    "comment": QT_TRANSLATE_NOOP("Case", "Comment"),
    "link_shown": QT_TRANSLATE_NOOP("Case", "Link shown by us"),
    "report_stored": QT_TRANSLATE_NOOP("Case", "Report stored"),
    "pictures_stored": QT_TRANSLATE_NOOP("Case", "Pictures stored"),
    "report_opened": QT_TRANSLATE_NOOP("Case", "Report opened"),
    "report_saved": QT_TRANSLATE_NOOP("Case", "Plain copy saved"),
    "report_printed": QT_TRANSLATE_NOOP("Case", "Plain copy printed"),
    "pictures_viewed": QT_TRANSLATE_NOOP("Case", "Pictures looked at"),
    "picture_saved": QT_TRANSLATE_NOOP("Case", "Plain copy of a picture saved"),
    "timeline_saved": QT_TRANSLATE_NOOP("Case", "Picture of the timeline saved"),
    "verdict_changed": QT_TRANSLATE_NOOP("Case", "Verdict changed after it was final"),
    "verdict_seen": QT_TRANSLATE_NOOP("Case", "Changed verdict looked at"),
    "operation_done": QT_TRANSLATE_NOOP("Case", "Done by us"),
    "operation_uncertain": QT_TRANSLATE_NOOP("Case", "Sent by us, not certain"),
    "file_saved": QT_TRANSLATE_NOOP("Case", "Plain copy of a file saved"),
    "person_linked": QT_TRANSLATE_NOOP("Case", "Linked by us with another record of this person"),
    "person_unlinked": QT_TRANSLATE_NOOP("Case", "Unlinked by us from another record"),
    "person_refused": QT_TRANSLATE_NOOP("Case", "Told apart by us from another record"),
    "person_refusal_undone": QT_TRANSLATE_NOOP("Case", "No longer told apart from another record"),
    "note_added": QT_TRANSLATE_NOOP("Case", "Note written"),
    "note_withdrawn": QT_TRANSLATE_NOOP("Case", "Note withdrawn"),
    "assigned": QT_TRANSLATE_NOOP("Case", "Assigned"),
    "snoozed": QT_TRANSLATE_NOOP("Case", "Put aside"),
    "woken": QT_TRANSLATE_NOOP("Case", "Back from being put aside"),
    "decided": QT_TRANSLATE_NOOP("Case", "Decided by us"),
    "decision_approved": QT_TRANSLATE_NOOP("Case", "Our decision approved by a second person"),
    "decision_turned_down": QT_TRANSLATE_NOOP("Case", "Our decision turned down by a second person"),
    "decision_undone": QT_TRANSLATE_NOOP("Case", "Our decision taken back"),
    "decision_void": QT_TRANSLATE_NOOP("Case", "Our decision void: the evidence changed"),
    "decision_outdated": QT_TRANSLATE_NOOP("Case", "Evidence changed since our decision"),
    "qr_shown": QT_TRANSLATE_NOOP("Case", "Code shown at the front desk"),
    "qr_copied": QT_TRANSLATE_NOOP("Case", "Link copied at the front desk"),
    "qr_printed": QT_TRANSLATE_NOOP("Case", "Slip with the code printed"),
    "desk_blank": QT_TRANSLATE_NOOP("Case", "Front desk blanked"),
    "desk_uncovered": QT_TRANSLATE_NOOP("Case", "Front desk shown again"),
    "desk_released": QT_TRANSLATE_NOOP("Case", "Customer released at the front desk"),
    "desk_cancelled": QT_TRANSLATE_NOOP("Case", "Customer cancelled at the front desk"),
}
_ACTIONS: Final[Mapping[Action, object]] = {
    Action.SHOW_LINK: QT_TRANSLATE_NOOP("Case", "Show QR"),
    Action.NEW_ATTEMPT: QT_TRANSLATE_NOOP("Case", "New attempt"),
    Action.NEW_VERIFICATION: QT_TRANSLATE_NOOP("Case", "New verification"),
    Action.REFRESH: QT_TRANSLATE_NOOP("Case", "Refresh"),
    Action.FETCH_REPORT: QT_TRANSLATE_NOOP("Case", "Report"),
    Action.ASK_FOR_INFORMATION: QT_TRANSLATE_NOOP("Case", "Ask for information"),
    Action.CLOSE: QT_TRANSLATE_NOOP("Case", "Close"),
    Action.ERASE: QT_TRANSLATE_NOOP("Case", "Erase"),
    Action.REOPEN_PAGE: QT_TRANSLATE_NOOP("Case", "Open page here"),
    Action.OPEN_SIGNINGS: QT_TRANSLATE_NOOP("Case", "Signings"),
}


def case_name(case: Case) -> str:
    """Whose case it is, as its head and every question about it say."""
    customer = case.stored.customer
    return customer.name if customer is not None and customer.name else translate("Case", "Name not told")


def field_word(field: str) -> str:
    """A field of personal data as people read it; a name of ours without a word is spelled out from its name, and a
    provider's own path stays as it is."""
    is_ours = field.replace("_", "").isalpha() and field.islower()
    if field in _FIELDS:
        return translate("Case", str(_FIELDS[field]))
    return field.replace("_", " ").capitalize() if is_ours else field


def event_word(kind: str) -> str:
    """What happened, in a few words; an unknown kind is spelled out."""
    if kind in _EVENTS:
        return translate("Case", str(_EVENTS[kind]))
    return kind.replace("_", " ").capitalize()


def source_word(source: EventSource) -> str:
    """Who told us."""
    words: Mapping[EventSource, str] = {
        EventSource.POLL: translate("Case", "read by us"),
        EventSource.WEBHOOK: translate("Case", "webhook"),
        EventSource.US: translate("Case", "our action"),
        EventSource.PROVIDER: translate("Case", "provider's record"),
    }
    return words[source]


def stretch_word(kind: StretchKind) -> str:
    """What went on during a stretch of an attempt."""
    words: Mapping[StretchKind, str] = {
        StretchKind.WAITING: translate("Case", "waiting"),
        StretchKind.CAPTURING: translate("Case", "capturing"),
        StretchKind.CHECKING: translate("Case", "checking"),
        StretchKind.VERDICT: translate("Case", "verdict"),
        StretchKind.UNTOLD: translate("Case", "not told"),
    }
    return words[kind]


def label_kind_word(kind: LabelKind) -> str:
    """Where in the provider's vocabulary a label comes from."""
    words: Mapping[LabelKind, str] = {
        LabelKind.LABEL: translate("Case", "risk label"),
        LabelKind.CODE: translate("Case", "result code"),
        LabelKind.TAG: translate("Case", "tag"),
        LabelKind.STEP: translate("Case", "step"),
        LabelKind.COMMENT: translate("Case", "comment"),
        LabelKind.REQUIREMENT: translate("Case", "requirement"),
    }
    return words[kind]


def action_word(action: Action) -> str:
    """The verb on an action's button."""
    return translate("Case", str(_ACTIONS[action]))
