"""What Iron documents for identity work beyond making and reading a link; light, nothing is carried out here.

Money movement (addresses, autoramps, transactions, quotes) is no identity work and left out.
"""

from __future__ import annotations

from typing import Final

from console.domain.next_action import Action
from console.domain.operation import Effect, Operation, OperationId, Target
from console.domain.provider import CreateField, Environment, FieldKind
from console.providers.iron.forms import BUSINESS_FIELDS, PERSON_FIELDS, TOKEN_FIELDS
from console.providers.iron.manifest import CUSTOMER_TYPES, PARTNER_DATA
from console.providers.iron.operation_fields import (
    CUSTOMER_FILTERS,
    PAGE_FIELDS,
    SIGNING_FIELDS,
    WEBHOOK_FIELDS,
)

CREATE_CUSTOMER: Final = OperationId("create_customer")
FIND_CUSTOMERS: Final = OperationId("find_customers")
FIND_BY_REFERENCE: Final = OperationId("find_by_reference")
READ_CUSTOMER: Final = OperationId("read_customer")
UPDATE_CUSTOMER: Final = OperationId("update_customer")
ARCHIVE_CUSTOMER: Final = OperationId("archive_customer")
LIST_IDENTIFICATIONS: Final = OperationId("list_identifications")
READ_REQUIREMENTS: Final = OperationId("read_requirements")
REQUIRED_SIGNINGS: Final = OperationId("required_signings")
LIST_SIGNINGS: Final = OperationId("list_signings")
RECORD_SIGNING: Final = OperationId("record_signing")
READ_ABILITIES: Final = OperationId("read_abilities")
READ_SPENDING_LIMIT: Final = OperationId("read_spending_limit")
CREATE_TOKEN: Final = OperationId("create_token")
CREATE_PERSON: Final = OperationId("create_person")
CREATE_BUSINESS: Final = OperationId("create_business")
ARCHIVE_IDENTIFICATION: Final = OperationId("archive_identification")
READ_QUESTIONNAIRE: Final = OperationId("read_questionnaire")
DECIDE_IN_SANDBOX: Final = OperationId("decide_in_sandbox")
READ_TERMS: Final = OperationId("read_terms")
LIST_WEBHOOKS: Final = OperationId("list_webhooks")
CHANGE_WEBHOOK: Final = OperationId("change_webhook")
PING_WEBHOOK: Final = OperationId("ping_webhook")
RESET_SANDBOX: Final = OperationId("reset_sandbox")

_NOT_LIVE: Final = frozenset({Environment.TEST, Environment.SIMULATOR})
_REFERENCE: Final = "https://docs.iron.xyz/reference-2025-03-13"
_SANDBOX: Final = "https://docs.iron.xyz/reference-sandbox"
_CONTRACT: Final = "Needs a contract with Iron."

_ACCOUNT: Final = (
    Operation(
        CREATE_CUSTOMER,
        "New customer alone",
        Target.ACCOUNT,
        Effect.CREATE,
        f"{_SANDBOX}/customer/create-a-new-customer",
        (
            CreateField("name", "Name"),
            CreateField("email", "E-mail", FieldKind.EMAIL, required=True),
            CreateField(
                "customer_type",
                "Kind of customer",
                FieldKind.CHOICE,
                choices=CUSTOMER_TYPES,
                help="Person if you choose nothing; it cannot be changed later.",
            ),
        ),
        help="Makes the customer without asking for an identification.",
    ),
    Operation(
        FIND_CUSTOMERS,
        "Find customers",
        Target.ACCOUNT,
        Effect.READ,
        f"{_REFERENCE}/customer/get-all-customers",
        CUSTOMER_FILTERS,
    ),
    Operation(
        FIND_BY_REFERENCE,
        "Find a customer by our reference",
        Target.ACCOUNT,
        Effect.READ,
        f"{_SANDBOX}/customer/get-a-customer-by-external-id",
        (CreateField("external_id", "Our reference", required=True),),
    ),
    Operation(
        READ_TERMS,
        "Terms of a country",
        Target.ACCOUNT,
        Effect.READ,
        "https://docs.iron.xyz/onboarding",
        (CreateField("country", "Country", FieldKind.COUNTRY, required=True),),
    ),
    Operation(
        LIST_WEBHOOKS,
        "Webhooks",
        Target.ACCOUNT,
        Effect.READ,
        f"{_SANDBOX}/webhooks/list-all-webhooks",
        PAGE_FIELDS,
        help="They are registered and removed in Iron's dashboard only.",
    ),
    Operation(
        CHANGE_WEBHOOK,
        "Change a webhook",
        Target.ACCOUNT,
        Effect.CHANGE,
        f"{_SANDBOX}/webhooks/update-a-webhook",
        WEBHOOK_FIELDS,
    ),
    Operation(
        PING_WEBHOOK,
        "Ping a webhook",
        Target.ACCOUNT,
        Effect.CHANGE,
        "https://docs.iron.xyz/reference-2026-07-01/webhooks/ping-webhook",
        (
            CreateField("id", "Webhook's id", required=True),
            CreateField("customer_id", "Customer's id", required=True, help="Iron names it in the message."),
        ),
        help="Iron sends one message of the kind ping to its address.",
    ),
    Operation(
        RESET_SANDBOX,
        "Empty the sandbox",
        Target.ACCOUNT,
        Effect.ERASE,
        "https://docs.iron.xyz/sandbox",
        help="Deletes every customer, wallet, bank account and transaction of this account at Iron's sandbox.",
        environments=_NOT_LIVE,
    ),
)

