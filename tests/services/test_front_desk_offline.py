"""The front desk without a network, past an expiry, after an erasure: what is kept, what goes, what is asked first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.account import LinkState
from console.domain.customer import CustomerId
from console.domain.environment import Environment
from console.domain.errors import NotKnown, ProviderFault
from console.domain.events import AccountChanged
from console.domain.front_desk import CustomerFace, DeskCommand, StaffStage
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import (
    HostedLink,
    Snapshot,
    Verification,
    VerificationId,
    VerificationKey,
)
from tests.support.clocks import MovableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.front_desk import begin, draft_of, wait_for_released, wait_for_stage
from tests.support.hostile_links import HOSTILE_LINKS
from tests.support.simulator import Simulator


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    """Nothing runs by itself; faults end with the test."""
    async with open_desk(quiet_simulator, tmp_path / "profile") as opened:
        try:
            yield opened
        finally:
            quiet_simulator.clear_faults()


def goes(provider: str, link: LinkState, desk: Desk) -> Callable[[object], bool]:
    """Whether an event says that an account is in this state now."""
    account_id = desk.account(provider).id
    return lambda event: (
        isinstance(event, AccountChanged)
        and event.account_id == account_id
        and event.state is not None
        and event.state.link is link
    )


async def test_offline_a_shown_code_stays_and_creating_is_off_with_the_reason(
    new_simulator: Callable[..., Simulator], tmp_path: Path
) -> None:
    simulator = new_simulator(customers=20, seed=3)
    async with open_desk(simulator, tmp_path / "profile") as desk:
        await desk.start_sync()
        front = desk.services.front_desk
        await begin(desk, "proofme")
        code = front.customer_view().code
        down = asyncio.ensure_future(desk.wait_for(goes("proofme", LinkState.DOWN, desk)))
        await asyncio.to_thread(simulator.stop)
        await down
        assert front.customer_view().face is CustomerFace.CODE
        assert front.customer_view().code == code
        await front.release()
        answer = await front.create(draft_of(desk, "proofme"))
        assert not answer.is_done
        [choice] = [choice for choice in front.choices() if choice.provider == "proofme"]
        assert choice.refusal == answer.reason
        assert await desk.services.creation.count_open() == 0
        draft = await front.keep_draft(draft_of(desk, "proofme", "Ana Ñandú", testmode="true"))
        with pytest.raises(ProviderFault):
            await front.take_draft(draft.number)
    # Nobody has to keep the program open until the network is back.
    async with open_desk_again(simulator, tmp_path / "profile") as later:
        [kept] = await later.services.front_desk.load_drafts()
        assert (kept.name, kept.values, kept.number) == ("Ana Ñandú", {"testmode": "true"}, draft.number)


async def test_a_draft_becomes_a_suggestion_and_the_provider_is_asked_first(
    desk: Desk, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    front = desk.services.front_desk
    draft = await front.keep_draft(draft_of(desk, "iron", "Ana Ñandú"))
    # Another desk was quicker with the same person.
    async with open_desk(quiet_simulator, tmp_path / "elsewhere") as other:
        elsewhere = other.services.front_desk
        theirs = replace(draft, account_id=other.account("iron").id, number=0)
        assert (await elsewhere.create(theirs)).is_done
        key = elsewhere.staff_view().key
    assert key is not None
    found = await front.take_draft(draft.number)
    assert [hit.key.id for hit in found if hit.key is not None] == [key.id]
    answer = await front.create(draft)
    assert (answer.is_done, answer.needs_consent) == (False, True)
    assert await front.load_drafts()


async def test_a_draft_that_was_used_or_thrown_away_is_gone(desk: Desk) -> None:
    front = desk.services.front_desk
    used = await front.keep_draft(draft_of(desk, "proofme"))
    thrown = await front.keep_draft(draft_of(desk, "proofme"))
    assert (await front.create(used)).is_done
    await front.forget_draft(thrown.number)
    await front.forget_draft(thrown.number)
    assert await front.load_drafts() == ()
    with pytest.raises(NotKnown):
        await front.take_draft(used.number)


async def test_a_draft_that_may_have_been_sent_is_no_suggestion_any_more(desk: Desk) -> None:
    front = desk.services.front_desk
    draft = await front.keep_draft(draft_of(desk, "proofme"))
    rule = {"provider": "proofme", "method": "POST", "action": "commit_then_drop", "times": 1}
    await asyncio.to_thread(desk.simulator.set_faults, [rule])
    assert not (await front.create(draft)).is_done
    assert front.staff_view().stage is StaffStage.UNCERTAIN
    assert await front.load_drafts() == ()


async def test_an_expired_code_is_replaced_only_after_the_clerk_asks(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = MovableClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        front = desk.services.front_desk
        await begin(desk, "checkout")
        code = front.customer_view().code
        assert code is not None
        assert code.expires_at is not None
        assert code.expiry_is_about
        # The simulator is other tests' too, and may be ahead of us.
        clock.ahead = code.expires_at - clock.now() + timedelta(seconds=5)
        await asyncio.to_thread(quiet_simulator.advance, clock.ahead.total_seconds())
        front.tick()
        # The end is a guess: the picture stays while a phone may be reading it, and the provider is asked.
        assert front.customer_view().code == code
        over = front.staff_view()
        assert over.reason
        assert DeskCommand.SHOW_AGAIN not in over.commands
        staff = await wait_for_stage(desk, StaffStage.EXPIRED)
        # Nobody failed at anything: the customer is asked to wait, never to try again.
        assert front.customer_view().face is CustomerFace.PLEASE_WAIT
        assert staff.phase is Phase.ACTION_NEEDED
        assert DeskCommand.NEW_ATTEMPT in staff.commands
        assert DeskCommand.SHOW_AGAIN not in staff.commands
        assert front.customer_view().code is None
        assert (await front.new_attempt()).is_done
        again = front.customer_view().code
        assert again is not None
        assert again.url != code.url


async def test_a_new_attempt_is_asked_about_only_where_the_provider_still_knows_one(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = MovableClock()
    async with open_desk(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        front = desk.services.front_desk
        await begin(desk, "checkout")
        code = front.customer_view().code
        assert code is not None
        assert code.expires_at is not None
        passed = code.expires_at - clock.now() + timedelta(seconds=5)
        clock.ahead = passed
        # Nobody has read it since: what is known here is an attempt under way.
        lost = {"provider": "checkout", "method": "GET", "action": "drop", "times": 20}
        await asyncio.to_thread(desk.simulator.set_faults, [lost])
        answer = await front.new_attempt()
        assert not answer.is_done
        assert not answer.needs_consent
        assert "Checkout.com" in answer.reason
        assert "Asking" not in front.staff_view().reason
        await asyncio.to_thread(desk.simulator.clear_faults)
        # There its clock has not come so far: this one would really be closed.
        answer = await front.new_attempt()
        assert answer.needs_consent, answer.reason
        await asyncio.to_thread(quiet_simulator.advance, passed.total_seconds())
        clock.ahead += timedelta(seconds=11)
        answer = await front.new_attempt()
        assert answer.is_done, answer.reason
        again = front.customer_view().code
        assert again is not None
        assert again.url != code.url


async def test_a_session_of_idenfy_has_the_life_that_was_asked_for(desk: Desk) -> None:
    front = desk.services.front_desk
    assert (await front.create(draft_of(desk, "idenfy", expiryTime="600"))).is_done
    staff = front.staff_view()
    assert staff.expires_at is not None
    left = staff.expires_at - desk.clock.now()
    assert timedelta(seconds=540) < left <= timedelta(seconds=600)
    assert DeskCommand.PRINT not in staff.commands
    front.mark_scanned()
    begun = front.staff_view()
    assert begun.expiry_is_about
    assert begun.expires_at is not None
    assert timedelta(minutes=29) < begun.expires_at - desk.clock.now() <= timedelta(minutes=30)


async def test_a_link_that_must_not_be_shown_is_refused_with_its_sentence(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await desk.create("proofme")
    account = desk.account("proofme")
    desk.console._directory.put(replace(account, base_url="http://127.0.0.1:1/proofme"))
    answer = await front.show_existing(key)
    assert not answer.is_done
    assert front.staff_view().stage is StaffStage.REFUSED
    assert front.staff_view().reason == answer.reason
    assert front.customer_view().face is CustomerFace.PLEASE_WAIT
    await front.cancel()
    assert front.staff_view().stage is StaffStage.IDLE


async def _store_link(desk: Desk, url: str) -> VerificationKey:
    """A verification of Iron's test environment as if the provider had sent this link."""
    account = replace(
        desk.account("iron"), environment=Environment.TEST, base_url="https://api.sandbox.iron.xyz/api"
    )
    desk.console._directory.put(account)
    made = Verification(
        VerificationId("11111111-2222-4333-8444-555555555555"),
        CustomerId("66666666-7777-4888-8999-000000000000"),
        Phase.NOT_STARTED,
        "Pending",
        hosted_link=HostedLink(url),
    )
    now = desk.clock.now()
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, [Snapshot(made)], EventSource.POLL, now)
    )
    return VerificationKey(account.id, made.id)


