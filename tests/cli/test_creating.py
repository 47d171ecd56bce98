"""`create`, `outbox`, `report` and `account` as scripts see them: shapes, guard, uncertain ends, exit codes."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from console.base.ids import new_reference
from tests.support.desk import open_desk_again
from tests.support.program import read_document, run_command
from tests.support.simulator import Simulator

ACCOUNTS = {
    "iron": "Iron simulator",
    "checkout": "Checkout.com simulator",
    "idenfy": "iDenfy simulator",
    "proofme": "Proofme simulator",
}
Done = subprocess.CompletedProcess[str]


def _create(profile: Path, provider: str, *arguments: str) -> Done:
    return run_command("create", "--account", ACCOUNTS[provider], "--json", *arguments, profile=profile)


def _new_person(reference: str) -> tuple[str, ...]:
    return ("--name", "Ana Ñandú", "--email", f"{reference}@example.com", "--reference", reference)


def _verifications(simulator: Simulator, provider: str) -> set[str]:
    """What exists at the provider, whatever the console believes."""
    return {record["id"] for record in simulator.ledger(provider) if record["kind"] == "verification"}


@pytest.mark.parametrize(
    ("provider", "status"),
    [("iron", "Pending"), ("checkout", "pending"), ("idenfy", "ACTIVE"), ("proofme", "PENDING")],
)
def test_a_create_says_what_became_of_it(
    provider: str, status: str, profile: Path, quiet_simulator: Simulator
) -> None:
    reference = new_reference()
    done = _create(profile, provider, *_new_person(reference))
    document = read_document(done)
    assert done.returncode == 0
    assert document == {"outcome": "created", "id": document["id"], "status": status, "reason": None}
    [made] = [record for record in quiet_simulator.ledger(provider) if record["id"] == document["id"]]
    assert (made["kind"], made["by"]) == ("verification", "api")

    listed = read_document(
        run_command("list", "verifications", "--query", reference, "--json", profile=profile)
    )
    assert [(row["id"], row["customer"]) for row in listed["items"]] == [(document["id"], "Ana Ñandú")]
    [item] = read_document(run_command("outbox", "list", "--json", profile=profile))["items"]
    assert list(item) == [
        "id", "provider", "account", "state", "customer_id", "reference", "verification_id", "created_at", "reason",
    ]  # fmt: skip
    assert (item["state"], item["reference"], item["verification_id"]) == (
        "accepted",
        reference,
        document["id"],
    )


def test_the_link_is_printed_only_when_asked_for(profile: Path, quiet_simulator: Simulator) -> None:
    done = _create(profile, "iron", "--show-url", *_new_person(new_reference()))
    url = read_document(done)["hosted_url"]
    assert url.startswith(
        quiet_simulator.start_line["providers"]["iron"]["base_url"].removesuffix("/iron/api")
    )


def test_options_carry_the_providers_own_field_names(profile: Path, quiet_simulator: Simulator) -> None:
    template = quiet_simulator.account("proofme")["template_ids"][-1]
    done = _create(
        profile, "proofme", *_new_person(new_reference()), "--option", f"proofmeId={template}", "--option",
        "description=Bring your passport",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    wrong = _create(profile, "proofme", *_new_person(new_reference()), "--option", "nonsense=1")
    assert wrong.returncode == 2
    assert "nonsense" in wrong.stderr
    assert read_document(wrong)["outcome"] == "refused"


def test_a_customer_made_on_the_way_is_named_in_the_outbox(profile: Path, quiet_simulator: Simulator) -> None:
    made_id = read_document(_create(profile, "iron", *_new_person(new_reference())))["id"]
    [made] = [record for record in quiet_simulator.ledger("iron") if record["id"] == made_id]
    [item] = read_document(run_command("outbox", "list", "--json", profile=profile))["items"]
    assert (item["verification_id"], item["customer_id"]) == (made_id, made["customer_id"])


@pytest.mark.parametrize("provider", ["iron", "checkout", "idenfy", "proofme"])
def test_a_reference_in_use_is_refused_and_nothing_is_sent(
    provider: str, profile: Path, quiet_simulator: Simulator
) -> None:
    reference = new_reference()
    assert _create(profile, provider, *_new_person(reference)).returncode == 0
    before = len(quiet_simulator.ledger(provider))
    other = ("--name", "Bo Li", "--email", f"other-{reference}@example.com", "--reference", reference)
    done = _create(profile, provider, *other)
    document = read_document(done)
    assert done.returncode == 1
    assert (document["outcome"], document["id"], document["status"]) == ("refused", None, None)
    assert "reference" in document["reason"]
    assert len(quiet_simulator.ledger(provider)) == before


def test_what_is_missing_is_named_before_anything_is_sent(profile: Path, quiet_simulator: Simulator) -> None:
    before = len(quiet_simulator.ledger("iron"))
    done = _create(profile, "iron", "--name", "No Mail")
    assert done.returncode == 2
    assert done.stderr == "email: Iron needs an e-mail address for a new customer.\n"
    assert len(quiet_simulator.ledger("iron")) == before
    assert read_document(run_command("outbox", "list", "--json", profile=profile)) == {"items": []}


def test_an_unknown_account_is_1(profile: Path) -> None:
    done = run_command("create", "--account", "Nobody", "--name", "x", profile=profile)
    assert done.returncode == 1
    assert done.stderr == "There is no account of that name in this profile.\n"
    assert done.stdout == ""
    asked = run_command("create", "--account", "Nobody", "--name", "x", "--json", profile=profile)
    assert (asked.returncode, read_document(asked)) == (
        1,
        {
            "outcome": "refused",
            "id": None,
            "status": None,
            "reason": "There is no account of that name in this profile.",
        },
    )


@pytest.mark.parametrize("provider", ["checkout", "idenfy", "proofme", "iron"])
def test_a_second_create_for_the_same_customer_is_refused(
    provider: str, profile: Path, quiet_simulator: Simulator
) -> None:
    created = read_document(_create(profile, provider, *_new_person(new_reference())))
    rows = read_document(
        run_command("list", "verifications", "--query", created["id"], "--json", profile=profile)
    )["items"]
    customer_id = rows[0]["customer_id"]
    before = len(quiet_simulator.ledger(provider))

    done = _create(profile, provider, "--customer-id", customer_id, "--name", "Ana Ñandú")
    document = read_document(done)
    assert done.returncode == 1
    assert (document["outcome"], document["id"], document["status"]) == ("refused", None, None)
    assert document["reason"].endswith(".")
    assert len(quiet_simulator.ledger(provider)) == before


def test_iron_goes_ahead_when_the_loss_is_accepted(profile: Path, quiet_simulator: Simulator) -> None:
    first = read_document(_create(profile, "iron", *_new_person(new_reference())))
    rows = read_document(
        run_command("list", "verifications", "--query", first["id"], "--json", profile=profile)
    )
    customer_id = rows["items"][0]["customer_id"]
    refused = read_document(_create(profile, "iron", "--customer-id", customer_id))
    assert "stops counting" in refused["reason"]

    done = _create(profile, "iron", "--customer-id", customer_id, "--accept-loss")
    assert done.returncode == 0, done.stderr
    assert read_document(done)["id"] != first["id"]
    made = [record for record in quiet_simulator.ledger("iron") if record["customer_id"] == customer_id]
    assert len([record for record in made if record["kind"] == "verification"]) == 2


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("iron", "/customers/*/identifications/v2"),
        ("idenfy", "/api/v2/token"),
        ("proofme", "/identification*"),
    ],
)
def test_a_lost_answer_is_uncertain_until_resolve_finds_exactly_one(
    provider: str, path: str, profile: Path, quiet_simulator: Simulator
) -> None:
    reference = new_reference()
    before = _verifications(quiet_simulator, provider)
    rule = {"provider": provider, "method": "POST", "path": path, "times": 1, "status": 500}
    with quiet_simulator.faults({**rule, "action": "commit_then_status"}):
        done = _create(profile, provider, *_new_person(reference))
    document = read_document(done)
    assert done.returncode == 3, document
    assert (document["outcome"], document["id"]) == ("uncertain", None)
    assert "do not create it again" in document["reason"]

    [item] = read_document(run_command("outbox", "list", "--json", profile=profile))["items"]
    assert (item["state"], item["reference"]) == ("unknown", reference)

    resolved = run_command("outbox", "resolve", item["id"], profile=profile)
    [made] = _verifications(quiet_simulator, provider) - before
    assert resolved.returncode == 0, resolved.stdout
    assert resolved.stdout == f"accepted: {made}\n"


def test_what_no_provider_call_can_find_stays_uncertain_and_is_not_sent_again(
    profile: Path, quiet_simulator: Simulator
) -> None:
    """Checkout.com has no list and no search: only its webhook or its dashboard can tell."""
    before = len(_verifications(quiet_simulator, "checkout"))
    rule = {
        "provider": "checkout",
        "method": "POST",
        "path": "/create-and-open-idv",
        "times": 1,
        "status": 500,
    }
    with quiet_simulator.faults({**rule, "action": "commit_then_status"}):
        done = _create(profile, "checkout", *_new_person(new_reference()))
    assert (done.returncode, read_document(done)["outcome"]) == (3, "uncertain")
    [item] = read_document(run_command("outbox", "list", "--json", profile=profile))["items"]
    resolved = run_command("outbox", "resolve", item["id"], profile=profile)
    assert resolved.returncode == 1
    assert resolved.stdout.startswith("unknown: ")
    assert len(_verifications(quiet_simulator, "checkout")) == before + 1


def test_nothing_is_created_when_the_provider_is_down(
    profile: Path, new_simulator: Callable[..., Simulator], tmp_path: Path
) -> None:
    simulator = new_simulator(customers=20, seed=3)
    folder = tmp_path / "other"
    line = json.dumps(dict(simulator.start_line))
    run_command("account", "add-sandbox", "-", profile=folder, stdin=line)
    simulator.stop()
    done = _create(folder, "iron", *_new_person(new_reference()))
    document = read_document(done)
    assert done.returncode == 3
    assert document["outcome"] == "refused"
    assert "Iron" in document["reason"]


def test_an_unknown_item_is_1(profile: Path) -> None:
    done = run_command("outbox", "resolve", "nothing", profile=profile)
    assert done.returncode == 1
    assert done.stderr == "This outbox item is not in this profile.\n"


@pytest.mark.parametrize("provider", ["checkout", "idenfy"])
def test_a_report_is_fetched_kept_and_saved_as_it_came(provider: str, profile: Path, tmp_path: Path) -> None:
    rows = read_document(
        run_command(
            "list", "verifications", "--provider", provider, "--phase", "approved", "--phase", "declined",
            "--json", profile=profile,
        )
    )["items"]  # fmt: skip
    wanted = rows[0]["id"]
    fetched = run_command("report", "fetch", wanted, profile=profile)
    assert fetched.returncode == 0, fetched.stderr

    [item] = read_document(run_command("report", "list", "--json", profile=profile))["items"]
    assert list(item) == ["verification_id", "provider", "kind", "bytes", "sha256", "fetched_at"]
    assert (item["verification_id"], item["provider"]) == (wanted, provider)

    copy = tmp_path / "copy.pdf"
    assert run_command("report", "save", wanted, str(copy), profile=profile).returncode == 0
    body = copy.read_bytes()
    assert body.startswith(b"%PDF-")
    assert (len(body), hashlib.sha256(body).hexdigest()) == (item["bytes"], item["sha256"])
    assert copy.stat().st_mode & 0o077 == 0

    verified = run_command("report", "verify", "--json", profile=profile)
    assert verified.returncode == 0
    assert read_document(verified) == {
        "ok": True,
        "checks": [{"name": wanted, "ok": True, "message": item["sha256"], "fix": ""}],
    }
    again = read_document(run_command("list", "verifications", "--query", wanted, "--json", profile=profile))
    assert [row["has_report"] for row in again["items"]] == [True]


def test_a_damaged_report_is_found(profile: Path) -> None:
    rows = read_document(
        run_command(
            "list",
            "verifications",
            "--provider",
            "checkout",
            "--phase",
            "approved",
            "--json",
            profile=profile,
        )
    )["items"]
    assert run_command("report", "fetch", rows[0]["id"], profile=profile).returncode == 0
    [stored] = [path for path in (profile / "vault").rglob("*") if path.is_file()]
    body = bytearray(stored.read_bytes())
    body[len(body) // 2] ^= 1
    stored.write_bytes(bytes(body))
    done = run_command("report", "verify", "--json", profile=profile)
    assert done.returncode == 1
    [check] = read_document(done)["checks"]
    assert check["ok"] is False
    assert check["message"].endswith(".")
    assert check["fix"]


@pytest.mark.parametrize("provider", ["iron", "proofme"])
def test_a_provider_without_reports_says_so(
    provider: str, profile: Path, world_ids: Mapping[str, list[str]]
) -> None:
    done = run_command("report", "fetch", world_ids[provider][0], profile=profile)
    assert done.returncode == 1
    assert "report" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_report_of_something_unknown_is_1(profile: Path) -> None:
    done = run_command("report", "fetch", "nothing", profile=profile)
    assert done.returncode == 1
    assert done.stderr.startswith("There is not exactly one verification")


def test_an_account_comes_is_tested_and_goes(tmp_path: Path, quiet_simulator: Simulator) -> None:
    values = json.dumps(quiet_simulator.account("checkout"))
    add = ("account", "add", "checkout", "--name", "Mine", "--environment", "simulator", "--from", "-")
    assert run_command(*add, profile=tmp_path, stdin=values).returncode == 0
    taken = run_command(*add, profile=tmp_path, stdin=values)
    assert taken.returncode == 2
    assert taken.stderr == "An account of that name exists. Choose another name.\n"
    assert run_command("account", "test", "Mine", profile=tmp_path).returncode == 0
    assert run_command("account", "test", "Other", profile=tmp_path).returncode == 1
    assert run_command("account", "remove", "Mine", profile=tmp_path).returncode == 0
    assert read_document(run_command("account", "list", "--json", profile=tmp_path)) == {"accounts": []}
    assert run_command("account", "remove", "Mine", profile=tmp_path).returncode == 1


async def test_an_account_may_return_customers_to_our_page_behind_a_tunnel(
    tmp_path: Path, quiet_simulator: Simulator
) -> None:
    values = json.dumps(quiet_simulator.account("checkout"))
    add = ("account", "add", "checkout", "--name", "Mine", "--environment", "simulator", "--from", "-")
    wrong = run_command(*add, "--public-url", "http://desk.example", profile=tmp_path, stdin=values)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("public-url: ")
    done = run_command(*add, "--public-url", "https://desk.example", profile=tmp_path, stdin=values)
    assert done.returncode == 0, done.stderr
    async with open_desk_again(quiet_simulator, tmp_path) as desk:
        assert desk.account("checkout").settings["redirect_url"] == "https://desk.example/thanks/done"


def test_a_public_address_without_a_listener_is_wrong_usage(tmp_path: Path) -> None:
    done = run_command("--public-url", "https://desk.example", profile=tmp_path)
    assert done.returncode == 2
    assert "--webhooks" in done.stderr


def test_no_secret_is_printed_or_kept_in_the_clear(tmp_path: Path, quiet_simulator: Simulator) -> None:
    values = quiet_simulator.account("iron")
    add = ("account", "add", "iron", "--name", "Mine", "--environment", "simulator", "--from", "-")
    added = run_command(*add, profile=tmp_path, stdin=json.dumps(values))
    listed = run_command("account", "list", "--json", profile=tmp_path)
    for text in (added.stdout, added.stderr, listed.stdout, listed.stderr):
        assert values["api_key"] not in text
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert values["api_key"].encode() not in path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0


def test_a_real_account_has_no_place_in_a_simulator_profile(
    profile: Path, quiet_simulator: Simulator
) -> None:
    values = {"api_key": "real", "base_url": "https://api.sandbox.iron.xyz/api"}
    done = run_command(
        "account", "add", "iron", "--name", "Real", "--environment", "test", "--from", "-",
        profile=profile, stdin=json.dumps(values),
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    names = [
        each["name"]
        for each in read_document(run_command("account", "list", "--json", profile=profile))["accounts"]
    ]
    assert "Real" not in names


def test_without_a_network_a_sync_is_3(new_simulator: Callable[..., Simulator], tmp_path: Path) -> None:
    simulator = new_simulator(customers=20, seed=3)
    line = json.dumps(dict(simulator.start_line))
    assert run_command("account", "add-sandbox", "-", profile=tmp_path, stdin=line).returncode == 0
    simulator.stop()
    done = run_command("sync", "--once", "--json", profile=tmp_path)
    accounts = read_document(done)["accounts"]
    assert done.returncode == 3
    assert [each["ok"] for each in accounts] == [False] * 4
    assert all(each["error"].endswith(".") for each in accounts)
    assert run_command("account", "test", ACCOUNTS["iron"], profile=tmp_path).returncode == 3


def test_one_account_that_fails_does_not_stop_the_others(profile: Path, quiet_simulator: Simulator) -> None:
    with quiet_simulator.faults({"provider": "proofme", "path": "*", "action": "status", "status": 503}):
        done = run_command("sync", "--once", "--json", profile=profile)
    accounts = {each["provider"]: each for each in read_document(done)["accounts"]}
    assert done.returncode == 1
    assert [provider for provider, each in accounts.items() if not each["ok"]] == ["proofme"]
    assert "Proofme has a problem of its own" in accounts["proofme"]["error"]


def test_without_a_keyring_a_real_account_is_3_and_nothing_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    done = run_command(
        "account", "add", "iron", "--name", "Real", "--environment", "live", "--from", "-",
        profile=folder, stdin=json.dumps({"api_key": "real"}),
        environment={"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    )  # fmt: skip
    assert done.returncode == 3
    assert "keyring" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not folder.exists() or not list(folder.iterdir())
