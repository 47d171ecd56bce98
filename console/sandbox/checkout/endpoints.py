"""The simulated Checkout.com over HTTP: paths, credentials, checks of bodies and the provider's error shapes.

Source: https://api-reference.checkout.com/tag/Identity-Verification and https://api-reference.checkout.com/tag/Applicants
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.sandbox.checkout import bodies
from console.sandbox.checkout.auth import SCOPE, TOKEN_LIFE_S, Credentials
from console.sandbox.checkout.catalogue import ATTEMPT_ALLOWED, DECIDED
from console.sandbox.checkout.engine import Engine
from console.sandbox.checkout.files import SignedFiles
from console.sandbox.checkout.reporting import build_file
from console.sandbox.checkout.requests import (
    ApplicantChange,
    NewApplicant,
    NewAttempt,
    NewOpenVerification,
    NewVerification,
    to_error_codes,
)
from console.sandbox.checkout.state import Applicant, Attempt, Verification

if TYPE_CHECKING:
    from pydantic import JsonValue

ModelT = TypeVar("ModelT", bound=BaseModel)
Handler = Callable[[Request], Awaitable[Response]]

_VERIFICATIONS = "/identity-verifications"


@dataclass(frozen=True, slots=True)
class _Refusal(Exception):
    """An answer other than success; no codes means an empty body."""

    status: int
    codes: Sequence[str] = ()


class Endpoints:
    """One handler per documented call."""

    def __init__(self, engine: Engine, credentials: Credentials, files: SignedFiles) -> None:
        self._engine = engine
        self._credentials = credentials
        self._files = files
        self._requests = engine.kernel.random("checkout:requests")
        self.on_new_attempt: Callable[[Verification, Attempt], None] = _ignore

    def routes(self) -> list[Route]:
        one, attempts = _VERIFICATIONS + "/{id}", _VERIFICATIONS + "/{id}/attempts"
        return [
            Route("/connect/token", self._token, methods=["POST"]),
            Route("/files/{name:path}", self._file, methods=["GET"]),
            Route("/applicants", self._guard(self._create_applicant), methods=["POST"]),
            Route("/applicants/{id}", self._guard(self._read_applicant), methods=["GET"]),
            Route("/applicants/{id}", self._guard(self._change_applicant), methods=["PATCH"]),
            Route("/applicants/{id}/anonymize", self._guard(self._anonymize_applicant), methods=["POST"]),
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

    def _guard(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            request_id = f"SIM{self._requests.randrange(16**12):012X}"
            try:
                if not self._credentials.is_good(request.headers.get("authorization", "")):
                    raise _Refusal(401)
                response = await handler(request)
            except _Refusal as refusal:
                response = _to_response(refusal, request_id)
            response.headers["Cko-Request-Id"] = request_id
            return response

        return guarded

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        is_grant = form.get("grant_type") == "client_credentials"
        token = self._credentials.issue_token(form, request.headers.get("authorization", ""))
        if not is_grant or token is None:
            error = "invalid_client" if is_grant else "unsupported_grant_type"
            return JSONResponse({"error": error}, 400)
        return JSONResponse(
            {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIFE_S, "scope": SCOPE}
        )

    async def _file(self, request: Request) -> Response:
        """Serve a signed link. Like common storage services it refuses a second way to sign in."""
        name = str(request.path_params["name"])
        if "authorization" in request.headers:
            return Response("Only one way to sign in is allowed", 400, media_type="text/plain")
        if not self._files.is_good(name, request.query_params):
            return Response("The link has expired or was changed", 403, media_type="text/plain")
        verification_id, _, file_name = name.partition("/")
        verification = self._engine.records.verifications.get(verification_id)
        found = None if verification is None else build_file(verification, file_name)
        if found is None:
            return Response(status_code=404)
        content, media_type = found
        return Response(content, media_type=media_type, headers={"cache-control": "no-store"})

    async def _create_applicant(self, request: Request) -> Response:
        new = await _read(request, NewApplicant, 400)
        applicant = self._engine.add_applicant(new, self._engine.now(), "api")
        return JSONResponse(self._applicant_body(applicant), 201)

    async def _read_applicant(self, request: Request) -> Response:
        return JSONResponse(self._applicant_body(self._applicant(request)))

    async def _change_applicant(self, request: Request) -> Response:
        applicant = self._applicant(request)
        change = await _read(request, ApplicantChange, 400)
        if "email" in change.model_fields_set:
            applicant.email = change.email
        if "external_applicant_name" in change.model_fields_set:
            applicant.external_applicant_name = change.external_applicant_name
        applicant.modified_on = self._engine.now()
        return JSONResponse(self._applicant_body(applicant))

    async def _anonymize_applicant(self, request: Request) -> Response:
        applicant = self._applicant(request)
        applicant.email = applicant.external_applicant_name = None
        applicant.modified_on = self._engine.now()
        return JSONResponse(self._applicant_body(applicant))

    async def _create_and_open(self, request: Request) -> Response:
        new = await _read(request, NewOpenVerification, 422)
        now = self._engine.now()
        if new.applicant_id is None:
            applicant = self._engine.add_applicant(NewApplicant(email=new.declared_data.email), now, "api")
        else:
            applicant = self._known_applicant(new.applicant_id)
        verification = self._engine.add_verification(
            applicant,
            _dump(new.declared_data),
            now,
            "api",
            user_journey_id=new.user_journey_id,
            redirect_url=new.redirect_url,
        )
        attempt = self._engine.add_attempt(verification, new.redirect_url, now, "api")
        self.on_new_attempt(verification, attempt)
        url = self._engine.hosted_url(attempt)
        body = bodies.build_opened_verification(verification, self._engine.base_url, self._files, url)
        return JSONResponse(body, 201)

    async def _create(self, request: Request) -> Response:
        new = await _read(request, NewVerification, 422)
        applicant = self._known_applicant(new.applicant_id)
        verification = self._engine.add_verification(
            applicant,
            _dump(new.declared_data),
            self._engine.now(),
            "api",
            user_journey_id=new.user_journey_id,
        )
        return JSONResponse(self._body(verification), 201)

    async def _read(self, request: Request) -> Response:
        return JSONResponse(self._body(self._verification(request)))

    async def _anonymize(self, request: Request) -> Response:
        verification = self._verification(request)
        if not verification.is_anonymized:
            self._engine.machine.anonymize(verification, self._engine.now())
        return JSONResponse(self._body(verification))

    async def _create_attempt(self, request: Request) -> Response:
        verification = self._verification(request)
        new = await _read(request, NewAttempt, 422)
        if verification.is_anonymized or verification.status not in ATTEMPT_ALLOWED:
            raise _Refusal(409, ["identity_verification_status__invalid"])
        attempt = self._engine.add_attempt(
            verification,
            new.redirect_url,
            self._engine.now(),
            "api",
            client_information=None if new.client_information is None else _dump(new.client_information),
            phone_number=None if new.phone_number is None else _dump(new.phone_number),
        )
        self.on_new_attempt(verification, attempt)
        return JSONResponse(self._attempt_body(verification, attempt), 201)

    async def _list_attempts(self, request: Request) -> Response:
        verification = self._verification(request)
        items = [self._attempt_body(verification, each) for each in reversed(verification.attempts)]
        url = f"{self._engine.base_url}{_VERIFICATIONS}/{verification.id}/attempts"
        return _to_page(request, items, url)

    async def _read_attempt(self, request: Request) -> Response:
        verification, attempt = self._attempt(request)
        return JSONResponse(self._attempt_body(verification, attempt))

    async def _list_assets(self, request: Request) -> Response:
        verification, attempt = self._attempt(request)
        items = bodies.build_assets(verification, attempt, self._files)
        url = f"{self._engine.base_url}{_VERIFICATIONS}/{verification.id}/attempts/{attempt.id}/assets"
        return _to_page(request, items, url)

    async def _report(self, request: Request) -> Response:
        verification = self._verification(request)
        if verification.status not in DECIDED or not verification.has_report:
            raise _Refusal(404)
        return JSONResponse({"pdf_report": self._files.link(f"{verification.id}/report.pdf")})

    def _verification(self, request: Request) -> Verification:
        verification = self._engine.records.verifications.get(request.path_params["id"])
        if verification is None:
            raise _Refusal(404)
        return verification

    def _attempt(self, request: Request) -> tuple[Verification, Attempt]:
        verification = self._verification(request)
        wanted = request.path_params["attempt_id"]
        attempt = next((each for each in verification.attempts if each.id == wanted), None)
        if attempt is None:
            raise _Refusal(404)
        return verification, attempt

    def _applicant(self, request: Request) -> Applicant:
        applicant = self._engine.records.applicants.get(request.path_params["id"])
        if applicant is None:
            raise _Refusal(404)
        return applicant

    def _known_applicant(self, applicant_id: str) -> Applicant:
        applicant = self._engine.records.applicants.get(applicant_id)
        if applicant is None:
            raise _Refusal(422, ["applicant_id__invalid"])
        return applicant

    def _body(self, verification: Verification) -> bodies.Json:
        return bodies.build_verification(verification, self._engine.base_url, self._files)

    def _attempt_body(self, verification: Verification, attempt: Attempt) -> bodies.Json:
        url = self._engine.hosted_url(attempt)
        return bodies.build_attempt(verification, attempt, self._engine.base_url, url)

    def _applicant_body(self, applicant: Applicant) -> bodies.Json:
        return bodies.build_applicant(applicant, self._engine.base_url)


async def _read(request: Request, model: type[ModelT], status: int) -> ModelT:
    """Return the checked body; `status` is the call's own code for a body that is JSON but wrong."""
    try:
        return model.model_validate_json(await request.body() or b"{}")
    except ValidationError as error:
        is_json_object = error.errors(include_url=False)[0]["type"] not in {"json_invalid", "model_type"}
        raise _Refusal(status if is_json_object else 400, to_error_codes(error)) from error


def _dump(part: BaseModel) -> dict[str, JsonValue]:
    """Return what was sent, without the defaults; `email` may stay an explicit null."""
    return part.model_dump(mode="json", exclude_unset=True)


def _to_page(request: Request, items: Sequence[bodies.Json], url: str) -> Response:
    skip = _read_number(request, "skip", default=0, least=0)
    limit = _read_number(request, "limit", default=10, least=1)
    return JSONResponse(bodies.build_list(items, skip, limit, url))


def _read_number(request: Request, name: str, *, default: int, least: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdecimal()) or int(text) < least:
        raise _Refusal(400, [f"{name}__invalid"])
    return int(text)


def _to_response(refusal: _Refusal, request_id: str) -> Response:
    if not refusal.codes:
        return Response(status_code=refusal.status)
    return JSONResponse(bodies.build_error(request_id, refusal.codes), refusal.status)


def _ignore(_verification: Verification, _attempt: Attempt) -> None:
    """Do nothing after a new attempt, until the module says otherwise."""
