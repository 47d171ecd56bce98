"""What the engine allows at iDenfy the simulator accepts; what it refuses the simulator refuses or punishes.

States are reached by a person's, a reviewer's and the clock's steps: every pair of them, and longer walks drawn at random.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.next_action import Action, ActionOffer, Permission, Situation, find_offer
from console.domain.operation import OperationCall
from console.domain.outbox import CreateIntent
from console.domain.timeline import EventSource
from console.domain.verification import Verification, VerificationId
from console.providers.contract import KnownVerification
from console.providers.idenfy import operations
from console.providers.idenfy.client import IdenfyClient
from console.providers.idenfy.rules import decide
from console.store.merging import Known, merge
from tests.support.idenfy_client import SimulatorTime, create, open_client
from tests.support.idenfy_partner import Idenfy, connect
from tests.support.simulator import ControlRefused, Simulator, start_simulator

TOKEN_LIFE_S, SESSION_S = 600, 3600
PERSON_STEPS = ("capture", "submit", "finish")
STEPS = (
    *("open", "capture", "submit", "review", "approve", "provisional", "decline", "suspect", "abort"),
    *("expire", "archive", "token runs out", "session runs out"),
)
OPTIONS = ({}, {"reviewSuccessful": "yes"}, {"tokenType": "DOCUMENT", "verifyEmail": "yes"})


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator(customers=0) as started:
        # The status call tells what else only the webhook would.
        started.control("POST", "/switches/idenfy", {"final_in_status": True})
        yield started


@dataclass(frozen=True, slots=True)
class Case:
    """One session after its walk, as the console knows it."""

    simulator: Simulator
    client: IdenfyClient
    partner: Idenfy
    verification: Verification

    def offer(self, action: Action) -> ActionOffer:
        now = SimulatorTime(self.simulator).now()
        return find_offer(decide(Situation(now, self.verification)), action)


def walk(simulator: Simulator, scan_ref: str, steps: Sequence[str]) -> bool:
    """False when a step is impossible: then there is no such state."""
    for step in steps:
        if step.endswith("runs out"):
            simulator.advance(TOKEN_LIFE_S + 1 if step.startswith("token") else SESSION_S + 1)
            continue
        details = {"final": False} if step == "provisional" else {}
        try:
            simulator.journey("idenfy", scan_ref, "approve" if details else step, **details)
        except ControlRefused:
            return False
    return True


async def reach(
    simulator: Simulator, client: IdenfyClient, options: dict[str, str], steps: Sequence[str]
) -> Verification | None:
    chosen = {"expiryTime": str(TOKEN_LIFE_S), "sessionLength": str(SESSION_S), **options}
    made = await create(client, CreateIntent(new_reference(), options=chosen))
    assert made.snapshot is not None
    if not await asyncio.to_thread(walk, simulator, made.id, steps):
        return None
    known = Known(made.snapshot.verification)
    look = await client.fetch_verification(
        KnownVerification(VerificationId(made.id), known.verification.customer_id)
    )
    now = SimulatorTime(simulator).now()
    return merge(known, look, EventSource.PROVIDER, now).known.verification


def check_link(case: Case) -> None:
    link = case.verification.hosted_link
    text = ""
    if link is not None:
        with httpx.Client(trust_env=False, follow_redirects=True) as browser:
            text = browser.get(link.url).text
    for action in (Action.SHOW_LINK, Action.REOPEN_PAGE):
        if case.offer(action).is_allowed:
            assert "<button" in text, action
        else:
            assert not any(f"value='{step}'" in text for step in PERSON_STEPS), action


def check_new(case: Case) -> None:
    answer = case.partner.try_create(clientId=case.verification.customer_id)
    offer = case.offer(Action.NEW_VERIFICATION)
    assert answer.status_code == (201 if offer.is_allowed else 409)
    if offer.is_allowed:
        assert "credit" in offer.consequence


def check_refresh(case: Case) -> None:
    """A refused reading is punished: the account is restricted."""
    case.simulator.control("POST", "/switches/idenfy", {"restrict_polling": True})
    try:
        answers = [case.partner.ask("status", case.verification.id).status_code for _ in range(3)]
    finally:
        case.simulator.control("POST", "/switches/idenfy", {"restrict_polling": False})
        case.partner.list_page()
    match case.offer(Action.REFRESH).permission:
        case Permission.ALLOWED:
            assert answers == [200, 200, 200]
        case Permission.ALLOWED_WITH_LOSS:
            assert answers[0] == 200
        case Permission.REFUSED:
            assert answers[-1] == 403


def check_report(case: Case) -> None:
    answer = case.partner.ask("generate-pdf", case.verification.id)
    assert (answer.status_code == 200) == case.offer(Action.FETCH_REPORT).is_allowed


async def check_information(case: Case) -> None:
    offer = case.offer(Action.ASK_FOR_INFORMATION)
    answer = case.partner.http.post(
        f"/kyc/identifications/{case.verification.id}/request-information/", json={}
    )
    assert (answer.status_code == 200) == offer.is_allowed
    if not offer.is_allowed:
        return
    intent = CreateIntent(
        new_reference(),
        case.verification.customer_id,
        operation=operations.INFORMATION,
        verification_id=case.verification.id,
    )
    made = await create(case.client, intent)
    assert made.snapshot is not None
    known = Known(case.verification, fully_read=True)
    now = SimulatorTime(case.simulator).now()
    asked = merge(known, made.snapshot, EventSource.US, now).known.verification
    check_link(Case(case.simulator, case.client, case.partner, asked))


async def check_erase(case: Case) -> None:
    """Refused by the simulator, or punished: the session dies without its result."""
    was_open = case.verification.phase.is_live or not case.verification.is_final
    offer = case.offer(Action.ERASE)
    is_allowed = offer.is_allowed and not offer.only_here
    answer = case.partner.ask("delete", case.verification.id)
    if is_allowed:
        assert answer.status_code == 200
    elif answer.status_code == 200:
        assert was_open or case.verification.raw_status == "REVIEWING"
        with pytest.raises(ControlRefused):
            case.simulator.journey("idenfy", case.verification.id, "approve")


async def check_states(simulator: Simulator, options: dict[str, str], walks: Sequence[Sequence[str]]) -> int:
    """How many of the walks led somewhere."""
    async with open_client(simulator) as client:
        with connect(simulator) as partner:
            reached = 0
            for steps in walks:
                verification = await reach(simulator, client, options, steps)
                if verification is not None:
                    await check_state(Case(simulator, client, partner, verification))
                    reached += 1
            return reached


async def check_state(case: Case) -> None:
    check_link(case)
    check_report(case)
    check_refresh(case)
    check_new(case)
    for action in (Action.NEW_ATTEMPT, Action.CLOSE, Action.OPEN_SIGNINGS):
        assert not case.offer(action).is_allowed, "iDenfy has no such call"
    await check_information(case)
    await check_erase(case)


@pytest.mark.parametrize("first", [None, *STEPS])
def test_every_pair_of_steps_leads_to_a_state_the_engine_judges_rightly(
    simulator: Simulator, first: str | None
) -> None:
    walks = [()] if first is None else [(first,), *((first, second) for second in STEPS)]
    reached = asyncio.run(check_states(simulator, {}, walks))
    assert reached or first == "archive", "archiving needs an end first"


@settings(max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(OPTIONS), st.lists(st.sampled_from(STEPS), min_size=1, max_size=5))
def test_longer_walks_lead_to_states_the_engine_judges_rightly(
    simulator: Simulator, options: dict[str, str], steps: list[str]
) -> None:
    asyncio.run(check_states(simulator, options, [steps]))


def test_an_erased_session_is_over_for_good(simulator: Simulator) -> None:
    async def check() -> None:
        async with open_client(simulator) as client:
            made = await create(client, CreateIntent(new_reference()))
            simulator.journey("idenfy", made.id, "approve")
            call = OperationCall(operations.ERASE, CustomerId(""), VerificationId(made.id))
            erased = await client.perform(call)
            assert erased.snapshot is not None
            with connect(simulator) as partner:
                case = Case(simulator, client, partner, erased.snapshot.verification)
                check_report(case)
                await check_information(case)
                await check_erase(case)
                check_new(case)

    asyncio.run(check())
