"""Checkout.com's statuses, codes, labels and events, as the provider's documents list them; no behaviour.

Sources: https://www.checkout.com/docs/developer-resources/codes/identities-codes.md ,
https://docs.ubble.ai/docs/reference-info/response-codes , https://docs.ubble.ai/docs/reference-info/risk-labels
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """A verification's status."""

    CREATED = "created"
    PENDING = "pending"
    CAPTURE_IN_PROGRESS = "capture_in_progress"
    CHECKS_IN_PROGRESS = "checks_in_progress"
    APPROVED = "approved"
    DECLINED = "declined"
    RETRY_REQUIRED = "retry_required"
    INCONCLUSIVE = "inconclusive"
    REFUSED = "refused"


class AttemptStatus(StrEnum):
    """An attempt's status."""

    PENDING_REDIRECTION = "pending_redirection"
    CAPTURE_IN_PROGRESS = "capture_in_progress"
    CHECKS_IN_PROGRESS = "checks_in_progress"
    COMPLETED = "completed"
    EXPIRED = "expired"
    CAPTURE_ABORTED = "capture_aborted"
    CAPTURE_REFUSED = "capture_refused"
    CHECKS_INCONCLUSIVE = "checks_inconclusive"
    TERMINATED = "terminated"


class Event(StrEnum):
    """What a webhook can say; the last part of `identity_verification_<value>`."""

    CREATED = "created"
    OPENED = "opened"
    STARTED = "started"
    CAPTURE_COMPLETED = "capture_completed"
    CHECKS_COMPLETED = "checks_completed"
    REPORT_CREATED = "report_created"
    LINK_EXPIRED = "link_expired"
    CAPTURE_ABORTED = "capture_aborted"
    CAPTURE_REFUSED = "capture_refused"
    CHECKS_INCONCLUSIVE = "checks_inconclusive"
    RETRY_REQUESTED = "retry_requested"
    RESET = "reset"
    CLOSED = "closed"
    ANONYMIZED = "anonymized"
    AUDIT_COMPLETED = "audit_completed"


ATTEMPT_ALLOWED: Final = frozenset(
    {Status.CREATED, Status.PENDING, Status.CAPTURE_IN_PROGRESS, Status.RETRY_REQUIRED}
)
DECIDED: Final = frozenset({Status.APPROVED, Status.DECLINED})

APPROVED_CODE: Final = 10000
NEVER_STARTED_CODE: Final = 61101
DECLINED_CODE: Final = 62103
REFUSAL_CODE: Final = 63001
CLOSED_CODE: Final = 64001

RISK_LABELS: Final = ("multiple_faces_detected", "risky_document_format", "mcc_not_confident")
DOCUMENT_TYPES: Final = (
    "Passport",
    "ID",
    "Driving licence",
    "Residence Permit",
    "Travel Document",
    "Visa",
    "Other",
)

CODES: Final = MappingProxyType(
    {
        10000: "approved",
        61101: "applicant_never_started",
        61111: "applicant_not_ready",
        61112: "applicant_no_document",
        61113: "camera_access_refused",
        61121: "applicant_drop",
        61201: "connection_insufficient",
        61202: "browser_not_supported",
        61203: "camera_not_found",
        61205: "sms_not_received",
        61901: "internal_error",
        61911: "corrupted_videos",
        61301: "document_blurry",
        61302: "document_lighting_issue",
        61303: "document_not_in_color",
        61310: "document_front_not_captured",
        61311: "document_back_not_captured",
        61312: "document_partially_hidden",
        61313: "document_not_tilted",
        61314: "document_challenge_timeout",
        61315: "document_barcode_unreadable",
        61321: "secondary_document_blurry",
        61322: "secondary_document_lighting_issue",
        61330: "secondary_document_front_not_captured",
        61331: "secondary_document_back_not_captured",
        61332: "secondary_document_partially_hidden",
        61333: "secondary_document_not_tilted",
        61401: "face_video_blurry",
        61402: "face_video_lighting_issue",
        61410: "face_not_captured",
        61411: "face_partially_hidden",
        61412: "face_not_turned",
        61413: "face_challenge_timeout",
        61414: "various_faces_detected",
        62101: "document_expired",
        62102: "document_not_accepted",
        62103: "document_damaged",
        62104: "unsupported_alphabet",
        62201: "document_photocopy",
        62202: "document_screenshot",
        62121: "secondary_document_expired",
        62122: "secondary_document_not_accepted",
        62123: "secondary_document_damaged",
        62124: "secondary_document_unsupported_alphabet",
        62221: "secondary_document_photocopy",
        62222: "secondary_document_screenshot",
        62301: "document_counterfeit",
        62302: "document_stolen",
        62303: "document_swap",
        62304: "face_mismatch",
        62305: "face_not_live",
        62306: "face_alteration",
        62307: "asset_digital_alteration",
        62321: "face_face_mismatch",
        62331: "secondary_document_counterfeit",
        62332: "secondary_document_stolen",
        62333: "secondary_document_swap",
        62334: "secondary_document_mismatch",
        62399: "generic_fraud",
        62401: "declared_identity_mismatch",
        62402: "suspicious_device",
        62403: "consent_unclear",
        62404: "multiple_documents",
        62405: "known_fraudulent_face",
        63001: "applicant_refusal",
        64001: "forcibly_closed",
    }
)


def codes_of_family(first_two_digits: int) -> tuple[int, ...]:
    """The documented codes of one family: 61 retry, 62 decline."""
    return tuple(code for code in CODES if code // 1000 == first_two_digits)
