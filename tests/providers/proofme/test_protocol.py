"""Proofme's bytes in, values out: over the transcribed samples and what a sender may get wrong."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.account import Account, AccountId
from console.domain.customer import CustomerId
from console.domain.errors import InputInvalid, ReplyUnreadable, WebhookRefused
from console.domain.outbox import CreateIntent, FrozenRequest
from console.domain.provider import Environment, ProviderId
from console.domain.webhook import Delivery
from console.providers.proofme import mapping, protocol
from tests.support.samples import load_sample, load_sample_bytes

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ID = "c0ffee00-1111-4222-8333-444455556666"
TEMPLATE = "7b1f0c52-0a44-4d0e-9c1b-2f60c3a9d001"
ACCOUNT = Account(
    AccountId("a"),
    "A",
    ProviderId("proofme"),
    Environment.TEST,
    "https://api.proofme.id/v1",
    {"proofmeId": TEMPLATE, "redirectUrl": "https://client.example.org/done"},
)
LIVE = replace(ACCOUNT, environment=Environment.LIVE)
INTENT = CreateIntent("CRM-20417", name="Mara Lindqvist")


def form_of(request: FrozenRequest) -> dict[str, str]:
    assert request.headers == (("content-type", "application/x-www-form-urlencoded"),)
    return {key: values[0] for key, values in parse_qs(request.body.decode(), strict_parsing=True).items()}


# --- requests --------------------------------------------------------------------------------------------------


def test_the_form_is_the_sample_s_but_for_the_name() -> None:
    """The sheet's sample names the person in the description; we send our reference only."""
    options = {"description": "Mara Lindqvist"}
    request = protocol.build_create_request(ACCOUNT, replace(INTENT, options=options))
    sample = load_sample_bytes("proofme/identification_create/request.form").decode().strip()
    wanted = dict(pair.split("=", 1) for pair in sample.split("&"))
    assert form_of(request) == wanted


def test_only_our_reference_is_sent_unless_a_text_was_typed() -> None:
    fields = form_of(protocol.build_create_request(ACCOUNT, INTENT))
    assert fields["description"] == "CRM-20417"
    assert json.loads(fields["metadata"]) == {"ref": "CRM-20417"}
    assert "Mara" not in protocol.build_create_request(ACCOUNT, INTENT).body.decode()


def test_notify_makes_it_json_as_in_the_sample() -> None:
    sample = load_sample("proofme/identification_create/request.json")
    options = {"description": "Mara Lindqvist", "notify": json.dumps(sample["notify"])}
    request = protocol.build_create_request(ACCOUNT, replace(INTENT, options=options))
    assert request.headers == (("content-type", "application/json"),)
    assert json.loads(request.body) == sample


def test_an_account_may_ask_for_json() -> None:
    account = replace(ACCOUNT, settings={**ACCOUNT.settings, "body_encoding": "json"})
    assert json.loads(protocol.build_create_request(account, INTENT).body)["testmode"] is True


def test_a_live_account_makes_live_identifications_unless_told() -> None:
    assert "testmode" not in form_of(protocol.build_create_request(LIVE, INTENT))
    told = replace(INTENT, options={"testmode": "true"})
    assert form_of(protocol.build_create_request(LIVE, told))["testmode"] == "true"


def test_a_description_is_cut_where_proofme_would_cut_it() -> None:
    options = {"description": "é" * 300}
    sent = form_of(protocol.build_create_request(ACCOUNT, replace(INTENT, options=options)))["description"]
    assert len(sent) == 255
    assert sent.startswith("CRM-20417 é")


def test_a_known_customer_is_named_in_the_metadata_beside_what_was_typed() -> None:
    intent = replace(
        INTENT, customer_id=CustomerId("kept-1"), options={"metadata": '{"desk": 7, "ref": "x"}'}
    )
    metadata = json.loads(form_of(protocol.build_create_request(ACCOUNT, intent))["metadata"])
    assert metadata == {"desk": 7, "ref": "CRM-20417", "customer": "kept-1"}


@pytest.mark.parametrize("text", ["t-1", "t-1,t-2", '["t-1", "t-2"]', " t-1 ; t-2 "])
def test_the_template_is_found_in_the_list_of_the_account(text: str) -> None:
    account = replace(ACCOUNT, settings={"template_ids": text})
    assert form_of(protocol.build_create_request(account, INTENT))["proofmeId"] == "t-1"


