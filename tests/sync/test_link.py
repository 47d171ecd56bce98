"""The health of one connection: which fault means what, and how long a provider is left alone after it."""

from __future__ import annotations

import pytest

from console.domain.account import LinkState
from console.domain.errors import (
    ProviderFailed,
    ProviderFault,
    ProviderThrottled,
    ProviderUnauthorised,
    ProviderUnreachable,
)
from console.domain.provider import PollingMode
from console.sync.link import Link
from tests.support.stores import NOON


def _link(mode: PollingMode = PollingMode.POLL) -> Link:
    return Link("Iron test", mode)


def test_the_wait_doubles_up_to_five_minutes_with_some_chance() -> None:
    link = _link()
    waits = [link.note_fault(ProviderFailed("Down.")) for _ in range(12)]
    for number, wait_s in enumerate(waits):
        plain_s = min(300.0, 2.0 * 2**number)
        assert plain_s * 0.75 <= wait_s <= plain_s * 1.25
    assert len(set(waits)) == len(waits)


@pytest.mark.parametrize(
    ("fault", "state", "wait_s"),
    [
        (ProviderUnauthorised("Keys."), LinkState.UNAUTHORISED, 900.0),
        (ProviderThrottled("Wait.", retry_after_s=17.0), LinkState.THROTTLED, 17.0),
        (ProviderThrottled("Wait."), LinkState.THROTTLED, 30.0),
        (ProviderThrottled("Wait.", retry_after_s=1e9), LinkState.THROTTLED, 300.0),
        (ProviderFailed("Down.", retry_after_s=60.0), LinkState.DOWN, 60.0),
        (ProviderFailed("Down.", retry_after_s=1e9), LinkState.DOWN, 300.0),
    ],
)
def test_a_fault_that_says_what_it_is(fault: ProviderFault, state: LinkState, wait_s: float) -> None:
    link = _link()
    assert wait_s <= link.note_fault(fault) <= wait_s * 1.1
    assert (link.state, link.problem) == (state, fault.user_message)


@pytest.mark.parametrize(
    ("mode", "state"), [(PollingMode.POLL, LinkState.LIVE), (PollingMode.WEBHOOK, LinkState.WAITING)]
)
def test_a_good_answer_ends_the_trouble(mode: PollingMode, state: LinkState) -> None:
    link = _link(mode)
    first_s = link.note_fault(ProviderUnreachable("Gone."))
    assert link.state is LinkState.DOWN
    link.note_success(NOON)
    assert (link.state, link.problem, link.last_ok_at) == (state, "", NOON)
    assert link.note_fault(ProviderUnreachable("Gone.")) <= first_s * 2


def test_what_is_kept_is_ended_by_release_alone() -> None:
    link = _link()
    first_s = link.keep_fault(ProviderFailed("No list."))
    link.note_success(NOON)
    assert (link.state, link.problem, link.last_ok_at) == (LinkState.DOWN, "No list.", NOON)
    assert link.keep_fault(ProviderFailed("No list.")) > first_s
    link.release()
    link.note_success(NOON)
    assert (link.state, link.problem) == (LinkState.LIVE, "")
