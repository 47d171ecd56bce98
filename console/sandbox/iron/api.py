"""Iron's HTTP API: authentication, idempotency, routes and error shapes; the rules are in the book."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, JsonValue, ValidationError
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from console.sandbox.iron import answers
from console.sandbox.iron.answers import IronError, Json
from console.sandbox.iron.book import IronBook
from console.sandbox.iron.events import TOPICS
from console.sandbox.iron.idempotency import IdempotencyStore, Reply
from console.sandbox.iron.paging import Window, bad_request, cut_page, read_flag, read_window, read_words
from console.sandbox.iron.records import (
    CUSTOMER_STATUSES,
    IDENTIFICATION_STATUSES,
    Customer,
    Identification,
    Switches,
)
from console.sandbox.iron.requests import (
    CREATE_IDENTIFICATION,
    BusinessIdentification,
    CreateCustomer,
    CreateSigning,
    Decision,
    LinkIdentification,
    PersonIdentification,
    UpdateCustomer,
)
from console.sandbox.kernel import Kernel

_LOG = logging.getLogger(__name__)
_JSON = "application/json; charset=utf-8"
_VERSIONS = ("", "2025-03-13", "2026-07-01", "2026-08-01")  # https://docs.iron.xyz/versioning
_MAX_TERM = 256

Body = TypeVar("Body", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request."""

    path: dict[str, str]
    query: QueryParams
    body: bytes
    key: str | None
    """The idempotency key, as received."""


Handler = Callable[[Call], Reply]
Endpoint = Callable[[Request], Awaitable[Response]]


