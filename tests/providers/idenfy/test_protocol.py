"""iDenfy's bytes in, values out: over the transcribed samples and over everything a hostile sender may try."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.errors import (
    ReplyUnreadable,
    ReportUnreadable,
    WebhookRefused,
)
from console.domain.phase import Phase
from console.domain.risk import LabelKind
from console.domain.verification import Snapshot
from console.domain.webhook import Delivery, Notice
from console.providers.idenfy import protocol, reports, webhooks
from tests.support.samples import load_sample, load_sample_bytes

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
KEY = "demo-signing-key-01"
SCAN_REF = "7c1e2f40-0000-4000-8000-5a17c0ffee01"
BASE_URL = "https://ivs.idenfy.com"


def deliver(body: bytes, event: str = "IDENTIFICATION_MANUAL_FINISHED", **headers: str) -> Delivery:
    signature = hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
    return Delivery({"idenfy-event-type": event, "idenfy-signature": signature, **headers}, body, NOW)


def read(body: bytes, event: str = "IDENTIFICATION_MANUAL_FINISHED") -> Notice:
    return webhooks.read_webhook(deliver(body, event), KEY, is_reviewed_by_people=False)


def snapshot_of(body: bytes, event: str = "IDENTIFICATION_MANUAL_FINISHED") -> Snapshot:
    snapshot = read(body, event).snapshot
    assert snapshot is not None
    return snapshot


# --- signature -------------------------------------------------------------------------------------------------


def test_the_sheet_s_vector_is_accepted() -> None:
    vector = load_sample("idenfy/webhook_signature/vector.json")
    body = load_sample_bytes("idenfy/webhook_signature/body.raw")
    delivery = Delivery({"idenfy-signature": vector["Idenfy-Signature"]}, body, NOW)
    notice = webhooks.read_webhook(delivery, vector["key"], is_reviewed_by_people=False)
    assert notice.verification_id == SCAN_REF
    assert notice.snapshot is not None


def test_upper_case_and_blanks_around_the_signature_do_not_matter() -> None:
    body = load_sample_bytes("idenfy/webhook_finished/200.json")
    delivery = deliver(body)
    padded = f" {delivery.headers['idenfy-signature'].upper()} "
    assert read(body) == webhooks.read_webhook(
        deliver(body, **{"idenfy-signature": padded}), KEY, is_reviewed_by_people=False
    )


@pytest.mark.parametrize("signature", ["", "0" * 64, "é", "\udcff", "0" * 63])
def test_a_bad_signature_is_refused_before_anything_is_read(signature: str) -> None:
    with pytest.raises(WebhookRefused) as refusal:
        webhooks.read_webhook(
            Delivery({"idenfy-signature": signature}, b"not even json", NOW), KEY, is_reviewed_by_people=False
        )
    assert refusal.value.http_status == 401


def test_a_missing_signature_is_refused_when_there_is_a_key() -> None:
    with pytest.raises(WebhookRefused) as refusal:
        webhooks.read_webhook(Delivery({}, b"{}", NOW), KEY, is_reviewed_by_people=False)
    assert refusal.value.http_status == 401


def test_one_more_space_breaks_the_signature() -> None:
    body = load_sample_bytes("idenfy/webhook_finished/200.json")
    delivery = replace(deliver(body), body=body + b" ")
    with pytest.raises(WebhookRefused):
        webhooks.read_webhook(delivery, KEY, is_reviewed_by_people=False)


def test_without_a_key_nothing_in_the_body_is_believed() -> None:
    body = load_sample_bytes("idenfy/webhook_approved/200.json")
    notice = webhooks.read_webhook(Delivery({}, body, NOW), "", is_reviewed_by_people=False)
    assert notice.verification_id == SCAN_REF
    assert notice.snapshot is None


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b"{", b"\xff", b"<html>"])
def test_a_signed_body_that_is_no_object_is_refused_as_wrong(body: bytes) -> None:
    with pytest.raises(WebhookRefused) as refusal:
        read(body)
    assert refusal.value.http_status == 400


# --- webhook facts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "phase", "status"),
    [
        ("webhook_approved", Phase.APPROVED, "APPROVED"),
        ("webhook_denied", Phase.DECLINED, "DENIED"),
        ("webhook_denied_expired_document", Phase.DECLINED, "DENIED"),
        ("webhook_suspected_underage", Phase.ACTION_NEEDED, "SUSPECTED"),
        ("webhook_expired", Phase.EXPIRED, "EXPIRED"),
        ("webhook_finished", Phase.ACTION_NEEDED, "SUSPECTED"),
    ],
)
def test_every_sample_webhook_carries_its_facts(case: str, phase: Phase, status: str) -> None:
    body = load_sample_bytes(f"idenfy/{case}/200.json")
    snapshot = snapshot_of(body)
    verification = snapshot.verification
    assert (verification.phase, verification.raw_status, verification.is_final) == (phase, status, True)
    assert (verification.id, verification.customer_id) == (SCAN_REF, "acct-000417")
    assert snapshot.unreadable == ()
    assert not snapshot.partial
    assert snapshot.raw[0].body == body


def test_the_finished_webhook_is_read_as_far_as_it_goes() -> None:
    snapshot = snapshot_of(load_sample_bytes("idenfy/webhook_finished/200.json"))
    verification = snapshot.verification
    labels = [(label.kind, label.value) for label in verification.labels]
    assert labels == [
        (LabelKind.CODE, "DOC_VALIDATED"),
        (LabelKind.CODE, "FACE_MATCH"),
        (LabelKind.TAG, "DUPLICATE_FACE"),
        (LabelKind.TAG, "SURNAME"),
        (LabelKind.LABEL, "NO_FLAGS"),
    ]
    verified = {fact.field: fact.value for fact in verification.verified}
    assert verified["full_name"] == "MIRA OLDFIELD"
    assert verified["birth_date"] == "1991-11-03"
    assert "address" not in verified
    assert verification.documents[0].document_type == "PASSPORT"
    assert verification.documents[0].issuing_country == "LT"
    assert verification.reference == "case-88"
    assert snapshot.attempts is not None
    assert snapshot.attempts[0].created_at == datetime.fromtimestamp(1893451800, UTC)
    assert snapshot.attempts[0].outcome == "SUSPECTED"
    assert snapshot.customer is not None
    assert snapshot.customer.reference == "acct-000417"


def test_a_provisional_result_says_so() -> None:
    body = change(load_sample("idenfy/webhook_approved/200.json"), final=False)
    verification = snapshot_of(body, "IDENTIFICATION_AUTO_FINISHED").verification
    assert verification.phase is Phase.APPROVED
    assert not verification.is_final


def test_an_automatic_result_is_never_newer_than_the_reviewer_s() -> None:
    """Delivered in the wrong order, the reviewer's must win."""
    document = load_sample("idenfy/webhook_approved/200.json")
    finished = int((NOW - timedelta(minutes=5)).timestamp())
    automatic = snapshot_of(change(document, finishTime=finished), "IDENTIFICATION_AUTO_FINISHED")
    reviewed = snapshot_of(change(document, finishTime=finished), "IDENTIFICATION_MANUAL_FINISHED")
    assert automatic.verification.updated_at == NOW - timedelta(minutes=5)
    assert reviewed.verification.updated_at == NOW


