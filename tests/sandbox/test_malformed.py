"""Malformed requests at all four simulated providers: the documented error shape or a proper answer, never a traceback.

Every route of a module is met with wrong ids, wrong bodies, wrong types and wrong encodings, at random from a fixed
seed; a well-formed request that happens to be among them may succeed.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from console.sandbox.module import SandboxOptions
from console.sandbox.server import build_simulator
from tests.support.samples import load_sample_bytes
from tests.support.simulator import Simulator

_KEYS: Mapping[str, Callable[[dict[str, Any]], dict[str, str]]] = {
    "iron": lambda account: {"X-API-Key": account["api_key"], "IDEMPOTENCY-KEY": "malformed"},
    "checkout": lambda account: {"Authorization": f"Bearer {account['secret_key']}"},
    "idenfy": lambda account: {
        "Authorization": http_basic(account["api_key"], account["api_secret"]),
        "X-Forwarded-For": "127.0.0.1",
    },
    "proofme": lambda account: {"Authorization": account["api_key"]},
}


def http_basic(user: str, password: str) -> str:
    from base64 import b64encode

    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def is_iron_error(status: int, body: bytes) -> bool:
    """The envelope, a bare JSON text, `{message, trace_id}`, or plain words for a key that is none."""
    if status == 401 and body == load_sample_bytes("iron/error_unauthorized/401.txt"):
        return True
    value = json.loads(body)
    if isinstance(value, str):
        return True
    inner = value.get("error")
    return set(inner) == {"code", "message", "request_id"} if inner else "message" in value


def is_checkout_error(_status: int, body: bytes) -> bool:
    """Nothing, the envelope, or the token endpoint's own shape."""
    if not body:
        return True
    value = json.loads(body)
    return set(value) == {"request_id", "error_type", "error_codes"} or set(value) == {"error"}


def is_idenfy_error(_status: int, body: bytes) -> bool:
    value = json.loads(body)
    return isinstance(value["message"], str) and set(value) <= {
        "message",
        "identifier",
        "documentation",
        "severity",
    }


def is_proofme_error(status: int, body: bytes) -> bool:
    value = json.loads(body)
    wanted = {"status", "title", "detail", "_links"}
    return value["status"] == status and wanted <= set(value) <= {*wanted, "field"}


# Signed links to files lie beside the interface; what a storage answers to a wrong one is nobody's document.
_FILES = ("/files/", "/storage/")
_SHAPES = {
    "iron": is_iron_error,
    "checkout": is_checkout_error,
    "idenfy": is_idenfy_error,
    "proofme": is_proofme_error,
}


@cache
def routes_of(provider: str) -> tuple[tuple[str, str], ...]:
    """Method and template of everything a module serves."""
    simulator = build_simulator(SandboxOptions(customers=0, speed=0.0), "http://127.0.0.1:1")
    return tuple(
        sorted(
            (method, route.path)
            for route in simulator.modules[provider].routes()
            if isinstance(route, Route)
            for method in (route.methods or ())
            if method != "HEAD" and not route.path.startswith(_FILES)
        )
    )


@contextmanager
def connect(simulator: Simulator, provider: str) -> Iterator[tuple[http.client.HTTPConnection, str]]:
    parts = urlsplit(simulator.account(provider)["base_url"])
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    with closing(connection):
        yield connection, parts.path


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
# Names that some create or other reads: a wrong type under a right name gets further than a wrong name.
NAMES = st.sampled_from(
    [
        "proofmeId metadata notify testmode description webhookUrl redirectUrl",
        "clientId firstName dateOfBirth country documents locale expiryTime sessionLength additionalSteps scanRef",
        "email name external_applicant_id applicant_id user_journey_id declared_data redirect_url phone_number",
        "customer_type external_id status type code url topics approved content_type content_id signed",
        "scanRefs ids limit offset cursor sortColumn page recordType fileType grant_type client_id",
    ]
).flatmap(lambda names: st.sampled_from(names.split()))
FORMS = st.dictionaries(NAMES, st.text(max_size=12), max_size=5).map(lambda form: urlencode(form).encode())
BODIES = st.one_of(
    st.just(b""),
    st.binary(max_size=60),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(NAMES, JSON, max_size=6).map(lambda value: json.dumps(value).encode()),
    FORMS,
    st.just(b"[" * 20_000 + b"]" * 20_000),
    st.just(b'{"metadata": ' + b"9" * 6_000 + b', "name": "\\ud800"}'),
)
TYPES = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
        "application/json; charset=utf-16",
        "\xff/\xff",
    ]
)
IDS = st.one_of(st.just("KNOWN"), st.text(max_size=15).filter(lambda text: text not in {".", ".."}))


