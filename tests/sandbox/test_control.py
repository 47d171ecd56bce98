"""The control API: state, ids, calls, ledger, clock, faults, webhooks and their deliveries."""

from __future__ import annotations

import csv
import hashlib
import hmac
import http.client
import io
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.iron import Iron
from tests.support.receiver import receive_webhooks
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


def test_the_state_counts_what_the_ids_list(quiet_simulator: Simulator) -> None:
    rows = list(csv.DictReader(io.StringIO(quiet_simulator.ids())))

    for provider, state in quiet_simulator.state().items():
        kinds = [row["kind"] for row in rows if row["provider"] == provider]
        assert kinds.count("verification") == state["verifications"] == sum(state["by_status"].values())


def test_ids_come_in_the_columns_of_the_import(iron: Iron) -> None:
    made = iron.new_customer(name='Zoë "Z" O\'Neil, Ltd', external_id="ids-1")
    rows = csv.DictReader(io.StringIO(iron.simulator.ids()))

    assert rows.fieldnames == ["provider", "kind", "id", "customer_reference", "customer_name", "email"]
    assert [row for row in rows if row["id"] == made["id"]] == [
        {
            "provider": "iron",
            "kind": "customer",
            "id": made["id"],
            "customer_reference": "ids-1",
            "customer_name": 'Zoë "Z" O\'Neil, Ltd',
            "email": "mara@example.org",
        }
    ]


def test_calls_are_counted_with_their_template(iron: Iron) -> None:
    made = iron.new_customer()
    iron.call("GET", f"/customers/{made['id']}")
    iron.call("GET", "/nothing-there")
    calls = iron.simulator.calls("iron")

    assert [(call["method"], call["route"], call["path"], call["status"]) for call in calls] == [
        ("POST", "/customers", "/customers", 201),
        ("GET", "/customers/{id}", f"/customers/{made['id']}", 200),
        ("GET", None, "/nothing-there", 404),
    ]
    iron.simulator.forget_calls()
    assert iron.simulator.calls("iron") == []


def test_the_ledger_knows_who_made_a_record(iron: Iron) -> None:
    customer, identification = iron.start()
    rows = {row["id"]: row for row in iron.simulator.ledger("iron")}

    assert {row["by"] for row in rows.values()} == {"world", "api"}
    assert set(rows[customer["id"]]) == {
        "id",
        "kind",
        "customer_id",
        "reference",
        "idempotency_key",
        "created_at",
        "by",
    }
    assert (rows[customer["id"]]["kind"], rows[identification["id"]]["customer_id"]) == (
        "customer",
        customer["id"],
    )
    assert _refused(iron.simulator, "GET", "/ledger/nobody") == 404


def test_advancing_moves_the_clock(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=4)
    before = datetime.fromisoformat(simulator.control("GET", "/clock")["now"])
    after = datetime.fromisoformat(simulator.advance(86_400))

    assert after - before >= timedelta(days=1)
    assert datetime.fromisoformat(simulator.control("GET", "/clock")["now"]) >= after
    for body in ({"seconds": -1}, {"seconds": "x"}, {}, {"seconds": 1, "days": 2}):
        assert _refused(simulator, "POST", "/clock/advance", body) == 400


def test_scripted_people_walk_when_the_clock_moves(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=100, speed=1)
    before = simulator.state()["iron"]["by_status"]
    simulator.advance(86_400)

    assert simulator.state()["iron"]["by_status"] != before
    assert {row["by"] for row in simulator.ledger("iron")} == {"world"}


def test_nobody_moves_at_speed_nought(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=100, speed=0)
    before = simulator.state()["iron"]
    simulator.advance(86_400)

    assert simulator.state()["iron"] == before


# --- faults


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


# --- webhooks


def test_a_signed_webhook_arrives_by_the_published_recipe(iron: Iron) -> None:
    with receive_webhooks() as receiver:
        made = iron.simulator.subscribe("iron", receiver.url, ["identification_status"])
        _, identification = iron.start()
        first = receiver.take()
        iron.simulator.control("DELETE", f"/webhooks/{made['id']}")

    message = json.loads(first.body)
    assert message["type"] == "identification_status"
    assert message["data"]["message"] == {
        "IdentificationStatus": {"id": identification["id"], "status": "Pending"}
    }
    signed = first.headers["webhook-timestamp"].encode() + first.body
    expected = hmac.new(made["webhook_key"].encode(), signed, hashlib.sha256).hexdigest()
    assert first.headers["webhook-signature"] == f"v1={expected}"
    assert made["webhook_key"] == iron.simulator.account("iron")["webhook_key"]


def test_a_subscription_is_listed_by_the_provider(iron: Iron) -> None:
    with receive_webhooks() as receiver:
        made = iron.simulator.subscribe("iron", receiver.url, ["customer_status"])
        items = [each for each in iron.get("/webhooks")["items"] if each["id"] == made["id"]]
        iron.simulator.control("DELETE", f"/webhooks/{made['id']}")

    assert [(each["url"], each["topics"], each["enabled"]) for each in items] == [
        (receiver.url, ["CustomerStatus"], True)
    ]
    assert _refused(iron.simulator, "DELETE", f"/webhooks/{made['id']}") == 404


def test_a_refused_webhook_is_tried_again_as_the_clock_moves(new_simulator: Callable[..., Simulator]) -> None:
    iron = Iron(new_simulator(customers=4))
    with receive_webhooks(500, 503) as receiver:
        iron.simulator.subscribe("iron", receiver.url, ["CustomerCreated"])
        iron.new_customer()
        bodies = [receiver.take().body]
        iron.simulator.advance(60)
        bodies += [receiver.take().body, receiver.take().body]
        assert receiver.is_empty()

    assert len(set(bodies)) == 1
    tried = [(each["attempt"], each["status"], each["delivered"]) for each in iron.simulator.deliveries()]
    assert tried == [(1, 500, False), (2, 503, False), (3, 200, True)]


@pytest.mark.parametrize(
    "url", ["https://hooks.example.org/x", "http://10.0.0.7/x", "http://[::ffff:10.0.0.7]/x"]
)
def test_a_webhook_leaves_the_machine_never(new_simulator: Callable[..., Simulator], url: str) -> None:
    iron = Iron(new_simulator(customers=4))
    iron.simulator.subscribe("iron", url)
    iron.new_customer()
    iron.simulator.advance(120)
    deliveries = iron.simulator.deliveries()

    assert [(each["url"], each["delivered"], each["status"]) for each in deliveries] == [(url, False, None)]


@pytest.mark.parametrize("body", [{"provider": "iron", "url": "ftp://127.0.0.1/"}, {"provider": "iron"}])
def test_a_subscription_needs_an_address(quiet_simulator: Simulator, body: dict[str, Any]) -> None:
    assert _refused(quiet_simulator, "POST", "/webhooks", body) == 400
    assert (
        _refused(quiet_simulator, "POST", "/webhooks", {"provider": "x", "url": "http://127.0.0.1/"}) == 404
    )
