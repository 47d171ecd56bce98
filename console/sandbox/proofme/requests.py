"""Strict models of what may be sent to the simulated Proofme: bodies of a form or JSON, and list parameters.

Source: https://docs.proofme.id/#/api/v1/identification/post_identification and .../get_identification_list
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRUE_WORDS = frozenset({"true", "1"})
_FALSE_WORDS = frozenset({"false", "0", ""})


def _to_flag(value: object) -> object:
    """Accept the words a form can carry; anything else stays for the model to refuse."""
    if isinstance(value, str):
        word = value.lower()
        return True if word in _TRUE_WORDS else False if word in _FALSE_WORDS else value
    return value


Hash = Annotated[str, Field(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(
        strict=True, frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=False
    )


class Notify(_Model):
    """Whom to tell, by ready-made hashes; kept and never used: nobody is told anything by a simulator."""

    hashed_phonenumber: Hash | None = None
    hashed_email: Hash | None = None
    hashed_did: Hash | None = None
    hashed_public_key: Hash | None = None


class NewIdentification(_Model):
    """The body of a create. Only the template is required; a description too long is cut later, not refused."""

    proofme_id: Annotated[str, Field(min_length=1)]
    description: str | None = None
    redirect_url: str | None = None
    webhook_url: str | None = None
    metadata: JsonValue = None
    testmode: Annotated[bool, BeforeValidator(_to_flag)] = False
    notify: Notify | None = None


class ListQuery(BaseModel):
    """Parameters are texts, so numbers are read leniently here; an unknown column is refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=False)

    sort_column: Literal["id", "description", "status", "isRequest", "createdAt", "updatedAt"] = "createdAt"
    sort_direction: Literal["ASC", "DESC"] = "DESC"
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1)] = 10
    search: str = ""


class Switches(BaseModel):
    """What the documents leave open or contradict, played either way; not part of Proofme.

    `jwt` is one more accepted credential, for how Proofme makes one is not documented. `echoes_notify`: answers hold
    what was sent instead of null. `wraps`: create and read answer inside `identification`, as since 2022.
    `counts_all`: `count` is the total, else the size of the page. `encryption_mode`: of results made from now on,
    null for what the record says.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    jwt: str = ""
    echoes_notify: bool = False
    wraps: bool = True
    counts_all: bool = True
    encryption_mode: Literal["CBC", "GCM"] | None = None


def read_form_fields(form: Mapping[str, str]) -> dict[str, JsonValue]:
    """Return the fields of a form body; JSON texts in `metadata` and `notify` become what they stand for."""
    fields: dict[str, JsonValue] = dict(form)
    for name in ("metadata", "notify"):
        if name in form:
            fields[name] = _read_json_or_text(form[name])
    return fields


def read_json(text: bytes | str) -> JsonValue:
    """A JSON value that can be said again. Raises ValueError for anything else, NaN and endless nesting included."""
    try:
        value: JsonValue = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def _read_json_or_text(text: str) -> JsonValue:
    try:
        return read_json(text)
    except ValueError:
        return text
