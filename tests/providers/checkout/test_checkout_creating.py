"""Checkout.com's creates step by step, and what is found of one whose answer was lost: never a second effect."""

from __future__ import annotations

import asyncio
import html
import json
import math
import re
from urllib.parse import urlsplit

import pytest

from console.base.ids import new_reference
from console.domain.account import Account, AccountId, Credentials
from console.domain.customer import CustomerId
from console.domain.errors import InputInvalid, OutcomeUncertain
from console.domain.outbox import CreateIntent, Search, StepResult
from console.domain.provider import CreatePreset, Environment, ProviderId
from console.domain.verification import VerificationId
from console.providers.checkout import bodies
from console.providers.checkout.client import CheckoutClient
from console.providers.checkout.manifest import MANIFEST
from console.providers.checkout.marking import has_mark, read_mark
from console.providers.transport import Transport
from tests.support.checkout import CheckoutDesk
from tests.support.iron import exchange

CREATES = (
    "/applicants",
    "/create-and-open-idv",
    "/identity-verifications",
    "/identity-verifications/*/attempts",
)
LOST = (
    {"action": "commit_then_drop"},
    {"action": "commit_then_status", "status": 500},
    {"action": "truncate", "bytes": 20},
)
NEVER_MADE = ({"action": "drop"}, {"action": "status", "status": 503})


def build_intent(**changes: str) -> CreateIntent:
    return CreateIntent(new_reference("test"), name="Ann Bee", options=changes)


def build_attempt_intent(verification_id: str) -> CreateIntent:
    verification = VerificationId(verification_id)
    return CreateIntent(new_reference("test"), operation="new_attempt", verification_id=verification)


def test_a_plain_create_is_an_applicant_and_one_call_for_the_rest(desk: CheckoutDesk) -> None:
    intent = build_intent()
    step = desk.first_step(intent)
    assert (step.step, step.path, step.replay_s) == ("customer", "/applicants", 0.0)
    made = (StepResult("customer", "aplt_1"),)
    step = desk.client.build_next_step(intent, made)
    assert step is not None
    assert (step.step, step.path) == ("verification", "/create-and-open-idv")
    assert desk.client.build_next_step(intent, (*made, StepResult("verification", "idv_1"))) is None


def test_what_only_an_attempt_takes_makes_the_attempt_a_step_of_its_own(desk: CheckoutDesk) -> None:
    intent = build_intent(pre_selected_language="nl")
    done: tuple[StepResult, ...] = ()
    paths: list[str] = []
    for name in ("customer", "verification", "attempt"):
        step = desk.client.build_next_step(intent, done)
        assert step is not None
        assert step.step == name
        paths.append(step.path)
        done = (*done, StepResult(name, f"{name}_1"))
    assert desk.client.build_next_step(intent, done) is None
    assert paths == [
        "/applicants",
        "/identity-verifications",
        "/identity-verifications/verification_1/attempts",
    ]


def test_a_known_customer_needs_no_applicant(desk: CheckoutDesk) -> None:
    intent = CreateIntent("cc-1", CustomerId("aplt_known"), name="Ann Bee")
    step = desk.first_step(intent)
    assert step.step == "verification"
    assert json.loads(step.body)["applicant_id"] == "aplt_known"


@pytest.mark.parametrize(
    "intent",
    [
        CreateIntent("cc-1", name="Ann Bee", options={"pre_selected_language": "?"}),
        CreateIntent("cc-1", name="Ann Bee", options={"locale": "en"}),
        CreateIntent("cc-1", name="A"),
        CreateIntent("cc-1", name="Ann Bee", options={"external_applicant_id": "ext_mine"}),
        CreateIntent(
            "cc-1", CustomerId("aplt_1"), name="Ann Bee", options={"external_applicant_id": "eaplt_1"}
        ),
        CreateIntent("cc-1", name="Ann Bee", operation="create_verification"),
        CreateIntent("cc-1", operation="new_attempt"),
        CreateIntent("cc-1", operation="new_attempt", options={"redirect_url": "nowhere"}),
        CreateIntent("cc-1", operation="create_applicant", email="nobody"),
    ],
)
def test_every_field_is_checked_before_the_first_step(desk: CheckoutDesk, intent: CreateIntent) -> None:
    with pytest.raises(InputInvalid):
        desk.client.build_next_step(intent, ())


