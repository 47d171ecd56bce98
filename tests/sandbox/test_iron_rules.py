"""What the simulated Iron refuses: strict bodies of own data, states that forbid a call, keys and sub-partners."""

from __future__ import annotations

import base64
import copy
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from tests.support.iron import Iron, exchange
from tests.support.simulator import Simulator

_FILE: Final = base64.b64encode(b"a picture").decode()
_ADDRESS: Final = {"street_1": "Storgatan 2", "city": "Lund", "zip_code": "22350", "country": "SE"}
_KYC: Final = {
    "employment_status": "Retired",
    "yearly_gross_income": "MoreThan500000",
    "source_of_wealth": "Savings",
    "expected_monthly_transaction_count": "MoreThan10",
    "expected_monthly_transaction_volume": "MoreThan2000",
}
_PERSON: Final[dict[str, Any]] = {
    "type": "Person",
    "sharing_consent": True,
    "consent_collected_at": "2026-02-01T15:38:21.775210Z",
    "first_name": "Mara",
    "last_name": "Lindqvist",
    "full_name": "Mara Lindqvist",
    "date_of_birth": "1990-04-02",
    "phone_number": "+46701234567",
    "email_address": "mara@example.org",
    "address": _ADDRESS,
    "identity": {
        "identity_country_code": "SE",
        "identity_document_type": "NationalId",
        "identity_document_front": _FILE,
        "selfie": _FILE,
        "selfie_collected_at": "2026-02-01T15:40:00Z",
        "ip_address": "192.0.2.7",
        "nationality": "SE",
    },
    "intended_use": "Investing",
    "kyc_questionnaire": _KYC,
}
_INFO: Final = {
    "company_name": "Needle Works",
    "registration_number": "556000-0001",
    "country": "SE",
    "incorporation_date": "2010-01-31",
    "legal_address": "Storgatan 2, Lund",
    "postal_address": "Storgatan 2, Lund",
    "address": _ADDRESS,
    "email": "office@needle.example",
    "tax_identification_number": "SE556000000101",
    "website": "https://needle.example",
    "company_type": "Partnership",
}
_DIRECTOR: Final = {
    "roles": ["Director"],
    "share_percentage": "60.5",
    "beneficiary_info": {"first_name": "Mara", "last_name": "Lindqvist"},
}
_BUSINESS: Final[dict[str, Any]] = {
    "type": "Business",
    "company_data": {"company_info": _INFO, "beneficiaries": [_DIRECTOR], "documents": []},
    "phone": "+46812345678",
    "ip_address": "192.0.2.8",
    "questionnaire": {"type": "SoleProp", "anything": 1},
}
_OWNED: Final = {"company_info": _INFO, "beneficiaries": [_DIRECTOR], "documents": []}


@pytest.fixture
def iron(quiet_simulator: Simulator) -> Iron:
    return Iron(quiet_simulator)


@pytest.fixture
def switched(iron: Iron) -> Iterator[Callable[..., None]]:
    """Sets switches for one test."""
    yield lambda **values: iron.simulator.control("POST", "/switches/iron", values)
    usual = {"step_up": "pending", "key_role": "read_write"}
    iron.simulator.control("POST", "/switches/iron", usual)


def _create(iron: Iron, kind: str, body: object) -> Any:
    customer = iron.new_customer(customer_type=kind)
    return iron.call("POST", f"/customers/{customer['id']}/identifications/v2", body)


