"""The operating system's secret store, for real: kept and found again, absent, locked, gone, refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.domain.errors import KeyringUnavailable
from console.vault.keyring_store import class_name, open_keyring, to_fault
from console.vault.secrets import KeyringSecrets
from tests.support.keyrings import missing_tools, run_with_keyring, run_without_keyring
from tests.support.stores import new_account

real_keyring = pytest.mark.skipif(bool(missing_tools()), reason=f"not installed here: {missing_tools()}")

_BEGIN = """
import sys
from pathlib import Path
from console.domain.account import Credentials
from console.domain.errors import ConsoleError
from console.vault.keyring_store import describe_keyring, open_keyring
from console.vault.profile import open_profile
from tests.support.stores import new_account
folder = Path(sys.argv[1])
account = new_account()
"""
_SAVE = (
    _BEGIN
    + """
profile = open_profile(folder)
profile.secrets.save(account, Credentials({"api_key": "k\\u00e9y"}))
print(profile.mode.value, profile.db_key.hex())
print(describe_keyring())
"""
)
_LOAD = (
    _BEGIN
    + """
try:
    profile = open_profile(folder)
    print(profile.db_key.hex(), profile.secrets.load(account.id).value("api_key"))
    profile.secrets.remove(account.id)
    profile.secrets.load(account.id)
except ConsoleError as error:
    print(error.code, error.user_message)
"""
)
_OPEN = (
    _BEGIN
    + """
try:
    open_profile(folder)
    print("opened")
except ConsoleError as error:
    print(error.code, error.user_message)
"""
)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@real_keyring
def test_keys_are_kept_in_the_secret_service_and_found_by_the_next_program(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    saved = run_with_keyring(tmp_path / "home", _SAVE, str(folder))
    first, second = saved.stdout.splitlines()
    mode, key = first.split()
    assert (mode, second) == ("keyring", "Secret Service (keyring.backends.SecretService.Keyring).")
    assert set(_files(folder)) == {"profile.json"}
    assert key not in (folder / "profile.json").read_text()
    loaded = run_with_keyring(tmp_path / "home", _LOAD, str(folder)).stdout.splitlines()
    assert loaded[0] == f"{key} kéy"
    assert loaded[1].startswith("not_known ")


@real_keyring
def test_another_keyring_never_makes_a_new_key(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    run_with_keyring(tmp_path / "home", _SAVE, str(folder))
    before = _files(folder)
    opened = run_with_keyring(tmp_path / "another home", _OPEN, str(folder))
    assert opened.stdout.startswith("keyring_unavailable The keyring does not hold the key of this profile.")
    assert _files(folder) == before


@real_keyring
def test_locked_keyring_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    run_with_keyring(tmp_path / "home", _SAVE, str(folder))
    lock = (
        "import secretstorage\n"
        "bus = secretstorage.dbus_init()\n"
        "[collection.lock() for collection in secretstorage.get_all_collections(bus)]\n"
        "bus.close()\n"
    )
    opened = run_with_keyring(tmp_path / "home", lock + _OPEN, str(folder))
    assert opened.stdout.startswith("keyring_unavailable The keyring is locked. Unlock"), opened.stderr


@real_keyring
def test_keyring_that_dies_between_two_calls_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    script = (
        _BEGIN
        + """
import os, signal, subprocess
keyring = open_keyring()
keyring.save("a", "b")
assert keyring.load("a") == "b"
asked = subprocess.run(
    ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
     "org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"],
    capture_output=True, text=True, check=True,
)
os.kill(int(asked.stdout.split()[-1]), signal.SIGKILL)
try:
    keyring.load("a")
    print("answered")
except ConsoleError as error:
    print(error.code)
