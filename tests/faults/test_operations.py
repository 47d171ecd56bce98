"""Creates beyond the main flow go through the same guard and outbox: one effect each, whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

import pytest

from console.domain.customer import CustomerId
from console.domain.errors import NotSupported
from console.domain.keys import VerificationId, VerificationKey
from console.domain.operation import OperationCall, OperationId
from console.domain.outbox import OPEN_STATES, CreateIntent, OutboxItem, OutboxState
from console.providers.contract import Operates
from console.services.creation import Created, Outcome
from console.services.operation_offers import Performed, PerformOutcome, Subject
from tests.faults.arena import Arena, Step, open_arena
from tests.faults.test_every_step import FAULTS
from tests.support.simulator import Simulator

# The whole list is walked by the main flow; these are the ways in which one can go wrong.
FEW: Final = {
    name: FAULTS[name]
    for name in ("reset before the commit", "reset after the commit", "500 after the commit", "429")
}
NOBODY: Final = ("", "")
# A customer's id and a verification's, as far as the operation needs them.
Target = tuple[str, str]


async def _find_nobody(_arena: Arena, _provider: str) -> Target:
    return NOBODY


async def _make_verification(arena: Arena, provider: str) -> Target:
    key = await arena.desk.create(provider)
    case = await arena.desk.services.cases.load_case(key)
    return case.stored.verification.customer_id, key.id


async def _make_customer(arena: Arena, provider: str) -> Target:
    """A customer alone: what is made next is their first verification."""
    intent = CreateIntent(
        "", name="Ada Alone", email="ada@example.com", operation=f"create_{_CUSTOMERS[provider]}"
    )
    created = await _ask(arena, provider, intent)
    assert created.outcome is Outcome.CREATED, created.reason
    item = await _load(arena, created)
    return item.customer_id, ""


_CUSTOMERS: Final = {"checkout": "applicant", "iron": "customer"}


@dataclass(frozen=True, slots=True)
class Deed:
    """An operation that makes one record of `kind`, and what must be there before."""

    step: Step
    operation: str
    kind: str
    prepare: Callable[[Arena, str], Awaitable[Target]]


DEEDS: Final = (
    Deed(Step("iron", "customer", "/customers"), "create_customer", "customer", _find_nobody),
    Deed(Step("checkout", "customer", "/applicants"), "create_applicant", "customer", _find_nobody),
    Deed(
        Step("checkout", "verification", "/identity-verifications"),
        "create_verification",
        "verification",
        _make_customer,
    ),
    Deed(
        Step("checkout", "attempt", "/identity-verifications/*/attempts"),
        "new_attempt",
        "attempt",
        _make_verification,
    ),
)


async def _ask(arena: Arena, provider: str, intent: CreateIntent) -> Created:
    creation = arena.desk.services.creation
    reference = creation.new_reference()
    complete = CreateIntent(
        reference,
        intent.customer_id,
        intent.name,
        intent.email and f"{reference}@example.com",
        intent.options,
        intent.operation,
        intent.verification_id,
    )
    account = arena.desk.account(provider)
    return await creation.create(account.id, complete, accept_loss=True)


async def _load(arena: Arena, created: Created) -> OutboxItem:
    item_id = created.item_id
    assert item_id is not None
    item = await arena.desk.console.store.query(lambda queries: queries.load_outbox_item(item_id))
    assert item is not None
    return item


async def _count(simulator: Simulator, deed: Deed) -> set[str]:
    rows = await asyncio.to_thread(simulator.ledger, deed.step.provider)
    return {row["id"] for row in rows if row["kind"] == deed.kind}


async def _settle(arena: Arena, item: OutboxItem, made: set[str]) -> OutboxItem:
    """As the program does, then as a person who sees at the provider what was made."""
    item = await arena.settle_by_looking(item.id)
    creation = arena.desk.services.creation
    if item.state not in OPEN_STATES:
        return item
    assert item.reason
    if made:
        return await creation.settle_found(item.id, next(iter(made)))
    return await creation.settle_absent(item.id)


@pytest.mark.parametrize("fault", FEW.values(), ids=FEW)
@pytest.mark.parametrize("deed", DEEDS, ids=[f"{deed.step.provider}-{deed.operation}" for deed in DEEDS])
async def test_an_operation_that_makes_something_makes_it_once(
    deed: Deed, fault: Mapping[str, Any], quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        customer_id, verification_id = await deed.prepare(arena, deed.step.provider)
        before = await _count(quiet_simulator, deed)
        intent = CreateIntent(
            "",
            CustomerId(customer_id),
            "Ada Alone",
            "ada@example.com",
            operation=deed.operation,
            verification_id=VerificationId(verification_id),
        )
        with quiet_simulator.faults(deed.step.fault(**fault)):
            created = await _ask(arena, deed.step.provider, intent)
        item = await _load(arena, created)
        made = await _count(quiet_simulator, deed) - before
        if item.state in OPEN_STATES:
            assert created.outcome is Outcome.UNCERTAIN
            item = await _settle(arena, item, made)
        made = await _count(quiet_simulator, deed) - before
        assert (item.state, len(made)) in {(OutboxState.ACCEPTED, 1), (OutboxState.REFUSED, 0)}
        await arena.verify()


PRESELECTING: Final = (
    Step("checkout", "customer", "/applicants"),
    Step("checkout", "verification", "/identity-verifications"),
    Step("checkout", "attempt", "/identity-verifications/*/attempts"),
)


@pytest.mark.parametrize("fault", FEW.values(), ids=FEW)
@pytest.mark.parametrize("step", PRESELECTING, ids=[step.label for step in PRESELECTING])
async def test_a_create_of_three_steps_makes_each_of_them_once(
    step: Step, fault: Mapping[str, Any], quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """Only the attempt's own call takes what the customer is to find chosen."""
    async with open_arena(quiet_simulator, tmp_path) as arena:
        with quiet_simulator.faults(step.fault(**fault)):
            created = await arena.desk.try_create("checkout", pre_selected_language="nl")
        item = await _load(arena, created)
        if item.state in OPEN_STATES:
            item = await arena.settle(item.id)
        assert item.state not in OPEN_STATES
        world = await arena.verify()
        attempts = [row for row in world.made_by(item) if row["kind"] == "attempt"]
        assert len(attempts) == int(item.state is OutboxState.ACCEPTED)


