"""Every claim in the coverage files is true: function, route, operation and test are there, and nothing is missing."""

from __future__ import annotations

import ast
import json
from functools import cache, reduce
from importlib import import_module
from pathlib import Path
from typing import cast

import pytest
from starlette.routing import Route

from console.domain.provider import ProviderId
from console.providers.registry import load_providers
from console.sandbox.module import SandboxOptions
from console.sandbox.server import build_simulator
from tests.support.coverage import (
    EVIDENCE,
    REFERENCE,
    ROOT,
    SAMPLES,
    WEBHOOKS,
    Claim,
    build_reference,
    claimed_providers,
    read_claims,
)

PLACES = {
    "create form",
    "overview",
    "timeline",
    "risk",
    "report",
    "raw",
    "qr",
    "list",
    "account",
    "outbox",
    "sync",
}
ALL = [(provider, claim) for provider in claimed_providers() for claim in read_claims(provider)]
INSIDE = [each for each in ALL if not each[1].out]


@cache
def _routes(provider: str) -> frozenset[str]:
    simulator = build_simulator(SandboxOptions(customers=0, speed=0.0), "http://127.0.0.1:1")
    return frozenset(
        f"{method} {route.path}"
        for route in simulator.modules[provider].routes()
        if isinstance(route, Route)
        for method in (route.methods or ())
        if method != "HEAD"
    )


@cache
def _test_names(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


@cache
def _read_evidence() -> list[dict[str, str | bool]]:
    return cast("list[dict[str, str | bool]]", json.loads(EVIDENCE.read_text("utf-8")))


def test_every_provider_of_the_program_has_claims() -> None:
    assert set(claimed_providers()) == set(load_providers())


@pytest.mark.parametrize(("provider", "claim"), INSIDE)
def test_the_claimed_client_function_is_there(provider: str, claim: Claim) -> None:
    module, _, path = claim.client.partition(":")
    assert module.startswith(f"console.providers.{provider}.")
    assert callable(reduce(getattr, path.split("."), import_module(module)))


@pytest.mark.parametrize(("provider", "claim"), INSIDE)
def test_the_claimed_route_is_served_by_the_simulator(provider: str, claim: Claim) -> None:
    assert claim.simulator in _routes(provider) | {WEBHOOKS, SAMPLES}


@pytest.mark.parametrize(("provider", "claim"), INSIDE)
def test_the_claimed_place_in_the_window_is_there(provider: str, claim: Claim) -> None:
    offered = {str(each.id) for each in load_providers()[ProviderId(provider)].operations}
    if claim.operation:
        assert claim.operation in offered
    else:
        assert claim.ui in PLACES


@pytest.mark.parametrize(("provider", "claim"), INSIDE)
def test_the_claimed_test_is_there(provider: str, claim: Claim) -> None:
    path, _, name = claim.test.partition("::")
    assert name in _test_names(ROOT / path), provider


@pytest.mark.parametrize(("provider", "claim"), INSIDE)
def test_the_claimed_test_was_seen_to_run_the_function_and_to_be_answered(
    provider: str, claim: Claim
) -> None:
    """Written down by `make reference`, which runs the claimed tests; a claim that changed since is not in it."""
    seen = {(each["provider"], each["title"], each["test"]): each for each in _read_evidence()}
    entry = seen.get((provider, claim.title, claim.test))
    assert entry is not None, "run make reference"
    assert entry["client_ran"], f"{claim.test} does not run {claim.client}"
    assert entry["simulator_answered"], f"{claim.test} is not answered by {claim.simulator}"


@pytest.mark.parametrize(("provider", "claim"), [each for each in ALL if each not in INSIDE])
def test_what_is_left_out_claims_nothing(provider: str, claim: Claim) -> None:
    assert (claim.client, claim.operation, claim.simulator, claim.ui, claim.test) == ("",) * 5, provider


@pytest.mark.parametrize("provider", claimed_providers())
def test_every_route_of_the_simulator_has_a_row(provider: str) -> None:
    assert _routes(provider) <= {claim.simulator for claim in read_claims(provider)}


@pytest.mark.parametrize("provider", claimed_providers())
def test_every_operation_has_a_row(provider: str) -> None:
    offered = {str(each.id) for each in load_providers()[ProviderId(provider)].operations}
    assert offered <= {claim.operation for claim in read_claims(provider)}


def test_the_reference_page_is_what_the_claims_say() -> None:
    assert REFERENCE.read_text("utf-8") == build_reference()
