"""What every provider's client must do, proved against the running simulator over TCP; names no provider."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.errors import (
    ConsoleError,
    InputInvalid,
    OutcomeUncertain,
    ProviderFailed,
    ProviderFault,
    ProviderNotFound,
    ProviderThrottled,
    ProviderUnauthorised,
    ProviderUnreachable,
    ReplyUnreadable,
    WebhookRefused,
)
from console.domain.hosted_link import verify_hosted_link
from console.domain.next_action import Action, Permission, Situation, find_offer
from console.domain.outbox import CreateIntent
from console.domain.phase import Phase
from console.domain.provider import Ability, Environment
from console.domain.verification import Snapshot, VerificationId
from console.domain.webhook import Delivery
from console.providers.contract import (
    CreatesVerifications,
    FetchesReports,
    KnownVerification,
    ListsVerifications,
    ReadsCustomers,
    ReadsWebhooks,
)
from tests.contract.conftest import Desk

NOW = datetime.now(UTC)
# Keys that only open what the provider sends, not what we ask of it.
_NOT_ASKED = {"webhook_key", "pgp_private_key"}


def build_intent(**changes: Any) -> CreateIntent:
    fields: dict[str, Any] = {
        "reference": new_reference("test"),
        "name": "Zoë van der Berg",
        "email": "zoe.vanderberg@example.com",
        **changes,
    }
    return CreateIntent(**fields)


def verify_sentence(error: ConsoleError, title: str) -> None:
    """One plain sentence that names the provider and gives nothing away."""
    text = error.user_message
    assert title in text
    assert text.endswith(".")
    assert "http://" not in text
    assert "Error" not in text
    assert len(text) < 300


def faults(desk: Desk, method: str, rule: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Every call of one method at this provider goes wrong in the same way."""
    return desk.simulator.faults({"provider": desk.id, "method": method, "path": "*", "times": None, **rule})


def verify_sane(desk: Desk, snapshot: Snapshot) -> None:
    verification = snapshot.verification
    assert verification.phase is not Phase.UNKNOWN
    assert verification.raw_status
    assert snapshot.unreadable == ()
    assert snapshot.raw or snapshot.partial
    assert all(document.body and document.kind for document in snapshot.raw)
    for moment in (verification.created_at, verification.updated_at):
        assert moment is None or moment.utcoffset() == UTC.utcoffset(None)
    if verification.hosted_link is not None:
        verify_hosted_link(
            verification.hosted_link.url, desk.provider.manifest.hosted_hosts, desk.account.base_url
        )
        assert verification.hosted_link.url not in repr(snapshot.verification)
    assert not (verification.phase.is_final and verification.hosted_link is not None)


def test_the_manifest_is_complete(desk: Desk) -> None:
    manifest = desk.provider.manifest
    assert set(manifest.base_urls) == {Environment.TEST, Environment.LIVE}
    assert all(url.startswith("https://") and not url.endswith("/") for url in manifest.base_urls.values())
    assert manifest.documentation_url.startswith("https://")
    assert manifest.hosted_hosts
    assert all(field.label and field.key for field in (*manifest.fields, *manifest.create_fields))
    assert len({field.key for field in manifest.fields}) == len(manifest.fields)
    settings = {field.key for field in manifest.fields if not field.secret}
    assert {field.setting for field in manifest.create_fields} <= {"", *settings}
    missing = set(Ability) - manifest.abilities - {Ability.READS, Ability.WEBHOOKS, Ability.CREATES}
    assert missing <= set(manifest.refusals)
    assert all(sentence.endswith(".") for sentence in manifest.refusals.values())


def test_the_client_has_what_the_manifest_promises(desk: Desk) -> None:
    abilities = desk.provider.manifest.abilities
    assert isinstance(desk.client, ListsVerifications) == (Ability.LISTS in abilities)
    assert isinstance(desk.client, CreatesVerifications) == (Ability.CREATES in abilities)
    assert isinstance(desk.client, FetchesReports) == (Ability.REPORTS in abilities)
    assert isinstance(desk.client, ReadsWebhooks) == (Ability.WEBHOOKS in abilities)


async def test_good_credentials_pass(desk: Desk) -> None:
    await desk.client.check_credentials()


async def test_wrong_credentials_are_said_to_be_wrong(desk: Desk) -> None:
    secrets = [field.key for field in desk.provider.manifest.fields if field.secret]
    wrong = desk.with_credentials(**{key: "wrong" for key in secrets if key not in _NOT_ASKED})
    with pytest.raises(ProviderUnauthorised) as caught:
        await wrong.check_credentials()
    verify_sentence(caught.value, desk.provider.manifest.title)


async def test_everything_in_the_world_can_be_read(desk: Desk) -> None:
    known = desk.known()
    assert known
    for one in known:
        snapshot = await desk.client.fetch_verification(one)
        assert snapshot.verification.id == one.id
        verify_sane(desk, snapshot)


