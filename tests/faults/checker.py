"""Reads the simulator's ledger, the store and the history of the outbox, and names every broken promise.

The promises are those of the outbox: nothing lost (I1), at most once (I2), frozen bodies (I3), order per customer (I4),
unknown is shown (I5), poison does not block (I6), settled stays settled (I7), one sender (I8).
What left is told by the wire itself: see wire.py.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from console.domain.events import Event, OutboxChanged
from console.domain.outbox import (
    OPEN_STATES,
    FrozenRequest,
    OutboxId,
    OutboxItem,
    OutboxState,
    is_same_customer,
)
from console.providers.checkout.mapping import to_reference
from console.store.store import Store
from console.store.values import AuditEntry

_STATE_PREFIX = "outbox_"
_TOLD = "outbox_told"
_SETTLED = frozenset(OutboxState) - OPEN_STATES


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that makes something, as it left; `item_id` is empty where no item had it written down.

    `began` and `ended` are places in one order of all that happened on the wire; `ended` is infinite while nothing came.
    `sent_at` is the sender's clock, `held_until` the end of its hold when it began; `status` the answer's, 0 without one.
    """

    item_id: OutboxId
    holder: str
    request: FrozenRequest
    sent_at: datetime
    held_until: datetime
    began: int
    ended: float = math.inf
    status: int = 0

    @property
    def was_refused(self) -> bool:
        """The provider said that it did nothing."""
        return 400 <= self.status < 500 and self.status != 408


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish that the provider's rules allow, what was open then, and what became of it: its item, or None."""

    wish: OutboxItem
    open_before: tuple[OutboxItem, ...]
    item_id: OutboxId | None


@dataclass(frozen=True, slots=True)
class Round:
    """One round of looking after everything: when each open item was changed last, before and after it."""

    before: Mapping[OutboxId, datetime]
    after: Mapping[OutboxId, datetime]


@dataclass(slots=True)
class History:
    """Every state of every item as the screen was told of it; what left; what people asked for; every round."""

    seen: list[OutboxItem] = field(default_factory=list[OutboxItem])
    sent: list[Sent] = field(default_factory=list[Sent])
    asks: list[Ask] = field(default_factory=list[Ask])
    rounds: list[Round] = field(default_factory=list[Round])

    def follow(self, store: Store) -> Any:
        """A listener for the bus."""

        def hear(event: Event) -> None:
            if isinstance(event, OutboxChanged):
                item = store.read.load_outbox_item(event.item_id)
                if item is not None:
                    self.seen.append(item)

        return hear


@dataclass(frozen=True, slots=True)
class World:
    """What is compared: records made through the interface by provider, items, the audit log, what the screen said."""

    ledgers: Mapping[str, Sequence[Mapping[str, Any]]]
    provider_of: Mapping[str, str]
    items: Sequence[OutboxItem]
    audit: Sequence[AuditEntry]
    history: History

    def made_by(self, item: OutboxItem) -> list[Mapping[str, Any]]:
        """Records at the provider that this item made: by its answers, its keys, its reference, and attempts of what does.

        A customer's reference stands on all that was ever made for them. Where several items made something for one
        customer only answers and keys tell which; that nobody sent twice is then for `Sent` to show (I8).
        """
        rows = self._of_api(item)
        known = {result.id for result in item.done}
        keys = {sent.request.idempotency_key for sent in self.history.sent if sent.item_id == item.id} - {""}
        is_alone = not self._is_shared(item)
        return [
            row
            for row in rows
            if row["id"] in known
            or row["idempotency_key"] in keys
            or (
                _carries(row, item)
                and (is_alone or row["kind"] == "customer")
                and not self._is_claimed(row, item)
            )
            or (is_alone and row["kind"] == "attempt" and row["customer_id"] == self._own_customer(item))
        ]

    def find_unclaimed(self, item: OutboxItem, kind: str) -> list[str]:
        """What a person sees at the provider who looks for what an uncertain item made."""
        rows = [row for row in self._of_api(item) if row["kind"] == kind and not self._is_claimed(row, item)]
        return [
            row["id"] for row in rows if _carries(row, item) or row["customer_id"] == item.customer_id != ""
        ]

    def _of_api(self, item: OutboxItem) -> list[Mapping[str, Any]]:
        provider = self.provider_of[item.account_id]
        return [row for row in self.ledgers[provider] if row["by"] == "api"]

    def _is_claimed(self, row: Mapping[str, Any], item: OutboxItem) -> bool:
        others = (
            other for other in self.items if other.id != item.id and other.account_id == item.account_id
        )
        return any(row["id"] == result.id for other in others for result in other.done)

    def _is_shared(self, item: OutboxItem) -> bool:
        """Whether other items made something for the same customer."""
        return item.customer_id != "" and any(
            other.customer_id == item.customer_id
            for other in self.items
            if other.id != item.id and other.account_id == item.account_id
        )

    def _own_customer(self, item: OutboxItem) -> str:
        """Attempts carry no reference; those of a customer made for this intent are its own, until more is asked for."""
        asked_again = any(other.intent.verification_id == item.made_verification_id for other in self.items)
        return "" if item.intent.customer_id or asked_again else item.customer_id


def find_breaches(world: World) -> list[str]:
    """One sentence per broken promise; empty when all were kept."""
    return [
        *_lost(world),
        *_doubled(world),
        *_thawed(world),
        *_out_of_order(world),
        *_mistold(world),
        *_held_up(world),
        *_unsettled(world),
        *_sent_twice(world),
    ]


