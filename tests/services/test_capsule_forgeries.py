"""Capsules that were forged, cut, swapped, renamed or made to harm: each told in its own sentence, the shell's tool
agreeing wherever it can know."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

import pytest
import pyzipper  # pyright: ignore[reportMissingTypeStubs] - it has none

from console.domain.capsule import CapsuleContent, CapsuleEntry, CapsuleManifest, CapsulePart
from console.domain.errors import CapsuleUnreadable
from console.papers.capsule_zip import CapsuleReader, CapsuleWriter
from console.services.capsule_contents import build_files, build_readme
from console.services.capsule_files import verify_capsule

_NOW: Final = datetime(2026, 3, 4, 5, 6, 8, tzinfo=UTC)
_SECRET: Final = "nobody knows this one"
_DAMAGED: Final = "This capsule is damaged, or it was changed: it cannot be read to its end."
_ADDED: Final = "was added: manifest and list of digests do not both name it"
_PARTLY: Final = " ".join(
    (
        "Parts of this capsule are not protected as the others are.",
        "It was not opened; ask whoever made it for it again.",
    )
)
Files = dict[str, bytes]


def _content(name: str, part: CapsulePart, body: bytes) -> CapsuleContent:
    return CapsuleContent(CapsuleEntry(name, part, name, sha256(body).hexdigest(), len(body)), body)


def _build() -> Files:
    contents = (
        build_readme(),
        _content("report.pdf", CapsulePart.REPORT, b"%PDF-1.7 declined %%EOF\n"),
        _content("dossier.pdf", CapsulePart.DOSSIER, b"%PDF-1.7 our own words %%EOF\n"),
        _content("raw/0001-status.json", CapsulePart.RAW, b'{"status": "declined"}'),
        _content("audit.jsonl", CapsulePart.AUDIT, b'{"number": 1}\n'),
    )
    entries = tuple(each.entry for each in contents)
    manifest = CapsuleManifest(_NOW, "Mia", "test", 7, "ab" * 32, (("provider", "iDenfy"),), "", entries)
    return dict(build_files(manifest, contents))


def _write(path: Path, files: Mapping[str, bytes], passphrase: str = "") -> Path:
    with path.open("w+b") as stream, CapsuleWriter(stream, passphrase, _NOW) as writer:
        for name, body in files.items():
            writer.add(name, body)
    return path


def _ask(path: Path, passphrase: str = "") -> dict[str, str]:
    """What is said of every file that is not in order; of the whole one where it is not opened at all."""
    try:
        with CapsuleReader(path, passphrase) as reader:
            return {check.name: check.message for check in verify_capsule(reader) if not check.ok}
    except CapsuleUnreadable as refused:
        return {"capsule": refused.user_message}


def _ask_system(path: Path, folder: Path, passphrase: str) -> set[str] | None:
    """What `sha256sum -c` says is not in order, of files that another program unpacked; None where it has no list."""
    with cast("Any", pyzipper).AESZipFile(path) as opened:
        opened.setpassword(passphrase.encode())
        opened.extractall(folder)
    if not (folder / "SHA256SUMS").is_file():
        return None
    ran = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    return {line.partition(": ")[0] for line in ran.stdout.splitlines() if not line.endswith(": OK")}


def _altered(body: bytes) -> str:
    return f"was altered: its SHA-256 is {sha256(body).hexdigest()}"


def _sums_of(files: Files) -> bytes:
    named = {name: sha256(body).hexdigest() for name, body in files.items() if name != "SHA256SUMS"}
    return "".join(f"{digest}  {name}\n" for name, digest in named.items()).encode()


def _change(name: str, body: bytes) -> Callable[[Files], Files]:
    return lambda files: {**files, name: body}


def _take(*names: str) -> Callable[[Files], Files]:
    return lambda files: {name: body for name, body in files.items() if name not in names}


def _swap(files: Files) -> Files:
    return {**files, "report.pdf": files["dossier.pdf"], "dossier.pdf": files["report.pdf"]}


def _rename(files: Files) -> Files:
    return {("other.pdf" if name == "report.pdf" else name): body for name, body in files.items()}


def _forge_list_too(files: Files) -> Files:
    forged = {**files, "report.pdf": _APPROVED}
    return {**forged, "SHA256SUMS": _sums_of(forged)}


def _forge_manifest_too(files: Files) -> Files:
    manifest = json.loads(files["manifest.json"])
    [entry] = [each for each in manifest["files"] if each["name"] == "report.pdf"]
    entry["sha256"] = sha256(_APPROVED).hexdigest()
    return {**files, "report.pdf": _APPROVED, "manifest.json": json.dumps(manifest).encode()}


def _say_twice(files: Files) -> Files:
    manifest = json.loads(files["manifest.json"])
    [entry] = [each for each in manifest["files"] if each["name"] == "report.pdf"]
    manifest["files"].append({**entry, "sha256": "0" * 64})
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def _name_twice(files: Files) -> Files:
    body = files["manifest.json"].replace(b'"mark": ""', b'"mark": "", "mark": "TEST"')
    assert body != files["manifest.json"]
    return {**files, "manifest.json": body}


def _be_newer(files: Files) -> Files:
    body = files["manifest.json"].replace(b'"version": 1', b'"version": 2')
    assert body != files["manifest.json"]
    return {**files, "manifest.json": body}


_APPROVED: Final = b"%PDF-1.7 approved %%EOF\n"
_WHOLE: Final = _build()
_FORGED_MANIFEST: Final = _forge_manifest_too(_WHOLE)["manifest.json"]
_NO_MANIFEST: Final = "This is not a capsule of Compliance Console: its manifest cannot be read."
_NO_LIST: Final = "The list of digests in this capsule cannot be read."
# What is done to the files, what we say, and of which files the shell's tool says that they are not in order; None where
# it has no list. It knows of no file that its list does not name, and reads no manifest.
_FORGERIES: Final[Mapping[str, tuple[Callable[[Files], Files], dict[str, str], set[str] | None]]] = {
    "nothing": (lambda files: files, {}, set()),
    "forged": (_change("report.pdf", _APPROVED), {"report.pdf": _altered(_APPROVED)}, {"report.pdf"}),
    "emptied": (_change("dossier.pdf", b""), {"dossier.pdf": _altered(b"")}, {"dossier.pdf"}),
    "taken": (
        _take("raw/0001-status.json"),
        {"raw/0001-status.json": "is missing"},
        {"raw/0001-status.json"},
    ),
    "swapped": (
        _swap,
        {
            "report.pdf": _altered(_WHOLE["dossier.pdf"]),
            "dossier.pdf": _altered(_WHOLE["report.pdf"]),
        },
        {"report.pdf", "dossier.pdf"},
    ),
    "added": (_change("raw/0002-more.json", b"{}"), {"raw/0002-more.json": _ADDED}, set()),
    "renamed": (_rename, {"report.pdf": "is missing", "other.pdf": _ADDED}, {"report.pdf"}),
    "list forged": (_forge_list_too, {"report.pdf": _altered(_APPROVED)}, set()),
    "manifest forged": (
        _forge_manifest_too,
        {"manifest.json": _altered(_FORGED_MANIFEST), "report.pdf": _altered(_APPROVED)},
        {"manifest.json", "report.pdf"},
    ),
    "a file told twice": (
        _say_twice,
        {"capsule": "The manifest of this capsule says two things about one file. It was not opened."},
        {"manifest.json"},
    ),
    "a word told twice": (_name_twice, {"capsule": _NO_MANIFEST}, {"manifest.json"}),
    "newer": (
        _be_newer,
        {"capsule": "This capsule is of a newer program. Open it with that one."},
        {"manifest.json"},
    ),
    "no manifest": (
        _take("manifest.json"),
        {"capsule": "The file manifest.json is not in this capsule."},
        {"manifest.json"},
    ),
    "no list": (_take("SHA256SUMS"), {"capsule": "The file SHA256SUMS is not in this capsule."}, None),
    "no list at all": (_change("SHA256SUMS", b"all is well\n"), {"capsule": _NO_LIST}, set()),
    "a list twice": (
        lambda files: {**files, "SHA256SUMS": files["SHA256SUMS"] * 2},
        {"capsule": _NO_LIST},
        set(),
    ),
}


@pytest.mark.parametrize("passphrase", ["", _SECRET], ids=["plain", "protected"])
@pytest.mark.parametrize("forgery", _FORGERIES)
def test_each_forgery_has_its_sentence_and_the_shell_agrees(
    forgery: str, passphrase: str, tmp_path: Path
) -> None:
    forge, told, known = _FORGERIES[forgery]
    path = _write(tmp_path / "c.zip", forge(_WHOLE), passphrase)
    assert _ask(path, passphrase) == told
    seen = _ask_system(path, tmp_path / "out", passphrase)
    assert seen == known


def _repack(
    files: Mapping[str, bytes] | Mapping[zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as opened:
        for name, body in files.items():
            opened.writestr(name, body)
    return made.getvalue()


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def _protect(strength: int) -> bytes:
    made = io.BytesIO()
    options = {"encryption": pyzipper.WZ_AES, "encryption_kwargs": {"nbits": strength}}
    with cast("Any", pyzipper).AESZipFile(made, "w", **options) as opened:
        opened.setpassword(_SECRET.encode())
        for name, body in _WHOLE.items():
            opened.writestr(name, body)
    return made.getvalue()


def _old_protection() -> bytes:
    """As programs of another age protect: the flag alone, at both places."""
    body = bytearray(_repack(_WHOLE))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = body.find(mark)
        while at >= 0:
            body[at + place] |= 1
            at = body.find(mark, at + 4)
    return bytes(body)


def _mixed() -> bytes:
    """Somebody without the passphrase keeps one protected file and puts plain ones beside it."""
    made = io.BytesIO(_protect(256))
    with cast("Any", pyzipper).AESZipFile(made, "a") as opened:
        opened.filelist = [info for info in opened.filelist if info.filename == "README.txt"]
        opened.NameToInfo = {info.filename: info for info in opened.filelist}
        for name, body in _forge_list_too(_WHOLE).items():
            if name != "README.txt":
                opened.writestr(name, body)
    return made.getvalue()


def _twice() -> bytes:
    return _repack({**_WHOLE, "REPORT.pdf": _APPROVED})


_GOOD: Final = _repack(_WHOLE)
_TABLE: Final = _GOOD.find(b"PK\x01\x02")
_ODD_NAME: Final = "This file holds a name that no capsule has: {}. It was not opened."
_TOO_LARGE: Final = "Unpacked, this file is larger than any capsule. It was not opened."
_NO_ZIP: Final = "This is not a capsule: it is no ZIP file."
_OTHERWISE: Final = "This file is packed in a way that no capsule is. It was not opened."
_HARMFUL: Final[Mapping[str, tuple[Callable[[], bytes], str]]] = {
    "out of the folder": (lambda: _repack({"../out.txt": b"1"}), _ODD_NAME.format("../out.txt")),
    "from the root": (lambda: _repack({"/etc/passwd": b"1"}), _ODD_NAME.format("/etc/passwd")),
    "backwards on Windows": (lambda: _repack({"raw\\..\\a": b"1"}), _ODD_NAME.format("raw\\..\\a")),
    "a letter that turns": (lambda: _repack({"\u202egpj.exe": b"1"}), _ODD_NAME.format("?gpj.exe")),
    "a link": (lambda: _repack({_link(): b"/etc/passwd"}), _ODD_NAME.format("link.txt")),
    "a name twice": (_twice, "The name REPORT.pdf is twice in this file. It was not opened."),
    "a bomb": (lambda: _repack({"manifest.json": bytes(9 * 1024**2)}), _TOO_LARGE),
    "packed by LZMA": (lambda: _repack(_WHOLE, zipfile.ZIP_LZMA), _OTHERWISE),
    "packed by bzip2": (lambda: _repack(_WHOLE, zipfile.ZIP_BZIP2), _OTHERWISE),
    "weaker AES": (lambda: _protect(128), _PARTLY),
    "the old protection": (_old_protection, _PARTLY),
    "mixed": (_mixed, _PARTLY),
    "cut in the middle": (lambda: _GOOD[: len(_GOOD) // 2], _NO_ZIP),
    "cut before its table": (lambda: _GOOD[:_TABLE], _NO_ZIP),
    "cut within its table": (lambda: _GOOD[: _TABLE + 60] + _GOOD[-22:], _DAMAGED),
    "cut at its end": (lambda: _GOOD[:-12], _NO_ZIP),
    "empty": (lambda: b"", _NO_ZIP),
}


@pytest.mark.parametrize("harm", _HARMFUL)
def test_what_means_harm_or_was_cut_is_refused_in_its_own_words(harm: str, tmp_path: Path) -> None:
    build, told = _HARMFUL[harm]
    path = tmp_path / "c.zip"
    path.write_bytes(build())
    assert _ask(path, _SECRET) == {"capsule": told}
    assert [each.name for each in tmp_path.iterdir()] == ["c.zip"]


def test_a_pipe_and_what_is_not_there_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    no_file = {"capsule": "This is not a capsule: it is no file that keeps anything."}
    assert _ask(tmp_path / "pipe.zip") == no_file
    assert _ask(tmp_path / "absent.zip") == {"capsule": "The capsule cannot be read there. Check its name."}


@pytest.mark.skipif(shutil.which("7z") is None, reason="7-Zip is not on this machine")
def test_seven_zip_unpacks_a_protected_one(tmp_path: Path) -> None:
    path = _write(tmp_path / "c.zip", _WHOLE, _SECRET)
    subprocess.run(
        ["7z", "x", f"-p{_SECRET}", f"-o{tmp_path / 'out'}", str(path)], check=True, capture_output=True
    )
    assert {name: (tmp_path / "out" / name).read_bytes() for name in _WHOLE} == _WHOLE
