"""The names of a verification: what everything else about it hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from console.domain.account import AccountId

VerificationId = NewType("VerificationId", str)


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """Names one verification in the whole profile: the provider's id is unique only within an account."""

    account_id: AccountId
    id: VerificationId