def test_the_same_event_twice_has_one_key() -> None:
    body = load_sample_bytes("idenfy/webhook_finished/200.json")
    again = replace(deliver(body), received_at=NOW + timedelta(hours=1))
    assert read(body).dedupe_key == webhooks.read_webhook(again, KEY, is_reviewed_by_people=False).dedupe_key


def test_session_result_and_finality_each_make_another_key_the_unsigned_event_none() -> None:
    document = load_sample("idenfy/webhook_finished/200.json")
    body = json.dumps(document).encode()
    other_status = json.loads(body)
    other_status["status"]["overall"] = "APPROVED"
    keys = {
        read(body).dedupe_key,
        read(body, "IDENTIFICATION").dedupe_key,
        read(change(document, final=False)).dedupe_key,
        read(change(document, scanRef="other")).dedupe_key,
        read(json.dumps(other_status).encode()).dedupe_key,
    }
    assert len(keys) == 4


def test_a_verdict_that_comes_back_with_other_reasons_has_a_key_of_its_own() -> None:
    """Denied, approved, denied: the third message is not the first one again."""
    first = json.loads(load_sample_bytes("idenfy/webhook_finished/200.json"))
    third = json.loads(json.dumps(first))
    third["status"]["mismatchTags"] = [*(third["status"]["mismatchTags"] or ()), "NATIONALITY"]
    assert read(json.dumps(first).encode()).dedupe_key != read(json.dumps(third).encode()).dedupe_key


