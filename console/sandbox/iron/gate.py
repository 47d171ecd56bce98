"""What stands in front of every Iron endpoint: the key, the version, idempotency, the shapes of refusals."""

from __future__ import annotations

import hmac
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, JsonValue, ValidationError
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from console.sandbox.iron.answers import IronError, Json, build_error
from console.sandbox.iron.idempotency import IdempotencyStore, Reply
from console.sandbox.iron.paging import bad_request
from console.sandbox.iron.records import Switches
from console.sandbox.kernel import Kernel

_LOG = logging.getLogger(__name__)
_JSON = "application/json; charset=utf-8"
_VERSIONS = ("", "2025-03-13", "2026-07-01", "2026-08-01")  # https://docs.iron.xyz/versioning

Body = TypeVar("Body", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request."""

    path: dict[str, str]
    query: QueryParams
    body: bytes
    key: str | None
    """The idempotency key, as received."""
    sub_partner_id: str = ""
    """Whose records are meant; empty: all of the partner's."""


Handler = Callable[[Call], Reply]
Endpoint = Callable[[Request], Awaitable[Response]]


class Gate:
    """Makes endpoints of handlers; a handler refuses by raising IronError. Routes without `sub` know no sub-partners."""

    def __init__(self, kernel: Kernel, switches: Switches, api_key: str) -> None:
        self._kernel = kernel
        self._switches = switches
        self._api_key = api_key
        self._stored = IdempotencyStore()

    def plain(self, handler: Handler, *, sub: bool = False) -> Endpoint:
        """For calls that may be repeated; `sub`: the call takes the X-SUB-PARTNER-ID header."""

        async def endpoint(request: Request) -> Response:
            return await self._answer(request, handler, needs_key=False, sub=sub)

        return endpoint

    def once(self, handler: Handler, *, sub: bool = False) -> Endpoint:
        """For calls that need an IDEMPOTENCY-KEY; `sub` as in `plain`."""

        async def endpoint(request: Request) -> Response:
            return await self._answer(request, handler, needs_key=True, sub=sub)

        return endpoint

    async def _answer(self, request: Request, handler: Handler, *, needs_key: bool, sub: bool) -> Response:
        if not hmac.compare_digest(request.headers.get("x-api-key", "").encode(), self._api_key.encode()):
            return PlainTextResponse("authorization error", 401)
        body = await request.body()
        try:
            if request.headers.get("x-api-version", "") not in _VERSIONS:
                raise bad_request("This API version is not supported.")
            self._refuse_reader(request)
            call = Call(
                request.path_params,
                request.query_params,
                body,
                request.headers.get("idempotency-key"),
                _read_sub_partner(request, is_taken=sub),
            )
            reply = self._act(request, call, handler) if needs_key else handler(call)
        except IronError as error:
            reply = self._refuse(error)
        except Exception:
            _LOG.exception("The simulated Iron failed.")
            trace_id = f"{self._kernel.random('iron:trace').getrandbits(128):032x}"
            reply = Reply(500, {"message": "Internal error", "trace_id": trace_id})
        if reply.status == 204:
            return Response(status_code=204)
        return JSONResponse(reply.body, reply.status, media_type=_JSON)

    def _refuse_reader(self, request: Request) -> None:
        """What a Read Only key gets on a write is not documented; 403 is the likeliest."""
        if self._switches.key_role == "read_only" and request.method != "GET":
            raise IronError(403, "forbidden", "This key may only read.")

    def _act(self, request: Request, call: Call, handler: Handler) -> Reply:
        if not call.key:
            raise bad_request("The IDEMPOTENCY-KEY header is missing.")

        def act() -> Reply:
            try:
                return handler(call)
            except IronError as error:
                return self._refuse(error)

        now = self._kernel.clock.now()
        return self._stored.answer(request.method, request.url.path, call.key, call.body, now, act)

    def _refuse(self, error: IronError) -> Reply:
        request_id = f"req_{self._kernel.random('iron:request').getrandbits(48):012x}"
        return Reply(error.status, build_error(error, self._switches.error_style, request_id))


def paged(items: Sequence[Json], cursor: str | None, prev_cursor: str | None) -> Reply:
    """The envelope of every list that has pages."""
    shown: list[JsonValue] = list(items)
    return Reply(200, {"items": shown, "cursor": cursor, "prev_cursor": prev_cursor})


def _read_sub_partner(request: Request, *, is_taken: bool) -> str:
    """What Iron does with the header where it does not take it is not documented: here that is a bad request."""
    value = request.headers.get("x-sub-partner-id", "")
    if not value:
        return ""
    if not is_taken:
        raise bad_request("X-SUB-PARTNER-ID is not accepted here.")
    try:
        return str(uuid.UUID(value))
    except ValueError as error:
        raise bad_request("X-SUB-PARTNER-ID must be a UUID.") from error


def read_body(model: type[Body], body: bytes) -> Body:
    """Raises IronError (400)."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise bad_request(first_problem(error)) from error


def first_problem(error: ValidationError) -> str:
    """Where the first thing wrong with a body is, and what."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{json.dumps('.'.join(str(part) for part in first['loc']) or 'body')}: {first['msg']}"
