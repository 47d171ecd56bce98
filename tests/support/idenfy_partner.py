"""Speaks the simulated iDenfy over plain TCP, for tests of the simulator; shares nothing with the console's client."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx

from tests.support.simulator import Simulator

_NUMBERS: Final = itertools.count(1)


class Idenfy:
    """Calls of one partner; every session gets a clientId of its own unless one is given."""

    def __init__(self, simulator: Simulator, client: httpx.Client) -> None:
        self.simulator = simulator
        self.http = client

    def try_create(self, **fields: object) -> httpx.Response:
        body = {"clientId": f"test-client-{next(_NUMBERS)}", **fields}
        return self.http.post("/api/v2/token", json=body)

    def create(self, **fields: object) -> dict[str, Any]:
        answer = self.try_create(**fields)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def ask(self, call: str, scan_ref: str, **fields: object) -> httpx.Response:
        return self.http.post(f"/api/v2/{call}", json={"scanRef": scan_ref, **fields})

    def status(self, scan_ref: str) -> dict[str, Any]:
        answer = self.ask("status", scan_ref)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def list_page(self, **query: str | int) -> dict[str, Any]:
        answer = self.http.get("/kyc/identifications/", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def list_all(self) -> list[dict[str, Any]]:
        """Every item, page by page along `next`."""
        page = self.list_page(perPage=100)
        items = list(page["results"])
        while page["next"]:
            page = self.http.get(page["next"]).json()
            items += page["results"]
        return items

    def step(self, scan_ref: str, *steps: str, **details: object) -> str:
        """Take steps of the journey, the details with the last; the status after it."""
        for step in steps[:-1]:
            self.simulator.journey("idenfy", scan_ref, step)
        return str(self.simulator.journey("idenfy", scan_ref, steps[-1], **details)["status"])


@contextmanager
def connect(simulator: Simulator, *, key: str | None = None, secret: str | None = None) -> Iterator[Idenfy]:
    """A connection with the start line's keys, or others."""
    account = simulator.account("idenfy")
    auth = (key or account["api_key"], secret or account["api_secret"])
    with httpx.Client(base_url=account["base_url"], auth=auth, trust_env=False) as client:
        yield Idenfy(simulator, client)
