"""The engine against the simulator: in every state a verification can reach, what the rules allow is accepted there,
and what they refuse is refused there or costs somebody something. States are walked exhaustively, not sampled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.errors import ProviderConflict, ProviderNotFound
from console.domain.next_action import Action, ActionOffer, Permission, Situation, find_offer
from console.domain.outbox import CreateIntent
from console.domain.verification import Snapshot, VerificationId
from console.providers.checkout import operations
from console.providers.checkout.manifest import ERASED
from console.providers.checkout.rules import decide
from console.providers.contract import KnownVerification
from tests.support.browser import open_page
from tests.support.checkout import CheckoutDesk, open_checkout
from tests.support.simulator import ControlRefused, Simulator

STEPS = (
    "open",
    "capture",
    "submit",
    "approve",
    "decline",
    "retry",
    "inconclusive",
    "abort",
    "refuse",
    "expire",
)
MOVES = (*STEPS, "attempt", "erase", "wait")
STARTS = ("opened", "created")
LINK_LIFE_S = 15 * 60
STATUSES = {
    "created",
    "pending",
    "capture_in_progress",
    "checks_in_progress",
    "approved",
    "declined",
    "retry_required",
    "inconclusive",
    "refused",
}
LIVE = {"pending_redirection", "capture_in_progress", "checks_in_progress"}
# What only the customer can do on the hosted page.
CUSTOMERS_STEPS = {"capture", "submit", "finish", "abort", "refuse"}
# More states than the documentation tells apart would mean that the walk tells too much apart.
MOST_STATES = 40

Path = tuple[str, ...]
State = tuple[str, str, bool, bool]


@dataclass(frozen=True, slots=True)
class Place:
    """A verification that was led along a path, as read there."""

    snapshot: Snapshot
    now: datetime

    @property
    def id(self) -> str:
        return str(self.snapshot.verification.id)

    @property
    def statuses(self) -> tuple[str, ...]:
        return tuple(attempt.raw_status for attempt in self.snapshot.attempts or ())

    @property
    def state(self) -> State:
        """All that decides what is possible; older attempts decide nothing."""
        verification = self.snapshot.verification
        offers_link = self.offer(Action.SHOW_LINK).is_allowed
        newest = self.statuses[0] if self.statuses else ""
        return verification.raw_status, newest, ERASED in verification.details, offers_link

    def offer(self, action: Action) -> ActionOffer:
        verification, attempts = self.snapshot.verification, self.snapshot.attempts or ()
        return find_offer(decide(Situation(self.now, verification, attempts)), action)


class Walker:
    """Leads fresh verifications along paths, so that no check disturbs another."""

    def __init__(self, desk: CheckoutDesk, customer_id: CustomerId) -> None:
        self.desk = desk
        self._customer_id = customer_id
        told = datetime.fromisoformat(str(desk.simulator.control("GET", "/clock")["now"]))
        self._ahead = told - datetime.now(UTC)

    async def walk(self, path: Path) -> Place | None:
        """The place at the end of a path; None where the simulator does not let anybody go."""
        verification_id = await self._start(path[0])
        for move in path[1:]:
            try:
                await self._move(verification_id, move)
            except (ControlRefused, ProviderConflict):
                return None
        return await self.look(verification_id)

    async def look(self, verification_id: str) -> Place:
        return Place(await self.desk.look(verification_id), datetime.now(UTC) + self._ahead)

    async def find_places(self) -> dict[State, Path]:
        """A shortest path to every state there is."""
        found: dict[State, Path] = {}
        waiting: list[Path] = [(start,) for start in STARTS]
        while waiting:
            path = waiting.pop(0)
            place = await self.walk(path)
            if place is None or place.state in found:
                continue
            found[place.state] = path
            assert len(found) <= MOST_STATES
            waiting.extend((*path, move) for move in MOVES)
        return found

    async def add_attempt(self, verification_id: str) -> None:
        intent = CreateIntent(
            new_reference("test"), operation="new_attempt", verification_id=VerificationId(verification_id)
        )
        await self.desk.carry_out(intent)

    async def erase(self, place: Place) -> Snapshot:
        result = await self.desk.perform(operations.ANONYMIZE_VERIFICATION, place.snapshot.verification)
        assert result.snapshot is not None
        return result.snapshot

    async def _start(self, how: str) -> str:
        operation = "create_verification" if how == "created" else ""
        intent = CreateIntent(new_reference("test"), self._customer_id, name="Ann Bee", operation=operation)
        [made] = await self.desk.carry_out(intent)
        return made.id

    async def _move(self, verification_id: str, move: str) -> None:
        if move == "attempt":
            await self.add_attempt(verification_id)
        elif move == "erase":
            await self.erase(await self.look(verification_id))
        elif move == "wait":
            self._ahead += timedelta(seconds=LINK_LIFE_S + 1)
            self.desk.simulator.advance(LINK_LIFE_S + 1)
        else:
            self.desk.journey(verification_id, move)


@pytest.fixture
async def walker(quiet_simulator: Simulator) -> AsyncIterator[Walker]:
    async with open_checkout(quiet_simulator) as desk:
        [customer] = await desk.carry_out(CreateIntent(new_reference("test"), operation="create_applicant"))
        yield Walker(desk, CustomerId(customer.id))


async def test_every_permission_is_true_in_every_state(walker: Walker) -> None:
    places = await walker.find_places()
    assert {status for status, *_ in places} == STATUSES
    for path in places.values():
        await run_checks(walker, path)


@pytest.mark.parametrize("status", ["retry_required", "pending"])
async def test_every_permission_is_true_however_a_forced_close_is_answered(
    walker: Walker, status: str
) -> None:
    """The documents give a verification that was closed by force three different statuses."""
    walker.desk.simulator.control("POST", "/switches/checkout", {"closed_status": status})
    try:
        for path in (("opened", "inconclusive"), ("opened", "submit", "erase"), ("opened", "open", "erase")):
            await run_checks(walker, path)
    finally:
        walker.desk.simulator.control("POST", "/switches/checkout", {"closed_status": "inconclusive"})


async def run_checks(walker: Walker, path: Path) -> None:
    """Each check leads a verification of its own along the path."""
    for check in CHECKS:
        place = await walker.walk(path)
        assert place is not None
        await check(walker, place)


async def check_attempt(walker: Walker, place: Place) -> None:
    offer = place.offer(Action.NEW_ATTEMPT)
    if not offer.is_allowed:
        with pytest.raises(ProviderConflict):
            await walker.add_attempt(place.id)
        assert (await walker.look(place.id)).statuses == place.statuses
        return
    await walker.add_attempt(place.id)
    after = await walker.look(place.id)
    assert after.statuses[0] == "pending_redirection"
    is_running = any(status in LIVE for status in place.statuses)
    assert (offer.permission is Permission.ALLOWED_WITH_LOSS) == is_running
    if is_running:
        assert after.statuses[1] == "terminated"
    else:
        assert after.statuses[1:] == place.statuses


async def check_verification(walker: Walker, place: Place) -> None:
    offer = place.offer(Action.NEW_VERIFICATION)
    verification = place.snapshot.verification
    intent = CreateIntent(new_reference("test"), verification.customer_id, name="Ann Bee")
    [made] = await walker.desk.carry_out(intent)
    assert made.snapshot is not None
    # A refusal keeps a customer from having two at once, of which one would be forgotten.
    first = await walker.look(place.id)
    can_still_end = first.offer(Action.NEW_ATTEMPT).is_allowed or any(each in LIVE for each in first.statuses)
    assert can_still_end == (not offer.is_allowed)
    second = Situation(place.now, made.snapshot.verification, (), (verification,))
    assert not find_offer(decide(second), Action.NEW_VERIFICATION).is_allowed


async def check_report(walker: Walker, place: Place) -> None:
    verification = place.snapshot.verification
    known = KnownVerification(verification.id, verification.customer_id)
    if place.offer(Action.FETCH_REPORT).is_allowed:
        assert (await walker.desk.client.fetch_report(known)).body
        return
    with pytest.raises(ProviderNotFound):
        await walker.desk.client.fetch_report(known)


async def check_erasure(walker: Walker, place: Place) -> None:
    offer = place.offer(Action.ERASE)
    assert offer.permission is Permission.ALLOWED_WITH_LOSS
    verification = place.snapshot.verification
    assert offer.only_here == (ERASED in verification.details and verification.phase.is_final)
    is_running = any(status in LIVE for status in place.statuses)
    assert ("ends without a result" in offer.consequence) == is_running
    after = await walker.erase(place)
    assert ERASED in after.verification.details
    statuses = [attempt.raw_status for attempt in after.attempts or ()]
    assert not any(status in LIVE for status in statuses)
    with pytest.raises(ProviderConflict):
        await walker.add_attempt(place.id)


async def check_link(walker: Walker, place: Place) -> None:
    offer, link = place.offer(Action.SHOW_LINK), place.snapshot.verification.hosted_link
    assert place.offer(Action.REOPEN_PAGE).is_allowed == offer.is_allowed
    if offer.is_allowed:
        assert link is not None
        assert CUSTOMERS_STEPS & set(open_page(link.url).steps)
        return
    if link is None:
        assert not any(status in {"pending_redirection", "capture_in_progress"} for status in place.statuses)
        return
    # Opened in time: the customer is in the flow, and nobody else shall come in by the same link any more.
    assert link.expires_at is not None
    assert place.now >= link.expires_at


async def check_reading(walker: Walker, place: Place) -> None:
    assert place.offer(Action.REFRESH).permission is Permission.ALLOWED
    assert (await walker.look(place.id)).state == place.state


CHECKS: tuple[Callable[[Walker, Place], Awaitable[None]], ...] = (
    check_attempt,
    check_verification,
    check_report,
    check_erasure,
    check_link,
    check_reading,
)


async def test_what_the_provider_does_not_have_is_never_offered(walker: Walker) -> None:
    for path in (("opened",), ("created",), ("opened", "approve"), ("opened", "submit")):
        place = await walker.walk(path)
        assert place is not None
        for action in (Action.ASK_FOR_INFORMATION, Action.CLOSE, Action.OPEN_SIGNINGS):
            assert not place.offer(action).is_allowed
