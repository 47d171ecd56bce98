"""An account: one set of credentials at one provider in one environment. Secrets are never part of these values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from console.domain.environment import Environment, ProviderId

AccountId = NewType("AccountId", str)


@dataclass(frozen=True, slots=True)
class Account:
    """`name` is chosen by the person and unique in the profile; `settings` holds the fields that are not secret."""

    id: AccountId
    name: str
    provider: ProviderId
    environment: Environment
    base_url: str
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account's secrets by field key; its repr shows only which keys are there."""

    values: Mapping[str, str] = field(repr=False)

    def value(self, key: str) -> str:
        """The secret under `key`, or an empty string when the account has none."""
        return self.values.get(key, "")


class LinkState(StrEnum):
    """How the last exchanges with a provider went, as the rail and the status bar show it."""

    IDLE = "idle"
    LIVE = "live"
    SLOW = "slow"
    THROTTLED = "throttled"
    DOWN = "down"
    UNAUTHORISED = "unauthorised"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class AccountState:
    """What the status bar knows about one account at one moment.

    WAITING means: no regular polling is allowed here, the account waits for a webhook.
    `problem` is a sentence for people, empty when all is well; `first_sync_done` tells an empty list from an unread one.
    `requests_left` is what the account's budget allows right now. `fallback_at` is when the first missing webhook of a
    WAITING account counts as lost, so that the provider may be asked.
    """

    account_id: AccountId
    link: LinkState = LinkState.IDLE
    last_ok_at: datetime | None = None
    problem: str = ""
    next_poll_at: datetime | None = None
    requests_left: float | None = None
    first_sync_done: bool = False
    syncing: bool = False
    fallback_at: datetime | None = None
