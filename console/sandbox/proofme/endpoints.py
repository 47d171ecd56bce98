"""The simulated Proofme over HTTP: paths, the bare key, form and JSON bodies and the general error shape.

Source: https://docs.proofme.id/#/api/v1/identification/api_intro and https://docs.proofme.id/#/api/errors
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl, urlsplit

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.sandbox.module import ImpossibleStep
from console.sandbox.proofme import bodies
from console.sandbox.proofme.engine import Engine
from console.sandbox.proofme.requests import ListQuery, NewIdentification, read_form_fields, read_json
from console.sandbox.proofme.state import Identification, Status

Handler = Callable[[Request], Awaitable[Response]]

_FORM = "application/x-www-form-urlencoded"
_LIST_LIMIT = 100
CUSTOM_PAGE_DOMAIN = "verify.example.org"
_SORT_KEYS: dict[str, Callable[[Identification], str]] = {
    "id": lambda each: each.id,
    "description": lambda each: each.description or "",
    "status": lambda each: each.status.value,
    "isRequest": lambda each: str(each.is_request),
    "createdAt": lambda each: each.created_at.isoformat(),
    "updatedAt": lambda each: each.updated_at.isoformat(),
}


class _Refusal(Exception):
    """An answer other than success."""

    def __init__(self, status: int, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.body = bodies.build_error(status, detail, field)


class Endpoints:
    """One handler per documented call."""

    def __init__(self, engine: Engine, api_key: str) -> None:
        self._engine = engine
        self._api_key = api_key

    def routes(self) -> list[Route]:
        """The documented calls below `/v1`; what stands first is matched first, so `/data` comes before ids."""
        base = "/identification"
        return [
            Route(base, self._guard(self._create), methods=["POST"]),
            Route(base, self._guard(self._list), methods=["GET"]),
            Route(f"{base}/data", self._guard(self._erase_data), methods=["DELETE"]),
            Route(base + "/data/{id}", self._guard(self._read_data), methods=["GET"]),
            Route(base + "/{id}", self._guard(self._read), methods=["GET"]),
            Route(base + "/{id}", self._guard(self._revoke), methods=["DELETE"]),
            Route("/customMyPage/url/{url:path}", self._guard(self._read_custom_page), methods=["GET"]),
        ]

    def _guard(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            # The key comes bare; an error sample of the documents writes a scheme word before it.
            sent = request.headers.get("authorization", "").removeprefix("Bearer ")
            try:
                if not sent or sent not in {self._api_key, self._engine.switches.jwt}:
                    raise _Refusal(401, "The key is missing or not valid")
                return await handler(request)
            except _Refusal as refusal:
                return JSONResponse(refusal.body, refusal.status)

        return guarded

    async def _create(self, request: Request) -> Response:
        new = await _read_new(request)
        if new.proofme_id not in self._engine.records.templates:
            raise _Refusal(422, "The template does not exist", "proofmeId")
        identification = self._engine.add(new, self._engine.now(), "api")
        return self._answer(self._body(identification), 201)

    async def _list(self, request: Request) -> Response:
        parameters = {**await _read_form(request), **request.query_params}
        try:
            query = ListQuery.model_validate(parameters)
        except ValidationError as error:
            field = str(error.errors(include_url=False)[0]["loc"][0])
            raise _Refusal(422, f"The parameter {field} is not valid", field) from error
        found = self._find(query)
        page = found[query.offset : query.offset + min(query.limit, _LIST_LIMIT)]
        count = len(found) if self._engine.switches.counts_all else len(page)
        return JSONResponse({"count": count, "rows": [self._body(each) for each in page]})

    async def _read(self, request: Request) -> Response:
        return self._answer(self._full_body(self._known(request)))

    async def _read_data(self, request: Request) -> Response:
        identification = self._known(request)
        body = self._full_body(identification)
        body["identificationData"] = self._engine.load_data(identification)
        return self._answer(body)

    async def _read_custom_page(self, request: Request) -> Response:
        try:
            domain = urlsplit(str(request.path_params["url"])).hostname
        except ValueError:
            domain = None
        if not domain:
            raise _Refusal(422, "The address of the page is not valid", "url")
        if domain != CUSTOM_PAGE_DOMAIN:
            raise _Refusal(404, "No page is known for this address")
        return JSONResponse(bodies.build_custom_page(self._engine.organisation_id, domain))

    async def _revoke(self, request: Request) -> Response:
        try:
            self._engine.end(self._known(request), Status.REVOKED, self._engine.now())
        except ImpossibleStep as error:
            raise _Refusal(409, "The identification is finished") from error
        return JSONResponse({"message": "REVOKE_SUCCESSFUL"})

    async def _erase_data(self, request: Request) -> Response:
        ids = [each for each in request.query_params.get("ids", "").split(",") if each]
        if not ids:
            raise _Refusal(422, "No id was given", "ids")
        if not any(each in self._engine.records.identifications for each in ids):
            raise _Refusal(404, "No identification exists with this id")
        count = self._engine.erase_data(ids)
        return JSONResponse({"message": "DELETED_SUCCESSFULLY", "count": count})

    def _find(self, query: ListQuery) -> list[Identification]:
        needle = query.search.casefold()
        found = [
            each
            for each in self._engine.records.identifications.values()
            if needle in each.id or needle in (each.description or "").casefold()
        ]
        # Two stable sorts: rows alike in the column keep one order from page to page.
        found.sort(key=_SORT_KEYS["id"])
        found.sort(key=_SORT_KEYS[query.sort_column], reverse=query.sort_direction == "DESC")
        return found

    def _known(self, request: Request) -> Identification:
        identification = self._engine.records.identifications.get(request.path_params["id"])
        if identification is None:
            raise _Refusal(404, "No identification exists with this id")
        return identification

    def _body(self, identification: Identification) -> bodies.Json:
        page_url = self._engine.page_url(identification)
        return bodies.build_identification(
            identification,
            self._engine.organisation_id,
            page_url,
            echoes_notify=self._engine.switches.echoes_notify,
        )

    def _answer(self, body: bodies.Json, status: int = 200) -> Response:
        return JSONResponse({"identification": body} if self._engine.switches.wraps else body, status)

    def _full_body(self, identification: Identification) -> bodies.Json:
        template = bodies.build_template(identification.template, self._engine.organisation_id)
        return {**self._body(identification), "proofme": template}


async def _read_new(request: Request) -> NewIdentification:
    """Return the checked body of a create, whichever of the two encodings it has."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if media_type == _FORM:
            return NewIdentification.model_validate(read_form_fields(await _read_form(request)))
        if media_type == "application/json":
            return NewIdentification.model_validate(read_json(await request.body()))
    except ValidationError as error:
        raise _to_refusal(error) from error
    except ValueError as error:
        raise _Refusal(400, "The body could not be read") from error
    raise _Refusal(415, "Send a form or JSON")


async def _read_form(request: Request) -> dict[str, str]:
    text = (await request.body()).decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True))


def _to_refusal(error: ValidationError) -> _Refusal:
    fault = error.errors(include_url=False)[0]
    if not fault["loc"]:
        return _Refusal(422, "The body is not an object")
    field = str(fault["loc"][0])
    words = "is required" if fault["type"] == "missing" else "is not valid"
    return _Refusal(422, f"The field {field} {words}", field)
