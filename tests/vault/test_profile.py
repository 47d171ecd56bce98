"""Profiles: made once, unlocked again, refused without harm; where the key lies is what the header says."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from console.domain.account import AccountId, Credentials
from console.domain.errors import ActionRefused, InputInvalid, KeyringUnavailable, NotKnown, StoreUnavailable
from console.domain.provider import Environment
from console.vault.header import Header, ProfileMode, write_header
from console.vault.profile import Profile, has_profile, open_profile
from console.vault.vault import Identity
from tests.support.stores import new_account

SECRET = "Secret-Marker-é-王"
CREDENTIALS = Credentials({"api_key": SECRET, "secret": "x" * 900})


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text("correct horse\n")
    return path


@pytest.fixture(params=[ProfileMode.SIMULATOR, ProfileMode.PASSPHRASE])
def profile(request: pytest.FixtureRequest, tmp_path: Path, passphrase: Path) -> Profile:
    if request.param is ProfileMode.SIMULATOR:
        return open_profile(tmp_path / "p", simulator=True)
    return open_profile(tmp_path / "p", passphrase_file=passphrase)


def _again(profile: Profile, passphrase: Path) -> Profile:
    return open_profile(profile.folder, passphrase_file=passphrase)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_profile_opens_again_with_the_same_keys(profile: Profile, passphrase: Path) -> None:
    stored = profile.vault.put(Identity("a", "pdf"), b"bytes")
    again = _again(profile, passphrase)
    assert (again.mode, again.db_key, again.store_path) == (profile.mode, profile.db_key, profile.store_path)
    assert again.vault.get(Identity("a", "pdf"), stored.id) == b"bytes"
    assert len(again.db_key) == 32
    assert repr(again.db_key) not in repr(again)


def test_every_profile_has_keys_of_its_own(tmp_path: Path) -> None:
    keys = {open_profile(tmp_path / name, simulator=True).db_key for name in "abc"}
    assert len(keys) == 3


def test_secrets_are_kept_replaced_and_forgotten(profile: Profile, passphrase: Path) -> None:
    account = new_account()
    other = new_account("Iron two")
    profile.secrets.save(account, CREDENTIALS)
    profile.secrets.save(other, Credentials({"api_key": "2"}))
    assert _again(profile, passphrase).secrets.load(account.id) == CREDENTIALS
    profile.secrets.save(account, Credentials({"api_key": "new"}))
    profile.secrets.remove(other.id)
    profile.secrets.remove(AccountId("never there"))
    again = _again(profile, passphrase).secrets
    assert again.load(account.id).value("api_key") == "new"
    with pytest.raises(NotKnown, match="Add the account again"):
        again.load(other.id)


def test_nothing_secret_is_readable_on_the_disk(profile: Profile) -> None:
    profile.secrets.save(new_account(), CREDENTIALS)
    profile.vault.put(Identity(SECRET, "pdf"), SECRET.encode())
    for name, content in _files(profile.folder).items():
        assert b"Secret-Marker" not in content, name
        assert profile.db_key not in content, name
        assert profile.db_key.hex().encode() not in content, name


def test_folders_and_files_are_private(profile: Profile) -> None:
    profile.secrets.save(new_account(), CREDENTIALS)
    profile.vault.put(Identity("a", "pdf"), b"x")
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (profile.folder, *profile.folder.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_simulator_profile_never_holds_a_real_account(tmp_path: Path) -> None:
    profile = open_profile(tmp_path / "p", simulator=True)
    for environment in (Environment.TEST, Environment.LIVE):
        with pytest.raises(ActionRefused, match="simulator profile"):
            profile.secrets.save(replace(new_account(), environment=environment), CREDENTIALS)
    assert not (profile.folder / "secrets.bin").exists()


def test_passphrase_profile_holds_any_account(tmp_path: Path, passphrase: Path) -> None:
    profile = open_profile(tmp_path / "p", passphrase_file=passphrase)
    live = replace(new_account(), environment=Environment.LIVE)
    profile.secrets.save(live, CREDENTIALS)
    assert profile.secrets.load(live.id) == CREDENTIALS


def test_mode_of_an_existing_profile_is_what_its_header_says(tmp_path: Path, passphrase: Path) -> None:
    made = open_profile(tmp_path / "p", passphrase_file=passphrase)
    again = open_profile(tmp_path / "p", passphrase_file=passphrase, simulator=True)
    assert (again.mode, again.db_key) == (ProfileMode.PASSPHRASE, made.db_key)


def test_wrong_passphrase_changes_nothing(tmp_path: Path, passphrase: Path) -> None:
    folder = tmp_path / "p"
    open_profile(folder, passphrase_file=passphrase)
    before = _files(folder)
    passphrase.write_text("wrong")
    with pytest.raises(StoreUnavailable, match="passphrase is wrong"):
        open_profile(folder, passphrase_file=passphrase)
    with pytest.raises(KeyringUnavailable, match="--passphrase-file"):
        open_profile(folder)
    assert _files(folder) == before


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_passphrase_file_that_is_none(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputInvalid):
        open_profile(tmp_path / "p", passphrase_file=path)
    assert not has_profile(tmp_path / "p")


def test_argon2_parameters_and_salt_stand_in_the_header(tmp_path: Path, passphrase: Path) -> None:
    salts: set[str] = set()
    for name in "ab":
        open_profile(tmp_path / name, passphrase_file=passphrase)
        header = json.loads((tmp_path / name / "profile.json").read_text())
        assert header["argon2id"]["memory_kib"] >= 19_456
        assert header["argon2id"]["time_cost"] >= 2
        salts.add(header["argon2id"]["salt"])
    assert len(salts) == 2


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"format": 1}'),
        b'{"format": 1, "id": "x", "mode": "simulator"}',
        b'{"format": 1, "id": "x", "mode": "simulator", "root": "zz"}',
        b'{"format": 1, "id": "x", "mode": "passphrase"}',
        b'{"format": 1, "id": "x", "mode": "keyring"}',
        b'{"format": 1, "id": "x", "mode": "other"}',
    ],
)
def test_damaged_header_is_a_sentence_and_makes_no_key(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "p"
    open_profile(folder, simulator=True)
    (folder / "profile.json").write_bytes(content)
    before = _files(folder)
    with pytest.raises(StoreUnavailable, match="profile.json"):
        open_profile(folder, simulator=True)
    assert _files(folder) == before


def test_newer_header_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    open_profile(folder, simulator=True)
    header = json.loads((folder / "profile.json").read_text())
    (folder / "profile.json").write_text(json.dumps({**header, "format": 2}))
    with pytest.raises(StoreUnavailable, match="newer version"):
        open_profile(folder)


@pytest.mark.parametrize("left", ["console.db", "secrets.bin", "vault"])
def test_lost_header_is_told_and_makes_no_new_key(tmp_path: Path, left: str) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / left).write_bytes(b"something")
    with pytest.raises(StoreUnavailable, match="no new key was made"):
        open_profile(folder, simulator=True)
    assert [path.name for path in folder.iterdir()] == [left]


def test_damaged_secrets_are_told(tmp_path: Path) -> None:
    profile = open_profile(tmp_path / "p", simulator=True)
    profile.secrets.save(new_account(), CREDENTIALS)
    path = profile.folder / "secrets.bin"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreUnavailable, match="enter the keys again"):
        profile.secrets.load(new_account().id)


def test_one_that_was_quicker_wins(tmp_path: Path) -> None:
    """Who comes second with a header of their own gets the one that is there."""
    first = open_profile(tmp_path / "p", simulator=True)
    late = write_header(tmp_path / "p", Header("late", ProfileMode.SIMULATOR, root=bytes(32)))
    assert late.id != "late"
    assert open_profile(tmp_path / "p").db_key == first.db_key


_MAKE = """
import sys
from pathlib import Path
from console.domain.account import Credentials
from console.vault.profile import open_profile
from tests.support.stores import new_account
sys.stdin.readline()
profile = open_profile(Path(sys.argv[1]), simulator=True)
for number in range(8):
    account = new_account(f"{sys.argv[2]} {number}")
    profile.secrets.save(account, Credentials({"api_key": sys.argv[2]}))
print(profile.db_key.hex())
"""


def test_programs_that_make_and_fill_one_profile_at_once_lose_nothing(tmp_path: Path) -> None:
    """All end up with the keys of the one that was there first, and nobody's accounts are overwritten."""
    folder = tmp_path / "p"
    names = ("one", "two", "three", "four")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _MAKE, str(folder), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for each in started:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    keys = [each.communicate(timeout=60)[0] for each in started]
    profile = open_profile(folder)
    assert keys == [profile.db_key.hex() + "\n"] * len(names)
    for name in names:
        for number in range(8):
            kept = profile.secrets.load(new_account(f"{name} {number}").id)
            assert kept.value("api_key") == name


def test_secrets_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    profile = open_profile(tmp_path / "p", simulator=True)
    (profile.folder / "secrets.bin").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        profile.secrets.load(new_account().id)


def test_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnavailable, match="not possible to save the profile"):
        open_profile(tmp_path / "file" / "p", simulator=True)


def test_has_profile(tmp_path: Path) -> None:
    assert not has_profile(tmp_path / "p")
    open_profile(tmp_path / "p", simulator=True)
    assert has_profile(tmp_path / "p")
