"""Our words for what a case holds: fields of personal data, events, actions; beside the lists' words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from console.domain.attempt import StretchKind
from console.domain.next_action import Action
from console.domain.risk import LabelKind
from console.domain.timeline import EventSource

if TYPE_CHECKING:
    from console.domain.case import Case

translate = QCoreApplication.translate


def case_name(case: Case) -> str:
    """Whose case it is, as its head and every question about it say."""
    customer = case.stored.customer
    return customer.name if customer is not None and customer.name else translate("Case", "Name not told")


def field_word(field: str) -> str:
    """A field of personal data as people read it; a name of ours without a word is spelled out from its name, and a
    provider's own path stays as it is."""
    words: Mapping[str, str] = {
        "full_name": translate("Case", "Full name"),
        "name": translate("Case", "Name"),
        "first_name": translate("Case", "First name"),
        "first_names": translate("Case", "First names"),
        "last_name": translate("Case", "Last name"),
        "last_name_at_birth": translate("Case", "Name at birth"),
        "birth_date": translate("Case", "Birth date"),
        "birth_place": translate("Case", "Birth place"),
        "nationality": translate("Case", "Nationality"),
        "gender": translate("Case", "Sex"),
        "email": translate("Case", "E-mail"),
        "phone": translate("Case", "Phone"),
        "address": translate("Case", "Address"),
        "residence_country": translate("Case", "Country of residence"),
        "document_number": translate("Case", "Document number"),
        "document_type": translate("Case", "Document type"),
        "document_expiry_date": translate("Case", "Valid until"),
        "document_issue_date": translate("Case", "Issued on"),
        "issuing_country": translate("Case", "Issuing country"),
        "personal_number": translate("Case", "Personal number"),
        "reference": translate("Case", "Our reference"),
    }
    is_ours = field.replace("_", "").isalpha() and field.islower()
    return words.get(field) or (field.replace("_", " ").capitalize() if is_ours else field)


def event_word(kind: str) -> str:
    """What happened, in a few words; an unknown kind is spelled out."""
    words: Mapping[str, str] = {
        "created": translate("Case", "Created"),
        "status_changed": translate("Case", "Status changed"),
        "attempt_added": translate("Case", "New attempt"),
        "attempt_waiting": translate("Case", "Waiting for the customer"),
        "attempt_capturing": translate("Case", "Customer is capturing"),
        "attempt_checking": translate("Case", "Provider is checking"),
        "attempt_verdict": translate("Case", "Attempt ended"),
        "label_added": translate("Case", "Label added"),
        "label_removed": translate("Case", "Label removed"),
        "comment": translate("Case", "Comment"),
        "link_shown": translate("Case", "Link shown by us"),
        "report_stored": translate("Case", "Report stored"),
        "pictures_stored": translate("Case", "Pictures stored"),
        "report_opened": translate("Case", "Report opened"),
        "report_saved": translate("Case", "Plain copy saved"),
        "report_printed": translate("Case", "Plain copy printed"),
        "pictures_viewed": translate("Case", "Pictures looked at"),
        "picture_saved": translate("Case", "Plain copy of a picture saved"),
        "timeline_saved": translate("Case", "Picture of the timeline saved"),
        "verdict_changed": translate("Case", "Verdict changed after it was final"),
        "verdict_seen": translate("Case", "Changed verdict looked at"),
        "operation_done": translate("Case", "Done by us"),
        "operation_uncertain": translate("Case", "Sent by us, not certain"),
        "file_saved": translate("Case", "Plain copy of a file saved"),
        "person_linked": translate("Case", "Linked by us with another record of this person"),
        "person_unlinked": translate("Case", "Unlinked by us from another record"),
        "person_refused": translate("Case", "Told apart by us from another record"),
        "person_refusal_undone": translate("Case", "No longer told apart from another record"),
        "note_added": translate("Case", "Note written"),
        "note_withdrawn": translate("Case", "Note withdrawn"),
        "assigned": translate("Case", "Assigned"),
        "snoozed": translate("Case", "Put aside"),
        "woken": translate("Case", "Back from being put aside"),
        "decided": translate("Case", "Decided by us"),
        "decision_approved": translate("Case", "Our decision approved by a second person"),
        "decision_turned_down": translate("Case", "Our decision turned down by a second person"),
        "decision_undone": translate("Case", "Our decision taken back"),
        "decision_void": translate("Case", "Our decision void: the evidence changed"),
        "decision_outdated": translate("Case", "Evidence changed since our decision"),
    }
    return words.get(kind) or _front_desk_words().get(kind) or kind.replace("_", " ").capitalize()


def _front_desk_words() -> Mapping[str, str]:
    return {
        "qr_shown": translate("Case", "Code shown at the front desk"),
        "qr_copied": translate("Case", "Link copied at the front desk"),
        "qr_printed": translate("Case", "Slip with the code printed"),
        "desk_blank": translate("Case", "Front desk blanked"),
        "desk_uncovered": translate("Case", "Front desk shown again"),
        "desk_released": translate("Case", "Customer released at the front desk"),
        "desk_cancelled": translate("Case", "Customer cancelled at the front desk"),
    }


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
    words: Mapping[Action, str] = {
        Action.SHOW_LINK: translate("Case", "Show QR"),
        Action.NEW_ATTEMPT: translate("Case", "New attempt"),
        Action.NEW_VERIFICATION: translate("Case", "New verification"),
        Action.REFRESH: translate("Case", "Refresh"),
        Action.FETCH_REPORT: translate("Case", "Report"),
        Action.ASK_FOR_INFORMATION: translate("Case", "Ask for information"),
        Action.CLOSE: translate("Case", "Close"),
        Action.ERASE: translate("Case", "Erase"),
        Action.REOPEN_PAGE: translate("Case", "Open page here"),
        Action.OPEN_SIGNINGS: translate("Case", "Signings"),
    }
    return words[action]
