"""The simulated iDenfy's states over TCP: steps, both clocks, results, reading, erasing, listing and reports."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest

from tests.support.idenfy_partner import Idenfy, connect
from tests.support.samples import find_differences, load_sample
from tests.support.simulator import ControlRefused, Simulator, start_simulator


@pytest.fixture
def idenfy(quiet_simulator: Simulator) -> Iterator[Idenfy]:
    with connect(quiet_simulator) as made:
        yield made


@pytest.fixture(scope="module")
def clocked_simulator() -> Iterator[Simulator]:
    """One whose clock the tests move; every test makes its own sessions in it."""
    with start_simulator(customers=20, seed=3) as simulator:
        yield simulator


@pytest.fixture
def clocked(clocked_simulator: Simulator) -> Iterator[Idenfy]:
    with connect(clocked_simulator) as made:
        yield made


def codes_of(status: dict[str, Any]) -> tuple[str, str, str, str]:
    return (status["autoDocument"], status["autoFace"], status["manualDocument"], status["manualFace"])


@pytest.mark.parametrize(
    ("step", "details", "sample"),
    [
        (None, {}, "status_active"),
        ("approve", {}, "status_approved"),
        ("decline", {"codes": ["DOC_EXPIRED"]}, "status_denied_expired_document"),
        ("suspect", {"labels": ["AML_SUSPECTION", "UNDER_AGE"]}, "status_suspected_underage"),
        ("expire", {}, "status_expired"),
    ],
)
def test_the_status_call_answers_as_in_the_samples(
    idenfy: Idenfy, step: str | None, details: dict[str, Any], sample: str
) -> None:
    made = idenfy.create()
    if step is not None:
        idenfy.step(made["scanRef"], step, **details)
    status, expected = idenfy.status(made["scanRef"]), load_sample(f"idenfy/{sample}/200.json")
    assert find_differences(status, expected) == []
    told = ("status", "autoDocument", "autoFace", "fraudTags", "mismatchTags")
    assert {key: status[key] for key in told} == {key: expected[key] for key in told}
    assert (status["scanRef"], status["clientId"]) == (made["scanRef"], made["clientId"])


def test_the_flow_walks_from_open_to_approved(idenfy: Idenfy) -> None:
    ref = idenfy.create()["scanRef"]
    assert [idenfy.step(ref, step) for step in ("open", "capture", "submit")] == ["ACTIVE"] * 3
    assert idenfy.step(ref, "approve") == "APPROVED"
    assert codes_of(idenfy.status(ref)) == ("DOC_VALIDATED", "FACE_MATCH", "", "")


def test_with_a_manual_review_the_submitted_session_is_reviewing(idenfy: Idenfy) -> None:
    ref = idenfy.create(reviewSuccessful=True)["scanRef"]
    assert idenfy.step(ref, "open", "capture", "submit") == "REVIEWING"
    assert idenfy.step(ref, "decline", codes=["FACE_MISMATCH"]) == "DENIED"
    expected = load_sample("idenfy/status_denied/200.json")
    assert codes_of(idenfy.status(ref)) == ("DOC_VALIDATED", "FACE_MATCH", *codes_of(expected)[2:])


@pytest.mark.parametrize("reviewed", [True, False])
def test_finish_is_the_shortest_way_to_approval(idenfy: Idenfy, reviewed: bool) -> None:
    ref = idenfy.create(reviewFailed=reviewed)["scanRef"]
    assert idenfy.step(ref, "finish") == "APPROVED"


def test_a_document_session_has_no_face_result(idenfy: Idenfy) -> None:
    ref = idenfy.create(tokenType="DOCUMENT")["scanRef"]
    idenfy.step(ref, "finish")
    assert codes_of(idenfy.status(ref))[:2] == ("DOC_VALIDATED", "")
    assert set(idenfy.ask("files", ref).json()) == {"FRONT", "BACK", "scanRef", "clientId"}


def test_a_provisional_result_gives_way_to_the_final_one(idenfy: Idenfy) -> None:
    ref = idenfy.create()["scanRef"]
    assert idenfy.step(ref, "approve", final=False) == "APPROVED"
    assert idenfy.step(ref, "review") == "REVIEWING"
    assert idenfy.step(ref, "suspect", labels=["SURNAME", "DUPLICATE_FACE", "BRAND_NEW_TAG"]) == "SUSPECTED"
    status = idenfy.status(ref)
    assert (status["mismatchTags"], status["fraudTags"]) == (["SURNAME"], ["DUPLICATE_FACE", "BRAND_NEW_TAG"])
    assert status["manualDocument"] == "DOC_VALIDATED"


@pytest.mark.parametrize("step", ["retry", "inconclusive", "step_up"])
def test_steps_idenfy_does_not_have_are_impossible(idenfy: Idenfy, step: str) -> None:
    ref = idenfy.create()["scanRef"]
    with pytest.raises(ControlRefused) as caught:
        idenfy.step(ref, step)
    assert caught.value.status == 409
    assert idenfy.status(ref)["status"] == "ACTIVE"


@pytest.mark.parametrize("end", ["approve", "decline", "suspect", "expire", "abort", "refuse"])
def test_a_final_result_stands(idenfy: Idenfy, end: str) -> None:
    ref = idenfy.create()["scanRef"]
    overall = idenfy.step(ref, end)
    for step in ("open", "capture", "submit", "approve", "decline", "review", "abort", "expire", "finish"):
        with pytest.raises(ControlRefused) as caught:
            idenfy.step(ref, step)
        assert caught.value.status == 409
    assert idenfy.status(ref)["status"] == overall


@pytest.mark.parametrize("step", ["abort", "refuse", "expire"])
@pytest.mark.parametrize(("before", "overall"), [("open", "EXPIRED"), ("capture", "DENIED")])
def test_an_abandoned_session_is_expired_or_denied_after_a_full_capture(
    idenfy: Idenfy, step: str, before: str, overall: str
) -> None:
    ref = idenfy.create()["scanRef"]
    assert idenfy.step(ref, before, step) == overall


def test_archiving_needs_an_end_and_hides_the_data(idenfy: Idenfy) -> None:
    ref = idenfy.create()["scanRef"]
    with pytest.raises(ControlRefused):
        idenfy.step(ref, "archive")
    assert idenfy.step(ref, "finish", "archive") == "ARCHIVED"
    assert idenfy.ask("data", ref).status_code == 404
    assert idenfy.status(ref)["status"] == "ARCHIVED"


def test_a_token_nobody_opened_dies_with_its_expiry_time(clocked: Idenfy) -> None:
    ref = clocked.create(expiryTime=3600, sessionLength=60)["scanRef"]
    clocked.simulator.advance(3590)
    assert clocked.status(ref)["status"] == "ACTIVE"
    clocked.simulator.advance(10)
    assert clocked.status(ref)["status"] == "EXPIRED"


@pytest.mark.parametrize(
    ("last", "overall"), [("open", "EXPIRED"), ("capture", "DENIED"), ("submit", "DENIED")]
)
def test_an_opened_session_ends_with_its_own_clock(clocked: Idenfy, last: str, overall: str) -> None:
    ref = clocked.create(expiryTime=3600, sessionLength=600)["scanRef"]
    clocked.simulator.advance(3500)
    clocked.step(ref, "open")
    clocked.step(ref, last)
    clocked.simulator.advance(590)
    assert clocked.status(ref)["status"] == "ACTIVE"
    clocked.simulator.advance(10)
    assert clocked.status(ref)["status"] == overall


def test_opening_again_does_not_wind_the_session_clock_up(clocked: Idenfy) -> None:
    ref = clocked.create(sessionLength=600)["scanRef"]
    clocked.step(ref, "open")
    clocked.simulator.advance(400)
    clocked.step(ref, "open")
    clocked.simulator.advance(210)
    assert clocked.status(ref)["status"] == "EXPIRED"


def test_a_review_outlives_the_session_clock(clocked: Idenfy) -> None:
    ref = clocked.create(reviewFailed=True, sessionLength=60)["scanRef"]
    clocked.step(ref, "submit")
    clocked.simulator.advance(600)
    assert clocked.status(ref)["status"] == "REVIEWING"


def test_after_the_end_the_same_client_may_start_again(clocked: Idenfy) -> None:
    clocked.create(clientId="comes-back", expiryTime=60)
    assert clocked.try_create(clientId="comes-back").status_code == 409
    clocked.simulator.advance(60)
    assert clocked.try_create(clientId="comes-back").status_code == 201


def test_the_data_of_a_document_are_flat_and_empty_before_it_was_shown(idenfy: Idenfy) -> None:
    ref = idenfy.create(firstName="Mira", lastName="Oldfield", dateOfBirth="1991-11-03")["scanRef"]
    before = idenfy.ask("data", ref).json()
    assert (before["docFirstName"], before["docNumber"]) == (None, None)
    idenfy.step(ref, "finish")
    after, sample = idenfy.ask("data", ref).json(), load_sample("idenfy/data/200.json")
    assert find_differences({key: after[key] for key in sample}, sample) == []
    assert (after["docFirstName"], after["docLastName"], after["docDob"]) == (
        "MIRA",
        "OLDFIELD",
        "1991-11-03",
    )


def test_photos_are_fetched_without_keys_and_only_for_an_hour(clocked: Idenfy) -> None:
    ref = clocked.create(documents=["ID_CARD"])["scanRef"]
    clocked.step(ref, "finish")
    files = clocked.ask("files", ref).json()
    assert set(files) == {"FRONT", "BACK", "FACE", "scanRef", "clientId"}
    keyless = {"Authorization": ""}
    photo = clocked.http.get(files["FACE"], headers=keyless)
    assert (photo.status_code, photo.headers["content-type"]) == (200, "image/png")
    assert photo.content.startswith(b"\x89PNG")
    forged = files["FACE"].replace("FACE.png", "FRONT.png")
    assert clocked.http.get(forged, headers=keyless).status_code == 403
    clocked.simulator.advance(3600)
    assert clocked.http.get(files["FACE"], headers=keyless).status_code == 403
    fresh = clocked.ask("files", ref).json()
    assert clocked.http.get(fresh["FACE"], headers=keyless).status_code == 200


def test_a_living_token_cannot_be_erased(clocked: Idenfy) -> None:
    ref = clocked.create(expiryTime=60, sessionLength=3600)["scanRef"]
    clocked.step(ref, "open")
    refused = clocked.ask("delete", ref)
    assert refused.status_code == 400
    assert refused.json() == load_sample("idenfy/error_delete_too_early/400.json")
    clocked.simulator.advance(61)
    assert clocked.ask("delete", ref).status_code == 200
    assert clocked.status(ref)["status"] == "DELETED"


@pytest.mark.parametrize(("end", "erased"), [("approve", "DELETED"), ("expire", "EXPIRED-DELETED")])
def test_erasing_leaves_nothing_but_the_status(idenfy: Idenfy, end: str, erased: str) -> None:
    ref = idenfy.create(firstName="Forgettable")["scanRef"]
    idenfy.step(ref, end)
    answer = idenfy.ask("delete", ref)
    assert (answer.status_code, answer.content) == (200, b"")
    assert idenfy.status(ref)["status"] == erased
    for call in ("data", "files", "delete", "generate-pdf"):
        gone = idenfy.ask(call, ref)
        assert (gone.status_code, gone.json()) == (404, {"message": "Not found.", "identifier": "BAD_VALUE"})
    assert "Forgettable" not in idenfy.simulator.ids()


def test_the_report_is_bare_base64_of_a_pdf_that_names_the_verification(idenfy: Idenfy) -> None:
    ref = idenfy.create(firstName="Mira", lastName="Oldfield")["scanRef"]
    refused = idenfy.ask("generate-pdf", ref)
    assert (refused.status_code, refused.json()["identifier"]) == (400, "PARTNER_ERROR")
    idenfy.step(ref, "suspect", labels=["SURNAME"])
    answer = idenfy.ask("generate-pdf", ref, language="lt")
    assert answer.headers["content-type"].startswith("text/plain")
    body = base64.b64decode(answer.content, validate=True)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert ref in text
    assert "SURNAME" in text
    assert idenfy.ask("generate-pdf", ref, language="de").json()["identifier"] == "BAD_VALUE"


@pytest.mark.parametrize("call", ["status", "data", "files", "delete", "generate-pdf"])
def test_an_unknown_reference_is_not_found(idenfy: Idenfy, call: str) -> None:
    answer = idenfy.ask(call, "7c1e2f40-0000-4000-8000-000000000000")
    assert (answer.status_code, answer.json()["identifier"]) == (404, "BAD_VALUE")
    assert idenfy.http.post(f"/api/v2/{call}", json={}).json()["identifier"] == "MISSING_VALUE"


def test_the_list_is_newest_first_and_paged_by_absolute_links(idenfy: Idenfy) -> None:
    refs = []
    for end in ("approve", "suspect", "decline"):
        refs.append(idenfy.create(clientId="listed")["scanRef"])
        idenfy.step(refs[-1], end)
    page = idenfy.list_page(clientId="listed", perPage=2)
    assert find_differences(page, load_sample("idenfy/list/200.json")) == []
    assert (page["count"], page["previous"]) == (3, None)
    assert [item["scanRef"] for item in page["results"]] == refs[:0:-1]
    assert [(item["status"], item["suspected"]) for item in page["results"]] == [
        ("DENIED", False),
        ("SUSPECTED", True),
    ]
    last = idenfy.http.get(page["next"]).json()
    assert [item["scanRef"] for item in last["results"]] == refs[:1]
    assert last["next"] is None
    assert idenfy.http.get(last["previous"]).json() == page
    assert idenfy.list_page(clientId="nobody") == {"count": 0, "next": None, "previous": None, "results": []}


def test_a_page_holds_twenty_unless_asked_and_a_hundred_at_most(idenfy: Idenfy) -> None:
    for _ in range(101):
        idenfy.create()
    assert len(idenfy.list_page()["results"]) == 20
    assert len(idenfy.list_page(perPage=1000)["results"]) == 100
    for wrong in ("0", "-1", "x", "²"):
        answer = idenfy.http.get("/kyc/identifications/", params={"page": wrong})
        assert (answer.status_code, answer.json()["identifier"]) == (400, "BAD_VALUE")


def test_more_information_is_asked_for_after_the_end_and_sent_on_its_own_page(idenfy: Idenfy) -> None:
    ref = idenfy.create()["scanRef"]
    path = f"/kyc/identifications/{ref}/request-information/"
    assert idenfy.http.post(path, json={}).status_code == 400
    idenfy.step(ref, "finish")
    assert idenfy.http.post(path, json={"bankCardExpectedLastFour": "12345"}).status_code == 400
    answer = idenfy.http.post(path, json={"lifetime": 3600, "additionalStepUploadRequired": True}).json()
    assert set(answer) == {"sessionUrl", "tokenString"}
    page = idenfy.http.get(answer["sessionUrl"])
    assert "submit" in page.text
    idenfy.http.post(answer["sessionUrl"], data={"step": "submit"})
    assert "value='submit'" not in idenfy.http.get(answer["sessionUrl"]).text
    assert idenfy.status(ref)["status"] == "APPROVED"
