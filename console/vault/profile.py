"""A profile folder: its header, its keys, its vault and its accounts' secrets; decides nothing about accounts' data."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field, replace
from pathlib import Path

from console.base.ids import new_uuid
from console.base.paths import ensure_private_dir
from console.domain.errors import InputInvalid, KeyringUnavailable, StoreUnavailable
from console.vault.files import mapped_file_errors
from console.vault.header import Header, ProfileMode, has_header, read_header, write_header
from console.vault.keyring_store import ADVICE, KeyringStore, open_keyring
from console.vault.keys import (
    KEY_BYTES,
    PassphraseParameters,
    WrongKey,
    derive_from_passphrase,
    derive_key,
    new_root,
    new_salt,
    seal,
    unseal,
)
from console.vault.secrets import FileSecrets, KeyringSecrets, Secrets
from console.vault.vault import Vault

__all__ = ["Profile", "ProfileMode", "has_profile", "open_profile"]
_STORE = "console.db"
_SECRETS = "secrets.bin"
_VAULT = "vault"


@dataclass(frozen=True, slots=True)
class Profile:
    """An unlocked profile. `db_key` is the raw 32-byte key of the database at `store_path`; from `address_key` the
    webhook addresses of accounts follow, so that they are the same at every start and cannot be guessed."""

    folder: Path
    mode: ProfileMode
    db_key: bytes = field(repr=False)
    address_key: bytes = field(repr=False)
    vault: Vault = field(repr=False)
    secrets: Secrets = field(repr=False)

    @property
    def store_path(self) -> Path:
        """Where the database of this profile is."""
        return self.folder / _STORE


def has_profile(folder: Path) -> bool:
    """True when a profile was made in this folder."""
    return has_header(folder)


def open_profile(folder: Path, *, passphrase_file: Path | None = None, simulator: bool = False) -> Profile:
    """Unlock the profile in `folder`; where there is none, make one first.

    A new one is a simulator profile when `simulator` is set, otherwise one in passphrase mode when `passphrase_file`
    is given, otherwise one in the keyring. For an existing one the header decides and `simulator` has no effect.
    Raises `KeyringUnavailable` without a usable key store, `StoreUnavailable` for a damaged or missing header or a
    wrong passphrase, `InputInvalid` for a passphrase file that cannot be used. It may wait for a person to unlock the
    keyring.
    """
    if has_header(folder):
        header = read_header(folder)
        with mapped_file_errors("the profile"):
            ensure_private_dir(folder)
    else:
        header = _make(folder, passphrase_file, simulator=simulator)
    match header.mode:
        case ProfileMode.SIMULATOR:
            return _open_with_file(folder, header, header.root)
        case ProfileMode.PASSPHRASE:
            return _open_with_file(folder, header, _unwrap(header, passphrase_file))
        case ProfileMode.KEYRING:
            return _open_with_keyring(folder, header)


def _make(folder: Path, passphrase_file: Path | None, *, simulator: bool) -> Header:
    if (folder / _STORE).exists() or (folder / _SECRETS).exists() or (folder / _VAULT).exists():
        # A new key would make everything that is here unreadable for good.
        raise StoreUnavailable(
            "This folder holds a profile whose profile.json is missing. Restore that file; no new key was made."
        )
    header = Header(new_uuid(), ProfileMode.KEYRING)
    if simulator:
        header = replace(header, mode=ProfileMode.SIMULATOR, root=new_root())
    elif passphrase_file is not None:
        header = _wrap(header, _read_passphrase(passphrase_file))
    else:
        header = _keep_in_keyring(header)
    with mapped_file_errors("the profile"):
        ensure_private_dir(folder)
        return write_header(folder, header)


def _wrap(header: Header, passphrase: bytes) -> Header:
    parameters = PassphraseParameters(new_salt())
    key = derive_from_passphrase(passphrase, parameters)
    wrapped = seal(key, new_root(), _bound_to(header))
    return replace(header, mode=ProfileMode.PASSPHRASE, parameters=parameters, wrapped_root=wrapped)


def _unwrap(header: Header, passphrase_file: Path | None) -> bytes:
    if passphrase_file is None:
        raise KeyringUnavailable("This profile is locked with a passphrase. Start with --passphrase-file.")
    if header.parameters is None:
        raise AssertionError("a header in passphrase mode was checked when it was read")
    key = derive_from_passphrase(_read_passphrase(passphrase_file), header.parameters)
    try:
        return unseal(key, header.wrapped_root, _bound_to(header))
    except WrongKey:
        raise StoreUnavailable("The passphrase is wrong. Nothing was changed.") from None


def _read_passphrase(path: Path) -> bytes:
    try:
        passphrase = path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise InputInvalid(
            "The passphrase file cannot be read.", type(error).__name__, field="passphrase_file"
        ) from error
    if not passphrase:
        raise InputInvalid("The passphrase file is empty.", field="passphrase_file")
    return passphrase


def _keep_in_keyring(header: Header) -> Header:
    keyring = open_keyring()
    keyring.save(_entry(header), base64.b64encode(new_root()).decode("ascii"))
    return replace(header, keyring_backend=keyring.backend_name)


def _open_with_keyring(folder: Path, header: Header) -> Profile:
    keyring = open_keyring()
    if keyring.backend_name != header.keyring_backend:
        raise KeyringUnavailable(
            f"The key of this profile is in {header.keyring_backend}, which is not the keyring in use now. "
            "Start the desktop session it was made in."
        )
    root = _load_root(keyring, header)
    return _to_profile(folder, header, root, KeyringSecrets(keyring, header.id))


def _load_root(keyring: KeyringStore, header: Header) -> bytes:
    kept = keyring.load(_entry(header))
    if kept is None:
        raise KeyringUnavailable(
            f"The keyring does not hold the key of this profile. No new key was made. {ADVICE}"
        )
    try:
        root = base64.b64decode(kept, validate=True)
    except binascii.Error:
        root = b""
    if len(root) != KEY_BYTES:
        raise KeyringUnavailable("What the keyring holds for this profile is not a key. No new key was made.")
    return root


def _open_with_file(folder: Path, header: Header, root: bytes) -> Profile:
    secrets = FileSecrets(
        folder / _SECRETS,
        derive_key(root, "secrets"),
        header.id,
        only_simulator=header.mode is ProfileMode.SIMULATOR,
    )
    return _to_profile(folder, header, root, secrets)


def _to_profile(folder: Path, header: Header, root: bytes, secrets: Secrets) -> Profile:
    vault = Vault(folder / _VAULT, derive_key(root, "files"))
    addresses = derive_key(root, "webhook addresses")
    return Profile(folder, header.mode, derive_key(root, "database"), addresses, vault, secrets)


def _entry(header: Header) -> str:
    return f"profile {header.id} root"


def _bound_to(header: Header) -> bytes:
    return f"root {header.id}".encode("ascii")
