"""Whether a secret somebody loads can be what it is for, before it is kept; opens nothing, no I/O."""

from __future__ import annotations

from typing import Final

from console.domain.errors import InputInvalid

PRIVATE_KEY: Final = "pgp_private_key"


def verify_secret(key: str, value: str) -> None:
    """A PGP key must be a private one that opens messages without a passphrase; nothing is known of the other secrets.

    Raises `InputInvalid`. https://docs.proofme.id/#/encryption/overview
    """
    if key != PRIVATE_KEY:
        return
    # Imported here: a library of some weight, needed only where there is a key.
    from console.providers.proofme.decrypt import can_open

    if not can_open(value.encode()):
        raise InputInvalid(
            "This is no PGP private key that opens without a passphrase; choose the file from Proofme's dashboard.",
            field=PRIVATE_KEY,
        )
