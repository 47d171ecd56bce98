"""Coordinators over the running simulator: what is read when, faults told once, and who is never polled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.account import Credentials, LinkState
from console.domain.errors import ActionRefused
from console.domain.events import AccountChanged, Event
from console.domain.phase import Phase
from console.domain.provider import Environment, ProviderId
from console.domain.verification import VerificationKey
from console.services.accounts import AccountDraft
from console.services.creation import Outcome
from console.services.simulator import add_simulator, read_values
from tests.support.clocks import MovableClock
from tests.support.desk import Desk, open_desk
from tests.support.gates import FailingClock
from tests.support.simulator import Simulator
from tests.support.waiting import until

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")
# Calls that ask iDenfy how one session stands.
_ASKS = {"/api/v2/status", "/api/v2/data"}
# Where Proofme gives its list.
LIST = "/identification"


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


async def test_the_first_pass_sees_the_whole_world(desk: Desk) -> None:
    reports = await desk.pass_once()
    known = {line.split(",")[2] for line in desk.simulator.ids().splitlines() if ",verification," in line}
    rows = await desk.rows()
    assert known <= {row.key.id for row in rows}
    assert all(row.phase is not Phase.UNKNOWN for row in rows)
    for provider in PROVIDERS:
        assert reports[provider].error == ""
        assert reports[provider].seen == len([row for row in rows if row.provider == provider])
        # Their ids had been told before; none was known until it was read.
        assert (reports[provider].added, reports[provider].changed) == (reports[provider].seen, 0)
    again = await desk.pass_once()
    assert {(report.added, report.changed) for report in again.values()} == {(0, 0)}


async def test_the_count_of_requests_is_the_providers_count(desk: Desk) -> None:
    await asyncio.to_thread(desk.simulator.forget_calls)
    reports = await desk.pass_once()
    for provider in PROVIDERS:
        calls = await asyncio.to_thread(desk.simulator.calls, provider)
        asked = [call for call in calls if not call["route"].endswith("/token")]
        assert reports[provider].requests == len(asked)


async def test_what_is_final_is_not_read_again(desk: Desk) -> None:
    await desk.pass_once()
    await asyncio.to_thread(desk.simulator.forget_calls)
    await desk.pass_once()
    calls = await asyncio.to_thread(desk.simulator.calls)
    for row in await desk.rows():
        if row.phase.is_final:
            assert not [call for call in calls if row.provider == "checkout" and row.key.id in call["path"]]


@pytest.mark.parametrize(("provider", "phase"), [("iron", Phase.IN_REVIEW), ("checkout", Phase.IN_REVIEW)])
async def test_a_step_of_the_customer_is_seen_when_its_time_has_come(
    provider: str, phase: Phase, desk: Desk, clock: MovableClock
) -> None:
    key = await desk.create(provider)
    await desk.start_sync()
    await asyncio.to_thread(desk.journey, key, "submit")
    clock.ahead += timedelta(minutes=2)
    desk.wake(provider)
    row = await desk.wait_for_row(key, lambda row: row.phase is phase)
    assert row.customer_name


@pytest.mark.parametrize("provider", ["iron", "checkout", "proofme"])
async def test_what_a_person_looks_at_is_read_at_once(provider: str, desk: Desk) -> None:
    key = await desk.create(provider)
    await desk.start_sync()
    await asyncio.to_thread(desk.journey, key, "finish")
    desk.services.cases.watch(key)
    row = await desk.wait_for_row(key, lambda row: row.phase is Phase.APPROVED)
    desk.services.cases.unwatch(key)
    assert row.updated_at is not None


async def test_idenfy_is_never_asked_about_an_open_session(desk: Desk, clock: MovableClock) -> None:
    key = await desk.create("idenfy")
    await desk.pass_once()
    await asyncio.to_thread(desk.simulator.forget_calls)
    clock.ahead += timedelta(hours=2)
    desk.services.cases.watch(key)
    await desk.start_sync()
    await desk.pass_once()
    with pytest.raises(ActionRefused) as refused:
        await desk.services.cases.refresh(key)
    assert "forbids" in refused.value.user_message
    calls = await asyncio.to_thread(desk.simulator.calls, "idenfy")
    assert calls
    assert not [call for call in calls if call["route"] in _ASKS]
    state = desk.services.accounts.state(key.account_id)
    assert (state.link, state.next_poll_at) == (LinkState.WAITING, None)


@pytest.mark.parametrize("provider", ["iron", "checkout", "proofme"])
async def test_a_clock_that_is_set_back_a_day_delays_nothing(
    provider: str, desk: Desk, clock: MovableClock
) -> None:
    key = await desk.create(provider)
    await desk.start_sync()
    await asyncio.to_thread(desk.journey, key, "finish")
    clock.ahead -= timedelta(days=1)
    desk.wake(provider)
    await desk.wait_for_row(key, lambda row: row.phase is Phase.APPROVED)


async def test_a_session_whose_webhook_is_lost_is_asked_about_once(desk: Desk, clock: MovableClock) -> None:
    key = await desk.create("idenfy")
    await desk.start_sync()
    await asyncio.to_thread(desk.journey, key, "finish")
    state = desk.services.accounts.state(key.account_id)
    assert state.fallback_at is not None
    clock.ahead += timedelta(days=2)
    async with asyncio.timeout(30):
        # Others are overdue too, and between two of them there is a pause.
        while (await desk.row(key)).phase is not Phase.APPROVED:
            clock.ahead += timedelta(seconds=31)
            desk.wake("idenfy")


async def test_a_provider_that_is_down_is_logged_once_down_and_once_up(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "console.sync.link")
    account = desk.account("proofme")
    rule = {"provider": "proofme", "path": "*", "action": "status", "status": 503}
    with desk.simulator.faults(rule):
        errors = [(await desk.pass_once())["proofme"].error for _ in range(3)]
        assert all(error.startswith("Proofme has a problem of its own") for error in errors)
        state = desk.services.accounts.state(account.id)
        assert (state.link, state.problem) == (LinkState.DOWN, errors[-1])
    reports = await desk.pass_once()
    assert reports["proofme"].error == ""
    assert desk.services.accounts.state(account.id).problem == ""
    lines = [record.getMessage() for record in caplog.records if account.name in record.getMessage()]
    assert lines == [
        f"account {account.name} does not answer as it should: provider_failed",
        f"account {account.name} answers again",
    ]


async def test_a_provider_that_comes_back_is_live_again_and_nothing_was_lost(
    desk: Desk, clock: MovableClock
) -> None:
    await desk.start_sync()
    before = await desk.rows()
    rule = {"provider": "proofme", "path": "*", "action": "status", "status": 503}
    with desk.simulator.faults(rule):
        clock.ahead += timedelta(minutes=10)
        down = asyncio.ensure_future(desk.wait_for(_is_link(desk, "proofme", LinkState.DOWN)))
        await asyncio.sleep(0)
        desk.wake("proofme")
        await down
    assert [(row.key, row.phase, row.raw_status) for row in await desk.rows()] == [
        (row.key, row.phase, row.raw_status) for row in before
    ]
    live = asyncio.ensure_future(desk.wait_for(_is_link(desk, "proofme", LinkState.LIVE)))
    await asyncio.sleep(0)
    desk.wake("proofme")
    await live


async def test_ids_told_while_a_pass_is_under_way_are_read_too(desk: Desk) -> None:
    await desk.start_sync()
    elsewhere = await desk.create("checkout")
    await desk.services.accounts.remove(desk.account("checkout").id)
    slow = {"provider": "checkout", "path": "/identity-verifications/*", "action": "delay", "seconds": 0.2}
    with desk.simulator.faults(slow):
        await asyncio.to_thread(desk.simulator.forget_calls)
        await add_simulator(desk.services, desk.simulator.start_line)
        while not await asyncio.to_thread(desk.simulator.calls, "checkout"):
            pass
        await desk.services.imports.add_known(["provider,kind,id", f"checkout,verification,{elsewhere.id}"])
        key = VerificationKey(desk.account("checkout").id, elsewhere.id)
        row = await desk.wait_for_row(key, lambda row: row.raw_status != "")
    assert row.phase is Phase.NOT_STARTED


@pytest.mark.expects_log("a pass failed by itself")
async def test_a_fault_of_ours_is_logged_once_and_the_account_goes_on(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = FailingClock()
    async with open_desk(quiet_simulator, tmp_path, clock=clock) as desk:
        # Those with reports would write meanwhile, and the transactions are counted.
        for provider in ("checkout", "idenfy"):
            await desk.services.accounts.remove(desk.account(provider).id)
        await desk.start_sync()
        # So would what is brought up to date at the start.
        await until(lambda: all(task.get_name() != "lists" for task in asyncio.all_tasks()))
        down = asyncio.ensure_future(desk.wait_for(_is_link(desk, "proofme", LinkState.DOWN)))
        await asyncio.sleep(0)
        known = next(row for row in await desk.rows() if row.provider == "proofme")
        # The first keeps the id that is told, the second is in the pass that follows.
        clock.fail_transaction(2, RuntimeError("a fault of ours"))
        await desk.services.imports.add_known(["provider,kind,id", f"proofme,verification,{known.key.id}"])
        await down
        problem = desk.services.accounts.state(desk.account("proofme").id).problem
        assert problem.startswith("An error in this program")
        live = asyncio.ensure_future(desk.wait_for(_is_link(desk, "proofme", LinkState.LIVE)))
        await asyncio.sleep(0)
        desk.wake("proofme")
        await live


async def test_refused_keys_are_told_apart_from_a_provider_that_is_down(desk: Desk) -> None:
    await desk.pass_once()
    before = await desk.rows(accounts=frozenset({desk.account("iron").id}))
    with desk.simulator.faults({"provider": "iron", "path": "*", "action": "status", "status": 401}):
        reports = await desk.pass_once()
    assert reports["iron"].error == "Iron refused the credentials of this account. Check its keys."
    assert desk.services.accounts.state(desk.account("iron").id).link is LinkState.UNAUTHORISED
    assert await desk.rows(accounts=frozenset({desk.account("iron").id})) == before


async def test_a_create_that_cannot_reach_its_provider_marks_the_account_at_once(desk: Desk) -> None:
    await desk.pass_once()
    with desk.simulator.faults({"provider": "idenfy", "path": "*", "action": "status", "status": 401}):
        created = await desk.try_create("idenfy")
    assert created.outcome is Outcome.REFUSED
    state = desk.services.accounts.state(desk.account("idenfy").id)
    assert (state.link, state.problem) == (LinkState.UNAUTHORISED, created.reason)


async def test_missing_secrets_stop_one_account_with_a_sentence_and_no_other(desk: Desk) -> None:
    iron = desk.account("iron")
    desk.console.profile.secrets.remove(iron.id)
    down = asyncio.ensure_future(desk.wait_for(_is_link(desk, "iron", LinkState.DOWN)))
    live = asyncio.ensure_future(desk.wait_for(_is_link(desk, "proofme", LinkState.LIVE)))
    await asyncio.sleep(0)
    await desk.services.sync.start()
    await asyncio.gather(down, live)
    assert desk.services.accounts.state(iron.id).problem
    # Its task goes on: once the secrets are back, the next pass finds them.
    desk.console.profile.secrets.save(iron, Credentials(desk.simulator.account("iron")))
    back = asyncio.ensure_future(desk.wait_for(_is_link(desk, "iron", LinkState.LIVE)))
    await asyncio.sleep(0)
    desk.wake("iron")
    await back


async def test_the_last_good_answer_is_known_after_a_restart(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(quiet_simulator, tmp_path) as first:
        await first.pass_once()
        said = {
            account.provider: first.services.accounts.state(account.id).last_ok_at
            for account in first.services.accounts.load_accounts()
        }
    async with open_desk(quiet_simulator, tmp_path) as second:
        for account in second.services.accounts.load_accounts():
            assert second.services.accounts.state(account.id).last_ok_at == said[account.provider]


def _is_link(desk: Desk, provider: str, link: LinkState) -> Callable[[Event], bool]:
    account = desk.account(provider)

    def is_it(event: Event) -> bool:
        if not isinstance(event, AccountChanged) or event.account_id != account.id or event.state is None:
            return False
        return event.state.link is link

    return is_it


async def test_a_provider_that_asks_us_to_wait_is_throttled_and_the_others_go_on(desk: Desk) -> None:
    await desk.pass_once()
    rule = {
        "provider": "iron",
        "path": "*",
        "action": "status",
        "status": 429,
        "headers": {"Retry-After": "30"},
    }
    with desk.simulator.faults(rule):
        await asyncio.to_thread(desk.simulator.forget_calls)
        reports = await desk.pass_once()
        sent = len(await asyncio.to_thread(desk.simulator.calls, "iron"))
        again = await desk.pass_once()
        calls = await asyncio.to_thread(desk.simulator.calls, "iron")
    assert reports["iron"].error == again["iron"].error == "Iron asks us to wait before the next request."
    assert desk.services.accounts.state(desk.account("iron").id).link is LinkState.THROTTLED
    # What it asked for is kept: the second pass sent nothing.
    assert len(calls) == sent > 0
    assert [name for name, report in again.items() if report.error] == ["iron"]


async def test_one_record_that_cannot_be_read_keeps_no_other_waiting(desk: Desk) -> None:
    elsewhere = await desk.create("checkout")
    await desk.services.accounts.remove(elsewhere.account_id)
    values = read_values(desk.simulator.account("checkout"))
    base_url = values.pop("base_url")
    draft = AccountDraft(ProviderId("checkout"), "Again", Environment.SIMULATOR, base_url, values)
    await desk.services.accounts.add(draft)
    key = await desk.create("checkout")
    await desk.pass_once()
    unread = VerificationKey(key.account_id, elsewhere.id)
    await desk.services.imports.add_known(["provider,kind,id", f"checkout,verification,{elsewhere.id}"])
    assert (await desk.row(unread)).raw_status == ""
    await asyncio.to_thread(desk.journey, key, "finish")
    broken = {"provider": "checkout", "path": f"*{elsewhere.id}*", "action": "html"}
    with desk.simulator.faults(broken):
        report = (await desk.pass_once())["checkout"]
    assert report.error == ""
    assert (await desk.row(key)).phase is Phase.APPROVED
    assert desk.services.accounts.state(key.account_id).link is LinkState.LIVE
    await desk.pass_once()
    assert (await desk.row(unread)).raw_status


@pytest.mark.parametrize("answer", [{"action": "status", "status": 403}, {"action": "html"}], ids=str)
async def test_a_list_that_is_never_given_keeps_no_record_waiting(
    answer: dict[str, object], desk: Desk, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "console.sync.link")
    await desk.start_sync()
    key = await desk.create("proofme")
    with desk.simulator.faults({"provider": "proofme", "method": "GET", "path": LIST, **answer}):
        clock.ahead += timedelta(minutes=10)
        await asyncio.to_thread(desk.journey, key, "finish")
        desk.services.cases.watch(key)
        await desk.wait_for_row(key, lambda row: row.phase is Phase.APPROVED)
        reports = [(await desk.pass_once())["proofme"] for _ in range(3)]
        assert all(report.error for report in reports)
        state = desk.services.accounts.state(key.account_id)
        assert (state.link, state.problem) == (LinkState.DOWN, reports[-1].error)
    assert (await desk.pass_once())["proofme"].error == ""
    assert desk.services.accounts.state(key.account_id).link is LinkState.LIVE
    lines = [record.getMessage() for record in caplog.records if "Proofme" in record.getMessage()]
    assert [line.partition(" ")[2].split(":")[0] for line in lines] == [
        f"{desk.account('proofme').name} does not answer as it should",
        f"{desk.account('proofme').name} answers again",
    ]
