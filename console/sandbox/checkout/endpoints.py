"""The simulated Checkout.com's calls about verifications, their attempts, files and reports.

Source: https://api-reference.checkout.com/tag/Identity-Verification
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.sandbox.checkout import bodies
from console.sandbox.checkout.answering import Guard, Refusal, dump, read_body, to_page
from console.sandbox.checkout.catalogue import ATTEMPT_ALLOWED, DECIDED
from console.sandbox.checkout.engine import Engine
from console.sandbox.checkout.files import SignedFiles
from console.sandbox.checkout.reporting import REPORT_NAME, build_file
from console.sandbox.checkout.requests import NewApplicant, NewAttempt, NewOpenVerification, NewVerification
from console.sandbox.checkout.state import Applicant, Attempt, Verification

_VERIFICATIONS: Final = "/identity-verifications"


class Endpoints:
    """One handler per documented call. `on_new_attempt` is told of attempts made through the interface."""

    def __init__(self, engine: Engine, guard: Guard, files: SignedFiles) -> None:
        self._engine = engine
        self._guard = guard
        self._files = files
        self.on_new_attempt: Callable[[Verification, Attempt], None] = _ignore

    def routes(self) -> list[Route]:
        """V1 to V4, T1 to T4 and R1 of the reference; there is no list of verifications."""
        one, attempts = _VERIFICATIONS + "/{id}", _VERIFICATIONS + "/{id}/attempts"
        return [
            Route("/create-and-open-idv", self._guard(self._create_and_open), methods=["POST"]),
            Route(_VERIFICATIONS, self._guard(self._create), methods=["POST"]),
            Route(one, self._guard(self._read), methods=["GET"]),
            Route(f"{one}/anonymize", self._guard(self._anonymize), methods=["POST"]),
            Route(attempts, self._guard(self._create_attempt), methods=["POST"]),
            Route(attempts, self._guard(self._list_attempts), methods=["GET"]),
            Route(attempts + "/{attempt_id}", self._guard(self._read_attempt), methods=["GET"]),
            Route(attempts + "/{attempt_id}/assets", self._guard(self._list_assets), methods=["GET"]),
            Route(f"{one}/pdf-report", self._guard(self._report), methods=["GET"]),
        ]

    async def _create_and_open(self, request: Request) -> Response:
        """Without an applicant one is made; its errors are not documented, those of the plain create are taken."""
        new = await read_body(request, NewOpenVerification, 422)
        now = self._engine.now()
        if new.applicant_id is None:
            applicant = self._engine.add_applicant(NewApplicant(email=new.declared_data.email), now, "api")
        else:
            applicant = self._known_applicant(new.applicant_id)
        verification = self._engine.add_verification(
            applicant,
            dump(new.declared_data),
            now,
            "api",
            user_journey_id=new.user_journey_id,
            redirect_url=new.redirect_url,
        )
        attempt = self._engine.add_attempt(verification, new.redirect_url, now, "api")
        self.on_new_attempt(verification, attempt)
        body = self._body(verification)
        url = self._engine.hosted_url(attempt)
        return JSONResponse(bodies.open_verification(body, new.redirect_url, url), 201)

    async def _create(self, request: Request) -> Response:
        """A `redirect_url` or `risk_labels` in the body is overlooked: samples send them, the schema has neither."""
        new = await read_body(request, NewVerification, 422)
        applicant = self._known_applicant(new.applicant_id)
        verification = self._engine.add_verification(
            applicant,
            dump(new.declared_data),
            self._engine.now(),
            "api",
            user_journey_id=new.user_journey_id,
        )
        return JSONResponse(self._body(verification), 201)

    async def _read(self, request: Request) -> Response:
        return JSONResponse(self._body(self._verification(request)))

    async def _anonymize(self, request: Request) -> Response:
        """Which statuses permit it and whether it may be repeated is not documented: all do, and repeating is free."""
        verification = self._verification(request)
        if not verification.is_anonymized:
            self._engine.machine.anonymize(verification, self._engine.now())
        return JSONResponse(self._body(verification))

    async def _create_attempt(self, request: Request) -> Response:
        """409 outside the four statuses that take an attempt; its body is not documented, the code is ours."""
        verification = self._verification(request)
        new = await read_body(request, NewAttempt, 422)
        if verification.is_anonymized or verification.status not in ATTEMPT_ALLOWED:
            raise Refusal(409, ["identity_verification_status__invalid"])
        attempt = self._engine.add_attempt(
            verification,
            new.redirect_url,
            self._engine.now(),
            "api",
            client_information=None if new.client_information is None else dump(new.client_information),
            phone_number=None if new.phone_number is None else dump(new.phone_number),
        )
        self.on_new_attempt(verification, attempt)
        return JSONResponse(self._attempt_body(verification, attempt), 201)

    async def _list_attempts(self, request: Request) -> Response:
        """Newest first."""
        verification = self._verification(request)
        items = [self._attempt_body(verification, each) for each in reversed(verification.attempts)]
        url = f"{self._engine.base_url}{_VERIFICATIONS}/{verification.id}/attempts"
        return to_page(request, items, url)

    async def _read_attempt(self, request: Request) -> Response:
        verification, attempt = self._attempt(request)
        return JSONResponse(self._attempt_body(verification, attempt))

    async def _list_assets(self, request: Request) -> Response:
        verification, attempt = self._attempt(request)
        items = bodies.build_assets(verification, attempt, self._files)
        url = f"{self._engine.base_url}{_VERIFICATIONS}/{verification.id}/attempts/{attempt.id}/assets"
        return to_page(request, items, url)

    async def _report(self, request: Request) -> Response:
        """404 until the report's event was sent; afterwards in the form the switch asks for."""
        verification = self._verification(request)
        if verification.status not in DECIDED or not verification.has_report:
            raise Refusal(404)
        form = self._engine.switches.report_body
        if form == "pdf":
            found = build_file(verification, REPORT_NAME)
            assert found is not None
            return Response(found[0], media_type=found[1])
        return JSONResponse(bodies.build_report(self._files.link(f"{verification.id}/{REPORT_NAME}"), form))

    def _verification(self, request: Request) -> Verification:
        verification = self._engine.records.verifications.get(request.path_params["id"])
        if verification is None:
            raise Refusal(404)
        return verification

    def _attempt(self, request: Request) -> tuple[Verification, Attempt]:
        verification = self._verification(request)
        wanted = request.path_params["attempt_id"]
        attempt = next((each for each in verification.attempts if each.id == wanted), None)
        if attempt is None:
            raise Refusal(404)
        return verification, attempt

    def _known_applicant(self, applicant_id: str) -> Applicant:
        applicant = self._engine.records.applicants.get(applicant_id)
        if applicant is None:
            raise Refusal(422, ["applicant_id__invalid"])
        return applicant

    def _body(self, verification: Verification) -> bodies.Json:
        return bodies.build_verification(
            verification, self._engine.base_url, self._files, self._engine.switches
        )

    def _attempt_body(self, verification: Verification, attempt: Attempt) -> bodies.Json:
        url = self._engine.hosted_url(attempt)
        return bodies.build_attempt(verification, attempt, self._engine.base_url, url)


def _ignore(_verification: Verification, _attempt: Attempt) -> None:
    """Do nothing after a new attempt, until the module says otherwise."""
