"""Proofme's answers as they are spelled; everything optional, nothing interpreted.

https://docs.proofme.id/#/api/v1/identification/get_identification
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from console.providers.reading import Moment, WireModel


def _to_text(value: object) -> object:
    """Older answers gave the status as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Wire(WireModel):
    model_config = ConfigDict(alias_generator=to_camel)


class IdentificationData(_Wire):
    """The encrypted result; opening it needs the organisation's PGP key."""

    id: str | None = None
    encrypted_data: str | None = None
    encrypted_encryption_secret: str | None = None
    encryption_mode: str | None = None


class Identification(_Wire):
    """An identification, whichever call told it."""

    id: str | None = None
    proofme_id: str | None = None
    description: str | None = None
    status: Annotated[str | None, BeforeValidator(_to_text)] = None
    my_page_url: str | None = None
    # The prose of the documentation spells it so.
    my_page_url_in_prose: str | None = Field(default=None, alias="MyPageUrl")
    metadata: object = None
    mode: str | None = None
    scanned_at: Moment = None
    created_at: Moment = None
    updated_at: Moment = None
    identification_data: IdentificationData | None = None


class Deleted(_Wire):
    """The answer to deleting a result."""

    message: str | None = None
    count: int | None = None


class ErrorReply(_Wire):
    """Error bodies are documented in general only: any of these members may hold the words."""

    title: str | None = None
    detail: str | None = None
    field: str | None = None
    message: str | None = None
    error: str | None = None
