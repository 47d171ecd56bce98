"""The simulated Checkout.com where its documents disagree or say little: switches, audits, erasures, return addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.support.receiver import receive_webhooks
from tests.support.samples import find_differences, load_sample
from tests.support.simulator import ControlRefused, Simulator

REDIRECT = "https://onboarding.example.com/return?case=17"
DEFAULTS = {
    "report_body": "pdf_report",
    "created_status": "created",
    "closed_status": "inconclusive",
    "anonymized_fields": "missing",
    "anonymized_applicant": "stripped",
    "link_life_s": 900,
    "report_delay_s": 20,
    "unknown_words": False,
}


@pytest.fixture
def checkout(quiet_simulator: Simulator) -> Iterator[httpx.Client]:
    account = quiet_simulator.account("checkout")
    headers = {"Authorization": f"Bearer {account['secret_key']}"}
    with httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False) as client:
        yield client
    switch(quiet_simulator, **DEFAULTS)


def switch(simulator: Simulator, **values: object) -> dict[str, Any]:
    return dict(simulator.control("POST", "/switches/checkout", values))


def open_verification(client: httpx.Client, **fields: Any) -> dict[str, Any]:
    body = {"declared_data": {"name": "Ilse Vandermark"}, "redirect_url": REDIRECT, **fields}
    answer = client.post("/create-and-open-idv", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def read(client: httpx.Client, verification_id: str) -> dict[str, Any]:
    return dict(client.get(f"/identity-verifications/{verification_id}").json())


def newest_attempt(client: httpx.Client, verification_id: str) -> dict[str, Any]:
    return dict(client.get(f"/identity-verifications/{verification_id}/attempts").json()["data"][0])


def test_all_switches_are_answered_and_stand_as_documented(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    assert checkout.get("/applicants/aplt_x").status_code == 404
    assert switch(quiet_simulator) == DEFAULTS


@pytest.mark.parametrize(
    "values",
    [{"report_body": "html"}, {"link_life_s": -1}, {"no_such_switch": True}, {"unknown_words": "yes"}],
)
def test_a_switch_that_is_none_is_refused(quiet_simulator: Simulator, values: dict[str, object]) -> None:
    with pytest.raises(ControlRefused) as refused:
        switch(quiet_simulator, **values)
    assert refused.value.status == 400


@pytest.mark.parametrize("form", ["pdf_report", "signed_url", "both", "pdf"])
def test_the_report_comes_in_each_of_its_forms(
    quiet_simulator: Simulator, checkout: httpx.Client, form: str
) -> None:
    made = open_verification(checkout)
    quiet_simulator.journey("checkout", made["id"], "finish")
    switch(quiet_simulator, report_body=form)
    answer = checkout.get(f"/identity-verifications/{made['id']}/pdf-report")
    if form == "pdf":
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        return
    assert set(answer.json()) == ({"pdf_report", "signed_url"} if form == "both" else {form})


@pytest.mark.parametrize("status", ["created", "pending"])
def test_a_verification_without_attempt_begins_as_either_document_says(
    quiet_simulator: Simulator, checkout: httpx.Client, status: str
) -> None:
    switch(quiet_simulator, created_status=status)
    applicant = checkout.post("/applicants", json={}).json()["id"]
    body = {"applicant_id": applicant, "declared_data": {"name": "Ann Bee"}}
    with receive_webhooks() as receiver:
        subscription = quiet_simulator.subscribe("checkout", receiver.url)
        made = checkout.post("/identity-verifications", json=body).json()
        checkout.post(f"/identity-verifications/{made['id']}/attempts", json={"redirect_url": REDIRECT})
        events = [json.loads(receiver.take().body)["type"] for _ in range(2)]
        quiet_simulator.control("DELETE", f"/webhooks/{subscription['id']}")
    assert made["status"] == status
    # The first attempt opens it, whatever it was called before.
    assert events == ["identity_verification_created", "identity_verification_opened"]


@pytest.mark.parametrize("status", ["inconclusive", "pending", "retry_required"])
def test_a_forced_close_ends_in_each_status_a_document_shows(
    quiet_simulator: Simulator, checkout: httpx.Client, status: str
) -> None:
    switch(quiet_simulator, closed_status=status)
    made = open_verification(checkout)
    quiet_simulator.journey("checkout", made["id"], "inconclusive")
    answer = read(checkout, made["id"])
    assert (answer["status"], answer["response_codes"][0]["code"]) == (status, 64001)


@pytest.mark.parametrize("blanks", ["missing", "null", "kept"])
def test_erased_fields_are_answered_in_each_way(
    quiet_simulator: Simulator, checkout: httpx.Client, blanks: str
) -> None:
    made = open_verification(checkout)
    quiet_simulator.journey("checkout", made["id"], "finish")
    switch(quiet_simulator, anonymized_fields=blanks)
    checkout.post(f"/identity-verifications/{made['id']}/anonymize")
    answer = read(checkout, made["id"])
    assert (answer["status"], answer["response_codes"][0]["code"]) == ("approved", 10000)
    for key in ("declared_data", "verified_identity", "face"):
        assert (key in answer) == (blanks != "missing")
        assert bool(answer.get(key)) == (blanks == "kept")
    assert checkout.get(f"/identity-verifications/{made['id']}/pdf-report").status_code == 404


def test_erasing_takes_the_phone_and_the_session_of_every_attempt(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    made = open_verification(checkout)
    path = f"/identity-verifications/{made['id']}"
    phone = {"country_code": "+32", "number": "470000017"}
    checkout.post(f"{path}/attempts", json={"redirect_url": REDIRECT, "phone_number": phone})
    quiet_simulator.journey("checkout", made["id"], "finish")
    assert newest_attempt(checkout, made["id"])["phone_number"] == phone
    checkout.post(f"{path}/anonymize")
    attempt = newest_attempt(checkout, made["id"])
    assert {"phone_number", "applicant_session_information"}.isdisjoint(attempt)
    assert checkout.get(f"{path}/attempts/{attempt['id']}/assets").json()["data"] == []


def test_an_erased_applicant_may_be_gone(quiet_simulator: Simulator, checkout: httpx.Client) -> None:
    applicant = checkout.post("/applicants", json={"email": "ann@example.com"}).json()["id"]
    erased = checkout.post(f"/applicants/{applicant}/anonymize").json()
    assert find_differences(erased, load_sample("checkout/applicant_anonymized/200.json")) == [
        "$.external_applicant_id is missing"
    ]
    assert checkout.patch(f"/applicants/{applicant}", json={"email": "x@example.com"}).status_code == 400
    switch(quiet_simulator, anonymized_applicant="gone")
    assert checkout.get(f"/applicants/{applicant}").status_code == 404


def test_a_link_lives_as_long_as_the_account_manager_set(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    switch(quiet_simulator, link_life_s=60)
    made = open_verification(checkout)
    quiet_simulator.advance(61)
    assert read(checkout, made["id"])["status"] == "retry_required"


def test_words_of_no_document_appear_beside_the_known_ones(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    made = open_verification(checkout)
    switch(quiet_simulator, unknown_words=True)
    answer = read(checkout, made["id"])
    assert answer["status"] == "awaiting_second_opinion"
    assert answer["risk_labels"] == ["not_in_any_list"]
    assert answer["response_codes"] == [{"code": 69999, "summary": "not_in_any_list"}]


def test_a_verdict_can_be_changed_by_an_audit(quiet_simulator: Simulator, checkout: httpx.Client) -> None:
    made = open_verification(checkout)
    with pytest.raises(ControlRefused) as refused:
        quiet_simulator.journey("checkout", made["id"], "decline", comment="audit")
    assert refused.value.status == 409
    quiet_simulator.journey("checkout", made["id"], "finish")
    quiet_simulator.journey("checkout", made["id"], "decline", comment="audit", codes=["62301"])
    answer = read(checkout, made["id"])
    assert (answer["status"], answer["response_codes"][0]["code"]) == ("declined", 62301)
    assert newest_attempt(checkout, made["id"])["status"] == "completed"
    assert checkout.get(f"/identity-verifications/{made['id']}/pdf-report").status_code == 200


def test_a_certified_journey_carries_its_certificate(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    journey = quiet_simulator.account("checkout")["user_journey_ids"][1]
    made = open_verification(checkout, user_journey_id=journey)
    quiet_simulator.journey("checkout", made["id"], "finish")
    answer = read(checkout, made["id"])
    sample = load_sample("checkout/verification_certified/200.json")
    sample["declared_data"].pop("birth_date")
    assert find_differences(answer, sample) == []


def read_return(page: str) -> str:
    """Where the closing page sends the browser; empty when it stays."""
    _, mark, rest = page.partition("http-equiv='refresh' content='")
    return unescape(rest.partition("'")[0].partition("url=")[2]) if mark else ""


@pytest.mark.parametrize(
    ("steps", "query"),
    [
        (["finish"], {"event": "identity_verification_capture_completed"}),
        (["open", "abort"], {"event": "identity_verification_capture_aborted", "response_code": "61111"}),
        (["refuse"], {"event": "identity_verification_capture_refused", "response_code": "63001"}),
    ],
)
def test_the_customer_goes_back_with_the_documented_query_and_nothing_else(
    quiet_simulator: Simulator, checkout: httpx.Client, steps: list[str], query: dict[str, str]
) -> None:
    made = open_verification(checkout)
    for step in steps:
        quiet_simulator.journey("checkout", made["id"], step)
    page = httpx.get(made["_links"]["verification_url"]["href"], trust_env=False)
    url = read_return(page.text)
    assert url.startswith(REDIRECT)
    told = {key: value for key, [value] in parse_qs(urlsplit(url).query).items()}
    assert told == {"case": "17", "id": made["id"], **query}


def test_who_never_went_through_the_flow_is_sent_nowhere(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    made = open_verification(checkout)
    quiet_simulator.journey("checkout", made["id"], "expire")
    page = httpx.get(made["_links"]["verification_url"]["href"], trust_env=False)
    assert "run out" in page.text
    assert read_return(page.text) == ""