@pytest.mark.parametrize("path", CREATES)
@pytest.mark.parametrize("fault", [*LOST, *NEVER_MADE], ids=lambda fault: str(fault["action"]))
async def test_no_create_is_sent_twice_by_itself(
    desk: CheckoutDesk, path: str, fault: dict[str, object]
) -> None:
    intent = (
        build_intent(pre_selected_language="nl")
        if "attempts" in path or "identity" in path
        else build_intent()
    )
    desk.simulator.forget_calls()
    rule = desk.simulator.faults(
        {"provider": "checkout", "method": "POST", "path": path, "times": None, **fault}
    )
    with rule, pytest.raises(OutcomeUncertain):
        await desk.carry_out(intent)
    routes = [call["path"] for call in desk.simulator.calls("checkout") if call["method"] == "POST"]
    assert len(routes) == len(set(routes))


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: str(fault["action"]))
async def test_a_lost_attempt_is_found_by_its_return_address(
    desk: CheckoutDesk, fault: dict[str, object]
) -> None:
    made = await desk.create()
    intent = build_attempt_intent(made.id)
    step = desk.first_step(intent)
    before = desk.count("attempt")
    rule = desk.simulator.faults({"provider": "checkout", "method": "POST", "path": "*", "times": 1, **fault})
    with rule, pytest.raises(OutcomeUncertain):
        await desk.client.send_step(step, intent)
    found = await desk.client.find_created(intent, (), step)
    assert (found.search, desk.count("attempt")) == (Search.FOUND, before + 1)
    assert found.step is not None
    attempts = (await desk.look(made.id)).attempts
    assert attempts is not None
    assert (found.step.step, found.step.id) == ("attempt", attempts[0].id)
    assert found.step.snapshot is not None
    assert desk.client.build_next_step(intent, (found.step,)) is None


@pytest.mark.parametrize("fault", NEVER_MADE, ids=lambda fault: str(fault["action"]))
async def test_an_attempt_that_was_never_made_is_known_to_be_absent(
    desk: CheckoutDesk, fault: dict[str, object]
) -> None:
    made = await desk.create()
    # Somebody else's attempt in between is not ours.
    await desk.carry_out(build_attempt_intent(made.id))
    intent = build_attempt_intent(made.id)
    step = desk.first_step(intent)
    rule = desk.simulator.faults({"provider": "checkout", "method": "POST", "path": "*", "times": 1, **fault})
    with rule, pytest.raises(OutcomeUncertain):
        await desk.client.send_step(step, intent)
    desk.simulator.forget_calls()
    found = await desk.client.find_created(intent, (), step)
    assert found.search is Search.ABSENT
    assert {call["method"] for call in desk.simulator.calls("checkout")} == {"GET"}


async def test_the_attempt_of_a_whole_create_is_found_in_the_verification_it_made(desk: CheckoutDesk) -> None:
    intent = build_intent(pre_selected_language="nl")
    done: tuple[StepResult, ...] = ()
    while (step := desk.client.build_next_step(intent, done)) is not None and step.step != "attempt":
        done = (*done, await desk.client.send_step(step, intent))
    assert step is not None
    assert (await desk.client.find_created(intent, done, step)).search is Search.ABSENT
    attempt = await desk.client.send_step(step, intent)
    found = await desk.client.find_created(intent, done, step)
    assert found.step is not None
    assert found.step.id == attempt.id


@pytest.mark.parametrize("name", ["customer", "verification"])
async def test_what_no_list_shows_stays_undecided_and_nothing_is_asked(desk: CheckoutDesk, name: str) -> None:
    intent = build_intent()
    step = desk.first_step(intent)
    done: tuple[StepResult, ...] = ()
    if name == "verification":
        done = (StepResult("customer", "aplt_1"),)
        following = desk.client.build_next_step(intent, done)
        assert following is not None
        step = following
    assert step.step == name
    desk.simulator.forget_calls()
    found = await desk.client.find_created(intent, done, step)
    assert found.search is Search.UNDECIDED
    assert found.reason.endswith(".")
    assert desk.simulator.calls("checkout") == []


@pytest.mark.parametrize("is_known", [False, True], ids=["new customer", "known customer"])
async def test_a_lost_verification_is_recognised_once_its_id_is_known(
    desk: CheckoutDesk, is_known: bool
) -> None:
    intent = build_intent()
    first = CreateIntent(new_reference("test"), operation="create_applicant") if is_known else intent
    customer = await desk.client.send_step(desk.first_step(first), first)
    if is_known:
        intent = CreateIntent(new_reference("test"), CustomerId(customer.id), name="Ann Bee")
    step = desk.client.build_next_step(intent, () if is_known else (customer,))
    assert step is not None
    fault = {"provider": "checkout", "method": "POST", "path": "*", "times": 1, "action": "commit_then_drop"}
    with desk.simulator.faults(fault), pytest.raises(OutcomeUncertain):
        await desk.client.send_step(step, intent)
    [row] = [
        each
        for each in desk.simulator.ledger("checkout")
        if each["kind"] == "verification" and each["customer_id"] == customer.id
    ]
    assert (await desk.look(row["id"])).verification.reference == intent.reference


