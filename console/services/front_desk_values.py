"""What the front desk offers to choose from and what it finds; values only, ready to show."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.environment import Environment, ProviderId
from console.domain.keys import VerificationKey
from console.domain.next_action import ActionOffer
from console.domain.phase import Phase
from console.domain.provider import CreatePreset
from console.services.creation import FormField


@dataclass(frozen=True, slots=True)
class DeskHit:
    """A customer or a session that fits what was typed. `key` is the newest verification, None where there is none.

    `show` and `create` are the engine's words on *Show existing code* and *New verification*; the default button is the
    first while it is allowed.
    """

    account_id: AccountId
    provider: ProviderId
    provider_title: str
    account_name: str
    environment: Environment
    customer_id: CustomerId
    key: VerificationKey | None
    customer_name: str = field(repr=False)
    email: str = field(repr=False)
    reference: str
    phase: Phase | None
    raw_status: str
    is_open: bool
    show: ActionOffer
    create: ActionOffer


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """An account that can make verifications. `fields` are those the desk offers (language, EDD, document country,
    expiry, kind), with the account's defaults; `all_fields` the whole form. `refusal`: why creating is off now."""

    account_id: AccountId
    account_name: str
    provider: ProviderId
    provider_title: str
    environment: Environment
    presets: tuple[CreatePreset, ...]
    fields: tuple[FormField, ...]
    all_fields: tuple[FormField, ...]
    uses_credits: bool
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class DeskMemory:
    """What the desk chose last and how it likes things; everything may be empty."""

    account_id: AccountId = AccountId("")
    preset: str = ""
    values: dict[str, str] = field(default_factory=dict[str, str])
    language: str = "en"
