"""Lists written to files from the command line: whole, private unless asked for, logged; exclusive of the other forms."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.support.program import read_document, run_command
from tests.support.sheets import read_sheets


def _total(profile: Path, what: str) -> int:
    return int(read_document(run_command("list", what, "--json", "--limit", "1", profile=profile))["total"])


@pytest.mark.parametrize("what", ["verifications", "customers"])
def test_a_spreadsheet_holds_the_whole_list_without_names(
    synced_profile: Path, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "list.xlsx"
    done = run_command("list", what, "--xlsx", str(path), "--limit", "2", profile=synced_profile)
    assert (done.returncode, done.stdout) == (0, "")
    [rows] = read_sheets(path)
    assert len(rows) == _total(synced_profile, what) + 1
    assert not {"customer", "email", "birth_date"} & set(rows[0].values())
    assert hashlib.sha256(path.read_bytes()).hexdigest() in done.stderr


def test_json_lines_hold_names_and_raw_records_only_when_asked(synced_profile: Path, tmp_path: Path) -> None:
    plain, full = tmp_path / "plain.jsonl", tmp_path / "full.jsonl"
    run_command("list", "verifications", "--provider", "iron", "--jsonl", str(plain), profile=synced_profile)
    done = run_command(
        "list",
        "verifications",
        "--provider",
        "iron",
        "--jsonl",
        str(full),
        "--personal",
        profile=synced_profile,
    )
    assert done.returncode == 0, done.stderr
    bare = [json.loads(line) for line in plain.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in full.read_text("utf-8").splitlines()]
    assert [row["id"] for row in bare] == [row["id"] for row in rows]
    assert bare
    assert not {"customer", "email", "raw"} & set(bare[0])
    assert all(row["raw"] and row["raw"][0]["body"] for row in rows)
    listed = read_document(
        run_command("list", "verifications", "--provider", "iron", "--json", profile=synced_profile)
    )
    assert [row["customer"] for row in listed["items"]] == [row["customer"] for row in rows]


def test_files_and_other_forms_exclude_each_other(synced_profile: Path, tmp_path: Path) -> None:
    done = run_command(
        "list", "customers", "--csv", "--xlsx", str(tmp_path / "x.xlsx"), profile=synced_profile
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_sentence(synced_profile: Path, tmp_path: Path) -> None:
    done = run_command("list", "customers", "--xlsx", str(tmp_path / "no" / "x.xlsx"), profile=synced_profile)
    assert done.returncode != 0
    assert "Choose another folder" in done.stderr
    assert "Traceback" not in done.stderr


def _told(profile: Path) -> list[tuple[str, str]]:
    """Subject and details of every list that was printed for a script, newest first."""
    trail = profile.parent / f"trail{len(list(profile.parent.iterdir()))}.jsonl"
    run_command("audit", "export", str(trail), profile=profile)
    entries = [json.loads(line) for line in trail.read_text("utf-8").splitlines()]
    return [(entry["subject"], entry["details"]) for entry in entries if "to=stdout" in entry["details"]]


@pytest.mark.parametrize("what", ["verifications", "customers"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_a_script_is_given_is_logged(profile: Path, what: str, form: str) -> None:
    before = _told(profile)
    done = run_command("list", what, f"--{form}", "--limit", "3", profile=profile)
    assert done.returncode == 0, done.stderr
    [(subject, details), *rest] = _told(profile)
    assert rest == before
    assert subject == f"list {what}"
    personal = "customer,email" if what == "verifications" else "name,email"
    assert details.startswith(f"{form} rows=3 to=stdout personal={personal} columns=")


def test_a_table_for_the_eyes_is_no_export(profile: Path) -> None:
    before = _told(profile)
    assert run_command("list", "customers", profile=profile).returncode == 0
    assert _told(profile) == before
