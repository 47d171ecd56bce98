"""Creates beyond the main flow: what must be there before, how they are asked for, what they made at the provider."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from typing import Any, Final

from console.domain.customer import CustomerId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.outbox import OPEN_STATES, CreateIntent, OutboxItem
from console.providers.checkout.mapping import to_reference
from console.services.accounts import AccountDraft
from console.services.creation import Created, Outcome
from tests.faults.arena import Arena, Step
from tests.support.iron import Iron
from tests.support.own_data import BUSINESS, PERSON
from tests.support.simulator import Simulator

WITH_EFFECT: Final = frozenset({"truncate", "drip", "delay", "commit_then_status", "commit_then_drop"})
"""Actions of a fault that let the provider do what it was asked."""
_CUSTOMERS: Final = {"checkout": "applicant", "iron": "customer"}


@dataclass(frozen=True, slots=True)
class Target:
    """What an operation is done to, as far as it needs it, and what its form says."""

    customer_id: str = ""
    verification_id: str = ""
    values: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Deed:
    """An operation that makes something; `count` tells how often it has at the provider, None where nothing there does."""

    step: Step
    operation: str
    prepare: Callable[[Arena], Awaitable[Target]]
    count: Callable[[Simulator, Target], int] | None

    @property
    def label(self) -> str:
        return f"{self.step.provider}-{self.operation}"

    @property
    def is_replayable(self) -> bool:
        """Only Iron keeps its answers under a key."""
        return self.step.provider == "iron"

    def count_sent(self, simulator: Simulator) -> int:
        """How many requests of this kind reached the provider since its calls were forgotten."""
        return sum(self.is_its_call(call) for call in simulator.calls(self.step.provider))

    def is_its_call(self, call: Mapping[str, Any]) -> bool:
        """Whether one of the provider's calls is the write of this deed."""
        return call["method"] == "POST" and fnmatch(call["path"], self.step.path)

    def build_intent(self, arena: Arena, target: Target) -> CreateIntent:
        """With a new reference and an address nobody has."""
        reference = arena.desk.services.creation.new_reference()
        return CreateIntent(
            reference,
            CustomerId(target.customer_id),
            "Ada Alone",
            f"{reference}@example.com",
            target.values,
            self.operation,
            VerificationId(target.verification_id),
        )

    async def ask(self, arena: Arena, target: Target) -> tuple[Created, OutboxItem]:
        """As a person does who accepts every loss."""
        intent = self.build_intent(arena, target)
        account = arena.desk.account(self.step.provider)
        created = await arena.desk.services.creation.create(account.id, intent, accept_loss=True)
        return created, await load_item(arena, created)

    async def find_made(self, arena: Arena, target: Target, before: int, *, had_effect: bool) -> int:
        """How often it was done since. Where no interface tells, `had_effect` does: the fault lets it happen or not."""
        if self.count is None:
            return int(had_effect)
        return await asyncio.to_thread(self.count, arena.desk.simulator, target) - before

    async def count_made(self, arena: Arena, target: Target) -> int:
        """How often it was ever done."""
        return await self.find_made(arena, target, 0, had_effect=False)

    async def settle(self, arena: Arena, item: OutboxItem, target: Target, *, is_made: bool) -> OutboxItem:
        """As the program does, then as a person who sees at the provider what was made."""
        item = await arena.settle_by_looking(item.id)
        if item.state not in OPEN_STATES:
            return item
        assert item.reason
        assert item.pending is not None
        creation = arena.desk.services.creation
        if not is_made:
            return await creation.settle_absent(item.id)
        rows = await asyncio.to_thread(arena.desk.simulator.ledger, self.step.provider)
        made = [
            row["id"]
            for row in rows
            if row["kind"] == item.pending.step
            and (
                row["customer_id"] == target.customer_id
                or to_reference(row["reference"] or "") == item.intent.reference
            )
        ]
        return await creation.settle_found(item.id, made[-1] if made else target.verification_id)


async def load_item(arena: Arena, created: Created) -> OutboxItem:
    """The outbox item of a create that was queued."""
    item_id = created.item_id
    assert item_id is not None, created.reason
    item = await arena.desk.console.store.query(lambda queries: queries.load_outbox_item(item_id))
    assert item is not None
    return item


async def find_nobody(_arena: Arena) -> Target:
    """Nothing has to be there."""
    return Target()


