"""Random walks of people, customers, messages, faults, clocks and restarts over outbox and simulator, from fixed seeds.

2,000 steps in `make test`, as many as FAULT_STEPS says in `make faults`. Every walk ends with the checker.
"""

from __future__ import annotations

import asyncio
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
from console.domain.customer import CustomerId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.next_action import Action, find_offer
from console.domain.outbox import OPEN_STATES, CreateIntent, OutboxId, OutboxItem, OutboxState
from console.sandbox.module import STEPS as CUSTOMER_STEPS
from console.services.creation import Created, Outcome
from tests.faults.arena import STEPS as WRITES
from tests.faults.arena import Arena, Step, open_arena, read_ledgers
from tests.faults.checker import Ask, History, Round
from tests.faults.extent import STEPS
from tests.support.simulator import ControlRefused, Simulator, start_simulator
from tests.support.waiting import until

T = TypeVar("T")

STEPS_PER_WALK: Final = 50
SEEDS: Final = 4
SPOILING: Final[tuple[dict[str, Any], ...]] = (
    {"action": "drop"},
    {"action": "commit_then_drop"},
    {"action": "commit_then_status", "status": 503},
    {"action": "status", "status": 500},
    {"action": "status", "status": 422},
    {"action": "status", "status": 401},
    {"action": "status", "status": 429, "headers": {"Retry-After": "0"}},
    {"action": "truncate"},
    {"action": "html"},
    {"action": "garbage"},
    {"action": "drip", "bytes": 300, "seconds": 0.01},
)
# What a provider in trouble says to a look, and what makes an item poison for whoever looks after all of them.
IN_TROUBLE: Final[tuple[dict[str, Any], ...]] = (
    {"action": "status", "status": 401},
    {"action": "status", "status": 429, "headers": {"Retry-After": "0"}},
    {"action": "garbage"},
    {"action": "drip", "bytes": 2000, "seconds": 0.01},
)
PEOPLE: Final = ("ada", "bob", "cleo")
PROVIDERS: Final = ("iron", "checkout", "idenfy", "proofme")
DAY_S: Final = 86_400.0
# How long a provider thinks while another window comes upon what is being sent.
SLOW_S: Final = 0.15
# Longer than the longest wait between two looks.
ROUND_S: Final = 1200.0

providers = st.sampled_from(PROVIDERS)
people = st.sampled_from(PEOPLE)


