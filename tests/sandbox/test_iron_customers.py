"""The simulated Iron's customers: making, finding, listing, changing, archiving, and its authentication."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from tests.support.iron import Iron
from tests.support.simulator import Simulator

_SAMPLES: Final = Path(__file__).parents[1] / "samples" / "iron"


@pytest.fixture
def iron(quiet_simulator: Simulator) -> Iron:
    return Iron(quiet_simulator)


def _sample(case: str) -> Any:
    return json.loads((_SAMPLES / case).read_text())


def _types(value: dict[str, Any]) -> dict[str, type]:
    return {name: type(each) for name, each in value.items()}


def test_a_wrong_or_missing_key_gets_the_plain_text_refusal(quiet_simulator: Simulator) -> None:
    answer = Iron(quiet_simulator, api_key="wrong").call("GET", "/customers")

    assert (answer.status, answer.text) == (401, (_SAMPLES / "error_unauthorized/401.txt").read_text())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_new_customer_has_the_documented_fields(iron: Iron) -> None:
    request = _sample("customer_create/request.json")
    answer = iron.call("POST", "/customers", request)

    assert answer.status == 201
    assert _types(answer.json) == _types(_sample("customer_create/201.json"))
    assert {name: answer.json[name] for name in request} == request
    assert answer.json["status"] == "IdentificationRequired"
    assert iron.get(f"/customers/{answer.json['id']}") == answer.json


@pytest.mark.parametrize(
    "body",
    [
        {"email": "a@example.org"},
        {"customer_type": "Robot", "email": "a@example.org"},
        {"customer_type": "Person"},
        {"customer_type": "Person", "email": 5},
        {"customer_type": "Person", "email": "a@example.org", "nickname": "x"},
        b"{not json",
    ],
)
def test_a_bad_customer_is_refused(iron: Iron, body: object) -> None:
    answer = iron.call("POST", "/customers", body)

    assert answer.status == 400
    assert set(answer.json["error"]) == {"code", "message", "request_id"}


def test_a_customer_is_found_by_the_partners_own_reference(iron: Iron) -> None:
    reference = "büro/7 & co"
    made = iron.new_customer(external_id=reference)

    assert iron.get(f"/customers/{quote(reference, safe='')}/external")["id"] == made["id"]
    assert iron.call("GET", "/customers/nobody/external").status == 404


def test_an_unknown_customer_answers_as_on_the_sample(iron: Iron) -> None:
    answer = iron.call("GET", "/customers/0194c1de-1111-7aaa-8bbb-00000000dead")

    assert answer.status == 404
    expected = _sample("error_customer_not_found/404.json")["error"]
    assert answer.json["error"].keys() == expected.keys()
    assert answer.json["error"]["code"] == expected["code"]


def test_pages_run_through_everybody_once_newest_first(iron: Iron) -> None:
    for number in range(3):
        iron.new_customer(name=f"Pager {number}")
    first = iron.get("/customers?page_size=7&sort_order=desc")
    seen, page = list(first["items"]), first
    while page["cursor"]:
        page = iron.get(f"/customers?page_size=7&cursor={page['cursor']}")
        seen += page["items"]

    moments = [each["created_at"] for each in seen]
    assert moments == sorted(moments, reverse=True)
    assert len({each["id"] for each in seen}) == len(seen)
    assert len(seen) == iron.simulator.state()["iron"]["customers"]
    assert first["prev_cursor"] is None


def test_the_previous_cursor_leads_back(iron: Iron) -> None:
    first = iron.get("/customers?page_size=3")
    second = iron.get(f"/customers?page_size=3&cursor={first['cursor']}")

    assert iron.get(f"/customers?page_size=3&prev_cursor={second['prev_cursor']}")["items"] == first["items"]


def test_oldest_first_turns_the_list_round(iron: Iron) -> None:
    newest = iron.get("/customers?page_size=100")["items"]

    assert iron.get("/customers?page_size=100&sort_order=asc")["items"] == newest[::-1]


def test_filters_keep_only_what_was_asked_for(iron: Iron) -> None:
    customer, identification = iron.start()
    iron.decide(identification, approved=False)
    company = iron.new_customer(customer_type="Business", name="Needle Works", external_id="needle-1")

    def found(query: str) -> list[dict[str, Any]]:
        return list(iron.get(f"/customers?page_size=100&{query}")["items"])

    assert {each["status"] for each in found("status=Active,Suspended")} <= {"Active", "Suspended"}
    assert {each["status"] for each in found("status=Active&status=SigningsRequired")} == {
        "Active",
        "SigningsRequired",
    }
    declined = found("identification_status=Declined")
    assert customer["id"] in {each["id"] for each in declined}
    assert {each["identification_status"] for each in declined} == {"Declined"}
    assert {each["customer_type"] for each in found("customer_type=Business")} == {"Business"}
    for term in ("needle works", "NEEDLE-1", company["id"]):
        assert [each["id"] for each in found(f"search_term={quote(term)}")] == [company["id"]]
    assert found("has_transactions=true") == []


@pytest.mark.parametrize(
    "query",
    [
        "page_size=101",
        "page_size=0",
        "page_size=x",
        "status=Nope",
        "identification_status=Rejected",
        "customer_type=Cat",
        "sort_order=up",
        "has_transactions=maybe",
        "cursor=not-a-uuid",
        "cursor=0194c1de-1111-7aaa-8bbb-00000000dead",
        f"search_term={'x' * 257}",
    ],
)
def test_a_query_outside_the_documented_limits_is_refused(iron: Iron, query: str) -> None:
    assert iron.call("GET", f"/customers?{query}").status == 400


def test_changing_a_customer_answers_without_a_body(iron: Iron) -> None:
    customer = iron.new_customer(external_id="before")
    changed = iron.call("PUT", f"/customers/{customer['id']}", {"email": "new@example.org"})

    assert (changed.status, changed.text) == (204, "")
    read = iron.get(f"/customers/{customer['id']}")
    assert (read["email"], read["external_id"]) == ("new@example.org", "before")
    assert iron.call("PUT", f"/customers/{customer['id']}", {"external_id": "x"}).status == 400


def test_archiving_a_customer_archives_every_identification_for_good(iron: Iron) -> None:
    customer, identification = iron.start()
    archived = iron.call("PUT", f"/customers/{customer['id']}/archive")

    assert (archived.status, archived.json["status"]) == (200, "Archived")
    assert iron.get(f"/identifications/{identification['id']}")["status"] == "Archived"
    again = iron.call("POST", f"/customers/{customer['id']}/identifications/v2", {"type": "Link"})
    assert again.status == 403
    assert iron.status_of(customer) == "Archived"


def test_an_unsupported_version_is_refused_and_a_known_one_is_not(iron: Iron) -> None:
    assert iron.call("GET", "/customers", headers={"X-API-Version": "1999-01-01"}).status == 400
    assert iron.call("GET", "/customers", headers={"X-API-Version": "2026-07-01"}).status == 200
    assert iron.call("GET", "/customers", headers={"X-API-Version": ""}).status == 200
