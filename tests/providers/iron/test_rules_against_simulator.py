"""The engine's word against the simulator's deed, in every state that can be reached in a few steps.

What the rules allow the simulator accepts; what they refuse it refuses, or the customer pays for it.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from console.domain.next_action import Action, ActionOffer, Permission, Situation, find_offer
from console.domain.verification import Snapshot
from console.providers.iron.rules import decide
from tests.support.iron import Iron, exchange
from tests.support.iron_desk import IronDesk, open_iron_desk
from tests.support.simulator import ControlRefused, Simulator

_KYC: Final = {
    "employment_status": "Employed",
    "yearly_gross_income": "LessThan20000",
    "source_of_wealth": "Salary",
    "expected_monthly_transaction_count": "LessThan5",
    "expected_monthly_transaction_volume": "LessThan500",
}
_JOURNEY: Final = ("submit", "approve", "decline", "retry", "expire", "archive", "step_up")
_STEPS: Final = ("link", "token", *_JOURNEY, "approve older", "sign", "archive customer", "a day")
_DEEPEST: Final = 3
_MOST_IDENTIFICATIONS: Final = 2
_IN_FLIGHT: Final = {"Pending", "Processed", "PendingReview"}
State = tuple[str, ...]


@dataclass(slots=True)
class Life:
    """One customer at the simulator; `links` are the addresses as they were given when each was made."""

    there: Iron
    id: str = ""
    made: list[str] = field(default_factory=list[str])
    links: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.id = self.there.new_customer()["id"]

    @property
    def status(self) -> str:
        return str(self.there.get(f"/customers/{self.id}")["status"])

    def read(self, identification_id: str) -> dict[str, Any]:
        return dict(self.there.get(f"/identifications/{identification_id}"))

    def state(self) -> State:
        """All that rules and simulator can tell apart."""
        parts = [self.status]
        for identification_id in self.made:
            record = self.read(identification_id)
            steps = record.get("step_status", {}).values()
            asked = "again" if any(step["retry"] for step in steps) else ""
            parts.append(f"{record['status']} {'url' if 'url' in record else ''} {asked}")
        return tuple(parts)

    def create(self, kind: str = "link") -> int:
        """What Iron says to one more; the status of its answer."""
        token = {"type": "Token", "token": uuid.uuid4().hex, "intended_use": "Trading"}
        body = {"type": "Link"} if kind == "link" else {**token, "kyc_questionnaire": _KYC}
        answer = self.there.call("POST", f"/customers/{self.id}/identifications/v2", body)
        if answer.status == 201:
            self.made.append(answer.json["id"])
            self.links[answer.json["id"]] = answer.json.get("url", "")
        return answer.status

    def walk(self, step: str) -> bool:
        """Take a step; False where it is impossible from here."""
        match step:
            case "link" | "token":
                return len(self.made) < _MOST_IDENTIFICATIONS and self.create(step) == 201
            case "sign":
                return self._sign()
            case "archive customer":
                return self.there.call("PUT", f"/customers/{self.id}/archive").status == 200
            case "a day":
                self.there.simulator.advance(86_400)
                return True
            case "approve older":
                return len(self.made) > 1 and self._journey(self.made[0], "approve")
            case _:
                return bool(self.made) and self._journey(self.made[-1], step)

    def _journey(self, identification_id: str, step: str) -> bool:
        try:
            self.there.simulator.journey("iron", identification_id, step)
        except ControlRefused:
            return False
        return True

    def _sign(self) -> bool:
        path = f"/customers/{self.id}"
        answer = self.there.call("GET", f"{path}/required-signings")
        if answer.status != 200:
            return False
        for document in answer.json:
            self.there.call("POST", f"{path}/signings", {"content_id": document["id"], "signed": True})
        return True


def live(there: Iron, path: tuple[str, ...]) -> Life | None:
    """A fresh customer who went that way; None when a step was impossible."""
    life = Life(there)
    return life if all(life.walk(step) for step in path) else None


def find_ways(there: Iron) -> Iterator[tuple[str, ...]]:
    """One way to every state that can be told apart, shortest first."""
    known: set[State] = {Life(there).state()}
    edge: list[tuple[str, ...]] = [()]
    while edge:
        yield from edge
        following: list[tuple[str, ...]] = []
        for way in edge:
            for step in _STEPS if len(way) < _DEEPEST else ():
                life = live(there, (*way, step))
                if life is not None and (state := life.state()) not in known:
                    known.add(state)
                    following.append((*way, step))
        edge = following


@pytest.fixture(params=["reset", "conflict"])
def second_create(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["pending", "approved"])
async def desk(
    request: pytest.FixtureRequest, second_create: str, quiet_simulator: Simulator
) -> AsyncIterator[IronDesk]:
    """Both documented answers to a second create, and both thinkable looks of a step-up."""
    switches = {"second_create": second_create, "step_up": str(request.param)}
    quiet_simulator.control("POST", "/switches/iron", switches)
    async with open_iron_desk(quiet_simulator) as opened:
        yield opened
    quiet_simulator.control("POST", "/switches/iron", {"second_create": "reset", "step_up": "pending"})


async def look(desk: IronDesk, life: Life, of: str) -> tuple[ActionOffer, ...]:
    """What the rules say, from what our client reads, about one of the customer's identifications."""
    snapshots: dict[str, Snapshot] = {each: await desk.fetch(each) for each in life.made}
    mine = snapshots.pop(of)
    siblings = tuple(each.verification for each in snapshots.values())
    return decide(Situation(datetime.now(UTC), mine.verification, (), siblings, mine.customer))


