"""What Checkout.com is and can do."""

from __future__ import annotations

from typing import Final

from console.domain.attention import AttentionReason
from console.domain.fact import Fact
from console.domain.phase import Phase
from console.domain.provider import (
    HOSTED_DOMAIN_FIELD,
    PICTURES_FIELD,
    Ability,
    CreateField,
    CreatePreset,
    Environment,
    FieldKind,
    PollingMode,
    PollingPolicy,
    ProviderId,
    ProviderManifest,
    SettingField,
    SettingKind,
)
from console.providers.checkout import TITLE
from console.providers.checkout.statuses import ATTEMPT_MEANINGS, STATUS_MEANINGS

# The page at which a simulator ends a flow by itself, for accounts that name none; below the simulator's own address.
SIMULATOR_RETURN_PATH: Final = "/thanks"
# The declared name; https://api-reference.checkout.com/tag/Identity-Verification
SHORTEST_NAME: Final = 2
LONGEST_NAME: Final = 255
DOCUMENT_TYPES: Final = (
    "Passport",
    "ID",
    "Driving licence",
    "Residence Permit",
    "Travel Document",
    "Visa",
    "Other",
)
# Among a verification's details once no personal data are left at the provider; nothing else there says so.
ERASED: Final = Fact("personal_data", "none left")

_DECLARED: Final = "Declared data"
_ADDRESS: Final = "Declared address"
_FLOW: Final = "Flow"
_PRESELECTION: Final = "Pre-selection for the customer"

# Values of the test environment that decide how attempts end; any code of the same family may stand in them.
# https://www.checkout.com/docs/developer-resources/testing/identity-verification-testing
SCENARIO_KEY: Final = "external_applicant_id"
_SCENARIOS: Final = (
    ("Sandbox: approved", "10000"),
    ("Sandbox: aborted first, then approved", "61203A10000"),
    ("Sandbox: inconclusive first, then approved", "61411I10000"),
    ("Sandbox: declined", "62103"),
    ("Sandbox: aborted first, then declined", "61203A62103"),
    ("Sandbox: inconclusive first, then declined", "61411I62103"),
)
_SCENARIO_DIGITS: Final = 26

_FIELDS: Final = (
    SettingField(
        "secret_key",
        "Secret key",
        secret=True,
        required=False,
        help="Starts with sk_ (sk_sbox_ in the sandbox). Leave empty to use an access key instead.",
        one_of="credentials",
    ),
    SettingField("client_id", "Access key id", secret=False, required=False, help="Starts with ack_."),
    SettingField("client_secret", "Access key secret", secret=True, required=False, one_of="credentials"),
    SettingField(
        "token_url",
        "Token address",
        secret=False,
        required=False,
        help="Only with an access key; empty means Checkout.com's own for this environment.",
        kind=SettingKind.ADDRESS,
    ),
    SettingField(
        "webhook_key",
        "Webhook signature key",
        secret=True,
        required=False,
        help="From the dashboard's webhook settings; without it no webhook is trusted.",
    ),
    SettingField(
        "webhook_authorization",
        "Webhook authorization header",
        secret=True,
        required=False,
        help="Only if one was set in the dashboard: its whole value, compared with every webhook's.",
    ),
    SettingField(
        "user_journey_ids",
        "User journey ids",
        secret=False,
        required=False,
        help="Start with usj_, separated by blanks; the first is used when nothing else is chosen.",
    ),
    SettingField(
        "redirect_url",
        "Return address",
        secret=False,
        optional_in_simulator=True,
        help="Where the customer's browser goes when the flow is over: a page of yours that thanks them."
        " What the browser brings back there is a hint, no proof.",
        kind=SettingKind.ADDRESS,
    ),
    PICTURES_FIELD,
    HOSTED_DOMAIN_FIELD,
)

