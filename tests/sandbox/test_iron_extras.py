"""The simulated Iron around identity: webhook management, terms, abilities, limits, questionnaire, reset."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest

from tests.support.iron import Iron
from tests.support.receiver import receive_webhooks
from tests.support.samples import find_differences, load_sample
from tests.support.simulator import Simulator


@pytest.fixture
def iron(quiet_simulator: Simulator) -> Iron:
    return Iron(quiet_simulator)


def test_a_ping_goes_to_that_webhook(new_simulator: Callable[..., Simulator]) -> None:
    iron = Iron(new_simulator(customers=4))
    customer = iron.new_customer()
    with receive_webhooks() as receiver, receive_webhooks() as other:
        made = iron.simulator.subscribe("iron", receiver.url, ["customer_created"])
        iron.simulator.subscribe("iron", other.url)
        answer = iron.call("POST", f"/webhooks/{made['id']}/ping", {"customer_id": customer["id"]})
        message = json.loads(receiver.take().body)

        assert (answer.status, answer.json) == (200, True)
        assert (message["type"], message["data"]["customer_id"]) == ("ping", customer["id"])
        assert other.is_empty()
    assert iron.call("POST", f"/webhooks/{made['id']}/ping", {}).status == 400
    assert iron.call("POST", f"/webhooks/{uuid.uuid4()}/ping", {"customer_id": customer["id"]}).status == 404


def test_a_webhook_that_is_off_hears_nothing(new_simulator: Callable[..., Simulator]) -> None:
    iron = Iron(new_simulator(customers=4))
    made = iron.simulator.subscribe("iron", "http://127.0.0.1:9/", [])
    body = {"enabled": False, "label": "Desk", "topics": ["CustomerCreated"]}
    changed = iron.call("PATCH", f"/webhooks/{made['id']}", body)
    iron.new_customer()

    assert changed.status == 200
    assert {name: changed.json[name] for name in body} == body
    assert iron.get("/webhooks")["items"] == [changed.json]
    assert iron.simulator.deliveries() == []
    assert iron.call("PATCH", f"/webhooks/{made['id']}", {"secret": "x"}).status == 400


@pytest.mark.parametrize(("query", "status"), [("?country=SE", 200), ("", 400), ("?country=Sweden", 400)])
def test_terms_are_asked_for_by_country(iron: Iron, query: str, status: int) -> None:
    answer = iron.call("GET", f"/terms-and-conditions{query}")

    assert answer.status == status
    if status == 200:
        assert all(set(document) == {"id", "display_name", "url"} for document in answer.json)


def test_a_company_has_no_spending_cap(iron: Iron) -> None:
    person, company = iron.new_customer(), iron.new_customer(customer_type="Business")

    assert "threshold_eur" in iron.get(f"/customers/{person['id']}/spending-limit")["fiat_onramp"]
    assert "threshold_eur" not in iron.get(f"/customers/{company['id']}/spending-limit")["fiat_onramp"]


def test_only_an_active_customer_is_able(iron: Iron) -> None:
    active = iron.get("/customers?status=Active")["items"][0]

    assert iron.get(f"/customers/{active['id']}/abilities")["fiat_deposit"]["eur"] == {"sepa": "Active"}
    fresh = iron.new_customer()
    assert iron.get(f"/customers/{fresh['id']}/abilities")["fiat_payout"]["eur"] == {"sepa": "Unavailable"}


def test_the_questionnaire_is_there_after_it_was_answered(iron: Iron) -> None:
    _, identification = iron.start()
    path = f"/identifications/{identification['id']}/compliance-questionnaire"
    assert iron.call("GET", path).status == 404
    iron.simulator.journey("iron", identification["id"], "submit")

    assert iron.get(path)["id"] == identification["id"]


def test_a_reset_wipes_the_partner_but_not_the_ledger(new_simulator: Callable[..., Simulator]) -> None:
    iron = Iron(new_simulator(customers=40, speed=1))
    recorded = iron.simulator.ledger("iron")
    answer = iron.call("POST", "/sandbox/reset")
    iron.simulator.advance(86_400)

    assert (answer.status, answer.json) == (200, True)
    assert iron.get("/customers")["items"] == []
    assert iron.simulator.state()["iron"] == {"customers": 0, "verifications": 0, "by_status": {}}
    assert iron.simulator.ledger("iron") == recorded


@pytest.mark.parametrize(
    ("path", "sample"),
    [
        ("/customers/{}/abilities", "abilities"),
        ("/customers/{}/spending-limit", "spending_limit"),
        ("/terms-and-conditions?country=SE", "terms"),
    ],
)
def test_answers_have_the_documented_fields(iron: Iron, path: str, sample: str) -> None:
    answer = iron.get(path.format(iron.new_customer()["id"]))

    assert find_differences(answer, load_sample(f"iron/{sample}/200.json")) == []
