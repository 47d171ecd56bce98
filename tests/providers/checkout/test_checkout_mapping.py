"""Checkout.com's statuses, labels and rules are total; lists transcribed from the sheet, sections 4 to 7."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from console.base.paths import resource_path
from console.domain.attempt import StretchKind
from console.domain.customer import CustomerId
from console.domain.next_action import Action, ActionOffer, Permission, Situation, find_offer
from console.domain.phase import Phase
from console.domain.provider import ProviderId
from console.domain.risk import LabelKind, LabelRef, Severity, read_catalogue
from console.domain.verification import HostedLink, Verification, VerificationId
from console.providers.checkout import mapping, protocol
from console.providers.checkout.rules import decide

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
PHASES = {
    "created": Phase.NOT_STARTED,
    "pending": Phase.NOT_STARTED,
    "capture_in_progress": Phase.CAPTURING,
    "checks_in_progress": Phase.IN_REVIEW,
    "approved": Phase.APPROVED,
    "declined": Phase.DECLINED,
    "retry_required": Phase.ACTION_NEEDED,
    "inconclusive": Phase.INCONCLUSIVE,
    "refused": Phase.INCONCLUSIVE,
}
ATTEMPTS = {
    "pending_redirection": StretchKind.WAITING,
    "capture_in_progress": StretchKind.CAPTURING,
    "checks_in_progress": StretchKind.CHECKING,
    "completed": StretchKind.VERDICT,
    "expired": StretchKind.VERDICT,
    "capture_aborted": StretchKind.VERDICT,
    "capture_refused": StretchKind.VERDICT,
    "checks_inconclusive": StretchKind.VERDICT,
    "terminated": StretchKind.VERDICT,
}
CODES = (
    "10000",
    "61101",
    "61111",
    "61112",
    "61113",
    "61121",
    "61201",
    "61202",
    "61203",
    "61205",
    "61901",
    "61911",
    "61301",
    "61302",
    "61303",
    "61310",
    "61311",
    "61312",
    "61313",
    "61314",
    "61315",
    "61321",
    "61322",
    "61330",
    "61331",
    "61332",
    "61333",
    "61401",
    "61402",
    "61410",
    "61411",
    "61412",
    "61413",
    "61414",
    "62101",
    "62102",
    "62103",
    "62104",
    "62201",
    "62202",
    "62121",
    "62122",
    "62123",
    "62124",
    "62221",
    "62222",
    "62301",
    "62302",
    "62303",
    "62304",
    "62305",
    "62306",
    "62307",
    "62321",
    "62331",
    "62332",
    "62333",
    "62334",
    "62399",
    "62401",
    "62402",
    "62403",
    "62404",
    "62405",
    "63001",
    "64001",
)
LABELS = ("multiple_faces_detected", "risky_document_format", "mcc_not_confident")
CHECKOUT = ProviderId("checkout")


def test_every_documented_status_has_its_phase_and_no_other_is_known() -> None:
    assert dict(mapping.PHASES) == PHASES
    assert mapping.to_phase("screening_in_progress") is Phase.UNKNOWN
    assert mapping.to_phase("") is Phase.UNKNOWN


def test_every_documented_attempt_status_has_its_stretch() -> None:
    assert dict(mapping.STRETCHES) == ATTEMPTS


def test_the_catalogue_describes_every_documented_label_and_code() -> None:
    catalogue = read_catalogue({CHECKOUT: resource_path("labels", "checkout.toml").read_bytes()})
    assert catalogue.values(CHECKOUT, LabelKind.LABEL) == set(LABELS)
    assert catalogue.values(CHECKOUT, LabelKind.CODE) == set(CODES)
    fraud = catalogue.describe(CHECKOUT, LabelRef(LabelKind.CODE, "62301"))
    assert fraud.severity is Severity.HIGH
    assert catalogue.describe(CHECKOUT, LabelRef(LabelKind.CODE, "69999")).severity is Severity.WARN


def test_every_code_and_label_that_is_told_is_kept_and_explained() -> None:
    catalogue = read_catalogue({CHECKOUT: resource_path("labels", "checkout.toml").read_bytes()})
    codes = [{"code": int(code), "summary": "as told"} for code in CODES]
    told = {
        "id": "idv_1",
        "status": "declined",
        "response_codes": codes,
        "risk_labels": [*LABELS, "of_tomorrow"],
    }
    found, model, unreadable = protocol.read_verification(json.dumps(told).encode())
    snapshot = mapping.to_snapshot(found, model, None, None, customer_id=CustomerId("aplt_1"))
    assert unreadable == ()
    kept = snapshot.verification.labels
    assert {(each.kind, each.value) for each in kept} == {
        *((LabelKind.CODE, code) for code in CODES),
        *((LabelKind.LABEL, label) for label in (*LABELS, "of_tomorrow")),
    }
    assert all(catalogue.describe(CHECKOUT, each).meaning for each in kept if each.value != "of_tomorrow")


def build_verification(status: str, link_age: timedelta | None = None) -> Verification:
    link = None
    if link_age is not None:
        link = HostedLink("https://idv.checkout.com/s", NOW - link_age + mapping.LINK_LIFE)
    return Verification(
        VerificationId(f"idv_{status}"),
        CustomerId("aplt_1"),
        mapping.to_phase(status),
        status,
        hosted_link=link,
    )


def offer(action: Action, verification: Verification | None, *siblings: Verification) -> ActionOffer:
    return find_offer(decide(Situation(NOW, verification, (), siblings)), action)


def test_every_situation_has_one_offer_per_action() -> None:
    statuses = (*PHASES, "brand_new", "")
    for status, sibling, has_report in product(statuses, statuses, (True, False)):
        situation = Situation(
            NOW,
            build_verification(status, timedelta(minutes=1)),
            (),
            (build_verification(sibling),),
            has_report=has_report,
        )
        offers = decide(situation)
        assert [one.action for one in offers] == list(Action)
        assert all(one.reason.endswith(".") for one in offers)
        assert all(
            bool(one.consequence) == (one.permission is Permission.ALLOWED_WITH_LOSS) for one in offers
        )


def test_nothing_known_yet_allows_only_a_start() -> None:
    assert [one.action for one in decide(Situation(NOW, None)) if one.is_allowed] == [Action.NEW_VERIFICATION]


@pytest.mark.parametrize(
    ("status", "permission"),
    [
        ("created", Permission.ALLOWED),
        ("retry_required", Permission.ALLOWED),
        ("pending", Permission.ALLOWED_WITH_LOSS),
        ("capture_in_progress", Permission.ALLOWED_WITH_LOSS),
        ("checks_in_progress", Permission.REFUSED),
        ("approved", Permission.REFUSED),
        ("declined", Permission.REFUSED),
        ("refused", Permission.REFUSED),
        ("inconclusive", Permission.REFUSED),
        ("brand_new", Permission.REFUSED),
    ],
)
def test_a_new_attempt_only_in_four_statuses(status: str, permission: Permission) -> None:
    assert offer(Action.NEW_ATTEMPT, build_verification(status)).permission is permission


@pytest.mark.parametrize("status", [*PHASES, "brand_new"])
def test_a_new_verification_only_when_the_last_is_over(status: str) -> None:
    is_over = status in {"approved", "declined", "refused", "inconclusive"}
    over = build_verification("approved")
    assert offer(Action.NEW_VERIFICATION, build_verification(status)).is_allowed == is_over
    assert offer(Action.NEW_VERIFICATION, over, build_verification(status)).is_allowed == is_over


@pytest.mark.parametrize("status", [*PHASES, "brand_new"])
def test_a_report_only_after_a_verdict(status: str) -> None:
    assert offer(Action.FETCH_REPORT, build_verification(status)).is_allowed == (
        status in {"approved", "declined"}
    )


@pytest.mark.parametrize(
    ("age", "is_shown"), [(timedelta(minutes=14, seconds=59), True), (timedelta(minutes=15), False)]
)
def test_a_link_is_shown_until_it_runs_out(age: timedelta, is_shown: bool) -> None:
    assert offer(Action.SHOW_LINK, build_verification("pending", age)).is_allowed == is_shown


@pytest.mark.parametrize("status", [*PHASES, "brand_new"])
def test_without_a_link_none_is_shown(status: str) -> None:
    assert not offer(Action.SHOW_LINK, build_verification(status)).is_allowed