DECLARED_FIELDS: Final = (
    CreateField("name", "Name", required=True, max_characters=LONGEST_NAME, group=_DECLARED),
    CreateField("email", "E-mail", FieldKind.EMAIL, group=_DECLARED),
    CreateField("birth_date", "Birth date", FieldKind.DATE, group=_DECLARED),
    CreateField(
        "phone_number", "Phone", group=_DECLARED, help="Dialling prefix, a blank, the number: +32 470000017."
    ),
    CreateField("address_line1", "Address line 1", max_characters=250, group=_ADDRESS),
    CreateField("address_line2", "Address line 2", max_characters=250, group=_ADDRESS),
    CreateField("zip", "Post code", max_characters=50, group=_ADDRESS),
    CreateField("city", "City", max_characters=50, group=_ADDRESS),
    CreateField("state", "State", max_characters=50, group=_ADDRESS),
    CreateField("country", "Country", FieldKind.COUNTRY, group=_ADDRESS),
)
JOURNEY_FIELD: Final = CreateField(
    "user_journey_id", "User journey", setting="user_journey_ids", help="Starts with usj_.", group=_FLOW
)
ATTEMPT_FIELDS: Final = (
    CreateField("redirect_url", "Return address", setting="redirect_url", group=_FLOW),
    CreateField(
        "pre_selected_residence_country", "Country of residence", FieldKind.COUNTRY, group=_PRESELECTION
    ),
    CreateField("pre_selected_language", "Language", help="Such as en-US or nl.", group=_PRESELECTION),
    CreateField(
        "pre_selected_document_issuing_country",
        "Country of the document",
        FieldKind.COUNTRY,
        group=_PRESELECTION,
    ),
    CreateField(
        "pre_selected_document_type",
        "Document",
        FieldKind.CHOICE,
        choices=DOCUMENT_TYPES,
        group=_PRESELECTION,
    ),
    CreateField(
        "attempt_phone_number",
        "Phone for the link",
        help="Lets the link be sent by SMS. Dialling prefix, a blank, the number: +32 470000017.",
        group=_PRESELECTION,
    ),
)
SCENARIO_FIELD: Final = CreateField(
    SCENARIO_KEY,
    "Sandbox scenario",
    help="Only in the sandbox: a value starting with eaplt_ that decides how attempts end.",
    group=_FLOW,
)
_PRESETS: Final = tuple(
    CreatePreset(name, {SCENARIO_KEY: f"eaplt_{codes.ljust(_SCENARIO_DIGITS, '0')}"})
    for name, codes in _SCENARIOS
)

MANIFEST: Final = ProviderManifest(
    id=ProviderId("checkout"),
    title=TITLE,
    abilities=frozenset(
        {Ability.READS, Ability.CREATES, Ability.ATTEMPTS, Ability.REPORTS, Ability.WEBHOOKS}
    ),
    base_urls={
        Environment.TEST: "https://identity-verification.sandbox.checkout.com",
        Environment.LIVE: "https://identity-verification.checkout.com",
    },
    hosted_hosts=(".checkout.com",),
    fields=_FIELDS,
    create_fields=(*DECLARED_FIELDS, JOURNEY_FIELD, *ATTEMPT_FIELDS, SCENARIO_FIELD),
    presets=_PRESETS,
    # https://www.checkout.com/docs/developer-resources/api/api-rate-limits allows more, for all programs together.
    polling=PollingPolicy(
        mode=PollingMode.POLL,
        requests_per_s=2.0,
        watched_s=10.0,
        live_s=60.0,
        review_s=60.0,
        discover_s=0.0,
        # The verification, its attempts and its applicant.
        requests_per_read=3.0,
    ),
    documentation_url="https://api-reference.checkout.com/tag/Identity-Verification",
    refusals={
        Ability.LISTS: "Checkout.com gives no list: it is read by the ids that are known here. Import others by id."
    },
    # No status says so, and what a read tells afterwards is not documented: one only looks like it.
    # https://www.checkout.com/docs/developer-resources/event-notifications/event-types/identity_verification_anonymized.md
    erasing_events=frozenset({"identity_verification_anonymized"}),
    told_phases=frozenset({Phase.CAPTURING, Phase.IN_REVIEW}),
    desk_fields=(
        "user_journey_id",
        "pre_selected_language",
        "pre_selected_document_issuing_country",
        "pre_selected_document_type",
    ),
    # 15 minutes are only the default; https://api-reference.checkout.com/tag/Identity-Verification
    link_life_is_about=True,
    status_meanings=STATUS_MEANINGS,
    attempt_meanings=ATTEMPT_MEANINGS,
    # https://www.checkout.com/docs/business-operations/manage-identities/verify-identities/using-the-api.md
    unopened_statuses=frozenset({"expired"}),
    attention={"retry_required": AttentionReason.RETRY_REQUIRED},
)
