"""A webhook whose verdict is not the one that stands: the provider is asked which is the newer. Saves nothing."""

from __future__ import annotations

from dataclasses import replace

from console.domain.errors import ConsoleError
from console.domain.phase import Phase
from console.domain.verification import RawDocument, Snapshot, Verification, build_bare_snapshot
from console.domain.webhook import WEBHOOK, Delivery
from console.providers.contract import KnownVerification
from console.sync.coordinator import Coordinator


def contradicts(told: Snapshot, stored: Verification) -> bool:
    """Both are final and differ. When a verdict was given is signed by nobody: a delivery that comes late, or again,
    may be the older one. https://documentation.idenfy.com/security/callback-signing"""
    new = told.verification
    return _is_over(stored) and new.is_final and bool(new.raw_status) and new.raw_status != stored.raw_status


async def fetch_truth(
    coordinator: Coordinator, told: Snapshot, stored: Verification, delivery: Delivery
) -> Snapshot:
    """What to record of a delivery that contradicts what is stored: what the provider says now.

    That is the delivery itself, the stored verdict (then only the delivery's bytes are kept) or a third one. Raises
    the `ProviderFault` of the look: then nothing is known.
    """
    client = (await coordinator.connected()).client
    try:
        seen = await client.fetch_verification(KnownVerification(stored.id, stored.customer_id))
    except ConsoleError as fault:
        coordinator.note_fault(fault)
        raise
    now = seen.verification
    if now.raw_status == told.verification.raw_status:
        return told
    if now.raw_status == stored.raw_status:
        return build_bare_snapshot(stored.id, stored.customer_id, RawDocument(WEBHOOK, delivery.body))
    # The look came after the delivery, whatever time the provider tells.
    dated = replace(now, updated_at=now.updated_at or delivery.received_at)
    return replace(seen, verification=dated, raw=(*told.raw, *seen.raw))


def _is_over(verification: Verification) -> bool:
    """A suspicion is open for us but the provider's last word."""
    is_over = verification.phase.is_final or verification.phase is Phase.ACTION_NEEDED
    return is_over and verification.is_final
