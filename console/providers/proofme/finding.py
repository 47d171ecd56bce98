"""Looks for identifications by our reference or our customer's id: reads only.

https://docs.proofme.id/#/api/v1/identification/get_identification_list
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from console.providers.proofme import endpoints, mapping, protocol
from console.providers.proofme.calls import Calls

_LIMIT: Final = 100
# Between the clock that stamps a record and the one that dates an answer, both Proofme's.
_SKEW: Final = timedelta(minutes=5)

Row = tuple[protocol.Reading, bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` are identifications with their bytes; `is_certain` says whether finding none proves that there is none."""

    rows: tuple[Row, ...]
    is_certain: bool


async def find_ours(calls: Calls, reference: str, sent_ago_s: float) -> Found:
    """What carries our reference and was not made before our request left. Raises a `ProviderFault`.

    Two looks of different kinds: Proofme's search, which may lag, then its newest rows. A create that just got lost is
    among the newest hundred. Without a readable list nothing is proved.
    """
    is_certain = True
    for search in (reference, ""):
        reply = await calls.get(endpoints.build_list_path(endpoints.CREATED, 0, _LIMIT, search))
        page = protocol.read_page(reply.body)
        since = _to_moment_sent(reply.headers, sent_ago_s)
        rows = {
            reading.found.id: (reading, raw)
            for reading, raw in page.rows
            if mapping.is_ours(reading.found, reference) and not _is_before(reading.found.created_at, since)
        }
        if rows:
            return Found(tuple(rows.values()), is_certain=True)
        is_certain = is_certain and page.size == len(page.rows)
    return Found((), is_certain)


async def find_of_customer(calls: Calls, customer_id: str) -> tuple[Row, ...]:
    """Every identification of one of our customers that the list still tells. Raises a `ProviderFault`.

    Proofme knows no customers: the search finds those known by our reference, the newest rows hold those whose metadata
    name the customer.
    """
    found: dict[str | None, Row] = {}
    for search in (customer_id, ""):
        reply = await calls.get(endpoints.build_list_path(endpoints.CREATED, 0, _LIMIT, search))
        for reading, raw in protocol.read_page(reply.body).rows:
            if mapping.to_customer(reading.found).id == customer_id:
                found[reading.found.id] = (reading, raw)
    return tuple(found.values())


def _to_moment_sent(headers: Mapping[str, str], sent_ago_s: float) -> datetime | None:
    """When the request left, on Proofme's own clock: this machine's may be wrong. None when nothing tells."""
    try:
        now = parsedate_to_datetime(headers.get("date", ""))
        return now.astimezone(UTC) - timedelta(seconds=sent_ago_s) - _SKEW
    except (ValueError, OverflowError):
        return None


def _is_before(created_at: datetime | None, since: datetime | None) -> bool:
    return created_at is not None and since is not None and created_at < since