_CUSTOMER: Final = (
    Operation(
        READ_CUSTOMER,
        "Customer's record",
        Target.CUSTOMER,
        Effect.READ,
        f"{_SANDBOX}/customer/get-a-customer-by-external-id",
    ),
    Operation(
        LIST_IDENTIFICATIONS,
        "Every identification",
        Target.CUSTOMER,
        Effect.READ,
        "https://docs.iron.xyz/reference-2026-07-01/customer/get-all-customer-identifications",
        PAGE_FIELDS,
    ),
    Operation(
        READ_REQUIREMENTS,
        "What is still required",
        Target.CUSTOMER,
        Effect.READ,
        f"{_REFERENCE}/customer/get-customer-requirements",
    ),
    Operation(
        REQUIRED_SIGNINGS,
        "What has to be signed",
        Target.CUSTOMER,
        Effect.READ,
        "https://docs.iron.xyz/onboarding",
        action=Action.OPEN_SIGNINGS,
        help="Show the documents to the customer before a consent is recorded.",
    ),
    Operation(
        RECORD_SIGNING,
        "Record a consent",
        Target.CUSTOMER,
        Effect.CREATE,
        f"{_SANDBOX}/customer/create-a-new-customer-signing",
        SIGNING_FIELDS,
        action=Action.OPEN_SIGNINGS,
        help="After the last one the customer is active.",
    ),
    Operation(
        LIST_SIGNINGS,
        "What was signed",
        Target.CUSTOMER,
        Effect.READ,
        "https://docs.iron.xyz/onboarding",
        PAGE_FIELDS,
    ),
    Operation(
        READ_ABILITIES,
        "What the customer may do",
        Target.CUSTOMER,
        Effect.READ,
        "https://docs.iron.xyz/limits-and-minimum",
    ),
    Operation(
        READ_SPENDING_LIMIT,
        "Spending limit",
        Target.CUSTOMER,
        Effect.READ,
        "https://docs.iron.xyz/limits-and-minimum",
        help="Amounts are euro cents; no threshold means that there is no cap.",
    ),
    Operation(
        UPDATE_CUSTOMER,
        "Change e-mail or reference",
        Target.CUSTOMER,
        Effect.CHANGE,
        "https://docs.iron.xyz/account",
        (
            CreateField("email", "E-mail", FieldKind.EMAIL, required=True),
            CreateField("external_id", "Our reference", help="Empty leaves it as it is."),
        ),
    ),
    Operation(
        ARCHIVE_CUSTOMER,
        "Archive the customer",
        Target.CUSTOMER,
        Effect.ERASE,
        "https://docs.iron.xyz/account",
        help="The customer and every identification, for good. Nothing is erased, but nothing is possible any more.",
    ),
    Operation(
        CREATE_TOKEN,
        "New identification from a share token",
        Target.CUSTOMER,
        Effect.CREATE,
        "https://docs.iron.xyz/reliance-kyc-token-sharing",
        TOKEN_FIELDS,
        action=Action.NEW_VERIFICATION,
        help=_CONTRACT,
        setting=PARTNER_DATA,
    ),
    Operation(
        CREATE_PERSON,
        "New identification from a person's data",
        Target.CUSTOMER,
        Effect.CREATE,
        "https://docs.iron.xyz/outsourcing",
        PERSON_FIELDS,
        action=Action.NEW_VERIFICATION,
        help=_CONTRACT,
        setting=PARTNER_DATA,
    ),
    Operation(
        CREATE_BUSINESS,
        "New identification from a company's data",
        Target.CUSTOMER,
        Effect.CREATE,
        "https://docs.iron.xyz/outsourcing",
        BUSINESS_FIELDS,
        action=Action.NEW_VERIFICATION,
        help=_CONTRACT,
        setting=PARTNER_DATA,
    ),
)

_VERIFICATION: Final = (
    Operation(
        ARCHIVE_IDENTIFICATION,
        "Archive",
        Target.VERIFICATION,
        Effect.ERASE,
        f"{_REFERENCE}/customer/archive-an-identification",
        action=Action.CLOSE,
    ),
    Operation(
        READ_QUESTIONNAIRE,
        "Compliance questionnaire",
        Target.VERIFICATION,
        Effect.READ,
        "https://docs.iron.xyz/onboarding",
        help="A legacy format: Iron has it only where questions were answered.",
    ),
    Operation(
        DECIDE_IN_SANDBOX,
        "Decide in the sandbox",
        Target.VERIFICATION,
        Effect.CHANGE,
        "https://docs.iron.xyz/sandbox",
        (CreateField("approved", "Verdict", FieldKind.CHOICE, required=True, choices=("true", "false")),),
        help="Takes the place of the review that only exists in production: true approves, false declines.",
        environments=_NOT_LIVE,
    ),
)

OPERATIONS: Final[tuple[Operation, ...]] = (*_ACCOUNT, *_CUSTOMER, *_VERIFICATION)
