"""Looks for an identification of ours whose create was never answered: by our reference, reads only.

https://docs.proofme.id/#/api/v1/identification/get_identification_list
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from console.providers.proofme import endpoints, mapping, protocol
from console.providers.proofme.calls import Calls

_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """`row` is the identification with its bytes; `is_certain` says whether finding none proves that there is none."""

    row: tuple[protocol.Reading, bytes] | None
    is_certain: bool


async def find_ours(calls: Calls, reference: str) -> Found:
    """Two looks of different kinds: Proofme's search, which may lag, then its newest rows. Raises a `ProviderFault`.

    A create that just got lost is among the newest hundred. Without a readable list nothing is proved.
    """
    is_certain = True
    for search in (reference, ""):
        reply = await calls.get(endpoints.build_list_path(endpoints.CREATED, 0, _LIMIT, search))
        page = protocol.read_page(reply.body)
        for reading, raw in page.rows:
            if mapping.is_ours(reading.found, reference):
                return Found((reading, raw), is_certain=True)
        is_certain = is_certain and page.size == len(page.rows)
    return Found(None, is_certain)
