"""The secrets of accounts, kept where the profile's mode says; never logged, never in the database."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Protocol

from console.base.paths import write_private_file
from console.domain.account import Account, AccountId, Credentials
from console.domain.errors import ActionRefused, NotKnown, StoreUnavailable
from console.domain.provider import Environment
from console.vault.files import mapped_file_errors
from console.vault.keyring_store import KeyringStore
from console.vault.keys import WrongKey, seal, unseal


class Secrets(Protocol):
    """One set of credentials per account. Methods may wait for a person: call them off the loop."""

    def save(self, account: Account, credentials: Credentials) -> None:
        """Keep them and read them back; raises `KeyringUnavailable`, or `ActionRefused` where they must not be kept."""
        ...

    def load(self, account_id: AccountId) -> Credentials:
        """The account's credentials; raises `NotKnown` when there are none."""
        ...

    def remove(self, account_id: AccountId) -> None:
        """Forget them; unknown ids are fine."""
        ...


class KeyringSecrets:
    """One entry per account in the operating system's secret store."""

    def __init__(self, keyring: KeyringStore, profile_id: str) -> None:
        self._keyring = keyring
        self._profile_id = profile_id

    def save(self, account: Account, credentials: Credentials) -> None:
        """Keep them and read them back; raises `KeyringUnavailable`."""
        self._keyring.save(self._name(account.id), json.dumps(dict(credentials.values)))

    def load(self, account_id: AccountId) -> Credentials:
        """The account's credentials; raises `NotKnown` when there are none."""
        kept = self._keyring.load(self._name(account_id))
        if kept is None:
            raise _missing()
        return Credentials(_to_texts(json.loads(kept)))

    def remove(self, account_id: AccountId) -> None:
        """Forget them; unknown ids are fine."""
        self._keyring.remove(self._name(account_id))

    def _name(self, account_id: AccountId) -> str:
        return f"profile {self._profile_id} account {account_id}"


class FileSecrets:
    """All accounts in one encrypted file; for profiles whose key is not in the keyring."""

    def __init__(self, path: Path, key: bytes, profile_id: str, *, only_simulator: bool) -> None:
        self._path = path
        self._key = key
        self._bound_to = f"secrets {profile_id}".encode()
        self._only_simulator = only_simulator
        self._lock = threading.Lock()

    def save(self, account: Account, credentials: Credentials) -> None:
        """Keep them and read them back; raises `ActionRefused` for a real account in a simulator profile."""
        if self._only_simulator and account.environment is not Environment.SIMULATOR:
            raise ActionRefused(
                "This is a simulator profile: its key lies in a file beside it. "
                "Use another --profile for live and test accounts."
            )
        with self._lock:
            self._write({**self._read(), account.id: dict(credentials.values)})
            self._read()

    def load(self, account_id: AccountId) -> Credentials:
        """The account's credentials; raises `NotKnown` when there are none."""
        with self._lock:
            kept = self._read().get(account_id)
        if kept is None:
            raise _missing()
        return Credentials(kept)

    def remove(self, account_id: AccountId) -> None:
        """Forget them; unknown ids are fine."""
        with self._lock:
            kept = self._read()
            if kept.pop(account_id, None) is not None:
                self._write(kept)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            sealed = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        try:
            kept = json.loads(unseal(self._key, sealed, self._bound_to))
        except WrongKey:
            raise StoreUnavailable(
                "The file with the accounts' keys is damaged. Remove it and enter the keys again."
            ) from None
        return {str(account_id): _to_texts(values) for account_id, values in kept.items()}

    def _write(self, kept: dict[str, dict[str, str]]) -> None:
        with mapped_file_errors("the accounts' keys"):
            write_private_file(self._path, seal(self._key, json.dumps(kept).encode("ascii"), self._bound_to))


def _to_texts(values: dict[str, object]) -> dict[str, str]:
    return {str(key): str(value) for key, value in values.items()}


def _missing() -> NotKnown:
    return NotKnown("The keys of this account are not in this profile's secret store. Add the account again.")
