"""Verifications fact by fact: what the provider established comes first, what differs is marked against the first."""

from __future__ import annotations

from console.domain.account import AccountId
from console.domain.comparing import Side, SideFact, build_comparison, read_side_facts
from console.domain.customer import CustomerId
from console.domain.environment import Environment, ProviderId
from console.domain.fact import Fact
from console.domain.identity import Agreement
from console.domain.phase import Phase
from console.domain.verification import DocumentFacts, Verification, VerificationId, VerificationKey


def _verification(*verified: Fact, declared: tuple[Fact, ...] = ()) -> Verification:
    return Verification(
        VerificationId("v"), CustomerId("c"), Phase.APPROVED, "approved", verified=verified, declared=declared
    )


def _side(number: int, *facts: SideFact) -> Side:
    key = VerificationKey(AccountId("a"), VerificationId(f"v{number}"))
    return Side(
        key,
        ProviderId("iron"),
        "Iron",
        "Iron",
        Environment.SIMULATOR,
        "Ann",
        Phase.APPROVED,
        "approved",
        None,
        facts,
    )


def test_what_the_provider_established_stands_before_what_was_declared() -> None:
    verification = _verification(
        Fact("birth_date", "1990-05-17"),
        declared=(Fact("birth_date", "1991-05-17"), Fact("email", "a@mail.example")),
    )
    assert read_side_facts(verification) == (
        SideFact("birth_date", "1990-05-17"),
        SideFact("email", "a@mail.example", is_declared=True),
    )


def test_parts_of_a_name_make_a_whole_one_and_one_thing_has_one_name() -> None:
    verification = _verification(
        Fact("first_name", "Ann"), Fact("last_name", "Lee"), Fact("step_kyc", "done")
    )
    assert read_side_facts(verification) == (
        SideFact("full_name", "Ann Lee"),
        SideFact("first_names", "Ann"),
        SideFact("last_name", "Lee"),
    )


def test_a_document_counts_with_its_kind_and_country() -> None:
    document = DocumentFacts("passport", "DE", (Fact("document_number", "X1"),))
    verification = Verification(
        VerificationId("v"), CustomerId("c"), Phase.APPROVED, "approved", documents=(document,)
    )
    fields = {fact.field: fact.value for fact in read_side_facts(verification)}
    assert fields == {"document_type": "passport", "document_country": "DE", "document_number": "X1"}


def test_rows_are_held_against_the_first_side_that_tells() -> None:
    comparison = build_comparison(
        [
            _side(1, SideFact("document_number", "X1")),
            _side(2, SideFact("full_name", "Ann Lee"), SideFact("document_number", "x1")),
            _side(3, SideFact("full_name", "LEE ANN"), SideFact("document_number", "Y2")),
            _side(4, SideFact("full_name", "Анн Ли")),
        ]
    )
    name, number = comparison.rows
    assert (name.field, number.field) == ("full_name", "document_number")
    assert [cell.agreement for cell in name.cells] == [
        Agreement.ONE_SIDED,
        Agreement.SAME,
        Agreement.SAME,
        Agreement.OTHER_SCRIPT,
    ]
    assert name.agreement is Agreement.OTHER_SCRIPT
    assert [cell.agreement for cell in number.cells][1:3] == [Agreement.SAME, Agreement.DIFFERENT]
    assert number.agreement is Agreement.DIFFERENT
    assert comparison.differing == 1


def test_what_only_one_side_tells_is_no_difference() -> None:
    comparison = build_comparison([_side(1, SideFact("gender", "F")), _side(2)])
    assert [row.agreement for row in comparison.rows] == [Agreement.ONE_SIDED]
    assert comparison.differing == 0
