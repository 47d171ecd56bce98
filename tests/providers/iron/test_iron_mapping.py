"""Iron's statuses and rules are total; the lists are transcribed from the sheet, sections 4.2, 5.2, 5.3 and 6."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from console.base.paths import resource_path
from console.domain.attempt import StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.next_action import Action, ActionOffer, Permission, Situation, find_offer
from console.domain.phase import Phase
from console.domain.provider import ProviderId
from console.domain.risk import LabelKind, read_catalogue
from console.domain.verification import HostedLink, Verification, VerificationId
from console.providers.iron import mapping, wire
from console.providers.iron.protocol import Read
from console.providers.iron.rules import decide

NOW = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
PHASES = {
    "Pending": Phase.NOT_STARTED,
    "Processed": Phase.IN_REVIEW,
    "PendingReview": Phase.IN_REVIEW,
    "Approved": Phase.APPROVED,
    "Declined": Phase.DECLINED,
    "Expired": Phase.EXPIRED,
    "Archived": Phase.CLOSED,
    "Rejected": Phase.DECLINED,
}
CUSTOMER_STATUSES = (
    "UserRequired",
    "IdentificationRequired",
    "SigningsRequired",
    "Active",
    "Suspended",
    "Archived",
    "Brand new",
    "",
)
STEPS = (
    "identity",
    "selfie",
    "proof_of_residence",
    "questionnaire",
    "company_data",
    "company_beneficiaries",
    "company_documents",
)
REQUIREMENTS = (
    "kyc_selfie",
    "kyc_identity",
    "kyc_proof_of_residence",
    "kyc_questionnaire",
    "kyb_company_data",
    "kyb_company_beneficiaries",
    "kyb_company_documents",
    "kyb_questionnaire",
    "identification_kyc",
    "identification_kyb",
    "kyc_data_missing",
    "kyc_data_invalid",
    "kyb_data_missing",
    "kyb_data_invalid",
)
REJECT_LABELS = ("SCREENSHOTS", "UNSATISFACTORY_PHOTOS")


def build_read(**fields: object) -> Read[wire.Identification]:
    model = wire.Identification.model_validate({"id": "i", "created_at": NOW, **fields})
    return Read("i", model, {}, ())


def build_customer_read(status: str) -> Read[wire.Customer]:
    return Read("c", wire.Customer(id="c", status=status), {}, ())


@pytest.mark.parametrize(("status", "phase"), PHASES.items())
def test_every_documented_status_has_its_phase(status: str, phase: Phase) -> None:
    snapshot = mapping.to_snapshot(build_read(status=status), None)
    assert (snapshot.verification.phase, snapshot.verification.raw_status) == (phase, status)
    assert snapshot.attempts is not None
    (attempt,) = snapshot.attempts
    assert (attempt.kind is StretchKind.VERDICT) == phase.is_final
    assert attempt.outcome == (status if phase.is_final else "")


def test_the_mapping_holds_nothing_undocumented() -> None:
    assert set(mapping.PHASES) == set(PHASES)


def test_a_step_to_be_sent_again_needs_the_customer() -> None:
    read = build_read(
        status="Pending", url="https://verify.iron.xyz/x", step_status={"selfie": {"retry": True}}
    )
    verification = mapping.to_snapshot(read, None).verification
    assert verification.phase is Phase.ACTION_NEEDED
    assert verification.hosted_link is not None
    assert [(label.kind, label.value) for label in verification.labels] == [(LabelKind.STEP, "selfie")]


@pytest.mark.parametrize("status", ["Approved", "Pending"])
def test_a_step_up_gives_its_link(status: str) -> None:
    read = build_read(status=status, url="https://verify.iron.xyz/x")
    verification = mapping.to_snapshot(read, build_customer_read("IdentificationRequired")).verification
    assert verification.hosted_link is not None
    assert not verification.phase.is_final


@pytest.mark.parametrize(
    "status", ["Approved", "Declined", "Expired", "Archived", "Processed", "PendingReview"]
)
def test_a_link_that_leads_nowhere_is_not_kept(status: str) -> None:
    read = build_read(status=status, url="https://verify.iron.xyz/x")
    assert mapping.to_snapshot(read, build_customer_read("Active")).verification.hosted_link is None


def test_a_suspended_customer_is_seen() -> None:
    labels = mapping.to_snapshot(
        build_read(status="Approved"), build_customer_read("Suspended")
    ).verification.labels
    assert [(label.kind, label.value) for label in labels] == [(LabelKind.TAG, "Suspended")]


def build_verification(status: str, age: timedelta = timedelta(), **fields: object) -> Verification:
    phase = fields.pop("phase", PHASES.get(status, Phase.UNKNOWN))
    assert isinstance(phase, Phase)
    link = HostedLink("https://verify.iron.xyz/x") if fields.pop("link", False) else None
    return Verification(
        VerificationId(f"{status}{age}"),
        CustomerId("c"),
        phase,
        status,
        created_at=NOW - age,
        hosted_link=link,
    )


def offer(
    action: Action,
    verification: Verification | None,
    *siblings: Verification,
    customer_status: str = "IdentificationRequired",
) -> ActionOffer:
    customer = Customer(CustomerId("c"), raw_status=customer_status)
    return find_offer(decide(Situation(NOW, verification, (), siblings, customer)), action)


def test_every_situation_has_one_offer_per_action() -> None:
    statuses = (*PHASES, "Frozen", "")
    for status, sibling, customer in product(statuses, statuses, CUSTOMER_STATUSES):
        situation = Situation(
            NOW,
            build_verification(status),
            (),
            (build_verification(sibling, timedelta(days=1)),),
            Customer(CustomerId("c"), raw_status=customer),
        )
        offers = decide(situation)
        assert [one.action for one in offers] == list(Action)
        assert all(one.reason.endswith(".") for one in offers)
        assert all(
            bool(one.consequence) == (one.permission is Permission.ALLOWED_WITH_LOSS) for one in offers
        )


def test_nothing_known_yet_allows_only_a_start() -> None:
    allowed = [one.action for one in decide(Situation(NOW, None)) if one.is_allowed]
    assert allowed == [Action.NEW_VERIFICATION]


def test_an_older_approval_is_not_taken_for_a_step_up() -> None:
    customer = Read(
        "c", wire.Customer(id="c", status="IdentificationRequired", identification_status="Pending"), {}, ()
    )
    read = build_read(status="Approved", url="https://verify.iron.xyz/x")
    assert mapping.to_snapshot(read, customer).verification.phase is Phase.APPROVED


@pytest.mark.parametrize("status", ["Approved", "Declined", "Expired", "Archived"])
def test_a_new_one_is_free_when_all_are_over(status: str) -> None:
    assert offer(Action.NEW_VERIFICATION, build_verification(status)).permission is Permission.ALLOWED


@pytest.mark.parametrize("status", ["Pending", "Processed", "PendingReview", "Frozen"])
def test_a_new_one_costs_the_one_under_way(status: str) -> None:
    over = build_verification("Approved", timedelta(days=1))
    running = build_verification(status)
    for new in (offer(Action.NEW_VERIFICATION, running, over), offer(Action.NEW_VERIFICATION, over, running)):
        assert new.permission is Permission.ALLOWED_WITH_LOSS
        assert "stops counting" in new.consequence


def test_a_new_one_blocks_an_active_customer() -> None:
    new = offer(Action.NEW_VERIFICATION, build_verification("Approved"), customer_status="Active")
    assert (new.permission, "blocked" in new.consequence) == (Permission.ALLOWED_WITH_LOSS, True)


@pytest.mark.parametrize("customer_status", ["Archived", "Suspended"])
def test_a_stopped_customer_gets_no_new_one(customer_status: str) -> None:
    new = offer(Action.NEW_VERIFICATION, build_verification("Declined"), customer_status=customer_status)
    assert new.permission is Permission.REFUSED


def test_a_step_up_is_not_answered_by_a_new_one() -> None:
    stepped_up = build_verification("Approved", phase=Phase.ACTION_NEEDED, link=True)
    assert offer(Action.NEW_VERIFICATION, stepped_up).permission is Permission.REFUSED
    assert offer(Action.SHOW_LINK, stepped_up).permission is Permission.ALLOWED


def test_the_link_of_an_older_one_is_not_shown() -> None:
    older = build_verification("Pending", timedelta(hours=1), link=True)
    assert offer(Action.SHOW_LINK, older).permission is Permission.ALLOWED
    assert offer(Action.SHOW_LINK, older, build_verification("Pending")).permission is Permission.REFUSED


@pytest.mark.parametrize("status", [*PHASES, "Frozen"])
def test_archiving_is_for_good_and_happens_once(status: str) -> None:
    close = offer(Action.CLOSE, build_verification(status))
    assert close.is_allowed == (status != "Archived")
    assert ("cannot be undone" in close.consequence) == close.is_allowed
    assert ("without a verdict" in close.consequence) == (PHASES.get(status, Phase.UNKNOWN).is_final is False)


@pytest.mark.parametrize("customer_status", CUSTOMER_STATUSES)
def test_signings_are_open_in_one_status_only(customer_status: str) -> None:
    signings = offer(Action.OPEN_SIGNINGS, build_verification("Approved"), customer_status=customer_status)
    assert signings.is_allowed == (customer_status == "SigningsRequired")


def test_the_page_can_be_opened_here_where_its_link_can_be_shown() -> None:
    for verification in (build_verification("Pending", link=True), build_verification("Approved"), None):
        shown, reopened = (offer(each, verification) for each in (Action.SHOW_LINK, Action.REOPEN_PAGE))
        assert shown.is_allowed == reopened.is_allowed


@pytest.mark.parametrize("status", list(PHASES))
def test_there_is_never_a_report(status: str) -> None:
    assert offer(Action.FETCH_REPORT, build_verification(status)).permission is Permission.REFUSED


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (LabelKind.STEP, STEPS),
        (LabelKind.REQUIREMENT, REQUIREMENTS),
        (LabelKind.CODE, REJECT_LABELS),
        (LabelKind.COMMENT, ("review_comment",)),
        (LabelKind.TAG, ("Suspended",)),
    ],
)
def test_the_catalogue_describes_every_documented_label(kind: LabelKind, values: tuple[str, ...]) -> None:
    provider = ProviderId("iron")
    catalogue = read_catalogue({provider: resource_path("labels", "iron.toml").read_bytes()})
    assert catalogue.values(provider, kind) == set(values)
