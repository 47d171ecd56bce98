"""Looks for a session whose creation was never answered. Reads the list only; sends nothing that makes something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from console.domain.outbox import CreateIntent, FrozenRequest, Search, SearchResult, StepResult
from console.domain.verification import Snapshot, Verification
from console.providers.idenfy import mapping, reading_sessions, requests
from console.providers.idenfy.calling import Caller
from console.providers.reading import read_object

_ACTIVE: Final = mapping.ACTIVE
_RUN_OUT_WORDS: Final = frozenset({"EXPIRED", "EXPIRED-DELETED"})
_DEFAULT_EXPIRY_S: Final = 86_400
_SEVERAL: Final = (
    "iDenfy lists several sessions of this client that may be the one, and its list does not tell which. "
    "Look in iDenfy's dashboard."
)
_SOMEBODY_ELSES: Final = (
    "iDenfy lists a session of this client that still waits, but not who made it: it may have been made elsewhere. "
    "Its message will tell whether it is this; or look in iDenfy's dashboard."
)
_RUN_OUT: Final = (
    "iDenfy lists a session of this client that has run out of time; its message tells whether it is this."
)
_NO_LIST: Final = "iDenfy has no list of such requests. Look in its dashboard whether the customer was asked."


async def find_created(caller: Caller, intent: CreateIntent, pending: FrozenRequest) -> SearchResult:
    """Whether a lost token request made a session, by the client's list: the only documented way to look.

    The list tells id and status, nothing more. So of a client that was known before no session is claimed: nothing
    proves that the one that waits was not made elsewhere. https://documentation.idenfy.com/openapi/kyc.yaml
    """
    if pending.step != requests.STEP:
        return SearchResult(Search.UNDECIDED, reason=_NO_LIST)
    sent = read_object(pending.body, "The console")
    client_id = str(sent.get("clientId", ""))
    rows = [
        snapshot.verification
        async for page in reading_sessions.list_pages(caller, client_id)
        for snapshot in page.snapshots
    ]
    # A clientId of our own making stood in no other request.
    maybe = rows if not intent.customer_id else [row for row in rows if _may_be_ours(row, sent, pending)]
    waiting = [row for row in maybe if row.raw_status == _ACTIVE]
    if not maybe:
        return SearchResult(Search.ABSENT)
    if intent.customer_id:
        return SearchResult(Search.UNDECIDED, reason=_tell_doubt(len(waiting)))
    if len(waiting) == 1 or len(maybe) == 1:
        return SearchResult(Search.FOUND, _to_step((waiting or maybe)[0], intent, sent))
    return SearchResult(Search.UNDECIDED, reason=_SEVERAL)


def _tell_doubt(waiting: int) -> str:
    if waiting > 1:
        return _SEVERAL
    return _SOMEBODY_ELSES if waiting else _RUN_OUT


def _may_be_ours(row: Verification, sent: Mapping[str, object], pending: FrozenRequest) -> bool:
    """A session whose link nobody ever had can only wait, or have run out of time once its time is over; an invented
    result is there at once. https://documentation.idenfy.com/kyc/generate-token"""
    if row.raw_status == _ACTIVE or "dummyStatus" in sent:
        return True
    life_s = sent.get("expiryTime", _DEFAULT_EXPIRY_S)
    return row.raw_status in _RUN_OUT_WORDS and pending.sent_ago_s >= cast("int", life_s)


def _to_step(row: Verification, intent: CreateIntent, sent: Mapping[str, object]) -> StepResult:
    """The session as found; its link went with the lost answer and is told by no call."""
    reference = sent.get("externalRef")
    session = mapping.Session(row.id, str(sent["clientId"]), reference if isinstance(reference, str) else "")
    found = mapping.to_found(session, row, mapping.to_declared(sent, intent.name))
    customer = mapping.to_customer(session, intent.name, intent.email)
    return StepResult(requests.STEP, session.scan_ref, Snapshot(found, customer=customer, partial=True))