@pytest.mark.parametrize(
    ("account", "intent", "field"),
    [
        (replace(ACCOUNT, settings={}), INTENT, "proofmeId"),
        (ACCOUNT, CreateIntent(""), "reference"),
        (ACCOUNT, CreateIntent("x" * 256), "reference"),
        (ACCOUNT, CreateIntent("x\udcff"), "reference"),
        (ACCOUNT, replace(INTENT, options={"description": "\ud800"}), "description"),
        (ACCOUNT, replace(INTENT, options={"metadata": "text"}), "metadata"),
        (ACCOUNT, replace(INTENT, options={"metadata": "[1]"}), "metadata"),
        (ACCOUNT, replace(INTENT, options={"testmode": "perhaps"}), "testmode"),
        (ACCOUNT, replace(INTENT, options={"testmode": "false"}), "testmode"),
        (ACCOUNT, replace(INTENT, options={"notify": '{"email": "x"}'}), "notify"),
        (ACCOUNT, replace(INTENT, options={"notify": '{"hashedEmail": ""}'}), "notify"),
        (ACCOUNT, replace(INTENT, options={"notify": "{}"}), "notify"),
        (ACCOUNT, replace(INTENT, options={"redirectUrl": "http://client.example.org"}), "redirectUrl"),
        (ACCOUNT, replace(INTENT, options={"redirectUrl": "https://[x"}), "redirectUrl"),
        (ACCOUNT, replace(INTENT, options={"webhookUrl": "https://localhost/x"}), "webhookUrl"),
        (ACCOUNT, replace(INTENT, options={"webhookUrl": "https://10.0.0.7/x"}), "webhookUrl"),
        (ACCOUNT, replace(INTENT, options={"webhookUrl": "https://[::1]/x"}), "webhookUrl"),
        (ACCOUNT, replace(INTENT, options={"locale": "nl_NL"}), "locale"),
    ],
)
def test_a_bad_value_is_named_before_anything_is_sent(
    account: Account, intent: CreateIntent, field: str
) -> None:
    with pytest.raises(InputInvalid) as refusal:
        protocol.build_create_request(account, intent)
    assert refusal.value.field == field
    assert refusal.value.user_message.endswith(".")


def test_a_simulator_may_be_told_a_loopback_address() -> None:
    account = replace(ACCOUNT, environment=Environment.SIMULATOR)
    url = "http://127.0.0.1:9/webhooks/proofme/x"
    fields = form_of(protocol.build_create_request(account, replace(INTENT, options={"webhookUrl": url})))
    assert fields["webhookUrl"] == url


# --- answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("identification_create/201", "PENDING"),
        ("identification_create_unwrapped/201", "PENDING"),
        ("identification_read/200", "PENDING"),
        ("identification_success/200", "SUCCESS"),
        ("identification_failed/200", "FAILED"),
        ("identification_revoked/200", "REVOKED"),
        ("identification_data/200", "SUCCESS"),
        ("identification_data_pending/200", "PENDING"),
    ],
)
def test_every_sample_is_read_whole(case: str, status: str) -> None:
    found, unreadable = protocol.read_identification(load_sample_bytes(f"proofme/{case}.json"), ID)
    assert (found.id, found.status, unreadable) == (ID, status, ())
    assert found.created_at == datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
    assert found.metadata == {"ref": "CRM-20417"}


def test_the_encrypted_result_is_there_or_null() -> None:
    done, _ = protocol.read_identification(load_sample_bytes("proofme/identification_data/200.json"), ID)
    waiting, _ = protocol.read_identification(
        load_sample_bytes("proofme/identification_data_pending/200.json"), ID
    )
    assert done.identification_data is not None
    assert done.identification_data.encryption_mode == "GCM"
    assert waiting.identification_data is None


def test_the_list_keeps_each_row_as_received() -> None:
    page = protocol.read_page(load_sample_bytes("proofme/identification_list/200.json"))
    found, raw, unreadable = page.rows[0]
    assert (page.size, page.total, unreadable) == (1, 1, ())
    assert found.scanned_at == datetime(2026, 2, 3, 9, 4, 10, tzinfo=UTC)
    assert json.loads(raw) == load_sample("proofme/identification_list/200.json")["rows"][0]


def change(**values: object) -> bytes:
    document: dict[str, Any] = load_sample("proofme/identification_read/200.json")
    return json.dumps({"identification": {**document["identification"], **values}}).encode()


def test_wrong_types_and_times_without_a_zone_cost_only_themselves() -> None:
    body = change(
        description=7, createdAt="2026-02-03T09:00:00", updatedAt=1770109200, notify=[1], more={"x": 1}
    )
    found, unreadable = protocol.read_identification(body, ID)
    assert set(unreadable) == {"description", "createdAt", "updatedAt"}
    assert (found.status, found.created_at) == ("PENDING", None)