def _with(body: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy with another value at a dotted path; None takes it out."""
    changed = copy.deepcopy(body)
    *outer, last = path.split(".")
    place: Any = changed
    for name in outer:
        place = place[int(name)] if name.isdigit() else place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return changed


# --- own data


def test_complete_data_need_no_link(iron: Iron) -> None:
    assert _create(iron, "Person", _PERSON).json["status"] == "Processed"
    answer = _create(iron, "Business", _BUSINESS).json
    assert (answer["status"], "url" in answer) == ("Pending", True)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("sharing_consent", "true"),
        ("consent_collected_at", None),
        ("date_of_birth", "02.04.1990"),
        ("phone_number", "0701234567"),
        ("address.country", "Sweden"),
        ("address.planet", "Earth"),
        ("identity.identity_document_type", "LibraryCard"),
        ("identity.selfie", f"data:image/png;base64,{_FILE}"),
        ("identity.selfie", "A" * 13_400_000),
        ("identity.ip_address", None),
        ("intended_use", "Fun"),
        ("kyc_questionnaire.employment_status", None),
        ("kyc_questionnaire.yearly_gross_income", "Enough"),
        ("documents", [{"name": "bill", "file": _FILE, "type": "Other"}]),
        ("edd_questionnaire", {"occupation": "Retail"}),
    ],
)
def test_a_persons_data_must_be_as_documented(iron: Iron, path: str, value: object) -> None:
    assert _create(iron, "Person", _with(_PERSON, path, value)).status == 400


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("company_data.company_info.company_type", "Guild"),
        ("company_data.company_info.website", None),
        ("company_data.beneficiaries", []),
        ("company_data.beneficiaries.0.roles", ["Shareholder"]),
        ("company_data.beneficiaries.0.roles", []),
        ("company_data.beneficiaries.0.share_percentage", "101"),
        ("company_data.beneficiaries.0.share_percentage", "half"),
        ("company_data.beneficiaries", [_DIRECTOR, _DIRECTOR]),
        ("company_data.beneficiaries.0.beneficiary_info", {"company_data": {}}),
        ("company_data.documents", [{"type": "Other", "country": "SE", "file": _FILE}] * 5),
        ("questionnaire.type", "Short"),
        ("ip_address", None),
    ],
)
def test_a_companys_data_must_be_as_documented(iron: Iron, path: str, value: object) -> None:
    assert _create(iron, "Business", _with(_BUSINESS, path, value)).status == 400


def test_a_company_may_own_a_company(iron: Iron) -> None:
    owner = {
        "roles": ["Shareholder"],
        "share_percentage": "39.5",
        "beneficiary_info": {"company_data": _OWNED},
    }
    body = _with(_BUSINESS, "company_data.beneficiaries", [_DIRECTOR, owner])
    assert _create(iron, "Business", body).status == 201


@pytest.mark.parametrize(("kind", "body"), [("Business", _PERSON), ("Person", _BUSINESS)])
def test_data_must_fit_the_kind_of_customer(iron: Iron, kind: str, body: object) -> None:
    assert _create(iron, kind, body).status == 400


def test_a_share_token_works_once(iron: Iron) -> None:
    body = {"type": "Token", "token": uuid.uuid4().hex, "intended_use": "Trading"}

    assert _create(iron, "Person", body).status == 201
    assert _create(iron, "Person", body).status == 400


# --- states that forbid a call


def test_a_stopped_customer_cannot_be_identified(new_simulator: Callable[..., Simulator]) -> None:
    iron = Iron(new_simulator(customers=100))
    for status in ("Suspended", "Archived"):
        customer = iron.get(f"/customers?status={status}")["items"][0]
        path = f"/customers/{customer['id']}/identifications/v2"
        assert iron.call("POST", path, {"type": "Link"}).status == 403


def test_an_archived_customer_is_read_only(iron: Iron) -> None:
    customer = iron.new_customer()
    path = f"/customers/{customer['id']}"
    assert iron.call("PUT", f"{path}/archive").status == 200

    assert iron.call("PUT", f"{path}/archive").status == 400
    assert iron.call("PUT", path, {"email": "a@example.org"}).status == 400


def test_nothing_is_signed_before_the_identity_is_approved(iron: Iron) -> None:
    customer, _ = iron.start()
    document = iron.get("/terms-and-conditions?country=SE")[0]
    body = {"content_id": document["id"], "signed": True}

    assert iron.call("POST", f"/customers/{customer['id']}/signings", body).status == 422


@pytest.mark.parametrize(("step_up", "status"), [("pending", "Pending"), ("approved", "Approved")])
def test_a_step_up_gives_the_link_back_in_either_status(
    iron: Iron, switched: Callable[..., None], step_up: str, status: str
) -> None:
    switched(step_up=step_up)
    customer, identification = iron.start()
    iron.decide(identification, approved=True)
    iron.simulator.journey("iron", identification["id"], "step_up")
    read = iron.get(f"/identifications/{identification['id']}")

    assert (read["status"], read["url"]) == (status, identification["url"])
    assert iron.status_of(customer) == "IdentificationRequired"
    assert "value='submit'" in exchange(read["url"]).text
    iron.simulator.journey("iron", identification["id"], "finish")
    assert "url" not in iron.get(f"/identifications/{identification['id']}")
    assert iron.status_of(customer) == "SigningsRequired"


# --- keys and sub-partners


def test_a_key_that_may_only_read_reads(iron: Iron, switched: Callable[..., None]) -> None:
    switched(key_role="read_only")

    assert iron.call("GET", "/customers").status == 200
    assert iron.call("POST", "/customers", {}).status == 403
    assert iron.call("PUT", f"/customers/{uuid.uuid4()}/archive").status == 403


def test_a_sub_partner_sees_only_its_own(iron: Iron) -> None:
    ours, theirs = {"X-SUB-PARTNER-ID": str(uuid.uuid4())}, {"X-SUB-PARTNER-ID": str(uuid.uuid4())}
    body = {"customer_type": "Person", "email": "sub@example.org", "external_id": "sub/1"}
    made = iron.call("POST", "/customers", body, headers=ours).json

    for path in (
        f"/customers/{made['id']}",
        "/customers/sub%2F1/external",
        f"/customers/{made['id']}/signings",
    ):
        assert iron.call("GET", path, headers=ours).status == 200
        assert iron.call("GET", path, headers=theirs).status == 404
        assert iron.call("GET", path).status == 200
    assert [each["id"] for each in iron.call("GET", "/customers", headers=ours).json["items"]] == [made["id"]]
    assert iron.call("GET", "/customers", headers=theirs).json["items"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/customers/{}/archive"),
        ("GET", "/identifications/{}"),
        ("PUT", "/identifications/{}/archive"),
        ("GET", "/identifications/{}/compliance-questionnaire"),
        ("POST", "/sandbox/identification/{}"),
        ("GET", "/webhooks"),
        ("GET", "/terms-and-conditions?country=SE"),
    ],
)
def test_the_header_is_refused_where_it_is_not_documented(iron: Iron, method: str, path: str) -> None:
    answer = iron.call(method, path.format(uuid.uuid4()), headers={"X-SUB-PARTNER-ID": str(uuid.uuid4())})

    assert answer.status == 400
    assert "X-SUB-PARTNER-ID" in answer.json["error"]["message"]


def test_a_sub_partner_is_a_uuid(iron: Iron) -> None:
    assert iron.call("GET", "/customers", headers={"X-SUB-PARTNER-ID": "desk"}).status == 400
