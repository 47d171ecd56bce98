"""The simulated Checkout.com's calls about applicants.

Source: https://api-reference.checkout.com/tag/Applicants
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.sandbox.checkout import bodies
from console.sandbox.checkout.answering import Guard, Refusal, read_body
from console.sandbox.checkout.engine import Engine
from console.sandbox.checkout.requests import ApplicantChange, NewApplicant
from console.sandbox.checkout.state import Applicant


class ApplicantEndpoints:
    """One handler per documented call; there is no list and no search."""

    def __init__(self, engine: Engine, guard: Guard) -> None:
        self._engine = engine
        self._guard = guard

    def routes(self) -> list[Route]:
        """A1 to A4 of the reference: create, read, change, anonymize."""
        return [
            Route("/applicants", self._guard(self._create), methods=["POST"]),
            Route("/applicants/{id}", self._guard(self._read), methods=["GET"]),
            Route("/applicants/{id}", self._guard(self._change), methods=["PATCH"]),
            Route("/applicants/{id}/anonymize", self._guard(self._anonymize), methods=["POST"]),
        ]

    async def _create(self, request: Request) -> Response:
        new = await read_body(request, NewApplicant, 400)
        applicant = self._engine.add_applicant(new, self._engine.now(), "api")
        return JSONResponse(self._body(applicant), 201)

    async def _read(self, request: Request) -> Response:
        applicant = self._find(request)
        if applicant.is_anonymized and self._engine.switches.anonymized_applicant == "gone":
            raise Refusal(404)
        return JSONResponse(self._body(applicant))

    async def _change(self, request: Request) -> Response:
        """Only e-mail and name can change; what else is sent is overlooked."""
        applicant = self._find(request)
        change = await read_body(request, ApplicantChange, 400)
        if applicant.is_anonymized:
            raise Refusal(400, ["applicant__anonymized"])
        if "email" in change.model_fields_set:
            applicant.email = change.email
        if "external_applicant_name" in change.model_fields_set:
            applicant.external_applicant_name = change.external_applicant_name
        applicant.modified_on = self._engine.now()
        return JSONResponse(self._body(applicant))

    async def _anonymize(self, request: Request) -> Response:
        """The reference stays; whether verifications are erased along is not documented: they are not."""
        applicant = self._find(request)
        applicant.email = applicant.external_applicant_name = None
        applicant.is_anonymized = True
        applicant.modified_on = self._engine.now()
        return JSONResponse(self._body(applicant))

    def _find(self, request: Request) -> Applicant:
        applicant = self._engine.records.applicants.get(request.path_params["id"])
        if applicant is None:
            raise Refusal(404)
        return applicant

    def _body(self, applicant: Applicant) -> bodies.Json:
        return bodies.build_applicant(applicant, self._engine.base_url)
