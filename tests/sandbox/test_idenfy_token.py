"""The simulated iDenfy's session creation over TCP: fields, limits, defaults, credentials and the one-session rule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.idenfy_partner import Idenfy, connect
from tests.support.samples import find_differences, load_sample
from tests.support.simulator import ControlRefused, Simulator


@pytest.fixture
def idenfy(quiet_simulator: Simulator) -> Iterator[Idenfy]:
    with connect(quiet_simulator) as made:
        yield made


def test_the_start_line_has_exactly_its_keys(quiet_simulator: Simulator) -> None:
    account = quiet_simulator.account("idenfy")
    assert set(account) == {"base_url", "api_key", "api_secret", "webhook_key"}
    assert account["base_url"].endswith("/idenfy")


def test_a_session_is_answered_with_everything_the_samples_have(idenfy: Idenfy) -> None:
    sent = load_sample("idenfy/token_create/request.json")
    answer = idenfy.create(**sent | {"clientId": "sample-client"})
    sample = load_sample("idenfy/token_create/201.json")
    assert find_differences({key: answer[key] for key in sample}, sample) == []
    seed = load_sample("idenfy/token_create_seed/201.json")
    assert find_differences({key: answer[key] for key in seed}, seed) == []
    assert {key: answer[key] for key in sent if key not in ("clientId", "firstName", "lastName")} == {
        key: value for key, value in sent.items() if key not in ("clientId", "firstName", "lastName")
    }


def test_client_id_alone_is_enough_and_every_default_is_filled_in(idenfy: Idenfy) -> None:
    answer = idenfy.create()
    assert (answer["tokenType"], answer["locale"]) == ("IDENTIFICATION", "en")
    assert (answer["expiryTime"], answer["sessionLength"]) == (86_400, 1800)
    assert answer["message"] == "Token created successfully"
    assert answer["digitString"] is None
    assert answer["firstName"] is None
    assert answer["checkAml"] is False
    assert re.fullmatch(r"[A-Za-z0-9]{40}", answer["authToken"])
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", answer["scanRef"])
    assert idenfy.status(answer["scanRef"])["status"] == "ACTIVE"


def test_names_come_back_upper_cased(idenfy: Idenfy) -> None:
    answer = idenfy.create(firstName="Łukasz-Émile", lastName="o'brien & søn Jr.")
    assert (answer["firstName"], answer["lastName"]) == ("ŁUKASZ-ÉMILE", "O'BRIEN & SØN JR.")


def test_digit_string_has_eight_digits_when_asked_for(idenfy: Idenfy) -> None:
    assert re.fullmatch(r"[0-9]{8}", idenfy.create(generateDigitString=True)["digitString"])


@pytest.mark.parametrize("character", list('0123456789~!@#$%^*()_+={}[]|\\:;",<>/?'))
def test_digits_and_the_listed_characters_are_refused_in_names(idenfy: Idenfy, character: str) -> None:
    answer = idenfy.try_create(firstName=f"Mi{character}ra")
    assert (answer.status_code, answer.json()["identifier"]) == (400, "BAD_VALUE")
    assert answer.json()["message"].startswith("Field 'firstName' ")


TOO_LONG_URL = "https://example.org/" + "x" * 2029


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clientId", ""),
        ("clientId", "x" * 101),
        ("clientId", "пример"),
        ("clientId", 17),
        ("clientId", None),
        ("firstName", ""),
        ("lastName", "x" * 101),
        ("dateOfBirth", "1991-2-3"),
        ("dateOfBirth", "1991-02-30"),
        ("dateOfExpiry", "03.11.2030"),
        ("dateOfIssue", "2020-01-01T00:00:00"),
        ("sex", "F/M"),
        ("nationality", "LTU"),
        ("address", "x" * 256),
        ("externalRef", "x" * 41),
        ("externalRef", "réf"),
        ("country", "ZZ"),
        ("country", ["LT", "ZZ"]),
        ("country", []),
        ("documents", ["LIBRARY_CARD"]),
        ("documents", "PASSPORT"),
        ("documentNumber", ""),
        ("documentNumber", "x" * 51),
        ("personalNumber", "x" * 51),
        ("tokenType", "SELFIE"),
        ("successUrl", "http://example.org/ok"),
        ("errorUrl", TOO_LONG_URL),
        ("unverifiedUrl", "x"),
        ("unverifiedUrl", "javascript:alert(1)"),
        ("callbackUrl", "http://example.org/hook"),
        ("locale", "englishs"),
        ("expiryTime", 0),
        ("expiryTime", 59),
        ("expiryTime", 2_592_001),
        ("expiryTime", "3600"),
        ("expiryTime", 3600.5),
        ("expiryTime", True),
        ("sessionLength", 59),
        ("sessionLength", 3601),
        ("theme", "dark"),
        ("checkAml", "yes"),
        ("generateDigitString", 1),
        ("ageLimit", "18"),
        ("riskAssessmentProfile", "profile"),
        ("registryCentersCountries", ["HUN"]),
        ("additionalSteps", {"ALL": {"ALL": {"BILL": {"type": "READ"}}}}),
        ("dummyStatus", "REVIEWING"),
        ("clientID", "misspelt"),
    ],
)
def test_a_value_outside_its_limits_is_refused_by_name(idenfy: Idenfy, field: str, value: object) -> None:
    answer = idenfy.try_create(**{field: value})
    body = answer.json()
    assert (answer.status_code, body["identifier"]) == (400, "BAD_VALUE")
    assert body["message"].startswith(f"Field '{field}' ")
    assert find_differences(body, load_sample("idenfy/error_bad_value/400.json")) == []


def test_a_wrong_country_is_refused_in_the_words_of_the_documents(idenfy: Idenfy) -> None:
    assert idenfy.try_create(country="ZZ").json() == load_sample("idenfy/error_bad_value/400.json")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clientId", "x" * 100),
        ("firstName", "x" * 100),
        ("externalRef", "x" * 40),
        ("address", "ж" * 255),
        ("expiryTime", 60),
        ("expiryTime", 2_592_000),
        ("sessionLength", 60),
        ("sessionLength", 3600),
        ("country", ["US", "GB", "DE"]),
        ("country", "XK"),
        ("nationality", "lt"),
        ("successUrl", TOO_LONG_URL[:2048]),
        ("documents", ["ID_CARD", "VOTER_CARD"]),
        ("riskAssessmentProfile", 7),
        ("riskAssessmentProfile", "2f6c1d52-1111-4222-8333-944455566677"),
        ("questionnaire", None),
        ("callbackUrl", "https://receiver.example.org/hook"),
        ("callbackUrl", "http://127.0.0.1:9/hook"),
    ],
)
def test_a_value_at_its_limit_is_taken_and_echoed(idenfy: Idenfy, field: str, value: object) -> None:
    expected = value.upper() if isinstance(value, str) and field == "firstName" else value
    assert idenfy.create(**{field: value})[field] == expected


def test_client_id_is_the_one_field_that_must_be_there(idenfy: Idenfy) -> None:
    answer = idenfy.http.post("/api/v2/token", json={"tokenType": "IDENTIFICATION"})
    assert answer.status_code == 400
    assert answer.json()["identifier"] == "MISSING_VALUE"


@pytest.mark.parametrize(
    ("body", "identifier"),
    [
        (b"{not json", "JSON_ERROR"),
        (b"", "JSON_ERROR"),
        (b"[" * 100_000, "JSON_ERROR"),
        ('{"clientId": "é"}'.encode("latin-1"), "ENCODING_ERROR"),
        (b"[]", "BAD_VALUE"),
        (b"null", "BAD_VALUE"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(idenfy: Idenfy, body: bytes, identifier: str) -> None:
    answer = idenfy.http.post("/api/v2/token", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["identifier"]) == (400, identifier)


def test_additional_steps_exclude_the_utility_bill_and_carry_the_data(idenfy: Idenfy) -> None:
    sent = load_sample("idenfy/additional_steps/request.json")
    sent.pop("clientId")
    answer = idenfy.create(**sent)
    assert answer["additionalData"] == sent["additionalData"]
    assert idenfy.try_create(**sent, utilityBill=True).json()["identifier"] == "BAD_VALUE"
    assert idenfy.try_create(additionalData=sent["additionalData"]).json()["identifier"] == "BAD_VALUE"


@pytest.mark.parametrize("wrong", [{"key": "wrong"}, {"secret": "wrong"}])
def test_wrong_keys_are_refused_on_every_call(quiet_simulator: Simulator, wrong: dict[str, str]) -> None:
    with connect(quiet_simulator, **wrong) as stranger:
        answers = [
            stranger.try_create(),
            *(stranger.ask(call, "x") for call in ("status", "data", "files", "delete", "generate-pdf")),
            stranger.http.get("/kyc/identifications/"),
        ]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.text for answer in answers} == {
        json.dumps(load_sample("idenfy/error_unauthorized/401.json"), separators=(",", ":"))
    }


def test_a_second_session_waits_for_the_final_result_of_the_first(idenfy: Idenfy) -> None:
    first = idenfy.create(clientId="one-at-a-time")
    refused = idenfy.try_create(clientId="one-at-a-time")
    assert refused.status_code == 409
    assert refused.json() == {"message": "Client already has an active session.", "identifier": "BAD_VALUE"}
    idenfy.step(first["scanRef"], "approve", final=False)
    assert idenfy.try_create(clientId="one-at-a-time").status_code == 409
    idenfy.step(first["scanRef"], "decline")
    second = idenfy.create(clientId="one-at-a-time")
    assert second["scanRef"] != first["scanRef"]


def test_the_redirect_leads_to_a_page_where_the_flow_can_be_finished(idenfy: Idenfy) -> None:
    made = idenfy.create(firstName="Mira", lastName="Oldfield")
    parts = urlsplit(made["redirectUrl"])
    assert (parts.path, parse_qs(parts.query)) == (
        "/idenfy/api/v2/redirect",
        {"authToken": [made["authToken"]]},
    )
    moved = idenfy.http.get(made["redirectUrl"], headers={"Authorization": ""})
    assert moved.status_code == 302
    page = idenfy.http.get(moved.headers["location"])
    assert page.status_code == 200
    assert "Mira Oldfield" in page.text
    assert "name='step' value='capture'" in page.text.replace('"', "'")
    done = idenfy.http.post(moved.headers["location"], data={"step": "finish"}, follow_redirects=True)
    assert done.status_code == 200
    assert "value='finish'" not in done.text
    assert idenfy.status(made["scanRef"])["status"] == "APPROVED"


def test_a_dead_token_still_leads_to_a_page_an_unknown_one_does_not(idenfy: Idenfy) -> None:
    made = idenfy.create()
    idenfy.step(made["scanRef"], "expire")
    page = idenfy.http.get(made["redirectUrl"], follow_redirects=True)
    assert (page.status_code, "over" in page.text) == (200, True)
    unknown = idenfy.http.get("/api/v2/redirect", params={"authToken": "x" * 40})
    assert (unknown.status_code, unknown.json()["identifier"]) == (400, "TOKEN_NOT_VALID")
    assert idenfy.http.get("/api/v2/redirect").json()["identifier"] == "MISSING_VALUE"


@pytest.mark.parametrize(
    ("dummy", "overall"),
    [("APPROVED", "APPROVED"), ("DENIED", "DENIED"), ("SUSPECTED", "SUSPECTED"), ("EXPIRED", "EXPIRED")],
)
def test_a_dummy_session_has_its_result_without_a_person(idenfy: Idenfy, dummy: str, overall: str) -> None:
    made = idenfy.create(dummyStatus=dummy)
    assert made["message"] == "Dummy token and verification created successfully"
    assert "dummyStatus" not in made
    assert idenfy.status(made["scanRef"])["status"] == overall


def test_a_dummy_review_replaces_the_automatic_result(idenfy: Idenfy) -> None:
    made = idenfy.create(dummyStatus="DENIED")
    review = {"manualFaceMatchResult": "FACE_MATCH", "manualDocumentValidity": "DOC_VALIDATED"}
    answer = idenfy.ask("add-dummy-status", made["scanRef"], **review)
    assert (answer.status_code, answer.content) == (200, b"")
    status = idenfy.status(made["scanRef"])
    assert (status["status"], status["manualDocument"], status["autoFace"]) == (
        "APPROVED",
        "DOC_VALIDATED",
        "FACE_MISMATCH",
    )
    unknown = idenfy.ask("add-dummy-status", made["scanRef"], **review | {"manualFaceMatchResult": "SMILE"})
    assert unknown.json()["identifier"] == "BAD_VALUE"


def test_paths_and_methods_that_are_not_there_are_refused(idenfy: Idenfy) -> None:
    assert idenfy.http.get("/kyc/identifications").status_code == 404
    assert idenfy.http.get("/kyc/sessions").json() == {"message": "Not found."}
    wrong = idenfy.http.get("/api/v2/token")
    assert (wrong.status_code, wrong.json()["identifier"]) == (405, "METHOD_NOT_ALLOWED")


def test_every_session_is_in_the_ledger_as_made_over_the_api(
    idenfy: Idenfy, quiet_simulator: Simulator
) -> None:
    made = idenfy.create(externalRef="case-88")
    row = next(row for row in quiet_simulator.ledger("idenfy") if row["id"] == made["scanRef"])
    assert (row["kind"], row["customer_id"], row["reference"], row["by"]) == (
        "verification",
        made["clientId"],
        "case-88",
        "api",
    )
    with pytest.raises(ControlRefused) as caught:
        quiet_simulator.journey("idenfy", "unknown", "open")
    assert caught.value.status == 404
