"""The simulator's clock: what fell due runs in order, at its own moment, before advancing answers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from console.sandbox.clock import Scheduler, SimClock


async def _settle() -> None:
    await asyncio.sleep(0)


def _break() -> None:
    raise RuntimeError("broken")


@pytest.fixture
def clock() -> SimClock:
    return SimClock()


@pytest.fixture
def scheduler(clock: SimClock) -> Scheduler:
    return Scheduler(clock)


async def test_advancing_runs_what_is_due_in_order_at_its_own_moment(
    clock: SimClock, scheduler: Scheduler
) -> None:
    start = clock.now()
    seen: list[tuple[str, datetime]] = []

    def note(name: str) -> None:
        seen.append((name, clock.now()))

    scheduler.at(start + timedelta(seconds=30), lambda: note("second"))
    scheduler.at(start + timedelta(seconds=10), lambda: note("first"))
    scheduler.at(start + timedelta(seconds=30), lambda: note("third"))
    scheduler.at(start + timedelta(days=9), lambda: note("much later"))
    after = await scheduler.advance(60, _settle)

    assert seen == [
        ("first", start + timedelta(seconds=10)),
        ("second", start + timedelta(seconds=30)),
        ("third", start + timedelta(seconds=30)),
    ]
    assert after - start >= timedelta(seconds=60)
    assert clock.now() >= after


async def test_what_a_callback_asks_for_runs_too_when_it_is_due(
    clock: SimClock, scheduler: Scheduler
) -> None:
    seen: list[int] = []

    def again(number: int) -> None:
        seen.append(number)
        scheduler.after(20, lambda: again(number + 1))

    scheduler.after(20, lambda: again(1))
    await scheduler.advance(90, _settle)

    assert seen == [1, 2, 3, 4]


async def test_what_was_cancelled_never_runs(scheduler: Scheduler) -> None:
    seen: list[str] = []
    scheduler.after(5, lambda: seen.append("cancelled")).cancel()
    scheduler.after(6, lambda: seen.append("kept"))
    await scheduler.advance(10, _settle)

    assert seen == ["kept"]
    assert scheduler.next_due() is None


async def test_the_wall_clock_runs_callbacks_by_itself(scheduler: Scheduler) -> None:
    done = asyncio.Event()
    pump = asyncio.create_task(scheduler.pump())
    scheduler.after(0.01, done.set)
    await asyncio.wait_for(done.wait(), 20)

    pump.cancel()
    await asyncio.gather(pump, return_exceptions=True)


@pytest.mark.expects_log("A scheduled step of the simulator failed")
async def test_a_broken_callback_does_not_stop_the_others(scheduler: Scheduler) -> None:
    done = asyncio.Event()
    pump = asyncio.create_task(scheduler.pump())
    scheduler.after(0.0, _break)
    scheduler.after(0.01, done.set)
    await asyncio.wait_for(done.wait(), 20)

    pump.cancel()
    await asyncio.gather(pump, return_exceptions=True)


def test_the_clock_stays_ahead_after_standing_still(clock: SimClock) -> None:
    moment = datetime.now(UTC) + timedelta(days=1)
    clock.freeze_at(moment)
    assert clock.now() == moment
    clock.resume_at(moment + timedelta(hours=1))

    assert clock.now() >= moment + timedelta(hours=1)
