"""How the audit log names what an entry is about; imports no SQL library, so readers can use it too."""

from __future__ import annotations

from console.domain.keys import VerificationKey


def to_subject(key: VerificationKey) -> str:
    """A verification as the audit log names it."""
    return f"verification {key.account_id}/{key.id}"
