"""Iron's endpoints for customers, their requirements and their signings; the rules are in the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

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
from console.sandbox.iron.records import CUSTOMER_STATUSES, IDENTIFICATION_STATUSES, Customer
from console.sandbox.iron.requests import CreateCustomer, CreateSigning, UpdateCustomer

_MAX_TERM: Final = 256  # https://docs.iron.xyz/reference-2025-03-13/customer/get-all-customers


class IronCustomers:
    """Every call below `/customers` but those that make or list identifications."""

    def __init__(self, book: IronBook, gate: Gate) -> None:
        self._book = book
        self._gate = gate

    def routes(self) -> Sequence[BaseRoute]:
        """Which calls need a key and take a sub-partner: https://docs.iron.xyz/reference-sandbox"""
        plain, once = self._gate.plain, self._gate.once
        return [
            Route("/customers", plain(self._list, sub=True), methods=["GET"]),
            Route("/customers", once(self._create, sub=True), methods=["POST"]),
            Route("/customers/{id}", plain(self._get, sub=True), methods=["GET"]),
            Route("/customers/{id}", plain(self._update, sub=True), methods=["PUT"]),
            Route("/customers/{id}/archive", plain(self._archive), methods=["PUT"]),
            Route("/customers/{id}/requirements", plain(self._requirements, sub=True), methods=["GET"]),
            Route("/customers/{id}/required-signings", plain(self._required, sub=True), methods=["GET"]),
            Route("/customers/{id}/signings", plain(self._list_signings, sub=True), methods=["GET"]),
            Route("/customers/{id}/signings", once(self._sign, sub=True), methods=["POST"]),
            # Last: a reference may hold slashes.
            Route(
                "/customers/{external_id:path}/external", plain(self._get_external, sub=True), methods=["GET"]
            ),
        ]

    def _list(self, call: Call) -> Reply:
        order = call.query.get("sort_order", "desc")
        if order not in ("asc", "desc"):
            raise bad_request("sort_order must be asc or desc.")
        term = call.query.get("search_term", "")
        if len(term) > _MAX_TERM:
            raise bad_request(f"search_term may have {_MAX_TERM} characters.")
        window = read_window(call.query)
        wanted = self._build_filter(call.query, term.casefold())
        everybody = self._book.customers.values()
        found = [
            each
            for each in (everybody if order == "asc" else reversed(everybody))
            if each.is_of(call.sub_partner_id) and wanted(each)
        ]
        page, cursor, prev_cursor = cut_page(found, window)
        return paged([self._show(each) for each in page], cursor, prev_cursor)

    def _build_filter(self, query: QueryParams, term: str) -> Callable[[Customer], bool]:
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

    def _create(self, call: Call) -> Reply:
        body = read_body(CreateCustomer, call.body)
        customer = self._book.create_customer(
            body.customer_type,
            body.email,
            body.name or "",
            body.external_id,
            call.key,
            sub_partner_id=call.sub_partner_id,
        )
        return Reply(201, self._show(customer))

    def _get(self, call: Call) -> Reply:
        return Reply(200, self._show(self._find(call)))

    def _get_external(self, call: Call) -> Reply:
        found = self._book.find_external(call.path["external_id"], call.sub_partner_id)
        return Reply(200, self._show(found))

    def _update(self, call: Call) -> Reply:
        body = read_body(UpdateCustomer, call.body)
        self._book.update_customer(self._find(call), body.email, body.external_id)
        return Reply(204)

    def _archive(self, call: Call) -> Reply:
        customer = self._find(call)
        self._book.archive_customer(customer)
        return Reply(200, self._show(customer))

    def _requirements(self, call: Call) -> Reply:
        customer = self._find(call)
        return Reply(200, answers.build_requirements(customer, self._book.newest(customer)))

    def _required(self, call: Call) -> Reply:
        customer = self._find(call)
        if customer.status != "SigningsRequired":
            raise IronError(409, "conflict", "Customer is not in status SigningsRequired.")
        return Reply(200, [answers.to_document(each) for each in self._book.outstanding(customer)])

    def _list_signings(self, call: Call) -> Reply:
        page, cursor, prev = cut_page(list(reversed(self._find(call).signings)), read_forward(call.query))
        return paged([answers.to_signing(each) for each in page], cursor, prev)

    def _sign(self, call: Call) -> Reply:
        customer = self._find(call)
        try:
            body = CreateSigning.model_validate_json(call.body)
        except ValidationError as error:
            raise IronError(422, "unprocessable_entity", first_problem(error)) from error
        if customer.status != "SigningsRequired":
            raise IronError(422, "unprocessable_entity", "Customer is not in status SigningsRequired.")
        return Reply(201, answers.to_signing(self._book.sign(customer, body.content_id)))

    def _find(self, call: Call) -> Customer:
        return self._book.find_customer(call.path["id"], call.sub_partner_id)

    def _show(self, customer: Customer) -> Json:
        return answers.to_customer(customer, self._book.newest(customer), self._book.partner_id)


def _is_found(customer: Customer, term: str) -> bool:
    values = (customer.name, customer.id, customer.email, customer.external_id or "")
    return any(term in value.casefold() for value in values)
