"""How simulated Checkout.com verifications move: steps, refusals, the 409 rule, clocks, webhooks, the seeded world."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.receiver import receive_webhooks
from tests.support.samples import find_differences, load_sample, load_sample_bytes
from tests.support.simulator import ControlRefused, Simulator

REDIRECT = "https://onboarding.example.com/return?case=17"
STATUSES = {
    "created",
    "pending",
    "capture_in_progress",
    "checks_in_progress",
    "approved",
    "declined",
    "retry_required",
    "inconclusive",
    "refused",
}
ATTEMPT_STATUSES = {
    "pending_redirection",
    "capture_in_progress",
    "checks_in_progress",
    "completed",
    "expired",
    "capture_aborted",
    "capture_refused",
    "checks_inconclusive",
    "terminated",
}
LABELS = {"multiple_faces_detected", "risky_document_format", "mcc_not_confident"}
NUMBER_OF_CODES = 66


@pytest.fixture
def checkout(quiet_simulator: Simulator) -> Iterator[httpx.Client]:
    with build_client(quiet_simulator) as client:
        yield client


def build_client(simulator: Simulator) -> httpx.Client:
    account = simulator.account("checkout")
    headers = {"Authorization": f"Bearer {account['secret_key']}"}
    return httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False)


def open_verification(client: httpx.Client, external_id: str = "ext_case_1") -> str:
    applicant = client.post("/applicants", json={"external_applicant_id": external_id}).json()
    body = {"applicant_id": applicant["id"], "declared_data": {"name": "Ann Bee"}, "redirect_url": REDIRECT}
    return str(client.post("/create-and-open-idv", json=body).json()["id"])


def look(client: httpx.Client, verification_id: str) -> tuple[str, str, list[int]]:
    """Status of the verification, status of its newest attempt, codes of the verification."""
    path = f"/identity-verifications/{verification_id}"
    answer, attempts = client.get(path).json(), client.get(f"{path}/attempts").json()["data"]
    newest = attempts[0]["status"] if attempts else ""
    return answer["status"], newest, [each["code"] for each in answer["response_codes"]]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["open"], ("capture_in_progress", "capture_in_progress", [])),
        (["open", "capture"], ("capture_in_progress", "capture_in_progress", [])),
        (["open", "submit"], ("checks_in_progress", "checks_in_progress", [])),
        (["open", "submit", "approve"], ("approved", "completed", [10000])),
        (["open", "submit", "decline"], ("declined", "completed", [62103])),
        (["open", "submit", "retry"], ("retry_required", "checks_inconclusive", [61301])),
        (["open", "submit", "inconclusive"], ("inconclusive", "terminated", [64001])),
        (["open", "abort"], ("retry_required", "capture_aborted", [61111])),
        (["open", "refuse"], ("refused", "capture_refused", [63001])),
        (["expire"], ("retry_required", "expired", [61101])),
        (["finish"], ("approved", "completed", [10000])),
        (["open", "abort", "finish"], ("approved", "completed", [10000])),
    ],
)
def test_steps_lead_to_the_documented_statuses(
    quiet_simulator: Simulator, checkout: httpx.Client, steps: list[str], expected: tuple[str, str, list[int]]
) -> None:
    verification_id = open_verification(checkout)
    answer: dict[str, Any] = {}
    for step in steps:
        answer = quiet_simulator.journey("checkout", verification_id, step)
    assert look(checkout, verification_id) == expected
    assert (answer["provider"], answer["id"], answer["status"]) == ("checkout", verification_id, expected[0])
    assert answer["attempt_id"].startswith("iatp_")


def test_codes_and_labels_can_be_chosen(quiet_simulator: Simulator, checkout: httpx.Client) -> None:
    verification_id = open_verification(checkout)
    quiet_simulator.journey(
        "checkout", verification_id, "decline", codes=["62304", "62401"], labels=["risky_document_format"]
    )
    answer = checkout.get(f"/identity-verifications/{verification_id}").json()
    assert (
        answer["response_codes"] == load_sample("checkout/verification_declined/200.json")["response_codes"]
    )
    assert answer["risk_labels"] == ["risky_document_format"]


@pytest.mark.parametrize("step", ["suspect", "review", "step_up", "archive", "no_such_step"])
def test_steps_of_other_providers_are_409(
    quiet_simulator: Simulator, checkout: httpx.Client, step: str
) -> None:
    verification_id = open_verification(checkout)
    with pytest.raises(ControlRefused) as refused:
        quiet_simulator.journey("checkout", verification_id, step)
    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("steps", "impossible"),
    [
        (["finish"], "approve"),
        (["finish"], "expire"),
        (["open"], "open"),
        (["open"], "expire"),
        (["open", "submit"], "abort"),
        (["open", "submit"], "refuse"),
        (["open", "abort"], "submit"),
        (["open", "refuse"], "finish"),
    ],
)
def test_a_step_that_is_impossible_from_here_is_409_and_changes_nothing(
    quiet_simulator: Simulator, checkout: httpx.Client, steps: list[str], impossible: str
) -> None:
    verification_id = open_verification(checkout)
    for step in steps:
        quiet_simulator.journey("checkout", verification_id, step)
    before = look(checkout, verification_id)
    with pytest.raises(ControlRefused) as refused:
        quiet_simulator.journey("checkout", verification_id, impossible)
    assert refused.value.status == 409
    assert look(checkout, verification_id) == before


def test_a_journey_of_an_unknown_verification_is_404(quiet_simulator: Simulator) -> None:
    with pytest.raises(ControlRefused) as refused:
        quiet_simulator.journey("checkout", "idv_unknown", "open")
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([], 201),
        (["open"], 201),
        (["open", "abort"], 201),
        (["open", "submit"], 409),
        (["finish"], 409),
        (["decline"], 409),
        (["refuse"], 409),
        (["inconclusive"], 409),
    ],
)
def test_a_further_attempt_is_allowed_in_four_statuses_only(
    quiet_simulator: Simulator, checkout: httpx.Client, steps: list[str], status: int
) -> None:
    verification_id = open_verification(checkout)
    for step in steps:
        quiet_simulator.journey("checkout", verification_id, step)
    path = f"/identity-verifications/{verification_id}/attempts"
    answer = checkout.post(path, json={"redirect_url": REDIRECT})
    assert answer.status_code == status
    if status == 409:
        assert find_differences(answer.json(), load_sample("checkout/error_attempt_conflict/409.json")) == []
    else:
        assert look(checkout, verification_id)[0] == "pending"


def test_a_new_attempt_closes_the_running_one(quiet_simulator: Simulator, checkout: httpx.Client) -> None:
    verification_id = open_verification(checkout)
    quiet_simulator.journey("checkout", verification_id, "open")
    path = f"/identity-verifications/{verification_id}/attempts"
    checkout.post(path, json={"redirect_url": REDIRECT})
    newest, older = checkout.get(path).json()["data"]
    assert (newest["status"], older["status"]) == ("pending_redirection", "terminated")
    assert [each["code"] for each in older["response_codes"]] == [64001]


def test_an_unopened_link_lives_fifteen_minutes_of_the_simulators_clock(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=4)
    with build_client(simulator) as client:
        unopened, opened = open_verification(client), open_verification(client)
        simulator.journey("checkout", opened, "open")
        simulator.advance(14 * 60)
        assert look(client, unopened)[0] == "pending"
        simulator.advance(61)
        assert look(client, unopened) == ("retry_required", "expired", [61101])
        assert look(client, opened)[0] == "capture_in_progress"


@pytest.mark.parametrize(
    ("external_id", "first", "second"),
    [
        ("eaplt_10000000000000000000000000", ("approved", [10000]), None),
        ("eaplt_62301000000000000000000000", ("declined", [62301]), None),
        ("eaplt_61203A10000000000000000000", ("retry_required", [61203]), ("approved", [10000])),
        ("eaplt_61411I62103000000000000000", ("retry_required", [61411]), ("declined", [62103])),
    ],
)
def test_the_documented_sandbox_applicants_decide_the_outcome(
    new_simulator: Callable[..., Simulator],
    external_id: str,
    first: tuple[str, list[int]],
    second: tuple[str, list[int]] | None,
) -> None:
    assert len(external_id) == len("eaplt_") + 26
    simulator = new_simulator(customers=4)
    with build_client(simulator) as client:
        verification_id = open_verification(client, external_id)
        simulator.advance(1)
        status, _, codes = look(client, verification_id)
        assert (status, codes) == first
        if second is not None:
            client.post(
                f"/identity-verifications/{verification_id}/attempts", json={"redirect_url": REDIRECT}
            )
            simulator.advance(1)
            status, _, codes = look(client, verification_id)
            assert (status, codes) == second


def test_the_hosted_page_of_the_link_leads_to_approval(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    verification_id = open_verification(checkout)
    path = f"/identity-verifications/{verification_id}/attempts"
    url = checkout.get(path).json()["data"][0]["_links"]["verification_url"]["href"]
    page = httpx.get(url, trust_env=False)
    assert "Ann Bee" in page.text
    assert look(checkout, verification_id)[0] == "capture_in_progress"
    httpx.post(url, data={"step": "finish"}, trust_env=False)
    assert look(checkout, verification_id)[0] == "approved"
    assert httpx.post(url, data={"step": "finish"}, trust_env=False).status_code == 409


def test_webhooks_are_signed_and_tell_every_step_in_order(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    with receive_webhooks() as receiver:
        subscription = quiet_simulator.subscribe("checkout", receiver.url)
        verification_id = open_verification(checkout)
        quiet_simulator.journey("checkout", verification_id, "finish")
        calls = [receiver.take() for _ in range(6)]
        quiet_simulator.control("DELETE", f"/webhooks/{subscription['id']}")
    key = str(subscription["webhook_key"]).encode()
    for call in calls:
        expected = hmac.new(key, call.body, hashlib.sha256).hexdigest()
        assert call.headers["cko-signature"] == expected
        body = json.loads(call.body)
        assert find_differences(body, load_sample("checkout/webhook_report_created/200.json")) == []
        assert body["data"]["identity_verification_id"] == verification_id
    names = [json.loads(call.body)["type"].removeprefix("identity_verification_") for call in calls]
    assert names == [
        "created",
        "opened",
        "started",
        "capture_completed",
        "checks_completed",
        "report_created",
    ]


def test_the_signature_recipe_is_the_published_one() -> None:
    vector = load_sample("checkout/webhook_report_created/vector.json")
    body = load_sample_bytes("checkout/webhook_report_created/body.raw")
    made = hmac.new(vector["key"].encode(), body, hashlib.sha256).hexdigest()
    assert made == vector["Cko-Signature"]


def test_the_ledger_tells_what_came_through_the_interface(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    verification_id = open_verification(checkout, "ext_ledger")
    rows = [each for each in quiet_simulator.ledger("checkout") if each["reference"] == "ext_ledger"]
    assert [(each["kind"], each["by"]) for each in rows] == [("customer", "api"), ("verification", "api")]
    assert rows[1]["id"] == verification_id


def known_ids(simulator: Simulator) -> list[str]:
    rows = csv.DictReader(io.StringIO(simulator.ids()))
    return [row["id"] for row in rows if row["provider"] == "checkout" and row["kind"] == "verification"]


def test_twenty_people_hold_an_open_and_a_decided_verification(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=20)
    with build_client(simulator) as client:
        seen = [look(client, each) for each in known_ids(simulator)]
    assert "pending_redirection" in {attempt for _, attempt, _ in seen}
    assert {"approved", "declined"} & {status for status, _, _ in seen}


def test_a_hundred_people_show_every_status(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=100)
    attempts: set[str] = set()
    with build_client(simulator) as client:
        ids = known_ids(simulator)
        statuses = Counter(look(client, each)[0] for each in ids)
        for each in ids:
            page = client.get(f"/identity-verifications/{each}/attempts").json()
            attempts |= {attempt["status"] for attempt in page["data"]}
    assert set(statuses) == STATUSES
    assert attempts == ATTEMPT_STATUSES
    assert simulator.state()["checkout"]["by_status"] == statuses


def test_five_hundred_people_show_every_code_and_label_and_a_report_for_each_decided_one(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=500)
    codes: set[int] = set()
    labels: set[str] = set()
    with build_client(simulator) as client:
        answers = [client.get(f"/identity-verifications/{each}").json() for each in known_ids(simulator)]
        for answer in answers:
            codes |= {each["code"] for each in answer["response_codes"]}
            labels |= set(answer["risk_labels"])
        decided = [each for each in answers if each["status"] in {"approved", "declined"}]
        reports = {
            client.get(f"/identity-verifications/{each['id']}/pdf-report").status_code for each in decided
        }
    assert (len(codes), labels) == (NUMBER_OF_CODES, LABELS)
    assert all(re.fullmatch(r"6[1-4]\d{3}|10000", str(code)) for code in codes)
    assert reports == {200}


def test_people_walk_through_their_flows_by_themselves(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=100, speed=30)
    before = simulator.state()["checkout"]["by_status"]
    simulator.advance(600)
    after = simulator.state()["checkout"]["by_status"]
    assert after["approved"] > before["approved"]


def test_nobody_moves_at_speed_zero_but_clocks_run(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=100)
    before = simulator.state()["checkout"]["by_status"]
    simulator.advance(24 * 3600)
    after = simulator.state()["checkout"]["by_status"]
    assert after["capture_in_progress"] == before["capture_in_progress"]
    assert "pending" not in after
    assert after["retry_required"] == before["retry_required"] + before["pending"]


def test_known_ids_hold_every_applicant_and_verification(
    quiet_simulator: Simulator, checkout: httpx.Client
) -> None:
    verification_id = open_verification(checkout, "ext_known_ids")
    applicant_id = checkout.get(f"/identity-verifications/{verification_id}").json()["applicant_id"]
    rows = quiet_simulator.ids().splitlines()
    assert f"checkout,customer,{applicant_id},ext_known_ids,," in rows
    assert f"checkout,verification,{verification_id},ext_known_ids,," in rows


def test_a_link_that_was_replaced_says_so(quiet_simulator: Simulator, checkout: httpx.Client) -> None:
    path = f"/identity-verifications/{open_verification(checkout)}/attempts"
    url = checkout.get(path).json()["data"][0]["_links"]["verification_url"]["href"]
    checkout.post(path, json={"redirect_url": REDIRECT})
    page = httpx.get(url, trust_env=False)
    assert "replaced by a newer one" in page.text
    assert "<button" not in page.text
