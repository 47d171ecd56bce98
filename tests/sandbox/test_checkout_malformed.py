"""Malformed requests at the simulated Checkout.com: always a documented status and shape, never a fault of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.simulator import Simulator

ENVELOPE = {"request_id", "error_type", "error_codes"}
WRITES = (
    ("POST", "/applicants", {201, 400}),
    ("PATCH", "/applicants/{applicant}", {200, 400, 404}),
    ("POST", "/create-and-open-idv", {201, 400, 422}),
    ("POST", "/identity-verifications", {201, 400, 422}),
    ("POST", "/identity-verifications/{verification}/attempts", {201, 400, 409, 422}),
)
KEYS = (
    "applicant_id",
    "birth_date",
    "client_information",
    "country_code",
    "declared_data",
    "email",
    "external_applicant_id",
    "external_applicant_name",
    "name",
    "number",
    "phone_number",
    "pre_selected_document_type",
    "redirect_url",
    "user_journey_id",
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.sampled_from(
        ["https://example.com/", "http://[", "2020-W01-1", "usj_x", "ext_x", "+32", "1" * 40, "a@b.c"]
    ),
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)
EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def checkout(quiet_simulator: Simulator) -> Iterator[httpx.Client]:
    account = quiet_simulator.account("checkout")
    headers = {"Authorization": f"Bearer {account['secret_key']}"}
    with httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def anybody(quiet_simulator: Simulator) -> Iterator[httpx.Client]:
    """Without credentials."""
    with httpx.Client(base_url=quiet_simulator.account("checkout")["base_url"], trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def ids(checkout: httpx.Client) -> dict[str, str]:
    body = {"declared_data": {"name": "Ann Bee"}, "redirect_url": "https://example.com/"}
    made = checkout.post("/create-and-open-idv", json=body).json()
    return {"verification": made["id"], "applicant": made["applicant_id"]}


def verify_answer(answer: httpx.Response, allowed: set[int]) -> None:
    assert answer.status_code in allowed, answer.text
    assert answer.headers["cko-request-id"]
    if answer.status_code in {400, 409, 422}:
        body = answer.json()
        assert set(body) == ENVELOPE
        assert body["error_type"] == "request_invalid"
        assert all(isinstance(code, str) and code for code in body["error_codes"])


@pytest.mark.parametrize(("method", "path", "allowed"), WRITES)
@EXAMPLES
@given(document=DOCUMENTS)
def test_any_json_is_answered_as_documented(
    checkout: httpx.Client, ids: dict[str, str], method: str, path: str, allowed: set[int], document: object
) -> None:
    content = json.dumps(document).encode()
    verify_answer(checkout.request(method, path.format(**ids), content=content), allowed)


@pytest.mark.parametrize(("method", "path", "allowed"), WRITES)
@EXAMPLES
@given(content=st.binary(max_size=60))
def test_any_bytes_are_answered_as_documented(
    checkout: httpx.Client, ids: dict[str, str], method: str, path: str, allowed: set[int], content: bytes
) -> None:
    verify_answer(checkout.request(method, path.format(**ids), content=content), allowed)


@EXAMPLES
@given(query=st.dictionaries(st.sampled_from(["skip", "limit", "page"]), st.text(max_size=30)))
def test_any_page_is_answered_as_documented(
    checkout: httpx.Client, ids: dict[str, str], query: dict[str, str]
) -> None:
    path = f"/identity-verifications/{ids['verification']}/attempts"
    verify_answer(checkout.get(path, params=query), {200, 400})


@EXAMPLES
@given(form=st.dictionaries(st.sampled_from(["grant_type", "client_id", "scope", "x"]), st.text(max_size=20)))
def test_any_token_request_is_answered_as_documented(anybody: httpx.Client, form: dict[str, str]) -> None:
    answer = anybody.post("/connect/token", data=form)
    assert (answer.status_code, set(answer.json())) == (400, {"error"})


@EXAMPLES
@given(query=st.dictionaries(st.sampled_from(["expires", "signature", "x"]), st.text(max_size=20)))
def test_a_signed_address_nobody_signed_opens_nothing(anybody: httpx.Client, query: dict[str, str]) -> None:
    assert anybody.get("/files/idv_1/report.pdf", params=query).status_code == 403


@pytest.mark.parametrize(
    "values",
    [
        {"external_applicant_id": "case 17"},
        {"external_applicant_id": "eaplt"},
        {"email": "nobody@"},
        {"external_applicant_name": 17},
    ],
)
def test_an_applicant_out_of_the_documented_limits_is_refused(
    checkout: httpx.Client, values: dict[str, Any]
) -> None:
    verify_answer(checkout.post("/applicants", json=values), {400})


@pytest.mark.parametrize(
    ("information", "code"),
    [
        (
            {"pre_selected_document_type": "passport"},
            "client_information__pre_selected_document_type__invalid",
        ),
        (
            {"pre_selected_residence_country": "be"},
            "client_information__pre_selected_residence_country__invalid",
        ),
        ({"pre_selected_language": "nl_BE"}, "client_information__pre_selected_language__invalid"),
    ],
)
def test_a_choice_no_document_names_is_refused(
    checkout: httpx.Client, ids: dict[str, str], information: dict[str, str], code: str
) -> None:
    path = f"/identity-verifications/{ids['verification']}/attempts"
    body = {"redirect_url": "https://example.com/", "client_information": information}
    answer = checkout.post(path, json=body)
    assert (answer.status_code, answer.json()["error_codes"]) == (422, [code])
