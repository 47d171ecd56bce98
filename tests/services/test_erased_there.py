"""What somebody erased in a provider's own dashboard: gone here too where that is documented, offered where it is not."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.domain.events import Event, VerificationsChanged
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, find_offer
from console.domain.operation import OperationId
from console.domain.people_of_desk import PROGRAM
from console.domain.verification import Verification
from console.services.operation_offers import PerformOutcome, Subject
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator, fetch
from tests.support.waiting import until

NAME = "Quirina Zzyzxtheremarker"


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path) as opened:
        yield opened


async def _decided(desk: Desk, provider: str) -> VerificationKey:
    key = await desk.create(provider, NAME)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.pass_once()
    await desk.services.cases.refresh(key)
    if provider != "proofme":
        await desk.services.reports.fetch(key)
    assert not (await _verification(desk, key)).is_erased
    return key


async def _erase_there(desk: Desk, key: VerificationKey, provider: str) -> None:
    """As somebody would who is no program of ours."""
    account = desk.simulator.account(provider)
    base_url = account["base_url"]
    if provider == "checkout":
        url, body = f"{base_url}/identity-verifications/{key.id}/anonymize", None
        headers, method = {"Authorization": f"Bearer {account['secret_key']}"}, "POST"
    elif provider == "idenfy":
        pair = base64.b64encode(f"{account['api_key']}:{account['api_secret']}".encode()).decode()
        url, body = f"{base_url}/api/v2/delete", {"scanRef": key.id}
        headers, method = {"Authorization": f"Basic {pair}"}, "POST"
    else:
        url, body = f"{base_url}/identification/data?ids={key.id}", None
        headers, method = {"Authorization": account["api_key"]}, "DELETE"
    status, text = await asyncio.to_thread(fetch, url, method, body, headers)
    assert status == 200, text


async def _verification(desk: Desk, key: VerificationKey) -> Verification:
    return (await desk.services.cases.load_case(key)).stored.verification


def _is_erased_now(desk: Desk, event: Event, key: VerificationKey) -> bool:
    if not isinstance(event, VerificationsChanged) or key not in event.keys:
        return False
    case = desk.console.store.read.load_case(key)
    return case is not None and case.verification.is_erased


async def _count_logged(desk: Desk, action: str, key: VerificationKey) -> int:
    """About this one alone: the simulator has other records that were erased."""
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    return sum(entry.action == action and entry.subject.endswith(key.id) for entry in audit)


async def _assert_gone(desk: Desk, key: VerificationKey) -> None:
    case = await desk.services.cases.load_case(key)
    facts = case.stored.verification
    assert facts.is_erased
    assert (facts.declared, facts.verified, facts.documents, case.stored.raw) == ((), (), (), ())
    assert case.stored.report is None
    # The files go after the record; another change of the case may have been told in between.
    await until(lambda: not list(desk.console.profile.vault.load_names()))


async def test_a_session_deleted_at_idenfy_is_gone_here_after_the_next_look(desk: Desk) -> None:
    key = await _decided(desk, "idenfy")
    assert len(list(desk.console.profile.vault.load_names())) == 1
    await _erase_there(desk, key, "idenfy")
    await desk.look(key)
    await _assert_gone(desk, key)
    assert (await _verification(desk, key)).raw_status == "DELETED"
    await desk.look(key)
    assert await _count_logged(desk, "erased_by_provider", key) == 1
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    assert {entry.who for entry in audit if entry.action == "erased_by_provider"} == {PROGRAM}
    case = await desk.services.cases.load_case(key)
    assert [event.kind for event in case.stored.events].count("erased_by_provider") == 1


async def test_checkouts_word_that_it_was_anonymized_takes_our_copies_along(desk: Desk) -> None:
    key = await _decided(desk, "checkout")
    base_url = await desk.services.webhooks.start("127.0.0.1", 0)
    url = base_url + desk.services.webhooks.path(desk.account("checkout"))
    desk.simulator.subscribe("checkout", url, ["identity_verification_anonymized"])
    # In place and still readable there: nothing but the event tells it.
    desk.simulator.control("POST", "/switches/checkout", {"anonymized_fields": "kept"})
    try:
        told = asyncio.ensure_future(desk.wait_for(lambda event: _is_erased_now(desk, event, key)))
        await asyncio.sleep(0)
        await _erase_there(desk, key, "checkout")
        await told
    finally:
        desk.simulator.control("POST", "/switches/checkout", {"anonymized_fields": "missing"})
    await _assert_gone(desk, key)
    assert await _count_logged(desk, "erased_by_provider", key) == 1


@pytest.mark.parametrize(
    ("provider", "operation"), [("checkout", "anonymize_verification"), ("proofme", "delete_data")]
)
async def test_what_only_looks_erased_there_is_offered_to_be_erased_here(
    provider: str, operation: str, desk: Desk
) -> None:
    """Neither documents what a later read tells, so a person decides."""
    key = await _decided(desk, provider)
    await _erase_there(desk, key, provider)
    await desk.services.cases.refresh(key)
    assert not (await _verification(desk, key)).is_erased
    offer = find_offer(await desk.services.cases.offers_for_verification(key), Action.ERASE)
    assert offer.only_here
    assert "goes for good" in offer.consequence
    desk.simulator.forget_calls()
    subject = Subject(key.account_id, verification_id=key.id)
    done = await desk.services.operations.perform(subject, OperationId(operation), {}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE, done.reason
    await _assert_gone(desk, key)
    assert {call["method"] for call in desk.simulator.calls(provider)} == {"GET"}
