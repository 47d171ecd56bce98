"""What iDenfy tells beyond our own fields is shown whole under iDenfy's names; credentials and links never are."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from console.domain.fact import Fact
from console.providers.idenfy import details, protocol
from tests.support.samples import load_sample, load_sample_bytes

SCAN_REF = "7c1e2f40-0000-4000-8000-5a17c0ffee01"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def table(facts: tuple[Fact, ...]) -> dict[str, str]:
    assert len({fact.field for fact in facts}) == len(facts), "one name, one value"
    return {fact.field: fact.value for fact in facts}


def test_every_add_on_block_is_told() -> None:
    found = table(details.to_webhook_details(load_sample("idenfy/webhook_addons/200.json")))
    assert found["AML[1].data[1].suspicion"] == "PEPS"
    assert found["AML[1].status.serviceSuspected"] == "true"
    assert found["amlCheck.overallStatus"] == "FLAGS_FOUND"
    assert found["amlCheck.amlCheck[1].datasets"] == "PEP_CURRENT"
    assert found["amlCheck.adverseMedia[1].title"] == "Council news"
    assert found["LID[1].data[1].valid"] == "true"
    assert found["CRIMINAL_CHECK[1].data[1].offenses[1].offense"] == "Parking"
    assert found["addressVerification.status"] == "PARTIALLY_VERIFIED"
    assert found["emailVerification.emailVerified"] == "true"
    assert found["phoneVerification.phone"] == "+37060000000"
    assert found["riskAssessment.riskScore"] == "37"
    assert found["questionnaireAnswers.sections[1].questions[1].value"] == "savings, salary"
    assert found["bankVerification.accounts[1].balancesOverview.bookedBalance"] == "10.00"
    assert found["bankCardVerification.noMatchReason"] == "NAME_MISMATCH"
    assert found["driverLicenseCheck.stateMatch"] == "false"
    assert found["registryCenterCheck.resourceType"] == "LithuaniaRegistryCenterCheck"
    assert found["gdcMatch"] == "true"
    assert found["manualAddress"] == "12 Harbour Lane"
    assert found["additionalSteps"] == "VALID"
    assert found["data.additionalData.UTILITY_BILL.address.status"] == "MATCH"
    assert found["data.duplicateFaces"] == "7c1e2f40-0000-4000-8000-5a17c0ffee77"


def test_both_sets_of_codes_stand_beside_each_other() -> None:
    status = table(
        protocol.read_status(load_sample_bytes("idenfy/status_suspected/200.json"), SCAN_REF).details
    )
    webhook = table(details.to_webhook_details(load_sample("idenfy/webhook_finished/200.json")))
    for code in ("autoDocument", "autoFace", "manualDocument", "manualFace"):
        assert status[code] == webhook[code], "the same name, whichever answer tells it"


def test_links_to_files_are_named_but_not_told() -> None:
    found = table(details.to_webhook_details(load_sample("idenfy/webhook_addons/200.json")))
    assert (found["fileUrls"], found["additionalStepPdfUrls"]) == ("FRONT, FACE", "UTILITY_BILL")
    assert not any("Signature" in value for value in found.values())


def test_a_session_s_answer_tells_what_is_asked_and_no_credential() -> None:
    answer = load_sample("idenfy/token_create/201.json") | {
        "digitString": "12345678",
        "checkAml": True,
        "checkLid": False,
        "frameUrl": "https://ui.idenfy.com/?authToken=q7Zk0Xw2LmB5tYc9RdV3nHs8PfJ1uGa4EoKi6TxM",
        "additionalSteps": {"ALL": {"ALL": {"BILL": {"type": "UPLOAD"}}}},
    }
    look = protocol.read_token(json.dumps(answer).encode())
    found = table(look.details)
    assert found["digitString"] == "12345678"
    assert found["asked.sessionLength"] == "1800"
    assert found["asked.documents"] == "PASSPORT, ID_CARD"
    assert found["asked.checkAml"] == "true"
    assert found["asked.additionalSteps.ALL.ALL.BILL.type"] == "UPLOAD"
    assert "asked.checkLid" not in found
    assert not any(answer["authToken"] in value for value in found.values())
    assert not any("OLDFIELD" in value for value in found.values()), "declared data has its own place"


def test_device_and_address_belong_to_the_attempt() -> None:
    document = load_sample("idenfy/webhook_finished/200.json")
    assert table(details.to_attempt_details(document)) == {
        "platform": "MOBILE",
        "clientIp": "203.0.113.24",
        "clientIpCountry": "LT",
        "clientLocation": "Exampleton, Lithuania",
    }
    odd = document | {"clientIp": "999.1.2.3/x"}
    assert table(details.to_attempt_details(odd))["clientIp"] == "999.1.2.3/x", "kept as text"


def test_what_idenfy_adds_one_day_is_shown_as_it_comes() -> None:
    document = load_sample("idenfy/webhook_finished/200.json") | {"moonPhase": {"name": "WAXING", "day": 3}}
    found = table(details.to_webhook_details(document))
    assert (found["moonPhase.name"], found["moonPhase.day"]) == ("WAXING", "3")


@given(st.dictionaries(st.sampled_from(["status", "data", "AML", "fileUrls", "x"]), JSON))
def test_whatever_a_body_holds_its_details_are_texts(document: dict[str, Any]) -> None:
    for facts in (
        details.to_webhook_details(document),
        details.to_token_details(document),
        details.to_data_details(document),
        details.to_attempt_details(document),
    ):
        assert len(facts) <= 400 + 2
        assert all(isinstance(fact.value, str) for fact in facts)
