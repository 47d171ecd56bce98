"""Stored evidence by commands: fetched after a pass, verified as a whole, copied out and brought back."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.program import run_command

_QT = ("PySide6",)


def _objects(profile: Path) -> list[Path]:
    return [path for path in (profile / "vault").glob("??/*") if not path.name.startswith(".")]


def test_a_lost_report_is_told_and_comes_back_from_a_copy(profile: Path, tmp_path: Path) -> None:
    listed = run_command("list", "verifications", "--json", profile=profile)
    rows = json.loads(listed.stdout)["items"]
    wanted = next(row["id"] for row in rows if row["provider"] == "checkout" and row["phase"] == "approved")
    assert run_command("report", "fetch", wanted, profile=profile).returncode == 0
    copy = tmp_path / "copy"
    done = run_command("vault", "export", str(copy), profile=profile, without=_QT)
    assert (done.returncode, done.stdout) == (0, "1 files were copied.\n"), done.stderr
    again = run_command("vault", "export", str(copy), profile=profile)
    assert again.returncode == 2
    assert "not empty" in again.stderr

    [lost] = _objects(profile)
    lost.unlink()
    told = run_command("report", "verify", "--json", profile=profile)
    document = json.loads(told.stdout)
    assert (told.returncode, document["ok"]) == (1, False)
    assert [(each["name"], each["ok"]) for each in document["checks"]] == [(wanted, False)]
    assert "missing" in document["checks"][0]["message"]

    back = run_command("vault", "import", str(copy), profile=profile, without=_QT)
    assert (back.returncode, back.stdout) == (0, "1 files were brought back, 0 were here already.\n")
    assert json.loads(run_command("report", "verify", "--json", profile=profile).stdout)["ok"] is True
    elsewhere = run_command("vault", "import", str(tmp_path), profile=profile)
    assert elsewhere.returncode == 2
    assert "no exported vault" in elsewhere.stderr


def test_a_pass_with_reports_ends_with_a_count(profile: Path) -> None:
    done = run_command("sync", "--once", "--reports", "--json", profile=profile)
    assert done.returncode == 0, done.stderr
    assert "were fetched." in done.stderr
    assert json.loads(done.stdout)["accounts"]
