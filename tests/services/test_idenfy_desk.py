"""iDenfy at a desk: what only its webhooks tell outlives a look, asking for more gives a new link, erasing is guarded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.domain.errors import ActionRefused
from console.domain.events import VerificationsChanged
from console.domain.next_action import Action, find_offer
from console.domain.operation import OperationId
from console.domain.phase import Phase
from console.domain.verification import Verification, VerificationKey
from console.services.operation_offers import PerformOutcome, Subject
from tests.support.clocks import SettableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.simulator import Simulator

ASK = OperationId("request_information")
ERASE = OperationId("delete")


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    """With its listener open: iDenfy tells by webhook only."""
    async with open_desk(quiet_simulator, tmp_path / "profile", webhooks=True) as opened:
        await opened.start_sync()
        yield opened


async def finish(desk: Desk, **options: str) -> VerificationKey:
    key = await desk.create("idenfy", **options)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.wait_for_row(key, lambda row: row.phase.is_final or row.phase is Phase.ACTION_NEEDED)
    return key


async def load(desk: Desk, key: VerificationKey) -> Verification:
    return (await desk.services.cases.load_case(key)).stored.verification


def details_of(verification: Verification) -> dict[str, str]:
    return {fact.field: fact.value for fact in verification.details}


async def test_what_only_a_webhook_tells_outlives_a_look(desk: Desk) -> None:
    key = await finish(desk, checkAml="yes", verifyEmail="yes")
    told = await load(desk, key)
    assert details_of(told)["amlCheck.overallStatus"] == "NO_FLAGS"
    assert details_of(told)["asked.checkAml"] == "true"
    await desk.services.cases.refresh(key)
    read = await load(desk, key)
    assert details_of(read).items() >= details_of(told).items()
    assert set(read.labels) == set(told.labels)


async def test_looking_again_and_again_is_refused(desk: Desk) -> None:
    """iDenfy may restrict an account that asks regularly; what an operation needs to see is never kept waiting."""
    key = await finish(desk)
    await desk.services.cases.refresh(key)
    await asyncio.to_thread(desk.simulator.forget_calls)
    offers = (await desk.services.cases.load_case(key)).offers
    assert not find_offer(offers, Action.REFRESH).is_allowed
    with pytest.raises(ActionRefused, match="quarter of an hour"):
        await desk.services.cases.refresh(key)
    assert await asyncio.to_thread(desk.simulator.calls, "idenfy") == []
    subject = Subject(key.account_id, verification_id=key.id)
    done = await desk.services.operations.perform(subject, ERASE, {}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE
    assert (await load(desk, key)).raw_status == "DELETED"


async def test_a_lost_webhook_is_asked_for_no_sooner_after_a_restart(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """Else each run of the program, by a script every minute, say, would ask once more."""
    clock = SettableClock()
    no_list = {"provider": "idenfy", "method": "GET", "path": "*", "action": "status", "status": 403}
    async with open_desk(quiet_simulator, tmp_path, clock=clock) as desk:
        for _ in range(3):
            await desk.create("idenfy")
    clock.let_pass(40 * 86_400.0)
    asked: list[int] = []
    for pause_s in (0.0, 60.0, 400.0):
        clock.let_pass(pause_s)
        await asyncio.to_thread(quiet_simulator.forget_calls)
        with quiet_simulator.faults({**no_list, "times": None}):
            async with open_desk_again(quiet_simulator, tmp_path, clock=clock) as again:
                await again.pass_once()
        routes = [call["route"] for call in await asyncio.to_thread(quiet_simulator.calls, "idenfy")]
        asked.append(routes.count("/api/v2/status"))
    assert asked == [1, 0, 1]


async def test_asking_for_more_gives_a_link_that_may_be_shown_until_the_answer(desk: Desk) -> None:
    key = await finish(desk)
    before = await desk.services.cases.offers_for_verification(key)
    assert not find_offer(before, Action.SHOW_LINK).is_allowed
    subject = Subject(key.account_id, verification_id=key.id)
    asked = await desk.services.operations.perform(subject, ASK, {"lifetime": "3600"})
    assert asked.needs_consent
    done = await desk.services.operations.perform(subject, ASK, {"lifetime": "3600"}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE, done.reason
    link = await desk.services.cases.show_link(key)
    assert "/hosted/idenfy/" in link.url
    assert (await load(desk, key)).phase is Phase.APPROVED, "the verdict stands until iDenfy says more"
    await desk.services.cases.refresh(key)
    assert await desk.services.cases.show_link(key) == link, "a look does not lose it"
    changed = asyncio.ensure_future(desk.wait_for(lambda event: isinstance(event, VerificationsChanged)))
    await asyncio.to_thread(desk.journey, key, "submit")
    await changed
    assert (await load(desk, key)).hosted_link is None
    after = await desk.services.cases.offers_for_verification(key)
    assert not find_offer(after, Action.SHOW_LINK).is_allowed


async def test_erasing_is_asked_twice_and_leaves_the_status_only(desk: Desk) -> None:
    key = await finish(desk)
    subject = Subject(key.account_id, verification_id=key.id)
    assert (await load(desk, key)).verified
    assert (await desk.services.operations.perform(subject, ERASE, {})).needs_consent
    done = await desk.services.operations.perform(subject, ERASE, {}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE, done.reason
    erased = await load(desk, key)
    assert (erased.phase, erased.raw_status) == (Phase.CLOSED, "DELETED")
    assert (erased.verified, erased.documents, erased.details) == ((), (), ())
    again = await desk.services.operations.perform(subject, ERASE, {}, accept_loss=True)
    assert again.outcome is PerformOutcome.NOT_DONE
