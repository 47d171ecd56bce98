"""A request's bytes into its strict model, and everything wrong with them into the provider's error envelope.

Source: https://documentation.idenfy.com/kyc/id-error-messages
"""

from __future__ import annotations

import json
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from console.sandbox.idenfy.answers import Identifier, Refusal, build_bad_value

_MAX_BODY_BYTES: Final = 20 * 1024 * 1024
BodyT = TypeVar("BodyT", bound=BaseModel)


def read_body(model: type[BodyT], raw: bytes) -> BodyT:
    """Raises Refusal with the provider's identifier for the first thing that is wrong."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "Request body must be UTF-8.", Identifier.ENCODING_ERROR) from None
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError):
        message = "An error occurred while parsing/constructing the request body."
        raise Refusal(400, message, Identifier.JSON_ERROR) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _to_refusal(error) from None


_RULES: Final = {
    "string_type": "must be a string",
    "int_type": "must be an integer",
    "float_type": "must be a number",
    "bool_type": "must be a boolean",
    "list_type": "must be an array",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "literal_error": "has an unknown value",
    "extra_forbidden": "is not known",
    "string_too_short": "is too short",
    "too_short": "must not be empty",
}


def _to_refusal(error: ValidationError) -> Refusal:
    first = error.errors(include_url=False)[0]
    kind, field = first["type"], str(first["loc"][0]) if first["loc"] else ""
    context = first.get("ctx", {})
    if kind == "missing":
        return Refusal(400, f"Field '{field}' is required.", Identifier.MISSING_VALUE)
    if kind == "value_error" and not field:
        return Refusal(400, str(context["error"]), Identifier.BAD_VALUE)
    if not field:
        return Refusal(400, "Request body must be a JSON object.", Identifier.BAD_VALUE)
    if kind == "value_error":
        return build_bad_value(field, str(context["error"]))
    limits = {
        "string_too_long": "must be at most {max_length} characters long",
        "greater_than_equal": "must be at least {ge}",
        "less_than_equal": "must be at most {le}",
    }
    rule = limits[kind].format(**context) if kind in limits else _RULES.get(kind, "is not valid")
    return build_bad_value(field, rule)


async def read_request(request: Request, model: type[BodyT]) -> BodyT:
    """The body of a call. Raises Refusal as `read_body`, and for one beyond the documented 20 MB."""
    raw = bytearray()
    async for part in request.stream():
        raw.extend(part)
        if len(raw) > _MAX_BODY_BYTES:
            raise Refusal(400, "Request body is too large.", Identifier.BAD_VALUE)
    return read_body(model, bytes(raw))


def read_number(request: Request, name: str, default: int) -> int:
    """A positive number in the query. Raises Refusal."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise build_bad_value(name, "must be a positive integer")
    return int(text)
