"""What Iron is and can do."""

from __future__ import annotations

from typing import Final

from console.domain.attention import AttentionReason
from console.domain.phase import Phase
from console.domain.provider import (
    HOSTED_DOMAIN_FIELD,
    Ability,
    CreateField,
    Environment,
    FieldKind,
    PollingMode,
    PollingPolicy,
    ProviderId,
    ProviderManifest,
    SettingField,
    SettingKind,
)
from console.providers.iron import TITLE

# Pins the shape of the answers; https://docs.iron.xyz/versioning
DEFAULT_API_VERSION: Final = "2026-07-01"
CUSTOMER_TYPES: Final = ("Person", "Business")
# The account's switch for identifications made of our own data.
PARTNER_DATA: Final = "partner_data"
NO_REPORT: Final = "Iron has no report of its own. More, then Dossier, makes our own paper from the record."

_FIELDS: Final = (
    SettingField(
        "api_key", "API key", secret=True, help="Made in Iron's dashboard under Developer, API Keys."
    ),
    SettingField(
        "webhook_key",
        "Webhook secret",
        secret=True,
        required=False,
        help="Shown once when the webhook is registered in Iron's dashboard.",
    ),
    SettingField(
        "api_version",
        "API version",
        secret=False,
        required=False,
        default=DEFAULT_API_VERSION,
        help="A date; leave it as it is unless Iron tells you otherwise.",
    ),
    SettingField(
        "sub_partner_id",
        "Sub-partner id",
        secret=False,
        required=False,
        help="Only for partners with sub-partners: limits this account to one of them.",
    ),
    SettingField(
        PARTNER_DATA,
        "Identifications from own data",
        secret=False,
        required=False,
        help="true if your contract with Iron covers identifications of the kinds Token, Person and Business.",
        kind=SettingKind.CHOICE,
        choices=("true", "false"),
    ),
    HOSTED_DOMAIN_FIELD,
)

_CREATE_FIELDS: Final = (
    CreateField("name", "Name"),
    CreateField(
        "email", "E-mail", FieldKind.EMAIL, required=True, help="Iron also uses it to confirm logins."
    ),
    CreateField(
        "customer_type",
        "Kind of customer",
        FieldKind.CHOICE,
        choices=CUSTOMER_TYPES,
        help="Person if you choose nothing; it cannot be changed later.",
    ),
    CreateField("with_edd", "Enhanced due diligence", FieldKind.SWITCH, help="Asks a person for more proof."),
)

MANIFEST: Final = ProviderManifest(
    id=ProviderId("iron"),
    title=TITLE,
    abilities=frozenset({Ability.LISTS, Ability.READS, Ability.CREATES, Ability.WEBHOOKS}),
    base_urls={
        Environment.TEST: "https://api.sandbox.iron.xyz/api",
        Environment.LIVE: "https://api.iron.xyz/api",
    },
    hosted_hosts=(".iron.xyz",),
    fields=_FIELDS,
    create_fields=_CREATE_FIELDS,
    # Iron publishes no numbers (https://docs.iron.xyz/overview): these are our own, on the gentle side.
    polling=PollingPolicy(
        mode=PollingMode.POLL,
        requests_per_s=2.0,
        watched_s=5.0,
        live_s=15.0,
        review_s=60.0,
        discover_s=300.0,
    ),
    documentation_url="https://docs.iron.xyz/hosted",
    refusals={
        Ability.REPORTS: NO_REPORT,
        Ability.ATTEMPTS: "At Iron every try is a verification of its own.",
    },
    # Processed and PendingReview come after all was handed in; nothing tells that the page was opened.
    told_phases=frozenset({Phase.IN_REVIEW}),
    desk_fields=("customer_type", "with_edd"),
    # A step to be taken again keeps the identification pending, a step-up keeps it approved.
    attention={"Pending": AttentionReason.RETRY_REQUIRED, "Approved": AttentionReason.STEP_UP},
)
