"""Iron's endpoints for customers, identifications and signings; the rules are in the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import ValidationError
from starlette.datastructures import QueryParams
from starlette.routing import BaseRoute, Route

from console.sandbox.iron import answers
from console.sandbox.iron.answers import IronError, Json
from console.sandbox.iron.book import IronBook
from console.sandbox.iron.gate import Call, Gate, first_problem, paged, read_body
from console.sandbox.iron.idempotency import Reply
from console.sandbox.iron.paging import (
    bad_request,
    cut_page,
    read_flag,
    read_forward,
    read_window,
    read_words,
)
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

_MAX_TERM = 256


class IronApi:
    """The endpoints of the identity part."""

    def __init__(self, kernel: Kernel, book: IronBook, switches: Switches, gate: Gate) -> None:
        self._kernel = kernel
        self._book = book
        self._switches = switches
        self._gate = gate

    def routes(self) -> Sequence[BaseRoute]:
        plain, once = self._gate.plain, self._gate.once
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
            Route("/sandbox/identification/{id}", once(self._decide), methods=["POST"]),
        ]

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
        return paged([self._show_customer(each) for each in page], cursor, prev_cursor)

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
        body = read_body(CreateCustomer, call.body)
        customer = self._book.create_customer(
            body.customer_type, body.email, body.name or "", body.external_id, call.key
        )
        return Reply(201, self._show_customer(customer))

    def _get_customer(self, call: Call) -> Reply:
        return Reply(200, self._show_customer(self._customer(call)))

    def _get_external(self, call: Call) -> Reply:
        return Reply(200, self._show_customer(self._book.find_external(call.path["external_id"])))

    def _update_customer(self, call: Call) -> Reply:
        body = read_body(UpdateCustomer, call.body)
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
        page, cursor, prev = cut_page(list(reversed(self._customer(call).signings)), read_forward(call.query))
        return paged([answers.to_signing(each) for each in page], cursor, prev)

    def _create_signing(self, call: Call) -> Reply:
        customer = self._customer(call)
        try:
            body = CreateSigning.model_validate_json(call.body)
        except ValidationError as error:
            raise IronError(422, "unprocessable_entity", first_problem(error)) from error
        return Reply(201, answers.to_signing(self._book.sign(customer, body.content_id)))

    # --- identifications

    def _list_identifications(self, call: Call) -> Reply:
        ids = reversed(self._customer(call).identification_ids)
        page, cursor, prev = cut_page(
            [self._book.identifications[each] for each in ids], read_forward(call.query)
        )
        return paged([self._show_identification(each) for each in page], cursor, prev)

    def _create_identification(self, call: Call) -> Reply:
        customer = self._customer(call)
        try:
            body = CREATE_IDENTIFICATION.validate_json(call.body)
        except ValidationError as error:
            raise bad_request(first_problem(error)) from error
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
        approved = read_body(Decision, call.body).approved
        if identification.is_in_flight:
            if approved:
                self._book.approve(identification)
            else:
                self._book.decline(identification)
        elif self._switches.error_style == "openapi":
            raise IronError(409, "conflict", "This identification is already decided.")
        return Reply(201, self._show_identification(identification))

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


def _is_found(customer: Customer, term: str) -> bool:
    values = (customer.name, customer.id, customer.email, customer.external_id or "")
    return any(term in value.casefold() for value in values)
