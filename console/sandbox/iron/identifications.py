"""Iron's endpoints for identifications and the sandbox's decision; the rules are in the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import ValidationError
from starlette.routing import BaseRoute, Route

from console.sandbox.iron import answers
from console.sandbox.iron.answers import IronError, Json
from console.sandbox.iron.book import IronBook
from console.sandbox.iron.gate import Call, Gate, first_problem, paged, read_body
from console.sandbox.iron.idempotency import Reply
from console.sandbox.iron.paging import bad_request, cut_page, read_forward
from console.sandbox.iron.records import Customer, Identification, Switches
from console.sandbox.iron.requests import Decision, LinkIdentification
from console.sandbox.iron.submissions import (
    CREATE_IDENTIFICATION,
    AnyIdentification,
    BusinessIdentification,
    TokenIdentification,
    to_draft,
)
from console.sandbox.kernel import Kernel


class IronIdentifications:
    """Makes, lists, shows, archives and decides; `expect_review` is told of one that needs no person any more."""

    def __init__(
        self,
        kernel: Kernel,
        book: IronBook,
        switches: Switches,
        gate: Gate,
        expect_review: Callable[[Identification], None],
    ) -> None:
        self._kernel = kernel
        self._book = book
        self._switches = switches
        self._gate = gate
        self._expect_review = expect_review
        self._spent_tokens: set[str] = set()

    def routes(self) -> Sequence[BaseRoute]:
        """Which calls need a key and take a sub-partner: https://docs.iron.xyz/reference-sandbox"""
        plain, once = self._gate.plain, self._gate.once
        return [
            Route("/customers/{id}/identifications", plain(self._list, sub=True), methods=["GET"]),
            Route("/customers/{id}/identifications/v2", once(self._create, sub=True), methods=["POST"]),
            Route("/identifications/{id}", plain(self._get), methods=["GET"]),
            Route("/identifications/{id}/archive", plain(self._archive), methods=["PUT"]),
            Route(
                "/identifications/{id}/compliance-questionnaire", plain(self._questionnaire), methods=["GET"]
            ),
            Route("/sandbox/identification/{id}", once(self._decide), methods=["POST"]),
        ]

    def _list(self, call: Call) -> Reply:
        customer = self._book.find_customer(call.path["id"], call.sub_partner_id)
        made = [self._book.identifications[each] for each in reversed(customer.identification_ids)]
        page, cursor, prev = cut_page(made, read_forward(call.query))
        return paged([self._show(each) for each in page], cursor, prev)

    def _create(self, call: Call) -> Reply:
        customer = self._book.find_customer(call.path["id"], call.sub_partner_id)
        try:
            body = CREATE_IDENTIFICATION.validate_json(call.body)
        except ValidationError as error:
            raise bad_request(first_problem(error)) from error
        _verify_kind(body, customer)
        draft = to_draft(body)
        if isinstance(body, TokenIdentification) and body.token in self._spent_tokens:
            raise bad_request("This share token has been used.")
        made = self._book.create_identification(customer, draft, call.key)
        if isinstance(body, TokenIdentification):
            self._spent_tokens.add(body.token)
        self._expect_review(made)
        return Reply(201, self._show(made))

    def _get(self, call: Call) -> Reply:
        return Reply(200, self._show(self._find(call)))

    def _archive(self, call: Call) -> Reply:
        identification = self._find(call)
        if identification.status != "Archived":
            self._book.archive_identification(identification)
        return Reply(200, self._show(identification))

    def _questionnaire(self, call: Call) -> Reply:
        """A legacy format: which answers fill which field is not documented."""
        identification = self._find(call)
        if not identification.steps:
            raise IronError(404, "questionnaire_not_found", "Nothing has been answered yet.")
        usual = {"intended_use": "Trading", "employment_status": "Employed"}
        return Reply(200, {"id": identification.id, **(identification.answers or usual)})

    def _decide(self, call: Call) -> Reply:
        """Described for a pending one; for a decided one either answer is thinkable. https://docs.iron.xyz/sandbox"""
        identification = self._find(call)
        approved = read_body(Decision, call.body).approved
        if identification.is_in_flight or identification.asks_more:
            if approved:
                self._book.approve(identification)
            else:
                self._book.decline(identification)
        elif self._switches.error_style == "openapi":
            raise IronError(409, "conflict", "This identification is already decided.")
        return Reply(201, self._show(identification))

    def _find(self, call: Call) -> Identification:
        return self._book.find_identification(call.path["id"])

    def _show(self, identification: Identification) -> Json:
        owner = self._book.owner(identification)
        is_residence_known = identification.status == "Approved" and self._book.is_newest(identification)
        url = self._kernel.hosted_url("iron", identification.token)
        return answers.to_identification(identification, url, owner.country if is_residence_known else None)


def _verify_kind(body: AnyIdentification, customer: Customer) -> None:
    """A link fits everybody; enhanced due diligence and the other types are for one kind of customer each."""
    is_company = customer.customer_type == "Business"
    if isinstance(body, LinkIdentification):
        if body.with_edd and is_company:
            raise bad_request("Enhanced due diligence is for persons only.")
    elif isinstance(body, BusinessIdentification) != is_company:
        raise bad_request("This type does not fit the customer's type.")
