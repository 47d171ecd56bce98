"""What a simulated provider may offer besides `ProviderModule`; the core asks before it uses it. No behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pydantic import JsonValue
    from starlette.responses import Response


@runtime_checkable
class Switchable(Protocol):
    """A module that can behave either way where its provider's documentation contradicts itself (optional)."""

    def switch(self, values: bytes) -> Mapping[str, JsonValue]:
        """Set switches from a JSON object; answers all of them. Raises ValidationError."""
        ...


@runtime_checkable
class Refusing(Protocol):
    """A module whose provider documents the body of an answer to a wrong path or method (optional)."""

    def build_refusal(self, status: int) -> Response:
        """The answer for 404 (no such path) or 405 (wrong method; the `Allow` header is added by the core)."""
        ...
