"""The engine against the simulator, in every state it can reach: what is allowed works there, what is refused is refused
there or leaves a second open identification behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from console.base.ids import new_reference
from console.domain.errors import ConsoleError, ProviderConflict
from console.domain.next_action import Action
from console.domain.operation import OperationCall, OperationId
from console.domain.outbox import CreateIntent
from console.domain.verification import Verification, VerificationId
from console.providers.contract import KnownVerification
from console.providers.proofme import operations
from console.providers.proofme.client import ProofmeClient
from tests.support.proofme import create, known, offer_of, open_client
from tests.support.simulator import ControlRefused, Simulator, fetch

_STEPS: Final = ("open", "capture", "submit", "approve", "decline", "finish", "suspect", "expire", "archive")
_CALLS: Final = (operations.REVOKE, operations.DELETE_DATA)
_A_MONTH_S: Final = 30 * 86_400
_NOT_AT_PROOFME: Final = (
    Action.NEW_ATTEMPT,
    Action.FETCH_REPORT,
    Action.ASK_FOR_INFORMATION,
    Action.OPEN_SIGNINGS,
)
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """One identification after a walk, as the client reads it."""

    id: VerificationId
    verification: Verification


@dataclass(frozen=True, slots=True)
class Walker:
    """Makes identifications and takes them along a path of steps, calls and days."""

    simulator: Simulator
    client: ProofmeClient

    async def walk(self, path: Path) -> Reached | None:
        """None when a move of the path is impossible."""
        made = await create(self.client)
        for move in path:
            if not await self._take(VerificationId(made.id), move):
                return None
        return Reached(
            VerificationId(made.id), (await self.client.fetch_verification(known(made))).verification
        )

    async def _take(self, identification_id: VerificationId, move: str) -> bool:
        try:
            if move == "month":
                await asyncio.to_thread(self.simulator.advance, _A_MONTH_S)
            elif move in _CALLS:
                await self.perform(OperationId(move), identification_id)
            else:
                await asyncio.to_thread(self.simulator.journey, "proofme", identification_id, move)
        except (ControlRefused, ProviderConflict):
            return False
        return True

    async def perform(self, operation: OperationId, identification_id: VerificationId) -> None:
        await self.client.perform(OperationCall(operation, verification_id=identification_id))

    async def find_states(self) -> Mapping[tuple[object, ...], Path]:
        """The shortest path to every state that can be told apart from outside."""
        found: dict[tuple[object, ...], Path] = {}
        frontier: list[Path] = [()]
        while frontier:
            path = frontier.pop(0)
            reached = await self.walk(path)
            if reached is None or _to_state(reached.verification) in found:
                continue
            found[_to_state(reached.verification)] = path
            frontier += [(*path, move) for move in (*_STEPS, *_CALLS, "month")]
        return found


def _to_state(verification: Verification) -> tuple[object, ...]:
    return (
        verification.raw_status,
        verification.phase,
        verification.hosted_link is not None,
        verification.encrypted or bool(verification.verified),
    )


@pytest.fixture(params=[True, False], ids=["with key", "without key"])
async def walker(quiet_simulator: Simulator, request: pytest.FixtureRequest) -> AsyncIterator[Walker]:
    async with open_client(quiet_simulator, with_pgp_key=request.param) as client:
        yield Walker(quiet_simulator, client)


async def is_refused(work: Awaitable[object]) -> bool:
    try:
        await work
    except ConsoleError:
        return True
    return False


async def test_six_states_can_be_reached(walker: Walker) -> None:
    states = await walker.find_states()
    statuses = sorted(str(state[0]) for state in states)
    assert statuses == ["FAILED", "PENDING", "PENDING", "REVOKED", "SUCCESS", "SUCCESS"]


@pytest.mark.parametrize(
    ("action", "operation"), [(Action.CLOSE, operations.REVOKE), (Action.ERASE, operations.DELETE_DATA)]
)
async def test_what_is_allowed_is_done_and_what_is_refused_is_refused_there_too(
    walker: Walker, action: Action, operation: OperationId
) -> None:
    verdicts: set[bool] = set()
    for path in (await walker.find_states()).values():
        reached = await walker.walk(path)
        assert reached is not None
        offer = offer_of(action, reached.verification)
        is_sent = offer.is_allowed and not offer.only_here
        verdicts.add(is_sent)
        assert is_sent != await is_refused(walker.perform(operation, reached.id)), path
        assert bool(offer.consequence) == offer.is_allowed
    assert verdicts == {True, False}


@pytest.mark.parametrize("action", [Action.SHOW_LINK, Action.REOPEN_PAGE])
async def test_a_page_is_shown_exactly_while_it_has_something_to_do(walker: Walker, action: Action) -> None:
    for path in (await walker.find_states()).values():
        reached = await walker.walk(path)
        assert reached is not None
        page = await asyncio.to_thread(_fetch_page, walker, reached.id)
        offer = offer_of(action, reached.verification)
        assert offer.is_allowed == ("<form" in page), path
        if offer.is_allowed:
            assert reached.verification.hosted_link is not None
            assert reached.verification.hosted_link.url.endswith(reached.id)


def _fetch_page(walker: Walker, identification_id: VerificationId) -> str:
    origin = walker.simulator.control_url.removesuffix("/control")
    return fetch(f"{origin}/hosted/proofme/{identification_id}")[1]


async def test_a_new_one_is_allowed_exactly_where_it_stays_the_only_open_one(walker: Walker) -> None:
    for path in (await walker.find_states()).values():
        first = await walker.walk(path)
        assert first is not None
        second = await create(walker.client, CreateIntent(new_reference()))
        assert second.snapshot is not None
        read = await walker.client.fetch_verification(known(second))
        both_are_open = [first.verification.raw_status, read.verification.raw_status] == ["PENDING"] * 2
        assert offer_of(Action.NEW_VERIFICATION, first.verification).is_allowed != both_are_open, path
        # With the second one there, a third is refused whatever became of the first.
        assert not offer_of(Action.NEW_VERIFICATION, first.verification, read.verification).is_allowed


async def test_revoking_the_open_one_first_is_the_way_to_a_new_one(walker: Walker) -> None:
    for path in (await walker.find_states()).values():
        reached = await walker.walk(path)
        assert reached is not None
        if offer_of(Action.CLOSE, reached.verification).is_allowed:
            await walker.perform(operations.REVOKE, reached.id)
        now = await walker.client.fetch_verification(_to_known(reached))
        assert offer_of(Action.NEW_VERIFICATION, now.verification).is_allowed


def _to_known(reached: Reached) -> KnownVerification:
    return KnownVerification(reached.id, reached.verification.customer_id)


async def test_what_proofme_does_not_have_is_refused_in_every_state(walker: Walker) -> None:
    account = walker.simulator.account("proofme")
    key = {"Authorization": account["api_key"]}
    for path in (await walker.find_states()).values():
        reached = await walker.walk(path)
        assert reached is not None
        assert not any(offer_of(action, reached.verification).is_allowed for action in _NOT_AT_PROOFME)
        url = f"{account['base_url']}/identification/{reached.id}"
        # An identification cannot be updated, tried again or turned into a report: no such call is served.
        for method, address in (("PATCH", url), ("POST", f"{url}/attempts"), ("GET", f"{url}/report")):
            status, _ = await asyncio.to_thread(fetch, address, method, None, key)
            assert status in {404, 405}


async def test_reading_is_allowed_and_works_in_every_state(walker: Walker) -> None:
    for path in (await walker.find_states()).values():
        reached = await walker.walk(path)
        assert reached is not None
        assert offer_of(Action.REFRESH, reached.verification).is_allowed
        again = await walker.client.fetch_verification(_to_known(reached))
        assert again.verification == reached.verification