"""
    )
    done = run_with_keyring(tmp_path / "home", script, str(folder))
    assert done.stdout == "keyring_unavailable\n", done.stderr


def test_absent_keyring_is_one_sentence_and_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    opened = run_without_keyring(tmp_path / "home", _OPEN, str(folder))
    assert opened.stdout == (
        "keyring_unavailable There is no keyring on this machine. "
        "Unlock or install a keyring, or start with --passphrase-file.\n"
    ), opened.stderr
    assert opened.stderr == ""
    assert not folder.exists()


def test_profile_made_elsewhere_is_refused_without_its_keyring(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    header = {"format": 1, "id": "x", "mode": "keyring", "keyring_backend": "keyring.backends.macOS.Keyring"}
    (folder / "profile.json").write_text(json.dumps(header))
    before = _files(folder)
    opened = run_without_keyring(tmp_path / "home", _OPEN, str(folder))
    assert opened.stdout.startswith("keyring_unavailable ")
    assert _files(folder) == before


_UNSAFE = """
from keyring.backend import KeyringBackend
class PlaintextKeyring(KeyringBackend):
    priority = 99
    def get_password(self, service, username): return open("/dev/tty").read()
    def set_password(self, service, username, password): open("secret.txt", "w").write(password)
    def delete_password(self, service, username): pass
"""


@pytest.mark.parametrize("how", ["chosen", "installed"])
def test_other_back_ends_are_refused_by_name(tmp_path: Path, how: str) -> None:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "unsafe_keyring.py").write_text(_UNSAFE)
    environment = {"PYTHONPATH": f"{plugins}:{Path.cwd()}"}
    if how == "chosen":
        environment["PYTHON_KEYRING_BACKEND"] = "unsafe_keyring.PlaintextKeyring"
    else:
        info = plugins / "unsafe_keyring-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: unsafe-keyring\nVersion: 1\n")
        (info / "entry_points.txt").write_text("[keyring.backends]\nunsafe = unsafe_keyring\n")
    opened = run_without_keyring(tmp_path / "home", _OPEN, str(tmp_path / "p"), **environment)
    assert opened.stdout.startswith(
        "keyring_unavailable The keyring unsafe_keyring.PlaintextKeyring is not safe enough and was refused."
    ), opened.stderr
    assert not (tmp_path / "p").exists()


class KeyringLocked(Exception):
    """Named as keyring's own."""


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (KeyringLocked("p@ss"), "The keyring is locked."),
        (EOFError(), "The keyring does not answer."),
        (OSError(5, "p@ss"), "The keyring does not answer."),
    ],
)
def test_errors_become_sentences_without_the_librarys_words(error: Exception, sentence: str) -> None:
    fault = to_fault(error)
    assert isinstance(fault, KeyringUnavailable)
    assert fault.user_message.startswith(sentence)
    assert fault.detail == type(error).__name__


class _Forgetful:
    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        pass

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("nothing is there to delete")


def test_store_that_forgets_is_noticed_at_once() -> None:
    keyring = open_keyring(_Forgetful)
    assert keyring.backend_name == class_name(_Forgetful())
    with pytest.raises(KeyringUnavailable, match="did not keep"):
        keyring.save("a", "b")
    keyring.remove("a")


@real_keyring
def test_a_keyring_that_waits_for_a_person_ends_the_waiting(tmp_path: Path) -> None:
    """The daemon is there and does not answer, as while its prompt is open."""
    script = (
        _BEGIN
        + """
import os, signal, subprocess
open_keyring().save("a", "b")
keyring = open_keyring(deadline_s=3)
asked = subprocess.run(
    ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
     "org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"],
    capture_output=True, text=True, check=True,
)
daemon = int(asked.stdout.split()[-1])
os.kill(daemon, signal.SIGSTOP)
try:
    keyring.load("a")
    print("answered")
except ConsoleError as error:
    print(error.code, error.user_message)
finally:
    os.kill(daemon, signal.SIGKILL)
"""
    )
    done = run_with_keyring(tmp_path / "home", script, str(tmp_path / "p"))
    assert done.stdout.startswith("keyring_unavailable The keyring is waiting to be unlocked."), done.stderr


class _Kept(_Forgetful):
    """Holds one text under every name."""

    def get_password(self, service: str, username: str) -> str | None:
        return "[1, 2"


def test_what_is_not_ours_in_the_keyring_is_a_sentence() -> None:
    secrets = KeyringSecrets(open_keyring(_Kept), "profile")
    with pytest.raises(KeyringUnavailable, match="Enter the account's keys again"):
        secrets.load(new_account().id)
