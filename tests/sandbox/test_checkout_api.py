"""The simulated Checkout.com over TCP: credentials, records, shapes of answers, paging, reports and refusals."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.samples import find_differences, load_sample
from tests.support.simulator import Simulator

REDIRECT = "https://onboarding.example.com/return?case=17"
PDF_START, PDF_END = b"%PDF-", b"%%EOF"


@pytest.fixture
def checkout(quiet_simulator: Simulator) -> Iterator[httpx.Client]:
    with build_client(quiet_simulator) as client:
        yield client


def build_client(simulator: Simulator, credential: str | None = None) -> httpx.Client:
    account = simulator.account("checkout")
    headers = {"Authorization": f"Bearer {credential or account['secret_key']}"}
    return httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False)


def open_verification(client: httpx.Client, **fields: Any) -> dict[str, Any]:
    body = {"declared_data": {"name": "Ilse Vandermark"}, "redirect_url": REDIRECT, **fields}
    answer = client.post("/create-and-open-idv", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def read(client: httpx.Client, verification_id: str) -> dict[str, Any]:
    return dict(client.get(f"/identity-verifications/{verification_id}").json())


def attempts_of(client: httpx.Client, verification_id: str) -> list[dict[str, Any]]:
    return list(client.get(f"/identity-verifications/{verification_id}/attempts").json()["data"])


def test_the_start_line_has_exactly_its_keys(quiet_simulator: Simulator) -> None:
    account = quiet_simulator.account("checkout")
    assert set(account) == {
        "base_url",
        "token_url",
        "secret_key",
        "client_id",
        "client_secret",
        "webhook_key",
        "user_journey_ids",
    }
    assert not account["base_url"].endswith("/")


@pytest.mark.parametrize("header", ["", "Bearer sk_sbox_wrong", "Basic abc", "sk_sbox_bare"])
def test_a_call_without_good_credentials_gets_401_and_no_body(
    quiet_simulator: Simulator, header: str
) -> None:
    account = quiet_simulator.account("checkout")
    answer = httpx.get(
        f"{account['base_url']}/applicants/x", headers={"Authorization": header}, trust_env=False
    )
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["cko-request-id"]


def test_client_credentials_give_a_token_that_works_until_its_life_ends(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=4)
    account = simulator.account("checkout")
    form = {
        "grant_type": "client_credentials",
        "client_id": account["client_id"],
        "client_secret": account["client_secret"],
        "scope": "identity-verification",
    }
    token = httpx.post(account["token_url"], data=form, trust_env=False)
    assert token.status_code == 200
    assert find_differences(token.json(), load_sample("checkout/token/200.json") | {"scope": ""}) == []
    with build_client(simulator, token.json()["access_token"]) as client:
        assert client.get("/applicants/aplt_unknown").status_code == 404
        simulator.advance(token.json()["expires_in"] + 1)
        assert client.get("/applicants/aplt_unknown").status_code == 401


def test_client_credentials_may_come_as_basic_and_wrong_ones_are_refused(quiet_simulator: Simulator) -> None:
    account = quiet_simulator.account("checkout")
    pair = f"{account['client_id']}:{account['client_secret']}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    form = {"grant_type": "client_credentials"}
    good = httpx.post(account["token_url"], data=form, headers=headers, trust_env=False)
    bad = httpx.post(account["token_url"], data=form | {"client_id": "ack_x"}, trust_env=False)
    assert good.status_code == 200
    assert (bad.status_code, bad.json()) == (400, load_sample("checkout/token/400.json"))


def test_an_applicant_is_made_read_changed_and_anonymized(checkout: httpx.Client) -> None:
    request = load_sample("checkout/applicant_create/request.json")
    made = checkout.post("/applicants", json=request)
    assert made.status_code == 201
    assert find_differences(made.json(), load_sample("checkout/applicant_create/201.json")) == []
    path = f"/applicants/{made.json()['id']}"
    changed = checkout.patch(
        path, json={"external_applicant_name": "New Name", "external_applicant_id": "ext_x"}
    )
    assert changed.json()["external_applicant_name"] == "New Name"
    assert changed.json()["external_applicant_id"] == request["external_applicant_id"]
    erased = checkout.post(f"{path}/anonymize").json()
    assert {"email", "external_applicant_name"}.isdisjoint(erased)
    assert checkout.get(path).json() == erased


def test_create_and_open_answers_as_the_sample(checkout: httpx.Client) -> None:
    applicant = checkout.post("/applicants", json={}).json()
    request = load_sample("checkout/create_and_open/request.json") | {"applicant_id": applicant["id"]}
    made = checkout.post("/create-and-open-idv", json=request)
    assert made.status_code == 201
    assert find_differences(made.json(), load_sample("checkout/create_and_open/201.json")) == []
    assert made.json()["user_journey_id"] == request["user_journey_id"]
    assert made.json()["applicant_id"] == applicant["id"]
    attempt = attempts_of(checkout, made.json()["id"])[0]
    assert attempt["_links"]["verification_url"] == made.json()["_links"]["verification_url"]


def test_create_and_open_makes_an_applicant_when_none_is_named(checkout: httpx.Client) -> None:
    made = open_verification(checkout)
    assert checkout.get(f"/applicants/{made['applicant_id']}").status_code == 200


def test_a_verification_without_attempt_is_created_and_the_first_attempt_opens_it(
    checkout: httpx.Client,
) -> None:
    applicant = checkout.post("/applicants", json={}).json()
    request = load_sample("checkout/verification_create/request.json") | {"applicant_id": applicant["id"]}
    made = checkout.post("/identity-verifications", json=request)
    assert made.status_code == 201
    assert find_differences(made.json(), load_sample("checkout/verification_create/201.json")) == []
    assert made.json()["status"] == "created"
    request = load_sample("checkout/attempt_create/request.json")
    attempt = checkout.post(f"/identity-verifications/{made.json()['id']}/attempts", json=request)
    assert attempt.status_code == 201
    assert find_differences(attempt.json(), load_sample("checkout/attempt_create/201.json")) == []
    assert read(checkout, made.json()["id"])["status"] == "pending"


@pytest.mark.parametrize(
    ("path", "body", "status", "codes"),
    [
        ("/create-and-open-idv", {}, 422, ["declared_data__required", "redirect_url__required"]),
        (
            "/create-and-open-idv",
            {"declared_data": {"name": "x"}, "redirect_url": "ftp://example.org"},
            422,
            ["declared_data__name__invalid", "redirect_url__invalid"],
        ),
        (
            "/create-and-open-idv",
            {"declared_data": {"name": "Ann Bee", "birth_date": "1.2.1990"}, "redirect_url": REDIRECT},
            422,
            ["declared_data__birth_date__invalid_format"],
        ),
        (
            "/identity-verifications",
            {"applicant_id": "aplt_unknown", "declared_data": {"name": "Ann Bee"}},
            422,
            ["applicant_id__invalid"],
        ),
        (
            "/identity-verifications",
            {
                "applicant_id": "aplt_unknown",
                "declared_data": {"name": "Ann Bee", "phone_number": {"country_code": "33", "number": "x"}},
            },
            422,
            [
                "declared_data__phone_number__country_code__invalid",
                "declared_data__phone_number__number__invalid",
            ],
        ),
        ("/applicants", {"email": "nobody"}, 400, ["email__invalid"]),
        ("/applicants", {"external_applicant_name": "x" * 256}, 400, ["external_applicant_name__invalid"]),
    ],
)
def test_a_wrong_body_is_refused_with_the_documented_envelope(
    checkout: httpx.Client, path: str, body: dict[str, Any], status: int, codes: list[str]
) -> None:
    answer = checkout.post(path, json=body)
    assert answer.status_code == status
    assert find_differences(answer.json(), load_sample("checkout/error_request_invalid/422.json")) == []
    assert answer.json()["error_codes"] == codes


@pytest.mark.parametrize("content", [b"{", b"[]", b'"text"'])
def test_a_body_that_is_no_json_object_is_a_bad_request(checkout: httpx.Client, content: bytes) -> None:
    answer = checkout.post("/create-and-open-idv", content=content)
    assert (answer.status_code, answer.json()["error_codes"]) == (400, ["body__invalid"])


@pytest.mark.parametrize(
    "path", ["", "/attempts", "/attempts/iatp_x", "/attempts/iatp_x/assets", "/pdf-report"]
)
def test_unknown_ids_are_404_without_a_body(checkout: httpx.Client, path: str) -> None:
    answer = checkout.get(f"/identity-verifications/idv_unknown{path}")
    assert (answer.status_code, answer.content) == (404, b"")


def test_there_is_no_list_of_verifications_or_applicants(checkout: httpx.Client) -> None:
    assert checkout.get("/identity-verifications").status_code == 405
    assert checkout.get("/applicants").status_code == 405


def test_attempts_are_paged_newest_first(checkout: httpx.Client) -> None:
    made = open_verification(checkout)
    path = f"/identity-verifications/{made['id']}/attempts"
    for _ in range(2):
        assert checkout.post(path, json={"redirect_url": REDIRECT}).status_code == 201
    whole = checkout.get(path).json()
    page = checkout.get(path, params={"skip": 1, "limit": 1}).json()
    assert (whole["total_count"], whole["skip"], whole["limit"]) == (3, 0, 10)
    assert [each["status"] for each in whole["data"]] == ["pending_redirection", "terminated", "terminated"]
    assert page["data"] == whole["data"][1:2]
    assert {"self", "next", "previous"} == set(page["_links"])
    assert checkout.get(page["_links"]["next"]["href"]).json()["data"] == whole["data"][2:]


@pytest.mark.parametrize("query", [{"skip": "-1"}, {"limit": "0"}, {"limit": "many"}])
def test_a_page_that_makes_no_sense_is_refused(checkout: httpx.Client, query: dict[str, str]) -> None:
    made = open_verification(checkout)
    answer = checkout.get(f"/identity-verifications/{made['id']}/attempts", params=query)
    assert answer.status_code == 400


def test_a_decided_verification_answers_as_the_sample(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    made = open_verification(checkout, declared_data={"name": "Ilse Vandermark", "birth_date": "1988-11-23"})
    quiet_simulator.journey("checkout", made["id"], "submit")
    quiet_simulator.journey("checkout", made["id"], "approve", labels=["multiple_faces_detected"])
    answer = read(checkout, made["id"])
    assert find_differences(answer, load_sample("checkout/verification_approved/200.json")) == []
    assert answer["risk_labels"] == ["multiple_faces_detected"]
    assert answer["verified_identity"]["birth_date"] == "1988-11-23"
    attempt = attempts_of(checkout, made["id"])[0]
    sample = load_sample("checkout/attempt_read/200.json")
    sample.pop("client_information")
    assert find_differences(attempt, sample) == []
    assert attempt["response_codes"] == []


def test_the_report_is_a_signed_link_to_a_pdf_fetched_without_credentials(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    made = open_verification(checkout)
    path = f"/identity-verifications/{made['id']}/pdf-report"
    assert checkout.get(path).status_code == 404
    quiet_simulator.journey("checkout", made["id"], "finish")
    answer = checkout.get(path).json()
    assert find_differences(answer, load_sample("checkout/report/200.json")) == []
    pdf = httpx.get(answer["pdf_report"], trust_env=False)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(PDF_START)
    assert PDF_END in pdf.content[-16:]
    assert checkout.get(answer["pdf_report"]).status_code == 400, "credentials must not go to a signed link"
    changed = httpx.get(answer["pdf_report"].replace("report.pdf", "face.png"), trust_env=False)
    assert changed.status_code == 403


def test_signed_links_run_out(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=4)
    with build_client(simulator) as client:
        made = open_verification(client)
        simulator.journey("checkout", made["id"], "finish")
        link = client.get(f"/identity-verifications/{made['id']}/pdf-report").json()["pdf_report"]
        simulator.advance(3601)
        assert httpx.get(link, trust_env=False).status_code == 403


def test_the_report_comes_some_time_after_the_verdict_while_people_move(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=4, speed=1)
    with build_client(simulator) as client:
        made = open_verification(client)
        simulator.journey("checkout", made["id"], "finish")
        path = f"/identity-verifications/{made['id']}/pdf-report"
        assert read(client, made["id"])["status"] == "approved"
        assert client.get(path).status_code == 404
        simulator.advance(30)
        assert client.get(path).status_code == 200


def test_captured_files_are_listed_and_can_be_fetched(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    made = open_verification(checkout)
    attempt = attempts_of(checkout, made["id"])[0]
    path = f"/identity-verifications/{made['id']}/attempts/{attempt['id']}/assets"
    assert checkout.get(path).json()["data"] == []
    quiet_simulator.journey("checkout", made["id"], "open")
    quiet_simulator.journey("checkout", made["id"], "capture")
    answer = checkout.get(path).json()
    assert find_differences(answer, load_sample("checkout/assets/200.json")) == []
    picture = httpx.get(answer["data"][0]["_links"]["asset_url"]["href"], trust_env=False)
    assert picture.content.startswith(b"\x89PNG")


def test_anonymizing_takes_the_personal_data_and_the_report(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    made = open_verification(checkout)
    quiet_simulator.journey("checkout", made["id"], "finish")
    path = f"/identity-verifications/{made['id']}"
    answer = checkout.post(f"{path}/anonymize")
    assert answer.status_code == 200
    assert find_differences(answer.json(), load_sample("checkout/verification_anonymized/200.json")) == []
    assert answer.json()["status"] == "approved"
    assert checkout.get(f"{path}/pdf-report").status_code == 404
    assert checkout.post(f"{path}/attempts", json={"redirect_url": REDIRECT}).status_code == 409


def test_anonymizing_a_running_verification_closes_it(checkout: httpx.Client) -> None:
    made = open_verification(checkout)
    answer = checkout.post(f"/identity-verifications/{made['id']}/anonymize").json()
    assert (answer["status"], answer["response_codes"][0]["code"]) == ("inconclusive", 64001)
