"""What is sent to the simulated iDenfy matters: it changes the result, the flow, the credits and where the browser goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.idenfy_partner import Idenfy, connect
from tests.support.receiver import receive_webhooks
from tests.support.simulator import Simulator, start_simulator

BORN = "2012-04-01"


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator(customers=24) as started:
        yield started


@pytest.fixture
def idenfy(simulator: Simulator) -> Iterator[Idenfy]:
    with connect(simulator) as made:
        yield made
    simulator.control("POST", "/switches/idenfy", {"credits": None, "restrict_polling": False})


def finish(idenfy: Idenfy, **fields: object) -> dict[str, Any]:
    ref = idenfy.create(**fields)["scanRef"]
    idenfy.step(ref, "finish")
    return idenfy.status(ref)


def seeded_person(simulator: Simulator, idenfy: Idenfy) -> str:
    """The clientId of a person of the world whose last session is over."""
    over = {row["scanRef"] for row in idenfy.list_all() if row["status"] == "APPROVED"}
    rows = [line.split(",") for line in simulator.ids().splitlines()]
    return next(row[3] for row in rows if row[0] == "idenfy" and row[2] in over)


@pytest.mark.parametrize(
    ("first", "later", "tag"),
    [
        ({"firstName": "Mira"}, {"firstName": "Mirja"}, "NAME"),
        ({"lastName": "Tarn"}, {"lastName": "Turn"}, "SURNAME"),
        ({"dateOfBirth": "1991-11-03"}, {"dateOfBirth": "1991-11-04"}, "DATE_OF_BIRTH"),
        ({"documentNumber": "X1"}, {"documentNumber": "X2"}, "DOCUMENT_NUMBER"),
        ({"personalNumber": "1"}, {"personalNumber": "2"}, "PERSONAL_CODE"),
        ({"dateOfExpiry": "2031-01-01"}, {"dateOfExpiry": "2032-01-01"}, "EXPIRY_DATE"),
        ({"dateOfIssue": "2021-01-01"}, {"dateOfIssue": "2022-01-01"}, "DATE_OF_ISSUE"),
        ({"nationality": "LT"}, {"nationality": "LV"}, "NATIONALITY"),
        ({"sex": "F"}, {"sex": "M"}, "SEX"),
        ({"address": "1 Lane"}, {"address": "2 Lane", "verifyAddress": True}, "UTILITY_ADDRESS"),
    ],
)
def test_declared_data_that_differ_from_the_document_make_a_suspicion(
    idenfy: Idenfy, first: dict[str, object], later: dict[str, object], tag: str
) -> None:
    client = f"differs-{tag}"
    assert finish(idenfy, clientId=client, **first)["status"] == "APPROVED"
    same = finish(idenfy, clientId=client, **first)
    other = finish(idenfy, clientId=client, **later)
    assert (same["status"], same["mismatchTags"]) == ("APPROVED", [])
    assert (other["status"], other["mismatchTags"]) == ("SUSPECTED", [tag])


def test_a_known_person_is_compared_with_their_own_document(simulator: Simulator, idenfy: Idenfy) -> None:
    client = seeded_person(simulator, idenfy)
    assert finish(idenfy, clientId=client, lastName="Somebodyelse")["mismatchTags"] == ["SURNAME"]


@pytest.mark.parametrize(
    ("fields", "tag"),
    [
        ({"dateOfBirth": BORN, "ageLimit": 18}, "UNDER_AGE"),
        ({"dateOfBirth": "1931-01-01", "ageMax": 70}, "OVER_AGE"),
        ({"nationality": "LT", "country": "LV"}, "DOC_INFO_MISMATCH"),
        ({"nationality": "LT", "country": ["LV", "EE"]}, "DOC_INFO_MISMATCH"),
    ],
)
def test_age_and_expected_country_are_judged_afterwards(
    idenfy: Idenfy, fields: dict[str, object], tag: str
) -> None:
    status = finish(idenfy, **fields)
    assert (status["status"], status["mismatchTags"]) == ("SUSPECTED", [tag])
    assert (status["autoDocument"] == "COUNTRY_MISMATCH") == ("country" in fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"dateOfBirth": BORN, "ageLimit": 12},
        {"dateOfBirth": "1980-01-01", "ageMax": 99},
        {"nationality": "LT", "country": "lt"},
        {"nationality": "LT", "country": ["LV", "LT"]},
    ],
)
def test_what_agrees_is_approved(idenfy: Idenfy, fields: dict[str, object]) -> None:
    assert finish(idenfy, **fields)["status"] == "APPROVED"


def test_an_invented_result_compares_nothing(idenfy: Idenfy) -> None:
    ref = idenfy.create(dateOfBirth=BORN, ageLimit=18, dummyStatus="APPROVED")["scanRef"]
    assert idenfy.status(ref)["status"] == "APPROVED"


def test_a_person_seen_under_another_client_is_a_duplicate_only_where_asked(idenfy: Idenfy) -> None:
    person = {"firstName": "Dora", "lastName": "Double", "dateOfBirth": "1970-01-01"}
    assert finish(idenfy, clientId="double-1", **person)["status"] == "APPROVED"
    again = finish(idenfy, clientId="double-1", checkDuplicateFaces=True, **person)
    assert again["status"] == "APPROVED", "a returning client is no duplicate"
    quiet = finish(idenfy, clientId="double-2", **person)
    assert (quiet["status"], quiet["fraudTags"]) == ("APPROVED", [])
    found = finish(
        idenfy, clientId="double-3", checkDuplicateFaces=True, checkDuplicatePersonalData=True, **person
    )
    assert (found["status"], found["fraudTags"]) == (
        "SUSPECTED",
        ["DUPLICATE_FACE", "DUPLICATE_PERSONAL_DATA"],
    )


def test_without_face_matching_the_selfie_is_taken_but_not_compared(idenfy: Idenfy) -> None:
    ref = idenfy.create(autoFaceMatching=False)["scanRef"]
    idenfy.step(ref, "finish")
    status = idenfy.status(ref)
    assert (status["status"], status["autoFace"]) == ("APPROVED", "FACE_NOT_CHECKED")
    assert "FACE" in idenfy.ask("files", ref).json()
    refused = idenfy.create(autoFaceMatching=False)["scanRef"]
    idenfy.step(refused, "decline")
    assert idenfy.status(refused)["autoDocument"] == "DOC_NOT_FULLY_VISIBLE"


@pytest.mark.parametrize(
    ("fields", "step", "is_reviewed"),
    [
        ({"reviewSuccessful": True}, "approve", True),
        ({"reviewSuccessful": True}, "decline", False),
        ({"reviewFailed": True}, "approve", False),
        ({"reviewFailed": True}, "decline", True),
        ({"reviewFailed": True}, "suspect", True),
        ({}, "approve", False),
    ],
)
def test_people_review_what_the_session_asks_for(
    simulator: Simulator, idenfy: Idenfy, fields: dict[str, object], step: str, is_reviewed: bool
) -> None:
    with receive_webhooks() as receiver:
        made = simulator.subscribe("idenfy", receiver.url)
        ref = idenfy.create(**fields)["scanRef"]
        idenfy.step(ref, step)
        told = [receiver.take() for _ in range(2 if is_reviewed else 1)]
        simulator.control("DELETE", f"/webhooks/{made['id']}")
        assert receiver.is_empty()
    expected = ["IDENTIFICATION_AUTO_FINISHED", "IDENTIFICATION_MANUAL_FINISHED"]
    assert [each.headers["idenfy-event-type"] for each in told] == expected[: len(told)]
    assert [json.loads(each.body)["final"] for each in told] == [False, True][-len(told) :]
    assert bool(idenfy.status(ref)["manualDocument"]) == is_reviewed


FEATURES: dict[str, object] = {
    "checkAml": True,
    "checkLid": True,
    "checkCriminal": True,
    "verifyAddress": True,
    "verifyEmail": True,
    "verifyPhone": True,
    "verifyBank": True,
    "bankCardVerification": True,
    "checkDriverLicense": True,
    "questionnaire": "kyc-basic",
    "riskAssessmentProfile": 7,
    "registryCentersCountries": ["LT"],
    "utilityBill": True,
}
BLOCKS = {
    *("amlCheck", "LID", "CRIMINAL_CHECK", "addressVerification", "emailVerification", "phoneVerification"),
    *("bankVerification", "bankCardVerification", "driverLicenseCheck", "questionnaireAnswers"),
    *("riskAssessment", "registryCenterCheck"),
}


@pytest.mark.parametrize(("fields", "filled"), [(FEATURES, BLOCKS), ({}, set())])
def test_each_feature_asked_for_has_its_block_in_the_webhook(
    simulator: Simulator, idenfy: Idenfy, fields: dict[str, object], filled: set[str]
) -> None:
    with receive_webhooks() as receiver:
        made = simulator.subscribe("idenfy", receiver.url)
        idenfy.step(idenfy.create(**fields)["scanRef"], "finish")
        body = json.loads(receiver.take().body)
        simulator.control("DELETE", f"/webhooks/{made['id']}")
    assert {name for name in (*BLOCKS, "AML") if body[name] is not None} == filled
    assert body["status"]["additionalSteps"] == ("VALID" if fields else None)
    assert body["additionalSteps"] == ({"UTILITY_BILL": "UPLOAD"} if fields else None)


def test_extra_steps_are_a_second_part_of_the_capture(idenfy: Idenfy) -> None:
    steps = {"ALL": {"ALL": {"PROOF_OF_INCOME": {"type": "UPLOAD"}}}}
    ref = idenfy.create(additionalSteps=steps, verifyEmail=True)["scanRef"]
    idenfy.step(ref, "capture")
    assert "PROOF_OF_INCOME" not in idenfy.ask("files", ref).json()
    half = idenfy.create(additionalSteps=steps)["scanRef"]
    idenfy.step(half, "capture", "expire")
    assert idenfy.status(half)["status"] == "EXPIRED", "half a capture is none"
    idenfy.step(ref, "capture", "submit", "approve")
    assert "PROOF_OF_INCOME" in idenfy.ask("files", ref).json()
    assert idenfy.status(ref)["status"] == "APPROVED"


def test_a_compared_step_that_differs_is_tagged(idenfy: Idenfy) -> None:
    steps = {"ALL": {"ALL": {"UTILITY_BILL": {"type": "COMPARE", "fields": ["address"]}}}}
    client = "compares"
    finish(idenfy, clientId=client, address="1 Lane")
    data = {"UTILITY_BILL": {"address": "2 Lane"}}
    status = finish(idenfy, clientId=client, additionalSteps=steps, additionalData=data)
    assert status["mismatchTags"] == ["ADDITIONAL_STEP_INFORMATION_MISMATCH"]


def test_credits_run_out_and_are_counted(simulator: Simulator, idenfy: Idenfy) -> None:
    used = simulator.control("POST", "/switches/idenfy", {})["credits_used"]
    simulator.control("POST", "/switches/idenfy", {"credits": used + 1})
    idenfy.create()
    refused = idenfy.try_create()
    assert refused.status_code == 400
    assert refused.json() == {
        "message": "Partner reached token limit.",
        "identifier": "PERMISSIONS_ERROR",
        "documentation": "",
        "severity": "NOT_SEVERE",
    }
    assert simulator.control("POST", "/switches/idenfy", {})["credits_used"] == used + 1


def test_an_account_that_polls_is_restricted(simulator: Simulator, idenfy: Idenfy) -> None:
    simulator.control("POST", "/switches/idenfy", {"restrict_polling": True})
    ref = idenfy.create()["scanRef"]
    assert idenfy.ask("status", ref).status_code == 200
    assert idenfy.ask("status", ref).status_code == 200
    refused = idenfy.ask("status", ref)
    assert (refused.status_code, refused.json()) == (403, {"message": "Partner inactive"})


RETURNS = {
    "successUrl": "https://partner.example/yes",
    "errorUrl": "https://partner.example/no",
    "unverifiedUrl": "https://partner.example/maybe",
}


@pytest.mark.parametrize(
    ("step", "fields", "target"),
    [
        ("approve", {}, "yes"),
        ("decline", {}, "no"),
        ("abort", {}, "maybe"),
        ("expire", {}, "maybe"),
        ("suspect", {}, "yes"),
        ("approve", {"nationality": "LT", "country": "LV"}, "no"),
    ],
)
def test_the_browser_goes_back_where_the_outcome_says_without_a_query(
    idenfy: Idenfy, step: str, fields: dict[str, object], target: str
) -> None:
    answer = idenfy.create(**RETURNS, **fields)
    with httpx.Client(trust_env=False, follow_redirects=True) as browser:
        page = browser.get(answer["redirectUrl"])
        assert "partner.example" not in page.text
        ended = browser.post(page.url, data={"step": step})
    assert f"href='https://partner.example/{target}'" in ended.text


def test_the_page_speaks_the_session_s_language(idenfy: Idenfy) -> None:
    answer = idenfy.create(locale="lt")
    with httpx.Client(trust_env=False, follow_redirects=True) as browser:
        text = browser.get(answer["redirectUrl"]).text
    assert "lang='lt'" in text
    assert "tapatybę" in text


def test_a_page_on_this_machine_may_be_returned_to(idenfy: Idenfy) -> None:
    url = "http://127.0.0.1:9/thanks/success"
    assert idenfy.create(successUrl=url)["successUrl"] == url


def test_switches_are_checked(simulator: Simulator) -> None:
    answer = httpx.post(f"{simulator.control_url}/switches/idenfy", content=json.dumps({"credits": "many"}))
    assert answer.status_code == 400
