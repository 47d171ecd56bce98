"""A profile folder: its header, its keys, its vault and its accounts' secrets; decides nothing about accounts' data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from console.vault.secrets import Secrets
from console.vault.vault import Vault


class ProfileMode(StrEnum):
    """Where a profile's root key is kept."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"
    SIMULATOR = "simulator"


@dataclass(frozen=True, slots=True)
class Profile:
    """An unlocked profile. `db_key` is the raw 32-byte key of the database at `store_path`."""

    folder: Path
    mode: ProfileMode
    db_key: bytes = field(repr=False)
    vault: Vault
    secrets: Secrets

    @property
    def store_path(self) -> Path:
        """Where the database of this profile is."""
        return self.folder / "console.db"


def has_profile(folder: Path) -> bool:
    """True when a profile was made in this folder."""
    raise NotImplementedError


def open_profile(folder: Path, *, passphrase_file: Path | None = None, simulator: bool = False) -> Profile:
    """Unlock the profile in `folder`; where there is none, make one first.

    A new one is a simulator profile when `simulator` is set, otherwise one in passphrase mode when `passphrase_file`
    is given, otherwise one in the keyring. For an existing one the header decides and `simulator` has no effect.
    Raises `KeyringUnavailable` without a usable key store, `StoreUnavailable` for a damaged header or a wrong passphrase.
    """
    raise NotImplementedError
