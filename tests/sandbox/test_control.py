"""The control API: state, ids, calls, ledger, clock, webhooks and their deliveries."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

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
