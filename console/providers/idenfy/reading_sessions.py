"""Looks at one session or at a client's sessions and turns the answers into snapshots. Changes nothing at iDenfy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from console.domain.customer import Customer, CustomerId
from console.domain.risk import LabelKind
from console.domain.verification import RawDocument, Snapshot
from console.providers.contract import RECORD_BYTES, KnownVerification
from console.providers.idenfy import endpoints, mapping, protocol, requests
from console.providers.idenfy.calling import Caller
from console.providers.idenfy.protocol import DataLook, ListPage

_PER_PAGE: Final = 100
_MOST_PAGES: Final = 10_000


async def list_pages(caller: Caller, client_id: str = "") -> AsyncIterator[ListPage]:
    """Every session, or those of one client, page by page. Raises a `ProviderFault`."""
    path: str | None = endpoints.build_list_path(_PER_PAGE, client_id)
    seen: set[str] = set()
    while path is not None and path not in seen and len(seen) < _MOST_PAGES:
        seen.add(path)
        reply = await caller.get(path)
        page = protocol.read_list(reply.body, caller.account.base_url)
        yield page
        path = page.next_path


async def fetch_client(caller: Caller, client_id: str) -> tuple[Snapshot, ...]:
    """Every session of one client, with id and status only. Raises a `ProviderFault`.

    The only documented way to find them; https://documentation.idenfy.com/openapi/kyc.yaml
    """
    found = [snapshot async for page in list_pages(caller, client_id) for snapshot in page.snapshots]
    owner = CustomerId(client_id)
    return tuple(
        replace(
            snapshot,
            verification=replace(snapshot.verification, customer_id=owner),
            customer=Customer(owner, reference=client_id),
        )
        for snapshot in found
    )


async def fetch_session(caller: Caller, known: KnownVerification, *, is_reviewed_by_people: bool) -> Snapshot:
    """Status and, after a verdict, the document's data. Raises a `ProviderFault`."""
    body = requests.build_scan_ref_body(known.id)
    reply = await caller.post(endpoints.STATUS, body, max_bytes=RECORD_BYTES)
    look = protocol.read_status(reply.body, known.id)
    raw = [RawDocument("status", reply.body)]
    data: DataLook | None = None
    if look.reply.status in mapping.VERDICTS:
        data_reply = await caller.post_unless_gone(endpoints.DATA, body)
        if data_reply is not None:
            data = protocol.read_data(data_reply.body, known.id)
            raw.append(RawDocument("data", data_reply.body))
    client_id = look.reply.client_id or known.customer_id
    session = mapping.Session(known.id, client_id, look.reply.external_ref or "")
    verification = mapping.to_read(
        session,
        look.reply,
        None if data is None else data.data,
        look.details if data is None else (*look.details, *data.details),
        is_reviewed_by_people=is_reviewed_by_people,
    )
    return Snapshot(
        verification,
        attempts=(mapping.to_attempt(verification, None, None),),
        customer=mapping.to_customer(session) if client_id else None,
        raw=tuple(raw),
        # Without a verdict the answer has neither times nor link nor data: what is known of them must stay.
        partial=look.reply.status not in mapping.VERDICTS,
        # The words of the screening come by webhook only, a link with what made it.
        untold=frozenset({"hosted_link", LabelKind.LABEL.value}),
        unreadable=look.unreadable if data is None else (*look.unreadable, *data.unreadable),
    )
