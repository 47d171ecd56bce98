"""What people and scripts type, checked once for all providers before anything is made of it. No I/O."""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.errors import InputInvalid
from console.domain.outbox import CreateIntent


def to_texts(intent: CreateIntent) -> Mapping[str, str]:
    """Every text of an intent under the name of its field."""
    own = {
        "reference": intent.reference,
        "customer_id": intent.customer_id,
        "name": intent.name,
        "email": intent.email,
        "operation": intent.operation,
        "verification_id": intent.verification_id,
    }
    return {**intent.options, **own}


def verify_sendable(texts: Mapping[str, str]) -> None:
    """Half characters, as a damaged argument or file holds, cannot be sent. Raises `InputInvalid` naming the field."""
    for field, text in texts.items():
        try:
            f"{field}{text}".encode()
        except UnicodeEncodeError as error:
            raise InputInvalid(
                "This holds characters that cannot be sent. Type it again.",
                field=field.encode(errors="replace").decode(),
            ) from error
