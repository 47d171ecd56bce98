"""The fields of Iron's operations and the words of their filters; light, because the operations are."""

from __future__ import annotations

from typing import Final

from console.domain.provider import CreateField, FieldKind
from console.providers.iron.manifest import CUSTOMER_TYPES

# https://docs.iron.xyz/account
CUSTOMER_STATUSES: Final = (
    "UserRequired",
    "IdentificationRequired",
    "SigningsRequired",
    "Active",
    "Suspended",
    "Archived",
)
# https://docs.iron.xyz/hosted, https://docs.iron.xyz/onboarding
IDENTIFICATION_STATUSES: Final = (
    "Pending",
    "Processed",
    "PendingReview",
    "Approved",
    "Declined",
    "Expired",
    "Archived",
)
# https://docs.iron.xyz/webhooks; the later ones belong to money movement.
TOPICS: Final = (
    "IdentificationStatus",
    "CustomerStatus",
    "CustomerCreated",
    "Ping",
    "Transaction",
    "TransactionStatus",
    "NewAutoramp",
    "NewBankAccount",
    "DepositAddressCreated",
    "RegisterAutorampStatus",
    "RegisterFiatAddressStatus",
)

PAGE_FIELDS: Final = (
    CreateField("page_size", "Records on a page", help="1 to 100; 10 if you say nothing."),
    CreateField("cursor", "Cursor of the page", help="From the page before; empty for the first."),
)
CUSTOMER_FILTERS: Final = (
    CreateField("search_term", "Search", max_characters=256, help="Name, id, e-mail or our reference."),
    CreateField(
        "status", "Customer status", help=f"One or several, with commas: {', '.join(CUSTOMER_STATUSES)}."
    ),
    CreateField(
        "identification_status",
        "Status of the newest identification",
        help=f"One or several, with commas: {', '.join(IDENTIFICATION_STATUSES)}.",
    ),
    CreateField("customer_type", "Kind of customer", FieldKind.CHOICE, choices=CUSTOMER_TYPES),
    CreateField("has_transactions", "Has transactions", FieldKind.CHOICE, choices=("true", "false")),
    CreateField(
        "sort_order", "Order", FieldKind.CHOICE, choices=("desc", "asc"), help="desc is newest first."
    ),
    *PAGE_FIELDS,
    CreateField("prev_cursor", "Cursor backwards", help="From a later page, to go back."),
)
SIGNING_FIELDS: Final = (
    CreateField("content_id", "Document's id", required=True, help="From the list of what has to be signed."),
    CreateField(
        "signed",
        "The customer was shown the document and agreed",
        FieldKind.SWITCH,
        required=True,
        help="Record only what has happened.",
    ),
)
WEBHOOK_FIELDS: Final = (
    CreateField("id", "Webhook's id", required=True, help="From the list of webhooks."),
    CreateField("url", "Address", help="Starts with https://. Empty leaves it as it is."),
    CreateField("label", "Label", help="Empty leaves it as it is."),
    CreateField("topics", "Topics", help=f"With commas; empty leaves them: {', '.join(TOPICS)}."),
    CreateField("enabled", "Enabled", FieldKind.CHOICE, choices=("true", "false")),
)
