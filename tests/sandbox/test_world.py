"""The synthetic people and Iron's part of their world: even spread, many scripts, everything documented shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

from console.sandbox.registry import find_names
from console.sandbox.world import build_people
from tests.support.iron import Iron
from tests.support.simulator import Simulator

PROVIDERS = find_names()

_STATUSES = {"Pending", "Processed", "PendingReview", "Approved", "Declined", "Expired", "Archived"}
_CUSTOMER_STATUSES = {
    "UserRequired",
    "IdentificationRequired",
    "SigningsRequired",
    "Active",
    "Suspended",
    "Archived",
}
_OPEN_AND_DECIDED = {
    "iron": ({"Pending"}, {"Approved", "Declined"}),
    "checkout": ({"created", "pending", "capture_in_progress"}, {"approved", "declined"}),
    "idenfy": ({"ACTIVE"}, {"APPROVED", "DENIED"}),
    "proofme": ({"PENDING"}, {"SUCCESS", "FAILED"}),
}
_CODES = {
    "kyc_selfie",
    "kyc_identity",
    "kyc_proof_of_residence",
    "kyc_questionnaire",
    "kyb_company_data",
    "kyb_company_beneficiaries",
    "kyb_company_documents",
    "kyb_questionnaire",
    "identification_kyc",
    "identification_kyb",
    "kyc_data_missing",
    "kyc_data_invalid",
    "kyb_data_missing",
    "kyb_data_invalid",
}


def test_the_same_seed_invents_the_same_people() -> None:
    assert build_people(3, 200, PROVIDERS) == build_people(3, 200, PROVIDERS)
    assert build_people(3, 200, PROVIDERS) != build_people(4, 200, PROVIDERS)


@pytest.mark.parametrize("count", [4, 20, 101, 500])
def test_everybody_is_somewhere_and_each_provider_has_its_share(count: int) -> None:
    people = build_people(1, count, PROVIDERS)

    assert len(people) == count
    for provider in PROVIDERS:
        assert sum(provider in person.providers for person in people) >= count // 4
    at_several = [person for person in people if len(person.providers) > 1]
    assert len(at_several) == count // 10
    assert all(len(set(person.providers)) == len(person.providers) for person in people)


def test_names_come_in_many_scripts_and_customs() -> None:
    people = build_people(1, 100, PROVIDERS)
    found = {
        unicodedata.name(letter).split()[0]
        for person in people
        for letter in person.full_name
        if letter.isalpha() and letter.isprintable()
    }

    assert {
        "LATIN",
        "CYRILLIC",
        "GREEK",
        "ARABIC",
        "HEBREW",
        "CJK",
        "HANGUL",
        "DEVANAGARI",
        "THAI",
    } <= found
    assert any(not person.given_name for person in people)
    assert any("'" in person.full_name for person in people)
    assert any(len(person.full_name) > 50 for person in people)


def test_references_and_addresses_are_plain_and_unique() -> None:
    people = build_people(1, 500, PROVIDERS)

    assert len({person.reference for person in people}) == len({person.email for person in people}) == 500
    assert all(re.fullmatch(r"[a-z0-9-]{1,40}", person.reference) for person in people)
    assert all(
        re.fullmatch(r"[a-z0-9.]+@(example\.(org|com|net)|mail\.example)", each.email) for each in people
    )
    assert all(person.email[0] != "." and ".." not in person.email for person in people)


def test_twenty_people_show_an_open_and_a_decided_one_everywhere(
    new_simulator: Callable[..., Simulator],
) -> None:
    states = new_simulator(customers=20, seed=2).state()

    assert set(states) == set(PROVIDERS)
    for provider, (is_open, decided) in _OPEN_AND_DECIDED.items():
        assert is_open & set(states[provider]["by_status"]), provider
        assert decided & set(states[provider]["by_status"]), provider


def test_a_hundred_people_show_every_status(new_simulator: Callable[..., Simulator]) -> None:
    iron = Iron(new_simulator(customers=100, seed=2))

    assert set(iron.simulator.state()["iron"]["by_status"]) == _STATUSES
    assert {each["status"] for each in iron.get("/customers?page_size=100")["items"]} == _CUSTOMER_STATUSES


def test_five_hundred_people_show_every_requirement_code(new_simulator: Callable[..., Simulator]) -> None:
    iron = Iron(new_simulator(customers=500, seed=2))
    seen: set[str] = set()
    labels: set[str] = set()
    page = iron.get("/customers?page_size=100")
    customers = list(page["items"])
    while page["cursor"]:
        page = iron.get(f"/customers?page_size=100&cursor={page['cursor']}")
        customers += page["items"]
    for customer in customers:
        asked = iron.get(f"/customers/{customer['id']}/requirements")
        for place in ("complete", "pending", "missing", "issues"):
            seen |= {item["code"] for item in asked[place]}
            labels |= {label for item in asked[place] for label in item["reject_labels"]}

    assert seen == _CODES
    assert labels == {"SCREENSHOTS", "UNSATISFACTORY_PHOTOS"}
