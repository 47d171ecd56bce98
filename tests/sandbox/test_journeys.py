"""Journeys at the simulated Iron by the control API and by the hosted page: every row of the table."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.iron import Iron, exchange
from tests.support.simulator import ControlRefused, Simulator

_FOREIGN = ("suspect", "inconclusive", "abort", "refuse", "fly")


@pytest.fixture
def iron(quiet_simulator: Simulator) -> Iron:
    return Iron(quiet_simulator)


def _refused(iron: Iron, identification_id: str, step: str) -> int:
    with pytest.raises(ControlRefused) as caught:
        iron.simulator.journey("iron", identification_id, step)
    return caught.value.status


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (("open",), "Pending"),
        (("open", "capture"), "Pending"),
        (("submit",), "PendingReview"),
        (("submit", "approve"), "Approved"),
        (("approve",), "Approved"),
        (("submit", "decline"), "Declined"),
        (("review",), "PendingReview"),
        (("submit", "retry"), "Pending"),
        (("submit", "retry", "submit", "approve"), "Approved"),
        (("approve", "step_up"), "Pending"),
        (("approve", "step_up", "finish"), "Approved"),
        (("expire",), "Expired"),
        (("archive",), "Archived"),
        (("approve", "archive"), "Archived"),
        (("finish",), "Approved"),
    ],
)
def test_a_journey_leads_where_the_table_says(iron: Iron, steps: tuple[str, ...], status: str) -> None:
    _, identification = iron.start()
    answers = [iron.simulator.journey("iron", identification["id"], step) for step in steps]

    assert answers[-1] == {
        "provider": "iron",
        "id": identification["id"],
        "status": status,
        "attempt_id": None,
    }
    assert iron.get(f"/identifications/{identification['id']}")["status"] == status


@pytest.mark.parametrize("step", _FOREIGN)
def test_a_step_iron_does_not_know_is_a_conflict(iron: Iron, step: str) -> None:
    _, identification = iron.start()

    assert _refused(iron, identification["id"], step) == 409


@pytest.mark.parametrize(
    ("before", "step"),
    [
        (("approve",), "decline"),
        (("approve",), "submit"),
        (("approve",), "finish"),
        (("expire",), "approve"),
        (("archive",), "archive"),
        (("submit",), "submit"),
        (("submit",), "open"),
        ((), "step_up"),
        (("decline",), "step_up"),
    ],
)
def test_an_impossible_step_is_a_conflict_and_changes_nothing(
    iron: Iron, before: tuple[str, ...], step: str
) -> None:
    _, identification = iron.start()
    for earlier in before:
        iron.simulator.journey("iron", identification["id"], earlier)
    known = iron.get(f"/identifications/{identification['id']}")

    assert _refused(iron, identification["id"], step) == 409
    assert iron.get(f"/identifications/{identification['id']}") == known


def test_an_unknown_id_is_not_found(iron: Iron) -> None:
    assert _refused(iron, "nobody", "approve") == 404
    with pytest.raises(ControlRefused) as caught:
        iron.simulator.journey("nobody", "x", "approve")
    assert caught.value.status == 404


def test_a_step_up_carries_a_link_again_and_blocks_the_customer(iron: Iron) -> None:
    customer, identification = iron.start()
    iron.simulator.journey("iron", identification["id"], "approve")
    assert "url" not in iron.get(f"/identifications/{identification['id']}")
    iron.simulator.journey("iron", identification["id"], "step_up")

    assert iron.get(f"/identifications/{identification['id']}")["url"] == identification["url"]
    assert iron.status_of(customer) == "IdentificationRequired"
    asked = iron.get(f"/customers/{customer['id']}/requirements")
    assert [item["code"] for item in asked["pending"]] == ["kyc_questionnaire"]


def test_a_retry_names_the_step_that_is_asked_for_again(iron: Iron) -> None:
    _, identification = iron.start()
    iron.simulator.journey("iron", identification["id"], "submit")
    iron.simulator.journey("iron", identification["id"], "retry", codes=["selfie"], comment="Too dark.")
    read: dict[str, Any] = iron.get(f"/identifications/{identification['id']}")

    assert read["url"] == identification["url"]
    assert read["step_status"]["selfie"] == {"result": "Declined", "retry": True, "comment": "Too dark."}
    assert read["step_status"]["identity"]["retry"] is False


# --- the hosted page


def _take(url: str, step: str) -> int:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return exchange(url, "POST", f"step={step}".encode(), form).status


def test_the_hosted_page_is_marked_as_a_test_and_finishes_the_flow(iron: Iron) -> None:
    customer = iron.new_customer(name="<b>Ана</b>")
    identification = iron.new_link(customer["id"])
    page = exchange(identification["url"])

    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "TEST" in page.text
    assert "&lt;b&gt;Ана" in page.text
    assert "<script" not in page.text
    assert "name='viewport'" in page.text

    assert _take(identification["url"], "submit") == 303
    assert iron.get(f"/identifications/{identification['id']}")["status"] == "PendingReview"
    assert _take(identification["url"], "approve") == 303
    closing = exchange(identification["url"])
    assert iron.status_of(customer) == "SigningsRequired"
    assert closing.status == 200
    assert "<button" not in closing.text


def test_a_finished_link_takes_no_more_steps(iron: Iron) -> None:
    _, identification = iron.start()
    _take(identification["url"], "finish")

    assert _take(identification["url"], "decline") == 409
    assert iron.get(f"/identifications/{identification['id']}")["status"] == "Approved"


@pytest.mark.parametrize("step", ["", "suspect", "step_up"])
def test_a_step_without_a_button_is_refused(iron: Iron, step: str) -> None:
    _, identification = iron.start()

    assert _take(identification["url"], step) == 409


def test_an_unknown_link_says_so(iron: Iron) -> None:
    _, identification = iron.start()

    assert exchange(identification["url"][:-6] + "000000").status == 404
    assert exchange(identification["url"].replace("/iron/", "/nobody/")).status == 404
