"""What a provider is and can do, as one frozen description; knows no provider by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from console.domain.attention import AttentionReason
from console.domain.environment import Environment, ProviderId
from console.domain.evidence_file import PICTURES_ON, PICTURES_SETTING
from console.domain.phase import Phase

_DAY_S: Final = 86_400.0


class Ability(StrEnum):
    """Something a provider's interface lets us do; each has one Protocol in providers/contract.py."""

    LISTS = "lists"
    READS = "reads"
    CREATES = "creates"
    ATTEMPTS = "attempts"
    REPORTS = "reports"
    WEBHOOKS = "webhooks"


class PollingMode(StrEnum):
    """How an account learns of changes."""

    POLL = "poll"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class PollingPolicy:
    """How often one account may ask; our choice within the provider's documented limits.

    `requests_per_s` is the budget per account and environment; `simulator_requests_per_s` replaces it for a
    simulator account. Intervals are seconds between two reads of one open verification: `watched_s` while a person
    looks at it, `live_s` while the customer may be in the flow, `review_s` while the provider decides,
    `discover_s` between two passes over the provider's list (0: there is no list or it must not be polled).
    A WEBHOOK provider's verifications are read again only after a webhook or when one is `overdue_s` late.
    `fallback_reads_per_day` caps those reads, of all its verifications together (0: no cap), and spaces them evenly; a
    person may read one again `asked_again_s` seconds after they did.
    `requests_per_read`: how many calls one whole read of a verification takes at most when nothing is remembered.
    `rereads_settled`: final ones are looked at again daily for a month and weekly for a year, for a verdict can
    change; False where the provider's documentation calls them final for good. Never in WEBHOOK mode.
    """

    mode: PollingMode
    requests_per_s: float
    watched_s: float
    live_s: float
    review_s: float
    discover_s: float
    overdue_s: float = 0.0
    fallback_reads_per_day: int = 0
    asked_again_s: float = 0.0
    simulator_requests_per_s: float = 200.0
    rereads_settled: bool = True
    requests_per_read: float = 2.0

    @property
    def fallback_pause_s(self) -> float:
        """Seconds between two reads for lost webhooks."""
        return _DAY_S / self.fallback_reads_per_day if self.fallback_reads_per_day else 0.0

    def budget_per_s(self, environment: Environment) -> float:
        """Requests per second of an account in this environment."""
        is_simulator = environment is Environment.SIMULATOR
        return self.simulator_requests_per_s if is_simulator else self.requests_per_s


class SettingKind(StrEnum):
    """What an account's value must look like before it is kept. ADDRESS begins with http or https."""

    TEXT = "text"
    ADDRESS = "address"
    CHOICE = "choice"
    NUMBER = "number"
    HOSTS = "hosts"


@dataclass(frozen=True, slots=True)
class SettingField:
    """One value an account needs, as shown in the account form and read from `account add --from`.

    `is_file` marks one that people have as a file and load, such as a private key. `choices` are the only values of a
    CHOICE; HOSTS are names such as `verify.example.com`, parted by commas; a NUMBER is whole and from `least` to `most`,
    both included. `optional_in_simulator`: a simulator has one of its own. Of the fields with the same word in `one_of`
    at least one is needed.
    """

    key: str
    label: str
    secret: bool
    required: bool = True
    default: str = ""
    help: str = ""
    is_file: bool = False
    kind: SettingKind = SettingKind.TEXT
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    optional_in_simulator: bool = False
    one_of: str = ""

    def is_required(self, environment: Environment) -> bool:
        """Whether an account in this environment cannot do without it."""
        return self.required and not (self.optional_in_simulator and environment is Environment.SIMULATOR)


PICTURES_FIELD: Final = SettingField(
    PICTURES_SETTING,
    "Keep pictures of documents and faces",
    secret=False,
    required=False,
    default="no",
    help="Reports are always kept. With yes pictures are fetched too once a verdict is final, from then on.",
    kind=SettingKind.CHOICE,
    choices=("no", PICTURES_ON),
)
"""The setting of an account at a provider that has pictures; off, because nobody should keep what is not needed."""