class Walk(RuleBasedStateMachine):
    """The model: what is unsettled, what was settled how, and which customers there are."""

    simulator: ClassVar[Simulator]
    template: ClassVar[Path]
    folder: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.profile = self.folder / new_reference()
        shutil.copytree(self.template, self.profile)
        self.history = History()
        self.unsettled: dict[OutboxId, str] = {}
        self.settled: dict[OutboxId, OutboxState] = {}
        self.made: list[tuple[str, VerificationKey]] = []
        self.ahead_s = 0.0
        self.domain = new_reference()
        self.before = {name: len(rows) for name, rows in read_ledgers(self.simulator, PROVIDERS).items()}
        self.hooks: list[str] = []
        self.stack = AsyncExitStack()
        self.arena = self.run(self.open())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def open(self) -> Arena:
        """With a listener to which all four send their signed messages."""
        arena = await self.stack.enter_async_context(
            open_arena(self.simulator, self.profile, again=True, history=self.history, ahead_s=self.ahead_s)
        )
        arena.before = self.before
        webhooks = arena.desk.services.webhooks
        await webhooks.start("127.0.0.1", 0)
        for provider in PROVIDERS:
            address = webhooks.address(arena.desk.account(provider))
            hook = await asyncio.to_thread(self.simulator.subscribe, provider, address)
            self.hooks.append(hook["id"])
        return arena

    def close(self) -> None:
        for hook in self.hooks:
            self.simulator.control("DELETE", f"/webhooks/{hook}")
        self.hooks.clear()
        self.run(self.stack.aclose())

    # What people do

    @rule(provider=providers, person=people)
    def create(self, provider: str, person: str) -> None:
        self.ask(provider, self.new_intent(person))

    @rule(step=st.sampled_from(WRITES), fault=st.sampled_from(SPOILING), person=people)
    def create_under_a_fault(self, step: Step, fault: dict[str, Any], person: str) -> None:
        self.ask(step.provider, self.new_intent(person), step.fault(**fault))

    @precondition(lambda self: self.made)
    @rule(data=st.data())
    def create_for_a_known_customer(self, data: st.DataObject) -> None:
        provider, intent = self.draw_known(data)
        self.ask(provider, intent)

    @precondition(lambda self: self.made)
    @rule(data=st.data(), fault=st.sampled_from(SPOILING))
    def create_for_a_known_customer_under_a_fault(self, data: st.DataObject, fault: dict[str, Any]) -> None:
        provider, intent = self.draw_known(data)
        [*_, step] = [step for step in WRITES if step.provider == provider]
        self.ask(provider, intent, step.fault(**fault))

    @rule(provider=providers, person=people)
    def click_twice(self, provider: str, person: str) -> None:
        wishes = [self.new_intent(person) for _ in range(2)]
        before = self.load_open()
        both = self.run(self.create_at_once(provider, wishes))
        asked = [created for created in both if created.item_id is not None]
        # On a busy machine the second may be judged only when the first has ended well: then it is a wish of its own.
        if not asked:
            self.history.asks.append(Ask(self.to_wish(provider, wishes[0]), before, None))
        for created in both:
            assert created.item_id is not None or created.reason
        for created in asked:
            self.note(created.item_id)

    @precondition(lambda self: self.unsettled)
    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        item_id = data.draw(st.sampled_from(list(self.unsettled)))
        self.run(self.arena.desk.services.creation.resolve(item_id))
        self.note(item_id)

    @precondition(lambda self: self.unsettled)
    @rule(data=st.data())
    def look_from_two_windows(self, data: st.DataObject) -> None:
        item_id = data.draw(st.sampled_from(list(self.unsettled)))
        self.run(self.look_twice(item_id))
        self.note(item_id)

    @rule(step=st.sampled_from(WRITES), person=people)
    def look_from_a_second_window_at_what_the_first_sends(self, step: Step, person: str) -> None:
        intent = self.new_intent(person)
        with self.simulator.faults(step.fault("delay", seconds=SLOW_S)):
            created = self.run(self.look_while_it_is_sent(step.provider, intent))
        self.note(created.item_id)

    @precondition(lambda self: self.unsettled)
    @rule(data=st.data(), trouble=st.sampled_from(IN_TROUBLE))
    def look_at_a_provider_in_trouble(self, data: st.DataObject, trouble: dict[str, Any]) -> None:
        item_id = data.draw(st.sampled_from(list(self.unsettled)))
        away = {"provider": self.unsettled[item_id], "method": "*", "path": "*", **trouble}
        with self.simulator.faults(away):
            item = self.run(self.arena.desk.services.creation.resolve(item_id))
        assert item.state is not OutboxState.UNKNOWN or item.reason
        self.note(item_id)

    @rule()
    def read_everything(self) -> None:
        self.run(self.arena.desk.pass_once())

    # What the program does by itself

    @precondition(lambda self: self.unsettled)
    @rule(provider=providers, poison=st.sampled_from(IN_TROUBLE))
    def everything_is_looked_after_beside_poison(self, provider: str, poison: dict[str, Any]) -> None:
        self.go_round_beside(provider, poison)

    # What the world does

    @precondition(lambda self: self.made)
    @rule(data=st.data(), step=st.sampled_from(CUSTOMER_STEPS))
    def a_customer_goes_on(self, data: st.DataObject, step: str) -> None:
        provider, key = data.draw(st.sampled_from(self.made))
        self.run(self.go_on(provider, key.id, step))

    @rule(seconds=st.sampled_from([5.0, 60.0, 3600.0]))
    def time_passes(self, seconds: float) -> None:
        self.time_passes_by(seconds)

    @rule(seconds=st.sampled_from([-DAY_S, -60.0, DAY_S]))
    def the_clock_is_set(self, seconds: float) -> None:
        self.arena.clock.set_by(seconds)
        self.ahead_s += seconds

    @rule()
    def the_program_is_started_again(self) -> None:
        self.close()
        self.arena = self.run(self.open())
        self.run(self.arena.desk.console._sender.recover())

    @invariant()
    def what_is_open_is_what_the_model_says(self) -> None:
        items = {item.id: item for item in self.arena.desk.console.store.read.load_outbox()}
        assert {item.id for item in items.values() if item.state in OPEN_STATES} == set(self.unsettled)
        for item_id, state in self.settled.items():
            assert items[item_id].state is state

    def teardown(self) -> None:
        try:
            self.run(self.arena.verify())
            # No walk ends without it: which rules a walk has at all is drawn too.
            for provider in dict.fromkeys(self.unsettled.values()):
                self.go_round_beside(provider, IN_TROUBLE[0])
            self.run(self.arena.verify())
            for item_id in list(self.unsettled):
                item = self.run(self.arena.settle(item_id))
                assert item.state not in OPEN_STATES, item
            self.run(self.arena.verify())
        finally:
            self.close()
            self.runner.close()
            shutil.rmtree(self.profile)

    # How it is done

    def ask(self, provider: str, intent: CreateIntent, *faults: dict[str, Any]) -> None:
        """One wish; whether it had to wait for another is for the checker to say."""
        before = self.load_open()
        is_allowed = self.run(self.is_allowed(provider, intent))
        with self.simulator.faults(*faults):
            [created] = self.run(self.create_at_once(provider, [intent]))
        assert created.item_id is not None or (created.outcome is Outcome.REFUSED and created.reason)
        if is_allowed:
            self.history.asks.append(Ask(self.to_wish(provider, intent), before, created.item_id))
        else:
            assert created.item_id is None
        self.note(created.item_id)

    async def is_allowed(self, provider: str, intent: CreateIntent) -> bool:
        """Whether the provider's rules let it be asked for, when every message has arrived."""
        await asyncio.to_thread(self.simulator.advance, 0)
        cases, account = self.arena.desk.services.cases, self.arena.desk.account(provider)
        if not intent.customer_id:
            offer = await cases.offer_for_person(account.id, intent.email)
            return offer is None or offer.is_allowed
        await cases.look_at_customer(account.id, intent.customer_id)
        offers = await cases.offers_for_customer(account.id, intent.customer_id)
        return find_offer(offers, Action.NEW_VERIFICATION).is_allowed

    async def create_at_once(self, provider: str, intents: list[CreateIntent]) -> list[Created]:
        """Whoever asks accepts every loss: what is under test is what comes after the question."""
        desk = self.arena.desk
        account = desk.account(provider)
        create = desk.services.creation.create
        return await asyncio.gather(*(create(account.id, intent, accept_loss=True) for intent in intents))

    async def look_twice(self, item_id: OutboxId) -> None:
        async with open_arena(
            self.simulator, self.profile, again=True, history=self.history, ahead_s=self.ahead_s
        ) as other:
            await asyncio.gather(
                *(arena.desk.services.creation.resolve(item_id) for arena in (self.arena, other))
            )

    async def look_while_it_is_sent(self, provider: str, intent: CreateIntent) -> Created:
        place = len(self.history.sent)
        creating = asyncio.ensure_future(self.create_at_once(provider, [intent]))
        await until(lambda: len(self.history.sent) > place or creating.done())
        async with open_arena(
            self.simulator, self.profile, again=True, history=self.history, ahead_s=self.ahead_s
        ) as other:
            await asyncio.gather(
                *(
                    other.desk.services.creation.resolve(item.id)
                    for item in self.load_open()
                    if item.intent.reference == intent.reference
                )
            )
        [created] = await creating
        return created

    async def go_round(self) -> Round:
        """Until all that was open was looked at, or for as long as that may take."""
        store = self.arena.desk.console.store.read
        before = {held.item.id: held.item.updated_at for held in store.load_open_outbox()}

        def is_over() -> bool:
            still = store.load_open_outbox()
            return all(
                held.lease is None and before.get(held.item.id) != held.item.updated_at for held in still
            )

        going = asyncio.create_task(self.arena.desk.console._sender.run())
        try:
            await until(is_over)
        except TimeoutError:
            # What was passed over is for the checker to say.
            pass
        finally:
            going.cancel()
            await asyncio.wait({going})
        return Round(before, {item.id: item.updated_at for item in store.load_outbox()})

    async def go_on(self, provider: str, verification_id: VerificationId, step: str) -> None:
        """A step of the customer, where it is possible, and every message it causes."""
        try:
            await asyncio.to_thread(self.simulator.journey, provider, verification_id, step)
        except ControlRefused as refused:
            assert refused.status == 409
        await asyncio.to_thread(self.simulator.advance, 0)

    # How the model follows

    def new_intent(self, person: str, customer_id: str = "") -> CreateIntent:
        reference = self.arena.desk.services.creation.new_reference()
        email = f"{person}@{self.domain}.example"
        return CreateIntent(reference, CustomerId(customer_id), person, email)

    def draw_known(self, data: st.DataObject) -> tuple[str, CreateIntent]:
        provider, key = data.draw(st.sampled_from(self.made))
        case = self.arena.desk.console.store.read.load_case(key)
        assert case is not None
        return provider, self.new_intent(data.draw(people), case.verification.customer_id)

    def to_wish(self, provider: str, intent: CreateIntent) -> OutboxItem:
        desk = self.arena.desk
        now = desk.clock.now()
        account = desk.account(provider)
        return OutboxItem(OutboxId(""), account.id, intent, OutboxState.QUEUED, now, now)

    def load_open(self) -> tuple[OutboxItem, ...]:
        return tuple(held.item for held in self.arena.desk.console.store.read.load_open_outbox())

    def go_round_beside(self, provider: str, poison: dict[str, Any]) -> None:
        self.time_passes_by(ROUND_S)
        with self.simulator.faults({"provider": provider, "method": "*", "path": "*", **poison}):
            self.history.rounds.append(self.run(self.go_round()))
        for item_id in list(self.unsettled):
            self.note(item_id)

    def time_passes_by(self, seconds: float) -> None:
        self.arena.clock.let_pass(seconds)
        self.ahead_s += seconds

    def note(self, item_id: OutboxId | None) -> None:
        if item_id is None:
            return
        item = self.arena.desk.console.store.read.load_outbox_item(item_id)
        assert item is not None
        provider = next(name for name in PROVIDERS if self.arena.desk.account(name).id == item.account_id)
        if item.state in OPEN_STATES:
            assert item.state is OutboxState.UNKNOWN
            self.unsettled[item_id] = provider
            return
        self.unsettled.pop(item_id, None)
        self.settled[item_id] = item.state
        if item.verification_id is not None:
            self.made.append((provider, VerificationKey(item.account_id, item.verification_id)))


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
