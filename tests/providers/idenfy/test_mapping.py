"""Every documented word of iDenfy's has its place and its meaning; every other one is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.base.paths import resource_path
from console.domain.phase import Phase
from console.domain.provider import ProviderId
from console.domain.risk import LabelCatalogue, LabelKind, LabelRef, Severity, read_catalogue
from console.providers.idenfy import labels, mapping
from console.providers.idenfy.wire import AmlCheck, AmlV2Check, Codes, Data
from tests.support import idenfy as words

IDENFY = ProviderId("idenfy")


@pytest.fixture(scope="module")
def catalogue() -> LabelCatalogue:
    return read_catalogue({IDENFY: resource_path("labels", "idenfy.toml").read_bytes()})


def test_every_documented_status_has_exactly_one_phase() -> None:
    assert set(mapping.PHASES) == set(words.STATUSES)
    assert Phase.UNKNOWN not in mapping.PHASES.values()


@given(st.text())
def test_an_undocumented_status_is_unknown_and_never_final(status: str) -> None:
    phase = mapping.to_phase(status)
    assert (phase is Phase.UNKNOWN) == (status not in words.STATUSES)
    assert not (phase is Phase.UNKNOWN and phase.is_final)


def test_suspected_is_for_us_to_decide() -> None:
    assert mapping.to_phase("SUSPECTED") is Phase.ACTION_NEEDED


def test_every_documented_word_is_explained_and_nothing_else(catalogue: LabelCatalogue) -> None:
    # The vocabulary page lists these two tags among the results of the face check.
    codes = {*words.FACE_CODES, *words.DOCUMENT_CODES, "FACE_SUSPECTED", "FACE_BLACKLISTED"}
    tags = {*words.FRAUD_TAGS, *words.MISMATCH_TAGS, *words.SUSPICION_REASONS}
    codes |= words.DICTIONARY_CODES
    labels = {*words.SCREENING_WORDS, *words.DICTIONARY_LABELS}
    assert catalogue.values(IDENFY, LabelKind.CODE) == codes
    assert catalogue.values(IDENFY, LabelKind.TAG) == tags
    assert catalogue.values(IDENFY, LabelKind.LABEL) == labels
    assert len(catalogue) == len(codes) + len(tags) + len(labels)


def test_every_explanation_is_complete(catalogue: LabelCatalogue) -> None:
    for kind in LabelKind:
        for value in catalogue.values(IDENFY, kind):
            meaning = catalogue.describe(IDENFY, LabelRef(kind, value)).meaning
            assert meaning is not None
            assert meaning.title
            assert meaning.meaning.endswith(".")
            assert meaning.source.startswith("https://documentation.idenfy.com/")
            assert meaning.look_at or meaning.severity is Severity.INFO, value
            assert not (meaning.blocks and meaning.severity is Severity.INFO), value


@pytest.mark.parametrize(
    ("kind", "value", "severity"),
    [
        (LabelKind.CODE, "FACE_MISMATCH", Severity.HIGH),
        (LabelKind.CODE, "DOC_EXPIRED", Severity.WARN),
        (LabelKind.CODE, "DOC_VALIDATED", Severity.INFO),
        (LabelKind.TAG, "DUPLICATE_FACE", Severity.HIGH),
        (LabelKind.TAG, "DUPLICATE_PERSONAL_DATA", Severity.WARN),
        (LabelKind.TAG, "UNDER_AGE", Severity.HIGH),
        (LabelKind.LABEL, "SAN_CURRENT", Severity.HIGH),
        (LabelKind.LABEL, "NO_FLAGS", Severity.INFO),
    ],
)
def test_severities_are_the_sheet_s(
    catalogue: LabelCatalogue, kind: LabelKind, value: str, severity: Severity
) -> None:
    assert catalogue.describe(IDENFY, LabelRef(kind, value)).severity is severity


def codes(**values: object) -> Codes:
    return Codes.model_validate(values)


def test_a_reviewer_s_code_replaces_the_machine_s() -> None:
    found = codes(
        autoDocument="DOC_VALIDATED", manualDocument="DOC_FAKE", autoFace="AUTO_UNVERIFIABLE", manualFace=""
    )
    assert [label.value for label in labels.to_labels(found)] == ["DOC_FAKE", "AUTO_UNVERIFIABLE"]


def test_every_tag_and_reason_becomes_one_label() -> None:
    found = codes(
        fraudTags=["FACE_SUSPECTED", "", "NEW_ONE"],
        mismatchTags=["SURNAME"],
        suspicionReasons=["FACE_SUSPECTED"],
        denyReasons=["FACE_MISMATCH", "words of a reviewer"],
        pepsStatus="FLAGS_FOUND",
    )
    assert [(label.kind, label.value) for label in labels.to_labels(found)] == [
        (LabelKind.CODE, "FACE_MISMATCH"),
        (LabelKind.CODE, "words of a reviewer"),
        (LabelKind.TAG, "FACE_SUSPECTED"),
        (LabelKind.TAG, "NEW_ONE"),
        (LabelKind.TAG, "SURNAME"),
        (LabelKind.LABEL, "FLAGS_FOUND"),
    ]


def test_both_versions_of_the_screening_are_read() -> None:
    hits = [{"datasets": ["PEP_CURRENT", "SAN_FORMER"]}]
    newer = AmlCheck.model_validate({"overallStatus": "FLAGS_FOUND", "amlCheck": hits})
    older = [AmlV2Check.model_validate({"data": [{"suspicion": "PEPS"}, {}]}), AmlV2Check()]
    assert labels.to_aml_words(newer, older) == ("FLAGS_FOUND", "PEP_CURRENT", "SAN_FORMER", "PEPS")
    assert labels.to_aml_words(None, ()) == ()


@pytest.mark.parametrize(
    ("status", "told", "found", "reviewed", "expected"),
    [
        ("APPROVED", False, codes(), False, False),
        ("APPROVED", True, codes(), True, True),
        ("APPROVED", None, codes(), False, True),
        ("APPROVED", None, codes(manualFace=""), True, False),
        ("APPROVED", None, codes(manualDocument="DOC_VALIDATED"), True, True),
        ("EXPIRED", None, codes(), True, True),
        ("REVIEWING", False, codes(), True, False),
    ],
)
def test_finality_is_idenfy_s_word_or_the_reviewer_s_codes(
    status: str, told: bool | None, found: Codes, reviewed: bool, expected: bool
) -> None:
    assert mapping.is_final(status, told, found, is_reviewed_by_people=reviewed) is expected


def test_declared_facts_carry_the_names_of_the_verified_ones() -> None:
    sent = {"firstName": "Mira", "dateOfBirth": "1991-11-03", "sex": "F", "country": "LT", "address": None}
    declared = {fact.field: fact.value for fact in mapping.to_declared(sent, "Mira O.")}
    assert declared == {
        "full_name": "Mira O.",
        "first_names": "Mira",
        "birth_date": "1991-11-03",
        "gender": "FEMALE",
    }
    data = Data.model_validate(
        {"fullName": "M", "docFirstName": "M", "docDob": "1991-11-03", "docSex": "FEMALE"}
    )
    assert set(declared) == {fact.field for fact in mapping.to_verified(data)}


def test_no_document_is_invented() -> None:
    assert mapping.to_documents(None) == ()
    assert mapping.to_documents(Data.model_validate({"fullName": "X"})) == ()
