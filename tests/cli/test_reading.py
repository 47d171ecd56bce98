"""`account list`, `sync`, `list`, `import` and `doctor` as scripts see them: shapes, filters, exit codes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import read_document, run_command
from tests.support.simulator import Simulator

PROVIDERS = ["checkout", "idenfy", "iron", "proofme"]
_VERIFICATION = [
    "provider", "account", "environment", "id", "customer", "customer_id", "reference", "email", "phase",
    "status", "labels", "codes", "assignee", "has_report", "created_at", "updated_at", "as_of",
]  # fmt: skip
_CUSTOMER = ["customer_id", "name", "email", "reference", "providers", "phase", "verifications"]


def _list(profile: Path, *arguments: str) -> dict[str, Any]:
    done = run_command("list", *arguments, "--json", "--limit", "1000", profile=profile)
    assert done.returncode == 0, done.stderr
    return read_document(done)


@pytest.fixture(scope="module")
def verifications(synced_profile: Path) -> list[dict[str, Any]]:
    return list(_list(synced_profile, "verifications")["items"])


def test_accounts_are_listed_with_their_last_good_answer(
    synced_profile: Path, quiet_simulator: Simulator
) -> None:
    done = run_command("account", "list", "--json", profile=synced_profile)
    accounts = read_document(done)["accounts"]
    assert sorted(each["provider"] for each in accounts) == PROVIDERS
    for each in accounts:
        assert list(each) == [
            "name", "provider", "environment", "base_url", "last_ok", "state", "webhook_path",
        ]  # fmt: skip
        path = each["webhook_path"]
        assert path is None or path.startswith(f"/webhooks/{each['provider']}/")
        assert each["base_url"] == quiet_simulator.account(each["provider"])["base_url"]
        assert each["environment"] == "simulator"
        assert datetime.fromisoformat(each["last_ok"]).tzinfo is not None


def test_a_sync_counts_what_it_saw(profile: Path) -> None:
    run_command("sync", "--once", profile=profile)
    done = run_command("sync", "--once", "--json", profile=profile)
    accounts = read_document(done)["accounts"]
    assert done.returncode == 0
    assert sorted(each["provider"] for each in accounts) == PROVIDERS
    for each in accounts:
        assert list(each) == [
            "account", "provider", "ok", "seen", "new", "changed", "requests", "seconds", "error",
        ]  # fmt: skip
        assert each["ok"] is True
        assert each["error"] is None
        assert each["new"] == 0
        assert each["requests"] > 0


def test_a_first_sync_counts_each_verification_once(
    tmp_path: Path, quiet_simulator: Simulator, world_ids: Mapping[str, list[str]]
) -> None:
    line = json.dumps(dict(quiet_simulator.start_line))
    run_command("account", "add-sandbox", "-", profile=tmp_path, stdin=line)
    done = run_command("sync", "--once", "--json", profile=tmp_path)
    for each in read_document(done)["accounts"]:
        known = _list(tmp_path, "verifications", "--provider", each["provider"])["total"]
        assert known >= len(world_ids[each["provider"]])
        # Every id was told before; none was known until it was read.
        assert (each["seen"], each["new"], each["changed"]) == (known, known, 0)


def test_every_verification_of_the_world_is_listed(
    verifications: list[dict[str, Any]], world_ids: Mapping[str, list[str]]
) -> None:
    for provider in PROVIDERS:
        listed = {row["id"] for row in verifications if row["provider"] == provider}
        assert set(world_ids[provider]) <= listed
    for row in verifications:
        assert list(row) == _VERIFICATION
        assert row["phase"] != "unknown"
        assert row["status"]
        assert row["customer"]
        assert isinstance(row["labels"], list)
        assert isinstance(row["codes"], list)
        assert row["has_report"] is False
        assert datetime.fromisoformat(row["as_of"]).tzinfo is not None


def test_customers_are_listed_with_what_they_have(
    synced_profile: Path, verifications: list[dict[str, Any]]
) -> None:
    document = _list(synced_profile, "customers")
    assert document["total"] == len(document["items"])
    # What is known of a verification only by its own id belongs to no customer yet.
    owned = [row for row in verifications if row["customer_id"]]
    assert sum(each["verifications"] for each in document["items"]) == len(owned)
    for each in document["items"]:
        assert list(each) == _CUSTOMER
        assert each["name"]
        assert set(each["providers"]) <= set(PROVIDERS)


def test_a_filter_keeps_exactly_what_fits(synced_profile: Path, verifications: list[dict[str, Any]]) -> None:
    found = _list(synced_profile, "verifications", "--provider", "iron", "--phase", "approved")
    wanted = {row["id"] for row in verifications if (row["provider"], row["phase"]) == ("iron", "approved")}
    assert wanted
    assert {row["id"] for row in found["items"]} == wanted
    assert found["total"] == len(wanted)


def test_words_are_found_whatever_their_marks_and_case(
    synced_profile: Path, verifications: list[dict[str, Any]]
) -> None:
    row = next(one for one in verifications if one["email"])
    found = _list(synced_profile, "verifications", "--query", row["email"].upper())
    assert row["id"] in {one["id"] for one in found["items"]}
    assert all(one["email"] == row["email"] for one in found["items"])


def test_a_label_filters(synced_profile: Path, verifications: list[dict[str, Any]]) -> None:
    labelled = [row for row in verifications if row["labels"] or row["codes"]]
    label = [*labelled[0]["labels"], *labelled[0]["codes"]][0]
    found = _list(synced_profile, "verifications", "--label", label)
    assert found["items"]
    assert all(label in (*row["labels"], *row["codes"]) for row in found["items"])


def test_since_leaves_out_what_is_older(synced_profile: Path) -> None:
    assert _list(synced_profile, "verifications", "--since", "2999-01-01")["total"] == 0


def test_a_window_of_the_list(synced_profile: Path, verifications: list[dict[str, Any]]) -> None:
    done = run_command(
        "list", "verifications", "--json", "--limit", "3", "--offset", "2", profile=synced_profile
    )
    document = read_document(done)
    assert document["total"] == len(verifications)
    assert [row["id"] for row in document["items"]] == [row["id"] for row in verifications[2:5]]


def test_csv_has_the_same_columns(synced_profile: Path, verifications: list[dict[str, Any]]) -> None:
    done = run_command("list", "verifications", "--csv", "--limit", "1000", profile=synced_profile)
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert list(rows[0]) == _VERIFICATION
    assert [row["id"] for row in rows] == [row["id"] for row in verifications]
    assert rows[0]["customer"] == verifications[0]["customer"]


def test_a_formula_in_a_name_is_text_in_csv(profile: Path) -> None:
    names = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tTab"]
    lines = ["provider,kind,id,customer_reference,customer_name,email"]
    lines += [f'checkout,verification,idv_formula{number},,"{name}",' for number, name in enumerate(names)]
    run_command("import", "-", profile=profile, stdin="\n".join(lines))
    done = run_command("list", "verifications", "--csv", "--query", "idv_formula", profile=profile)
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert len(rows) == len(names)
    assert all(row["customer"][0] not in "=+-@\t\r" for row in rows)
    assert "'=HYPERLINK(1)" in {row["customer"] for row in rows}


def test_the_table_for_people_says_how_much_there_is(
    synced_profile: Path, verifications: list[dict[str, Any]]
) -> None:
    done = run_command("list", "verifications", "--limit", "2", profile=synced_profile)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    assert f"2 of {len(verifications)}" in done.stderr


def test_import_takes_the_good_rows_and_names_the_bad_ones_by_line(profile: Path) -> None:
    text = (
        "provider,kind,id,customer_reference,customer_name,email\n"
        "checkout,verification,idv_new_one,ref-1,Someone New,new@example.com\n"
        "nobody,verification,x,,,\n"
        "iron,thing,x,,,\n"
        "iron,verification,,,,\n"
        "iron,verification,v-two,ref-2,Another New,\n"
    )
    done = run_command("import", "-", profile=profile, stdin=text)
    assert done.returncode == 1
    assert "2 added" in done.stderr
    assert [line.split(":")[0] for line in done.stderr.splitlines()[1:]] == ["line 3", "line 4", "line 5"]
    found = _list(profile, "verifications", "--query", "Someone New")["items"]
    assert [(row["id"], row["reference"], row["email"]) for row in found] == [
        ("idv_new_one", "ref-1", "new@example.com")
    ]
    again = run_command("import", "-", profile=profile, stdin=text)
    assert "0 added, 2 known already" in again.stderr


def test_a_file_without_a_heading_is_wrong_usage(profile: Path) -> None:
    done = run_command("import", "-", profile=profile, stdin="iron,verification,x\n")
    assert done.returncode == 2
    assert done.stderr.startswith("The file needs a first line")


def test_the_doctor_finds_nothing_wrong(synced_profile: Path) -> None:
    done = run_command("doctor", "--json", profile=synced_profile)
    document = read_document(done)
    assert list(document) == ["ok", "checks"]
    assert document["ok"] is True
    assert all(list(check) == ["name", "ok", "message", "fix"] for check in document["checks"])
    names = [check["name"] for check in document["checks"]]
    assert names[:6] == ["qt", "clock", "profile", "store", "audit", "vault"]
    assert len([name for name in names if name.startswith("account ")]) == 4
    assert done.returncode == 0


def test_the_doctor_names_an_account_whose_keys_are_wrong(tmp_path: Path, quiet_simulator: Simulator) -> None:
    values = {**quiet_simulator.account("iron"), "api_key": "wrong"}
    run_command(
        "account", "add", "iron", "--name", "Iron wrong", "--environment", "simulator", "--from", "-",
        profile=tmp_path, stdin=json.dumps(values),
    )  # fmt: skip
    done = run_command("doctor", "--json", profile=tmp_path)
    [wrong] = [check for check in read_document(done)["checks"] if not check["ok"]]
    assert wrong["name"] == "account Iron wrong"
    assert wrong["message"] == "Iron refused the credentials of this account. Check its keys."
    assert wrong["fix"]
    assert done.returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "nothing"),
        ("list", "verifications", "--phase", "happy"),
        ("list", "verifications", "--since", "yesterday"),
        ("sync",),
        ("account", "add", "iron"),
        ("create",),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_2_and_prints_nothing_on_standard_output(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = run_command(*arguments, profile=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_two_forms_at_once_are_wrong_usage(synced_profile: Path) -> None:
    done = run_command("list", "verifications", "--json", "--csv", profile=synced_profile)
    assert (done.returncode, done.stdout) == (2, "")
    assert "exclude each other" in done.stderr


def test_an_unknown_provider_in_a_file_is_answered_with_those_there_are(profile: Path) -> None:
    done = run_command("import", "-", profile=profile, stdin="provider,kind,id\nacme,verification,x\n")
    assert done.returncode == 1
    assert (
        "line 2: there is no such provider; there are checkout, idenfy, iron, proofme." in done.stderr.lower()
    )


def test_verifying_no_report_says_that_there_is_none(synced_profile: Path) -> None:
    done = run_command("report", "verify", profile=synced_profile)
    assert done.returncode == 0
    assert "nothing to verify" in done.stderr


def test_a_bench_that_measured_nothing_is_not_in_order() -> None:
    done = run_command("bench", "--only", "nothing", "--json")
    assert done.returncode == 1
    assert read_document(done)["metrics"] == []
    assert "There is no group nothing." in done.stderr
