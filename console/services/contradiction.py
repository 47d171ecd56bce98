"""A webhook whose verdict is not the one that stands: the provider is asked which is the newer. Saves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from console.domain.errors import ConsoleError
from console.domain.phase import Phase
from console.domain.verification import RawDocument, Snapshot, Verification, build_bare_snapshot
from console.domain.webhook import WEBHOOK, Delivery
from console.providers.contract import KnownVerification
from console.sync.coordinator import Coordinator

_A_MOMENT: Final = timedelta(microseconds=1)


def contradicts(told: Snapshot, stored: Verification) -> bool:
    """What stands is final, and this would replace it. Where facts come with the delivery its signature covers no
    time: one that comes late, or again, may be the older one. A provisional one that is older by its own facts changes
    nothing by itself."""
    new = told.verification
    differs = bool(new.raw_status) and new.raw_status != stored.raw_status
    return _is_over(stored) and differs and (new.is_final or not _is_older(new, stored))


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
    if seen.verification.raw_status == stored.raw_status:
        return build_bare_snapshot(stored.id, stored.customer_id, RawDocument(WEBHOOK, delivery.body))
    is_told = seen.verification.raw_status == told.verification.raw_status
    newer_at = _find_newer_time(stored, delivery.received_at)
    if is_told:
        return replace(told, verification=replace(told.verification, updated_at=newer_at))
    return replace(
        seen, verification=replace(seen.verification, updated_at=newer_at), raw=(*told.raw, *seen.raw)
    )


def _find_newer_time(stored: Verification, seen_at: datetime) -> datetime:
    """The look came after all that is stored, whatever time the delivery tells and however the clocks differ."""
    return seen_at if stored.updated_at is None else max(seen_at, stored.updated_at + _A_MOMENT)


def _is_older(new: Verification, stored: Verification) -> bool:
    return new.updated_at is not None and stored.updated_at is not None and new.updated_at < stored.updated_at


def _is_over(verification: Verification) -> bool:
    """A suspicion is open for us but the provider's last word."""
    is_over = verification.phase.is_final or verification.phase is Phase.ACTION_NEEDED
    return is_over and verification.is_final