@pytest.mark.parametrize("provider", sorted(_SHAPES))
def test_a_malformed_request_gets_the_provider_s_own_refusal(
    quiet_simulator: Simulator, provider: str
) -> None:
    keys = _KEYS[provider](quiet_simulator.account(provider))
    known = re.findall(rf"^{provider},verification,([^,]+)", quiet_simulator.ids(), re.MULTILINE)[0]

    @settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from(routes_of(provider)),
        IDS,
        st.dictionaries(NAMES, st.text(max_size=12), max_size=3),
        TYPES,
        BODIES,
        st.booleans(),
    )
    def send(
        route: tuple[str, str], some_id: str, query: dict[str, str], kind: str, body: bytes, has_key: bool
    ) -> None:
        method, template = route
        part = quote(known if some_id == "KNOWN" else some_id, safe="")
        path = f"{re.sub(r'{[^}]+}', lambda _: part, template)}?{urlencode(query)}"
        headers = {**(keys if has_key else {}), **({"Content-Type": kind} if kind else {})}
        with connect(quiet_simulator, provider) as (connection, base):
            connection.request(method, base + path, body, headers)
            answer = connection.getresponse()
            received = answer.read()
        assert answer.status < 500, (method, path, body, received)
        assert b"Traceback" not in received
        if answer.status >= 400 and not _is_nowhere(answer.status, received):
            assert _SHAPES[provider](answer.status, received), (answer.status, received)

    send()


_CONTROL = (
    ("POST", "/clock/advance"),
    ("POST", "/faults"),
    ("POST", "/webhooks"),
    ("DELETE", "/webhooks/{id}"),
    ("GET", "/ledger/{provider}"),
    ("POST", "/switches/proofme"),
    ("POST", "/switches/{provider}"),
    ("POST", "/journeys/proofme/{id}"),
    ("POST", "/journeys/{provider}/{id}"),
    ("PUT", "/state"),
)
CONTROL_NAMES = st.sampled_from(
    ["seconds", "provider", "url", "events", "step", "labels", "codes", "comment", "final", "action", "jwt"]
)
CONTROL_BODIES = BODIES | st.dictionaries(
    CONTROL_NAMES,
    JSON,
    max_size=4,
).map(lambda value: json.dumps(value).encode())


def test_the_control_api_refuses_malformed_calls_in_its_own_shape(quiet_simulator: Simulator) -> None:
    parts = urlsplit(quiet_simulator.control_url)

    @settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(_CONTROL), IDS, CONTROL_BODIES)
    def send(route: tuple[str, str], some_id: str, body: bytes) -> None:
        method, template = route
        path = parts.path + re.sub(r"{[^}]+}", lambda _: quote(some_id, safe="") or "x", template)
        with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as connection:
            connection.request(method, path, body)
            answer = connection.getresponse()
            received = json.loads(answer.read())
        assert answer.status < 500, (method, path, body)
        assert answer.status < 400 or set(received) == {"error"}

    send()


def _is_nowhere(status: int, body: bytes) -> bool:
    """A path no route takes (an id with a slash in it): most sheets do not say what is answered there."""
    return (status, body) in {(404, b"Not Found"), (405, b"Method Not Allowed")}


def test_proofme_says_in_its_own_shape_that_nothing_is_there(quiet_simulator: Simulator) -> None:
    with connect(quiet_simulator, "proofme") as (connection, base):
        for method, path, status in (("GET", "/elsewhere", 404), ("PUT", "/identification", 405)):
            connection.request(method, base + path)
            answer = connection.getresponse()
            assert is_proofme_error(answer.status, answer.read())
            assert answer.status == status
        assert answer.headers["allow"] == "GET, HEAD, POST"
