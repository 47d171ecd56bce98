"""`capsule` as scripts and auditors use it: checked by us and by the system's own sha256sum, which agree."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.support.program import read_document, run_command

_QT = ("PySide6", "shiboken6", "qasync")
_SECRET = "correct horse battery staple"
pytestmark = pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the system's own program is asked")


@pytest.fixture
def decided(profile: Path) -> str:
    """A decided verification whose report was fetched."""
    listed = read_document(run_command("list", "verifications", "--json", profile=profile))
    [found, *_] = [
        row["id"] for row in listed["items"] if row["provider"] == "idenfy" and row["phase"] == "approved"
    ]
    fetched = run_command("report", "fetch", found, profile=profile, without=_QT)
    assert fetched.returncode == 0, fetched.stderr
    return str(found)


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(f"{_SECRET}\n", "utf-8")
    return file


@pytest.fixture
def plain(profile: Path, decided: str, tmp_path: Path) -> Path:
    """A capsule without protection."""
    path = tmp_path / "plain.zip"
    done = run_command("capsule", "create", decided, str(path), "--unprotected", profile=profile, without=_QT)
    assert done.returncode == 0, done.stderr
    assert "not protected" in done.stderr
    return path


def _verify(path: Path, *more: str) -> tuple[int, dict[str, Any]]:
    # A folder that must not come to be: checking needs no profile.
    nowhere = path.parent / "no-profile"
    done = run_command("capsule", "verify", str(path), "--json", *more, profile=nowhere, without=_QT)
    assert not nowhere.exists()
    return done.returncode, read_document(done)


def _unpack(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as opened:
        opened.extractall(folder)
    return folder


def _pack(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                made.write(file, file.relative_to(folder).as_posix())
    return path


def _ask_system(folder: Path) -> tuple[bool, set[str]]:
    """Whether `sha256sum -c` is content, and the names it is not content with."""
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    failed = {line.split(": FAILED")[0] for line in done.stdout.splitlines() if ": FAILED" in line}
    return done.returncode == 0, failed


def _wrong(document: Mapping[str, Any]) -> set[str]:
    return {check["name"] for check in document["checks"] if not check["ok"]}


def test_a_capsule_holds_everything_and_both_programs_agree(
    plain: Path, profile: Path, decided: str, tmp_path: Path
) -> None:
    code, document = _verify(plain)
    folder = _unpack(plain, tmp_path / "unpacked")
    assert (code, document["ok"]) == (0, True)
    assert _ask_system(folder) == (True, set())
    names = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert {"README.txt", "SHA256SUMS", "audit.jsonl", "dossier.pdf", "manifest.json", "report.pdf"} <= names
    assert any(name.startswith("raw/") for name in names)
    assert {check["name"] for check in document["checks"]} == names - {"SHA256SUMS"}
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["case"]["verification"] == decided
    assert manifest["mark"]
    [stored] = read_document(run_command("report", "list", "--json", profile=profile))["items"]
    assert hashlib.sha256((folder / "report.pdf").read_bytes()).hexdigest() == stored["sha256"]
    dossier = PdfReader(io.BytesIO((folder / "dossier.pdf").read_bytes()))
    text = "\n".join(page.extract_text() for page in dossier.pages)
    assert decided in text
    assert stored["sha256"] in text.replace("\n", "")


def test_the_log_names_the_capsule_and_its_head_is_in_it(plain: Path, profile: Path, tmp_path: Path) -> None:
    folder = _unpack(plain, tmp_path / "unpacked")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    file = tmp_path / "trail.jsonl"
    assert run_command("audit", "export", str(file), profile=profile).returncode == 0
    entries = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    by_number = {entry["number"]: entry for entry in entries}
    assert by_number[manifest["audit_log"]["number"]]["hash"] == manifest["audit_log"]["head"]
    [made] = [entry for entry in entries if entry["action"] == "capsule_made"]
    assert hashlib.sha256(plain.read_bytes()).hexdigest() in made["details"]
    assert hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest() in made["details"]
    inside = [json.loads(line) for line in (folder / "audit.jsonl").read_text("utf-8").splitlines()]
    assert inside
    assert all(by_number[entry["number"]]["hash"] == entry["hash"] for entry in inside)


@pytest.mark.parametrize("name", ["report.pdf", "dossier.pdf", "audit.jsonl", "manifest.json", "README.txt"])
def test_an_altered_file_is_named_by_both(name: str, plain: Path, tmp_path: Path) -> None:
    folder = _unpack(plain, tmp_path / "unpacked")
    body = (folder / name).read_bytes()
    (folder / name).write_bytes(body.replace(b"e", b"E", 1) if name != "manifest.json" else body + b" ")
    code, document = _verify(_pack(folder, tmp_path / "altered.zip"))
    assert (code, document["ok"]) == (1, False)
    assert _wrong(document) == {name}
    assert _ask_system(folder) == (False, {name})
    assert all(check["fix"] for check in document["checks"] if not check["ok"])


def test_a_removed_file_is_named_by_both_and_an_added_one_by_us(plain: Path, tmp_path: Path) -> None:
    folder = _unpack(plain, tmp_path / "unpacked")
    (folder / "report.pdf").unlink()
    (folder / "more.txt").write_text("added", "utf-8")
    code, document = _verify(_pack(folder, tmp_path / "altered.zip"))
    assert code == 1
    assert _wrong(document) == {"report.pdf", "more.txt"}
    told = {check["name"]: check["message"] for check in document["checks"]}
    assert "missing" in told["report.pdf"]
    assert "added" in told["more.txt"]
    assert _ask_system(folder) == (False, {"report.pdf"})


def test_a_file_added_to_the_list_of_digests_too_is_still_named(plain: Path, tmp_path: Path) -> None:
    folder = _unpack(plain, tmp_path / "unpacked")
    (folder / "more.txt").write_bytes(b"added")
    with (folder / "SHA256SUMS").open("a", encoding="ascii") as sums:
        sums.write(f"{hashlib.sha256(b'added').hexdigest()}  more.txt\n")
    assert _ask_system(folder) == (True, set())
    assert _wrong(_verify(_pack(folder, tmp_path / "altered.zip"))[1]) == {"more.txt"}


def test_a_protected_one_is_opened_by_its_passphrase_alone(
    profile: Path, decided: str, secret_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "safe.zip"
    arguments = ("capsule", "create", decided, str(path), "--passphrase-file", str(secret_file), "--json")
    made = read_document(run_command(*arguments, profile=profile, without=_QT))
    assert made["protected"] is True
    assert made["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "passphrase" not in made
    body = path.read_bytes()
    assert b"%PDF-" not in body
    assert _SECRET.encode() not in body
    code, document = _verify(path, "--passphrase-file", str(secret_file))
    assert (code, document["ok"]) == (0, True)
    without = run_command("capsule", "verify", str(path), without=_QT)
    assert without.returncode == 2
    assert "passphrase" in without.stderr
    secret_file.write_text("not this one", "utf-8")
    wrong = run_command("capsule", "verify", str(path), "--passphrase-file", str(secret_file), without=_QT)
    assert wrong.returncode == 2
    assert all(_SECRET.encode() not in file.read_bytes() for file in profile.rglob("*") if file.is_file())


def test_a_script_without_a_passphrase_gets_one_made_and_told_once(
    profile: Path, decided: str, tmp_path: Path
) -> None:
    path = tmp_path / "safe.zip"
    made = read_document(run_command("capsule", "create", decided, str(path), "--json", profile=profile))
    assert made["protected"] is True
    assert len(set(made["passphrase"].replace("-", ""))) > 6
    told = tmp_path / "told"
    told.write_text(made["passphrase"], "utf-8")
    assert _verify(path, "--passphrase-file", str(told))[0] == 0


def test_what_cannot_be_made_leaves_nothing(
    profile: Path, decided: str, secret_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "no" / "such" / "folder.zip"
    more = ("--passphrase-file", str(secret_file))
    done = run_command("capsule", "create", decided, str(path), *more, profile=profile)
    assert (done.returncode, path.exists()) == (2, False)
    unknown = run_command("capsule", "create", "nobody", str(tmp_path / "x.zip"), *more, profile=profile)
    assert unknown.returncode == 1
    secret_file.write_text("short", "utf-8")
    short = run_command("capsule", "create", decided, str(tmp_path / "x.zip"), *more, profile=profile)
    assert short.returncode == 2
    assert not (tmp_path / "x.zip").exists()
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_capsule_is_not_in_order(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(body)
    code, document = _verify(path)
    assert (code, document["ok"]) == (1, False)
    assert [check["name"] for check in document["checks"]] == ["capsule"]


def test_a_capsule_is_shown_on_a_machine_without_a_profile_and_nothing_is_written(
    plain: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    moved = home / "plain.zip"
    moved.write_bytes(plain.read_bytes())
    picture = tmp_path / "shown.png"
    environment = {"HOME": str(home), "XDG_DATA_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    arguments = ("capsule", "open", str(moved), "--screenshot", str(picture))
    done = run_command(*arguments, environment=environment)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    left = [file for file in home.rglob("*") if file.is_file() and file != moved]
    assert all(b"%PDF" not in file.read_bytes() for file in left), left


_FULL = """
import asyncio, resource, sys
from pathlib import Path
from console.bootstrap import open_console
from console.domain.capsule import CapsuleStage
from console.domain.errors import ConsoleError

