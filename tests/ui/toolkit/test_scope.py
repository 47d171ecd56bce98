"""Tasks belong to a widget: replaced by key, reported when they fail, gone when it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt

from console.ui.toolkit.scope import TaskScope
from tests.support.waiting import until


async def _never() -> None:
    await asyncio.Event().wait()


async def test_the_same_key_replaces_the_earlier_task() -> None:
    owner = QObject()
    scope = TaskScope(owner)
    seen: list[str] = []
    answered = asyncio.Event()

    async def search(text: str) -> None:
        await answered.wait()
        seen.append(text)

    for text in ("h", "ha", "han"):
        scope.start("search", search(text))
    scope.start("other", search("other"))
    assert scope.is_running("search")
    answered.set()
    await until(lambda: not scope.is_running("search") and not scope.is_running("other"))
    assert sorted(seen) == ["han", "other"]


async def test_a_failure_is_reported_once_and_cancelling_is_none() -> None:
    failures: list[Exception] = []
    owner = QObject()
    scope = TaskScope(owner, failures.append)

    async def fail() -> None:
        raise ValueError("no")

    scope.start("fail", fail())
    scope.start("wait", _never())
    await until(lambda: failures)
    scope.cancel("wait")
    await until(lambda: not scope.is_running("wait"))
    assert [str(failure) for failure in failures] == ["no"]


async def test_what_is_asked_to_end_runs_until_it_has_ended() -> None:
    owner = QObject()
    scope = TaskScope(owner)
    ended: list[str] = []
    may_end = asyncio.Event()

    async def tidy() -> None:
        try:
            await _never()
        finally:
            await may_end.wait()

    scope.start("tidy", tidy())
    await asyncio.sleep(0)
    scope.stop("tidy", lambda: ended.append("tidy"))
    await asyncio.sleep(0)
    assert scope.is_running("tidy")
    assert ended == []
    may_end.set()
    await until(lambda: ended == ["tidy"])
    assert not scope.is_running("tidy")
    scope.stop("tidy", lambda: ended.append("again"))
    # One that had not begun ends as well.
    scope.start("tidy", tidy())
    scope.stop("tidy", lambda: ended.append("unbegun"))
    await until(lambda: ended == ["tidy", "unbegun"])


async def test_without_a_sink_the_loop_hears_of_it() -> None:
    heard: list[Mapping[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context))
    owner = QObject()

    async def fail() -> None:
        raise ValueError("lost")

    TaskScope(owner).start("work", fail())
    await until(lambda: heard)
    assert heard[0]["message"] == "QObject.work failed"
    asyncio.get_running_loop().set_exception_handler(None)


async def test_tasks_die_with_their_owner() -> None:
    ended: list[str] = []
    begun = asyncio.Event()
    owner = QObject()
    scope = TaskScope(owner, lambda _error: ended.append("reported"))

    async def wait() -> None:
        begun.set()
        try:
            await _never()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    scope.start("wait", wait())
    await begun.wait()
    owner.deleteLater()
    await until(lambda: ended)
    assert ended == ["cancelled"]


def test_nothing_starts_without_a_running_loop(qapp: object) -> None:
    async def never() -> None:
        raise AssertionError

    work = never()
    with pytest.raises(RuntimeError):
        TaskScope(QObject()).start("never", work)
    work.close()


class _Painting(QObject):
    """Notes when an event as late as a painting comes."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order

    def customEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._order.append("painted")


async def test_what_somebody_waits_to_see_begins_before_the_next_painting() -> None:
    order: list[str] = []
    owner, painting = QObject(), _Painting(order)
    scope = TaskScope(owner)

    async def begin() -> None:
        order.append("begun")

    scope.start_first("begin", begin())
    QCoreApplication.postEvent(painting, QEvent(QEvent.Type.User), Qt.EventPriority.LowEventPriority.value)
    await until(lambda: len(order) == 2)
    assert order == ["begun", "painted"]
