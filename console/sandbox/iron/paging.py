"""Iron's query parameters and cursor pages; knows nothing of what is listed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from starlette.datastructures import QueryParams

from console.sandbox.iron.answers import IronError

_DEFAULT_SIZE, _MAX_SIZE = 10, 100  # https://docs.iron.xyz/reference-2025-03-13/customer/get-all-customers


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_HasId)


@dataclass(frozen=True, slots=True)
class Window:
    """What part of a list is asked for."""

    size: int
    cursor: str | None
    prev_cursor: str | None


def read_window(query: QueryParams) -> Window:
    """Raises IronError (400) where a value can't be."""
    text = query.get("page_size", str(_DEFAULT_SIZE))
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= size <= _MAX_SIZE:
        raise bad_request(f"page_size must be between 1 and {_MAX_SIZE}.")
    return Window(size, _read_cursor(query, "cursor"), _read_cursor(query, "prev_cursor"))


def read_forward(query: QueryParams) -> Window:
    """For lists without backward paging."""
    window = read_window(query)
    return Window(window.size, window.cursor, None)


def cut_page(items: Sequence[Item], window: Window) -> tuple[Sequence[Item], str | None, str | None]:
    """The page, the cursor of the next one and of the previous one; None at either end."""
    start, end = 0, window.size
    if window.cursor is not None:
        start = _position(items, window.cursor) + 1
        end = start + window.size
    elif window.prev_cursor is not None:
        end = _position(items, window.prev_cursor)
        start = max(0, end - window.size)
    page = items[start:end]
    following = page[-1].id if page and end < len(items) else None
    previous = page[0].id if page and start > 0 else None
    return page, following, previous


def read_words(query: QueryParams, name: str, allowed: Collection[str]) -> frozenset[str]:
    """A repeatable filter: repeated or parted by commas; empty means no filter. Raises IronError (400)."""
    words = frozenset(word for value in query.getlist(name) for word in value.split(",") if word)
    if words - frozenset(allowed):
        raise bad_request(f"{name} has an unknown value.")
    return words


def read_flag(query: QueryParams, name: str) -> bool | None:
    """True, false, or None where it was not asked for. Raises IronError (400) for anything else."""
    value = query.get(name)
    if value not in (None, "true", "false"):
        raise bad_request(f"{name} must be true or false.")
    return None if value is None else value == "true"


def bad_request(message: str) -> IronError:
    """The 400 of this provider; its real codes are not published."""
    return IronError(400, "bad_request", message)


def _read_cursor(query: QueryParams, name: str) -> str | None:
    value = query.get(name)
    if not value:
        return None
    try:
        return str(uuid.UUID(value))
    except ValueError as error:
        raise bad_request(f"{name} must be a UUID.") from error


def _position(items: Sequence[_HasId], wanted: str) -> int:
    for number, item in enumerate(items):
        if item.id == wanted:
            return number
    raise bad_request("This cursor is not known.")
