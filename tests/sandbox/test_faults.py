"""Fault rules of the control API: what each action does to the answer, and whether the request had its effect."""

from __future__ import annotations

import http.client
import json
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.support.iron import Iron
from tests.support.simulator import ControlRefused, Simulator


@pytest.fixture
def iron(quiet_simulator: Simulator) -> Iterator[Iron]:
    quiet_simulator.forget_calls()
    yield Iron(quiet_simulator)
    quiet_simulator.clear_faults()


def _refused(simulator: Simulator, method: str, path: str, body: object = None) -> int:
    with pytest.raises(ControlRefused) as caught:
        simulator.control(method, path, body)
    assert isinstance(json.loads(caught.value.body)["error"], str)
    return caught.value.status


def test_a_status_fault_has_no_effect_behind_it(iron: Iron) -> None:
    before = iron.simulator.state()["iron"]["customers"]
    rule = {"provider": "iron", "method": "POST", "path": "/customers", "action": "status", "status": 503}
    with iron.simulator.faults({**rule, "body": {"message": "Later"}, "headers": {"Retry-After": "7"}}):
        answer = iron.call("POST", "/customers", {"customer_type": "Person", "email": "a@example.org"})
        assert iron.call("GET", "/customers").status == 200

    assert (answer.status, answer.json, answer.headers["retry-after"]) == (503, {"message": "Later"}, "7")
    assert iron.simulator.state()["iron"]["customers"] == before
    assert [call["status"] for call in iron.simulator.calls("iron")] == [503, 200]


def test_a_commit_then_status_fault_lets_the_effect_happen(iron: Iron) -> None:
    key, body = "commit-then-status", {"customer_type": "Person", "email": "a@example.org"}
    with iron.simulator.faults(
        {"provider": "iron", "action": "commit_then_status", "status": 502, "times": 1}
    ):
        spoiled = iron.call("POST", "/customers", body, key=key)
        repeated = iron.call("POST", "/customers", body, key=key)

    assert (spoiled.status, repeated.status) == (502, 201)
    rows = [row["id"] for row in iron.simulator.ledger("iron") if row["idempotency_key"] == key]
    assert rows == [repeated.json["id"]]


def test_a_commit_then_drop_fault_keeps_the_effect_and_loses_the_answer(iron: Iron) -> None:
    key, body = "commit-then-drop", {"customer_type": "Person", "email": "a@example.org"}
    rule = {"provider": "iron", "method": "POST", "action": "commit_then_drop", "times": 1}
    with (
        iron.simulator.faults(rule),
        pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)),
    ):
        iron.call("POST", "/customers", body, key=key)
    repeated = iron.call("POST", "/customers", body, key=key)

    rows = [row["id"] for row in iron.simulator.ledger("iron") if row["idempotency_key"] == key]
    assert rows == [repeated.json["id"]]


def test_a_dripping_answer_is_whole_in_the_end(iron: Iron) -> None:
    plain = iron.call("GET", "/customers")
    with iron.simulator.faults({"provider": "iron", "action": "drip", "bytes": 100, "seconds": 0}):
        dripped = iron.call("GET", "/customers")

    assert (dripped.status, dripped.text) == (200, plain.text)


def test_garbage_says_it_is_json_and_is_not(iron: Iron) -> None:
    with iron.simulator.faults({"provider": "iron", "action": "garbage", "bytes": 9}):
        body, headers = _exchange_raw(iron.simulator)

    assert headers["content-type"] == "application/json"
    assert len(body) == 9
    with pytest.raises(UnicodeDecodeError, match="decode"):
        json.loads(body)


def test_a_gzip_bomb_is_small_on_the_wire_and_large_behind_it(iron: Iron) -> None:
    with iron.simulator.faults({"provider": "iron", "action": "gzip_bomb", "bytes": 20_000_000}):
        body, headers = _exchange_raw(iron.simulator)

    assert headers["content-encoding"] == "gzip"
    assert len(body) < 100_000
    assert len(zlib.decompress(body, wbits=31)) == 20_000_000


def _exchange_raw(simulator: Simulator) -> tuple[bytes, dict[str, str]]:
    account = simulator.account("iron")
    parts = urlsplit(account["base_url"])
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    connection.request("GET", f"{parts.path}/customers", headers={"X-API-Key": account["api_key"]})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return body, {name.lower(): value for name, value in answer.getheaders()}


def test_a_drop_ends_the_connection_without_a_byte(iron: Iron) -> None:
    with (
        iron.simulator.faults({"provider": "*", "action": "drop"}),
        pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)),
    ):
        iron.call("GET", "/customers")

    assert [call["status"] for call in iron.simulator.calls("iron")] == [None]
    assert iron.call("GET", "/customers").status == 200


def test_a_truncated_answer_promises_more_than_it_sends(iron: Iron) -> None:
    rule = {"provider": "iron", "path": "/cust*", "action": "truncate", "bytes": 5}
    with iron.simulator.faults(rule), pytest.raises(http.client.IncompleteRead) as caught:
        iron.call("GET", "/customers")

    assert len(caught.value.partial) == 5
    assert caught.value.expected is not None
    assert caught.value.expected > 0


def test_a_gateway_page_in_place_of_json(iron: Iron) -> None:
    with iron.simulator.faults({"provider": "iron", "action": "html"}):
        answer = iron.call("GET", "/customers")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.startswith("<!doctype html>")


def test_a_delay_comes_before_the_true_answer(iron: Iron) -> None:
    with iron.simulator.faults({"provider": "iron", "action": "delay", "seconds": 0.01}):
        assert iron.call("GET", "/customers").status == 200


def test_the_first_rule_that_is_not_used_up_wins(iron: Iron) -> None:
    rules = [
        {"provider": "idenfy", "action": "status", "status": 500},
        {"provider": "iron", "method": "DELETE", "action": "status", "status": 501},
        {"provider": "iron", "path": "customers", "times": 1, "action": "status", "status": 502},
        {"provider": "iron", "path": "/customers", "action": "status", "status": 503},
    ]
    with iron.simulator.faults(*rules):
        assert [iron.call("GET", "/customers").status for _ in range(3)] == [502, 503, 503]

    assert iron.call("GET", "/customers").status == 200


@pytest.mark.parametrize(
    "rules",
    [
        [{"provider": "iron", "action": "explode"}],
        [{"action": "drop"}],
        [{"provider": "nobody", "action": "drop"}],
        [{"provider": "iron", "action": "drop", "speed": 1}],
        {"provider": "iron"},
        b"nonsense",
    ],
)
def test_a_rule_that_is_not_one_is_refused(quiet_simulator: Simulator, rules: object) -> None:
    assert _refused(quiet_simulator, "POST", "/faults", rules) == 400