def hear(progress):
    if progress.stage is CapsuleStage.COLLECTING and progress.done == 2:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))

async def work():
    opened = await asyncio.to_thread(open_console, Path(sys.argv[1]))
    [key] = await opened.services.lists.find_verifications(sys.argv[2])
    try:
        await opened.services.capsules.make(key, Path(sys.argv[3]), "a long passphrase", hear)
    except ConsoleError as error:
        print(error.code, error.user_message)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await opened.aclose()

asyncio.run(work())
"""


def test_a_full_disk_is_told_and_leaves_the_old_file_and_no_line(
    profile: Path, decided: str, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    old = folder / "case.zip"
    old.write_bytes(b"before")
    arguments = [sys.executable, "-c", _FULL, str(profile), decided, str(old)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.startswith("disk_full The disk has no room for this capsule."), done.stderr
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {"case.zip": b"before"}
    trail = tmp_path / "trail.jsonl"
    assert run_command("audit", "export", str(trail), profile=profile).returncode == 0
    assert "capsule_made" not in trail.read_text("utf-8")


def test_one_killed_while_it_is_made_leaves_no_file_and_the_next_one_tidies_up(
    profile: Path, decided: str, secret_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    script = _FULL.replace(
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))", "pass"
    )
    # Killed at the first look whether it is still wanted: the draft is there then, the name is not.
    script = (
        "import console.services.export_file as watched, os, signal\n"
        "def write(self, data):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "watched.WatchedFile.write = write\n" + script
    )
    path = folder / "case.zip"
    arguments = [sys.executable, "-c", script, str(profile), decided, str(path)]
    killed = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)
    assert killed.returncode == -9, killed.stderr
    assert not path.exists()
    assert [file.name.endswith(".part") for file in folder.iterdir()] == [True]
    more = ("--passphrase-file", str(secret_file))
    made = run_command("capsule", "create", decided, str(path), *more, profile=profile)
    assert made.returncode == 0, made.stderr
    assert [file.name for file in folder.iterdir()] == ["case.zip"]
