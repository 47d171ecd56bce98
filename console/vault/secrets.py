"""The secrets of accounts, kept where the profile's mode says; never logged, never in the database."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

from console.base.paths import write_private_file
from console.domain.account import Account, AccountId, Credentials
from console.domain.environment import Environment
from console.domain.errors import ActionRefused, KeyringUnavailable, NotKnown, StoreUnavailable
from console.vault.files import locked, mapped_file_errors
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
        """The account's credentials; raises `NotKnown` when there are none, `KeyringUnavailable` for what is not ours."""
        kept = self._keyring.load(self._name(account_id))
        if kept is None:
            raise _missing()
        try:
            return Credentials(_to_texts(json.loads(kept)))
        except (ValueError, RecursionError, TypeError) as error:
            raise KeyringUnavailable(
                "What the keyring holds for this account cannot be read. Enter the account's keys again.",
                type(error).__name__,
            ) from None

    def remove(self, account_id: AccountId) -> None:
        """Forget them; unknown ids are fine."""
        self._keyring.remove(self._name(account_id))

    def _name(self, account_id: AccountId) -> str:
        return f"profile {self._profile_id} account {account_id}"


class FileSecrets:
    """All accounts in one encrypted file; for profiles whose key is not in the keyring.

    Several programs may work on the profile at once: who changes the file holds the lock beside it meanwhile.
    """

    def __init__(self, path: Path, key: bytes, profile_id: str, *, only_simulator: bool) -> None:
        self._path = path
        self._key = key
        self._bound_to = f"secrets {profile_id}".encode()
        self._only_simulator = only_simulator

    def save(self, account: Account, credentials: Credentials) -> None:
        """Keep them and read them back; raises `ActionRefused` for a real account in a simulator profile."""
        if self._only_simulator and account.environment is not Environment.SIMULATOR:
            raise ActionRefused(
                "This is a simulator profile: its key lies in a file beside it. "
                "Use another --profile for live and test accounts."
            )
        with self._changing():
            self._write({**self._read(), account.id: dict(credentials.values)})
            self._read()

    def load(self, account_id: AccountId) -> Credentials:
        """The account's credentials; raises `NotKnown` when there are none."""
        kept = self._read().get(account_id)
        if kept is None:
            raise _missing()
        return Credentials(kept)

    def remove(self, account_id: AccountId) -> None:
        """Forget them; unknown ids are fine."""
        with self._changing():
            kept = self._read()
            if kept.pop(account_id, None) is not None:
                self._write(kept)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            sealed = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreUnavailable(
                "The file with the accounts' keys cannot be read. Check the folder's permissions and the disk.",
                type(error).__name__,
            ) from error
        try:
            kept = json.loads(unseal(self._key, sealed, self._bound_to))
            return {str(account_id): _to_texts(values) for account_id, values in kept.items()}
        except (WrongKey, ValueError, TypeError, AttributeError):
            raise StoreUnavailable(
                "The file with the accounts' keys is damaged. Remove it and enter the keys again."
            ) from None

    def _write(self, kept: dict[str, dict[str, str]]) -> None:
        write_private_file(self._path, seal(self._key, json.dumps(kept).encode("ascii"), self._bound_to))

    @contextmanager
    def _changing(self) -> Generator[None]:
        with mapped_file_errors("the accounts' keys"), locked(self._path.with_suffix(".lock")):
            yield


def _to_texts(values: object) -> dict[str, str]:
    """Raises `TypeError` for anything but an object."""
    if not isinstance(values, dict):
        raise TypeError(type(values).__name__)
    return {str(key): str(value) for key, value in cast("dict[object, object]", values).items()}


def _missing() -> NotKnown:
    return NotKnown("The keys of this account are not in this profile's secret store. Add the account again.")
