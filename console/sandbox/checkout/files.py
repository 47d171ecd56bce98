"""Short-lived signed addresses of pictures and reports, and their checking; by design without credentials."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from console.sandbox.clock import SimClock

LINK_LIFE_S: Final = 3600


class SignedFiles:
    """Makes and checks addresses below `<base_url>/files/`; their life follows the simulator's clock.

    The provider's own link life is not documented; one hour is what public samples of its engine show.
    """

    def __init__(self, base_url: str, key: str, clock: SimClock) -> None:
        self._base_url = base_url
        self._key = key.encode("ascii")
        self._clock = clock

    def link(self, name: str) -> str:
        """Return the absolute address of the file `name`, such as `idv_x/report.pdf`."""
        expires = str(int(self._clock.now().timestamp()) + LINK_LIFE_S)
        return f"{self._base_url}/files/{name}?expires={expires}&signature={self._sign(name, expires)}"

    def is_good(self, name: str, query: Mapping[str, str]) -> bool:
        """True for an address made here that has not run out."""
        expires = query.get("expires", "")
        given = query.get("signature", "").encode("utf-8", "replace")
        if not hmac.compare_digest(self._sign(name, expires).encode("ascii"), given):
            return False
        return int(expires) > self._clock.now().timestamp()

    def _sign(self, name: str, expires: str) -> str:
        return hmac.new(
            self._key, f"{name}\n{expires}".encode("utf-8", "replace"), hashlib.sha256
        ).hexdigest()
