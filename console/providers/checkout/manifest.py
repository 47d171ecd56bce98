"""What Checkout.com is and can do; light, because it is read before the first window is painted."""

from __future__ import annotations

from typing import Final

from console.domain.provider import (
    Ability,
    CreateField,
    Environment,
    FieldKind,
    PollingMode,
    PollingPolicy,
    ProviderId,
    ProviderManifest,
    SettingField,
)

TITLE: Final = "Checkout.com"
# Where a customer lands who has nowhere else to go: an address kept free for such uses (RFC 2606).
DEFAULT_REDIRECT_URL: Final = "https://example.com/"
# The declared name; https://api-reference.checkout.com/tag/Identity-Verification
SHORTEST_NAME: Final = 2
LONGEST_NAME: Final = 255

_FIELDS: Final = (
    SettingField(
        "secret_key",
        "Secret key",
        secret=True,
        required=False,
        help="Starts with sk_ (sk_sbox_ in the sandbox). Leave empty to use an access key instead.",
    ),
    SettingField("client_id", "Access key id", secret=False, required=False, help="Starts with ack_."),
    SettingField("client_secret", "Access key secret", secret=True, required=False),
    SettingField(
        "token_url",
        "Token address",
        secret=False,
        required=False,
        help="Only with an access key; empty means Checkout.com's own for this environment.",
    ),
    SettingField("webhook_key", "Webhook signature key", secret=True, required=False),
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
        required=False,
        default=DEFAULT_REDIRECT_URL,
        help="Where the customer's browser goes when the flow is over.",
    ),
)

_CREATE_FIELDS: Final = (
    CreateField("name", "Name", required=True, max_characters=LONGEST_NAME),
    CreateField("email", "E-mail", FieldKind.EMAIL),
    CreateField("birth_date", "Birth date", FieldKind.DATE),
    CreateField("user_journey_id", "User journey", setting="user_journey_ids", help="Starts with usj_."),
    CreateField("redirect_url", "Return address", setting="redirect_url"),
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
    create_fields=_CREATE_FIELDS,
    # https://www.checkout.com/docs/developer-resources/api/api-rate-limits allows more, for all programs together.
    polling=PollingPolicy(
        mode=PollingMode.POLL,
        requests_per_s=2.0,
        watched_s=10.0,
        live_s=60.0,
        review_s=60.0,
        discover_s=0.0,
    ),
    documentation_url="https://api-reference.checkout.com/tag/Identity-Verification",
    refusals={
        Ability.LISTS: "Checkout.com gives no list: it is read by the ids that are known here. Import others by id."
    },
)
