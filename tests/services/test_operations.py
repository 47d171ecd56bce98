"""Documented calls beyond the main flow against the simulator: offered, guarded, logged, kept, open when uncertain."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from console.domain.account import Account
from console.domain.errors import InputInvalid, NotKnown, NotSupported
from console.domain.operation import Effect, OperationId, Target
from console.domain.phase import Phase
from console.domain.provider import Environment
from console.domain.verification import VerificationKey
from console.providers.checkout.mapping import to_external_id
from console.services.operation_offers import PerformOutcome, Subject
from tests.support.desk import Desk

ARCHIVE = OperationId("archive_identification")


def _of(key: VerificationKey) -> Subject:
    return Subject(key.account_id, verification_id=key.id)


async def _ids(desk: Desk, subject: Subject) -> set[str]:
    return {str(each.operation.id) for each in await desk.services.operations.offered(subject)}


async def _audited(desk: Desk) -> list[tuple[str, str]]:
    entries = await desk.console.store.query(lambda queries: queries.load_audit(limit=-1))
    return [(entry.action, entry.details) for entry in entries if entry.action.startswith("operation_")]


async def _change_settings(desk: Desk, account: Account, **settings: str) -> Account:
    changed = replace(account, settings={**account.settings, **settings})
    await desk.console.store.write(lambda work: work.save_account(changed))
    desk.console._directory.put(changed)
    return changed


async def _decided(desk: Desk, provider: str) -> VerificationKey:
    key = await desk.create(provider)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.pass_once()
    return key


async def test_each_subject_is_offered_its_own_calls_and_no_others(desk: Desk) -> None:
    key = await desk.create("iron")
    row = await desk.row(key)
    customer = Subject(key.account_id, row.customer_id)
    found: dict[Target, set[str]] = {}
    for subject in (Subject(key.account_id), customer, _of(key)):
        offered = await desk.services.operations.offered(subject)
        assert offered
        assert {each.operation.target for each in offered} == {subject.target}
        found[subject.target] = {str(each.operation.id) for each in offered}
    assert not found[Target.ACCOUNT] & found[Target.CUSTOMER]
    assert not found[Target.CUSTOMER] & found[Target.VERIFICATION]


async def test_a_setting_and_the_environment_decide_what_is_there(desk: Desk) -> None:
    key = await desk.create("iron")
    customer = Subject(key.account_id, (await desk.row(key)).customer_id)
    assert "create_person" not in await _ids(desk, customer)
    account = await _change_settings(desk, desk.account("iron"), partner_data="true")
    assert "create_person" in await _ids(desk, customer)
    assert "reset_sandbox" in await _ids(desk, Subject(account.id))
    desk.console._directory.put(replace(account, environment=Environment.LIVE))
    assert "reset_sandbox" not in await _ids(desk, Subject(account.id))
    with pytest.raises(NotKnown):
        await desk.services.operations.perform(Subject(account.id), OperationId("reset_sandbox"), {})


async def test_a_read_is_answered_and_logged(desk: Desk) -> None:
    key = await desk.create("iron")
    customer = Subject(key.account_id, (await desk.row(key)).customer_id)
    done = await desk.services.operations.perform(customer, OperationId("read_customer"), {})
    assert done.outcome is PerformOutcome.DONE
    assert done.result is not None
    assert done.result.rows
    assert await _audited(desk) == [("operation_begun", "read_customer"), ("operation_done", "read_customer")]


async def test_what_a_read_brings_is_kept_in_the_record_and_changes_nothing_else(desk: Desk) -> None:
    key = await _decided(desk, "checkout")
    before = await desk.services.cases.load_case(key)
    attempt = Subject(key.account_id, verification_id=key.id, attempt_id=before.stored.attempts[0].id)
    done = await desk.services.operations.perform(attempt, OperationId("read_attempt"), {})
    assert done.outcome is PerformOutcome.DONE
    after = await desk.services.cases.load_case(key)
    assert after.stored.verification == before.stored.verification
    assert after.stored.attempts == before.stored.attempts


async def test_what_erases_asks_first_and_names_the_loss(desk: Desk) -> None:
    key = await _decided(desk, "proofme")
    operation = OperationId("delete_data")
    [offered] = [
        each for each in await desk.services.operations.offered(_of(key)) if each.operation.id == operation
    ]
    assert offered.operation.effect is Effect.ERASE
    assert offered.consequence
    await asyncio.to_thread(desk.simulator.forget_calls)
    asked = await desk.services.operations.perform(_of(key), operation, {})
    assert (asked.outcome, asked.needs_consent) == (PerformOutcome.NOT_DONE, True)
    assert asked.reason == offered.consequence
    assert await asyncio.to_thread(desk.simulator.calls, "proofme") == []
    assert await _audited(desk) == []

    done = await desk.services.operations.perform(_of(key), operation, {}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE
    case = await desk.services.cases.load_case(key)
    assert "operation_done" in {event.kind for event in case.stored.events}


async def test_what_the_engine_refuses_is_not_sent(desk: Desk) -> None:
    key = await _decided(desk, "proofme")
    [revoke] = [
        each for each in await desk.services.operations.offered(_of(key)) if each.operation.id == "revoke"
    ]
    assert not revoke.is_allowed
    await asyncio.to_thread(desk.simulator.forget_calls)
    refused = await desk.services.operations.perform(_of(key), OperationId("revoke"), {}, accept_loss=True)
    assert (refused.outcome, refused.code) == (PerformOutcome.NOT_DONE, "action_refused")
    assert revoke.offer is not None
    assert refused.reason == revoke.offer.reason
    assert await asyncio.to_thread(desk.simulator.calls, "proofme") == []


async def test_a_change_shows_at_once(desk: Desk) -> None:
    key = await desk.create("iron")
    done = await desk.services.operations.perform(_of(key), ARCHIVE, {}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE
    assert (await desk.row(key)).phase is Phase.CLOSED


@pytest.mark.parametrize("action", ["commit_then_drop", "commit_then_status"])
async def test_a_change_whose_answer_is_lost_is_looked_at_and_said(desk: Desk, action: str) -> None:
    key = await desk.create("iron")
    rule = {"provider": "iron", "method": "PUT", "path": "*archive*", "action": action, "status": 500}
    post = {**rule, "method": "POST"}
    with desk.simulator.faults(rule, post):
        done = await desk.services.operations.perform(_of(key), ARCHIVE, {}, accept_loss=True)
    assert done.outcome is PerformOutcome.UNCERTAIN
    assert "read again" in done.reason
    assert (await desk.row(key)).phase is Phase.CLOSED
    assert (await _audited(desk))[-1] == ("operation_uncertain", f"{ARCHIVE} outcome_uncertain")


async def test_a_change_the_provider_refuses_is_told_in_its_words(desk: Desk) -> None:
    key = await desk.create("iron")
    rule = {"provider": "iron", "path": "*archive*", "action": "status", "status": 403}
    with desk.simulator.faults(rule):
        done = await desk.services.operations.perform(_of(key), ARCHIVE, {}, accept_loss=True)
    assert (done.outcome, done.code) == (PerformOutcome.NOT_DONE, "provider_forbidden")
    assert (await desk.row(key)).phase is not Phase.CLOSED


async def test_a_wrong_field_is_named_before_anything_is_sent(desk: Desk) -> None:
    account = Subject(desk.account("iron").id)
    await asyncio.to_thread(desk.simulator.forget_calls)
    with pytest.raises(InputInvalid) as caught:
        await desk.services.operations.perform(account, OperationId("find_by_reference"), {})
    assert caught.value.field == "external_id"
    assert await asyncio.to_thread(desk.simulator.calls, "iron") == []


async def test_the_wrong_subject_is_refused(desk: Desk) -> None:
    with pytest.raises(NotSupported):
        await desk.services.operations.perform(Subject(desk.account("iron").id), ARCHIVE, {})


async def test_what_makes_something_new_goes_through_the_outbox(desk: Desk) -> None:
    account = desk.account("checkout")
    values = {"name": "Zoë van der Berg", "email": "zoe@example.com"}
    done = await desk.services.operations.perform(
        Subject(account.id), OperationId("create_applicant"), values
    )
    assert done.outcome is PerformOutcome.DONE, done.reason
    assert done.created is not None
    [item] = await desk.services.creation.load_outbox()
    assert (item.intent.operation, item.id) == ("create_applicant", done.created.item_id)
    made = await asyncio.to_thread(desk.simulator.ledger, "checkout")
    ours = to_external_id(item.intent.reference)
    assert [each["kind"] for each in made if each["reference"] == ours] == ["customer"]


async def test_a_new_attempt_is_guarded_by_the_same_engine(desk: Desk) -> None:
    key = await _decided(desk, "checkout")
    refused = await desk.services.operations.perform(
        _of(key), OperationId("new_attempt"), {}, accept_loss=True
    )
    assert (refused.outcome, refused.code) == (PerformOutcome.NOT_DONE, "action_refused")
    assert len(await desk.services.creation.load_outbox()) == 1
