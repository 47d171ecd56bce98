"""Erasing at Checkout.com, however the answer looks afterwards, and answers with words of tomorrow, over TCP."""

from __future__ import annotations

import json

import pytest

from console.domain.errors import ProviderNotFound
from console.domain.fact import Fact
from console.domain.phase import Phase
from console.providers.checkout import operations
from console.providers.checkout.manifest import ERASED
from tests.support.checkout import CheckoutDesk, open_checkout


@pytest.mark.parametrize("blanks", ["missing", "null", "kept"])
async def test_an_anonymized_verification_is_read_whatever_is_left_of_it(
    desk: CheckoutDesk, blanks: str
) -> None:
    made = await desk.create()
    desk.journey(made.id, "finish")
    desk.simulator.control("POST", "/switches/checkout", {"anonymized_fields": blanks})
    try:
        result = await desk.perform(operations.ANONYMIZE_VERIFICATION, made)
        assert result.snapshot is not None
        verification = result.snapshot.verification
        assert (verification.raw_status, verification.phase) == ("approved", Phase.APPROVED)
        assert result.snapshot.unreadable == ()
        assert (ERASED in verification.details) == (blanks != "kept")
        assert result.snapshot.attempts is not None
        [attempt] = result.snapshot.attempts
        assert "ip_address" not in {fact.field for fact in attempt.details}
    finally:
        desk.simulator.control("POST", "/switches/checkout", {"anonymized_fields": "missing"})


async def test_anonymizing_while_an_attempt_runs_ends_it(desk: CheckoutDesk) -> None:
    made = await desk.create()
    result = await desk.perform(operations.ANONYMIZE_VERIFICATION, made)
    assert result.summary == "The verification was anonymized; it is inconclusive now."
    assert result.snapshot is not None
    assert result.snapshot.verification.hosted_link is None
    assert result.raw is not None
    assert json.loads(result.raw.body)["status"] == "inconclusive"


async def test_an_applicant_who_is_gone_leaves_the_verification(desk: CheckoutDesk) -> None:
    made = await desk.create()
    desk.simulator.control("POST", "/switches/checkout", {"anonymized_applicant": "gone"})
    try:
        await desk.perform(operations.ANONYMIZE_APPLICANT, made)
        with pytest.raises(ProviderNotFound):
            await desk.perform(operations.READ_APPLICANT, made)
        async with open_checkout(desk.simulator) as fresh:
            snapshot = await fresh.look(made.id)
        assert snapshot.customer is not None
        assert snapshot.customer.id == made.customer_id
    finally:
        desk.simulator.control("POST", "/switches/checkout", {"anonymized_applicant": "stripped"})


async def test_certificates_and_words_of_tomorrow_are_shown_as_they_are(desk: CheckoutDesk) -> None:
    journeys = desk.simulator.account("checkout")["user_journey_ids"]
    made = await desk.create(user_journey_id=journeys[1])
    desk.journey(made.id, "finish")
    details = (await desk.look(made.id)).verification.details
    assert Fact("user_journey_id", journeys[1]) in details
    assert Fact("certifications.0.data.level_of_confidence", "medium") in details
    desk.simulator.control("POST", "/switches/checkout", {"unknown_words": True})
    try:
        verification = (await desk.look(made.id)).verification
    finally:
        desk.simulator.control("POST", "/switches/checkout", {"unknown_words": False})
    assert (verification.raw_status, verification.phase) == ("awaiting_second_opinion", Phase.UNKNOWN)
    assert {"not_in_any_list", "69999"} <= {label.value for label in verification.labels}
    assert Fact("second_opinion.level", "2") in verification.details
