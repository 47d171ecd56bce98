"""Whether a create was sent although something of ours failed afterwards; only the outbox knows."""

from __future__ import annotations

from console.domain.outbox import OutboxItem, OutboxState
from console.services.services import Services


async def find_sent(services: Services, reference: str) -> OutboxItem | None:
    """The item of that reference unless it was refused. Raises `StoreUnavailable` when nobody can tell."""
    for item in await services.creation.load_outbox():
        if item.intent.reference == reference and item.state is not OutboxState.REFUSED:
            return item
    return None
