"""Reads the simulator's ledger, the store and the history of the outbox, and names every broken promise.

The promises are those of the outbox: nothing lost (I1), at most once (I2), frozen bodies (I3), order per customer (I4),
unknown is shown (I5), poison does not block (I6), settled stays settled (I7), one sender (I8).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from console.domain.events import Event, OutboxChanged
from console.domain.outbox import OPEN_STATES, OutboxId, OutboxItem, OutboxState, is_same_customer
from console.providers.checkout.mapping import to_reference
from console.store.store import Store
from console.store.values import AuditEntry

_STATE_PREFIX = "outbox_"
_TOLD = "outbox_told"
_SETTLED = frozenset(OutboxState) - OPEN_STATES


@dataclass(slots=True)
class History:
    """Every state of every item as the screen was told of it."""

    seen: list[OutboxItem] = field(default_factory=list[OutboxItem])

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
        """Records at the provider that carry the item's reference, and attempts of what does."""
        provider = self.provider_of[item.account_id]
        rows = [row for row in self.ledgers[provider] if row["by"] == "api"]
        ours = [row for row in rows if to_reference(row["reference"] or "") == item.intent.reference]
        known = {result.id for result in item.done}
        # Attempts carry no reference; those of a customer made for this intent are its own, until somebody asks for more.
        asked_again = any(other.intent.verification_id == item.made_verification_id for other in self.items)
        own_customer = "" if item.intent.customer_id or asked_again else item.customer_id
        attempts = [row for row in rows if row["kind"] == "attempt" and row["customer_id"] == own_customer]
        return ours + [row for row in rows if row not in ours and (row["id"] in known or row in attempts)]


def find_breaches(world: World) -> list[str]:
    """One sentence per broken promise; empty when all were kept."""
    return [
        *_lost(world),
        *_doubled(world),
        *_thawed(world),
        *_out_of_order(world),
        *_mistold(world),
        *_unsettled(world),
    ]


def _lost(world: World) -> Iterable[str]:
    stored = {item.id for item in world.items}
    for item in world.history.seen:
        if item.id not in stored:
            yield f"I1: {item.id} was shown as {item.state.value} and is not in the store"


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
    for key, found in bodies.items():
        if len(found) > 1:
            yield f"I3: {len(found)} bodies under key {key}"


def _out_of_order(world: World) -> Iterable[str]:
    still_open = [item for item in world.items if item.state in OPEN_STATES]
    for place, item in enumerate(still_open):
        for other in still_open[place + 1 :]:
            if is_same_customer(item, other):
                yield f"I4: {item.id} and {other.id} of one customer are both under way"


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
