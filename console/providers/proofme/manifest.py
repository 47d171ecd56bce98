"""What Proofme is and can do."""

from __future__ import annotations

from typing import Final

from console.domain.phase import Phase
from console.domain.provider import (
    HOSTED_DOMAIN_FIELD,
    PICTURES_FIELD,
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
from console.providers.proofme import TITLE

# Test identifications are made at the live address with `testmode`; the test address is for self-hosted set-ups.
# https://docs.proofme.id/#/api/v1/identification/post_identification
_BASE_URL: Final = "https://api.proofme.id/v1"

# https://docs.proofme.id/#/api/v1/identification/post_identification
NOTIFY_KEYS: Final = ("hashedPhonenumber", "hashedEmail", "hashedDid", "hashedPublicKey")

_FIELDS: Final = (
    SettingField(
        "api_key",
        "API key",
        secret=True,
        required=False,
        help="From the dashboard; begins with proofme_.",
        one_of="credentials",
    ),
    SettingField(
        "jwt",
        "JWT",
        secret=True,
        required=False,
        help="Instead of the API key, where your organisation makes one; pasted as it is and used while it is valid.",
        one_of="credentials",
    ),
    SettingField(
        "proofmeId",
        "Template (proofmeId)",
        secret=False,
        required=False,
        help="The id of the request made in Proofme's dashboard; used unless a create names another.",
    ),
    SettingField(
        "template_ids",
        "More templates",
        secret=False,
        required=False,
        help="Ids with commas between them; the first is used when no template is set above.",
    ),
    SettingField(
        "redirectUrl",
        "Return address",
        secret=False,
        required=False,
        help="Where the customer's browser goes at the end. Empty: Proofme's own closing page. It proves nothing.",
        kind=SettingKind.ADDRESS,
    ),
    SettingField(
        "webhookUrl",
        "Webhook address",
        secret=False,
        required=False,
        help="Public https address told of every change; Proofme does not sign, so each one is read again.",
        kind=SettingKind.ADDRESS,
    ),
    SettingField(
        "body_encoding",
        "Form of requests",
        secret=False,
        required=False,
        default="form",
        help="json where an installation refuses forms.",
        kind=SettingKind.CHOICE,
        choices=("form", "json"),
    ),
    SettingField(
        "auth_prefix",
        "Word before the key",
        secret=False,
        required=False,
        help="Empty for the key alone; Bearer where an installation asks for it.",
    ),
    SettingField(
        "pgp_private_key",
        "PGP private key",
        secret=True,
        required=False,
        help="The file downloaded when the API key was made; it opens the verified data on this computer.",
        is_file=True,
    ),
    PICTURES_FIELD,
    HOSTED_DOMAIN_FIELD,
)

_TEST: Final = "Test and notification"
_WHERE: Final = "Addresses and data"
_HASH_HELP: Final = "A ready-made hash; this program never makes one."
_CREATE_FIELDS: Final = (
    CreateField("name", "Name", required=True, help="Kept here; not sent to Proofme."),
    CreateField("email", "E-mail", FieldKind.EMAIL, help="Kept here; not sent to Proofme."),
    CreateField("proofmeId", "Template (proofmeId)", setting="proofmeId"),
    CreateField(
        "description",
        "Text for the customer",
        max_characters=255,
        help="Shown on the hosted page after our reference; both together hold 255 characters.",
    ),
    CreateField("redirectUrl", "Return address", setting="redirectUrl", group=_WHERE),
    CreateField("webhookUrl", "Webhook address", setting="webhookUrl", group=_WHERE),
    CreateField(
        "metadata",
        "Metadata",
        group=_WHERE,
        help="A JSON object that Proofme keeps with the identification; our reference is added.",
    ),
    CreateField(
        "testmode",
        "Test identification",
        FieldKind.SWITCH,
        group=_TEST,
        help="It proves nothing about a person.",
    ),
    CreateField("hashedPhonenumber", "Notify: hashed phone number", group=_TEST, help=_HASH_HELP),
    CreateField("hashedEmail", "Notify: hashed e-mail", group=_TEST, help=_HASH_HELP),
    CreateField("hashedDid", "Notify: hashed DID", group=_TEST, help=_HASH_HELP),
    CreateField("hashedPublicKey", "Notify: hashed public key", group=_TEST, help=_HASH_HELP),
)

MANIFEST: Final = ProviderManifest(
    id=ProviderId("proofme"),
    title=TITLE,
    abilities=frozenset({Ability.LISTS, Ability.READS, Ability.CREATES, Ability.WEBHOOKS}),
    base_urls={Environment.TEST: _BASE_URL, Environment.LIVE: _BASE_URL},
    hosted_hosts=(".proofme.id",),
    fields=_FIELDS,
    create_fields=_CREATE_FIELDS,
    # A customer is what we write into the metadata, nothing more.
    keeps_customers=False,
    # No limits are published; a desktop cannot receive webhooks, so reading is the main way to learn of a result.
    polling=PollingPolicy(
        mode=PollingMode.POLL,
        requests_per_s=2.0,
        watched_s=5.0,
        live_s=60.0,
        review_s=60.0,
        discover_s=300.0,
        # Its terminal statuses are final for good; https://docs.proofme.id/#/api/overview
        rereads_settled=False,
    ),
    documentation_url="https://docs.proofme.id/#/api/overview",
    refusals={
        Ability.ATTEMPTS: "Proofme has no attempts: the identification itself is the one try.",
        Ability.REPORTS: "Proofme makes no PDF report; its result is encrypted data that only your key opens.",
    },
    # `scannedAt` tells that the page was opened; nothing stands between that and the end.
    told_phases=frozenset({Phase.CAPTURING}),
    desk_fields=("proofmeId", "testmode"),
)
