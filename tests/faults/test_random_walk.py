"""Random walks of people, faults, clocks and restarts over the outbox and the simulator, from fixed seeds.

2,000 steps in `make test`, as many as FAULT_STEPS says in `make faults`. Every walk ends with the checker.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from console.base.ids import new_reference
from console.domain.outbox import OPEN_STATES, CreateIntent, OutboxId, OutboxState
from console.services.creation import Created, Outcome
from tests.faults.arena import STEPS as WRITES
from tests.faults.arena import Arena, Step, open_arena, read_ledgers
from tests.faults.checker import History
from tests.support.simulator import Simulator, start_simulator

T = TypeVar("T")

STEPS_PER_WALK: Final = 50
STEPS: Final = int(os.environ.get("FAULT_STEPS", "2000"))
SEEDS: Final = 4
SPOILING: Final[tuple[dict[str, Any], ...]] = (
    {"action": "drop"},
    {"action": "commit_then_drop"},
    {"action": "commit_then_status", "status": 503},
    {"action": "status", "status": 500},
    {"action": "status", "status": 422},
    {"action": "status", "status": 401},
    {"action": "truncate"},
    {"action": "html"},
)
PEOPLE: Final = ("ada", "bob", "cleo")
PROVIDERS: Final = ("iron", "checkout", "idenfy", "proofme")
DAY_S: Final = 86_400.0

providers = st.sampled_from(PROVIDERS)
people = st.sampled_from(PEOPLE)


class Walk(RuleBasedStateMachine):
    """The model: who has something unsettled where, and what was settled how."""

    simulator: ClassVar[Simulator]
    template: ClassVar[Path]
    folder: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.profile = self.folder / new_reference()
        shutil.copytree(self.template, self.profile)
        self.history = History()
        self.unsettled: dict[tuple[str, str], OutboxId] = {}
        self.settled: dict[OutboxId, OutboxState] = {}
        self.ahead_s = 0.0
        self.domain = new_reference()
        self.before = {name: len(rows) for name, rows in read_ledgers(self.simulator, PROVIDERS).items()}
        self.stack = AsyncExitStack()
        self.arena = self.run(self.open())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def open(self) -> Arena:
        arena = await self.stack.enter_async_context(
            open_arena(self.simulator, self.profile, again=True, history=self.history, ahead_s=self.ahead_s)
        )
        arena.before = self.before
        return arena

    # What people do

    @rule(provider=providers, person=people)
    def create(self, provider: str, person: str) -> None:
        self.take(provider, person, self.run(self.ask(provider, person)))

    @rule(step=st.sampled_from(WRITES), fault=st.sampled_from(SPOILING), person=people)
    def create_under_a_fault(self, step: Step, fault: dict[str, Any], person: str) -> None:
        with self.simulator.faults(step.fault(**fault)):
            self.take(step.provider, person, self.run(self.ask(step.provider, person)))

    @rule(provider=providers, person=people)
    def click_twice(self, provider: str, person: str) -> None:
        was_free = (provider, person) not in self.unsettled
        both = self.run(self.ask_twice(provider, person))
        asked = [created for created in both if created.item_id is not None]
        # On a busy machine the second may be judged only when the first has ended well: then it is a wish of its own.
        assert bool(asked) == was_free
        for created in both:
            assert created.item_id is not None or created.reason
        for created in asked:
            self.note(provider, person, created)

    @precondition(lambda self: self.unsettled)
    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        where = data.draw(st.sampled_from(sorted(self.unsettled)))
        item = self.run(self.arena.desk.services.creation.resolve(self.unsettled[where]))
        self.note_state(where, item.id, item.state)

    @precondition(lambda self: self.unsettled)
    @rule(data=st.data())
    def look_from_two_windows(self, data: st.DataObject) -> None:
        where = data.draw(st.sampled_from(sorted(self.unsettled)))
        item_id = self.unsettled[where]
        self.note_state(where, item_id, self.run(self.look_twice(item_id)))

    @precondition(lambda self: self.unsettled)
    @rule(data=st.data())
    def look_with_credentials_that_are_refused(self, data: st.DataObject) -> None:
        where = data.draw(st.sampled_from(sorted(self.unsettled)))
        away = {"provider": where[0], "method": "*", "path": "*", "action": "status", "status": 401}
        with self.simulator.faults(away):
            item = self.run(self.arena.desk.services.creation.resolve(self.unsettled[where]))
        assert item.state is OutboxState.UNKNOWN
        assert item.reason

    # What the world does

    @rule(seconds=st.sampled_from([5.0, 60.0, 3600.0]))
    def time_passes(self, seconds: float) -> None:
        self.arena.clock.let_pass(seconds)
        self.ahead_s += seconds

    @rule(seconds=st.sampled_from([-DAY_S, -60.0, DAY_S]))
    def the_clock_is_set(self, seconds: float) -> None:
        self.arena.clock.set_by(seconds)
        self.ahead_s += seconds

    @rule()
    def the_program_is_started_again(self) -> None:
        self.run(self.stack.aclose())
        self.arena = self.run(self.open())
        self.run(self.arena.desk.console._sender.recover())

    @invariant()
    def what_is_open_is_what_the_model_says(self) -> None:
        items = {item.id: item for item in self.arena.desk.console.store.read.load_outbox()}
        assert {item.id for item in items.values() if item.state in OPEN_STATES} == set(
            self.unsettled.values()
        )
        for item_id, state in self.settled.items():
            assert items[item_id].state is state

    def teardown(self) -> None:
        try:
            self.run(self.arena.verify())
            for where, item_id in sorted(self.unsettled.items()):
                item = self.run(self.arena.settle(item_id))
                assert item.state not in OPEN_STATES, (where, item)
            self.run(self.arena.verify())
        finally:
            self.run(self.stack.aclose())
            self.runner.close()
            shutil.rmtree(self.profile)

    # How the model follows

    async def ask(self, provider: str, person: str) -> Created:
        desk = self.arena.desk
        email = f"{person}@{self.domain}.example"
        creation = desk.services.creation
        intent = CreateIntent(creation.new_reference(), name=person, email=email)
        # The person may have an open one already: what is under test is what comes after the question.
        return await creation.create(desk.account(provider).id, intent, accept_loss=True)

    async def ask_twice(self, provider: str, person: str) -> tuple[Created, Created]:
        return await asyncio.gather(self.ask(provider, person), self.ask(provider, person))

    async def look_twice(self, item_id: OutboxId) -> OutboxState:
        async with open_arena(
            self.simulator, self.profile, again=True, history=self.history, ahead_s=self.ahead_s
        ) as other:
            await asyncio.gather(
                *(arena.desk.services.creation.resolve(item_id) for arena in (self.arena, other))
            )
        item = self.arena.desk.console.store.read.load_outbox_item(item_id)
        assert item is not None
        return item.state

    def take(self, provider: str, person: str, created: Created) -> None:
        if (provider, person) in self.unsettled:
            assert created.outcome is Outcome.REFUSED
            assert created.item_id is None
            assert created.reason
            return
        assert created.item_id is not None
        self.note(provider, person, created)

    def note(self, provider: str, person: str, created: Created) -> None:
        assert created.item_id is not None
        item = self.arena.desk.console.store.read.load_outbox_item(created.item_id)
        assert item is not None
        self.note_state((provider, person), item.id, item.state)

    def note_state(self, where: tuple[str, str], item_id: OutboxId, state: OutboxState) -> None:
        if state in OPEN_STATES:
            assert state is OutboxState.UNKNOWN
            self.unsettled[where] = item_id
        else:
            self.unsettled.pop(where, None)
            self.settled[item_id] = state


@pytest.fixture
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[Walk]]:
    """The machine over a simulator of its own, with a profile that holds the four accounts to start every walk from."""
    Walk.folder = tmp_path_factory.mktemp("walks")
    Walk.template = tmp_path_factory.mktemp("template") / "profile"
    with start_simulator(customers=8, seed=3, speed=0) as simulator:
        Walk.simulator = simulator
        asyncio.run(_make_profile(simulator, Walk.template))
        yield Walk


async def _make_profile(simulator: Simulator, folder: Path) -> None:
    async with open_arena(simulator, folder):
        return


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("number", range(SEEDS))
def test_no_walk_breaks_a_promise(number: int, walk: type[Walk]) -> None:
    run_state_machine_as_test(
        seed(number)(walk),
        settings=settings(
            max_examples=STEPS // STEPS_PER_WALK // SEEDS,
            stateful_step_count=STEPS_PER_WALK,
            # Every walk as it comes: a shorter one would take hours of fsync to find.
            phases=(Phase.generate,),
            derandomize=False,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.filter_too_much,
            ],
        ),
    )
