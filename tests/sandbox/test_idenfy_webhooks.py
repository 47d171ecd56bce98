"""The simulated iDenfy's webhooks over TCP: events, bodies, signature, repeats and targets."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.idenfy_partner import Idenfy, connect
from tests.support.receiver import Received, Receiver, receive_webhooks
from tests.support.samples import find_differences, load_sample, load_sample_bytes
from tests.support.simulator import Simulator, start_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator(customers=20, seed=5) as made:
        yield made


@pytest.fixture
def idenfy(simulator: Simulator) -> Iterator[Idenfy]:
    with connect(simulator) as made:
        yield made


@pytest.fixture
def receiver(simulator: Simulator) -> Iterator[Receiver]:
    with receive_webhooks() as made:
        subscription = simulator.subscribe("idenfy", made.url)
        yield made
        simulator.control("DELETE", f"/webhooks/{subscription['id']}")


def read(call: Received) -> dict[str, Any]:
    return dict(json.loads(call.body))


def take(receiver: Receiver, count: int) -> list[Received]:
    return [receiver.take() for _ in range(count)]


def take_all(receiver: Receiver) -> list[Received]:
    """What has come so far; the simulator answers an advance after everything was delivered."""
    calls: list[Received] = []
    while not receiver.is_empty():
        calls.append(receiver.take())
    return calls


def sign(key: str, body: bytes) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def test_the_signature_of_the_sheets_vector_is_what_we_compute() -> None:
    vector = load_sample("idenfy/webhook_signature/vector.json")
    body = load_sample_bytes("idenfy/webhook_signature/body.raw")
    assert sign(vector["key"], body) == vector["Idenfy-Signature"]


def test_a_result_is_told_signed_with_the_documented_body(idenfy: Idenfy, receiver: Receiver) -> None:
    made = idenfy.create(externalRef="case-88", checkAml=True)
    idenfy.step(made["scanRef"], "suspect", labels=["SURNAME", "DUPLICATE_FACE"])
    call = receiver.take()
    assert call.headers["idenfy-event-type"] == "IDENTIFICATION_AUTO_FINISHED"
    assert call.headers["content-type"] == "application/json"
    assert call.headers["idenfy-signature"] == sign(
        idenfy.simulator.account("idenfy")["webhook_key"], call.body
    )
    body, sample = read(call), load_sample("idenfy/webhook_finished/200.json")
    assert body.keys() >= sample.keys()
    assert body["status"].keys() == sample["status"].keys()
    assert body["data"].keys() == sample["data"].keys()
    assert (
        find_differences(
            {key: body[key] for key in sample if key != "fileUrls"},
            {key: value for key, value in sample.items() if key != "fileUrls"},
        )
        == []
    )
    assert (body["final"], body["status"]["overall"]) == (True, "SUSPECTED")
    assert body["status"]["suspicionReasons"] == []
    assert (body["scanRef"], body["clientId"], body["externalRef"]) == (
        made["scanRef"],
        made["clientId"],
        "case-88",
    )
    assert len(body["data"]["duplicateFaces"]) == 1
    assert idenfy.http.get(body["fileUrls"]["FRONT"], headers={"Authorization": ""}).status_code == 200


@pytest.mark.parametrize(
    ("steps", "events"),
    [
        (("finish",), [("IDENTIFICATION_AUTO_FINISHED", True, "APPROVED")]),
        (("decline",), [("IDENTIFICATION_AUTO_FINISHED", True, "DENIED")]),
        (("expire",), [("IDENTIFICATION_EXPIRED", True, "EXPIRED")]),
        (("capture", "expire"), [("IDENTIFICATION_EXPIRED", True, "DENIED")]),
        (("open", "abort"), [("IDENTIFICATION_CANCELLED", True, "EXPIRED")]),
        (("capture", "refuse"), [("IDENTIFICATION_CANCELLED", True, "DENIED")]),
        (
            ("review", "decline"),
            [
                ("IDENTIFICATION_AUTO_FINISHED", False, "APPROVED"),
                ("IDENTIFICATION_MANUAL_FINISHED", True, "DENIED"),
            ],
        ),
        (("finish", "archive"), [("IDENTIFICATION_AUTO_FINISHED", True, "APPROVED")]),
    ],
)
def test_each_end_has_its_event(
    idenfy: Idenfy, receiver: Receiver, steps: tuple[str, ...], events: list[tuple[str, bool, str]]
) -> None:
    ref = idenfy.create()["scanRef"]
    idenfy.step(ref, *steps)
    calls = take(receiver, len(events))
    told = [
        (call.headers["idenfy-event-type"], read(call)["final"], read(call)["status"]["overall"])
        for call in calls
    ]
    assert told == events


def test_a_clock_that_runs_out_is_told_before_the_advance_answers(idenfy: Idenfy, receiver: Receiver) -> None:
    ref = idenfy.create(expiryTime=60)["scanRef"]
    idenfy.simulator.advance(61)
    expired = [call for call in take_all(receiver) if read(call)["scanRef"] == ref]
    assert [call.headers["idenfy-event-type"] for call in expired] == ["IDENTIFICATION_EXPIRED"]


def test_the_expiry_of_a_document_is_announced_four_times(idenfy: Idenfy, simulator: Simulator) -> None:
    now = simulator.control("GET", "/clock")["now"]
    expires = f"{int(now[:4]) + 1}{now[4:10]}" if now[5:10] != "02-29" else f"{int(now[:4]) + 1}-02-28"
    with receive_webhooks() as own:
        simulator.subscribe("idenfy", own.url, ["DOCUMENT_EXPIRATION"])
        ref = idenfy.create(dateOfExpiry=expires)["scanRef"]
        idenfy.step(ref, "finish")
        simulator.advance(367 * 86_400)
        own_calls = [call for call in take_all(own) if read(call)["scanRef"] == ref]
    sample = load_sample("idenfy/webhook_document_expiry/200.json")
    assert [read(call)["expirationThreshold"] for call in own_calls] == [
        "DOCUMENT_EXPIRES_WITHIN_30_DAYS",
        "DOCUMENT_EXPIRES_WITHIN_7_DAYS",
        "DOCUMENT_EXPIRES_WITHIN_1_DAY",
        "DOCUMENT_EXPIRED",
    ]
    assert find_differences(read(own_calls[0]), sample) == []


def test_a_session_with_its_own_address_tells_nobody_else(idenfy: Idenfy, receiver: Receiver) -> None:
    with receive_webhooks() as own:
        ref = idenfy.create(callbackUrl=f"{own.url}/own")["scanRef"]
        idenfy.step(ref, "finish")
        call = own.take()
    assert (call.path, read(call)["scanRef"]) == ("/hook/own", ref)
    # Deliveries to one address keep their order: the next one being the first shows that there was none before.
    other = idenfy.create()["scanRef"]
    idenfy.step(other, "finish")
    assert read(receiver.take())["scanRef"] == other


def test_an_address_elsewhere_is_kept_but_never_called(idenfy: Idenfy) -> None:
    made = idenfy.create(callbackUrl="https://receiver.example.org/hook")
    idenfy.step(made["scanRef"], "finish")
    tries = [each for each in idenfy.simulator.deliveries() if each["url"] == made["callbackUrl"]]
    assert [each["delivered"] for each in tries] == [False]


def test_a_refused_delivery_is_repeated_three_times_with_the_same_body(idenfy: Idenfy) -> None:
    with receive_webhooks(500, 500, 500, 500) as own:
        ref = idenfy.create(callbackUrl=own.url)["scanRef"]
        idenfy.step(ref, "finish")
        calls = take(own, 4)
    assert {call.body for call in calls} == {calls[0].body}
    assert {call.headers["idenfy-signature"] for call in calls} == {calls[0].headers["idenfy-signature"]}
    idenfy.simulator.advance(60)
    assert len([each for each in idenfy.simulator.deliveries() if each["subject_id"] == ref]) == 4


def test_the_older_name_of_every_result_can_be_subscribed(idenfy: Idenfy, simulator: Simulator) -> None:
    with receive_webhooks() as own:
        subscription = simulator.subscribe("idenfy", own.url, ["IDENTIFICATION"])
        assert subscription["webhook_key"] == simulator.account("idenfy")["webhook_key"]
        idenfy.step(idenfy.create()["scanRef"], "expire")
        own.take()
        simulator.control("DELETE", f"/webhooks/{subscription['id']}")


def test_more_material_that_arrives_is_told_as_resubmitted(idenfy: Idenfy, receiver: Receiver) -> None:
    ref = idenfy.create()["scanRef"]
    idenfy.step(ref, "finish")
    idenfy.http.post(f"/kyc/identifications/{ref}/request-information/", json={})
    idenfy.step(ref, "submit")
    last = take(receiver, 2)[-1]
    assert last.headers["idenfy-event-type"] == "IDENTIFICATION_RESUBMITTED"
    assert (read(last)["final"], read(last)["status"]["overall"]) == (True, "APPROVED")