def test_a_document_about_to_expire_is_told_beside_what_is_known() -> None:
    body = load_sample_bytes("idenfy/webhook_document_expiry/200.json")
    notice = read(body, "DOCUMENT_EXPIRATION")
    later = body.replace(b"WITHIN_30_DAYS", b"WITHIN_7_DAYS")
    assert (notice.event, notice.verification_id) == ("DOCUMENT_EXPIRATION", SCAN_REF)
    assert notice.snapshot is not None
    assert notice.snapshot.partial
    assert notice.snapshot.verification.raw_status == ""
    assert {(fact.field, fact.value) for fact in notice.snapshot.verification.details} == {
        ("documentExpiration", "2031-02-28"),
        ("expirationThreshold", "DOCUMENT_EXPIRES_WITHIN_30_DAYS"),
    }
    assert notice.dedupe_key != read(later, "DOCUMENT_EXPIRATION").dedupe_key


@pytest.mark.parametrize("event", ["VIDEO_CALL_FINISHED", "SOMETHING_NEW", ""])
def test_an_unknown_event_still_gives_a_notice(event: str) -> None:
    assert read(b"{}", event).verification_id is None
    assert read(b'{"scanRef":"x"}', event).verification_id == "x"


def test_wrong_types_cost_only_themselves() -> None:
    document = load_sample("idenfy/webhook_finished/200.json")
    document["startTime"] = "yesterday"
    document["finishTime"] = 1893451925000
    document["data"]["docDob"] = 19911103
    document["status"]["fraudTags"] = ["DUPLICATE_FACE", 7, None]
    document["status"]["manualFace"] = None
    document["amlCheck"] = "none"
    document["somethingNew"] = {"deep": [1, 2]}
    snapshot = snapshot_of(json.dumps(document).encode())
    assert set(snapshot.unreadable) == {
        "startTime",
        "finishTime",
        "data.docDob",
        "status.fraudTags.1",
        "status.fraudTags.2",
        "amlCheck",
    }
    values = {label.value for label in snapshot.verification.labels}
    assert {"DUPLICATE_FACE", "FACE_MATCH", "SURNAME"} <= values
    assert snapshot.verification.updated_at == NOW


def test_an_unknown_status_and_tag_are_kept_word_for_word() -> None:
    document = load_sample("idenfy/webhook_finished/200.json")
    document["status"] |= {"overall": "ON_HOLD", "fraudTags": ["MOON_PHASE"]}
    verification = snapshot_of(json.dumps(document).encode()).verification
    assert (verification.phase, verification.raw_status) == (Phase.UNKNOWN, "ON_HOLD")
    assert "MOON_PHASE" in {label.value for label in verification.labels}


def test_a_payload_of_nulls_gives_the_id_and_nothing_invented() -> None:
    document = dict.fromkeys(load_sample("idenfy/webhook_finished/200.json"), None)
    notice = read(json.dumps({**document, "scanRef": "x", "status": {"overall": "EXPIRED"}}).encode())
    assert notice.snapshot is not None
    assert notice.snapshot.verification.verified == ()
    assert notice.snapshot.customer is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
TOP_KEYS = sorted(load_sample("idenfy/webhook_finished/200.json"))


@given(
    st.dictionaries(st.sampled_from(TOP_KEYS), JSON),
    st.sampled_from(["status", "data", "amlCheck", "AML"]),
    JSON,
)
def test_whatever_a_signed_body_holds_it_is_read_or_refused(
    values: dict[str, Any], key: str, deep: object
) -> None:
    document = load_sample("idenfy/webhook_finished/200.json") | values
    inner = document.get(key)
    if isinstance(inner, dict):
        document[key] = dict.fromkeys(inner, deep)
    notice = read(json.dumps(document).encode())
    if isinstance(document["scanRef"], str) and document["scanRef"]:
        assert notice.verification_id == document["scanRef"].replace("\x00", "\ufffd")


@given(JSON)
def test_whatever_an_answer_holds_it_is_read_or_refused(answer: object) -> None:
    body = json.dumps(answer).encode()
    protocol.read_error(400, {}, body)
    for reader in (
        lambda: protocol.read_token(body),
        lambda: protocol.read_status(body, SCAN_REF),
        lambda: protocol.read_data(body, SCAN_REF),
        lambda: protocol.read_list(body, BASE_URL),
        lambda: reports.read_report(body),
    ):
        with contextlib.suppress(ReplyUnreadable, ReportUnreadable):
            reader()


def change(document: dict[str, Any], **values: object) -> bytes:
    return json.dumps({**document, **values}).encode()


# --- answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["token_create", "token_create_seed"])
def test_both_token_answers_give_session_and_link(case: str) -> None:
    look = protocol.read_token(load_sample_bytes(f"idenfy/{case}/201.json"))
    token = look.reply
    assert token.scan_ref == SCAN_REF
    assert (token.redirect_url or "").startswith("https://ivs.idenfy.com/api/v2/redirect?authToken=")
    assert token.expiry_time == 86400
    assert look.unreadable == ()