def test_both_ways_of_writing_a_time_are_read() -> None:
    found, unreadable = protocol.read_identification(change(updatedAt="2026-02-03T10:00:00.123Z"), ID)
    assert unreadable == ()
    assert found.updated_at == datetime(2026, 2, 3, 10, 0, 0, 123000, tzinfo=UTC)


def test_the_old_number_of_a_status_is_kept_as_text() -> None:
    found, unreadable = protocol.read_identification(change(status=0), ID)
    assert (found.status, unreadable) == ("0", ())


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b"{}", b'{"identification": null}', change(id="other")]
)
def test_no_answer_or_another_identification_is_not_used(body: bytes) -> None:
    with pytest.raises(ReplyUnreadable):
        protocol.read_identification(body, ID)


@pytest.mark.parametrize("body", [b"{}", b'{"rows": {}}', b"[]", b"not json"])
def test_a_list_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(ReplyUnreadable):
        protocol.read_page(body)


def test_a_row_that_cannot_be_read_costs_only_itself() -> None:
    page = protocol.read_page(json.dumps({"count": "4", "rows": [7, {}, {"id": "x", "status": []}]}).encode())
    assert [(found.id, unreadable) for found, _, unreadable in page.rows] == [("x", ("status",))]
    assert (page.size, page.total) == (3, None)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (load_sample_bytes("proofme/error_unknown_template/422.json"), "The template does not exist"),
        (b'{"message": "NOT_THERE"}', "NOT_THERE"),
        (b'{"error": "no"}', "no"),
        (b'{"title": "Gone"}', "Gone"),
        (b"<html>", ""),
        (b'{"detail": 7}', ""),
    ],
)
def test_the_words_of_an_error_are_found_wherever_they_stand(body: bytes, message: str) -> None:
    assert protocol.read_error(422, {}, body).message == message


@pytest.mark.parametrize("case", ["error_unauthorized/401", "error_not_found/404"])
def test_every_sample_error_has_words(case: str) -> None:
    assert protocol.read_error(400, {}, load_sample_bytes(f"proofme/{case}.json")).message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = sorted(load_sample("proofme/identification_data/200.json")["identification"])


@given(st.dictionaries(st.sampled_from(KEYS), JSON), JSON)
def test_whatever_an_answer_holds_it_is_read_or_refused(values: dict[str, Any], answer: object) -> None:
    whole = json.dumps(answer).encode()
    protocol.read_error(500, {}, whole)
    with contextlib.suppress(WebhookRefused):
        protocol.read_webhook(deliver(whole))
    with contextlib.suppress(ReplyUnreadable):
        protocol.read_page(whole)
    with contextlib.suppress(ReplyUnreadable):
        found, _ = protocol.read_identification(change(**values))
        verification = mapping.to_verification(found, Environment.LIVE)
        mapping.to_attempt(verification)
        mapping.to_customer(found)


# --- webhooks --------------------------------------------------------------------------------------------------


def deliver(body: bytes) -> Delivery:
    return Delivery({}, body, NOW)


@pytest.mark.parametrize(
    "body",
    [
        load_sample_bytes("proofme/webhook/200.json"),
        load_sample_bytes("proofme/webhook_form/body.raw"),
        b' {"id": "c0ffee00-1111-4222-8333-444455556666", "status": "SUCCESS"}',
        b"other=1&id=" + quote(ID).encode(),
    ],
)
def test_both_bodies_name_the_identification_and_nothing_else_is_believed(body: bytes) -> None:
    notice = protocol.read_webhook(deliver(body))
    assert (notice.verification_id, notice.snapshot) == (ID, None)


def test_an_id_need_not_be_a_uuid() -> None:
    assert protocol.read_webhook(deliver(b'{"id": "tr_d0b0E3EA3v"}')).verification_id == "tr_d0b0E3EA3v"


def test_two_deliveries_are_two_events_since_nothing_tells_them_apart() -> None:
    body = load_sample_bytes("proofme/webhook/200.json")
    later = Delivery({}, body, NOW.replace(minute=1))
    assert protocol.read_webhook(deliver(body)).dedupe_key != protocol.read_webhook(later).dedupe_key


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"{",
            b"[]",
            b"{}",
            b'{"id": 7}',
            b'{"id": null}',
            b'{"id": ""}',
            b"id=",
            b"\xff=1",
            b"x" * 5000,
        ),
        *(b'{"id": "' + b"x" * 201 + b'"}', b'{"id": "a\\nb"}', b"&".join([b"a=1"] * 50)),
    ],
)
def test_a_delivery_without_a_usable_id_is_refused_as_wrong(body: bytes) -> None:
    with pytest.raises(WebhookRefused) as refusal:
        protocol.read_webhook(deliver(body))
    assert refusal.value.http_status == 400