async def make_customer(arena: Arena, provider: str, **options: str) -> Target:
    """A customer alone: what is made next is their first verification."""
    creation = arena.desk.services.creation
    reference = creation.new_reference()
    intent = CreateIntent(
        reference,
        name="Ada Alone",
        email=f"{reference}@example.com",
        operation=f"create_{_CUSTOMERS[provider]}",
        options=options,
    )
    created = await creation.create(arena.desk.account(provider).id, intent)
    assert created.outcome is Outcome.CREATED, created.reason
    return Target((await load_item(arena, created)).customer_id)


async def make_verification(arena: Arena, provider: str) -> Target:
    """A customer with a verification that waits for them."""
    return await to_target(arena, await arena.desk.create(provider))


async def decide_verification(arena: Arena, provider: str) -> Target:
    """The same with its verdict, as far as this desk may read it."""
    key = await arena.desk.create(provider)
    await asyncio.to_thread(arena.desk.journey, key, "finish")
    await arena.desk.pass_once()
    await arena.desk.services.cases.refresh(key)
    return await to_target(arena, key)


async def to_target(arena: Arena, key: VerificationKey) -> Target:
    """A verification and whose it is."""
    case = await arena.desk.services.cases.load_case(key)
    return Target(case.stored.verification.customer_id, key.id)


async def _take_applicant(arena: Arena) -> Target:
    return await make_customer(arena, "checkout")


async def _take_open_verification(arena: Arena) -> Target:
    made = await make_verification(arena, "checkout")
    return Target(verification_id=made.verification_id)


async def _take_final_session(arena: Arena) -> Target:
    return await decide_verification(arena, "idenfy")


async def _take_unsigned(arena: Arena) -> Target:
    made = await decide_verification(arena, "iron")
    path = f"/customers/{made.customer_id}/required-signings"
    required = await asyncio.to_thread(Iron(arena.desk.simulator).get, path)
    values = {"content_id": str(required[0]["id"]), "signed": "true"}
    return Target(made.customer_id, values=values)


async def allow_own_data(arena: Arena) -> None:
    """The contract with Iron that lets a partner send data of its own."""
    account = arena.desk.account("iron")
    values = {**account.settings, "partner_data": "true"}
    draft = AccountDraft(account.provider, account.name, account.environment, account.base_url, values)
    await arena.desk.services.accounts.change(account.id, draft)


def _bring_own_data(
    kind: str, build: Callable[[], Mapping[str, str]]
) -> Callable[[Arena], Awaitable[Target]]:
    async def prepare(arena: Arena) -> Target:
        await allow_own_data(arena)
        return replace(await make_customer(arena, "iron", customer_type=kind), values=build())

    return prepare


def _build_token() -> Mapping[str, str]:
    """It works once."""
    return {"token": uuid.uuid4().hex, "intended_use": "Trading"}


def _count_rows(provider: str, kind: str) -> Callable[[Simulator, Target], int]:
    def count(simulator: Simulator, _target: Target) -> int:
        return sum(row["kind"] == kind for row in simulator.ledger(provider))

    return count


def _count_signings(simulator: Simulator, target: Target) -> int:
    return len(Iron(simulator).get(f"/customers/{target.customer_id}/signings")["items"])


_OWN_DATA: Final = Step("iron", "verification", "/customers/*/identifications/v2")
_ROWS: Final = {
    (provider, kind): _count_rows(provider, kind)
    for provider, kind in (
        ("iron", "customer"),
        ("iron", "verification"),
        ("checkout", "customer"),
        ("checkout", "verification"),
        ("checkout", "attempt"),
    )
}


def _own(operation: str, kind: str, build: Callable[[], Mapping[str, str]]) -> Deed:
    return Deed(_OWN_DATA, operation, _bring_own_data(kind, build), _ROWS["iron", "verification"])


DEEDS: Final = (
    Deed(Step("iron", "customer", "/customers"), "create_customer", find_nobody, _ROWS["iron", "customer"]),
    _own("create_token", "Person", _build_token),
    _own("create_person", "Person", lambda: PERSON),
    _own("create_business", "Business", lambda: BUSINESS),
    Deed(Step("iron", "signing", "/customers/*/signings"), "record_signing", _take_unsigned, _count_signings),
    Deed(
        Step("checkout", "customer", "/applicants"),
        "create_applicant",
        find_nobody,
        _ROWS["checkout", "customer"],
    ),
    Deed(
        Step("checkout", "verification", "/identity-verifications"),
        "create_verification",
        _take_applicant,
        _ROWS["checkout", "verification"],
    ),
    Deed(
        Step("checkout", "attempt", "/identity-verifications/*/attempts"),
        "new_attempt",
        _take_open_verification,
        _ROWS["checkout", "attempt"],
    ),
    Deed(
        Step("idenfy", "information", "*/request-information/"),
        "request_information",
        _take_final_session,
        None,
    ),
)
