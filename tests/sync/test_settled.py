"""Final verdicts over time: looked at again within their share, and a change of one is told, whoever noticed it."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.events import VerdictsChanged
from console.domain.phase import Phase
from console.domain.provider import Environment, PollingMode, PollingPolicy, ProviderId
from console.domain.verification import VerificationId, VerificationKey
from console.providers.registry import load_providers
from console.services.accounts import AccountDraft
from console.services.simulator import read_values
from console.store.queries.settled import PLAN
from console.sync.settled import SETTLED_SHARE, SettledReads
from tests.support.clocks import MovableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.simulator import Simulator
from tests.support.stores import NOON, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path, clock=clock) as opened:
        try:
            yield opened
        finally:
            quiet_simulator.clear_faults()


async def _approved(desk: Desk, provider: str) -> VerificationKey:
    key = await desk.create(provider)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.pass_once()
    assert (await desk.row(key)).phase is Phase.APPROVED
    return key


async def _paths(desk: Desk, provider: str) -> list[str]:
    return [str(call["path"]) for call in await asyncio.to_thread(desk.simulator.calls, provider)]


async def test_a_final_verdict_is_read_again_the_next_day_and_not_before(
    desk: Desk, clock: MovableClock
) -> None:
    key = await _approved(desk, "checkout")
    await asyncio.to_thread(desk.simulator.forget_calls)
    clock.ahead += timedelta(hours=23)
    await desk.pass_once()
    assert not [path for path in await _paths(desk, "checkout") if key.id in path]
    clock.ahead += timedelta(hours=2)
    await desk.pass_once()
    assert [path for path in await _paths(desk, "checkout") if key.id in path]


async def test_what_is_final_for_good_or_told_by_webhook_is_left_alone(
    desk: Desk, clock: MovableClock
) -> None:
    proofme = await _approved(desk, "proofme")
    await asyncio.to_thread(desk.simulator.forget_calls)
    clock.ahead += timedelta(days=3)
    await desk.pass_once()
    assert not [path for path in await _paths(desk, "proofme") if proofme.id in path]
    asked = {"/api/v2/status", "/api/v2/data"}
    assert not asked & set(await _paths(desk, "idenfy"))


async def test_a_verdict_that_changes_is_told_and_can_be_listed(desk: Desk, clock: MovableClock) -> None:
    key = await _approved(desk, "checkout")
    before = await desk.services.cases.load_case(key)
    body = next(raw.body for raw in before.stored.raw if raw.kind == "verification")
    clock.ahead += timedelta(days=1, minutes=1)
    rule = {
        "provider": "checkout",
        "path": f"/identity-verifications/{key.id}",
        "action": "status",
        "status": 200,
        "body": {**json.loads(body), "status": "declined"},
    }
    with desk.simulator.faults(rule):
        await desk.pass_once()
    assert [event for event in desk.events if isinstance(event, VerdictsChanged)] == [VerdictsChanged((key,))]
    case = await desk.services.cases.load_case(key)
    [event] = [event for event in case.stored.events if event.kind == "verdict_changed"]
    assert event.raw == "approved > declined"
    assert case.stored.verification.phase is Phase.DECLINED
    listed = await desk.console.store.query(lambda queries: queries.load_verdict_changes(10))
    assert [(change.key, change.event) for change in listed] == [(key, event)]


async def test_one_that_cannot_be_read_does_not_keep_the_others_from_their_turn(
    desk: Desk, clock: MovableClock
) -> None:
    key = await _approved(desk, "checkout")
    clock.ahead += timedelta(days=1, minutes=1)
    gone = {"provider": "checkout", "path": f"*{key.id}*", "action": "status", "status": 404}
    with desk.simulator.faults(gone):
        reports = await desk.pass_once()
        assert reports["checkout"].error == ""
        await asyncio.to_thread(desk.simulator.forget_calls)
        clock.ahead += timedelta(hours=2)
        await desk.pass_once()
        assert not [path for path in await _paths(desk, "checkout") if key.id in path]
    assert (await desk.row(key)).phase is Phase.APPROVED


def test_the_plan_is_daily_for_a_month_and_weekly_for_a_year(tmp_path: Path) -> None:
    assert [(age.days, pause.days) for age, pause in PLAN] == [(30, 1), (365, 7)]
    store = new_store(tmp_path, ACCOUNT)
    ages = {1: 0, 2: 29, 3: 31, 4: 364, 5: 366}
    for number, days in ages.items():
        changed_at = NOON - timedelta(days=days)
        record(
            store,
            ACCOUNT,
            new_snapshot(number, phase=Phase.APPROVED, status="Approved", updated_at=changed_at),
        )
    closed = new_snapshot(6, phase=Phase.CLOSED, status="Archived")
    waiting = new_snapshot(7)
    record(store, ACCOUNT, closed, waiting)

    def due_after(**time: float) -> set[str]:
        now = NOON + timedelta(**time)
        return {item.id for item in store.read.load_settled(ACCOUNT.id, now, 100)}

    assert due_after(hours=23) == set()
    assert due_after(days=1) == {"v1", "v2"}
    # By then two have passed their thirtieth day and one its year; each was seen a week ago.
    assert due_after(days=7) == {"v1", "v2", "v3"}
    assert len(store.read.load_settled(ACCOUNT.id, NOON + timedelta(days=7), 2)) == 2
    assert key_of(ACCOUNT, 1).id == VerificationId("v1")
    store.close()


@pytest.mark.parametrize("provider", ["checkout", "iron", "proofme"])
async def test_a_read_takes_no_more_calls_than_its_provider_is_planned_with(
    provider: str, quiet_simulator: Simulator, tmp_path: Path, clock: MovableClock
) -> None:
    """Counted where the calls arrive, in a program that was just started and remembers nothing."""
    async with open_desk(quiet_simulator, tmp_path, clock=clock) as first:
        key = await _approved(first, provider)
    async with open_desk_again(quiet_simulator, tmp_path, clock=clock) as desk:
        await asyncio.to_thread(quiet_simulator.forget_calls)
        await desk.services.cases.refresh(key)
        calls = await _paths(desk, provider)
        planned = load_providers()[desk.account(provider).provider].manifest.polling.requests_per_read
    assert 0 < len(calls) <= planned, calls


@pytest.mark.parametrize("per_read", [2.0, 3.0])
@pytest.mark.parametrize("requests_per_s", [0.05, 2.0, 200.0])
def test_portions_stay_within_a_tenth_of_the_budget(requests_per_s: float, per_read: float) -> None:
    policy = PollingPolicy(PollingMode.POLL, requests_per_s, 5.0, 5.0, 5.0, 5.0, requests_per_read=per_read)
    reads = SettledReads(policy, requests_per_s)
    now, hours = NOON, 10
    read = 0
    while now < NOON + timedelta(hours=hours):
        if reads.is_due(now):
            read += reads.portion
            reads.note(now, reads.portion, frozenset())
        assert reads.next_at is not None
        now = reads.next_at
    allowed = requests_per_s * SETTLED_SHARE * hours * 3600 / per_read
    assert 0 < read <= math.ceil(allowed) + reads.portion


def test_proofme_calls_its_verdicts_final_and_the_others_do_not() -> None:
    again = {str(each): found.manifest.polling.rereads_settled for each, found in load_providers().items()}
    assert again["proofme"] is False
    assert again["iron"] and again["checkout"]


async def test_a_portion_that_cannot_be_read_is_left_alone_for_a_day(desk: Desk, clock: MovableClock) -> None:
    await desk.services.accounts.remove(desk.account("checkout").id)
    values = read_values(desk.simulator.account("checkout"))
    base_url = values.pop("base_url")
    draft = AccountDraft(ProviderId("checkout"), "Again", Environment.SIMULATOR, base_url, values)
    await desk.services.accounts.add(draft)
    keys = [await _approved(desk, "checkout") for _ in range(2)]
    clock.ahead += timedelta(days=1, hours=1)
    with desk.simulator.faults({"provider": "checkout", "path": "*/identity-verif*", "action": "html"}):
        assert (await desk.pass_once())["checkout"].error
        clock.ahead += timedelta(hours=2)
        await asyncio.to_thread(desk.simulator.forget_calls)
        assert (await desk.pass_once())["checkout"].error == ""
        assert await _paths(desk, "checkout") == []
    clock.ahead += timedelta(days=1)
    assert (await desk.pass_once())["checkout"].error == ""
    paths = await _paths(desk, "checkout")
    assert all(any(key.id in path for path in paths) for key in keys)
