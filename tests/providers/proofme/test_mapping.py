"""Every documented status of Proofme's has its place; the same facts come out of every call."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.base.paths import resource_path
from console.domain.attempt import StretchKind
from console.domain.fact import Fact
from console.domain.phase import Phase
from console.domain.provider import Environment, ProviderId
from console.domain.risk import read_catalogue
from console.providers.proofme import mapping, protocol
from console.providers.proofme.mapping import ResultState
from console.providers.proofme.wire import Identification
from tests.support.samples import load_sample

# The sheet, 4.2.
STATUSES = {"PENDING", "SUCCESS", "FAILED", "REVOKED"}


def identification(**values: object) -> Identification:
    document: dict[str, Any] = load_sample("proofme/identification_read/200.json")
    body = json.dumps({"identification": {**document["identification"], **values}}).encode()
    return protocol.read_identification(body).found


def test_every_documented_status_has_exactly_one_phase() -> None:
    assert set(mapping.PHASES) == STATUSES
    assert Phase.UNKNOWN not in mapping.PHASES.values()


@pytest.mark.parametrize(("word", "phase"), [("completed", Phase.APPROVED), ("open", Phase.NOT_STARTED)])
def test_the_guides_words_stand_for_documented_ones(word: str, phase: Phase) -> None:
    verification = mapping.to_verification(identification(status=word), Environment.TEST)
    assert (verification.phase, verification.raw_status) == (phase, word)


@given(st.text())
def test_an_undocumented_status_is_unknown_and_never_final(status: str) -> None:
    phase = mapping.to_phase(status)
    assert (phase is Phase.UNKNOWN) == (status not in STATUSES | {"completed", "open"})


@pytest.mark.parametrize(
    ("values", "phase", "stretch"),
    [
        ({}, Phase.NOT_STARTED, StretchKind.WAITING),
        ({"scannedAt": "2026-02-03T09:04:10+00:00"}, Phase.CAPTURING, StretchKind.CAPTURING),
        ({"status": "SUCCESS", "scannedAt": "2026-02-03T09:04:10Z"}, Phase.APPROVED, StretchKind.VERDICT),
        ({"status": "FAILED"}, Phase.DECLINED, StretchKind.VERDICT),
        ({"status": "REVOKED"}, Phase.CLOSED, StretchKind.VERDICT),
        ({"status": "PAUSED"}, Phase.UNKNOWN, StretchKind.WAITING),
        ({"status": None}, Phase.UNKNOWN, StretchKind.WAITING),
    ],
)
def test_a_scanned_code_means_the_customer_is_at_it(
    values: dict[str, object], phase: Phase, stretch: StretchKind
) -> None:
    verification = mapping.to_verification(identification(**values), Environment.TEST)
    assert verification.phase is phase
    assert mapping.to_attempt(verification).kind is stretch


def test_the_link_is_kept_while_it_is_of_use() -> None:
    pending = mapping.to_verification(identification(), Environment.TEST)
    assert pending.hosted_link is not None
    assert pending.hosted_link.url.startswith("https://example-org.proofme.id/")
    assert mapping.to_verification(identification(status="FAILED"), Environment.TEST).hosted_link is None


def test_the_prose_s_spelling_of_the_page_is_read_too() -> None:
    found = identification(myPageUrl=None, MyPageUrl="https://x.proofme.id/1")
    link = mapping.to_verification(found, Environment.TEST).hosted_link
    assert link is not None
    assert link.url == "https://x.proofme.id/1"


def test_after_success_the_result_is_there_but_closed_to_us() -> None:
    done = identification(status="SUCCESS")
    assert mapping.to_verification(done, Environment.TEST).encrypted
    erased = mapping.to_verification(done, Environment.TEST, result=ResultState(exists=False))
    assert not erased.encrypted
    locked = mapping.to_verification(
        done, Environment.TEST, result=ResultState(exists=True, reason="Other key.")
    )
    assert locked.encrypted
    assert locked.details[-1] == Fact("result", "Other key.")
    assert not mapping.to_verification(identification(), Environment.TEST).encrypted


def test_reference_and_name_come_from_what_was_stored_with_it() -> None:
    customer = mapping.to_customer(identification())
    assert (customer.id, customer.reference, customer.name) == ("CRM-20417", "CRM-20417", "Mara Lindqvist")
    ours = mapping.to_customer(identification(metadata={"ref": "r-1", "customer": "c-1"}, description="r-1"))
    assert (ours.id, ours.reference, ours.name) == ("c-1", "r-1", "")


@pytest.mark.parametrize("metadata", [None, "text", 7, [], {}, {"ref": 7}])
def test_without_metadata_of_ours_the_description_is_the_reference(metadata: object) -> None:
    customer = mapping.to_customer(identification(metadata=metadata))
    assert customer.reference == "CRM-20417 Mara Lindqvist"
    bare = mapping.to_customer(identification(metadata=metadata, description=None))
    assert (bare.reference, bare.id) == ("", "c0ffee00-1111-4222-8333-444455556666")


def test_a_test_identification_in_a_live_account_is_marked() -> None:
    assert "test" in mapping.to_verification(identification(mode="test"), Environment.LIVE).comment
    assert "live" in mapping.to_verification(identification(mode="live"), Environment.TEST).comment
    assert mapping.to_verification(identification(mode="live"), Environment.SIMULATOR).comment == ""
    assert mapping.to_verification(identification(mode="live"), Environment.LIVE).comment == ""
    assert mapping.to_verification(identification(mode="test"), Environment.TEST).comment == ""


def test_the_catalogue_of_a_provider_without_labels_is_empty_and_readable() -> None:
    document = resource_path("labels", "proofme.toml").read_bytes()
    assert len(read_catalogue({ProviderId("proofme"): document})) == 0