class IronApi:
    """The endpoints of the identity part."""

    def __init__(self, kernel: Kernel, book: IronBook, switches: Switches, api_key: str) -> None:
        self._kernel = kernel
        self._book = book
        self._switches = switches
        self._api_key = api_key
        self._stored = IdempotencyStore()

    def routes(self) -> Sequence[BaseRoute]:
        plain, once = self._guard, self._guard_once
        return [
            Route("/customers", plain(self._list_customers), methods=["GET"]),
            Route("/customers", once(self._create_customer), methods=["POST"]),
            Route("/customers/{id}", plain(self._get_customer), methods=["GET"]),
            Route("/customers/{id}", plain(self._update_customer), methods=["PUT"]),
            Route("/customers/{id}/archive", plain(self._archive_customer), methods=["PUT"]),
            Route("/customers/{id}/identifications", plain(self._list_identifications), methods=["GET"]),
            Route("/customers/{id}/identifications/v2", once(self._create_identification), methods=["POST"]),
            Route("/customers/{id}/requirements", plain(self._requirements), methods=["GET"]),
            Route("/customers/{id}/required-signings", plain(self._required_signings), methods=["GET"]),
            Route("/customers/{id}/signings", plain(self._list_signings), methods=["GET"]),
            Route("/customers/{id}/signings", once(self._create_signing), methods=["POST"]),
            Route("/customers/{external_id:path}/external", plain(self._get_external), methods=["GET"]),
            Route("/identifications/{id}", plain(self._get_identification), methods=["GET"]),
            Route("/identifications/{id}/archive", plain(self._archive_identification), methods=["PUT"]),
            Route("/webhooks", plain(self._list_webhooks), methods=["GET"]),
            Route("/sandbox/identification/{id}", once(self._decide), methods=["POST"]),
        ]

    # --- in front of every endpoint

    def _guard(self, handler: Handler) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            return await self._answer(request, handler, needs_key=False)

        return endpoint

    def _guard_once(self, handler: Handler) -> Endpoint:
        """For calls that need an IDEMPOTENCY-KEY."""

        async def endpoint(request: Request) -> Response:
            return await self._answer(request, handler, needs_key=True)

        return endpoint

    async def _answer(self, request: Request, handler: Handler, *, needs_key: bool) -> Response:
        if not hmac.compare_digest(request.headers.get("x-api-key", "").encode(), self._api_key.encode()):
            return PlainTextResponse("authorization error", 401)
        body = await request.body()
        try:
            if request.headers.get("x-api-version", "") not in _VERSIONS:
                raise bad_request("This API version is not supported.")
            reply = self._act(request, body, handler, needs_key=needs_key)
        except IronError as error:
            reply = self._refuse(error)
        except Exception:
            _LOG.exception("The simulated Iron failed.")
            trace_id = f"{self._kernel.random('iron:trace').getrandbits(128):032x}"
            reply = Reply(500, {"message": "Internal error", "trace_id": trace_id})
        if reply.status == 204:
            return Response(status_code=204)
        return JSONResponse(reply.body, reply.status, media_type=_JSON)

    def _act(self, request: Request, body: bytes, handler: Handler, *, needs_key: bool) -> Reply:
        call = Call(request.path_params, request.query_params, body, request.headers.get("idempotency-key"))
        if not needs_key:
            return handler(call)
        if not call.key:
            raise bad_request("The IDEMPOTENCY-KEY header is missing.")

        def act() -> Reply:
            try:
                return handler(call)
            except IronError as error:
                return self._refuse(error)

        now = self._kernel.clock.now()
        return self._stored.answer(request.method, request.url.path, call.key, body, now, act)

    def _refuse(self, error: IronError) -> Reply:
        request_id = f"req_{self._kernel.random('iron:request').getrandbits(48):012x}"
        return Reply(error.status, answers.build_error(error, self._switches.error_style, request_id))

    # --- customers

    def _list_customers(self, call: Call) -> Reply:
        order = call.query.get("sort_order", "desc")
        if order not in ("asc", "desc"):
            raise bad_request("sort_order must be asc or desc.")
        term = call.query.get("search_term", "")
        if len(term) > _MAX_TERM:
            raise bad_request(f"search_term may have {_MAX_TERM} characters.")
        window = read_window(call.query)
        wanted = self._filter(call.query, term.casefold())
        everybody = self._book.customers.values()
        found = [each for each in (everybody if order == "asc" else reversed(everybody)) if wanted(each)]
        page, cursor, prev_cursor = cut_page(found, window)
        return _paged([self._show_customer(each) for each in page], cursor, prev_cursor)

    def _filter(self, query: QueryParams, term: str) -> Callable[[Customer], bool]:
        statuses = read_words(query, "status", CUSTOMER_STATUSES)
        attempts = read_words(query, "identification_status", IDENTIFICATION_STATUSES)
        types = read_words(query, "customer_type", ("Person", "Business"))
        has_transactions = read_flag(query, "has_transactions")

        def wanted(customer: Customer) -> bool:
            newest = self._book.newest(customer)
            return (
                (not statuses or customer.status in statuses)
                and (not types or customer.customer_type in types)
                and (not attempts or (newest is not None and newest.status in attempts))
                # Nobody in the simulator has transactions.
                and has_transactions is not True
                and (not term or _is_found(customer, term))
            )

        return wanted

    def _create_customer(self, call: Call) -> Reply:
        body = _read(CreateCustomer, call.body)
        customer = self._book.create_customer(
            body.customer_type, body.email, body.name or "", body.external_id, call.key
        )
        return Reply(201, self._show_customer(customer))

    def _get_customer(self, call: Call) -> Reply:
        return Reply(200, self._show_customer(self._customer(call)))

    def _get_external(self, call: Call) -> Reply:
        return Reply(200, self._show_customer(self._book.find_external(call.path["external_id"])))

    def _update_customer(self, call: Call) -> Reply:
        body = _read(UpdateCustomer, call.body)
        self._book.update_customer(self._customer(call), body.email, body.external_id)
        return Reply(204)

    def _archive_customer(self, call: Call) -> Reply:
        customer = self._customer(call)
        self._book.archive_customer(customer)
        return Reply(200, self._show_customer(customer))

    def _requirements(self, call: Call) -> Reply:
        customer = self._customer(call)
        return Reply(200, answers.build_requirements(customer, self._book.newest(customer)))

    # --- signings

    def _required_signings(self, call: Call) -> Reply:
        customer = self._customer(call)
        if customer.status != "SigningsRequired":
            raise IronError(409, "conflict", "Customer is not in status SigningsRequired.")
        return Reply(200, [answers.to_document(each) for each in self._book.outstanding(customer)])

    def _list_signings(self, call: Call) -> Reply:
        page, cursor, prev = cut_page(list(reversed(self._customer(call).signings)), _read_forward(call))
        return _paged([answers.to_signing(each) for each in page], cursor, prev)

    def _create_signing(self, call: Call) -> Reply:
        customer = self._customer(call)
        try:
            body = CreateSigning.model_validate_json(call.body)
        except ValidationError as error:
            raise IronError(422, "unprocessable_entity", _first_problem(error)) from error
        return Reply(201, answers.to_signing(self._book.sign(customer, body.content_id)))

    # --- identifications

    def _list_identifications(self, call: Call) -> Reply:
        ids = reversed(self._customer(call).identification_ids)
        page, cursor, prev = cut_page([self._book.identifications[each] for each in ids], _read_forward(call))
        return _paged([self._show_identification(each) for each in page], cursor, prev)

    def _create_identification(self, call: Call) -> Reply:
        customer = self._customer(call)
        try:
            body = CREATE_IDENTIFICATION.validate_json(call.body)
        except ValidationError as error:
            raise bad_request(_first_problem(error)) from error
        is_company = isinstance(body, BusinessIdentification)
        if is_company != (customer.customer_type == "Business") and not isinstance(body, LinkIdentification):
            raise bad_request("This type does not fit the customer's type.")
        with_edd = body.with_edd if isinstance(body, LinkIdentification) else None
        if with_edd and customer.customer_type == "Business":
            raise bad_request("Enhanced due diligence is for persons only.")
        is_complete = isinstance(body, PersonIdentification) or (
            isinstance(body, BusinessIdentification) and bool(body.company_data.documents)
        )
        made = self._book.create_identification(customer, with_edd, call.key, is_complete=is_complete)
        return Reply(201, self._show_identification(made))

    def _get_identification(self, call: Call) -> Reply:
        return Reply(200, self._show_identification(self._identification(call)))

    def _archive_identification(self, call: Call) -> Reply:
        identification = self._identification(call)
        self._book.archive_identification(identification)
        return Reply(200, self._show_identification(identification))

    def _decide(self, call: Call) -> Reply:
        identification = self._identification(call)
        approved = _read(Decision, call.body).approved
        if identification.is_in_flight:
            if approved:
                self._book.approve(identification)
            else:
                self._book.decline(identification)
        elif self._switches.error_style == "openapi":
            raise IronError(409, "conflict", "This identification is already decided.")
        return Reply(201, self._show_identification(identification))

    # --- webhooks

    def _list_webhooks(self, call: Call) -> Reply:
        topics = {type_: topic for topic, type_ in TOPICS.items()}
        hooks = self._kernel.webhooks.subscriptions("iron")
        page, cursor, prev = cut_page(list(reversed(hooks)), _read_forward(call))
        moment = answers.to_moment(self._kernel.started_at)
        items: list[Json] = [
            {
                "id": hook.id,
                "label": "Simulator subscription",
                "url": hook.url,
                "partner_id": self._book.partner_id,
                "topics": [topics.get(event, event) for event in hook.events] or list(TOPICS),
                "enabled": True,
                "created_at": moment,
                "updated_at": moment,
            }
            for hook in page
        ]
        return _paged(items, cursor, prev)

    # --- shared

    def _customer(self, call: Call) -> Customer:
        return self._book.find_customer(call.path["id"])

    def _identification(self, call: Call) -> Identification:
        return self._book.find_identification(call.path["id"])

    def _show_customer(self, customer: Customer) -> Json:
        return answers.to_customer(customer, self._book.newest(customer), self._book.partner_id)

    def _show_identification(self, identification: Identification) -> Json:
        owner = self._book.owner(identification)
        is_residence_known = identification.status == "Approved" and self._book.is_newest(identification)
        url = self._kernel.hosted_url("iron", identification.token)
        return answers.to_identification(identification, url, owner.country if is_residence_known else None)


def _paged(items: Sequence[Json], cursor: str | None, prev_cursor: str | None) -> Reply:
    shown: list[JsonValue] = list(items)
    return Reply(200, {"items": shown, "cursor": cursor, "prev_cursor": prev_cursor})


def _read_forward(call: Call) -> Window:
    """For lists without backward paging."""
    window = read_window(call.query)
    return Window(window.size, window.cursor, None)


def _read(model: type[Body], body: bytes) -> Body:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise bad_request(_first_problem(error)) from error


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{json.dumps('.'.join(str(part) for part in first['loc']) or 'body')}: {first['msg']}"


def _is_found(customer: Customer, term: str) -> bool:
    values = (customer.name, customer.id, customer.email, customer.external_id or "")
    return any(term in value.casefold() for value in values)
