"""A Checkout.com of the test's own that answers what no simulator would; knows paths and tokens, no rules."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from urllib.parse import parse_qs

from tests.support.raw_server import RawRequest, RawServer, build_http


class FakeCheckout:
    """Answers by path, to whoever brings the token that is good at the moment."""

    def __init__(self, server: RawServer) -> None:
        self.server = server
        self.good_token = "token-1"
        self.tokens = ["token-1", "token-2", "token-3"]
        self.expires_in: object = 3600
        self.pages: dict[str, bytes] = {}
        self.build_page: Callable[[int], dict[str, object]] | None = None
        server.answer = self._answer

    async def _answer(self, request: RawRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(self._to_reply(request))
        await writer.drain()

    def _to_reply(self, request: RawRequest) -> bytes:
        path = request.target.partition("?")[0]
        if path == "/connect/token":
            token = {
                "access_token": self.tokens.pop(0),
                "token_type": "Bearer",
                "expires_in": self.expires_in,
            }
            return build_http(200, json.dumps(token).encode())
        if path.startswith("/files/"):
            return build_http(200, self.pages[path], content_type="application/pdf")
        if request.headers.get("authorization") != f"Bearer {self.good_token}":
            return build_http(401, b"")
        if self.build_page is not None and path.endswith("/attempts"):
            skip = int(parse_qs(request.target.partition("?")[2])["skip"][0])
            return build_http(200, json.dumps(self.build_page(skip)).encode())
        if path not in self.pages:
            return build_http(404, b"")
        return build_http(200, self.pages[path], cko_request_id="req-1")

    def paths(self) -> list[str]:
        return [request.target for request in self.server.requests]
