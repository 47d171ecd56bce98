"""The simulated Proofme's people: every status is there from the start, and they finish by themselves."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.simulator import Simulator

TERMINAL = ("SUCCESS", "FAILED", "REVOKED")


def test_a_hundred_people_show_every_status_and_one_open_page(
    new_simulator: Callable[..., Simulator],
) -> None:
    simulator = new_simulator(customers=100)
    assert set(simulator.state()["proofme"]["by_status"]) == {"PENDING", *TERMINAL}


def test_people_finish_by_themselves(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=100, speed=30)
    before = simulator.state()["proofme"]["by_status"]
    simulator.advance(600)
    after = simulator.state()["proofme"]["by_status"]
    assert after["SUCCESS"] > before["SUCCESS"]
    assert after["PENDING"] >= 1
