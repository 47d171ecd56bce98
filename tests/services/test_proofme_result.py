"""Proofme's result through the services: what a key loses or keeps, and that an erasure is the end of it here too."""

from __future__ import annotations

import asyncio

from console.domain.keys import VerificationKey
from console.domain.next_action import Action, find_offer
from console.domain.verification import Verification
from console.providers.proofme.operations import DELETE_DATA, READ_RESULT
from console.services.operation_offers import OfferedOperation, PerformOutcome, Subject
from tests.support.desk import Desk

NAME = "Quirina Zzyzxmarker"
KEY = "pgp_private_key"


async def _opened(desk: Desk) -> VerificationKey:
    key = await desk.create("proofme", NAME, description=NAME)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.services.cases.refresh(key)
    return key


async def _facts(desk: Desk, key: VerificationKey) -> Verification:
    return (await desk.services.cases.load_case(key)).stored.verification


async def _offered(desk: Desk, key: VerificationKey, operation: str) -> OfferedOperation:
    found = await desk.services.operations.offered(Subject(key.account_id, verification_id=key.id))
    return next(each for each in found if each.operation.id == operation)


async def test_reading_again_without_the_key_keeps_what_was_read_with_it(desk: Desk) -> None:
    key = await _opened(desk)
    opened = await _facts(desk, key)
    assert opened.verified
    await desk.services.accounts.save_secret(key.account_id, KEY, "")
    await desk.services.cases.refresh(key)
    again = await _facts(desk, key)
    assert (again.verified, again.documents, again.encrypted) == (opened.verified, opened.documents, False)


async def test_a_deleted_result_is_gone_here_and_stays_so(desk: Desk) -> None:
    key = await _opened(desk)
    subject = Subject(key.account_id, verification_id=key.id)
    reading, deleting = await _offered(desk, key, READ_RESULT), await _offered(desk, key, DELETE_DATA)
    assert (reading.is_allowed, reading.consequence) == (True, "")
    assert "go from this program too" in deleting.consequence
    done = await desk.services.operations.perform(subject, DELETE_DATA, {}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE, done.reason
    for _ in range(2):
        gone = await _facts(desk, key)
        assert (gone.verified, gone.documents, gone.encrypted) == ((), (), False)
        reading = await _offered(desk, key, READ_RESULT)
        assert not reading.is_allowed
        assert reading.offer is not None
        assert "any more" in reading.offer.reason
        await desk.services.cases.refresh(key)
        await desk.pass_once()
    refused = await desk.services.operations.perform(subject, READ_RESULT, {})
    assert refused.outcome is PerformOutcome.NOT_DONE
    offers = (await desk.services.cases.load_case(key)).offers
    assert not find_offer(offers, Action.ERASE).is_allowed


async def test_there_is_no_result_to_read_before_one_was_shared(desk: Desk) -> None:
    key = await desk.create("proofme")
    reading = await _offered(desk, key, READ_RESULT)
    assert reading.offer is not None
    assert reading.offer.reason.startswith("There is no result")
