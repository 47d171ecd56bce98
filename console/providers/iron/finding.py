"""Looks at Iron for a create whose answer was lost; only reads, and says so when it cannot tell.

Within 24 hours the same bytes under the same key are the better way (https://docs.iron.xyz/hosted); this one is for later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, cast

from console.domain.outbox import (
    CUSTOMER_STEP,
    VERIFICATION_STEP,
    CreateIntent,
    FrozenRequest,
    Search,
    SearchResult,
    StepResult,
)
from console.domain.phase import Phase
from console.providers.iron import mapping, wire
from console.providers.iron.creating import SIGNING_STEP, to_created
from console.providers.iron.fetching import IronRecords
from console.providers.iron.protocol import Read
from console.providers.reading import to_raw

_ABSENT: Final = SearchResult(Search.ABSENT)
_SEVERAL_CUSTOMERS: Final = (
    "Iron has several customers with this reference and e-mail; look there which of them is meant."
)
_SEVERAL: Final = (
    "This customer has more than one identification at Iron; look there which of them was made for this."
)
_OLDER: Final = (
    "This customer's newest identification at Iron is over, and Iron does not tell which request made it; "
    "look there before making another."
)
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


async def find_created(
    records: IronRecords, intent: CreateIntent, done: tuple[StepResult, ...], pending: FrozenRequest
) -> SearchResult:
    """See `contract.FindsLostCreates`. Raises a `ProviderFault` when Iron cannot be read."""
    if pending.step == CUSTOMER_STEP:
        return await _find_customer(records, pending)
    if pending.step == SIGNING_STEP:
        return await _find_signing(records, intent, pending)
    made = [result.id for result in done if result.step == CUSTOMER_STEP]
    reads = await records.fetch_identifications(intent.customer_id or made[-1])
    return _choose(reads, intent, is_ours=bool(made))


async def _find_customer(records: IronRecords, pending: FrozenRequest) -> SearchResult:
    """Our reference is in the customer's record; the e-mail tells it from a stranger with the same one."""
    sent = _read_sent(pending)
    page = await records.search_customers(str(sent["external_id"]))
    ours = [
        item
        for item in page.items
        if (item.model.external_id, item.model.email) == (sent["external_id"], sent["email"])
    ]
    if len(ours) > 1 or (not ours and page.cursor):
        return SearchResult(Search.UNDECIDED, reason=_SEVERAL_CUSTOMERS)
    return _found(pending.step, ours[0].id) if ours else _ABSENT


async def _find_signing(records: IronRecords, intent: CreateIntent, pending: FrozenRequest) -> SearchResult:
    """A document is agreed to once, so a consent to it is the one that was sent."""
    content_id = _read_sent(pending)["content_id"]
    for item in await records.fetch_signings(intent.customer_id):
        if content_id in {item.model.content_id, item.model.document_id}:
            return _found(pending.step, item.id)
    return _ABSENT


def _choose(
    reads: Sequence[Read[wire.Identification]], intent: CreateIntent, *, is_ours: bool
) -> SearchResult:
    """`is_ours`: the customer was made for this very intent, so its only identification was too.

    For another customer the one under way is taken over: it is the one that counts, and nothing may be made beside it.
    """
    if not reads:
        return _ABSENT
    if is_ours and len(reads) > 1:
        return SearchResult(Search.UNDECIDED, reason=_SEVERAL)
    newest = max(reversed(reads), key=lambda read: read.model.created_at or _LONG_AGO)
    phase = mapping.to_phase(newest.model, None)
    if not is_ours and (phase.is_final or phase is Phase.UNKNOWN):
        return SearchResult(Search.UNDECIDED, reason=_OLDER)
    snapshot = to_created(newest, to_raw(newest.document), intent)
    return SearchResult(Search.FOUND, StepResult(VERIFICATION_STEP, newest.id, snapshot))


def _found(step: str, record_id: str) -> SearchResult:
    return SearchResult(Search.FOUND, StepResult(step, record_id))


def _read_sent(pending: FrozenRequest) -> Mapping[str, object]:
    return cast("dict[str, object]", json.loads(pending.body))
