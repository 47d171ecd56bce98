"""The simulated Checkout.com's two places that need no bearer credential: the token call and signed files."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.sandbox.checkout.auth import SCOPE, TOKEN_LIFE_S, Credentials
from console.sandbox.checkout.engine import Engine
from console.sandbox.checkout.files import SignedFiles
from console.sandbox.checkout.reporting import build_file


class OpenEndpoints:
    """Answers by what the request itself carries: a client's secret, a signature."""

    def __init__(self, engine: Engine, credentials: Credentials, files: SignedFiles) -> None:
        self._engine = engine
        self._credentials = credentials
        self._files = files

    def routes(self) -> list[Route]:
        """The token call and the folder of signed files."""
        return [
            Route("/connect/token", self._token, methods=["POST"]),
            Route("/files/{name:path}", self._file, methods=["GET"]),
        ]

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
        """Like common storage services it refuses a second way to sign in."""
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
