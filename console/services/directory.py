"""Who is who in an open profile: accounts, their providers and their coordinators; holds them, does nothing with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from console.domain.account import Account, AccountId
from console.domain.environment import ProviderId
from console.domain.errors import NotKnown

if TYPE_CHECKING:
    from console.providers.registry import Provider
    from console.sync.coordinator import Coordinator


class Directory:
    """The accounts of the profile; an account's coordinator is made when it is first needed."""

    def __init__(
        self, providers: Mapping[ProviderId, Provider], make_coordinator: Callable[[Account], Coordinator]
    ) -> None:
        self.providers = providers
        self._make_coordinator = make_coordinator
        self._accounts: dict[AccountId, Account] = {}
        self._coordinators: dict[AccountId, Coordinator] = {}

    def put(self, account: Account) -> None:
        """Add an account, or replace one; the coordinator of the one before is forgotten."""
        self._accounts[account.id] = account
        self._coordinators.pop(account.id, None)

    def drop(self, account_id: AccountId) -> None:
        """Forget an account."""
        self._accounts.pop(account_id, None)
        self._coordinators.pop(account_id, None)

    def accounts(self) -> tuple[Account, ...]:
        """Every account in the order it was added."""
        return tuple(self._accounts.values())

    def account(self, account_id: AccountId) -> Account:
        """Raises `NotKnown`."""
        try:
            return self._accounts[account_id]
        except KeyError:
            raise NotKnown("This account is not in this profile.") from None

    def find_by_name(self, name: str) -> Account:
        """Raises `NotKnown`."""
        for account in self._accounts.values():
            if account.name == name:
                return account
        raise NotKnown("There is no account of that name in this profile.")

    def coordinator(self, account_id: AccountId) -> Coordinator:
        """The account's coordinator, made now if need be. Raises `NotKnown`."""
        found = self._coordinators.get(account_id)
        if found is None:
            found = self._coordinators[account_id] = self._make_coordinator(self.account(account_id))
        return found

    def find_coordinator(self, account_id: AccountId) -> Coordinator | None:
        """The account's coordinator if it was made already."""
        return self._coordinators.get(account_id)

    def coordinators(self) -> tuple[Coordinator, ...]:
        """Every account's coordinator."""
        return tuple(self.coordinator(account_id) for account_id in self._accounts)

    def made_coordinators(self) -> tuple[Coordinator, ...]:
        """The coordinators that were made so far."""
        return tuple(self._coordinators.values())

    def provider(self, account: Account) -> Provider:
        """The provider an account belongs to. Raises `NotKnown` for one this program does not have."""
        try:
            return self.providers[account.provider]
        except KeyError:
            raise NotKnown("This program has no provider of that name.") from None