async def test_no_hostile_link_reaches_either_surface(desk: Desk) -> None:
    front = desk.services.front_desk
    shown: list[CustomerFace] = []
    desk.services.bus.subscribe(lambda _event: shown.append(front.customer_view().face))
    for shape, url in HOSTILE_LINKS.items():
        answer = await front.show_existing(await _store_link(desk, url))
        assert not answer.is_done, shape
        assert front.staff_view().stage is StaffStage.REFUSED, shape
        assert front.staff_view().reason.endswith("."), shape
        assert not url or url not in repr(front.staff_view())
        await front.cancel()
    assert CustomerFace.CODE not in shown
    # And the same with a link as it should be.
    assert (await front.show_existing(await _store_link(desk, "https://verify.iron.xyz/s/1"))).is_done
    code = front.staff_view().code
    assert code is not None
    assert (code.host, code.only_here) == ("verify.iron.xyz", False)


async def test_erasing_takes_the_number_and_the_drafts(desk: Desk) -> None:
    front = desk.services.front_desk
    draft = draft_of(desk, "proofme", "Ana Ñandú")
    assert (await front.create(draft)).is_done
    key, number = front.staff_view().key, front.staff_view().reference
    assert key is not None
    await front.cancel()
    known = await desk.services.cases.load_known(key)
    await front.keep_draft(replace(draft, customer_id=known.customer_id, name="", email=""))
    await front.keep_draft(replace(draft, email=""))
    await front.keep_draft(draft_of(desk, "proofme", "Bo Zweite"))
    assert [hit.key for hit in await front.find(number)] == [key]
    await desk.console.store.write(lambda work: work.erase_verification(key))
    assert await front.find(number) == ()
    assert [each.name for each in await front.load_drafts()] == ["Bo Zweite"]


async def test_an_account_that_goes_takes_its_sessions_drafts_and_numbers(desk: Desk) -> None:
    front = desk.services.front_desk
    await begin(desk, "proofme")
    number = front.staff_view().reference
    await front.release()
    await wait_for_released(desk, lambda view: view.key is not None)
    await front.keep_draft(draft_of(desk, "proofme"))
    await desk.services.accounts.remove(desk.account("proofme").id)
    assert front.released() == ()
    assert await front.load_drafts() == ()
    assert await front.find(number) == ()
