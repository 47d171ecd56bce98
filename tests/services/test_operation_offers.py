"""What is offered about a verification whose data are gone: nothing, whatever the provider and whatever the call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from console.domain.account import Account, AccountId
from console.domain.customer import CustomerId
from console.domain.fact import Fact
from console.domain.next_action import Action, Situation, find_offer
from console.domain.operation import Operation, Target
from console.domain.phase import Phase
from console.domain.provider import Environment, ProviderId
from console.domain.verification import Verification, VerificationId
from console.providers.registry import load_providers
from console.services.operation_offers import OfferedOperation, to_offered

_OF_A_VERIFICATION = frozenset({Target.VERIFICATION, Target.ATTEMPT})
EVERY = [
    (provider_id, operation)
    for provider_id, provider in load_providers().items()
    for operation in provider.operations
    if operation.target in _OF_A_VERIFICATION
]
# As each provider shows one that was erased in its own dashboard while this program still has its copies.
ERASED_THERE = {
    "checkout": ("approved", Phase.APPROVED, (Fact("personal_data", "none left"),)),
    "idenfy": ("DELETED", Phase.CLOSED, ()),
    "proofme": ("SUCCESS", Phase.APPROVED, ()),
}


def _offer(provider: ProviderId, operation: Operation, verification: Verification) -> OfferedOperation:
    account = Account(AccountId("a"), "A", provider, Environment.SIMULATOR, "http://127.0.0.1:1", {})
    offers = load_providers()[provider].rules(Situation(datetime(2026, 3, 4, tzinfo=UTC), verification))
    return to_offered(operation, offers, account, is_erased=verification.is_erased)


@pytest.mark.parametrize(("provider", "operation"), EVERY)
@pytest.mark.parametrize("phase", list(Phase))
def test_nothing_is_asked_about_what_was_erased(
    provider: ProviderId, operation: Operation, phase: Phase
) -> None:
    raw_status = ERASED_THERE.get(provider, ("Approved", phase, ()))[0]
    erased = Verification(VerificationId("v"), CustomerId("c"), phase, raw_status, is_erased=True)
    offered = _offer(provider, operation, erased)
    if operation.erases_data and phase is not Phase.UNKNOWN:
        assert not offered.is_allowed
    if not operation.erases_data:
        assert not offered.is_allowed
        assert offered.offer is not None
        assert offered.offer.reason


@pytest.mark.parametrize(
    ("provider", "operation"), [each for each in EVERY if each[0] in ERASED_THERE and not each[1].erases_data]
)
def test_nothing_is_asked_about_what_the_provider_erased_by_itself(
    provider: ProviderId, operation: Operation
) -> None:
    raw_status, phase, details = ERASED_THERE[provider]
    there = Verification(VerificationId("v"), CustomerId("c"), phase, raw_status, details=details)
    offered = _offer(provider, operation, there)
    assert not offered.is_allowed
    assert offered.offer is not None
    assert offered.offer.reason


@pytest.mark.parametrize("provider", ERASED_THERE)
def test_what_the_provider_erased_by_itself_may_be_erased_here(provider: str) -> None:
    raw_status, phase, details = ERASED_THERE[provider]
    there = Verification(VerificationId("v"), CustomerId("c"), phase, raw_status, details=details)
    rules = load_providers()[ProviderId(provider)].rules
    now = datetime(2026, 3, 4, tzinfo=UTC)
    assert find_offer(rules(Situation(now, there)), Action.ERASE).only_here
    gone = replace(there, is_erased=True)
    assert not find_offer(rules(Situation(now, gone)), Action.ERASE).is_allowed


def test_photos_of_a_deleted_session_are_off_with_the_reason() -> None:
    [files] = [each for _, each in EVERY if each.id == "fetch_files"]
    deleted = Verification(VerificationId("v"), CustomerId("c"), Phase.CLOSED, "DELETED")
    offered = _offer(ProviderId("idenfy"), files, deleted)
    assert not offered.is_allowed
    assert offered.offer is not None
    assert offered.offer.reason == "iDenfy no longer holds the data of this session."
    known = replace(deleted, phase=Phase.APPROVED, raw_status="APPROVED")
    assert _offer(ProviderId("idenfy"), files, known).is_allowed
