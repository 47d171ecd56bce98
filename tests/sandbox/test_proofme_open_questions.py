"""What Proofme's documents leave open, played either way; own pages, strict JSON, and when a webhook counts as taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.receiver import receive_webhooks
from tests.support.samples import find_differences, load_sample
from tests.support.simulator import ControlRefused, Simulator

HASH = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
DEFAULTS: dict[str, Any] = {
    "jwt": "",
    "echoes_notify": False,
    "wraps": True,
    "counts_all": True,
    "encryption_mode": None,
}


@pytest.fixture
def proofme(quiet_simulator: Simulator) -> Iterator[httpx.Client]:
    account = quiet_simulator.account("proofme")
    headers = {"Authorization": account["api_key"]}
    with httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False) as client:
        yield client
    switch(quiet_simulator, **DEFAULTS)


@pytest.fixture
def template_id(quiet_simulator: Simulator) -> str:
    return str(quiet_simulator.account("proofme")["template_ids"][0])


def switch(simulator: Simulator, **values: Any) -> dict[str, Any]:
    return dict(simulator.control("POST", "/switches/proofme", values))


def test_the_switches_are_told_and_kept(quiet_simulator: Simulator) -> None:
    assert switch(quiet_simulator) == DEFAULTS
    assert switch(quiet_simulator, wraps=False) == {**DEFAULTS, "wraps": False}
    assert switch(quiet_simulator, counts_all=False) == {**DEFAULTS, "wraps": False, "counts_all": False}
    assert switch(quiet_simulator, wraps=True, counts_all=True) == DEFAULTS


@pytest.mark.parametrize("values", [{"wraps": "no"}, {"speed": 1}, {"encryption_mode": "ECB"}])
def test_a_switch_that_is_none_is_refused(quiet_simulator: Simulator, values: dict[str, Any]) -> None:
    with pytest.raises(ControlRefused) as refused:
        switch(quiet_simulator, **values)
    assert refused.value.status == 400


def test_notify_is_kept_and_echoed_only_where_asked(
    quiet_simulator: Simulator, proofme: httpx.Client, template_id: str
) -> None:
    sent = {"proofmeId": template_id, "notify": {"hashedEmail": HASH}}
    made = proofme.post("/identification", json=sent).json()["identification"]
    assert made["notify"] is None
    switch(quiet_simulator, echoes_notify=True)
    read = proofme.get(f"/identification/{made['id']}").json()["identification"]
    assert read["notify"] == {"hashedEmail": HASH}


def test_an_answer_may_come_unwrapped_as_before_2023(
    quiet_simulator: Simulator, proofme: httpx.Client, template_id: str
) -> None:
    switch(quiet_simulator, wraps=False)
    made = proofme.post("/identification", json={"proofmeId": template_id}).json()
    assert find_differences(made, load_sample("proofme/identification_create_unwrapped/201.json")) == []


def test_the_count_may_be_of_the_page(quiet_simulator: Simulator, proofme: httpx.Client) -> None:
    total = proofme.get("/identification", params={"limit": 2}).json()["count"]
    switch(quiet_simulator, counts_all=False)
    assert proofme.get("/identification", params={"limit": 2}).json()["count"] == 2 < total


def test_a_jwt_is_one_more_credential(quiet_simulator: Simulator) -> None:
    account = quiet_simulator.account("proofme")
    switch(quiet_simulator, jwt="eyJ.made.elsewhere")
    url = f"{account['base_url']}/identification"
    keys = ("eyJ.made.elsewhere", f"Bearer {account['api_key']}", account["api_key"], "eyJ.other", "")
    with httpx.Client(trust_env=False) as client:
        statuses = [client.get(url, headers={"Authorization": key}).status_code for key in keys]
        switch(quiet_simulator, jwt="")
        statuses.append(client.get(url, headers={"Authorization": ""}).status_code)
    assert statuses == [200, 200, 200, 401, 401, 401]


def test_an_own_page_is_known_by_its_whole_address(proofme: httpx.Client) -> None:
    answer = proofme.get("/customMyPage/url/https%3A%2F%2Fverify.example.org%2Fstart%3Fa%3Db")
    assert answer.status_code == 200
    assert set(answer.json()) == {"myPage", "domain"}
    assert answer.json()["domain"] == "verify.example.org"
    assert proofme.get("/customMyPage/url/https%3A%2F%2Felsewhere.example.org").status_code == 404
    assert proofme.get("/customMyPage/url/no-address").json()["field"] == "url"


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 5000 + b"]" * 5000])
def test_what_is_no_json_is_not_understood(proofme: httpx.Client, body: bytes) -> None:
    answer = proofme.post("/identification", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


def test_metadata_that_is_no_json_comes_back_as_the_text(proofme: httpx.Client, template_id: str) -> None:
    for text in ("plain words", "NaN", '{"a": Infinity}'):
        sent = {"proofmeId": template_id, "metadata": text}
        assert proofme.post("/identification", data=sent).json()["identification"]["metadata"] == text


def test_a_webhook_is_taken_by_exactly_200(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=4)
    account = simulator.account("proofme")
    with receive_webhooks(204, 200) as receiver:
        sent = {"proofmeId": account["template_ids"][0], "webhookUrl": receiver.url}
        headers = {"Authorization": account["api_key"]}
        answer = httpx.post(
            f"{account['base_url']}/identification", json=sent, headers=headers, trust_env=False
        )
        simulator.journey("proofme", answer.json()["identification"]["id"], "decline")
        bodies = [receiver.take().body]
        simulator.advance(120)
        bodies.append(receiver.take().body)
    assert len(set(bodies)) == 1
    assert [(each["status"], each["delivered"]) for each in simulator.deliveries()] == [
        (204, False),
        (200, True),
    ]