@pytest.mark.parametrize(
    "url",
    [
        "https://onboarding.example.com/return",
        "https://onboarding.example.com/return?case=17",
        "https://onboarding.example.com/?our_reference=cc-2#top",
    ],
)
def test_a_return_address_keeps_what_it_had_beside_our_mark(url: str) -> None:
    body = json.loads(bodies.build_attempt_body({"redirect_url": url}, {}, "cc-1 ä&x"))
    marked = body["redirect_url"]
    assert has_mark(marked, "cc-1 ä&x")
    assert not has_mark(marked, "cc-1")
    assert read_mark(marked) == "cc-1 ä&x"
    assert marked.startswith(url.partition("#")[0])
    assert marked.endswith(url.partition("#")[2])


@pytest.mark.parametrize("preset", MANIFEST.presets, ids=lambda preset: preset.name)
async def test_every_sandbox_scenario_plays_as_it_is_named(desk: CheckoutDesk, preset: CreatePreset) -> None:
    made = await desk.create(**preset.values)
    desk.simulator.advance(1)
    snapshot = await desk.look(made.id)
    ends = preset.name.rpartition(" ")[2]
    if "first" in preset.name:
        assert snapshot.verification.raw_status == "retry_required"
        attempts = snapshot.attempts
        assert attempts is not None
        expected = "capture_aborted" if "aborted" in preset.name else "checks_inconclusive"
        assert attempts[0].raw_status == expected
        await desk.carry_out(build_attempt_intent(made.id))
        desk.simulator.advance(1)
        snapshot = await desk.look(made.id)
    assert snapshot.verification.raw_status == ends


async def test_a_scenario_is_for_the_sandbox_only() -> None:
    account = Account(AccountId("a"), "Live", ProviderId("checkout"), Environment.LIVE, "https://example.com")
    transport = Transport()
    http = transport.open_account(account, Credentials({}), MANIFEST, math.inf)
    client = CheckoutClient(account, Credentials({}), http)
    with pytest.raises(InputInvalid) as caught:
        client.build_next_step(build_intent(**MANIFEST.presets[0].values), ())
    assert caught.value.field == "external_applicant_id"
    await transport.aclose(grace_s=0.0)


@pytest.mark.parametrize(
    "url", [None, "", "https://[", "https://example.com/", "our_reference=x", "?our_reference="]
)
def test_an_address_without_our_mark_has_none(url: str | None) -> None:
    assert read_mark(url) == ""
    assert not has_mark(url, "cc-1")


async def test_a_further_attempt_leaves_the_reference_of_its_verification(desk: CheckoutDesk) -> None:
    made = await desk.create("cc-first")
    await desk.carry_out(build_attempt_intent(made.id))
    assert (await desk.look(made.id)).verification.reference == "cc-first"


async def test_customers_of_a_simulator_account_end_at_its_own_page(desk: CheckoutDesk) -> None:
    made = await desk.create()
    desk.journey(made.id, "open", "finish")
    link = made.hosted_link
    assert link is not None
    page = await asyncio.to_thread(exchange, link.url)
    [address] = re.findall(r"<a href='([^']+)'", page.text)
    thanks = await asyncio.to_thread(exchange, html.unescape(address))
    assert urlsplit(address).netloc == urlsplit(link.url).netloc
    assert (thanks.status, "You can close this page" in thanks.text) == (200, True)


@pytest.mark.parametrize("environment", [Environment.TEST, Environment.LIVE])
async def test_customers_of_a_real_account_are_never_sent_to_a_strangers_page(
    environment: Environment,
) -> None:
    account = Account(AccountId("a"), "Real", ProviderId("checkout"), environment, "https://client.example")
    transport = Transport()
    http = transport.open_account(account, Credentials({}), MANIFEST, math.inf)
    client = CheckoutClient(account, Credentials({}), http)
    with pytest.raises(InputInvalid, match="goes at the end") as caught:
        client.build_next_step(build_intent(), ())
    assert caught.value.field == "redirect_url"
    step = client.build_next_step(build_intent(redirect_url="https://client.example/done"), ())
    assert step is not None
    await transport.aclose(grace_s=0.0)
