"""Proofme's bytes in, values out: over the transcribed samples and what a sender may get wrong."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.errors import ReplyUnreadable, WebhookRefused
from console.domain.provider import Environment
from console.domain.webhook import Delivery
from console.providers.proofme import mapping, protocol
from console.providers.proofme.wire import Identification
from tests.support.samples import load_sample, load_sample_bytes

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ID = "c0ffee00-1111-4222-8333-444455556666"


def read(body: bytes, wanted_id: str = ID) -> tuple[Identification, tuple[str, ...]]:
    reading = protocol.read_identification(body, wanted_id)
    return reading.found, reading.unreadable


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
    found, unreadable = read(load_sample_bytes(f"proofme/{case}.json"), ID)
    assert (found.id, found.status, unreadable) == (ID, status, ())
    assert found.created_at == datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
    assert found.metadata == {"ref": "CRM-20417"}


def test_the_encrypted_result_is_there_or_null() -> None:
    done, _ = read(load_sample_bytes("proofme/identification_data/200.json"), ID)
    waiting, _ = read(load_sample_bytes("proofme/identification_data_pending/200.json"), ID)
    assert done.identification_data is not None
    assert done.identification_data.encryption_mode == "GCM"
    assert waiting.identification_data is None


def test_the_list_keeps_each_row_as_received() -> None:
    page = protocol.read_page(load_sample_bytes("proofme/identification_list/200.json"))
    reading, raw = page.rows[0]
    found, unreadable = reading.found, reading.unreadable
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
    found, unreadable = read(body)
    assert set(unreadable) == {"description", "createdAt", "updatedAt"}
    assert (found.status, found.created_at) == ("PENDING", None)


def test_both_ways_of_writing_a_time_are_read() -> None:
    found, unreadable = read(change(updatedAt="2026-02-03T10:00:00.123Z"), ID)
    assert unreadable == ()
    assert found.updated_at == datetime(2026, 2, 3, 10, 0, 0, 123000, tzinfo=UTC)


def test_the_old_number_of_a_status_is_kept_as_text() -> None:
    found, unreadable = read(change(status=0), ID)
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
    assert [(row.found.id, row.unreadable) for row, _ in page.rows] == [("x", ("status",))]
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
        found, _ = read(change(**values), "")
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


def test_every_delivery_is_a_hint_of_its_own_since_nothing_tells_two_apart() -> None:
    body = load_sample_bytes("proofme/webhook/200.json")
    later = Delivery({}, body, NOW.replace(minute=1))
    assert protocol.read_webhook(deliver(body)).dedupe_key == protocol.read_webhook(later).dedupe_key == ""


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