def test_a_token_answer_without_session_or_link_is_unreadable() -> None:
    for body in (
        b"{}",
        b'{"scanRef":"x"}',
        b'{"authToken":"x"}',
        b"<html>",
        b'{"scanRef":"x","authToken":""}',
    ):
        with pytest.raises(ReplyUnreadable):
            protocol.read_token(body)


@pytest.mark.parametrize(
    ("case", "phase"),
    [
        ("status_active", "ACTIVE"),
        ("status_approved", "APPROVED"),
        ("status_denied", "DENIED"),
        ("status_denied_expired_document", "DENIED"),
        ("status_expired", "EXPIRED"),
        ("status_suspected", "SUSPECTED"),
        ("status_suspected_underage", "SUSPECTED"),
    ],
)
def test_every_sample_status_is_read_whole(case: str, phase: str) -> None:
    look = protocol.read_status(load_sample_bytes(f"idenfy/{case}/200.json"), SCAN_REF)
    assert (look.reply.status, look.unreadable) == (phase, ())


def test_an_answer_about_another_session_is_not_used() -> None:
    for reader in (protocol.read_status, protocol.read_data):
        with pytest.raises(ReplyUnreadable):
            reader(b'{"scanRef":"other","status":"APPROVED"}', SCAN_REF)


def test_data_is_read_flat_and_nested() -> None:
    flat = load_sample("idenfy/data/200.json")
    nested = {"scanRef": SCAN_REF, "data": {key: flat[key] for key in flat if key != "scanRef"}}
    one = protocol.read_data(json.dumps(flat).encode(), SCAN_REF)
    other = protocol.read_data(json.dumps(nested).encode(), SCAN_REF)
    assert one == other
    assert one.data.full_name == "MIRA OLDFIELD"


def test_the_list_gives_little_and_says_so() -> None:
    page = protocol.read_list(load_sample_bytes("idenfy/list/200.json"), BASE_URL)
    assert page.next_path is None
    assert [snapshot.verification.raw_status for snapshot in page.snapshots] == ["APPROVED", "DENIED"]
    assert all(snapshot.partial and snapshot.customer is None for snapshot in page.snapshots)


def test_a_suspicion_on_top_of_an_approval_needs_us() -> None:
    rows = [{"scanRef": "a", "status": "APPROVED", "suspected": True}, {"status": "APPROVED"}, 7]
    page = protocol.read_list(json.dumps({"count": 3, "results": rows}).encode(), BASE_URL)
    assert [snapshot.verification.phase for snapshot in page.snapshots] == [Phase.ACTION_NEEDED]


def test_the_list_s_next_page_stays_on_our_host() -> None:
    def page(url: str) -> str | None:
        body = json.dumps({"count": 9, "next": url, "results": []}).encode()
        return protocol.read_list(body, BASE_URL).next_path

    assert page("https://ivs.idenfy.com/kyc/identifications/?page=2&perPage=100") == (
        "/kyc/identifications/?page=2&perPage=100"
    )
    for url in (
        "https://evil.example/kyc/identifications/?page=2",
        "http://ivs.idenfy.com/kyc/identifications/?page=2",
        "https://ivs.idenfy.com:8443/kyc/identifications/?page=2",
        "https://ivs.idenfy.com/api/v2/delete?page=2",
        "https://[broken",
    ):
        with pytest.raises(ReplyUnreadable):
            page(url)


@pytest.mark.parametrize(
    ("case", "codes", "message"),
    [
        ("error_unauthorized/401.json", (), "Invalid authorization credentials"),
        ("error_out_of_credits/400.json", ("PERMISSIONS_ERROR",), "Partner reached token limit."),
        ("error_delete_too_early/400.json", ("PARTNER_ERROR",), "Token has not expired yet."),
        (
            "error_bad_value/400.json",
            ("BAD_VALUE",),
            "Field 'country' must be a valid ISO 3166-1 alpha-2 code.",
        ),
    ],
)
def test_every_sample_error_is_read(case: str, codes: tuple[str, ...], message: str) -> None:
    facts = protocol.read_error(400, {}, load_sample_bytes(f"idenfy/{case}"))
    assert (facts.codes, facts.message) == (codes, message)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"message":7,"identifier":[]}'])
def test_any_error_body_is_survived(body: bytes) -> None:
    assert protocol.read_error(500, {}, body).codes == ()
