"""Reads a provider's JSON as far as it goes: what has the wrong type is left out and named. Knows no provider."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from console.domain.errors import ReplyUnreadable

# Unix seconds between 2001 and 2128: anything else is another unit or no time at all.
_FIRST_SECOND = 1_000_000_000
_LAST_SECOND = 5_000_000_000
# Python refuses to make longer digit strings into numbers; such a field is no number then, the rest is read.
_LONGEST_NUMBER: Final = 30
# A lone surrogate cannot be stored and NUL ends a text in many a library. In a body both can only stand escaped.
_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")
_MAYBE_UNFIT: Final = re.compile(rb"\\u(?:0000|d[89a-f])", re.IGNORECASE)


class WireModel(BaseModel):
    """Base of models spelled as a provider spells them; every field has a default, unknown keys are skipped."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


Model = TypeVar("Model", bound=WireModel)


def read_json(body: bytes, title: str) -> object:
    """The JSON value in `body`. `title` names the provider in the sentence of the `ReplyUnreadable` raised.

    NaN and infinity come back as texts, so that no number field takes them and the rest can still be read.
    """
    try:
        value = cast(object, json.loads(body, parse_constant=str, parse_int=_read_int))
    except (ValueError, RecursionError) as error:
        raise ReplyUnreadable(f"{title} sent an answer that cannot be read.", "not JSON") from error
    return _clean(value) if _MAYBE_UNFIT.search(body) else value


def _read_int(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _clean(value: object) -> object:
    match value:
        case str():
            return _UNFIT.sub("\ufffd", value)
        case list():
            return [_clean(item) for item in cast("list[object]", value)]
        case dict():
            return {str(_clean(key)): _clean(item) for key, item in cast("dict[str, object]", value).items()}
        case _:
            return value


def read_object(body: bytes, title: str) -> Mapping[str, object]:
    """The JSON object in `body`. Raises `ReplyUnreadable` for anything else."""
    document = read_json(body, title)
    if not isinstance(document, dict):
        raise ReplyUnreadable(f"{title} sent an answer that cannot be read.", "not a JSON object")
    return cast("dict[str, object]", document)


def read_model(model: type[Model], document: Mapping[str, object]) -> tuple[Model, tuple[str, ...]]:
    """The model and the dotted names of the values that had to be left out because of their type."""
    rest: object = document
    left_out: list[str] = []
    while True:
        try:
            return model.model_validate(rest), tuple(left_out)
        except ValidationError as error:
            places = [detail["loc"] for detail in error.errors(include_url=False, include_input=False)]
        # From the end, so that taking one out of a list does not move the next one.
        for place in sorted(set(places), key=_to_order, reverse=True):
            rest = _without(rest, place)
            left_out.append(".".join(str(part) for part in place))


def read_instant(text: str | None) -> datetime | None:
    """An ISO 8601 time with its offset, in UTC. Raises `ValueError` for one without: its zone would be a guess."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("time without zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("time out of range") from error


def _read_moment(value: object) -> object:
    if value is None or isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError("not a time in text: its unit would be a guess")
    return read_instant(value.strip())


# For a field of a wire model: aware and in UTC; numbers and times without a zone are left out and named.
Moment = Annotated[datetime | None, BeforeValidator(_read_moment)]


def to_raw(row: object) -> bytes:
    """One row of a page as a document of its own, to be kept as evidence."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def read_unix_seconds(seconds: int | None) -> datetime | None:
    """A moment from Unix seconds; 0 means none. Raises `ValueError` for milliseconds and other units."""
    if not seconds:
        return None
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        raise ValueError("not Unix seconds")
    return datetime.fromtimestamp(seconds, UTC)


def _to_order(place: tuple[int | str, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in place)


def _without(value: object, place: tuple[int | str, ...]) -> object:
    """A copy of `value` without what lies at `place`."""
    head, rest = place[0], place[1:]
    if isinstance(value, dict):
        table = dict(cast("dict[int | str, object]", value))
        kept = table.pop(head)
        return {**table, head: _without(kept, rest)} if rest else table
    items = list(cast("list[object]", value))
    kept = items.pop(int(head))
    if rest:
        items.insert(int(head), _without(kept, rest))
    return items