HOSTED_DOMAIN_SETTING: Final = "hosted_domain"
HOSTED_DOMAIN_FIELD: Final = SettingField(
    HOSTED_DOMAIN_SETTING,
    "Own domain of hosted pages",
    secret=False,
    required=False,
    help="Only if the provider serves your verification pages under a name of yours, such as verify.example.com.",
    kind=SettingKind.HOSTS,
)
"""The setting of every account that adds hosts to those its provider's links may lead to."""


class FieldKind(StrEnum):
    """How a value of the create form is entered. FILE: the window reads a file and hands on its bytes as base64."""

    TEXT = "text"
    EMAIL = "email"
    DATE = "date"
    COUNTRY = "country"
    CHOICE = "choice"
    SWITCH = "switch"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class CreateField:
    """One value of the *New verification* form. `key` is `name`, `email` or the provider's own field name.

    `setting` names an account setting that gives the default. `max_characters` 0 means no documented limit.
    `group` is the heading it stands under, as the provider's documentation groups its parameters; empty: the first.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    setting: str = ""
    choices: tuple[str, ...] = ()
    max_characters: int = 0
    help: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class CreatePreset:
    """A named set of values for the create form, keyed as its fields; what it does not name stays as it is."""

    name: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProviderManifest:
    """Everything the program must know about a provider before talking to it.

    `base_urls` holds the documented address per environment (none for the simulator, which announces its own).
    `hosted_hosts` are the hosts a hosted link may point to; a leading dot means any host below it.
    `fields` are keyed as in the simulator's start line (`api_key`, `secret_key` ...), `create_fields` make the form of
    a new verification and `presets` fill it. `refusals` gives, for an ability that is missing, the sentence shown on
    the disabled button. `uses_credits`: each verification that is made uses one up, and the provider's interface tells
    no balance. `erased_statuses` and `erasing_events` are the statuses and webhook events by which the provider documents
    that what was personal is gone there, whoever erased it: then it goes here too. `told_phases`: of CAPTURING (the
    customer has opened the page) and IN_REVIEW (all is captured), those its statuses can tell. `attention` names, by raw
    status, what a verification in Phase.ACTION_NEEDED wants of a person; those it does not name want something.
    `keeps_customers`: a customer is a record of its own there, so a create for an id
    that nobody has is refused; else any id is taken and a mistyped one begins somebody new.
    `status_meanings` and `attempt_meanings` explain documented statuses of its verifications (a sentence) and attempts
    (a few words), where the provider documents what they mean. `unopened_statuses` are statuses of an attempt whose link
    ran out before anybody opened it: nobody has failed at anything.
    `desk_fields` are the keys of those create fields that the front desk offers. `link_life_is_about`: how long a link
    lives is the provider's default, it does not tell. `session_field` and `digits_field` name, among a verification's
    details, how many seconds a flow lasts once begun and the short code that stands for its link.
    `field_titles` are words of ours for documented fields of its records; what has none is shown verbatim.
    """

    id: ProviderId
    title: str
    abilities: frozenset[Ability]
    base_urls: dict[Environment, str]
    hosted_hosts: tuple[str, ...]
    fields: tuple[SettingField, ...]
    create_fields: tuple[CreateField, ...]
    polling: PollingPolicy
    documentation_url: str
    presets: tuple[CreatePreset, ...] = ()
    refusals: dict[Ability, str] = field(default_factory=dict[Ability, str])
    told_phases: frozenset[Phase] = frozenset()
    attention: Mapping[str, AttentionReason] = field(default_factory=dict[str, AttentionReason])
    uses_credits: bool = False
    keeps_customers: bool = True
    erased_statuses: frozenset[str] = frozenset()
    erasing_events: frozenset[str] = frozenset()
    desk_fields: tuple[str, ...] = ()
    link_life_is_about: bool = False
    session_field: str = ""
    digits_field: str = ""
    field_titles: Mapping[str, str] = field(default_factory=dict[str, str])
    status_meanings: Mapping[str, str] = field(default_factory=dict[str, str])
    attempt_meanings: Mapping[str, str] = field(default_factory=dict[str, str])
    unopened_statuses: frozenset[str] = frozenset()
