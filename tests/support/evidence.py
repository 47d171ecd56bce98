"""A plugin for `make reference`: writes down what each claimed test really did. Plays no part in an ordinary run.

Loaded with `-p tests.support.evidence`: of every test that a claim names it notes which claimed functions of the clients
ran in it and which routes of the simulator answered it, and at the end writes, claim by claim, whether both are so.
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from functools import reduce
from importlib import import_module
from types import CodeType, FrameType
from typing import Any, cast

import pytest

from console.sandbox.calls import Call, CallLog
from tests.support.coverage import (
    EVIDENCE,
    SAMPLES,
    WEBHOOKS,
    Claim,
    claimed_providers,
    read_claims,
    to_code_name,
)
from tests.support.receiver import Received, Receiver
from tests.support.simulator import ControlRefused, Simulator

_CLAIMS = [
    (provider, claim) for provider in claimed_providers() for claim in read_claims(provider) if not claim.out
]
_TESTS = frozenset(claim.test for _, claim in _CLAIMS)


def _find_code(client: str) -> CodeType:
    module, _, path = client.partition(":")
    found = reduce(getattr, path.split("."), cast("Any", import_module(module)))
    return cast("CodeType", inspect.unwrap(found).__code__)


_CODES = {_find_code(claim.client): to_code_name(claim.client) for _, claim in _CLAIMS}


class _Notes:
    """What one test after the other did; `now` is the one that runs."""

    def __init__(self) -> None:
        self.functions: defaultdict[str, set[str]] = defaultdict(set)
        self.routes: defaultdict[str, set[str]] = defaultdict(set)
        self.simulators: list[Simulator] = []
        self.now = ""

    def note_frame(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code in _CODES:
            self.functions[self.now].add(_CODES[frame.f_code])

    def note_call(self, provider: str, method: str, route: str | None) -> None:
        if self.now and route is not None:
            self.routes[self.now].add(f"{provider} {method} {route}")

    def note_simulator(self, simulator: Simulator) -> None:
        try:
            calls = simulator.calls()
        except (OSError, ControlRefused):
            return
        for call in calls:
            self.note_call(call["provider"], call["method"], call["route"])


_NOTES = _Notes()


def _live_simulators() -> list[Simulator]:
    return [each for each in _NOTES.simulators if each.process.poll() is None]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Only what the test itself does counts, not what its fixtures did before."""
    name = item.nodeid.partition("[")[0]
    if name not in _TESTS:
        return (yield)
    for each in _live_simulators():
        each.forget_calls()
    _NOTES.now = name
    # What is decrypted or read in a thread counts too.
    threading.setprofile(_NOTES.note_frame)
    sys.setprofile(_NOTES.note_frame)
    try:
        return (yield)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        for each in _live_simulators():
            _NOTES.note_simulator(each)
        _NOTES.now = ""


def pytest_configure() -> None:
    """Calls are counted before they are forgotten, and those of a simulator inside this process at once."""
    add, forget, stop = CallLog.add, Simulator.forget_calls, Simulator.stop
    start, subscribe, take = Simulator.__init__, Simulator.subscribe, Receiver.take

    def add_noted(self: CallLog, call: Call) -> None:
        add(self, call)
        _NOTES.note_call(call.provider, call.method, call.route)

    def forget_noted(self: Simulator) -> None:
        if _NOTES.now:
            _NOTES.note_simulator(self)
        forget(self)

    def stop_noted(self: Simulator) -> int:
        if _NOTES.now:
            _NOTES.note_simulator(self)
        return stop(self)

    def take_noted(self: Receiver) -> Received:
        if _NOTES.now:
            _NOTES.routes[_NOTES.now].add(WEBHOOKS)
        return take(self)

    def subscribe_noted(
        self: Simulator, provider: str, url: str, events: Sequence[str] | None = None
    ) -> dict[str, Any]:
        if _NOTES.now:
            _NOTES.routes[_NOTES.now].add(WEBHOOKS)
        return subscribe(self, provider, url, events)

    def start_noted(self: Simulator, start_line: Mapping[str, Any], process: subprocess.Popen[str]) -> None:
        start(self, start_line, process)
        _NOTES.simulators.append(self)

    patched = cast("Any", (CallLog, Simulator, Receiver))
    patched[1].__init__ = start_noted
    patched[0].add, patched[1].forget_calls, patched[1].stop = add_noted, forget_noted, stop_noted
    patched[1].subscribe, patched[2].take = subscribe_noted, take_noted


def pytest_sessionfinish() -> None:
    """One entry per claim, in the order of the claims, so that the file is the same after every good run."""
    EVIDENCE.write_text(
        json.dumps([_to_entry(provider, claim) for provider, claim in _CLAIMS], indent=1) + "\n", "utf-8"
    )


def _to_entry(provider: str, claim: Claim) -> dict[str, object]:
    return {
        "provider": provider,
        "title": claim.title,
        "test": claim.test,
        "client_ran": to_code_name(claim.client) in _NOTES.functions[claim.test],
        "simulator_answered": _is_answered(provider, claim, _NOTES.routes[claim.test]),
    }


def _is_answered(provider: str, claim: Claim, noted: set[str]) -> bool:
    if claim.simulator == WEBHOOKS:
        return WEBHOOKS in noted
    return claim.simulator == SAMPLES or f"{provider} {claim.simulator}" in noted
