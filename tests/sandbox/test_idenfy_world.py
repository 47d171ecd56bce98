"""The simulated iDenfy's seeded world and its switches: what is promised from how many people on, told apart by API."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from console.sandbox.clock import Scheduler, SimClock
from console.sandbox.idenfy.catalogue import (
    DOCUMENT_CODES,
    FACE_CODES,
    FRAUD_TAGS,
    MISMATCH_TAGS,
    Status,
)
from console.sandbox.idenfy.module import IdenfyModule, build_module
from console.sandbox.idenfy.records import Switches
from console.sandbox.kernel import Kernel, Ledger, ScriptedPeople
from console.sandbox.webhooks import Webhooks
from tests.support.idenfy_partner import connect
from tests.support.simulator import Simulator, start_simulator


@pytest.fixture(scope="module")
def full_world() -> Iterator[Simulator]:
    with start_simulator(customers=500, seed=11) as simulator:
        yield simulator


def test_a_small_world_has_an_open_and_a_decided_verification(quiet_simulator: Simulator) -> None:
    made_by_world = {row["id"] for row in quiet_simulator.ledger("idenfy") if row["by"] == "world"}
    with connect(quiet_simulator) as idenfy:
        statuses = {idenfy.status(ref)["status"] for ref in made_by_world}
    assert statuses >= {"ACTIVE", "APPROVED"}


def test_a_hundred_people_show_every_status() -> None:
    with start_simulator(customers=100, seed=2) as simulator, connect(simulator) as idenfy:
        counted = Counter(item["status"] for item in idenfy.list_all())
        state = simulator.state()["idenfy"]
    assert set(counted) == {status.value for status in Status}
    assert state["by_status"] == dict(counted)
    assert state["verifications"] == counted.total()


def test_five_hundred_people_show_every_code_and_tag(full_world: Simulator) -> None:
    seen: set[str] = set()
    with connect(full_world) as idenfy:
        for item in idenfy.list_all():
            status = idenfy.status(item["scanRef"])
            codes = (status[name] for name in ("autoDocument", "autoFace", "manualDocument", "manualFace"))
            seen |= {*codes, *status["fraudTags"], *status["mismatchTags"]}
    assert {*FACE_CODES, *DOCUMENT_CODES, *FRAUD_TAGS, *MISMATCH_TAGS} <= seen


def test_every_suspected_verification_carries_a_tag(full_world: Simulator) -> None:
    with connect(full_world) as idenfy:
        suspected = [item for item in idenfy.list_all() if item["status"] == "SUSPECTED"]
        tagged = [idenfy.status(item["scanRef"]) for item in suspected]
    assert suspected
    assert all(item["suspected"] for item in suspected)
    assert all(status["fraudTags"] or status["mismatchTags"] for status in tagged)


def test_no_client_has_two_open_sessions(full_world: Simulator) -> None:
    with connect(full_world) as idenfy:
        open_items = [item for item in idenfy.list_all() if item["status"] in ("ACTIVE", "REVIEWING")]
        clients = [idenfy.status(item["scanRef"])["clientId"] for item in open_items]
    assert len(clients) == len(set(clients))


def test_the_same_seed_makes_the_same_records(full_world: Simulator) -> None:
    with start_simulator(customers=500, seed=11) as again, connect(again) as idenfy:
        assert again.ids() == full_world.ids()
        with connect(full_world) as first:
            assert idenfy.list_all() == first.list_all()


def test_an_open_session_of_the_world_outlives_a_week() -> None:
    with start_simulator(customers=20, seed=4) as simulator, connect(simulator) as idenfy:
        simulator.advance(7 * 86_400)
        assert "ACTIVE" in {item["status"] for item in idenfy.list_all()}


def test_scripted_people_walk_through_by_themselves() -> None:
    with start_simulator(customers=100, seed=6, speed=30) as simulator, connect(simulator) as idenfy:
        before = Counter(item["status"] for item in idenfy.list_all())
        simulator.advance(3600)
        after = Counter(item["status"] for item in idenfy.list_all())
        assert after["ACTIVE"] < before["ACTIVE"]
        assert after.total() == before.total()
        assert "ACTIVE" in after, "one open session is left alone"


@contextmanager
def serve(switches: Switches) -> Iterator[tuple[httpx.Client, IdenfyModule, SimClock]]:
    """One module alone behind a real socket, with switches the command line has no name for."""
    clock = SimClock()
    scheduler = Scheduler(clock)
    kernel = Kernel(
        seed=1,
        origin="http://127.0.0.1",
        clock=clock,
        scheduler=scheduler,
        people=ScriptedPeople(scheduler, clock, 0),
        ledger=Ledger(),
        webhooks=Webhooks(scheduler, clock),
        started_at=datetime.now(UTC),
    )
    module = build_module(kernel, switches)
    app = Starlette(routes=[Mount(module.base_path, routes=list(module.routes()))])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none"))
    listening = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None).bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    account = module.start_line()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}{module.base_path}"
    try:
        auth = (str(account["api_key"]), str(account["api_secret"]))
        with httpx.Client(base_url=address, auth=auth, trust_env=False) as client:
            yield client, module, clock
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def test_the_hourly_limit_answers_429_until_the_hour_is_over() -> None:
    with serve(Switches(hourly_limit=3)) as (client, _, clock):
        answers = [client.get("/kyc/identifications/") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[-1].json()["identifier"] == "TOO_MANY_REQUESTS"
        clock.resume_at(datetime.fromtimestamp(datetime.now(UTC).timestamp() + 3601, UTC))
        assert client.get("/kyc/identifications/").status_code == 200


def test_without_credits_no_session_is_made() -> None:
    with serve(Switches(credits=1)) as (client, _, _):
        assert client.post("/api/v2/token", json={"clientId": "first"}).status_code == 201
        refused = client.post("/api/v2/token", json={"clientId": "second"})
        assert (refused.status_code, refused.json()["identifier"]) == (400, "PERMISSIONS_ERROR")


def test_dummy_mode_belongs_to_one_environment() -> None:
    with serve(Switches(environment="PROD")) as (client, module, _):
        refused = client.post("/api/v2/token", json={"clientId": "first", "dummyStatus": "APPROVED"})
        assert refused.status_code == 403
        assert refused.json() == {
            "message": "This endpoint is not available for TESTING/PRODUCTION partners."
        }
        assert module.state().verifications == 0


def test_what_the_documents_disagree_on_can_be_switched() -> None:
    switches = Switches(
        enforce_single_session=False, identifier_in_401=True, final_in_status=True, manual_codes_null=True
    )
    with serve(switches) as (client, _, _):
        made = [client.post("/api/v2/token", json={"clientId": "same"}) for _ in range(2)]
        assert [answer.status_code for answer in made] == [201, 201]
        status = client.post("/api/v2/status", json={"scanRef": made[0].json()["scanRef"]}).json()
        assert (status["final"], status["manualFace"], status["autoFace"]) == (False, None, "")
        refused = client.get("/kyc/identifications/", auth=("no", "no"))
        assert refused.json()["identifier"] == "UNAUTHORIZED"
