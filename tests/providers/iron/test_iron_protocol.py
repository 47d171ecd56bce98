"""Iron's bytes in, values out, over the samples and over what a hostile or careless server may send instead."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.domain.errors import ReplyUnreadable, WebhookRefused
from console.domain.phase import Phase
from console.domain.risk import LabelKind
from console.domain.webhook import Delivery
from console.providers.contract import ErrorFacts
from console.providers.iron import mapping, protocol
from console.providers.iron.wire import Requirements
from console.providers.reading import read_model
from tests.support.samples import load_sample, load_sample_bytes

VECTOR: dict[str, Any] = load_sample("iron/webhook_identification_status/vector.json")
BODY = load_sample_bytes("iron/webhook_identification_status/body.raw")
SENT_AT = datetime.fromtimestamp(int(VECTOR["webhook-timestamp"]), UTC)
IDENTIFICATION = "0194c1de-2222-7aaa-8bbb-000000000002"
CUSTOMER = "0194c1de-1111-7aaa-8bbb-000000000001"


def build_delivery(
    signature: str, body: bytes = BODY, late_s: float = 0.0, headers: dict[str, str] | None = None
) -> Delivery:
    given = {
        "webhook-id": VECTOR["webhook-id"],
        "webhook-timestamp": VECTOR["webhook-timestamp"],
        "webhook-signature": signature,
        **(headers or {}),
    }
    return Delivery(given, body, SENT_AT + timedelta(seconds=late_s))


def test_a_declined_identification_with_its_customer_and_requirements() -> None:
    page = protocol.read_identifications(load_sample_bytes("iron/identification_list/200.json"))
    customer = protocol.read_customer(load_sample_bytes("iron/customer_read/200.json"))
    requirements = protocol.read_requirements(load_sample_bytes("iron/requirements/200.json"))
    snapshot = mapping.to_snapshot(page.items[0], customer, requirements)
    verification = snapshot.verification
    assert (verification.id, verification.customer_id) == (IDENTIFICATION, CUSTOMER)
    assert (verification.phase, verification.raw_status) == (Phase.DECLINED, "Declined")
    assert verification.comment == "The photo of the document is cut off on the left side."
    assert [(label.kind, label.value) for label in verification.labels] == [
        (LabelKind.STEP, "identity"),
        (LabelKind.COMMENT, "review_comment"),
        (LabelKind.REQUIREMENT, "kyc_identity"),
        (LabelKind.CODE, "UNSATISFACTORY_PHOTOS"),
    ]
    assert [fact.field for fact in verification.verified] == [
        "step_identity",
        "step_selfie",
        "step_questionnaire",
    ]
    assert snapshot.customer is not None
    assert (snapshot.customer.name, snapshot.customer.reference) == ("Mara Lindqvist", "crm-20417")
    assert (snapshot.unreadable, verification.hosted_link, page.cursor) == ((), None, "")
    assert json.loads(snapshot.raw[0].body)["review_comment"] == verification.comment


@pytest.mark.parametrize("sample", ["identification_create", "identification_create_seed"])
def test_a_fresh_identification_has_a_link(sample: str) -> None:
    read = protocol.read_identification(load_sample_bytes(f"iron/{sample}/201.json"))
    verification = mapping.to_snapshot(read, None).verification
    assert verification.phase is Phase.NOT_STARTED
    assert verification.hosted_link is not None
    assert verification.hosted_link.url.startswith("https://verify.iron.xyz/start?token=")
    assert "token" not in repr(verification)
    assert verification.created_at is not None


def test_customers_come_in_pages() -> None:
    page = protocol.read_customers(load_sample_bytes("iron/customer_list/200.json"))
    assert [item.id for item in page.items] == [CUSTOMER]


@pytest.mark.parametrize(
    ("sample", "status", "expected"),
    [
        (
            "error_customer_not_found/404.json",
            404,
            ErrorFacts(("customer_not_found",), "Unknown customer.", "req_0example0001"),
        ),
        (
            "error_internal/500.json",
            500,
            ErrorFacts((), "Internal error", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ),
        ("error_text/409.json", 409, ErrorFacts((), "Customer already has a pending identification")),
        ("error_unauthorized/401.txt", 401, ErrorFacts((), "authorization error")),
    ],
)
def test_all_four_error_shapes_are_read(sample: str, status: int, expected: ErrorFacts) -> None:
    assert protocol.read_error(status, {}, load_sample_bytes(f"iron/{sample}").strip()) == expected


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[1]", b"null", b"[" * 100_000, b'{"error": 7, "message": []}']
)
def test_an_unreadable_error_body_is_no_second_error(body: bytes) -> None:
    assert protocol.read_error(500, {}, body).codes == ()


WRONG: list[tuple[dict[str, object], str]] = [
    ({"status": 7}, "status"),
    ({"status": ["Approved"]}, "status"),
    ({"created_at": "2026-02-03T09:00:00"}, "created_at"),
    ({"created_at": 1_770_110_100}, "created_at"),
    ({"created_at": "9999-12-31T23:59:59-12:00"}, "created_at"),
    ({"updated_at": "yesterday"}, "updated_at"),
    ({"url": {"href": "x"}}, "url"),
    ({"step_status": []}, "step_status"),
    ({"step_status": {"identity": {"retry": "maybe"}}}, "step_status.identity.retry"),
    ({"review_comment": 5}, "review_comment"),
    ({"customer_id": 12}, "customer_id"),
]


@pytest.mark.parametrize(("change", "name"), WRONG)
def test_a_wrong_field_is_named_and_the_rest_is_read(change: dict[str, object], name: str) -> None:
    row = {**load_sample("iron/identification_read/200.json"), **change}
    read = protocol.read_identification(json.dumps(row).encode())
    snapshot = mapping.to_snapshot(read, None, customer_id=CUSTOMER)
    assert snapshot.unreadable == (name,)
    assert snapshot.verification.id == IDENTIFICATION
    assert snapshot.verification.customer_id == CUSTOMER


@pytest.mark.parametrize("missing", ["status", "created_at", "updated_at", "url", "customer_id", "with_edd"])
def test_missing_and_null_fields_are_no_fault(missing: str) -> None:
    row = load_sample("iron/identification_read/200.json")
    without = {key: value for key, value in row.items() if key != missing}
    for variant in (without, {**row, missing: None}):
        read = protocol.read_identification(json.dumps(variant).encode())
        assert mapping.to_snapshot(read, None).unreadable == ()


def test_an_unknown_status_is_shown_as_it_is_and_never_final() -> None:
    row = {
        **load_sample("iron/identification_read/200.json"),
        "status": "Frozen",
        "surprise": [1, {"x": None}],
    }
    verification = mapping.to_snapshot(
        protocol.read_identification(json.dumps(row).encode()), None
    ).verification
    assert (verification.phase, verification.raw_status) == (Phase.UNKNOWN, "Frozen")
    assert not verification.phase.is_final


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b'{"items": []}',
        b'{"id": ""}',
        b'{"id": 5}',
        b'{"id":"\xff"}',
        b"[" * 200_000,
    ],
)
def test_a_record_without_an_id_is_unreadable(body: bytes) -> None:
    with pytest.raises(ReplyUnreadable):
        protocol.read_identification(body)


def test_one_bad_row_leaves_the_others() -> None:
    good = load_sample("iron/identification_read/200.json")
    body = json.dumps({"items": [None, 3, {"status": "Approved"}, good], "cursor": 9}).encode()
    page = protocol.read_identifications(body)
    assert ([item.id for item in page.items], page.cursor) == ([IDENTIFICATION], "")


@pytest.mark.parametrize("items", [None, {}, "x", 1])
def test_a_page_without_rows_is_unreadable(items: object) -> None:
    with pytest.raises(ReplyUnreadable):
        protocol.read_customers(json.dumps({"items": items}).encode())


def test_names_keep_what_can_be_kept() -> None:
    row = {**load_sample("iron/customer_read/200.json"), "name": "A\u202e王\U0001f600\u0000\ud800Z"}
    customer = mapping.to_customer(protocol.read_customer(json.dumps(row).encode()))
    assert customer.name == "A\u202e王\U0001f600\ufffd\ufffdZ"
    customer.name.encode()


def test_requirements_of_another_identification_do_not_count() -> None:
    read = protocol.read_identifications(load_sample_bytes("iron/identification_list/200.json")).items[0]
    other = {
        "missing": [{"code": "kyc_selfie", "identification_id": "another"}],
        "issues": [{"code": "kyc_identity"}],
    }
    requirements, _ = read_model(Requirements, other)
    labels = mapping.to_snapshot(read, None, requirements).verification.labels
    assert [label.value for label in labels if label.kind is LabelKind.REQUIREMENT] == ["kyc_identity"]


def test_before_the_start_only_what_is_wrong_is_news() -> None:
    read = protocol.read_identification(load_sample_bytes("iron/identification_create/201.json"))
    missing = [{"code": "kyc_selfie"}, {"code": "kyc_data_missing"}]
    requirements, _ = read_model(Requirements, {"missing": missing, "issues": [{"code": "kyc_identity"}]})
    labels = mapping.to_snapshot(read, None, requirements).verification.labels
    assert [label.value for label in labels] == ["kyc_identity", "kyc_data_missing"]


@pytest.mark.parametrize("variant", list(VECTOR["signatures"]))
def test_every_documented_signature_is_accepted(variant: str) -> None:
    notice = protocol.read_webhook(build_delivery(VECTOR["signatures"][variant]), VECTOR["secret"])
    assert notice.event == "identification_status"
    assert notice.verification_id == IDENTIFICATION
    assert notice.snapshot is None


def test_several_signatures_in_one_header_are_tried() -> None:
    good = VECTOR["signatures"]["whole_secret"]
    for header in (f"v1={'0' * 64},{good}", f"v1={'0' * 64} {good}", f"v2=x, {good}"):
        assert (
            protocol.read_webhook(build_delivery(header), VECTOR["secret"]).verification_id == IDENTIFICATION
        )


def test_the_same_event_delivered_twice_has_one_key() -> None:
    signature = VECTOR["signatures"]["whole_secret"]
    first = protocol.read_webhook(build_delivery(signature), VECTOR["secret"])
    again = protocol.read_webhook(
        build_delivery(signature, headers={"webhook-id": "another"}), VECTOR["secret"]
    )
    assert first.dedupe_key == again.dedupe_key


@pytest.mark.parametrize(
    ("delivery", "key"),
    [
        (build_delivery(""), VECTOR["secret"]),
        (build_delivery("v1=" + "0" * 64), VECTOR["secret"]),
        (build_delivery("v1=ü"), VECTOR["secret"]),
        (build_delivery(VECTOR["signatures"]["whole_secret"]), "another secret"),
        (build_delivery(VECTOR["signatures"]["whole_secret"]), ""),
        (build_delivery(VECTOR["signatures"]["whole_secret"], BODY + b" "), VECTOR["secret"]),
        (build_delivery(VECTOR["signatures"]["whole_secret"], late_s=301), VECTOR["secret"]),
        (build_delivery(VECTOR["signatures"]["whole_secret"], late_s=-301), VECTOR["secret"]),
        (
            build_delivery(VECTOR["signatures"]["whole_secret"], headers={"webhook-timestamp": "soon"}),
            VECTOR["secret"],
        ),
        (
            build_delivery(VECTOR["signatures"]["whole_secret"], headers={"webhook-timestamp": "9" * 99}),
            VECTOR["secret"],
        ),
    ],
    ids=[
        "none",
        "forged",
        "not ascii",
        "other key",
        "no key",
        "changed",
        "old",
        "early",
        "no time",
        "far time",
    ],
)
def test_everything_else_is_refused(delivery: Delivery, key: str) -> None:
    with pytest.raises(WebhookRefused) as caught:
        protocol.read_webhook(delivery, key)
    assert caught.value.http_status == 401


def sign(body: bytes) -> Delivery:
    digest = hmac.new(b"key", VECTOR["webhook-timestamp"].encode() + body, hashlib.sha256).hexdigest()
    return build_delivery(f"v1={digest}", body)


def test_a_bare_message_is_read_too() -> None:
    body = load_sample_bytes("iron/webhook_bare_message/200.json")
    assert protocol.read_webhook(sign(body), "key").verification_id == IDENTIFICATION


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"type": 3}', b"\xff"])
def test_a_signed_but_unreadable_message_is_refused_as_unreadable(body: bytes) -> None:
    with pytest.raises(WebhookRefused) as caught:
        protocol.read_webhook(sign(body), "key")
    assert caught.value.http_status == 400


@pytest.mark.parametrize("event", ["customer_status", "customer_created", "ping", "transaction", "brand_new"])
def test_other_events_concern_no_verification(event: str) -> None:
    body = json.dumps({"type": event, "data": {"message": {"id": CUSTOMER}}}).encode()
    notice = protocol.read_webhook(sign(body), "key")
    assert (notice.event, notice.verification_id) == (event, None)
