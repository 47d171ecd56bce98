"""Checkout.com's calls beyond the main flow, as data; light, because windows offer them before anything is sent."""

from __future__ import annotations

from typing import Final

from console.domain.next_action import Action
from console.domain.operation import Effect, Operation, OperationId, Target
from console.domain.provider import CreateField, FieldKind
from console.providers.checkout.manifest import ATTEMPT_FIELDS, DECLARED_FIELDS, JOURNEY_FIELD, LONGEST_NAME

CREATE_APPLICANT: Final = OperationId("create_applicant")
READ_APPLICANT: Final = OperationId("read_applicant")
UPDATE_APPLICANT: Final = OperationId("update_applicant")
ANONYMIZE_APPLICANT: Final = OperationId("anonymize_applicant")
CREATE_VERIFICATION: Final = OperationId("create_verification")
NEW_ATTEMPT: Final = OperationId("new_attempt")
FETCH_PICTURES: Final = OperationId("fetch_pictures")
ANONYMIZE_VERIFICATION: Final = OperationId("anonymize_verification")
READ_ATTEMPT: Final = OperationId("read_attempt")
FETCH_ASSETS: Final = OperationId("fetch_assets")

_APPLICANTS: Final = "https://api-reference.checkout.com/tag/Applicants"
_VERIFICATIONS: Final = "https://api-reference.checkout.com/tag/Identity-Verification"

OPERATIONS: Final = (
    Operation(
        CREATE_APPLICANT,
        "Create an applicant",
        Target.ACCOUNT,
        Effect.CREATE,
        _APPLICANTS,
        (
            CreateField("name", "Name", max_characters=LONGEST_NAME),
            CreateField("email", "E-mail", FieldKind.EMAIL),
            CreateField(
                "reference",
                "Our reference",
                help="Becomes the external_applicant_id, which can never be changed; empty makes a new one.",
            ),
        ),
        help="An applicant alone: nobody is asked anything until a verification is made for them.",
    ),
    Operation(READ_APPLICANT, "Read the applicant", Target.CUSTOMER, Effect.READ, _APPLICANTS),
    Operation(
        UPDATE_APPLICANT,
        "Change the applicant",
        Target.CUSTOMER,
        Effect.CHANGE,
        _APPLICANTS,
        (
            CreateField("external_applicant_name", "Name", max_characters=LONGEST_NAME),
            CreateField("email", "E-mail", FieldKind.EMAIL),
        ),
        help="What stays empty is not changed.",
    ),
    Operation(
        ANONYMIZE_APPLICANT,
        "Anonymize the applicant",
        Target.CUSTOMER,
        Effect.ERASE,
        _APPLICANTS,
        help="Erases name and e-mail at Checkout.com for good. Verifications are anonymized one by one, apart from this.",
        erases_data=True,
    ),
    Operation(
        CREATE_VERIFICATION,
        "Create a verification without an attempt",
        Target.CUSTOMER,
        Effect.CREATE,
        _VERIFICATIONS,
        (*DECLARED_FIELDS, JOURNEY_FIELD),
        Action.NEW_VERIFICATION,
        help="There is no link before an attempt is made in it.",
    ),
    Operation(
        NEW_ATTEMPT,
        "New attempt",
        Target.VERIFICATION,
        Effect.CREATE,
        _VERIFICATIONS,
        ATTEMPT_FIELDS,
        Action.NEW_ATTEMPT,
        help="Gives a new link. Our reference is added to the return address, so that a lost answer can be found.",
    ),
    Operation(
        FETCH_PICTURES,
        "Fetch the pictures",
        Target.VERIFICATION,
        Effect.READ,
        _VERIFICATIONS,
        help="The pictures of documents and face, as they are at Checkout.com now.",
    ),
    Operation(
        ANONYMIZE_VERIFICATION,
        "Anonymize the verification",
        Target.VERIFICATION,
        Effect.ERASE,
        _VERIFICATIONS,
        action=Action.ERASE,
        help="The applicant keeps name and e-mail; they are anonymized apart from this.",
        erases_data=True,
    ),
    Operation(READ_ATTEMPT, "Read the attempt", Target.ATTEMPT, Effect.READ, _VERIFICATIONS),
    Operation(
        FETCH_ASSETS,
        "Fetch captured files",
        Target.ATTEMPT,
        Effect.READ,
        _VERIFICATIONS,
        help="Videos are only there where the account manager has switched them on.",
    ),
)
