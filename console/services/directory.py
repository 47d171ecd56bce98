"""Who is who in an open profile: accounts, their providers and their coordinators; holds them, does nothing with them."""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.account import Account, AccountId
from console.domain.errors import NotKnown
from console.domain.provider import ProviderId
from console.providers.contract import Provider
from console.sync.coordinator import Coordinator


class Directory:
    """The accounts of the profile with everything that belongs to them."""

    def __init__(self, providers: Mapping[ProviderId, Provider]) -> None:
        self.providers = providers
        self._accounts: dict[AccountId, tuple[Account, Coordinator]] = {}

    def put(self, account: Account, coordinator: Coordinator) -> None:
        """Add an account."""
        self._accounts[account.id] = (account, coordinator)

    def drop(self, account_id: AccountId) -> None:
        """Forget an account."""
        self._accounts.pop(account_id, None)

    def accounts(self) -> tuple[Account, ...]:
        """Every account in the order it was added."""
        return tuple(account for account, _ in self._accounts.values())

    def account(self, account_id: AccountId) -> Account:
        """Raises `NotKnown`."""
        return self._entry(account_id)[0]

    def find_by_name(self, name: str) -> Account:
        """Raises `NotKnown`."""
        for account, _ in self._accounts.values():
            if account.name == name:
                return account
        raise NotKnown("There is no account of that name in this profile.")

    def coordinator(self, account_id: AccountId) -> Coordinator:
        """Raises `NotKnown`."""
        return self._entry(account_id)[1]

    def coordinators(self) -> tuple[Coordinator, ...]:
        """Every account's coordinator."""
        return tuple(coordinator for _, coordinator in self._accounts.values())

    def provider(self, account: Account) -> Provider:
        """The provider an account belongs to. Raises `NotKnown` for one this program does not have."""
        try:
            return self.providers[account.provider]
        except KeyError:
            raise NotKnown("This program has no provider of that name.") from None

    def _entry(self, account_id: AccountId) -> tuple[Account, Coordinator]:
        try:
            return self._accounts[account_id]
        except KeyError:
            raise NotKnown("This account is not in this profile.") from None
