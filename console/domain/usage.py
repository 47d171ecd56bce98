"""What an account has used up at a provider that charges for each verification; counts only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountUsage:
    """`known` is every verification the provider has told of, `made_here` those of them this profile made."""

    known: int
    made_here: int
