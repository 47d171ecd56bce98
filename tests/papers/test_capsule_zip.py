"""The ZIP of a capsule: protected as said, and files that mean harm refused before anything of them is unpacked."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import tracemalloc
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest
import pyzipper  # pyright: ignore[reportMissingTypeStubs] - it has none

from console.domain.errors import CapsuleLocked, CapsuleUnreadable
from console.papers.capsule_zip import CapsuleReader, CapsuleWriter

_NOW = datetime(2026, 3, 4, 5, 6, 8, tzinfo=UTC)
_SECRET = "Grüße an niemanden 42"
_MARKER = b"PLANTED-NAME " * 40
_PARTLY = "Parts of this capsule are not protected as the others are. It was not opened; ask whoever made it for it again."


def _write(path: Path, files: dict[str, bytes], passphrase: str = "") -> Path:
    with path.open("w+b") as stream, CapsuleWriter(stream, passphrase, _NOW) as writer:
        for name, body in files.items():
            writer.add(name, body)
    return path


def _refusal(path: Path, passphrase: str = "") -> str:
    with pytest.raises(CapsuleUnreadable) as caught:
        CapsuleReader(path, passphrase).close()
    return caught.value.user_message


def test_what_was_put_in_comes_out(tmp_path: Path) -> None:
    files = {"manifest.json": b"{}", "raw/0001-one.json": _MARKER, "empty.txt": b""}
    with CapsuleReader(_write(tmp_path / "c.zip", files, _SECRET), _SECRET) as reader:
        assert reader.is_protected
        assert {part.name: reader.read(part.name) for part in reader.parts} == files


def test_a_protected_one_has_no_plain_byte_of_its_content_and_needs_the_passphrase(tmp_path: Path) -> None:
    path = _write(tmp_path / "c.zip", {"a.txt": _MARKER, "b.txt": b"0123456789" * 3}, _SECRET)
    body = path.read_bytes()
    assert b"PLANTED" not in body
    assert b"0123456789" not in body
    assert _SECRET.encode() not in body
    for wrong in ("", "another passphrase"):
        with pytest.raises(CapsuleLocked):
            CapsuleReader(path, wrong)


def test_one_protected_file_does_not_speak_for_plain_ones_beside_it(tmp_path: Path) -> None:
    # A forger without the passphrase keeps one encrypted file as it is, and puts plain ones in the others' place.
    path = _write(tmp_path / "c.zip", {"readme.txt": _MARKER, "manifest.json": b"declined"}, _SECRET)
    with cast("Any", pyzipper).AESZipFile(path, "a") as forged:
        forged.filelist = [info for info in forged.filelist if info.filename == "readme.txt"]
        forged.NameToInfo = {info.filename: info for info in forged.filelist}
        forged.writestr("manifest.json", b"approved")
    for passphrase in (_SECRET, "", "another passphrase"):
        assert _refusal(path, passphrase) == _PARTLY


@pytest.mark.parametrize("strength", [128, 192])
def test_weaker_protection_than_ours_is_refused(strength: int, tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    options = {"encryption": pyzipper.WZ_AES, "encryption_kwargs": {"nbits": strength}}
    with cast("Any", pyzipper).AESZipFile(path, "w", **options) as made:
        made.setpassword(_SECRET.encode())
        made.writestr("a.txt", _MARKER)
    assert _refusal(path, _SECRET) == _PARTLY


def test_the_old_protection_of_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.txt", _MARKER)
        made.getinfo("a.txt").flag_bits |= 1
    assert _refusal(path, "old") == _PARTLY


def test_an_accent_may_be_typed_in_either_way(tmp_path: Path) -> None:
    path = _write(tmp_path / "c.zip", {"a.txt": _MARKER}, "Gru\u0308\u00dfe an alle")
    with CapsuleReader(path, "Gr\u00fc\u00dfe an alle") as reader:
        assert reader.read("a.txt") == _MARKER


def test_a_plain_one_is_a_zip_like_any_other(tmp_path: Path) -> None:
    path = _write(tmp_path / "c.zip", {"a.txt": _MARKER})
    with zipfile.ZipFile(path) as opened:
        assert opened.read("a.txt") == _MARKER
        assert opened.getinfo("a.txt").date_time == (2026, 3, 4, 5, 6, 8)
    assert subprocess.run(["unzip", "-tq", str(path)], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        "../out.txt",
        "raw/../../out.txt",
        "/etc/passwd",
        "C:/out.txt",
        "raw\\..\\out.txt",
        ".hidden",
        "a/b/c/d.txt",
        "line\nend.txt",
        "\u202egpj.exe",
        "raw/",
        "x" * 300,
        "CON.txt",
        "nul",
        "raw/com1.json",
        "aux/a.txt",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("good.txt", b"1")
        made.writestr(name, b"2")
    assert "was not opened" in _refusal(path)
    with pytest.raises(ValueError, match=r".*"):
        _write(tmp_path / "own.zip", {name: b"1"})


def test_a_link_and_a_doubled_name_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
    assert "was not opened" in _refusal(tmp_path / "link.zip")
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as made:
        made.writestr("a.txt", b"1")
        made.writestr("A.txt", b"2")
    assert "twice" in _refusal(tmp_path / "twice.zip")


def test_a_bomb_is_refused_by_what_it_says_and_stopped_when_it_lies(tmp_path: Path) -> None:
    honest = tmp_path / "honest.zip"
    with zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED) as made, made.open("bomb.bin", "w") as part:
        for _ in range(600):
            part.write(bytes(1024 * 1024))
    assert honest.stat().st_size < 1024 * 1024
    assert "larger than any capsule" in _refusal(honest)
    # The same bytes, said to be ten: the library or our own count stops it.
    lying = tmp_path / "lying.zip"
    with zipfile.ZipFile(lying, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bomb.bin", bytes(1024 * 1024))
    body = lying.read_bytes().replace((1024 * 1024).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    lying.write_bytes(body)
    with CapsuleReader(lying) as reader, pytest.raises(CapsuleUnreadable):
        reader.read("bomb.bin")


@pytest.mark.parametrize(
    "name", ["manifest.json", "SHA256SUMS", "README.txt", "audit.jsonl", "raw/0001-a.json"]
)
def test_what_is_read_as_a_whole_is_refused_long_before_it_fills_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open(name, "w") as part:
        for _ in range(65):
            part.write(b" " * 1024 * 1024)
    assert "larger than any capsule" in _refusal(path)


def test_a_digest_is_of_all_of_it_and_keeps_nothing(tmp_path: Path) -> None:
    size_bytes = 64 * 1024 * 1024
    path = tmp_path / "c.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open("a.bin", "w") as part:
        for _ in range(64):
            part.write(bytes(1024 * 1024))
    tracemalloc.start()
    try:
        with CapsuleReader(path) as reader:
            found = reader.read_sha256("a.bin")
        most_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == sha256(bytes(size_bytes)).hexdigest()
    assert most_bytes < size_bytes / 4


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    for path in (tmp_path / "pipe.zip", Path("/dev/zero")):
        assert "it is no file that keeps anything" in _refusal(path)
    assert _refusal(tmp_path)


def test_more_files_than_a_capsule_has_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(10_001):
            made.writestr(f"f{number}", b"")
    assert "more than any capsule" in _refusal(path)


@pytest.mark.parametrize(
    "body", [b"", b"no zip at all", b"PK\x03\x04", b"%PDF-1.7 %%EOF", b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_zip_is_refused_or_empty(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    path.write_bytes(body)
    if body.startswith(b"PK\x05\x06"):
        with CapsuleReader(path) as reader:
            assert reader.parts == ()
    else:
        assert _refusal(path)
    assert _refusal(tmp_path / "absent.zip")


@pytest.mark.parametrize("passphrase", ["", _SECRET])
def test_no_byte_can_be_turned_without_being_noticed_or_without_effect(
    passphrase: str, tmp_path: Path
) -> None:
    files = {"a.txt": _MARKER, "b.txt": bytes(range(256))}
    body = _write(tmp_path / "c.zip", files, passphrase).read_bytes()
    changed = tmp_path / "changed.zip"
    for place in range(0, len(body), 7):
        changed.write_bytes(body[:place] + bytes([body[place] ^ 0x20]) + body[place + 1 :])
        try:
            with CapsuleReader(changed, passphrase) as reader:
                found = {part.name: reader.read(part.name) for part in reader.parts}
        except (CapsuleUnreadable, CapsuleLocked):
            continue
        assert set(found.values()) <= set(files.values()), place


def test_a_damaged_first_file_is_not_taken_for_a_wrong_passphrase(tmp_path: Path) -> None:
    path = _write(tmp_path / "c.zip", {"a.txt": _MARKER, "b.txt": _MARKER}, _SECRET)
    body = bytearray(path.read_bytes())
    # The salt lies behind the first file's head: 30 bytes, its name and what says that it is AES.
    start = 30 + int.from_bytes(body[26:28], "little") + int.from_bytes(body[28:30], "little")
    body[start] ^= 1
    path.write_bytes(bytes(body))
    with CapsuleReader(path, _SECRET) as reader:
        assert reader.read("b.txt") == _MARKER
        with pytest.raises(CapsuleUnreadable):
            reader.read("a.txt")


@pytest.mark.parametrize("end", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused(end: float, tmp_path: Path) -> None:
    body = _write(tmp_path / "c.zip", {"a.txt": _MARKER}, _SECRET).read_bytes()
    (tmp_path / "cut.zip").write_bytes(body[: int(len(body) * end)])
    assert _refusal(tmp_path / "cut.zip", _SECRET)


def test_nothing_more_is_written_after_an_error() -> None:
    stream = io.BytesIO()
    with pytest.raises(ZeroDivisionError), CapsuleWriter(stream, "", _NOW) as writer:
        writer.add("a.txt", b"1")
        raise ZeroDivisionError
    assert b"PK\x05\x06" not in stream.getvalue()


def test_a_moment_before_zip_knew_time_is_its_first_day() -> None:
    stream = io.BytesIO()
    with CapsuleWriter(stream, "", datetime(1970, 1, 1, tzinfo=UTC)) as writer:
        writer.add("a.txt", b"1")
    with zipfile.ZipFile(stream) as opened:
        assert opened.getinfo("a.txt").date_time == (1980, 1, 1, 0, 0, 0)
