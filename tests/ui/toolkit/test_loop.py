"""Our loop: exact timers, bounded Qt timers, threads, signals, and what must end the program does."""

from __future__ import annotations

import asyncio
import contextvars
import os
import signal
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from console.ui.toolkit.loop import ConsoleEventLoop, new_event_loop
from tests.support.waiting import until


def _loop() -> ConsoleEventLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, ConsoleEventLoop)
    return loop


async def test_tests_of_the_window_run_on_our_loop() -> None:
    assert isinstance(asyncio.get_running_loop(), ConsoleEventLoop)


async def test_callbacks_run_in_the_order_of_their_calls() -> None:
    seen: list[int] = []
    for number in range(100):
        _loop().call_soon(seen.append, number)
    await until(lambda: len(seen) == 100)
    assert seen == list(range(100))


async def test_a_timer_never_fires_early_and_equal_ones_keep_their_order() -> None:
    loop = _loop()
    fired: list[tuple[int, float]] = []
    when = loop.time() + 0.05
    for number in range(5):
        loop.call_at(when, lambda n=number: fired.append((n, loop.time())))
    await until(lambda: len(fired) == 5)
    assert [number for number, _ in fired] == [0, 1, 2, 3, 4]
    assert all(at >= when for _, at in fired)


async def test_a_cancelled_timer_does_not_fire_and_many_of_them_are_swept() -> None:
    loop = _loop()
    fired: list[str] = []
    for _ in range(1000):
        loop.call_later(3600, fired.append, "late").cancel()
    kept = loop.call_later(0.01, fired.append, "kept")
    loop.call_later(0.005, fired.append, "cancelled").cancel()
    await until(lambda: fired)
    assert fired == ["kept"]
    assert not kept.cancelled()
    assert len(loop._later) < 200


async def test_ten_thousand_waits_need_one_qt_timer() -> None:
    loop = _loop()
    waits = [asyncio.ensure_future(asyncio.sleep(30)) for _ in range(10_000)]
    await asyncio.sleep(0)
    assert len(loop._ticker.findChildren(QTimer)) == 1
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)


async def test_a_wait_of_months_is_accepted() -> None:
    handle = _loop().call_later(90 * 86400, lambda: None)
    await asyncio.sleep(0)
    assert not handle.cancelled()
    handle.cancel()


async def test_another_thread_wakes_the_loop_with_its_context() -> None:
    loop = _loop()
    name: contextvars.ContextVar[str] = contextvars.ContextVar("name", default="none")
    context = contextvars.copy_context()
    context.run(name.set, "thread")
    seen: list[tuple[str, int]] = []

    def note() -> None:
        seen.append((name.get(), threading.get_ident()))

    thread = threading.Thread(target=lambda: loop.call_soon_threadsafe(note, context=context))
    thread.start()
    await until(lambda: seen)
    thread.join()
    assert seen == [("thread", threading.get_ident())]


async def test_work_in_a_thread_gives_its_result_and_its_exit() -> None:
    def leave() -> None:
        raise SystemExit(4)

    assert await asyncio.to_thread(lambda: 6 * 7) == 42
    with pytest.raises(SystemExit):
        await asyncio.get_running_loop().run_in_executor(None, leave)


async def test_a_nested_qt_loop_delays_tasks_and_strands_none() -> None:
    done: list[int] = []
    nested = QEventLoop()
    turns = iter(range(20))

    async def work(number: int, before: asyncio.Event, after: asyncio.Event) -> None:
        await before.wait()
        done.append(number)
        after.set()

    def end_nested() -> None:
        # Some turns of the nested loop, in which our timer fires and may run nothing.
        if next(turns, None) is None:
            nested.quit()
        else:
            QTimer.singleShot(0, end_nested)

    events = [asyncio.Event() for _ in range(101)]
    tasks = [asyncio.ensure_future(work(number, *events[number : number + 2])) for number in range(100)]
    events[0].set()
    end_nested()
    getattr(nested, "exec")()  # noqa: B009 - what a native dialog does under us
    assert done == []
    await asyncio.gather(*tasks)
    assert done == list(range(100))


async def test_sockets_and_processes_work() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(5))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"hello")
    assert await reader.read() == b"hello"
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


async def test_sigterm_reaches_its_handler() -> None:
    loop = _loop()
    seen = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, seen.set)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(5):
            await seen.wait()
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def test_what_is_meant_to_end_the_program_ends_the_loop(qapp: QApplication) -> None:
    loop = new_event_loop(qapp)

    def leave() -> None:
        raise SystemExit(7)

    loop.call_soon(leave)
    with pytest.raises(SystemExit) as raised:
        loop.run_forever()
    assert raised.value.code == 7
    loop.close()


def test_closing_does_not_wait_for_a_stuck_thread_and_refuses_later_calls(
    qapp: QApplication, tmp_path: Path
) -> None:
    loop = new_event_loop(qapp)
    release = threading.Event()

    async def begin() -> None:
        asyncio.get_running_loop().run_in_executor(None, release.wait, 30)
        await asyncio.sleep(0)

    loop.run_until_complete(begin())
    loop.close()
    assert loop.is_closed()
    release.set()
    with pytest.raises(RuntimeError):
        loop.call_soon_threadsafe(tmp_path.exists)
    with pytest.raises(RuntimeError):
        loop.call_later(1, tmp_path.exists)


def test_callbacks_wait_while_somebody_else_runs_qts_events(qapp: QApplication) -> None:
    loop = new_event_loop(qapp)
    ran: list[str] = []
    loop.call_soon(ran.append, "planned before")
    qapp.processEvents()
    qapp.processEvents()
    assert ran == []
    loop.run_until_complete(asyncio.sleep(0))
    assert ran == ["planned before"]
    loop.close()
