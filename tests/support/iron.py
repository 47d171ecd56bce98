"""Speaks the simulated Iron over plain TCP, for tests of the simulator; shares nothing with the console's client."""

from __future__ import annotations

import http.client
import json
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.support.simulator import Simulator

_DEADLINE_S = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `headers` in lower case."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Iron:
    """Calls of one partner; every write gets a fresh key unless `key` says otherwise ('' sends none)."""

    simulator: Simulator
    api_key: str = field(default="", repr=False)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        account = self.simulator.account("iron")
        sent = {"X-API-Key": self.api_key or account["api_key"], **(headers or {})}
        if key is None and method == "POST":
            key = str(uuid.uuid4())
        if key:
            sent["IDEMPOTENCY-KEY"] = key
        return exchange(account["base_url"] + path, method, body, sent)

    def get(self, path: str) -> Any:
        """A read that must succeed."""
        answer = self.call("GET", path)
        assert answer.status == 200, answer
        return answer.json

    def new_customer(self, **fields: Any) -> dict[str, Any]:
        body = {"customer_type": "Person", "email": "mara@example.org", "name": "Mara Lindqvist", **fields}
        answer = self.call("POST", "/customers", body)
        assert answer.status == 201, answer
        return dict(answer.json)

    def new_link(self, customer_id: str, **fields: Any) -> dict[str, Any]:
        answer = self.call("POST", f"/customers/{customer_id}/identifications/v2", {"type": "Link", **fields})
        assert answer.status == 201, answer
        return dict(answer.json)

    def start(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """A new customer with an open identification."""
        customer = self.new_customer()
        return customer, self.new_link(customer["id"])

    def status_of(self, customer: dict[str, Any]) -> str:
        return str(self.get(f"/customers/{customer['id']}")["status"])

    def decide(self, identification: dict[str, Any], *, approved: bool) -> Answer:
        return self.call("POST", f"/sandbox/identification/{identification['id']}", {"approved": approved})


def exchange(
    url: str, method: str = "GET", body: object = None, headers: dict[str, str] | None = None
) -> Answer:
    """One HTTP exchange; `body` is sent as JSON unless it is bytes."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_DEADLINE_S)
    try:
        payload = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        kind = {} if body is None else {"Content-Type": "application/json; charset=utf-8"}
        connection.request(method, target, payload, {**kind, **(headers or {})})
        answer = connection.getresponse()
        received = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, received, answer.read().decode("utf-8"))
    finally:
        connection.close()
