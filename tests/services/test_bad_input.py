"""What providers may send wrongly: one clear sentence, nothing of what was known is lost, the rest goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from console.domain.errors import (
    ConsoleError,
    LinkRefused,
    ProviderUnauthorised,
    ReplyUnreadable,
    ReportUnreadable,
)
from console.domain.listing import VerificationRow
from console.domain.phase import Phase
from console.domain.provider import Environment
from console.domain.verification import VerificationKey
from console.services.accounts import AccountDraft
from console.services.simulator import read_values
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.simulator import start_simulator

PROVIDERS: Final = ("iron", "checkout", "idenfy", "proofme")
# Where each provider is asked how one verification stands.
READ_PATHS: Final = {
    "iron": "/identifications/{id}",
    "checkout": "/identity-verifications/{id}",
    "idenfy": "/api/v2/status",
    "proofme": "/identification/{id}",
}
SPOILED: Final = {
    "html": {"action": "html"},
    "server error": {"action": "status", "status": 503},
    "no JSON": {"action": "status", "status": 200, "body": "{not json"},
    "empty": {"action": "status", "status": 200, "body": ""},
    "a list": {"action": "status", "status": 200, "body": []},
    "null": {"action": "status", "status": 200, "body": "null"},
    "cut short": {"action": "truncate"},
    "connection lost": {"action": "drop"},
}
WRONG_TYPES: Final[Mapping[str, Callable[[object], object]]] = {
    "null": lambda _value: None,
    "a number": lambda _value: -1.5,
    "a list of lists": lambda _value: [[["x"]]],
    "an object": lambda _value: {"x": {"y": None}},
    "a truth": lambda _value: True,
}

WRONG_LINKS: Final = (
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://verify.evil.example/session",
    "http://someone:secret@127.0.0.1/x",
    "http://127.0.0.1:1/x",
    "http://xn--80ak6aa92e.example/",
    "http://127.0.0.1/" + "x" * 5000,
    "not an address",
    "",
)


def verify_sentence(text: str) -> None:
    """One plain sentence or two: no trace of the machinery, no address, no secret."""
    assert text.endswith(".")
    assert text[0].isupper() or text.startswith("iDenfy")
    assert len(text) < 250
    for ugly in ("Traceback", "Error(", "http://", "None", "{", "\n", "pydantic"):
        assert ugly not in text


async def _decided(desk: Desk, provider: str) -> VerificationRow:
    """A decided verification: at every provider it may be read again."""
    key = await desk.create(provider)
    await asyncio.to_thread(desk.journey, key, "finish")
    if provider == "idenfy":
        await desk.pass_once()
    else:
        await desk.services.cases.refresh(key)
    row = await desk.row(key)
    assert row.phase is Phase.APPROVED
    return row


async def _answer(desk: Desk, provider: str, key: VerificationKey) -> dict[str, Any]:
    """What the provider last answered about a verification, as we keep it."""
    case = await desk.services.cases.load_case(key)
    kinds = {
        "iron": "identification",
        "checkout": "verification",
        "idenfy": "status",
        "proofme": "identification",
    }
    [body] = [record.body for record in case.stored.raw if record.kind == kinds[provider]]
    answer = json.loads(body)
    return dict(answer.get("identification", answer))


async def _refresh_with(desk: Desk, provider: str, key: VerificationKey, body: object) -> str:
    """Read a verification while the provider answers with `body`; the sentence when that fails."""
    if provider == "proofme":
        body = {"identification": body}
    rule = {
        "provider": provider,
        "path": READ_PATHS[provider].format(id=key.id),
        "action": "status",
        "status": 200,
        "body": body,
    }
    await asyncio.to_thread(desk.simulator.set_faults, [rule])
    try:
        await desk.look(key)
    except ConsoleError as error:
        return error.user_message
    finally:
        await asyncio.to_thread(desk.simulator.clear_faults)
    return ""


def _unchanged(before: VerificationRow, after: VerificationRow) -> bool:
    return replace(after, as_of=before.as_of) == before


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_spoiled_answer_is_one_sentence_and_changes_nothing(provider: str, desk: Desk) -> None:
    row = await _decided(desk, provider)
    title = desk.services.accounts.manifest(row.provider).title
    for name, fault in SPOILED.items():
        with desk.simulator.faults({"provider": provider, "path": "*", **fault}):
            with pytest.raises(ConsoleError) as caught:
                await desk.services.cases.refresh(row.key)
            verify_sentence(caught.value.user_message)
            assert title in caught.value.user_message, name
        assert _unchanged(row, await desk.row(row.key)), name


async def test_a_pass_over_spoiled_answers_says_so_once_and_the_others_go_on(desk: Desk) -> None:
    await desk.pass_once()
    before = await desk.rows()
    spoiled = [{"provider": provider, "path": "*", "action": "html"} for provider in ("iron", "idenfy")]
    with desk.simulator.faults(*spoiled):
        reports = await desk.pass_once()
    for provider, report in reports.items():
        assert bool(report.error) == (provider in ("iron", "idenfy"))
        verify_sentence(report.error or "All went well.")
    assert [(row.key, row.phase) for row in await desk.rows()] == [(row.key, row.phase) for row in before]


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_missing_fields_are_no_news(provider: str, desk: Desk) -> None:
    row = await _decided(desk, provider)
    answer = await _answer(desk, provider, row.key)
    for name in answer:
        said = await _refresh_with(desk, provider, row.key, {k: v for k, v in answer.items() if k != name})
        if said:
            verify_sentence(said)
    said = await _refresh_with(desk, provider, row.key, {})
    if said:
        verify_sentence(said)
    after = await desk.row(row.key)
    assert (after.key, after.customer_id, after.customer_name) == (
        row.key,
        row.customer_id,
        row.customer_name,
    )
    assert after.phase in (row.phase, Phase.UNKNOWN)
    assert await _refresh_with(desk, provider, row.key, answer) == ""
    assert (await desk.row(row.key)).phase is row.phase


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_extra_fields_are_kept_raw_and_harm_nothing(provider: str, desk: Desk) -> None:
    row = await _decided(desk, provider)
    answer = {**await _answer(desk, provider, row.key), "surprise": {"deep": [1, None, "x"]}, "": 0}
    assert await _refresh_with(desk, provider, row.key, answer) == ""
    assert _unchanged(row, await desk.row(row.key))
    assert (await _answer(desk, provider, row.key))["surprise"] == {"deep": [1, None, "x"]}


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_wrong_types_harm_nothing_else(provider: str, desk: Desk) -> None:
    row = await _decided(desk, provider)
    answer = await _answer(desk, provider, row.key)
    for wrong, spoil in WRONG_TYPES.items():
        spoiled = [{**answer, name: spoil(value)} for name, value in answer.items()]
        for body in (*spoiled, {name: spoil(value) for name, value in answer.items()}):
            said = await _refresh_with(desk, provider, row.key, body)
            if said:
                verify_sentence(said)
        after = await desk.row(row.key)
        assert (after.key, after.customer_id) == (row.key, row.customer_id), wrong
        assert (await desk.services.cases.load_case(row.key)).offers
        assert await _refresh_with(desk, provider, row.key, answer) == ""
        assert (await desk.row(row.key)).phase is row.phase, wrong


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_field_of_the_wrong_type_is_named_on_the_case(provider: str, desk: Desk) -> None:
    row = await _decided(desk, provider)
    names = {"iron": "created_at", "checkout": "created_on", "idenfy": "fraudTags", "proofme": "createdAt"}
    answer = {**await _answer(desk, provider, row.key), names[provider]: {"not": "this"}}
    assert await _refresh_with(desk, provider, row.key, answer) == ""
    case = await desk.services.cases.load_case(row.key)
    assert names[provider] in case.stored.unreadable
    assert (await desk.row(row.key)).phase is row.phase


@pytest.mark.parametrize("provider", ["iron", "checkout", "proofme"])
async def test_an_unknown_status_is_shown_as_it_is_and_never_final(provider: str, desk: Desk) -> None:
    key = await desk.create(provider)
    answer = {**await _answer(desk, provider, key), "status": "FROZEN_SOLID"}
    assert await _refresh_with(desk, provider, key, answer) == ""
    await _verify_unknown(desk, key)


async def test_an_unknown_status_in_a_list_is_shown_as_it_is(desk: Desk) -> None:
    key = await desk.create("idenfy")
    page = {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [{"scanRef": key.id, "status": "FROZEN_SOLID"}],
    }
    status = {"scanRef": key.id, "status": "FROZEN_SOLID"}
    with desk.simulator.faults(
        {"provider": "idenfy", "path": "/kyc/*", "action": "status", "status": 200, "body": page},
        {"provider": "idenfy", "path": "/api/v2/status", "action": "status", "status": 200, "body": status},
    ):
        await desk.pass_once()
    await _verify_unknown(desk, key)


async def _verify_unknown(desk: Desk, key: VerificationKey) -> None:
    row = await desk.row(key)
    assert (row.phase, row.raw_status) == (Phase.UNKNOWN, "FROZEN_SOLID")
    assert not row.phase.is_final
    assert row.customer_name
    case = await desk.services.cases.load_case(key)
    assert "FROZEN_SOLID" in {event.raw for event in case.stored.events}
    assert key.id in {one.id for one in desk.console.store.read.load_open(key.account_id)}


async def test_a_verdict_stays_when_a_status_nobody_knows_comes_with_the_same_time(desk: Desk) -> None:
    row = await _decided(desk, "iron")
    answer = {**await _answer(desk, "iron", row.key), "status": "FROZEN_SOLID"}
    assert await _refresh_with(desk, "iron", row.key, answer) == ""
    assert (await desk.row(row.key)).phase is Phase.APPROVED


@pytest.mark.parametrize(
    ("provider", "fields"),
    [
        ("checkout", {"risk_labels": ["brand_new_label"]}),
        ("idenfy", {"fraudTags": ["BRAND_NEW_LABEL"], "autoDocument": "NEVER_HEARD_OF"}),
    ],
)
async def test_an_unknown_label_is_shown_as_it_is(
    provider: str, fields: Mapping[str, object], desk: Desk
) -> None:
    row = await _decided(desk, provider)
    answer = {**await _answer(desk, provider, row.key), **fields}
    assert await _refresh_with(desk, provider, row.key, answer) == ""
    case = await desk.services.cases.load_case(row.key)
    unknown = [label for label in case.labels if label.meaning is None]
    assert {label.ref.value.lower() for label in unknown} >= {"brand_new_label"}
    assert case.stored.verification.phase is not Phase.UNKNOWN


@pytest.mark.parametrize("provider", ["checkout", "idenfy"])
async def test_a_report_that_is_no_pdf_is_refused_and_the_old_one_stays(provider: str, desk: Desk) -> None:
    row = await _decided(desk, provider)
    kept = await desk.services.reports.fetch(row.key)
    path = {"checkout": "*/pdf-report*", "idenfy": "/api/v2/generate-pdf"}[provider]
    for body in ("", "Not ready", "%PDF-1.7 but then nothing", "<html>Sign in</html>"):
        rule = {"provider": provider, "path": path, "action": "status", "status": 200, "body": body}
        with desk.simulator.faults(rule), pytest.raises((ReportUnreadable, ReplyUnreadable)) as caught:
            await desk.services.reports.fetch(row.key)
        verify_sentence(caught.value.user_message)
    assert await desk.services.reports.load(row.key) == kept
    opened = await desk.services.reports.open(row.key)
    assert opened.info.pages >= 1
    await opened.close()


@pytest.mark.parametrize("provider", ["iron", "checkout", "proofme"])
async def test_a_wrong_hosted_link_is_not_shown(provider: str, desk: Desk) -> None:
    key = await desk.create(provider)
    good = await desk.services.cases.show_link(key)
    answer = json.dumps(await _answer(desk, provider, key))
    for url in WRONG_LINKS:
        if provider == "checkout":
            page = {"total_count": 1, "skip": 0, "limit": 50, "data": [await _attempt(desk, key, url)]}
            rule = {
                "provider": provider,
                "path": "*/attempts*",
                "action": "status",
                "status": 200,
                "body": page,
            }
            await asyncio.to_thread(desk.simulator.set_faults, [rule])
        replaced = json.loads(answer.replace(json.dumps(good.url), json.dumps(url)))
        assert await _refresh_with(desk, provider, key, replaced) == ""
        with pytest.raises(ConsoleError) as caught:
            await desk.services.cases.show_link(key)
        verify_sentence(caught.value.user_message)
        if url:
            assert isinstance(caught.value, LinkRefused), url
        assert (await desk.row(key)).phase is Phase.NOT_STARTED


async def _attempt(desk: Desk, key: VerificationKey, url: str) -> dict[str, Any]:
    case = await desk.services.cases.load_case(key)
    [body] = [record.body for record in case.stored.raw if record.kind == "attempts"]
    [attempt] = json.loads(body)["data"]
    return {**attempt, "_links": {**attempt["_links"], "verification_url": {"href": url}}}


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_wrong_key_is_said_before_the_account_is_kept(provider: str, desk: Desk) -> None:
    manifest = desk.services.accounts.manifest(desk.account(provider).provider)
    values = read_values(desk.simulator.account(provider))
    wrong = {
        name: "wrong" if name in {"api_key", "api_secret", "secret_key", "client_secret"} else value
        for name, value in values.items()
    }
    draft = AccountDraft(manifest.id, "Another", Environment.SIMULATOR, wrong.pop("base_url"), wrong)
    with pytest.raises(ProviderUnauthorised) as caught:
        await desk.services.accounts.check(draft)
    verify_sentence(caught.value.user_message)
    assert len(desk.services.accounts.load_accounts()) == 4


async def test_with_the_provider_gone_everything_that_was_here_stays(tmp_path: Path) -> None:
    with start_simulator(customers=20, seed=11) as simulator:
        async with open_desk(simulator, tmp_path) as desk:
            await desk.pass_once()
            before = await desk.rows()
            await asyncio.to_thread(simulator.stop)
            reports = await desk.pass_once()
            for report in reports.values():
                verify_sentence(report.error)
            assert await desk.rows() == before
            created = await desk.try_create("iron")
            verify_sentence(created.reason)
            with pytest.raises(ConsoleError) as caught:
                await desk.services.accounts.check_account(desk.account("iron").id)
            verify_sentence(caught.value.user_message)


async def test_a_report_opens_with_the_provider_gone(tmp_path: Path) -> None:
    with start_simulator(customers=24, seed=12) as simulator:
        async with open_desk(simulator, tmp_path) as desk:
            row = await _decided(desk, "checkout")
            report = await desk.services.reports.fetch(row.key)
    async with open_desk_again(simulator, tmp_path) as desk:
        opened = await desk.services.reports.open(row.key)
        assert opened.report == report
        assert row.customer_name.split()[0] in await opened.text(0)
        bitmap = await opened.render(0, 1.0)
        assert (bitmap.width, bitmap.height) > (0, 0)
        await opened.close()