def _lost(world: World) -> Iterable[str]:
    stored = {item.id for item in world.items}
    for item in world.history.seen:
        if item.id not in stored:
            yield f"I1: {item.id} was shown as {item.state.value} and is not in the store"
    for sent in world.history.sent:
        if not sent.item_id:
            yield f"I1: {sent.request.method} {sent.request.path} left and was not written down before"


def _doubled(world: World) -> Iterable[str]:
    for item in world.items:
        if item.intent.operation:
            continue
        counts = Counter(row["kind"] for row in world.made_by(item))
        for kind, count in counts.items():
            if count > 1:
                yield f"I2: {item.intent.reference} made {count} records of kind {kind}"
    for provider, rows in world.ledgers.items():
        keys = Counter((row["idempotency_key"], row["kind"]) for row in rows if row["idempotency_key"])
        for (key, kind), count in keys.items():
            if count > 1:
                yield f"I2: {provider} made {count} records of kind {kind} under key {key}"


def _thawed(world: World) -> Iterable[str]:
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for item in (*world.history.seen, *world.items):
        if item.pending is not None and item.pending.idempotency_key:
            bodies[item.pending.idempotency_key].add(item.pending.body)
    for sent in world.history.sent:
        if sent.request.idempotency_key:
            bodies[sent.request.idempotency_key].add(sent.request.body)
    for key, found in bodies.items():
        if len(found) > 1:
            yield f"I3: {len(found)} bodies under key {key}"


def _out_of_order(world: World) -> Iterable[str]:
    still_open = [item for item in world.items if item.state in OPEN_STATES]
    for place, item in enumerate(still_open):
        for other in still_open[place + 1 :]:
            if is_same_customer(item, other):
                yield f"I4: {item.id} and {other.id} of one customer are both under way"
    for ask in world.history.asks:
        if ask.item_id is not None and _find_in_the_way(ask):
            yield f"I4: {ask.item_id} was taken while something of the same customer was not settled"


def _mistold(world: World) -> Iterable[str]:
    for item in world.items:
        made = [row for row in world.made_by(item) if row["kind"] == "verification"]
        is_main = not item.intent.operation
        if item.state is OutboxState.REFUSED and world.made_by(item):
            yield f"I5: {item.intent.reference} is said to be refused and was made"
        if item.state is OutboxState.ATTENTION and is_main and made and item.verification_id is None:
            yield f"I5: {item.intent.reference} needs attention and does not tell of its verification"
        if (
            item.state is OutboxState.ACCEPTED
            and is_main
            and [row["id"] for row in made] != [item.verification_id]
        ):
            yield f"I5: {item.intent.reference} is accepted as {item.verification_id}, the ledger has {made}"
        if item.state in {OutboxState.UNKNOWN, OutboxState.ATTENTION} and not item.reason:
            yield f"I5: {item.id} is {item.state.value} without a reason"


def _held_up(world: World) -> Iterable[str]:
    for ask in world.history.asks:
        if ask.item_id is None and not _find_in_the_way(ask):
            yield f"I6: {ask.wish.intent.reference} was held up and nothing of the same customer was open"
    for each in world.history.rounds:
        for item_id, changed_at in each.before.items():
            if each.after.get(item_id) == changed_at:
                yield f"I6: {item_id} was passed over in a round"
    for item in world.items:
        if item.state is OutboxState.QUEUED:
            yield f"I6: {item.id} is left queued"


def _find_in_the_way(ask: Ask) -> list[OutboxItem]:
    return [other for other in ask.open_before if is_same_customer(ask.wish, other)]


def _sent_twice(world: World) -> Iterable[str]:
    """Bytes that must not be repeated leave once; others once by each holder, and never by two who both hold."""
    found: dict[tuple[OutboxId, str, bytes, str], list[Sent]] = defaultdict(list)
    for sent in world.history.sent:
        if sent.item_id:
            request = sent.request
            found[sent.item_id, request.path, request.body, request.idempotency_key].append(sent)
    for (item_id, *_), sends in found.items():
        if not sends[0].request.replay_s and not all(sent.was_refused for sent in sends[:-1]):
            yield f"I8: {item_id} was sent {len(sends)} times and nothing makes that harmless"
        if len({sent.holder for sent in sends}) < len(sends):
            yield f"I8: {item_id} was sent twice by one holder"
        for first, second in pairwise(sends):
            if second.began < first.ended and second.sent_at < first.held_until:
                yield f"I8: {item_id} was sent by two at once"


def _carries(row: Mapping[str, Any], item: OutboxItem) -> bool:
    return to_reference(row["reference"] or "") == item.intent.reference


def _unsettled(world: World) -> Iterable[str]:
    """The audit log is in the order of the deeds, whatever the clock said."""
    ended: dict[OutboxId, str] = {}
    for entry in world.audit:
        if not entry.action.startswith(_STATE_PREFIX):
            continue
        item_id = OutboxId(entry.subject)
        if entry.action == _TOLD:
            continue
        if item_id in ended:
            yield f"I7: {item_id} went from {ended[item_id]} to {entry.action}"
        if OutboxState(entry.action.removeprefix(_STATE_PREFIX)) in _SETTLED:
            ended[item_id] = entry.action
