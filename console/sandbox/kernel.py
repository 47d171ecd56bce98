"""What the core gives every provider module: time, randomness, ids, ledger, people, webhooks, addresses."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from console.sandbox.clock import Callback, Scheduler, SimClock
from console.sandbox.module import LedgerRow, Subscription, WebhookEvent


class Publisher(Protocol):
    """The sender of webhooks as providers see it."""

    def publish(self, event: WebhookEvent) -> None:
        """Send to everybody who wants the event, and again after failures; returns at once."""
        ...

    def subscriptions(self, provider: str) -> Sequence[Subscription]:
        """What the control API subscribed at this provider, switched off ones included."""
        ...

    def change(self, subscription: Subscription) -> None:
        """Put this one in the place of the one with the same id."""
        ...


class Ledger:
    """Every record ever made, per provider, in the order of making; nothing is ever taken out."""

    def __init__(self) -> None:
        self._rows: dict[str, list[LedgerRow]] = {}

    def add(self, provider: str, row: LedgerRow) -> None:
        """Write down one record at the moment of its making; deleting it later takes nothing out here."""
        self._rows.setdefault(provider, []).append(row)

    def rows(self, provider: str) -> Sequence[LedgerRow]:
        """One provider's records in the order of making; none for a provider that made nothing."""
        return self._rows.get(provider, [])


class ScriptedPeople:
    """The waiting times of scripted people and reviewers, divided by the speed; at speed 0 nobody moves."""

    def __init__(self, scheduler: Scheduler, clock: SimClock, speed: float) -> None:
        self._scheduler = scheduler
        self._clock = clock
        self._speed = speed

    @property
    def move(self) -> bool:
        """False at speed 0: then nothing of a person's ever falls due."""
        return self._speed > 0

    def after(self, seconds: float, callback: Callback) -> None:
        """Run `callback` after `seconds` at speed 1; never when nobody moves.

        The callback must look at the record again: by then somebody may have taken another step.
        """
        if self.move:
            self._scheduler.at(self._clock.now() + timedelta(seconds=seconds / self._speed), callback)


@dataclass(slots=True)
class Kernel:
    """Shared parts; `origin` is scheme, host and port of the providers, without a trailing slash."""

    seed: int
    origin: str
    clock: SimClock
    scheduler: Scheduler
    people: ScriptedPeople
    ledger: Ledger
    webhooks: Publisher
    started_at: datetime
    _sources: dict[str, random.Random] = field(default_factory=dict[str, random.Random])

    def random(self, purpose: str) -> random.Random:
        """The source of randomness of one purpose; the same object each time, so its values go on."""
        if purpose not in self._sources:
            self._sources[purpose] = random.Random(f"{self.seed}:{purpose}")  # noqa: S311  # invented data, no secrets
        return self._sources[purpose]

    def new_uuid(self, purpose: str) -> str:
        """A lower-case version 4 UUID from the seed."""
        return str(uuid.UUID(int=self.random(f"{purpose}:uuid").getrandbits(128), version=4))

    def hosted_url(self, provider: str, token: str) -> str:
        """The page on which a person goes through the flow; `token` must be URL-safe and hard to guess."""
        return f"{self.origin}/hosted/{provider}/{token}"
