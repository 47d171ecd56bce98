"""The simulated Proofme over TCP: credentials, both encodings, lists, moves, webhooks and the seeded world."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.receiver import receive_webhooks
from tests.support.samples import find_differences, load_sample
from tests.support.simulator import ControlRefused, Simulator

TERMINAL = ("SUCCESS", "FAILED", "REVOKED")


@pytest.fixture
def proofme(quiet_simulator: Simulator) -> Iterator[httpx.Client]:
    with build_client(quiet_simulator) as client:
        yield client


@pytest.fixture
def template_id(quiet_simulator: Simulator) -> str:
    return str(quiet_simulator.account("proofme")["template_ids"][0])


def build_client(simulator: Simulator) -> httpx.Client:
    account = simulator.account("proofme")
    headers = {"Authorization": account["api_key"]}
    return httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False)


def create(client: httpx.Client, template_id: str, **fields: Any) -> dict[str, Any]:
    answer = client.post("/identification", json={"proofmeId": template_id, **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["identification"])


def read(client: httpx.Client, identification_id: str) -> dict[str, Any]:
    return dict(client.get(f"/identification/{identification_id}").json()["identification"])


def test_the_start_line_has_exactly_its_keys(quiet_simulator: Simulator) -> None:
    account = quiet_simulator.account("proofme")
    assert set(account) == {"base_url", "api_key", "template_ids", "pgp_private_key"}
    assert account["base_url"].endswith("/v1")
    assert account["api_key"].startswith("proofme_")
    assert account["pgp_private_key"].startswith("-----BEGIN PGP PRIVATE KEY BLOCK-----")


@pytest.mark.parametrize(("prefix", "status"), [("", 200), ("Bearer ", 200), ("Basic ", 401)])
def test_the_key_comes_bare_or_after_bearer(quiet_simulator: Simulator, prefix: str, status: int) -> None:
    account = quiet_simulator.account("proofme")
    headers = {"Authorization": prefix + account["api_key"]}
    answer = httpx.get(f"{account['base_url']}/identification", headers=headers, trust_env=False)
    assert answer.status_code == status


def test_a_wrong_key_gets_401_with_the_general_error(quiet_simulator: Simulator) -> None:
    url = f"{quiet_simulator.account('proofme')['base_url']}/identification"
    answer = httpx.get(url, headers={"Authorization": "proofme_wrong"}, trust_env=False)
    assert answer.status_code == 401
    assert find_differences(answer.json(), load_sample("proofme/error_unauthorized/401.json")) == []


def test_a_form_body_creates_and_its_json_metadata_comes_back_as_an_object(
    proofme: httpx.Client, template_id: str
) -> None:
    form = {
        "proofmeId": template_id,
        "description": "CRM-20417 Mara Lindqvist",
        "redirectUrl": "https://client.example.org/done",
        "metadata": '{"ref":"CRM-20417"}',
        "testmode": "true",
    }
    answer = proofme.post("/identification", data=form)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert find_differences(answer.json(), load_sample("proofme/identification_create/201.json")) == []
    made = answer.json()["identification"]
    assert (made["metadata"], made["mode"], made["status"]) == ({"ref": "CRM-20417"}, "test", "PENDING")
    assert read(proofme, made["id"])["metadata"] == {"ref": "CRM-20417"}


def test_a_json_body_creates_too_and_notify_stays_null(proofme: httpx.Client, template_id: str) -> None:
    request = load_sample("proofme/identification_create/request.json") | {"proofmeId": template_id}
    answer = proofme.post("/identification", json=request)
    assert answer.status_code == 201
    assert find_differences(answer.json(), load_sample("proofme/identification_create/201.json")) == []
    assert answer.json()["identification"]["notify"] is None


@pytest.mark.parametrize(
    ("metadata", "echo"),
    [('"text"', "text"), ("plain words", "plain words"), ("[1,2]", [1, 2]), ("17", 17)],
)
def test_form_metadata_is_read_as_json_where_it_is_json(
    proofme: httpx.Client, template_id: str, metadata: str, echo: object
) -> None:
    answer = proofme.post("/identification", data={"proofmeId": template_id, "metadata": metadata})
    assert answer.json()["identification"]["metadata"] == echo


@pytest.mark.parametrize(
    ("testmode", "mode"), [("true", "test"), ("1", "test"), ("false", "live"), (None, "live")]
)
def test_test_mode_becomes_the_mode(
    proofme: httpx.Client, template_id: str, testmode: str | None, mode: str
) -> None:
    form = {"proofmeId": template_id} | ({} if testmode is None else {"testmode": testmode})
    assert proofme.post("/identification", data=form).json()["identification"]["mode"] == mode


def test_a_description_is_cut_to_255_characters_not_refused(proofme: httpx.Client, template_id: str) -> None:
    assert create(proofme, template_id, description="ą" * 255)["description"] == "ą" * 255
    assert create(proofme, template_id, description="ą" * 300)["description"] == "ą" * 255


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "proofmeId"),
        ({"proofmeId": "no-such-template"}, "proofmeId"),
        ({"proofmeId": "x", "testmode": "perhaps"}, "testmode"),
        ({"proofmeId": "x", "description": 5}, "description"),
        ({"proofmeId": "x", "notify": {"hashedEmail": 5}}, "notify"),
    ],
)
def test_a_wrong_field_is_422_and_named(proofme: httpx.Client, body: dict[str, Any], field: str) -> None:
    answer = proofme.post("/identification", json=body)
    assert answer.status_code == 422
    assert find_differences(answer.json(), load_sample("proofme/error_unknown_template/422.json")) == []
    assert answer.json()["field"] == field


def test_other_encodings_are_415_and_broken_json_is_400(proofme: httpx.Client) -> None:
    odd = proofme.post("/identification", content=b"a=b", headers={"Content-Type": "text/plain"})
    broken = proofme.post("/identification", content=b"{", headers={"Content-Type": "application/json"})
    assert (odd.status_code, broken.status_code) == (415, 400)


def test_reading_gives_the_template_and_an_unknown_id_is_404(proofme: httpx.Client, template_id: str) -> None:
    made = create(proofme, template_id)
    answer = proofme.get(f"/identification/{made['id']}")
    assert find_differences(answer.json(), load_sample("proofme/identification_read/200.json")) == []
    unknown = proofme.get("/identification/00000000-0000-4000-8000-000000000000")
    assert unknown.status_code == 404
    assert find_differences(unknown.json(), load_sample("proofme/error_not_found/404.json")) == []


def test_the_list_counts_all_and_gives_pages(proofme: httpx.Client, template_id: str) -> None:
    made = [create(proofme, template_id, description=f"Paging-7 {number}")["id"] for number in range(5)]
    query = {"search": "paging-7", "sortColumn": "description", "sortDirection": "ASC"}
    answer = proofme.get("/identification", params=query).json()
    assert find_differences(answer, load_sample("proofme/identification_list/200.json")) == []
    assert (answer["count"], [row["id"] for row in answer["rows"]]) == (5, made)
    page = proofme.get("/identification", params={**query, "offset": 1, "limit": 2}).json()
    assert (page["count"], [row["id"] for row in page["rows"]]) == (5, made[1:3])
    newest = proofme.get("/identification", params={**query, "sortDirection": "DESC"}).json()
    assert [row["id"] for row in newest["rows"]] == made[::-1]
    one = proofme.get("/identification", params={"search": made[2]}).json()
    assert [row["id"] for row in one["rows"]] == [made[2]]


def test_the_list_gives_ten_by_default_and_a_hundred_at_most(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=480)
    with build_client(simulator) as client:
        plain = client.get("/identification").json()
        large = client.get("/identification", params={"limit": 5000}).json()
    assert (len(plain["rows"]), len(large["rows"])) == (10, 100)
    assert plain["count"] == large["count"] >= 120
    stamps = [row["createdAt"] for row in large["rows"]]
    assert stamps == sorted(stamps, reverse=True)


def test_list_parameters_may_come_as_a_form_body_of_a_get(proofme: httpx.Client, template_id: str) -> None:
    made = create(proofme, template_id, description="Formlist-3 one")
    answer = proofme.request("GET", "/identification", data={"search": "Formlist-3", "limit": "1"})
    assert [row["id"] for row in answer.json()["rows"]] == [made["id"]]


@pytest.mark.parametrize("query", [{"sortColumn": "name"}, {"limit": "0"}, {"offset": "-1"}, {"limit": "x"}])
def test_a_wrong_list_parameter_is_422(proofme: httpx.Client, query: dict[str, str]) -> None:
    answer = proofme.get("/identification", params=query)
    assert (answer.status_code, answer.json()["field"]) == (422, next(iter(query)))


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["open"], "PENDING"),
        (["capture"], "PENDING"),
        (["submit"], "PENDING"),
        (["open", "approve"], "SUCCESS"),
        (["decline"], "FAILED"),
        (["finish"], "SUCCESS"),
    ],
)
def test_steps_lead_to_the_documented_statuses(
    quiet_simulator: Simulator, proofme: httpx.Client, template_id: str, steps: list[str], status: str
) -> None:
    made = create(proofme, template_id)
    answers = [quiet_simulator.journey("proofme", made["id"], step) for step in steps]
    assert answers[-1] == {"provider": "proofme", "id": made["id"], "status": status, "attempt_id": None}
    now = read(proofme, made["id"])
    assert now["status"] == status
    assert now["scannedAt"] is not None
    sample = load_sample("proofme/identification_success/200.json")["identification"]
    assert find_differences(now, sample) == []


@pytest.mark.parametrize(
    "step", ["suspect", "review", "retry", "inconclusive", "step_up", "abort", "refuse", "expire", "archive"]
)
def test_steps_of_other_providers_are_409(
    quiet_simulator: Simulator, proofme: httpx.Client, template_id: str, step: str
) -> None:
    made = create(proofme, template_id)
    with pytest.raises(ControlRefused) as refused:
        quiet_simulator.journey("proofme", made["id"], step)
    assert refused.value.status == 409


@pytest.mark.parametrize("step", ["approve", "decline", "finish", "open"])
def test_nothing_follows_a_final_status(
    quiet_simulator: Simulator, proofme: httpx.Client, template_id: str, step: str
) -> None:
    made = create(proofme, template_id)
    quiet_simulator.journey("proofme", made["id"], "finish")
    with pytest.raises(ControlRefused) as refused:
        quiet_simulator.journey("proofme", made["id"], step)
    assert refused.value.status == 409


def test_revoking_ends_a_pending_one_and_refuses_the_rest(proofme: httpx.Client, template_id: str) -> None:
    made = create(proofme, template_id)
    answer = proofme.delete(f"/identification/{made['id']}")
    assert (answer.status_code, answer.json()) == (200, load_sample("proofme/revoke/200.json"))
    assert read(proofme, made["id"])["status"] == "REVOKED"
    assert proofme.delete(f"/identification/{made['id']}").status_code == 409
    assert proofme.delete("/identification/unknown").status_code == 404


def test_the_hosted_page_finishes_the_identification(proofme: httpx.Client, template_id: str) -> None:
    made = create(proofme, template_id, description="CRM-1 Mara Lindqvist")
    assert made["myPageUrl"].endswith(made["id"])
    page = httpx.get(made["myPageUrl"], trust_env=False)
    assert "Mara Lindqvist" in page.text
    assert read(proofme, made["id"])["scannedAt"] is not None
    httpx.post(made["myPageUrl"], data={"step": "finish"}, trust_env=False)
    assert read(proofme, made["id"])["status"] == "SUCCESS"


def test_the_webhook_carries_the_id_and_nothing_else(
    quiet_simulator: Simulator, proofme: httpx.Client, template_id: str
) -> None:
    with receive_webhooks() as receiver:
        made = create(proofme, template_id, webhookUrl=f"{receiver.url}/secret-part")
        quiet_simulator.journey("proofme", made["id"], "finish")
        call = receiver.take()
    assert json.loads(call.body) == {"id": made["id"]}
    assert find_differences(json.loads(call.body), load_sample("proofme/webhook/200.json")) == []
    assert call.path.endswith("/secret-part")
    assert not [name for name in call.headers if "signature" in name]


def test_a_webhook_url_beyond_loopback_is_kept_but_not_called(
    quiet_simulator: Simulator, proofme: httpx.Client, template_id: str
) -> None:
    made = create(proofme, template_id, webhookUrl="https://client.example.org/hook")
    assert read(proofme, made["id"])["webhookUrl"] == "https://client.example.org/hook"
    proofme.delete(f"/identification/{made['id']}")
    tries = [each for each in quiet_simulator.deliveries() if each["subject_id"] == made["id"]]
    assert [each["delivered"] for each in tries] == [False]


def test_the_ledger_and_the_known_ids_carry_the_partners_reference(
    quiet_simulator: Simulator, proofme: httpx.Client, template_id: str
) -> None:
    made = create(proofme, template_id, description="REF-77 Ann Bee", metadata={"ref": "REF-77"})
    rows = [each for each in quiet_simulator.ledger("proofme") if each["id"] == made["id"]]
    assert [(each["kind"], each["by"], each["reference"]) for each in rows] == [
        ("verification", "api", "REF-77")
    ]
    assert f"proofme,verification,{made['id']},REF-77,Ann Bee," in quiet_simulator.ids()