async def test_a_list_holds_everything_in_the_world(desk: Desk) -> None:
    if not isinstance(desk.client, ListsVerifications):
        return
    listed = [snapshot async for page in desk.client.list_verifications(None) for snapshot in page]
    assert {one.id for one in desk.known()} <= {snapshot.verification.id for snapshot in listed}
    for snapshot in listed:
        verify_sane(desk, snapshot)
    again = [snapshot async for page in desk.client.list_verifications(NOW) for snapshot in page]
    assert {snapshot.verification.id for snapshot in again} <= {
        snapshot.verification.id for snapshot in listed
    }


async def test_a_list_shows_what_was_made_since(desk: Desk) -> None:
    if not isinstance(desk.client, ListsVerifications):
        return
    before = datetime.now(UTC)
    async for _ in desk.client.list_verifications(None):
        pass
    created = await desk.create(build_intent())
    listed = [page async for page in desk.client.list_verifications(before)]
    assert created.verification.id in {snapshot.verification.id for page in listed for snapshot in page}


async def test_an_unknown_id_is_not_found(desk: Desk) -> None:
    known = desk.known()[0].id
    stranger = known[:-4] + "".join("2" if character != "2" else "3" for character in known[-4:])
    with pytest.raises(ProviderNotFound) as caught:
        await desk.client.fetch_verification(KnownVerification(VerificationId(stranger), CustomerId("")))
    verify_sentence(caught.value, desk.provider.manifest.title)


async def test_a_new_verification_waits_with_a_link(desk: Desk) -> None:
    intent = build_intent()
    created = await desk.create(intent)
    read = await desk.fetch(created)
    for snapshot in (created, read):
        verify_sane(desk, snapshot)
        assert snapshot.verification.phase is Phase.NOT_STARTED
        # Some providers tell the link only once; what was known before stays then.
        assert snapshot.verification.hosted_link is not None or snapshot.partial
        assert snapshot.verification.reference == intent.reference
    assert created.verification.hosted_link is not None
    assert not created.partial
    assert read.verification.customer_id == created.verification.customer_id
    assert created.verification.id in {record["id"] for record in desk.simulator.ledger(desk.id)}


async def test_a_customer_and_a_used_reference_are_found_where_the_provider_lists(desk: Desk) -> None:
    assert isinstance(desk.client, ReadsCustomers) == (Ability.LISTS in desk.provider.manifest.abilities)
    if not isinstance(desk.client, ReadsCustomers):
        return
    intent = build_intent()
    assert not await desk.client.has_reference(intent.reference)
    made = (await desk.create(intent)).verification
    assert await desk.client.has_reference(intent.reference)
    assert not await desk.client.has_reference(intent.reference[:-1])
    [read] = await desk.client.fetch_customer_verifications(made.customer_id)
    assert (read.verification.id, read.verification.customer_id) == (made.id, made.customer_id)
    assert (read.verification.phase, read.verification.raw_status) == (made.phase, made.raw_status)
    try:
        assert await desk.client.fetch_customer_verifications(CustomerId(new_reference())) == ()
    except ProviderNotFound as error:
        verify_sentence(error, desk.provider.manifest.title)


async def test_the_same_intent_gives_the_same_bytes(desk: Desk) -> None:
    assert isinstance(desk.client, CreatesVerifications)
    intent = build_intent()
    first, second = (desk.client.build_next_step(intent, ()) for _ in range(2))
    assert first is not None
    assert second is not None
    assert (first.method, first.path, first.body) == (second.method, second.path, second.body)
    assert not {"authorization", "x-api-key"} & {name.lower() for name, _ in first.headers}


async def test_an_option_nobody_knows_is_refused_by_name(desk: Desk) -> None:
    assert isinstance(desk.client, CreatesVerifications)
    with pytest.raises(InputInvalid) as caught:
        desk.client.build_next_step(build_intent(options={"no_such_option": "1"}), ())
    assert caught.value.field == "no_such_option"


async def test_finishing_leads_to_approval(desk: Desk) -> None:
    created = await desk.create(build_intent())
    desk.simulator.journey(desk.id, created.verification.id, "finish")
    read = await desk.fetch(created)
    verify_sane(desk, read)
    assert read.verification.phase is Phase.APPROVED
    assert read.verification.hosted_link is None


async def test_a_refusal_leads_to_decline(desk: Desk) -> None:
    created = await desk.create(build_intent())
    for step in ("open", "capture", "submit", "decline"):
        desk.simulator.journey(desk.id, created.verification.id, step)
    read = await desk.fetch(created)
    verify_sane(desk, read)
    assert read.verification.phase is Phase.DECLINED


