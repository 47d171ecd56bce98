"""What the outbox knows of a create: whether it was sent although something failed afterwards, and what it made."""

from __future__ import annotations

from console.domain.customer import Customer
from console.domain.outbox import CUSTOMER_STEP, OutboxId, OutboxItem, OutboxState
from console.services.services import Services


async def find_sent(services: Services, reference: str) -> OutboxItem | None:
    """The item of that reference unless it was refused. Raises `StoreUnavailable` when nobody can tell."""
    for item in await services.creation.load_outbox():
        if item.intent.reference == reference and item.state is not OutboxState.REFUSED:
            return item
    return None


async def load_item(services: Services, item_id: OutboxId | None) -> OutboxItem | None:
    """The item of that id, None when there is none."""
    return next((item for item in await services.creation.load_outbox() if item.id == item_id), None)


def find_customer(item: OutboxItem) -> Customer | None:
    """The customer a create made alone, without a verification; None for everything else."""
    made = [result for result in item.done if result.step == CUSTOMER_STEP]
    if not made or item.verification_id is not None:
        return None
    intent = item.intent
    return Customer(item.customer_id, intent.name, intent.email, intent.reference)
