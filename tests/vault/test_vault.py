"""Evidence files: what comes out is what went in, or a sentence; nothing in between."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.errors import DiskFull, StoreUnavailable, VaultDamaged
from console.vault.keys import WrongKey, derive_key, new_root, seal, unseal
from console.vault.vault import Identity, StoredObject, Vault

KEY = bytes(range(32))
REPORT = Identity("iron/v1", "pdf")
OTHER = Identity("iron/v2", "pdf")
MARKER = b"Plaintext-Marker " * 200


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", KEY)


def _file(tmp_path: Path, stored: StoredObject) -> Path:
    (path,) = (tmp_path / "vault").glob(f"??/{stored.id}")
    return path


def test_what_goes_in_comes_out(vault: Vault) -> None:
    for data in (b"", b"%PDF", os.urandom(3_000_000)):
        stored = vault.put(REPORT, data)
        assert (stored.sha256, stored.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
        assert vault.get(REPORT, stored.id) == data
    assert vault.verify_all() == ()


def test_files_are_private_and_unreadable(vault: Vault, tmp_path: Path) -> None:
    vault.put(Identity("Name-Marker", "pdf"), MARKER)
    for path in (tmp_path / "vault").rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted
        if path.is_file():
            assert b"Marker" not in path.read_bytes()
            assert hashlib.sha256(MARKER).hexdigest() not in path.name


def test_storing_the_same_twice_is_one_object(vault: Vault, tmp_path: Path) -> None:
    first, second = vault.put(REPORT, MARKER), vault.put(REPORT, MARKER)
    assert first == second
    assert vault.put(OTHER, MARKER).id != first.id
    assert len([path for path in (tmp_path / "vault").rglob("*") if path.is_file()]) == 2


def test_object_of_another_record_kind_or_version_is_refused(vault: Vault) -> None:
    stored = vault.put(REPORT, MARKER)
    for identity in (OTHER, Identity("iron/v1", "image"), Identity("iron/v1", "pdf", 2)):
        with pytest.raises(VaultDamaged, match="another record"):
            vault.get(identity, stored.id)


def test_swapped_files_are_refused_and_named(vault: Vault, tmp_path: Path) -> None:
    one, two = vault.put(REPORT, b"one"), vault.put(OTHER, b"two")
    shutil.copyfile(_file(tmp_path, two), _file(tmp_path, one))
    with pytest.raises(VaultDamaged, match="damaged"):
        vault.get(REPORT, one.id)
    (problem,) = vault.verify_all()
    assert one.id in problem


@pytest.mark.parametrize("kept", [0, 3, 8, 40, 100, -1])
def test_cut_file_is_refused(vault: Vault, tmp_path: Path, kept: int) -> None:
    stored = vault.put(REPORT, MARKER)
    path = _file(tmp_path, stored)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(VaultDamaged, match="damaged"):
        vault.get(REPORT, stored.id)


@given(st.data())
@settings(max_examples=60)
def test_any_flipped_bit_is_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("bits")
    vault = Vault(folder / "vault", KEY)
    stored = vault.put(REPORT, b"some bytes")
    path = _file(folder, stored)
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    with pytest.raises(VaultDamaged):
        vault.get(REPORT, stored.id)


@pytest.mark.parametrize("object_id", ["", "0" * 64, "../../../etc/passwd", "Z" * 64, "0" * 63 + "/"])
def test_missing_object_and_strange_names_are_a_sentence(vault: Vault, object_id: str) -> None:
    with pytest.raises(VaultDamaged):
        vault.get(REPORT, object_id)


def test_other_key_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, MARKER)
    other = Vault(tmp_path / "vault", bytes(32))
    with pytest.raises(VaultDamaged):
        other.get(REPORT, stored.id)
    assert len(other.verify_all()) == 1


def test_verifying_tells_its_progress_and_skips_unfinished_files(vault: Vault, tmp_path: Path) -> None:
    stored = [vault.put(REPORT, bytes([number])) for number in range(3)]
    draft = _file(tmp_path, stored[0]).with_name(".draft")
    draft.write_bytes(b"half")
    heard: list[tuple[int, int]] = []
    assert vault.verify_all(lambda done, total: heard.append((done, total))) == ()
    assert heard == [(1, 3), (2, 3), (3, 3)]
    assert Vault(tmp_path / "none", KEY).verify_all() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file sizes is a POSIX thing")
def test_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from console.vault.vault import *\nfrom console.domain.errors import ConsoleError\n"
        "vault = Vault(Path(sys.argv[1]) / 'vault', bytes(32))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "try:\n    vault.put(Identity('a', 'pdf'), bytes(100_000))\n"
        "except ConsoleError as error:\n    print(error.code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout == DiskFull.code + "\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("a file")
    with pytest.raises(StoreUnavailable, match="not possible to save the file"):
        Vault(tmp_path / "vault", KEY).put(REPORT, b"x")


def test_killed_while_storing_leaves_no_object(tmp_path: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\nimport console.base.paths as paths\n"
        "from console.vault.vault import *\n"
        "paths.os.replace = lambda *_: os.kill(os.getpid(), 9)\n"
        "Vault(Path(sys.argv[1]) / 'vault', bytes(range(32))).put(Identity('a', 'pdf'), b'Plaintext-Marker')\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == -9
    assert all(b"Marker" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    vault = Vault(tmp_path / "vault", KEY)
    assert vault.verify_all() == ()
    assert vault.get(REPORT, vault.put(REPORT, b"again").id) == b"again"


def test_derived_keys_differ_by_purpose_and_root() -> None:
    root = new_root()
    keys = {derive_key(root, "database"), derive_key(root, "files"), derive_key(new_root(), "files"), root}
    assert len(keys) == 4
    assert derive_key(root, "files") == derive_key(root, "files")


@given(root=st.binary(min_size=32, max_size=32), purpose=st.text(st.characters(codec="ascii"), max_size=40))
def test_keys_are_derived_as_the_library_does(root: bytes, purpose: str) -> None:
    info = b"compliance-console/" + purpose.encode("ascii")
    assert derive_key(root, purpose) == HKDF(SHA256(), 32, None, info).derive(root)


def test_sealing_never_repeats_and_is_bound() -> None:
    one, two = seal(KEY, b"data", b"a"), seal(KEY, b"data", b"a")
    assert one != two
    assert unseal(KEY, one, b"a") == unseal(KEY, two, b"a") == b"data"
    for key, sealed, bound_to in (
        (KEY, one, b"b"),
        (bytes(32), one, b"a"),
        (KEY, b"", b"a"),
        (KEY, one[:11], b"a"),
    ):
        with pytest.raises(WrongKey):
            unseal(key, sealed, bound_to)


@pytest.mark.skipif(sys.platform == "win32", reason="folders are brought to the disk on POSIX systems")
def test_content_is_on_the_disk_before_its_name_and_the_name_before_anybody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, int]] = []
    really_sync, really_rename = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        steps.append(("synced", os.fstat(descriptor).st_ino))
        really_sync(descriptor)

    def rename(path: Path, target: Path) -> Path:
        steps.append(("renamed", path.stat().st_ino))
        return really_rename(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", rename)
    (tmp_path / "profile").mkdir()
    vault = Vault(tmp_path / "profile" / "vault", KEY)
    stored = vault.put(REPORT, b"some bytes")
    path = tmp_path / "profile" / "vault" / stored.id[:2] / stored.id
    file, *folders = (each.stat().st_ino for each in (path, *path.parents))
    # The folders are new too: one the disk does not know takes its files with it.
    assert steps == [("synced", file), ("renamed", file), *(("synced", each) for each in folders[:3])]