def page_of(url: str) -> str:
    return exchange(url).text


def can_be_opened(life: Life, identification_id: str) -> bool:
    """A person finds something to do behind the link."""
    url = life.links[identification_id] or str(life.read(identification_id).get("url", ""))
    return bool(url) and "value='submit'" in page_of(url)


def check_links(life: Life, of: str, offers: tuple[ActionOffer, ...]) -> None:
    leads_somewhere = can_be_opened(life, of) and of == life.made[-1]
    for action in (Action.SHOW_LINK, Action.REOPEN_PAGE):
        assert find_offer(offers, action).is_allowed == leads_somewhere


def check_signings(life: Life, of: str, offers: tuple[ActionOffer, ...]) -> None:
    del of
    answer = life.there.call("GET", f"/customers/{life.id}/required-signings")
    assert answer.status == (200 if find_offer(offers, Action.OPEN_SIGNINGS).is_allowed else 409)


def check_new(life: Life, of: str, offers: tuple[ActionOffer, ...]) -> None:
    del of
    offer = find_offer(offers, Action.NEW_VERIFICATION)
    status, records = life.status, [life.read(each) for each in life.made]
    in_flight = [each["id"] for each in records if each["status"] in _IN_FLIGHT]
    asked_for_more = [each["id"] for each in records if each["status"] == "Approved" and "url" in each]
    answer = life.create()
    if answer != 201:
        assert answer in {403, 409}
        assert offer.permission is not Permission.ALLOWED, offer
        return
    has_blocked = status == "Active" and life.status == "IdentificationRequired"
    is_orphaned = bool(in_flight) and not counts(life, in_flight[-1])
    has_lost_link = bool(asked_for_more) and asked_for_more[-1] != life.made[-1]
    match offer.permission:
        case Permission.ALLOWED:
            assert not (has_blocked or is_orphaned or has_lost_link), offer
        case Permission.ALLOWED_WITH_LOSS:
            assert has_blocked or is_orphaned, offer
        case Permission.REFUSED:
            assert has_lost_link, offer


def counts(life: Life, identification_id: str) -> bool:
    """Whether an approval of it still moves the customer."""
    life.there.decide({"id": identification_id}, approved=True)
    return life.status != "IdentificationRequired"


def check_close(life: Life, of: str, offers: tuple[ActionOffer, ...]) -> None:
    offer = find_offer(offers, Action.CLOSE)
    before = life.state()
    answer = life.there.call("PUT", f"/identifications/{of}/archive")
    assert (answer.status, answer.json["status"]) == (200, "Archived")
    if offer.is_allowed:
        assert offer.permission is Permission.ALLOWED_WITH_LOSS
        assert life.state() != before
        life.there.decide({"id": of}, approved=True)
        assert life.read(of)["status"] == "Archived"
    else:
        assert life.state() == before, offer


async def test_what_is_allowed_is_accepted_and_what_is_refused_costs(desk: IronDesk) -> None:
    seen: set[tuple[Action, Permission]] = set()
    ways = [way for way in find_ways(desk.there) if "link" in way or "token" in way]
    for way in ways:
        for number in range(way.count("link") + way.count("token")):
            # What only looks shares a life; what changes something has one of its own.
            for checks in ((check_links, check_signings, check_new), (check_close,)):
                life = live(desk.there, way)
                assert life is not None
                offers = await look(desk, life, life.made[number])
                seen |= {(offer.action, offer.permission) for offer in offers}
                for check in checks:
                    check(life, life.made[number], offers)
    for action in (Action.SHOW_LINK, Action.OPEN_SIGNINGS):
        assert {(action, Permission.ALLOWED), (action, Permission.REFUSED)} <= seen
    assert {(Action.NEW_VERIFICATION, each) for each in Permission} <= seen
    assert (Action.CLOSE, Permission.ALLOWED_WITH_LOSS) in seen


async def test_a_suspended_customer_is_refused_by_both(new_simulator: Callable[..., Simulator]) -> None:
    async with open_iron_desk(new_simulator(customers=100)) as desk:
        (customer, *_) = desk.there.get("/customers?status=Suspended")["items"]
        snapshot = await desk.fetch(customer["identification_ids"][-1])
        situation = Situation(datetime.now(UTC), snapshot.verification, (), (), snapshot.customer)
        assert not find_offer(decide(situation), Action.NEW_VERIFICATION).is_allowed
        path = f"/customers/{customer['id']}/identifications/v2"
        assert desk.there.call("POST", path, {"type": "Link"}).status == 403


@pytest.mark.parametrize(
    ("action", "method", "path"),
    [
        (Action.NEW_ATTEMPT, "POST", "/identifications/{}/attempts"),
        (Action.FETCH_REPORT, "GET", "/identifications/{}/report"),
        (Action.ASK_FOR_INFORMATION, "POST", "/identifications/{}/request-information"),
        (Action.ERASE, "DELETE", "/identifications/{}"),
    ],
)
async def test_what_iron_does_not_have_is_never_offered(
    quiet_simulator: Simulator, action: Action, method: str, path: str
) -> None:
    async with open_iron_desk(quiet_simulator) as desk:
        life = live(desk.there, ("link", "approve"))
        assert life is not None
        offers = await look(desk, life, life.made[0])
        assert not find_offer(offers, action).is_allowed
        assert desk.there.call(method, path.format(life.made[0])).status in {404, 405}
