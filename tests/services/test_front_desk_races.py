"""The front desk when answers are late, lost or out of order: nobody ever sees what belongs to somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.domain.events import Event, FrontDeskChanged
from console.domain.front_desk import CustomerFace, CustomerView, DeskCommand, StaffStage, StaffView
from console.domain.outbox import OutboxState
from tests.support.desk import Desk, open_desk
from tests.support.front_desk import begin, draft_of, wait_for_released, wait_for_stage, wait_for_view
from tests.support.simulator import Simulator
from tests.support.waiting import until

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")
# The call that makes the verification at each provider.
MAKING = {
    "iron": "/customers/*/identifications*",
    "checkout": "/create-and-open-idv*",
    "idenfy": "/api/v2/token*",
    "proofme": "/*identification*",
}


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk that is kept current by itself, with a listener for iDenfy's calls."""
    async with open_desk(quiet_simulator, tmp_path / "profile", webhooks=True) as opened:
        await opened.start_sync()
        try:
            yield opened
        finally:
            quiet_simulator.clear_faults()


class Witness:
    """Keeps everything that either surface ever showed."""

    def __init__(self, desk: Desk) -> None:
        self._front = desk.services.front_desk
        self.customer: list[CustomerView] = []
        self.staff: list[StaffView] = []
        desk.services.bus.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(event, FrontDeskChanged):
            self.customer.append(self._front.customer_view())
            self.staff.append(self._front.staff_view())


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_three_customers_in_a_row_with_answers_late_and_reordered(provider: str, desk: Desk) -> None:
    front = desk.services.front_desk
    witness = Witness(desk)
    # The first is answered last, the third at once.
    rules = [
        {"provider": provider, "method": "POST", "action": "delay", "seconds": seconds, "times": 1}
        for seconds in (3.0, 1.5)
    ]
    await asyncio.to_thread(desk.simulator.set_faults, rules)
    sessions: dict[str, str] = {}
    creating = []
    for name in ("Ana Erste", "Bo Zweite", "Cy Dritte"):
        creating.append(asyncio.create_task(front.create(draft_of(desk, provider, name))))
        view = await wait_for_view(desk, lambda view, name=name: view.customer_name == name)
        sessions[view.session] = name
        if name != "Cy Dritte":
            # Their request has begun to leave before the next one is called.
            await _until_sent(desk, len(creating))
            await front.release()
    await asyncio.gather(*creating)
    last = await wait_for_stage(desk, StaffStage.SHOWING)
    assert sessions[last.session] == "Cy Dritte"
    keys = {view.session: view.key for view in (*front.released(), last)}
    assert len(set(keys.values())) == 3
    # Whose answer came late took nothing from who is in front, the fast reading neither.
    assert desk.services.cases.read_fast == last.key
    for key in keys.values():
        assert key is not None
        await asyncio.to_thread(desk.journey, key, "finish")
    done = await wait_for_stage(desk, StaffStage.OUTCOME)
    assert done.session == last.session
    await _verify_nothing_was_mixed(desk, witness, sessions)


async def _until_sent(desk: Desk, count: int) -> None:
    def count_sent() -> int:
        items = desk.console.store.read.load_outbox()
        return len([each for each in items if each.state is not OutboxState.QUEUED])

    await until(lambda: count_sent() >= count)


async def _verify_nothing_was_mixed(desk: Desk, witness: Witness, sessions: dict[str, str]) -> None:
    """Every code and every phase that was shown belonged to the customer of its session."""
    for view in witness.staff:
        if view.session in sessions:
            assert view.customer_name == sessions[view.session]
    codes = {(view.session, view.code.url) for view in witness.customer if view.code is not None}
    assert {sessions[session] for session, _ in codes} == {"Cy Dritte"}
    for session, url in codes:
        key = next(view.key for view in witness.staff if view.session == session and view.key is not None)
        events = [view for view in witness.staff if view.session == session and view.key not in (None, key)]
        assert events == []
        link = next(
            view.code.url for view in witness.staff if view.session == session and view.code is not None
        )
        assert link == url