async def test_the_engine_stands_in_front_of_an_operation_too(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        _, verification_id = await _make_verification(arena, "checkout")
        account = arena.desk.account("checkout")
        intent = CreateIntent(
            arena.desk.services.creation.new_reference(),
            operation="new_attempt",
            verification_id=VerificationId(verification_id),
        )
        before = await asyncio.to_thread(quiet_simulator.ledger, "checkout")
        refused = await arena.desk.services.creation.create(account.id, intent)
        assert (refused.outcome, refused.needs_consent, refused.item_id) == (Outcome.REFUSED, True, None)
        assert await asyncio.to_thread(quiet_simulator.ledger, "checkout") == before
        created = await arena.desk.services.creation.create(account.id, intent, accept_loss=True)
        assert created.outcome is Outcome.CREATED
        audit = await arena.desk.console.store.query(lambda queries: queries.load_audit())
        [loss] = [entry for entry in audit if entry.action == "loss_accepted"]
        assert (loss.details, loss.subject) == ("new_attempt", f"customer {account.id}/{verification_id}")


async def test_what_is_no_create_of_the_provider_is_not_sent(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        creation = arena.desk.services.creation
        for operation in ("no_such_thing", "list_assets"):
            intent = CreateIntent(creation.new_reference(), operation=operation)
            with pytest.raises(NotSupported):
                await creation.create(arena.desk.account("checkout").id, intent)
        assert await creation.load_outbox() == ()


@dataclass(frozen=True, slots=True)
class Erasure:
    """A call that erases, and where the simulator hears it."""

    provider: str
    operation: str
    method: str
    path: str

    def fault(self, action: str) -> dict[str, Any]:
        """A rule of the simulator that spoils it once."""
        where = {"provider": self.provider, "method": self.method, "path": self.path}
        return {**where, "action": action, "times": 1, "status": 500}


ERASURES: Final = (
    Erasure("idenfy", "delete", "POST", "*/delete"),
    Erasure("checkout", "anonymize_verification", "POST", "/identity-verifications/*/anonymize"),
    Erasure("proofme", "delete_data", "DELETE", "*identification*"),
)
PERSON: Final = "Quirina Zzyzxlost"


async def _decide(arena: Arena, provider: str) -> VerificationKey:
    key = await arena.desk.create(provider, PERSON)
    await asyncio.to_thread(arena.desk.journey, key, "finish")
    await arena.desk.pass_once()
    await arena.desk.services.cases.refresh(key)
    return key


async def _erase(arena: Arena, erasure: Erasure, key: VerificationKey) -> Performed:
    subject = Subject(key.account_id, verification_id=key.id)
    operation = OperationId(erasure.operation)
    return await arena.desk.services.operations.perform(subject, operation, {}, accept_loss=True)


async def _is_kept(arena: Arena, key: VerificationKey) -> bool:
    stored = (await arena.desk.services.cases.load_case(key)).stored
    facts = stored.verification
    assert facts.is_erased != bool(facts.verified or facts.documents or facts.encrypted or stored.raw)
    return not facts.is_erased


@pytest.mark.parametrize("action", ["commit_then_drop", "commit_then_status"])
@pytest.mark.parametrize("erasure", ERASURES, ids=[each.provider for each in ERASURES])
async def test_what_was_erased_there_though_the_answer_was_lost_is_erased_here(
    erasure: Erasure, action: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        key = await _decide(arena, erasure.provider)
        assert await _is_kept(arena, key)
        with quiet_simulator.faults(erasure.fault(action)):
            done = await _erase(arena, erasure, key)
        assert done.outcome is PerformOutcome.DONE, done.reason
        assert done.result is not None
        assert "answer was lost" in done.result.summary
        assert not await _is_kept(arena, key)
        again = await _erase(arena, erasure, key)
        assert (again.outcome, again.code) == (PerformOutcome.NOT_DONE, "action_refused")


@pytest.mark.parametrize("erasure", ERASURES, ids=[each.provider for each in ERASURES])
async def test_an_erase_that_never_arrived_erases_nothing_here(
    erasure: Erasure, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        key = await _decide(arena, erasure.provider)
        with quiet_simulator.faults(erasure.fault("drop")):
            done = await _erase(arena, erasure, key)
        assert done.outcome is not PerformOutcome.DONE
        assert await _is_kept(arena, key)


@pytest.mark.parametrize("erasure", ERASURES, ids=[each.provider for each in ERASURES])
async def test_what_the_provider_erased_without_us_can_be_erased_here(
    erasure: Erasure, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """As after a program that was killed between the provider's answer and its own erasing."""
    async with open_arena(quiet_simulator, tmp_path) as arena:
        key = await _decide(arena, erasure.provider)
        client = (await arena.desk.console._directory.coordinator(key.account_id).connected()).client
        assert isinstance(client, Operates)
        await client.perform(OperationCall(OperationId(erasure.operation), verification_id=key.id))
        await arena.desk.services.cases.refresh(key)
        assert await _is_kept(arena, key)
        await asyncio.to_thread(quiet_simulator.forget_calls)
        done = await _erase(arena, erasure, key)
        assert done.outcome is PerformOutcome.DONE, done.reason
        assert not await _is_kept(arena, key)
        calls = await asyncio.to_thread(quiet_simulator.calls, erasure.provider)
        assert calls, "a look confirms it first"
        told = [
            each for each in calls if each["method"] == erasure.method and fnmatch(each["path"], erasure.path)
        ]
        assert told == [], "nobody asks the provider again"
