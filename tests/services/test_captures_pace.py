"""Captures and the budget of an account: their share of it, a person's press before them, and what "too many" does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.bootstrap import open_console
from console.domain.errors import ProviderThrottled
from console.domain.evidence_file import CaptureState, EvidenceKind
from console.domain.keys import VerificationKey
from console.sync.capture_pace import CAPTURE_SHARE, CapturePace
from tests.support.captures import capture_of, decide, keep_pictures, until
from tests.support.clocks import MovableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.simulator import Simulator

_PER_S = 20.0
_REPORT = "*/generate-pdf"


async def _calls(desk: Desk) -> list[dict[str, Any]]:
    """What iDenfy was asked, in the order it came."""
    return await asyncio.to_thread(desk.simulator.calls, "idenfy")


async def _prepare(simulator: Simulator, folder: Path, count: int) -> tuple[VerificationKey, ...]:
    """Decided ones whose report and pictures are wished for, and nothing fetched yet."""
    async with open_desk(simulator, folder) as desk:
        await keep_pictures(desk, "idenfy")
        return tuple([await decide(desk, "idenfy", f"Person {number}") for number in range(count)])


async def _open_slow(simulator: Simulator, folder: Path) -> Desk:
    """The same profile with a budget as small as a real account's is."""
    console = await asyncio.to_thread(open_console, folder, requests_per_s=_PER_S)
    desk = Desk(simulator, console)
    account = desk.account("idenfy")
    vars(console._directory.coordinator(account.id).captures)["_pace"] = CapturePace(_PER_S)
    return desk


def _is_capture(call: dict[str, Any]) -> bool:
    return call["path"].endswith(("/files", "/generate-pdf", ".png"))


@pytest.fixture
async def slow(
    quiet_simulator: Simulator, tmp_path: Path
) -> AsyncIterator[tuple[Desk, list[VerificationKey]]]:
    """Four decided ones, each with a report and pictures to fetch, and a budget as small as a real one."""
    keys = await _prepare(quiet_simulator, tmp_path / "profile", 4)
    desk = await _open_slow(quiet_simulator, tmp_path / "profile")
    await asyncio.to_thread(quiet_simulator.forget_calls)
    yield desk, list(keys)
    await desk.console.aclose()


@pytest.mark.slow
async def test_reports_and_pictures_take_no_more_than_their_share(
    slow: tuple[Desk, list[VerificationKey]],
) -> None:
    desk, keys = slow
    captures = desk.console._directory.coordinator(keys[0].account_id).captures
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    assert await captures.drain() == 2 * len(keys)
    passed_s = loop.time() - began_at
    calls = await _calls(desk)
    assert len(calls) >= 4 * len(keys)
    assert all(_is_capture(call) for call in calls)
    # The pause comes after each of them, so there is no burst to allow for.
    assert len(calls) <= CAPTURE_SHARE * _PER_S * passed_s


@pytest.mark.slow
async def test_what_a_person_asks_for_never_waits_for_captures(
    slow: tuple[Desk, list[VerificationKey]],
) -> None:
    desk, keys = slow
    captures = desk.console._directory.coordinator(keys[0].account_id).captures
    draining = asyncio.create_task(captures.drain())
    await desk.look(keys[0])
    calls = await _calls(desk)
    assert [call["path"] for call in calls if not _is_capture(call)] == ["/api/v2/status", "/api/v2/data"]
    assert not draining.done(), "there was nothing to wait for"
    # A person who wants one of them now has it at once, and by nobody else once more.
    report = await desk.services.reports.fetch(keys[3])
    assert report.key == keys[3]
    assert not draining.done()
    await draining
    made = [call for call in await _calls(desk) if call["path"].endswith("/generate-pdf")]
    assert len(made) == len(keys)


async def test_a_provider_that_asks_us_to_wait_is_left_alone_and_all_of_it_comes_later(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    keys = await _prepare(quiet_simulator, tmp_path / "profile", 2)
    clock = MovableClock()
    throttled = {
        "provider": "idenfy",
        "path": _REPORT,
        "action": "status",
        "status": 429,
        "headers": {"Retry-After": "40"},
    }
    async with open_desk_again(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        captures = desk.console._directory.coordinator(keys[0].account_id).captures
        with desk.simulator.faults(throttled):
            await asyncio.to_thread(desk.simulator.forget_calls)
            await captures.drain()
            sent = len(await _calls(desk))
            # Nothing else of the account goes out either, be it a person who asks: it is told why.
            assert await captures.drain() == 0
            with pytest.raises(ProviderThrottled, match="asks us to wait"):
                await desk.services.reports.fetch(keys[0])
            assert len(await _calls(desk)) == sent
        stood = [await capture_of(desk, key) for key in keys]
        assert {each.state for each in stood if each is not None} == {CaptureState.WAITING}
        [reason] = {each.reason for each in stood if each is not None and each.tries}
        assert "asks us to wait" in reason
    # The pause is the provider's, counted while the program runs; a new one asks once and goes on.
    clock.ahead += timedelta(hours=1)
    async with open_desk_again(quiet_simulator, tmp_path / "profile", clock=clock) as desk:
        await desk.start_sync()

        async def are_here() -> bool:
            found = [
                await capture_of(desk, key, kind)
                for key in keys
                for kind in (EvidenceKind.REPORT, EvidenceKind.PICTURE)
            ]
            return all(each is not None and each.state is CaptureState.STORED for each in found)

        await until(desk, are_here)