async def test_a_slow_look_never_reaches_the_next_customer(desk: Desk) -> None:
    front = desk.services.front_desk
    first = await begin(desk, "proofme", "Ana Erste")
    await asyncio.to_thread(desk.journey, first, "finish")
    rule = {"provider": "proofme", "method": "GET", "action": "delay", "seconds": 2.0, "times": 2}
    await asyncio.to_thread(desk.simulator.set_faults, [rule])
    checking = asyncio.create_task(front.check_now())
    await asyncio.sleep(0)
    await front.next_customer()
    await begin(desk, "iron", "Bo Zweite")
    witness = Witness(desk)
    await checking
    await desk.wait_for_row(first, lambda row: row.phase.is_final)
    assert front.staff_view().customer_name == "Bo Zweite"
    assert {view.face for view in witness.customer} <= {CustomerFace.CODE}


@pytest.mark.parametrize("action", ["commit_then_drop", "commit_then_status"])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_create_without_an_answer_is_uncertain_then_found_and_never_sent_again(
    provider: str, action: str, desk: Desk
) -> None:
    front = desk.services.front_desk
    before = await _count_made(desk, provider)
    rule = {
        "provider": provider,
        "method": "POST",
        "path": MAKING[provider],
        "action": action,
        "status": 500,
        "times": 1,
    }
    await asyncio.to_thread(desk.simulator.set_faults, [rule])
    answer = await front.create(draft_of(desk, provider))
    assert not answer.is_done
    assert answer.reason
    assert front.customer_view().face in (CustomerFace.PLEASE_WAIT, CustomerFace.CODE)
    staff = front.staff_view()
    assert staff.stage in (StaffStage.UNCERTAIN, StaffStage.SHOWING)
    if staff.stage is StaffStage.UNCERTAIN:
        assert DeskCommand.NEW_VERIFICATION not in staff.commands
        await front.look()
    if provider == "checkout":
        # Its interface finds nobody: a person reads the id in its dashboard and says so in the outbox.
        await _settle_by_person(desk, provider)
    shown = await wait_for_view(desk, lambda view: view.stage is not StaffStage.UNCERTAIN)
    assert shown.key is not None
    assert await _count_made(desk, provider) == before + 1


async def _settle_by_person(desk: Desk, provider: str) -> None:
    staff = desk.services.front_desk.staff_view()
    assert (staff.stage, staff.key) == (StaffStage.UNCERTAIN, None)
    assert staff.outbox_id is not None
    # Nobody else looks at it meanwhile.
    await desk.services.sync.stop()
    made = await asyncio.to_thread(desk.simulator.ledger, provider)
    newest = [record for record in made if record["kind"] == "verification"][-1]
    await desk.services.creation.settle_found(staff.outbox_id, newest["id"])


async def _count_made(desk: Desk, provider: str) -> int:
    made = await asyncio.to_thread(desk.simulator.ledger, provider)
    return len([record for record in made if record["kind"] == "verification"])


async def test_an_uncertain_create_of_somebody_released_is_told_and_shows_nothing(desk: Desk) -> None:
    front = desk.services.front_desk
    rule = {"provider": "proofme", "method": "POST", "action": "commit_then_drop", "times": 1}
    await asyncio.to_thread(desk.simulator.set_faults, [rule])
    creating = asyncio.create_task(front.create(draft_of(desk, "proofme", "Ana Erste")))
    await wait_for_stage(desk, StaffStage.CREATING)
    session = front.staff_view().session
    await front.release()
    witness = Witness(desk)
    await creating
    found = await wait_for_released(desk, lambda view: view.key is not None)
    assert found.session == session
    assert {view.face for view in witness.customer} <= {CustomerFace.WELCOME}