async def test_the_report_is_a_whole_pdf_after_the_verdict_only(desk: Desk) -> None:
    if not isinstance(desk.client, FetchesReports):
        return
    created = await desk.create(build_intent())
    known = KnownVerification(created.verification.id, created.verification.customer_id)
    with pytest.raises(ProviderFault) as caught:
        await desk.client.fetch_report(known)
    verify_sentence(caught.value, desk.provider.manifest.title)
    desk.simulator.journey(desk.id, created.verification.id, "finish")
    report = await desk.client.fetch_report(known)
    assert report.body.startswith(b"%PDF-")
    assert b"%%EOF" in report.body[-2048:]
    assert "?" not in report.source


FAULTS: list[tuple[dict[str, Any], type[ProviderFault]]] = [
    ({"action": "html"}, ReplyUnreadable),
    ({"action": "truncate", "bytes": 20}, ReplyUnreadable),
    ({"action": "status", "status": 500, "body": "boom"}, ProviderFailed),
    ({"action": "status", "status": 503, "body": ""}, ProviderFailed),
    ({"action": "status", "status": 401, "body": ""}, ProviderUnauthorised),
    ({"action": "status", "status": 200, "body": "[1, 2"}, ReplyUnreadable),
    ({"action": "status", "status": 200, "body": "null"}, ReplyUnreadable),
    ({"action": "drop"}, ProviderUnreachable),
]


@pytest.mark.parametrize(("rule", "kind"), FAULTS)
async def test_a_fault_while_reading_is_one_sentence(
    desk: Desk, rule: dict[str, Any], kind: type[ProviderFault]
) -> None:
    with faults(desk, "*", rule), pytest.raises(kind) as caught:
        await desk.client.fetch_verification(desk.known()[0])
    verify_sentence(caught.value, desk.provider.manifest.title)
    verify_sane(desk, await desk.client.fetch_verification(desk.known()[0]))


async def test_too_many_requests_say_how_long_to_wait(desk: Desk) -> None:
    rule = {"action": "status", "status": 429, "body": "", "headers": {"Retry-After": "60"}}
    with faults(desk, "*", rule), pytest.raises(ProviderThrottled) as caught:
        await desk.client.fetch_verification(desk.known()[0])
    verify_sentence(caught.value, desk.provider.manifest.title)
    assert caught.value.retry_after_s is not None
    assert 0.0 < caught.value.retry_after_s <= 60.0


@pytest.mark.parametrize(
    "rule", [{"action": "commit_then_status", "status": 500}, {"action": "html"}, {"action": "drop"}]
)
async def test_a_create_without_a_clear_answer_is_uncertain_and_sent_once(
    desk: Desk, rule: dict[str, Any]
) -> None:
    desk.simulator.forget_calls()
    with faults(desk, "POST", rule), pytest.raises(OutcomeUncertain) as caught:
        await desk.create(build_intent())
    verify_sentence(caught.value, desk.provider.manifest.title)
    assert [call["method"] for call in desk.simulator.calls(desk.id)].count("POST") == 1


async def test_a_refused_create_is_definite(desk: Desk) -> None:
    rule = {"action": "status", "status": 400, "body": "{}"}
    with faults(desk, "POST", rule), pytest.raises(ProviderFault) as caught:
        await desk.create(build_intent())
    assert caught.value.status == 400
    verify_sentence(caught.value, desk.provider.manifest.title)


async def test_the_rules_answer_for_everything_in_the_world(desk: Desk) -> None:
    for known in desk.known():
        snapshot = await desk.client.fetch_verification(known)
        situation = Situation(NOW, snapshot.verification, snapshot.attempts or (), (), snapshot.customer)
        offers = desk.provider.rules(situation)
        assert [offer.action for offer in offers] == list(Action)
        assert all(offer.reason.endswith(".") for offer in offers)
        is_running = snapshot.verification.phase in {Phase.NOT_STARTED, Phase.CAPTURING, Phase.IN_REVIEW}
        new = find_offer(offers, Action.NEW_VERIFICATION)
        assert not (is_running and new.permission is Permission.ALLOWED)
        if snapshot.verification.hosted_link is None:
            assert not find_offer(offers, Action.SHOW_LINK).is_allowed
        if Ability.REPORTS not in desk.provider.manifest.abilities:
            assert not find_offer(offers, Action.FETCH_REPORT).is_allowed


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[" * 100_000, b"{}" * 3, b"<html>"])
def test_a_message_nobody_can_read_has_no_effect(desk: Desk, body: bytes) -> None:
    assert isinstance(desk.client, ReadsWebhooks)
    delivery = Delivery({"content-type": "application/json"}, body, NOW)
    with pytest.raises(WebhookRefused) as caught:
        desk.client.read_webhook(delivery, "key")
    assert 400 <= caught.value.http_status < 500
