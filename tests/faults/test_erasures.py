"""Erasing at the provider and here: what was erased there is erased here, whatever became of the answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

import pytest

from console.domain.keys import VerificationKey
from console.domain.operation import OperationCall, OperationId
from console.providers.contract import Operates
from console.services.operation_offers import Performed, PerformOutcome, Subject
from tests.faults.arena import Arena, open_arena
from tests.support.simulator import Simulator


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
# Where the provider's status says it, a look is enough: tests/services/test_erased_there.py.
OFFERED: Final = tuple(each for each in ERASURES if each.provider != "idenfy")
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


@pytest.mark.parametrize("erasure", OFFERED, ids=[each.provider for each in OFFERED])
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
