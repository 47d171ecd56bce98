"""Changes at a provider: what must be there before, how they are asked for, how to see there that they were done."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any, Final

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.keys import VerificationId
from console.domain.operation import OperationId
from console.services.operation_offers import Performed, Subject
from tests.faults.arena import Arena
from tests.faults.deeds import (
    Target,
    decide_verification,
    make_customer,
    make_verification,
)
from tests.support.iron import Iron
from tests.support.simulator import Simulator, fetch

ADDRESS: Final = "changed@example.com"
NAME: Final = "Ada Alone"
"""Of every customer that `make_customer` makes."""


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

    @property
    def label(self) -> str:
        return f"{self.provider}-{self.operation}"

    def is_its_call(self, call: Mapping[str, Any]) -> bool:
        """Whether one of the provider's calls is the write of this change."""
        return bool(call["method"] == self.method) and fnmatch(call["path"], self.path)

    def count_sent(self, simulator: Simulator) -> int:
        """How many requests of it reached the provider since its calls were forgotten."""
        return sum(map(self.is_its_call, simulator.calls(self.provider)))

    def find_subject(self, arena: Arena, target: Target) -> Subject:
        """What it is done to."""
        account = arena.desk.account(self.provider)
        if self.of_account:
            return Subject(account.id)
        verification_id = VerificationId(target.verification_id)
        customer_id = CustomerId("" if verification_id else target.customer_id)
        return Subject(account.id, customer_id, verification_id)

    def build_values(self, target: Target) -> dict[str, str]:
        """What its form says."""
        return {**self.values, **target.values}

    async def perform(self, arena: Arena, target: Target) -> Performed:
        """As a person does who has confirmed what is lost."""
        subject, values = self.find_subject(arena, target), self.build_values(target)
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


async def _fetch_applicant(arena: Arena, target: Target) -> str:
    account = arena.desk.simulator.account("checkout")
    headers = {"Authorization": f"Bearer {account['secret_key']}"}
    url = f"{account['base_url']}/applicants/{target.customer_id}"
    _, text = await asyncio.to_thread(fetch, url, "GET", None, headers)
    return text


async def _is_applicant_changed(arena: Arena, target: Target) -> bool:
    return ADDRESS in await _fetch_applicant(arena, target)


async def _is_applicant_anonymized(arena: Arena, target: Target) -> bool:
    return NAME not in await _fetch_applicant(arena, target)


async def _is_sandbox_empty(arena: Arena, _target: Target) -> bool:
    return (await asyncio.to_thread(arena.desk.simulator.state))["iron"]["customers"] == 0


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
        "iron",
        "reset_sandbox",
        "POST",
        "/sandbox/reset",
        _take_iron_customer,
        _is_sandbox_empty,
        of_account=True,
    ),
    Change(
        "checkout",
        "anonymize_applicant",
        "POST",
        "/applicants/*/anonymize",
        _take_applicant,
        _is_applicant_anonymized,
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


async def load_told(arena: Arena) -> list[str]:
    """What the log says of changes, in its order."""
    entries = await arena.desk.console.store.query(lambda queries: queries.load_audit(limit=-1))
    return [entry.action for entry in entries if entry.action.startswith("operation_")]
