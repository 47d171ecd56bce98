"""What the command line may ask of the window; values only, no Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from console.services.services import Services

ExitAfter = Literal["first-paint", "first-sync"]


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class WindowOptions(NamedTuple):
    """`size` in logical pixels, `scale` a factor, `timeout_s` how long a screenshot may take.

    `webhooks` is HOST:PORT of the embedded listener, `public_url` where the world reaches it;
    `on_listening` is told the services and its base address.
    `returns` are the return addresses offered for new accounts, by the name of the setting.
    """

    view: str = ""
    select: str = ""
    theme: str | None = None
    size: tuple[int, int] | None = None
    scale: float | None = None
    locale: str = ""
    screenshot: Path | None = None
    timeout_s: float = 60.0
    exit_after: ExitAfter | None = None
    webhooks: str | None = None
    public_url: str = ""
    returns: Mapping[str, str] = MappingProxyType({})
    on_listening: Callable[[Services, str], Awaitable[None]] | None = None


class CapsuleOptions(NamedTuple):
    """What the window that shows a capsule is asked for: `size` in logical pixels, an empty passphrase asks a person."""

    file: Path
    passphrase: str = ""
    theme: str | None = None
    size: tuple[int, int] = (1100, 760)
    screenshot: Path | None = None
