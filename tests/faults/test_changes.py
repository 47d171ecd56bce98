"""Changes at a provider under every fault: what is told of them is true, each leaves once, again does no harm."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.keys import VerificationId
from console.domain.operation import Effect, OperationId
from console.providers.checkout.operations import OPERATIONS as CHECKOUT
from console.providers.idenfy.operations import OPERATIONS as IDENFY
from console.providers.iron.operations import OPERATIONS as IRON
from console.providers.proofme.operations import OPERATIONS as PROOFME
from console.services.operation_offers import Performed, PerformOutcome, Subject
from tests.faults.arena import Arena, open_arena
from tests.faults.deeds import (
    DEEDS,
    WITH_EFFECT,
    Target,
    decide_verification,
    make_customer,
    make_verification,
)
from tests.faults.extent import pair
from tests.faults.test_erasures import ERASURES
from tests.faults.test_every_step import FAULTS
from tests.support.iron import Iron
from tests.support.simulator import Simulator, fetch

ADDRESS: Final = "changed@example.com"


@dataclass(frozen=True, slots=True)
class Change:
    """An operation that leaves something as it was asked to be, and how to see that at the provider."""

    provider: str
    operation: str
    method: str
    path: str
    prepare: Callable[[Arena], Awaitable[Target]]
    is_done: Callable[[Arena, Target], Awaitable[bool]]
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    of_account: bool = False
    """Where it is done to none of them, a customer or a verification is only there to be named in the form."""
    has_answer: bool = True
    """False where no body is documented: a status of success is all that says that it was done."""

    def fault(self, fault: Mapping[str, Any]) -> dict[str, Any]:
        """A rule of the simulator that spoils it once."""
        return {"provider": self.provider, "method": self.method, "path": self.path, "times": 1, **fault}

    def count_sent(self, simulator: Simulator) -> int:
        """How many requests of it reached the provider since its calls were forgotten."""
        calls = simulator.calls(self.provider)
        return sum(call["method"] == self.method and fnmatch(call["path"], self.path) for call in calls)

    async def perform(self, arena: Arena, target: Target) -> Performed:
        """As a person does who has confirmed what is lost."""
        account = arena.desk.account(self.provider)
        subject = Subject(account.id)
        if not self.of_account:
            verification_id = VerificationId(target.verification_id)
            customer_id = CustomerId("" if verification_id else target.customer_id)
            subject = Subject(account.id, customer_id, verification_id)
        values = {**self.values, **target.values}
        operations = arena.desk.services.operations
        return await operations.perform(subject, OperationId(self.operation), values, accept_loss=True)


def _read_iron(path: str, key: str, wanted: object) -> Callable[[Arena, Target], Awaitable[bool]]:
    """Whether a field of Iron's record is as wanted; `path` is filled with the target's ids."""

    async def is_done(arena: Arena, target: Target) -> bool:
        place = path.format(customer=target.customer_id, verification=target.verification_id)
        record = await asyncio.to_thread(Iron(arena.desk.simulator).get, place)
        return record[key] == wanted

    return is_done


async def _find_webhook(arena: Arena, target: Target) -> dict[str, Any]:
    listed = await asyncio.to_thread(Iron(arena.desk.simulator).get, "/webhooks?page_size=100")
    return next(each for each in listed["items"] if each["id"] == target.values["id"])


async def _is_webhook_changed(arena: Arena, target: Target) -> bool:
    return bool((await _find_webhook(arena, target))["label"] == "After the change")


async def _is_pinged(arena: Arena, target: Target) -> bool:
    url = (await _find_webhook(arena, target))["url"]
    await asyncio.to_thread(arena.desk.simulator.advance, 0)
    return any(each["url"] == url for each in await asyncio.to_thread(arena.desk.simulator.deliveries))


async def _is_applicant_changed(arena: Arena, target: Target) -> bool:
    account = arena.desk.simulator.account("checkout")
    headers = {"Authorization": f"Bearer {account['secret_key']}"}
    url = f"{account['base_url']}/applicants/{target.customer_id}"
    _, text = await asyncio.to_thread(fetch, url, "GET", None, headers)
    return ADDRESS in text


async def _is_reviewed(arena: Arena, target: Target) -> bool:
    account = arena.desk.simulator.account("idenfy")
    keys = base64.b64encode(f"{account['api_key']}:{account['api_secret']}".encode()).decode()
    url, body = f"{account['base_url']}/api/v2/status", {"scanRef": target.verification_id}
    _, text = await asyncio.to_thread(fetch, url, "POST", body, {"Authorization": f"Basic {keys}"})
    return bool(json.loads(text)["manualDocument"])


async def _is_revoked(arena: Arena, target: Target) -> bool:
    account = arena.desk.simulator.account("proofme")
    url = f"{account['base_url']}/identification/{target.verification_id}"
    _, text = await asyncio.to_thread(fetch, url, "GET", None, {"Authorization": account["api_key"]})
    return '"REVOKED"' in text


async def _take_iron_customer(arena: Arena) -> Target:
    return await make_customer(arena, "iron")


async def _take_iron_verification(arena: Arena) -> Target:
    return await make_verification(arena, "iron")


async def _take_webhook(arena: Arena) -> Target:
    """At a port where nobody listens; it asks for nothing, so that only a ping is sent there."""
    url = f"http://127.0.0.1:9/{new_reference()}"
    made = await asyncio.to_thread(arena.desk.simulator.subscribe, "iron", url, ["nothing"])
    return Target(values={"id": made["id"], "label": "After the change"})


async def _take_webhook_and_customer(arena: Arena) -> Target:
    customer, hook = await make_customer(arena, "iron"), await _take_webhook(arena)
    return Target(customer.customer_id, values={"id": hook.values["id"], "customer_id": customer.customer_id})


async def _take_applicant(arena: Arena) -> Target:
    return await make_customer(arena, "checkout")


async def _take_session(arena: Arena) -> Target:
    return await decide_verification(arena, "idenfy")


async def _take_proofme(arena: Arena) -> Target:
    return await make_verification(arena, "proofme")


_CODES: Final = {"manualFaceMatchResult": "FACE_MATCH", "manualDocumentValidity": "DOC_VALIDATED"}
CHANGES: Final = (
    Change(
        "iron",
        "update_customer",
        "PUT",
        "/customers/*",
        _take_iron_customer,
        _read_iron("/customers/{customer}", "email", ADDRESS),
        {"email": ADDRESS},
        has_answer=False,
    ),
    Change(
        "iron",
        "change_webhook",
        "PATCH",
        "/webhooks/*",
        _take_webhook,
        _is_webhook_changed,
        of_account=True,
    ),
    Change(
        "iron",
        "ping_webhook",
        "POST",
        "/webhooks/*/ping",
        _take_webhook_and_customer,
        _is_pinged,
        of_account=True,
    ),
    Change(
        "iron",
        "decide_in_sandbox",
        "POST",
        "/sandbox/identification/*",
        _take_iron_verification,
        _read_iron("/identifications/{verification}", "status", "Approved"),
        {"approved": "true"},
    ),
    Change(
        "iron",
        "archive_identification",
        "PUT",
        "/identifications/*/archive",
        _take_iron_verification,
        _read_iron("/identifications/{verification}", "status", "Archived"),
    ),
    Change(
        "iron",
        "archive_customer",
        "PUT",
        "/customers/*/archive",
        _take_iron_customer,
        _read_iron("/customers/{customer}", "status", "Archived"),
    ),
    Change(
        "checkout",
        "update_applicant",
        "PATCH",
        "/applicants/*",
        _take_applicant,
        _is_applicant_changed,
        {"email": ADDRESS},
    ),
    Change(
        "idenfy",
        "add_dummy_status",
        "POST",
        "/api/v2/add-dummy-status",
        _take_session,
        _is_reviewed,
        _CODES,
        has_answer=False,
    ),
    Change("proofme", "revoke", "DELETE", "/identification/*", _take_proofme, _is_revoked, has_answer=False),
)
CASES: Final = [
    (change, name)
    for change, name in pair(CHANGES, FAULTS, always="reset after the commit")
    if change.has_answer or name != "garbage"
]


@pytest.mark.parametrize(
    ("change", "name"), CASES, ids=[f"{change.provider}-{change.operation}-{name}" for change, name in CASES]
)
async def test_what_is_told_of_a_change_is_true(
    change: Change, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    fault = FAULTS[name]
    async with open_arena(quiet_simulator, tmp_path) as arena:
        target = await change.prepare(arena)
        assert not await change.is_done(arena, target)
        await asyncio.to_thread(quiet_simulator.forget_calls)
        with quiet_simulator.faults(change.fault(fault)):
            told = await change.perform(arena, target)
        assert await asyncio.to_thread(change.count_sent, quiet_simulator) == 1
        is_done = await change.is_done(arena, target)
        assert is_done == (fault["action"] in WITH_EFFECT)
        assert told.reason or told.outcome is PerformOutcome.DONE
        assert told.outcome is PerformOutcome.UNCERTAIN or is_done == (told.outcome is PerformOutcome.DONE)
        if not is_done:
            again = await change.perform(arena, target)
            assert again.outcome is PerformOutcome.DONE, again.reason
            assert await change.is_done(arena, target)
        entries = await arena.desk.console.store.query(lambda queries: queries.load_audit(limit=-1))
        words = [entry.action for entry in entries if entry.action.startswith("operation_")]
        assert words.count("operation_begun") * 2 == len(words)


# A whole world goes with it: tests/providers/iron tries it at a simulator of its own.
_ELSEWHERE: Final = frozenset({("iron", "reset_sandbox"), ("checkout", "anonymize_applicant")})


def test_no_operation_with_an_effect_is_left_out() -> None:
    known = {"iron": IRON, "checkout": CHECKOUT, "idenfy": IDENFY, "proofme": PROOFME}
    with_effect = {
        (provider, str(each.id))
        for provider, operations in known.items()
        for each in operations
        if each.effect is not Effect.READ
    }
    tried = {
        *((deed.step.provider, deed.operation) for deed in DEEDS),
        *((each.provider, each.operation) for each in (*CHANGES, *ERASURES)),
    }
    assert with_effect == tried | _ELSEWHERE
