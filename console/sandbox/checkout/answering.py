"""What every simulated call of Checkout.com has in common: the check of credentials, of bodies and of pages, and errors.

Source of the error shapes: https://docs.ubble.ai/docs/api-standard/error-handling
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from console.sandbox.checkout import bodies
from console.sandbox.checkout.auth import Credentials
from console.sandbox.checkout.requests import to_error_codes

if TYPE_CHECKING:
    from pydantic import JsonValue

ModelT = TypeVar("ModelT", bound=BaseModel)
Handler = Callable[[Request], Awaitable[Response]]
# Longer digits are no page anybody has, and no number Python reads.
_LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """An answer other than success; without codes its body is empty, as documented libraries expect it."""

    status: int
    codes: Sequence[str] = ()


class Guard:
    """Wraps handlers: 401 without good credentials, a request id on every answer, refusals as the provider words them."""

    def __init__(self, credentials: Credentials, source: random.Random) -> None:
        self._credentials = credentials
        self._source = source

    def __call__(self, handler: Handler) -> Handler:
        """The handler behind the check of credentials."""

        async def guarded(request: Request) -> Response:
            request_id = f"SIM{self._source.randrange(16**12):012X}"
            try:
                if not self._credentials.is_good(request.headers.get("authorization", "")):
                    raise Refusal(401)
                response = await handler(request)
            except Refusal as refusal:
                response = _to_response(refusal, request_id)
            response.headers["Cko-Request-Id"] = request_id
            return response

        return guarded


async def read_body(request: Request, model: type[ModelT], status: int) -> ModelT:
    """The checked body. Raises `Refusal` with `status`, the call's own for JSON with wrong values, else with 400."""
    try:
        return model.model_validate_json(await request.body() or b"{}")
    except ValidationError as error:
        is_json_object = error.errors(include_url=False)[0]["type"] not in {"json_invalid", "model_type"}
        raise Refusal(status if is_json_object else 400, to_error_codes(error)) from error


def dump(part: BaseModel) -> dict[str, JsonValue]:
    """What was sent, without the defaults; `email` may stay an explicit null."""
    return part.model_dump(mode="json", exclude_unset=True)


def to_page(request: Request, items: Sequence[bodies.Json], url: str) -> Response:
    """The page of `items` that `skip` and `limit` ask for; 400 where they make no sense.

    Defaults as documented, 0 and 10; no largest `limit` is.
    """
    skip = _read_number(request, "skip", default=0, least=0)
    limit = _read_number(request, "limit", default=10, least=1)
    return JSONResponse(bodies.build_list(items, skip, limit, url))


def _read_number(request: Request, name: str, *, default: int, least: int) -> int:
    text = request.query_params.get(name, str(default))
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
    if not is_number or int(text) < least:
        raise Refusal(400, [f"{name}__invalid"])
    return int(text)


def _to_response(refusal: Refusal, request_id: str) -> Response:
    if not refusal.codes:
        return Response(status_code=refusal.status)
    return JSONResponse(bodies.build_error(request_id, refusal.codes), refusal.status)
