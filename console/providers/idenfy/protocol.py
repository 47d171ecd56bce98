"""iDenfy's answers out of their bytes: read and verified. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from console.domain.errors import ReplyUnreadable
from console.domain.fact import Fact
from console.domain.verification import Snapshot
from console.providers.contract import ErrorFacts
from console.providers.idenfy import details, endpoints, mapping
from console.providers.idenfy.manifest import TITLE
from console.providers.idenfy.wire import (
    Data,
    ErrorReply,
    InformationReply,
    ListReply,
    StatusReply,
    TokenReply,
)
from console.providers.reading import read_model, read_object

_HTTPS: Final = "https://"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list; `next_path` is None at its end, `count` 0 where it is not told."""

    snapshots: tuple[Snapshot, ...]
    next_path: str | None
    count: int


@dataclass(frozen=True, slots=True)
class TokenLook:
    """The answer of the token call: what was made, as iDenfy understood the request."""

    reply: TokenReply
    details: tuple[Fact, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusLook:
    """The answer of the status call."""

    reply: StatusReply
    details: tuple[Fact, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataLook:
    """The answer of the data call."""

    data: Data
    details: tuple[Fact, ...]
    unreadable: tuple[str, ...]


def read_error(_status: int, _headers: Mapping[str, str], body: bytes) -> ErrorFacts:
    """The envelope `{message, identifier}`; total, because an error answer may hold anything."""
    try:
        reply, _ = read_model(ErrorReply, read_object(body, TITLE))
    except ReplyUnreadable:
        return ErrorFacts()
    return ErrorFacts((reply.identifier,) if reply.identifier else (), reply.message or "")


def read_token(body: bytes) -> TokenLook:
    """The answer of the token call. Raises `ReplyUnreadable` when it lacks the session or its link."""
    document = read_object(body, TITLE)
    reply, unreadable = read_model(TokenReply, document)
    if not reply.scan_ref or not (reply.redirect_url or reply.auth_token):
        raise ReplyUnreadable("iDenfy's answer names no session.", "scanRef or authToken missing")
    return TokenLook(reply, details.to_token_details(document), unreadable)


def read_information(body: bytes) -> str:
    """The link of a request for more information. Raises `ReplyUnreadable` when there is none."""
    reply, _ = read_model(InformationReply, read_object(body, TITLE))
    if not reply.session_url:
        raise ReplyUnreadable("iDenfy's answer names no page for the customer.", "sessionUrl missing")
    return reply.session_url


def read_list(body: bytes, base_url: str) -> ListPage:
    """One page of the list. Raises `ReplyUnreadable` when it is none or continues somewhere else."""
    document = read_object(body, TITLE)
    reply, unreadable = read_model(ListReply, document)
    if reply.results is None:
        raise ReplyUnreadable("iDenfy's list cannot be read.", "results missing")
    next_path = endpoints.build_next_path(reply.next, base_url) if reply.next else None
    if reply.next and next_path is None:
        raise ReplyUnreadable("iDenfy's list continues at another address; it is not followed.")
    rows = (mapping.to_listed(row) for row in reply.results)
    named = tuple(name for name in unreadable if not name.startswith("results"))
    found = tuple(Snapshot(row, partial=True, unreadable=named) for row in rows if row is not None)
    return ListPage(found, next_path, reply.count or 0)


def read_status(body: bytes, scan_ref: str) -> StatusLook:
    """The answer of the status call. Raises `ReplyUnreadable` when it is about another session."""
    document = read_object(body, TITLE)
    reply, unreadable = read_model(StatusReply, document)
    _verify_scan_ref(reply.scan_ref, scan_ref)
    if not reply.status and "status" not in unreadable:
        raise ReplyUnreadable("iDenfy's answer has no status.", "status missing")
    return StatusLook(reply, details.to_status_details(document), unreadable)


def read_data(body: bytes, scan_ref: str) -> DataLook:
    """The answer of the data call, flat or below `data`. Raises `ReplyUnreadable` as `read_status`."""
    document = read_object(body, TITLE)
    inner = document.get("data")
    if isinstance(inner, dict):
        document = {"scanRef": document.get("scanRef"), **cast("dict[str, object]", inner)}
    data, unreadable = read_model(Data, document)
    _verify_scan_ref(data.scan_ref, scan_ref)
    return DataLook(data, details.to_data_details(document), tuple(f"data.{name}" for name in unreadable))


def read_files(body: bytes, scan_ref: str, *, allow_plain: bool) -> dict[str, str]:
    """Every link in the answer of the files call by its key: how the answer is laid out is not documented.

    `allow_plain` takes http links besides https ones, for a simulator. Raises `ReplyUnreadable` as `read_status`.
    https://documentation.idenfy.com/kyc/data-retrieval
    """
    document = read_object(body, TITLE)
    told = document.get("scanRef")
    _verify_scan_ref(told if isinstance(told, str) else None, scan_ref)
    schemes = (_HTTPS, "http://") if allow_plain else (_HTTPS,)
    return dict(_walk_links(document, "", schemes))


def _walk_links(value: object, name: str, schemes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    match value:
        case str() if value.lower().startswith(schemes):
            yield name, value
        case dict():
            for key, inner in cast("dict[str, object]", value).items():
                yield from _walk_links(inner, key, schemes)
        case list():
            for number, inner in enumerate(cast("list[object]", value), start=1):
                yield from _walk_links(inner, f"{name}_{number}", schemes)
        case _:
            return


def _verify_scan_ref(told: str | None, asked: str) -> None:
    if told and told != asked:
        raise ReplyUnreadable(
            "iDenfy answered about another session; the answer is not used.", "scanRef differs"
        )
