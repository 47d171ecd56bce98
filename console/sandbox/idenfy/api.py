"""The HTTP surface of the simulated iDenfy: keys, limits, bodies in, answers out.

Source: https://documentation.idenfy.com/openapi/kyc.yaml and the pages named in the neighbouring modules.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import Receive, Scope, Send

from console.sandbox.idenfy.answers import Identifier, Refusal, build_unknown_record
from console.sandbox.idenfy.catalogue import Status
from console.sandbox.idenfy.pages import EXPIRED_PREFIX
from console.sandbox.idenfy.papers import build_pdf
from console.sandbox.idenfy.payloads import build_data, build_status, build_token
from console.sandbox.idenfy.reading import read_number, read_request
from console.sandbox.idenfy.records import Json, Record, Switches
from console.sandbox.idenfy.register import PROVIDER, Register
from console.sandbox.idenfy.requests import (
    DummyReview,
    InformationRequest,
    PdfRequest,
    ScanRefRequest,
    TokenRequest,
)
from console.sandbox.idenfy.steps import Steps
from console.sandbox.idenfy.storage import Storage, build_photo, photo_names
from console.sandbox.module import ImpossibleStep, JourneyInput, UnknownId

_HOUR: Final = timedelta(hours=1)
_STATUS_PAUSE: Final = timedelta(minutes=15)
_PAGE_SIZE: Final = 20
_MAX_PAGE_SIZE: Final = 100
_DUMMY_STEPS: Final = {
    "APPROVED": "approve",
    "DENIED": "decline",
    "SUSPECTED": "suspect",
    "EXPIRED": "expire",
}

Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """Answers every call of the account with the key pair `api_key` and `api_secret`."""

    def __init__(
        self,
        register: Register,
        steps: Steps,
        storage: Storage,
        address: str,
        credentials: tuple[str, str],
        switches: Switches,
    ) -> None:
        self._register = register
        self._steps = steps
        self._storage = storage
        self._address = address
        self._credentials = ":".join(credentials).encode()
        self._switches = switches
        self._calls: deque[datetime] = deque()
        self._is_restricted = False

    def routes(self) -> list[BaseRoute]:
        """Every documented call, its trailing slash included; anything else is a 404."""
        identification = "/kyc/identifications/{scan_ref}/request-information/"
        known = [
            self._route("POST", "/api/v2/token", self._create),
            self._route("GET", "/api/v2/redirect", self._redirect, has_keys=False),
            self._route("POST", "/api/v2/status", self._status),
            self._route("POST", "/api/v2/data", self._data),
            self._route("POST", "/api/v2/files", self._files),
            self._route("POST", "/api/v2/delete", self._delete),
            self._route("POST", "/api/v2/generate-pdf", self._pdf),
            self._route("POST", "/api/v2/add-dummy-status", self._review_dummy),
            self._route("GET", "/kyc/identifications/", self._list),
            self._route("POST", identification, self._ask_information),
            self._route("GET", "/storage/{scan_ref}/{name}.png", self._photo, has_keys=False),
        ]
        # Whatever is left: a known path with another method, or no path of iDenfy's.
        return [*known, Mount("", app=_Leftovers(known))]

    def _route(self, method: str, path: str, handler: Handler, *, has_keys: bool = True) -> Route:
        async def answer(request: Request) -> Response:
            try:
                if has_keys:
                    self._admit(request)
                return await handler(request)
            except Refusal as refusal:
                return refusal.to_response()
            except UnknownId:
                return build_unknown_record().to_response()

        route = Route(path, answer, methods=[method], name=path)
        # Starlette adds HEAD to GET; iDenfy documents none.
        route.methods = {method}
        return route

    def _admit(self, request: Request) -> None:
        """Keys first, then the hourly limit of the account."""
        kind, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            given = b""
        if kind.lower() != "basic" or not hmac.compare_digest(given, self._credentials):
            identifier = Identifier.UNAUTHORIZED if self._switches.identifier_in_401 else None
            raise Refusal(401, "Invalid authorization credentials", identifier)
        self._is_restricted = self._is_restricted and self._switches.restrict_polling
        if self._is_restricted:
            raise Refusal(403, "Partner inactive")
        now = self._register.kernel.clock.now()
        while self._calls and self._calls[0] <= now - _HOUR:
            self._calls.popleft()
        if len(self._calls) >= self._switches.hourly_limit:
            raise Refusal(429, "Too many requests.", Identifier.TOO_MANY_REQUESTS)
        self._calls.append(now)

    async def _create(self, request: Request) -> Response:
        body = await read_request(request, TokenRequest)
        if body.dummyStatus is not None:
            self._require_dev()
        record = self._register.create(body)
        url = f"{self._address}/api/v2/redirect?{urlencode({'authToken': record.auth_token})}"
        answer = build_token(record, url, is_dummy=body.dummyStatus is not None)
        step = _DUMMY_STEPS.get(body.dummyStatus or "")
        if step is not None:
            self._steps.take(record, JourneyInput(step))
        return JSONResponse(answer, 201)

    async def _redirect(self, request: Request) -> Response:
        token = request.query_params.get("authToken")
        if not token:
            raise Refusal(400, "Field 'authToken' is required.", Identifier.MISSING_VALUE)
        record = self._register.find_by_token(token)
        if record is None:
            raise Refusal(400, "Token is not valid.", Identifier.TOKEN_NOT_VALID)
        # A session that runs outlives its token, but nobody gets in again: an expired page, as assumed.
        is_dead = self._register.kernel.clock.now() >= record.token_dies_at
        page = f"{EXPIRED_PREFIX}{token}" if is_dead else token
        return RedirectResponse(self._register.kernel.hosted_url(PROVIDER, page), 302)

    async def _status(self, request: Request) -> Response:
        record = self._register.find((await read_request(request, ScanRefRequest)).scanRef)
        self._note_impatience(record)
        return JSONResponse(build_status(record, self._switches))

    def _note_impatience(self, record: Record) -> None:
        """The vendor forbids regular polling and may restrict an account for it; how often is too often is assumed.

        Source: https://documentation.idenfy.com/kyc/data-retrieval
        """
        now = self._register.kernel.clock.now()
        before, record.status_asked_at = record.status_asked_at, now
        if before is not None and not record.is_final and now < before + _STATUS_PAUSE:
            self._is_restricted = self._is_restricted or self._switches.restrict_polling

    async def _data(self, request: Request) -> Response:
        record = self._find_readable((await read_request(request, ScanRefRequest)).scanRef)
        return JSONResponse(build_data(record, self._register.kernel.clock.now().date()))

    async def _files(self, request: Request) -> Response:
        record = self._find_readable((await read_request(request, ScanRefRequest)).scanRef)
        urls = self._storage.build_urls(record, self._register.kernel.clock.now())
        return JSONResponse({**urls, "scanRef": record.scan_ref, "clientId": record.request.clientId})

    async def _delete(self, request: Request) -> Response:
        record = self._register.find((await read_request(request, ScanRefRequest)).scanRef)
        if record.is_erased:
            raise build_unknown_record()
        self._register.erase(record)
        return Response(status_code=200)

    async def _pdf(self, request: Request) -> Response:
        record = self._find_readable((await read_request(request, PdfRequest)).scanRef)
        if not record.is_decided or not record.is_final:
            raise Refusal(400, "Verification is not finished yet.", Identifier.PARTNER_ERROR, is_long=True)
        return PlainTextResponse(base64.b64encode(build_pdf(record)))

    async def _review_dummy(self, request: Request) -> Response:
        body = await read_request(request, DummyReview)
        self._require_dev()
        record = self._register.find(body.scanRef)
        try:
            self._steps.answer_dummy(record, body.manualDocumentValidity, body.manualFaceMatchResult)
        except ImpossibleStep as error:
            raise Refusal(400, str(error), Identifier.PARTNER_ERROR, is_long=True) from None
        return Response(status_code=200)

    async def _list(self, request: Request) -> Response:
        client_id = request.query_params.get("clientId")
        page = read_number(request, "page", 1)
        size = min(read_number(request, "perPage", _PAGE_SIZE), _MAX_PAGE_SIZE)
        found = [each for each in self._register.records() if client_id in (None, each.request.clientId)]
        found.sort(key=lambda each: each.created_at, reverse=True)
        shown = found[(page - 1) * size : page * size]

        def link(number: int) -> str | None:
            if not 1 <= number <= -(-len(found) // size):
                return None
            query = {"page": number, "perPage": size} | ({} if client_id is None else {"clientId": client_id})
            return f"{self._address}/kyc/identifications/?{urlencode(query)}"

        return JSONResponse(
            {
                "count": len(found),
                "next": link(page + 1),
                "previous": link(page - 1),
                "results": [_to_item(each) for each in shown],
            }
        )

    async def _ask_information(self, request: Request) -> Response:
        body = await read_request(request, InformationRequest)
        record = self._register.find(request.path_params["scan_ref"])
        session = self._register.ask_information(record, body.lifetime)
        url = self._register.kernel.hosted_url(PROVIDER, session.token)
        return JSONResponse({"sessionUrl": url, "tokenString": session.token})

    async def _photo(self, request: Request) -> Response:
        scan_ref, name = request.path_params["scan_ref"], request.path_params["name"]
        query, now = request.query_params, self._register.kernel.clock.now()
        if not self._storage.is_good(
            scan_ref, name, query.get("Expires", ""), query.get("Signature", ""), now
        ):
            return PlainTextResponse("Request has expired", 403)
        record = self._register.find(scan_ref)
        if name not in photo_names(record):
            raise build_unknown_record()
        return Response(build_photo(record, name), media_type="image/png")

    def _find_readable(self, scan_ref: str) -> Record:
        record = self._register.find(scan_ref)
        if not record.is_readable:
            raise build_unknown_record()
        return record

    def _require_dev(self) -> None:
        environment = self._switches.environment
        if environment != "DEV":
            name = "DEMO" if environment == "DEMO" else "TESTING/PRODUCTION"
            raise Refusal(403, f"This endpoint is not available for {name} partners.")


def _to_item(record: Record) -> Json:
    tagged = bool(record.codes.fraud_tags or record.codes.mismatch_tags)
    is_suspected = record.status is Status.SUSPECTED or (tagged and not record.is_erased)
    return {"scanRef": record.scan_ref, "status": record.status.value, "suspected": is_suspected}


class _Leftovers:
    """Answers what no route takes, in the documented envelope."""

    def __init__(self, known: Sequence[Route]) -> None:
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_known = any(route.matches(scope)[0] is not Match.NONE for route in self._known)
        refusal = Refusal(405, "Method not allowed.", Identifier.METHOD_NOT_ALLOWED) if is_known else None
        answer = refusal.to_response() if refusal else JSONResponse({"message": "Not found."}, 404)
        await answer(scope, receive, send)
