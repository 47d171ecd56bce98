"""What iDenfy is and can do."""

from __future__ import annotations

from typing import Final

from console.domain.attention import AttentionReason
from console.domain.phase import Phase
from console.domain.provider import (
    HOSTED_DOMAIN_FIELD,
    PICTURES_FIELD,
    Ability,
    Environment,
    PollingMode,
    PollingPolicy,
    ProviderId,
    ProviderManifest,
    SettingField,
    SettingKind,
)
from console.providers.idenfy import TITLE
from console.providers.idenfy.create_fields import CREATE_FIELDS, PRESETS
from console.providers.idenfy.titles import FIELD_TITLES
from console.providers.idenfy.words import DIGIT_STRING, LOCALES, SESSION_LENGTH

_HOST: Final = "https://ivs.idenfy.com"

# How long a webhook may be late before the status may be asked for: both default clocks of a session
# (86 400 s and 1 800 s) and half an hour for the reviewers; https://documentation.idenfy.com/kyc/data-retrieval
_OVERDUE_S: Final = 86_400.0 + 1_800.0 + 1_800.0
_RETURN: Final = (
    "An https page of yours; empty: the one set in iDenfy's dashboard. It proves nothing by itself."
)

_FIELDS: Final = (
    SettingField("api_key", "API key", secret=True),
    SettingField("api_secret", "API secret", secret=True),
    SettingField(
        "webhook_key",
        "Webhook signing key",
        secret=True,
        required=False,
        help="The signing key of the notification entry in iDenfy's dashboard.",
    ),
    SettingField(
        "environment_name",
        "iDenfy environment of the keys",
        secret=False,
        required=False,
        help="As in iDenfy's dashboard; keys do not tell. Invented results need DEV.",
        kind=SettingKind.CHOICE,
        choices=("DEV", "TEST", "DEMO", "PROD"),
    ),
    SettingField(
        "locale",
        "Language of the hosted page",
        secret=False,
        required=False,
        kind=SettingKind.CHOICE,
        choices=LOCALES,
    ),
    *(
        SettingField(key, label, secret=False, required=False, help=_RETURN, kind=SettingKind.ADDRESS)
        for key, label in (
            ("successUrl", "Return address after approval"),
            ("errorUrl", "Return address after a refusal"),
            ("unverifiedUrl", "Return address after a cancel"),
        )
    ),
    SettingField(
        "callbackUrl",
        "Own webhook address",
        secret=False,
        required=False,
        help="Replaces the address in iDenfy's dashboard for every session; iDenfy must have allowed it.",
        kind=SettingKind.ADDRESS,
    ),
    SettingField(
        "expiryTime",
        "Seconds a link can be opened",
        secret=False,
        required=False,
        help="60 to 2592000; iDenfy's own default is one day.",
        kind=SettingKind.NUMBER,
        least=60,
        most=2_592_000,
    ),
    SettingField(
        "sessionLength",
        "Seconds a session lasts",
        secret=False,
        required=False,
        help="60 to 3600; iDenfy's own default is half an hour.",
        kind=SettingKind.NUMBER,
        least=60,
        most=3600,
    ),
    SettingField(
        "manual_review",
        "People at iDenfy review every session",
        secret=False,
        required=False,
        default="no",
        help="With yes a result without a reviewer's codes counts as provisional.",
        kind=SettingKind.CHOICE,
        choices=("no", "yes"),
    ),
    PICTURES_FIELD,
    HOSTED_DOMAIN_FIELD,
)

MANIFEST: Final = ProviderManifest(
    id=ProviderId("idenfy"),
    title=TITLE,
    abilities=frozenset({Ability.LISTS, Ability.READS, Ability.CREATES, Ability.REPORTS, Ability.WEBHOOKS}),
    base_urls={Environment.TEST: _HOST, Environment.LIVE: _HOST},
    # The host of a link for more information is not documented; the session's own are ivs and ui.
    hosted_hosts=(".idenfy.com",),
    fields=_FIELDS,
    create_fields=CREATE_FIELDS,
    # A clientId is whatever we say: https://documentation.idenfy.com/kyc/generate-token
    keeps_customers=False,
    # Regular reading of the status is forbidden: https://documentation.idenfy.com/kyc/data-retrieval
    polling=PollingPolicy(
        mode=PollingMode.WEBHOOK,
        requests_per_s=2.0,
        watched_s=0.0,
        live_s=0.0,
        review_s=0.0,
        discover_s=0.0,
        overdue_s=_OVERDUE_S,
        # The numbers are ours: iDenfy publishes none, and may restrict an account that asks regularly.
        fallback_reads_per_day=240,
        asked_again_s=900.0,
    ),
    documentation_url="https://documentation.idenfy.com/kyc/generate-token",
    presets=PRESETS,
    refusals={Ability.ATTEMPTS: "iDenfy counts the tries inside a session itself and does not show them."},
    # https://documentation.idenfy.com/kyc/generate-token
    uses_credits=True,
    field_titles=FIELD_TITLES,
    # https://documentation.idenfy.com/resources/vocabulary
    erased_statuses=frozenset({"DELETED", "EXPIRED-DELETED"}),
    # ACTIVE says nothing of the page; REVIEWING comes after all was captured.
    told_phases=frozenset({Phase.IN_REVIEW}),
    desk_fields=("tokenType", "locale", "country", "documents", "expiryTime", "generateDigitString"),
    # Once opened, a session has a clock of its own; https://documentation.idenfy.com/kyc/generate-token
    session_field=SESSION_LENGTH,
    digits_field=DIGIT_STRING,
    # A suspicion on top of an approval keeps its raw status; https://documentation.idenfy.com/kyc/suspected-status
    attention={"SUSPECTED": AttentionReason.SUSPECTED, "APPROVED": AttentionReason.SUSPECTED},
)
