"""The simulated Iron's identifications: which one counts, decisions, idempotency, requirements, signings."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.iron import Iron
from tests.support.simulator import Simulator

_SAMPLES: Final = Path(__file__).parents[1] / "samples" / "iron"
_DAY_S: Final = 24 * 3600


@pytest.fixture
def iron(quiet_simulator: Simulator) -> Iron:
    return Iron(quiet_simulator)


@pytest.fixture
def openapi_style(iron: Iron) -> Iterator[Iron]:
    iron.simulator.control("POST", "/switches/iron", {"error_style": "openapi"})
    yield iron
    iron.simulator.control("POST", "/switches/iron", {"error_style": "envelope"})


def _sample(case: str) -> Any:
    return json.loads((_SAMPLES / case).read_text())


def _types(value: dict[str, Any]) -> dict[str, type]:
    return {name: type(each) for name, each in value.items()}


def _path(customer: dict[str, Any]) -> str:
    return f"/customers/{customer['id']}/identifications/v2"


# --- creating


@pytest.mark.parametrize(
    ("body", "case"),
    [
        ({"type": "Link"}, "identification_create_seed"),
        ({"type": "Link", "with_edd": False}, "identification_create"),
    ],
)
def test_a_link_has_exactly_the_documented_fields(iron: Iron, body: dict[str, Any], case: str) -> None:
    customer = iron.new_customer()
    answer = iron.call("POST", _path(customer), body)

    assert answer.status == 201
    assert _types(answer.json) == _types(_sample(f"{case}/201.json"))
    assert answer.json["status"] == "Pending"
    assert answer.json["created_at"] == answer.json["updated_at"]
    assert iron.get(f"/customers/{customer['id']}")["identification_ids"] == [answer.json["id"]]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "Form"},
        {"type": "Link", "with_edd": "yes"},
        {"type": "Link", "redirect_url": "https://example.org"},
        {"type": "Token", "token": "t"},
        {"type": "Person", "first_name": "A"},
    ],
)
def test_a_body_that_is_not_documented_is_refused(iron: Iron, body: dict[str, Any]) -> None:
    assert iron.call("POST", _path(iron.new_customer()), body).status == 400


def test_a_token_is_accepted(iron: Iron) -> None:
    body = {"type": "Token", "token": "share", "intended_use": "Trading"}

    assert iron.call("POST", _path(iron.new_customer()), body).json["status"] == "Pending"


def test_enhanced_due_diligence_is_for_persons_only(iron: Iron) -> None:
    company = iron.new_customer(customer_type="Business")

    assert iron.call("POST", _path(company), {"type": "Link", "with_edd": True}).status == 400


def test_an_unknown_customer_has_no_identifications(iron: Iron) -> None:
    answer = iron.call("POST", f"/customers/{uuid.uuid4()}/identifications/v2", {"type": "Link"})

    assert (answer.status, answer.json["error"]["code"]) == (404, "customer_not_found")
    assert answer.json["error"]["request_id"].startswith("req_")


# --- idempotency


def test_the_same_key_replays_the_first_answer(iron: Iron) -> None:
    customer, key = iron.new_customer(), str(uuid.uuid4())
    first = iron.call("POST", _path(customer), {"type": "Link"}, key=key)
    iron.decide(first.json, approved=True)
    second = iron.call("POST", _path(customer), {"type": "Link"}, key=key)

    assert (second.status, second.json) == (201, first.json)
    assert iron.get(f"/customers/{customer['id']}")["identification_ids"] == [first.json["id"]]
    rows = [row for row in iron.simulator.ledger("iron") if row["idempotency_key"] == key]
    assert [(row["id"], row["kind"], row["by"]) for row in rows] == [
        (first.json["id"], "verification", "api")
    ]


def test_the_same_key_with_another_body_is_a_conflict(iron: Iron) -> None:
    customer, key = iron.new_customer(), str(uuid.uuid4())
    iron.call("POST", _path(customer), {"type": "Link"}, key=key)

    assert iron.call("POST", _path(customer), {"type": "Link", "with_edd": True}, key=key).status == 409
    assert len(iron.get(f"/customers/{customer['id']}")["identification_ids"]) == 1


def test_a_key_is_forgotten_after_a_day(new_simulator: Callable[..., Simulator]) -> None:
    iron = Iron(new_simulator(customers=4))
    customer, key = iron.new_customer(), str(uuid.uuid4())
    first = iron.call("POST", _path(customer), {"type": "Link"}, key=key)
    iron.simulator.advance(_DAY_S - 600)
    assert iron.call("POST", _path(customer), {"type": "Link"}, key=key).json == first.json
    iron.simulator.advance(600)

    assert iron.call("POST", _path(customer), {"type": "Link"}, key=key).json["id"] != first.json["id"]


@pytest.mark.parametrize("path", ["/customers", "/customers/x/signings", "/sandbox/identification/x"])
def test_a_write_without_a_key_is_refused(iron: Iron, path: str) -> None:
    assert iron.call("POST", path, {}, key="").status == 400


def test_a_refusal_is_replayed_too(iron: Iron) -> None:
    key = str(uuid.uuid4())
    first = iron.call("POST", "/customers", {"email": "a@example.org"}, key=key)

    assert iron.call("POST", "/customers", {"email": "a@example.org"}, key=key).json == first.json


# --- which one counts


def test_the_newest_identification_drives_the_customer(iron: Iron) -> None:
    customer, older = iron.start()
    iron.new_link(customer["id"])
    iron.decide(older, approved=True)

    assert iron.get(f"/identifications/{older['id']}")["status"] == "Approved"
    assert iron.status_of(customer) == "IdentificationRequired"
    assert iron.get(f"/customers/{customer['id']}")["identification_status"] == "Pending"


def test_a_second_create_throws_an_active_customer_back(iron: Iron) -> None:
    customer, identification = iron.start()
    iron.decide(identification, approved=True)
    for document in iron.get(f"/customers/{customer['id']}/required-signings"):
        body = {"content_id": document["id"], "signed": True}
        assert iron.call("POST", f"/customers/{customer['id']}/signings", body).status == 201
    assert iron.status_of(customer) == "Active"
    iron.new_link(customer["id"])

    assert iron.status_of(customer) == "IdentificationRequired"


def test_the_other_documented_answer_to_a_second_create(iron: Iron) -> None:
    customer, _ = iron.start()
    iron.simulator.control("POST", "/switches/iron", {"second_create": "conflict"})
    try:
        answer = iron.call("POST", _path(customer), {"type": "Link"})
    finally:
        iron.simulator.control("POST", "/switches/iron", {"second_create": "reset"})

    assert (answer.status, answer.json) == (409, _sample("error_text/409.json"))


def test_the_list_shows_the_newest_first_in_pages(iron: Iron) -> None:
    customer = iron.new_customer()
    made = [iron.new_link(customer["id"])["id"] for _ in range(3)]
    first = iron.get(f"/customers/{customer['id']}/identifications?page_size=2")
    second = iron.get(f"/customers/{customer['id']}/identifications?page_size=2&cursor={first['cursor']}")

    assert [each["id"] for each in (*first["items"], *second["items"])] == made[::-1]
    assert second["cursor"] is None


# --- deciding


def test_the_sandbox_call_decides(iron: Iron) -> None:
    customer, good = iron.start()
    approved = iron.decide(good, approved=True)
    bad = iron.new_link(customer["id"])
    declined = iron.decide(bad, approved=False)

    assert (approved.status, approved.json["status"]) == (201, "Approved")
    assert (declined.status, declined.json["status"]) == (201, "Declined")
    assert "url" not in approved.json
    assert iron.status_of(customer) == "IdentificationRequired"


@pytest.mark.parametrize("body", [{}, {"approved": "yes"}, {"approved": True, "comment": "x"}])
def test_the_sandbox_call_takes_one_boolean(iron: Iron, body: dict[str, Any]) -> None:
    _, identification = iron.start()

    assert iron.call("POST", f"/sandbox/identification/{identification['id']}", body).status == 400


def test_a_decided_one_stays_as_it_is(iron: Iron) -> None:
    _, identification = iron.start()
    iron.decide(identification, approved=True)

    assert iron.decide(identification, approved=False).json["status"] == "Approved"


def test_a_decided_one_is_a_conflict_in_the_other_style(openapi_style: Iron) -> None:
    _, identification = openapi_style.start()
    openapi_style.decide(identification, approved=True)
    again = openapi_style.decide(identification, approved=False)

    assert again.status == 409
    assert isinstance(again.json, str)


def test_refusals_are_json_strings_in_the_other_style(openapi_style: Iron) -> None:
    answer = openapi_style.call("GET", f"/identifications/{uuid.uuid4()}")

    assert answer.status == 404
    assert isinstance(answer.json, str)


def test_archiving_is_for_good(iron: Iron) -> None:
    customer, identification = iron.start()
    archived = iron.call("PUT", f"/identifications/{identification['id']}/archive")

    assert (archived.status, archived.json["status"]) == (200, "Archived")
    assert iron.decide(identification, approved=True).json["status"] == "Archived"
    assert iron.status_of(customer) == "IdentificationRequired"


# --- what is asked for


def test_the_requirements_of_a_declined_attempt_name_the_reason(iron: Iron) -> None:
    customer, identification = iron.start()
    iron.simulator.journey(
        "iron",
        identification["id"],
        "decline",
        labels=["SCREENSHOTS"],
        codes=["kyc_selfie"],
        comment="A screen.",
    )
    asked = iron.get(f"/customers/{customer['id']}/requirements")
    read = iron.get(f"/identifications/{identification['id']}")

    assert asked.keys() == _sample("requirements/200.json").keys()
    assert asked["requirements_due"] == ["kyc"]
    assert [(item["code"], item["reject_labels"], item["retryable"]) for item in asked["missing"]] == [
        ("kyc_selfie", ["SCREENSHOTS"], True)
    ]
    assert asked["missing"][0]["identification_id"] == identification["id"]
    assert {item["code"] for item in asked["complete"]} == {"kyc_identity", "kyc_questionnaire"}
    assert (read["status"], read["review_comment"]) == ("Declined", "A screen.")
    assert read["step_status"]["selfie"] == {"result": "Declined", "retry": True, "comment": "A screen."}


def test_the_requirements_follow_the_attempt(iron: Iron) -> None:
    customer = iron.new_customer()

    def places() -> dict[str, set[str]]:
        asked = iron.get(f"/customers/{customer['id']}/requirements")
        names = ("complete", "pending", "missing", "issues")
        return {name: {item["code"] for item in asked[name]} for name in names if asked[name]}

    steps = {"kyc_identity", "kyc_selfie", "kyc_questionnaire"}
    assert places() == {"missing": {"identification_kyc"}}
    identification = iron.new_link(customer["id"])
    assert places() == {"missing": steps}
    iron.simulator.journey("iron", identification["id"], "submit")
    assert places() == {"pending": steps}
    iron.decide(identification, approved=True)
    assert places() == {"complete": steps}


def test_the_last_signing_makes_the_customer_active(iron: Iron) -> None:
    customer, identification = iron.start()
    path = f"/customers/{customer['id']}"
    assert iron.call("GET", f"{path}/required-signings").status == 409
    iron.decide(identification, approved=True)
    assert iron.status_of(customer) == "SigningsRequired"
    documents = iron.get(f"{path}/required-signings")
    assert _types(documents[0]) == _types(_sample("required_signings/200.json")[0])

    assert (
        iron.call("POST", f"{path}/signings", {"content_id": documents[0]["id"], "signed": False}).status
        == 422
    )
    assert (
        iron.call("POST", f"{path}/signings", {"content_id": str(uuid.uuid4()), "signed": True}).status == 422
    )
    for document in documents:
        signed = iron.call("POST", f"{path}/signings", {"content_id": document["id"], "signed": True})
        assert _types(signed.json) == _types(_sample("signing_create/201.json"))
    assert iron.status_of(customer) == "Active"
    assert [each["content_id"] for each in iron.get(f"{path}/signings")["items"]] == [
        document["id"] for document in reversed(documents)
    ]


def test_the_verified_residence_shows_only_while_it_is_approved(
    new_simulator: Callable[..., Simulator],
) -> None:
    iron = Iron(new_simulator(customers=40))
    found = [
        (each["status"], "residence_country" in each)
        for customer in iron.get("/customers?page_size=100")["items"]
        for each in iron.get(f"/customers/{customer['id']}/identifications")["items"][:1]
    ]

    assert {is_shown for status, is_shown in found if status == "Approved"} == {True}
    assert {is_shown for status, is_shown in found if status != "Approved"} == {False}
