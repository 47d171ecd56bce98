"""iDenfy's calls beyond the main flow, as data; light. What they do is in operating.py."""

from __future__ import annotations

from typing import Final

from console.domain.next_action import Action
from console.domain.operation import Effect, Operation, OperationId, Target
from console.domain.provider import CreateField, Environment, FieldKind
from console.providers.idenfy.words import DOCUMENT_CODES, FACE_CODES, YES_OR_NO

SESSIONS: Final = OperationId("list_sessions")
COUNT: Final = OperationId("count_sessions")
FILES: Final = OperationId("fetch_files")
REPORT: Final = OperationId("fetch_report_as")
INFORMATION: Final = OperationId("request_information")
DUMMY_REVIEW: Final = OperationId("add_dummy_status")
ERASE: Final = OperationId("delete")

_SITE: Final = "https://documentation.idenfy.com"
_OPENAPI: Final = f"{_SITE}/openapi/kyc.yaml"

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        COUNT,
        "Count sessions and credits",
        Target.ACCOUNT,
        Effect.READ,
        _OPENAPI,
        help="How many sessions iDenfy lists for this account; every one of them used a credit.",
    ),
    Operation(
        SESSIONS,
        "List this customer's sessions",
        Target.CUSTOMER,
        Effect.READ,
        _OPENAPI,
        help="Every session iDenfy has for this client, those made elsewhere too.",
    ),
    Operation(
        FILES,
        "Fetch photos and files",
        Target.VERIFICATION,
        Effect.READ,
        f"{_SITE}/kyc/data-retrieval",
        help="Photos of the document and of the person; iDenfy's links to them work for one hour.",
    ),
    Operation(
        REPORT,
        "Fetch the report in another form",
        Target.VERIFICATION,
        Effect.READ,
        f"{_SITE}/kyc/pdf-generation",
        (
            CreateField("language", "Language", FieldKind.CHOICE, choices=("en", "lt")),
            CreateField(
                "includeMainStepFiles",
                "With photos of document and face",
                FieldKind.CHOICE,
                choices=YES_OR_NO,
            ),
            CreateField(
                "includeAdditionalStepFiles",
                "With files of additional steps",
                FieldKind.CHOICE,
                choices=YES_OR_NO,
            ),
        ),
        Action.FETCH_REPORT,
    ),
    Operation(
        INFORMATION,
        "Ask for more information",
        Target.VERIFICATION,
        Effect.CREATE,
        _OPENAPI,
        (
            CreateField("lifetime", "Seconds the link lives", help="0 to 2592000; iDenfy's own is one day."),
            CreateField("questionnaire", "Questionnaire", help="Its key in iDenfy's dashboard."),
            CreateField("riskAssessmentProfile", "Risk profile", help="Its id in iDenfy's dashboard."),
            CreateField(
                "additionalStepUploadRequired",
                "Files of additional steps",
                FieldKind.CHOICE,
                choices=YES_OR_NO,
            ),
            CreateField("bankCardVerification", "Bank card", FieldKind.CHOICE, choices=YES_OR_NO),
            CreateField("bankCardExpectedLastFour", "Last four of the card", max_characters=4),
        ),
        Action.ASK_FOR_INFORMATION,
        help="Makes a new link where the customer can add something to a finished session.",
    ),
    Operation(
        DUMMY_REVIEW,
        "Add an invented reviewer's result",
        Target.VERIFICATION,
        Effect.CHANGE,
        f"{_SITE}/kyc/dummy-results",
        (
            CreateField("manualFaceMatchResult", "Face", FieldKind.CHOICE, required=True, choices=FACE_CODES),
            CreateField(
                "manualDocumentValidity", "Document", FieldKind.CHOICE, required=True, choices=DOCUMENT_CODES
            ),
        ),
        help="Only with keys of a DEV environment: sends the message a real review would send.",
        environments=frozenset({Environment.TEST, Environment.SIMULATOR}),
    ),
    Operation(
        ERASE,
        "Delete at iDenfy",
        Target.VERIFICATION,
        Effect.ERASE,
        f"{_SITE}/kyc/deletion",
        action=Action.ERASE,
        help="Photos and data of this session are deleted at iDenfy for good.",
        erases_data=True,
    ),
)
