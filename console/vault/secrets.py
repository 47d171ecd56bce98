"""The secrets of accounts, kept where the profile's mode says; never logged, never in the database."""

from __future__ import annotations

from typing import Protocol

from console.domain.account import Account, AccountId, Credentials


class Secrets(Protocol):
    """One set of credentials per account."""

    def save(self, account: Account, credentials: Credentials) -> None:
        """Keep them and read them back; raises `KeyringUnavailable`, or `ActionRefused` where they must not be kept."""
        ...

    def load(self, account_id: AccountId) -> Credentials:
        """The account's credentials; raises `NotKnown` when there are none."""
        ...

    def remove(self, account_id: AccountId) -> None:
        """Forget them; unknown ids are fine."""
        ...
