"""What a Proofme create says: exact bytes in both encodings, defaults, limits, and every refusal before sending."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from console.domain.account import Account, AccountId
from console.domain.customer import CustomerId
from console.domain.errors import InputInvalid
from console.domain.outbox import CreateIntent, FrozenRequest
from console.domain.provider import Environment, ProviderId
from console.providers.proofme import creating
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


def test_the_form_is_the_sample_s_but_for_the_name() -> None:
    """The sheet's sample names the person in the description; we send our reference only."""
    options = {"description": "Mara Lindqvist"}
    request = creating.build_create_request(ACCOUNT, replace(INTENT, options=options))
    sample = load_sample_bytes("proofme/identification_create/request.form").decode().strip()
    wanted = dict(pair.split("=", 1) for pair in sample.split("&"))
    assert form_of(request) == wanted


def test_only_our_reference_is_sent_unless_a_text_was_typed() -> None:
    fields = form_of(creating.build_create_request(ACCOUNT, INTENT))
    assert fields["description"] == "CRM-20417"
    assert json.loads(fields["metadata"]) == {"ref": "CRM-20417"}
    assert "Mara" not in creating.build_create_request(ACCOUNT, INTENT).body.decode()


def test_notify_makes_it_json_as_in_the_sample() -> None:
    sample = load_sample("proofme/identification_create/request.json")
    options = {"description": "Mara Lindqvist", "notify": json.dumps(sample["notify"])}
    request = creating.build_create_request(ACCOUNT, replace(INTENT, options=options))
    assert request.headers == (("content-type", "application/json"),)
    assert json.loads(request.body) == sample


def test_an_account_may_ask_for_json() -> None:
    account = replace(ACCOUNT, settings={**ACCOUNT.settings, "body_encoding": "json"})
    assert json.loads(creating.build_create_request(account, INTENT).body)["testmode"] is True


def test_a_live_account_makes_live_identifications_unless_told() -> None:
    assert "testmode" not in form_of(creating.build_create_request(LIVE, INTENT))
    told = replace(INTENT, options={"testmode": "true"})
    assert form_of(creating.build_create_request(LIVE, told))["testmode"] == "true"


def test_a_description_is_cut_where_proofme_would_cut_it() -> None:
    options = {"description": "é" * 300}
    sent = form_of(creating.build_create_request(ACCOUNT, replace(INTENT, options=options)))["description"]
    assert len(sent) == 255
    assert sent.startswith("CRM-20417 é")


def test_a_known_customer_is_named_in_the_metadata_beside_what_was_typed() -> None:
    intent = replace(
        INTENT, customer_id=CustomerId("kept-1"), options={"metadata": '{"desk": 7, "ref": "x"}'}
    )
    metadata = json.loads(form_of(creating.build_create_request(ACCOUNT, intent))["metadata"])
    assert metadata == {"desk": 7, "ref": "CRM-20417", "customer": "kept-1"}


@pytest.mark.parametrize("text", ["t-1", "t-1,t-2", '["t-1", "t-2"]', " t-1 ; t-2 "])
def test_the_template_is_found_in_the_list_of_the_account(text: str) -> None:
    account = replace(ACCOUNT, settings={"template_ids": text})
    assert form_of(creating.build_create_request(account, INTENT))["proofmeId"] == "t-1"


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
        (ACCOUNT, replace(INTENT, options={"redirectUrl": "javascript:alert(1)"}), "redirectUrl"),
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
        creating.build_create_request(account, intent)
    assert refusal.value.field == field
    assert refusal.value.user_message.endswith(".")


def test_a_simulator_may_be_told_a_loopback_address() -> None:
    account = replace(ACCOUNT, environment=Environment.SIMULATOR)
    url = "http://127.0.0.1:9/webhooks/proofme/x"
    fields = form_of(creating.build_create_request(account, replace(INTENT, options={"webhookUrl": url})))
    assert fields["webhookUrl"] == url
