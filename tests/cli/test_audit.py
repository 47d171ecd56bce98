"""`audit` as scripts see it: shape, exit codes, a broken entry named, files that can be checked without us."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

from console.store.driver import connect
from console.vault.profile import open_profile
from tests.support.program import read_document, run_command


def test_a_sound_trail_verifies_without_qt_and_says_its_head(profile: Path) -> None:
    done = run_command("audit", "verify", "--json", profile=profile, without=("PySide6",))
    document = read_document(done)
    assert done.returncode == 0
    [check] = document["checks"]
    assert (document["ok"], check["name"], check["ok"]) == (True, "audit", True)
    assert "Head: " in check["message"]
    again = run_command("audit", "verify", "--json", profile=profile)
    # The check before is an entry itself.
    assert read_document(again)["checks"][0]["message"] != check["message"]


def test_a_broken_entry_is_named_and_ends_with_1(profile: Path) -> None:
    opened = open_profile(profile)
    connection = connect(opened.store_path, opened.db_key)
    connection.execute("DROP TRIGGER audit_keeps")
    connection.execute("UPDATE audit SET who = 'somebody else' WHERE number = 2")
    connection.close()
    done = run_command("audit", "verify", "--json", profile=profile)
    document = read_document(done)
    assert (done.returncode, document["ok"]) == (1, False)
    assert [check["message"] for check in document["checks"]] == ["Entry 2 was edited."]
    assert all(check["fix"] for check in document["checks"])


def test_the_trail_is_taken_out_whole_and_its_chain_can_be_checked_outside(
    profile: Path, tmp_path: Path
) -> None:
    file = tmp_path / "trail.jsonl"
    done = run_command("audit", "export", str(file), profile=profile, without=("PySide6",))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [hashlib.sha256(file.read_bytes()).hexdigest(), str(file)]
    entries = [json.loads(line) for line in file.read_text("utf-8").splitlines()][::-1]
    assert [entry["number"] for entry in entries] == list(range(1, len(entries) + 1))
    previous = "0" * 64
    for entry in entries:
        hashed = {name: entry[name] for name in ("action", "at_us", "details", "subject", "who")}
        text = json.dumps(
            {**hashed, "previous": previous}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert entry["hash"] == previous
    listed = read_document(run_command("audit", "verify", "--json", profile=profile))
    # The export and then the check were written down after what was taken out.
    assert listed["checks"][0]["message"].startswith(f"{len(entries) + 1} entries")


def test_a_spreadsheet_gets_the_same_entries(profile: Path, tmp_path: Path) -> None:
    file = tmp_path / "trail.csv"
    assert run_command("audit", "export", str(file), profile=profile).returncode == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert {row["action"] for row in rows} >= {"account_added"}
    assert all(row["hash"] for row in rows)


def test_a_name_that_tells_no_form_is_wrong_usage_and_leaves_nothing(profile: Path, tmp_path: Path) -> None:
    done = run_command("audit", "export", str(tmp_path / "trail"), profile=profile)
    assert done.returncode == 2
    assert ".jsonl" in done.stderr
    assert not (tmp_path / "trail").exists()


def test_where_nothing_can_be_written_nothing_is_left(profile: Path, tmp_path: Path) -> None:
    done = run_command("audit", "export", str(tmp_path / "nowhere" / "trail.csv"), profile=profile)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert not (tmp_path / "nowhere").exists()
